import { scaleLinear, scaleLog } from 'd3';
import { na9sn4_range_V } from '../../physics/cell-parameters.ts';
import { computed, QUOTED_X0_V, sweepReport } from '../../physics/windows.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, handle, mark, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { scaleParam, scaleShift_V } from '../parts/cell-params.ts';
import { spread, thin } from '../parts/cell-plot.ts';
import { fractionParam, onsetsAt, READ_AT, sweepPeaks, SWEEP_T_K, type Onsets } from '../parts/sweep-model.ts';

const POTENTIALS_V = Array.from({ length: 261 }, (_, i) => 0.02 * i);
const FRACTIONS = Array.from({ length: 25 }, (_, i) => 0.005 * 40 ** (i / 24));
const [ALLOY_LOW_V, ALLOY_HIGH_V] = na9sn4_range_V;

interface Result {
  best: Float64Array;
  amorphous: Float64Array;
  onsets: Onsets;
  ladder: (Onsets & { fraction: number })[];
}

/** Figure 5a: linear sweeps. */
export default defineFigure({
  id: '5a',
  title: 'Linear sweeps of two catholytes, and the windows that can be read from them.',
  question: 'Where does the window end, and who decides?',
  technique: 'electrochemistry',
  version: 1,
  params: { fraction: fractionParam, scale: scaleParam, literature: { kind: 'toggle', label: 'Show the computed window', default: true, span: 6, note: 'Jang 2026, second-hand' } },
  kernels: ['cell'],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Each wave is one irreversible peak through a reported peak (disc on it) and a reported onset. Squares and the bar beside them are another paper’s computation, read second-hand.',
    free: 'Currents are arbitrary: neither current nor sweep rate is in the text. That the onsets were read at 5 % of the peak, and where the Y^3+^ wave begins (0.95 V), is assumed. The potential of Na~9~Sn~4~ against sodium may be anything from 0.08 to 0.20 V.',
    constraints: ['Oxidation peaks at 4.6 and 4.7 V, onsets near 4.0 and 4.1 V vs Na~9~Sn~4~.', 'Reduction peaks at 1.4 and 0.55 V, alike for both samples.', 'The first reduction begins between 1.8 and 2.0 V.'],
    alternatives: 'Waves of any other shape through the same peaks and onsets, with other heights, fit the text as well. If the onsets were read where the current leaves the baseline, at 1 % say, all peaks are narrower than drawn.',
  },
  compute(kernels, { fraction }): Result {
    const peaks = sweepPeaks(kernels.cell);
    const sweep = (oxidation: typeof peaks.best): Float64Array => kernels.cell.sweep(POTENTIALS_V, [oxidation, peaks.zirconium, peaks.yttrium], SWEEP_T_K).total;
    return {
      best: sweep(peaks.best),
      amorphous: sweep(peaks.amorphous),
      onsets: onsetsAt(kernels.cell, peaks, fraction / 100),
      ladder: FRACTIONS.map((f) => ({ fraction: f, ...onsetsAt(kernels.cell, peaks, f) })),
    };
  },
  view: (result, { fraction, scale, literature }) => [
    { key: 'sweeps', span: 'main', title: '**Linear sweeps** and windows on one axis', draw: (frame) => sweepPlot(result, scale, literature, frame) },
    { key: 'rule', span: 'side', title: '**The rule decides** onset against its definition', draw: (frame) => rulePlot(result, fraction, scale, frame) },
  ],
  summary({ onsets }, { fraction, scale }) {
    const shift = scaleShift_V(scale);
    const v = (volts: number): string => `${fixed(volts + shift, 2)}`;
    const against = scale === 'sodium' ? 'Na/Na^+^, give or take the range of Na~9~Sn~4~' : 'Na~9~Sn~4~';
    const gap = onsets.reduction_V - sweepReport.cells_V[0];
    const overlap = gap > 0 ? `the cells discharge to ${v(sweepReport.cells_V[0])} V, [${fixed(gap, 2)} V] below the onset of reduction` : `the cells’ lower cut-off, ${v(sweepReport.cells_V[0])} V, lies inside`;
    return `Read at **${significant(fraction, 2)} %** of the peak, *x* = 1.625 is stable from **[${v(onsets.reduction_V)} to ${v(onsets.best_V)} V]** and *x* = 2.000 to **[${v(onsets.amorphous_V)} V]** vs ${against}; ${overlap}.`;
  },
  table: ({ best, amorphous, ladder }, { scale }) => {
    const shift = scaleShift_V(scale);
    const rules = [0.005, 0.01, 0.05, 0.1, 0.2];
    const at = (f: number) => ladder.reduce((near, l) => (Math.abs(Math.log(l.fraction / f)) < Math.abs(Math.log(near.fraction / f)) ? l : near));
    return {
      caption: `Onsets by the rule they are read with, V vs ${scale === 'sodium' ? 'Na/Na+' : 'Na9Sn4'}`,
      columns: [{ name: 'rule', unit: '% of peak' }, { name: 'reduction', unit: 'V' }, { name: 'oxidation, *x* = 1.625', unit: 'V' }, { name: 'oxidation, *x* = 2.000', unit: 'V' }],
      rows: rules.map(at).map((l) => [fixed(100 * l.fraction, 1), ...[l.reduction_V, l.best_V, l.amorphous_V].map((v) => fixed(v + shift, 2))]),
      full: {
        columns: [{ name: 'potential vs Na9Sn4', unit: 'V' }, { name: 'current, x = 1.625', unit: 'arbitrary' }, { name: 'current, x = 2.000', unit: 'arbitrary' }],
        rows: POTENTIALS_V.map((v, i) => [v, best[i]!, amorphous[i]!]),
      },
    };
  },
  compare: ({ onsets }, { fraction }) => {
    const verdict = Math.abs(fraction / 100 - READ_AT) < 1e-9 ? 'was put in, at the 5 % rule' : `by the ${significant(fraction, 2)} % rule`;
    return [
      { quantity: 'Oxidation onset, *x* = 1.625', reported: '4.0 V vs Na~9~Sn~4~', here: `[${fixed(onsets.best_V, 2)} V]`, verdict },
      { quantity: 'Oxidation onset, *x* = 2.000', reported: '4.1 V vs Na~9~Sn~4~', here: `[${fixed(onsets.amorphous_V, 2)} V]`, verdict },
      { quantity: 'First reduction onset', reported: '1.8 to 2.0 V vs Na~9~Sn~4~', here: `[${fixed(onsets.reduction_V, 2)} V]`, verdict },
      { quantity: 'Lower cut-off of the cells', reported: '1.7 V vs Na~9~Sn~4~', here: `[${fixed(onsets.reduction_V - sweepReport.cells_V[0], 2)} V] below the onset`, verdict: 'E17: a little charge could reduce the catholyte there' },
      { quantity: 'Limit of *x* = 0, called similar', reported: '3.8 V vs Na/Na^+^', here: `onsets at [${fixed(onsets.best_V + ALLOY_LOW_V, 2)} to ${fixed(onsets.amorphous_V + ALLOY_HIGH_V, 2)} V] vs Na/Na^+^`, verdict: 'E18: some tenths of a volt apart' },
      { quantity: 'Computed window of *x* = 1.625', reported: '1.69 to 3.77 V vs Na/Na^+^ (Jang 2026, second-hand)', here: `[${fixed(onsets.reduction_V + scaleShift_V('sodium'), 2)} to ${fixed(onsets.best_V + scaleShift_V('sodium'), 2)} V] from the sweep`, verdict: 'thermodynamic and kinetic windows are different quantities' },
    ];
  },
});

