/** The five pictures of the paper: small, still, drawn at build from the models of the figures. */
import { line } from 'd3';
import { el, toMarkup, type El } from '../runtime/svg.ts';
import { fractionsAt } from '../figures/parts/ternary.ts';
import { sampleSet } from '../figures/parts/diffraction-samples.ts';
import { loadFigure } from '../figures/registry.ts';
import { defaults } from '../runtime/figure.ts';
import { fillOf, nameOf, step, strokeOf } from '../runtime/plot/colours.ts';
import { curve, mark, type Point } from '../runtime/plot/marks.ts';
import { label } from '../runtime/plot/axes.ts';
import { nodeKernels } from '../kernels/node.ts';
import { SAMPLES } from '../physics/composition.ts';
import { SCAN } from '../physics/diffraction-model.ts';
import { sigmaRoom } from '../physics/transport-model.ts';

const picture = (...children: (El | El[])[]): string => toMarkup(el('svg', { class: 'plot', viewBox: '0 0 200 112', 'aria-hidden': 'true' }, children.flat()));

const corner = (NaCl: number, ZrCl4: number): Point => [44 + 112 * (ZrCl4 + NaCl / 2), 8 + 97 * (1 - NaCl)];

/** Markup of each picture, by the chapter that it opens, in the order of the story. */
export async function fivePictures(): Promise<Record<'composition' | 'structure' | 'transport' | 'crystallisation' | 'cells', string>> {
  const ternary = picture(
    el('path', { class: 'axis', d: `M${corner(1, 0)}L${corner(0, 0)}L${corner(0, 1)}Z` }),
    SAMPLES.map((x) => {
      const f = fractionsAt(x, 'mole');
      return mark('derived', corner(f.NaCl, f.ZrCl4), { colour: strokeOf(x), r: x === 1.625 ? 6 : 3.5 });
    }),
  );

  const kernels = await nodeKernels(['diffraction']);
  const paper = defaults((await loadFigure('1b')).params) as { size: number; sizeEnd: number; strain: number; disorder: number };
  const set = sampleSet(kernels.diffraction, 1.625, { size_nm: paper.size, sizeEnd_nm: paper.sizeEnd, strain: paper.strain / 100, disorder_A: paper.disorder }, SCAN);
  const patterns = picture(
    [1.375, 1.625, 2].flatMap((x, row) => {
      const values = set.patterns[set.xs.indexOf(x)]!;
      const top = Math.max(...values);
      const shown = Math.floor(values.length * 0.45);
      const path = line<number>((i) => 8 + (150 * i) / shown, (i) => 36 + 34 * row - (26 * values[i]!) / top).digits(1)(Array.from({ length: 120 }, (_, i) => Math.floor((i * shown) / 120)))!;
      return [el('path', { class: `curve ${strokeOf(x)}`, d: path }), label(166, 36 + 34 * row, nameOf(x), { class: `f${step(x)}` })];
    }),
  );

  const height = (sigma: number): number => 96 - 150 * (Math.log10(sigma) + 4);
  const across = (x: number): number => 24 + 150 * ((x - 1.375) / 0.625);
  const maximum = picture(
    curve(Array.from({ length: 31 }, (_, i) => 1.375 + (0.625 * i) / 30).map((x): Point => [across(x), height(sigmaRoom(x)) + 20]), { colour: 'sref', certainty: 'assumed', ghost: true }),
    [1.625, 2].flatMap((x) => [mark('reported', [across(x), height(sigmaRoom(x)) + 20], { colour: fillOf(x) }), label(across(x) + (x === 2 ? 9 : 10), height(sigmaRoom(x)) + (x === 2 ? 24 : 16), x === 2 ? '1.2' : '4.0', { class: `strong f${step(x)}` })]),
    el('path', { class: 'axis', d: 'M14 110H190' }),
  );

  const bars = picture(
    [1.625, 2].flatMap((x, i) => {
      const left = 34 + 84 * i;
      const tall = 74 + 30 * Math.log10(sigmaRoom(x) / 4e-4);
      return [
        el('rect', { class: `barfill ${fillOf(x)}`, x: left, y: 104 - tall, width: 26, height: tall }),
        el('rect', { class: `bound ${strokeOf(x)}`, x: left + 30, y: 104 - tall + 30, width: 26, height: tall - 30 }),
        mark('reported', [left + 13, 104 - tall], { colour: fillOf(x), r: 4 }),
      ];
    }),
    el('path', { class: 'axis', d: 'M14 104H186' }),
  );

  const cycles = picture(
    ([[1.625, 78], [2, 83]] as const).flatMap(([x, kept]) => {
      const end = 14 + 2.4 * (100 - kept);
      return [
        curve([[20, 14], [166, end]], { colour: strokeOf(x), certainty: 'assumed' }),
        mark('reported', [166, end], { colour: fillOf(x) }),
        label(176, end + (x === 2 ? 0 : 9), `${kept} %`, { class: `strong f${step(x)}` }),
      ];
    }),
    el('path', { class: 'axis', d: 'M20 104H190' }),
    label(20, 98, '500 cycles', {}),
  );
  return { composition: ternary, structure: patterns, transport: maximum, crystallisation: bars, cells: cycles };
}
