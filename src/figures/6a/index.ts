import { scaleLinear } from 'd3';
import { finish, type Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { CellResult } from '../../kernels/cell.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { AMORPHOUS, BEST, cellTemperatureParam, cellWith, rateParam, scaleParam, scaleShift_V, TUNED, UNIQUE, WHOLE_SODIUM_mAh_g, type Catholyte } from '../parts/cell-params.ts';
import { fill, profilePlot, spread, stroke } from '../parts/cell-plot.ts';
import { cellRuns } from '../parts/cell-run.ts';

interface First {
  catholyte: Catholyte;
  cell: CellResult;
}

interface FirstCycles {
  best: First;
  amorphous: First;
}

function* firstCycles(kernels: Kernels, { rate, T }: { rate: number; T: number }): Steps<FirstCycles> {
  const [best, amorphous] = yield* cellRuns(kernels, [BEST, AMORPHOUS].map((c) => cellWith(c, T, 1, [rate])), { profiles: true });
  return { best: { catholyte: BEST, cell: best! }, amorphous: { catholyte: AMORPHOUS, cell: amorphous! } };
}

/** Figure 6a: the first cycle. */
export default defineFigure({
  id: '6a',
  title: 'First charge and discharge, and how much sodium that is.',
  question: 'How much of the first charge comes back?',
  technique: 'electrochemistry',
  version: 1,
  params: { rate: rateParam(0.1), T: cellTemperatureParam, scale: scaleParam },
  kernels: ['cell'],
  provenance: {
    badge: 'reconstructed',
    pinned: `Curves of the cell model, without any side reaction. ${TUNED} Discs, the cut-offs and 1 C = 120 mA/g are reported.`,
    free: 'The efficiency is predicted: what does not come back at this rate is sodium that diffusion holds up, and a slow discharge would still fetch it. A real cell can lose charge to reactions as well, which the model does not know.',
    constraints: ['First-cycle efficiency above 96 % at 0.1 C and 23 °C for both catholytes.', 'The first charge ends at 3.4 V, the discharge at 1.7 V vs Na~9~Sn~4~.', 'About 126 mAh/g at 0.1 C for *x* = 1.625, within 2 (tuned).'],
    alternatives: UNIQUE,
  },
  compute: (kernels, values) => finish(firstCycles(kernels, values)),
  steps: firstCycles,
  view: ({ best, amorphous }, { rate, T, scale }) => [
    {
      key: 'cycle',
      span: 'main',
      title: `**First cycle** ${significant(rate, 2)} C, ${fixed(T, 0)} °C`,
      draw: (frame) =>
        profilePlot(
          [amorphous, best].flatMap(({ catholyte: { x, name }, cell }) => {
            const { charge, discharge } = cell.rates[0]!.profiles!;
            return [
              { Q_mAh_g: charge.Q_mAh_g, V: charge.V, colour: stroke(x) },
              { Q_mAh_g: discharge.Q_mAh_g, V: discharge.V, colour: stroke(x), name, tint: fill(x) },
            ];
          }),
          scale,
          frame,
        ),
    },
    { key: 'sodium', span: 'side', title: '**The same in sodium** per formula unit', draw: (frame) => sodiumRuler([best, amorphous], frame) },
  ],
  summary({ best, amorphous }, { rate }) {
    const half = (f: First): string => {
      const { charge, discharge } = f.cell.rates[0]!;
      const efficiency = f.cell.first_cycle_efficiency_percent;
      return efficiency === null ? `${f.catholyte.name}: no charge passes` : `${f.catholyte.name}: [${fixed(charge.capacity_mAh_g, 1)}] in, [${fixed(discharge.capacity_mAh_g, 1)} mAh/g] out, **[${fixed(efficiency, 1)} %]**`;
    };
    const refilled = [best, amorphous].some((f) => (f.cell.first_cycle_efficiency_percent ?? 0) > 100) ? ' More than all comes out where the discharge also fills the thousandth of the sodium that was missing at the start.' : '';
    return `At ${significant(rate, 2)} C, ${half(best)}; ${half(amorphous)}. The paper: above 96 % for both, at 0.1 C.${refilled}`;
  },
  table: ({ best, amorphous }, { scale }) => ({
    caption: 'First cycle by the cell model',
    columns: [{ name: 'Catholyte', unit: '', align: 'left' }, { name: 'charge', unit: 'mAh/g' }, { name: 'discharge', unit: 'mAh/g' }, { name: 'efficiency', unit: '%' }, { name: 'mean *V*, charge', unit: 'V' }, { name: 'mean *V*, discharge', unit: 'V' }],
    rows: [best, amorphous].map(({ catholyte, cell }) => {
      const { charge, discharge } = cell.rates[0]!;
      const volts = (v: number | null): string | null => (v === null ? null : fixed(v + scaleShift_V(scale), 3));
      const efficiency = cell.first_cycle_efficiency_percent;
      return [catholyte.name, fixed(charge.capacity_mAh_g, 1), fixed(discharge.capacity_mAh_g, 1), efficiency === null ? null : fixed(efficiency, 2), volts(charge.mean_V), volts(discharge.mean_V)];
    }),
  }),
  compare: ({ best, amorphous }, { rate, T }) => {
    const ours = (f: First): string => (f.cell.first_cycle_efficiency_percent === null ? 'no charge passes' : `[${fixed(f.cell.first_cycle_efficiency_percent, 1)} %]`);
    const verdict = rate === 0.1 && T === 23 ? 'predicted, from diffusion alone; agrees' : 'predicted at another rate or temperature';
    return [
      { quantity: 'Efficiency, *x* = 1.625', reported: '> 96 %', here: ours(best), verdict },
      { quantity: 'Efficiency, *x* = 2.000', reported: '> 96 %', here: ours(amorphous), verdict },
      { quantity: 'Efficiency, *x* = 0', reported: '97.1 % (Wu 2021, abstract)', here: 'not computed', verdict: 'quoted for comparison' },
      { quantity: '“Near theoretical”', reported: '∼ 126 mAh/g', here: `[${fixed(best.cell.rates[0]!.discharge.capacity_mAh_g, 1)} mAh/g]`, verdict: 'tuned to it as a capacity delivered; half of the sodium is 125.2 (E7)' },
    ];
  },
});

/** Where the ruler begins, mAh/g. */
const LOW = 90;

/** Capacities on one ruler with the sodium they stand for. */
function sodiumRuler(firsts: readonly First[], { width, narrow }: Frame): Drawing {
  const margin = { left: 48, right: 50, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 270 : 380);
  const sy = scaleLinear([LOW, 135], [bottom, margin.top]);
  const sx = scaleLinear([0, 10], [margin.left, margin.left + plotWidth]);
  const clip = (q: number): number => Math.max(LOW, Math.min(135, q));
  const marks = [
    { q: 126, kind: 'reported', words: '∼ 126 near theoretical' },
    { q: 125.2, kind: 'derived', words: '125.2 half the sodium' },
    { q: 120, kind: 'reported', words: '120 taken for 1 C' },
    { q: 105, kind: 'reported', words: '∼ 105 at 0.5 C' },
    { q: 97, kind: 'reported', words: '∼ 97 at 1 C' },
  ] as const;
  // Words keep off the grid lines.
  const heights = spread(marks.map((m) => sy(m.q) - (m.q % 10 === 0 ? 12 : 0)), 19, margin.top, bottom);
  const right = margin.left + plotWidth;
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [90, 100, 110, 120, 130], format: (v) => fixed(v, 0), title: 'mAh g^−1^', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${right} ${bottom}V${margin.top}` }),
      ...[0.36, 0.4, 0.44, 0.48, 0.52].flatMap((na) => [el('path', { class: 'axis', d: `M${right} ${sy(na * WHOLE_SODIUM_mAh_g).toFixed(1)}h5` }), label(right + 9, sy(na * WHOLE_SODIUM_mAh_g) + 4.5, fixed(na, 2))]),
      label(width, margin.top - 18, 'Na', { class: 'title', 'text-anchor': 'end' }),
      ...firsts.flatMap(({ catholyte: { x }, cell }, i) => {
        const { charge, discharge } = cell.rates[0]!;
        const at = sx(0.9 + 1.2 * i);
        const y = sy(clip(charge.capacity_mAh_g));
        const out = discharge.capacity_mAh_g;
        return [
          el('rect', { class: `share ${stroke(x)}`, x: at - 7, y, width: 14, height: Math.max(0, bottom - y) }),
          // Below the axis: the number with an arrow, not a line at its end.
          out < LOW ? label(at, bottom - 8 - 18 * i, `↓ ${fixed(out, 0)}`, { 'text-anchor': 'middle', class: `strong ${fill(x)} halo` }) : mark('reconstructed', [at, sy(clip(out))], { colour: fill(x), r: 8 }),
        ];
      }),
      label(sx(0.1), bottom + 20, 'bar: charge, line: discharge'),
      ...marks.flatMap((m, i) => [
        mark(m.kind, [sx(3.4), sy(m.q)], { colour: 'fref' }),
        el('path', { class: 'axis', d: `M${(sx(3.4) + 6).toFixed(1)} ${sy(m.q).toFixed(1)}L${(sx(3.4) + 16).toFixed(1)} ${heights[i]!.toFixed(1)}` }),
        label(sx(3.4) + 19, heights[i]! + 4.5, m.words, { class: 'halo' }),
      ]),
      horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks: [], format: () => '' }),
    ],
  };
}