function sweepPlot({ best, amorphous, onsets }: Result, scale: string, literature: boolean, { width, narrow }: Frame): Drawing {
  const margin = { left: narrow ? 14 : 22, right: 14, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 220 : 270;
  const middle = margin.top + plotHeight;
  const rowHeight = narrow ? 40 : 26;
  const rows = literature ? 5 : 4;
  const bottom = middle + 16 + rows * rowHeight;
  const sx = scaleLinear([0, 5.2], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([-0.85, 1.15], [middle, margin.top]);
  const shift = scaleShift_V(scale);
  const line = (current: Float64Array): Point[] => thin(POTENTIALS_V.map((v, i): Point => [sx(v), sy(current[i]!)]));
  const peak = (v: number, height: number, colour: string): El => mark('reported', [sx(v), sy(height)], { colour, title: `reported peak, ${v} V vs Na9Sn4` });
  const wordsAt = (row: number): number => middle + 16 + row * rowHeight;
  const bar = (row: number, from: number, words: string, draw: (y: number) => El[]): El => {
    const y = wordsAt(row) + (narrow ? 27 : 13);
    return el('g', {}, ...draw(y), narrow ? label(margin.left, y - 13, words, { class: 'halo' }) : label(sx(from) - (row < 3 ? 12 : 22), y + 4.5, words, { 'text-anchor': 'end' }));
  };
  const span = (y: number, from: number, to: number, colour: string, dashed = false): El => el('path', { class: `curve ${colour}${dashed ? ' dash' : ''}`, d: `M${sx(from).toFixed(1)} ${y}H${sx(to).toFixed(1)}` });
  const toAlloy = (v: number): number => v - scaleShift_V('sodium');
  const uncertain = (y: number, vsSodium: number): El => el('path', { class: 'axis', d: `M${sx(vsSodium - ALLOY_HIGH_V).toFixed(1)} ${y + 8}H${sx(vsSodium - ALLOY_LOW_V).toFixed(1)}m0 -3v6M${sx(vsSodium - ALLOY_HIGH_V).toFixed(1)} ${y + 5}v6` });
  const [low, high] = computed.window_V;
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      ...[onsets.reduction_V, onsets.best_V, onsets.amorphous_V].map((v, i) => el('path', { class: `guide ${['sref', strokeOf(1.625), strokeOf(2)][i]}`, d: `M${sx(v).toFixed(1)} ${(wordsAt(2)).toFixed(1)}V${margin.top + 10}` })),
      el('path', { class: 'axis', d: `M${margin.left} ${sy(0).toFixed(1)}h${plotWidth}` }),
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: (v) => sx(v - shift), ticks: narrow ? [1, 2, 3, 4, 5] : [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5], format: (v) => fixed(v, narrow ? 0 : 1), title: scale === 'sodium' ? '*E* vs Na/Na^+^ / V' : '*E* vs Na~9~Sn~4~ / V' }),
      label(margin.left, margin.top - 22, 'current, arbitrary units', { class: 'title' }),
      curve(line(amorphous), { colour: strokeOf(2), certainty: 'assumed' }),
      curve(line(best), { colour: strokeOf(1.625), certainty: 'assumed' }),
      peak(sweepReport.oxidation.best.peak_V, 1, fillOf(1.625)),
      peak(sweepReport.oxidation.amorphous.peak_V, 1, fillOf(2)),
      peak(sweepReport.reduction.zirconium_V, -0.7, 'fref'),
      peak(sweepReport.reduction.yttrium_V, -0.5, 'fref'),
      label(sx(4.6) - 12, sy(1) + 2, '*x* = 1.625', { 'text-anchor': 'end', class: `strong f${step(1.625)} halo` }),
      label(sx(4.7) - 4, sy(1) - 14, '*x* = 2.000', { 'text-anchor': 'middle', class: `strong f${step(2)} halo` }),
      label(sx(1.4) + 14, sy(-0.7) + 8, 'Zr^4+^, both', { class: 'halo' }),
      label(sx(0.55) + 2, sy(-0.5) + 22, 'Y^3+^', { 'text-anchor': 'middle', class: 'halo' }),
      bar(0, onsets.reduction_V, 'read here, *x* = 1.625', (y) => [span(y, onsets.reduction_V, onsets.best_V, strokeOf(1.625))]),
      bar(1, onsets.reduction_V, 'read here, *x* = 2.000', (y) => [span(y, onsets.reduction_V, onsets.amorphous_V, strokeOf(2))]),
      bar(2, sweepReport.cells_V[0], 'the cells’ cut-offs', (y) => [span(y, sweepReport.cells_V[0], sweepReport.cells_V[1], 'sref'), ...sweepReport.cells_V.map((v) => mark('reported', [sx(v), y], { colour: 'fref', r: 4 }))]),
      bar(3, toAlloy(QUOTED_X0_V), narrow ? '*x* = 0: stable upwards of 3.8 V vs Na/Na^+^' : '*x* = 0: upwards of 3.8 V vs Na/Na^+^', (y) => [mark('reported', [sx(toAlloy(QUOTED_X0_V)), y], { colour: 'fref' }), uncertain(y, QUOTED_X0_V)]),
      ...(literature
        ? [
            bar(4, toAlloy(low), narrow ? 'computed, second-hand (dashed: 25 meV/atom allowed)' : 'computed, second-hand', (y) => [
              span(y, toAlloy(low), toAlloy(high), 'sref'),
              span(y, toAlloy(high), toAlloy(computed.kinetic_V), 'sref', true),
              ...[low, high].flatMap((v) => [mark('literature', [sx(toAlloy(v)), y], { colour: 'fref', r: 4 }), uncertain(y, v)]),
              mark('literature', [sx(toAlloy(computed.kinetic_V)), y], { colour: 'fref', r: 4, title: 'with 25 meV per atom allowed' }),
            ]),
          ]
        : []),
    ],
  };
}

/** Onset potential against the share of the peak by which it is read. */
function rulePlot({ ladder, onsets }: Result, fraction: number, scale: string, { width, narrow }: Frame): Drawing {
  const margin = { left: 44, right: 84, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 230 : 415);
  const sx = scaleLog([0.5, 20], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([1.2, 4.6], [bottom, margin.top]);
  const shift = scaleShift_V(scale);
  const lines = [
    { key: 'amorphous_V', words: '*x* = 2.000', colour: strokeOf(2), fill: fillOf(2) },
    { key: 'best_V', words: '*x* = 1.625', colour: strokeOf(1.625), fill: fillOf(1.625) },
    { key: 'reduction_V', words: 'reduction', colour: 'sref', fill: 'fref' },
  ] as const;
  const ends = spread(lines.map(({ key }) => sy(ladder.at(-1)![key])), 18, margin.top, bottom);
  const track = ladder.map((l) => [100 * l.fraction, sx(100 * l.fraction), sy(l.best_V)] as const);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [0.5, 1, 2, 5, 10, 20], format: (v) => (v === 0.5 ? '0.5' : fixed(v, 0)), title: 'read at / % of the peak' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: (v) => sy(v - shift), ticks: [1.5, 2, 2.5, 3, 3.5, 4, 4.5], format: (v) => fixed(v, 1), title: 'onset / V', grid: plotWidth }),
      el('path', { class: 'gridl limit', d: `M${margin.left} ${sy(sweepReport.cells_V[0]).toFixed(1)}h${plotWidth}` }),
      label(margin.left + 4, sy(sweepReport.cells_V[0]) + 16, 'lower cut-off of the cells', {}),
      ...lines.map(({ key, colour }) => curve(ladder.map((l): Point => [sx(100 * l.fraction), sy(l[key])]), { colour, certainty: 'assumed' })),
      ...lines.map(({ words, fill }, i) => label(margin.left + plotWidth + 8, ends[i]! + 4.5, words, { class: `strong ${fill}` })),
      mark('reported', [sx(100 * READ_AT), sy(4.0)], { colour: fillOf(1.625) }),
      mark('reported', [sx(100 * READ_AT), sy(4.1)], { colour: fillOf(2) }),
      el('path', { class: 'curve sref', d: `M${sx(100 * READ_AT).toFixed(1)} ${sy(1.8).toFixed(1)}V${sy(2).toFixed(1)}` }),
      handle('fraction', [sx(fraction), sy(onsets.best_V)], track),
    ],
  };
}
