import { scaleLinear } from 'd3';
import { finish, type Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { RateResult } from '../../kernels/cell.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { AMORPHOUS, cellWith, scaleParam, TUNED, UNIQUE } from '../parts/cell-params.ts';
import { fill, profilePlot, stroke } from '../parts/cell-plot.ts';
import { cellRuns } from '../parts/cell-run.ts';
import { millivolts } from '../parts/cell-losses.ts';

const CYCLES = [1, 50, 150, 300, 500] as const;
const RATE = 0.33;
/** Reported, x = 2.000. */
const RETENTION_percent = 83;

interface At {
  cycle: number;
  resistance_ohm_cm2: number;
  run: RateResult;
}

const capacity = (a: At): number => a.run.discharge.capacity_mAh_g;
const gap_V = ({ run }: At): number | null => (run.charge.mean_V === null || run.discharge.mean_V === null ? null : run.charge.mean_V - run.discharge.mean_V);

interface Cycling {
  along: At[];
  first: At;
  last: At;
}

function* cycling(kernels: Kernels, { growth }: { growth: number }): Steps<Cycling> {
  const p = cellWith(AMORPHOUS, 23, 1, [RATE, RATE]);
  const resistances = CYCLES.map((cycle) => p.R_contact_ohm_cm2 + growth * Math.sqrt(cycle - 1));
  const cells = yield* cellRuns(kernels, resistances.map((R_contact_ohm_cm2) => ({ ...p, R_contact_ohm_cm2 })), { profiles: true });
  // The second of two cycles: the first charge starts from a fuller cathode than any later one.
  const along = CYCLES.map((cycle, i): At => ({ cycle, resistance_ohm_cm2: resistances[i]!, run: cells[i]!.rates[1]! }));
  return { along, first: along[0]!, last: along.at(-1)! };
}

/** Figure 6e: profiles along cycling, if a growing resistance were the cause. */
export default defineFigure({
  id: '6e',
  title: 'Voltage profiles along cycling, if a growing contact resistance were the cause of the fading.',
  question: 'What would the curves look like if resistance were to blame?',
  technique: 'electrochemistry',
  version: 1,
  params: {
    growth: {
      kind: 'number',
      label: 'Growth of contact resistance, *k*√*n*',
      unit: 'Ω cm²',
      min: 0,
      max: 40,
      step: 0.1,
      default: 30.4,
      decimals: 1,
      span: 6,
      assumed: true,
      note: '30.4 gives the reported 83 % after 500 cycles',
      ticks: [{ value: 0 }, { value: 10 }, { value: 20 }, { value: 30.4 }, { value: 40 }].map((t) => ({ ...t, label: String(t.value) })),
    },
    scale: scaleParam,
  },
  kernels: ['cell'],
  provenance: {
    badge: 'assumed',
    pinned: `Only the retention after 500 cycles, 83 %, is reported; the curves that the paper shows are not in the text. ${TUNED}`,
    free: 'That a contact resistance grows with the root of the cycle number is one assumed cause among several. It is an alternative to Figure 6d, not an addition.',
    constraints: ['83 % of the capacity is left after 500 cycles at 0.33 C, within 1.'],
    alternatives: `Lost sodium sites, cracked grains or a passive layer would fade the capacity with other curves. ${UNIQUE}`,
  },
  compute: (kernels, values) => finish(cycling(kernels, values)),
  steps: cycling,
  view: ({ along }, { scale }) => [
    {
      key: 'profiles',
      span: 'main',
      title: '**Charge and discharge** *x* = 2.000, 0.33 C',
      draw: (frame) =>
        profilePlot(
          along.flatMap(({ cycle, run }) => {
            const { charge, discharge } = run.profiles!;
            const strong = cycle === 1 || cycle === 500;
            return [charge, discharge].map(({ Q_mAh_g, V }, i) => ({ Q_mAh_g, V, colour: stroke(AMORPHOUS.x), ghost: !strong, certainty: 'assumed' as const, ...(i === 1 && strong ? { name: String(cycle) } : {}) }));
          }),
          scale,
          frame,
        ),
    },
    { key: 'gap', span: 'side', title: '**Charge minus discharge** mean voltages', draw: (frame) => gapPlot(along, frame) },
  ],
  summary({ first, last }, { growth }) {
    const [a, b] = [gap_V(first), gap_V(last)];
    const gaps = a === null || b === null ? 'at the end no charge passes' : `the mean voltages of charge and discharge move from [${millivolts(a)}] to [${millivolts(b)} mV] apart`;
    return `With *k* = ${fixed(growth, 1)}, 500 cycles leave **[${fixed((100 * capacity(last)) / capacity(first), 1)} %]** of the capacity (reported: 83 %), and ${gaps}. Sodium that is simply missing would leave the gap nearly as it was.`;
  },
  table: ({ along, first }) => ({
    caption: 'Along the cycles, by the cell model with a growing contact resistance',
    columns: [{ name: 'cycle', unit: '' }, { name: 'contact', unit: 'Ω cm²' }, { name: 'discharge', unit: 'mAh/g' }, { name: 'left', unit: '%' }, { name: 'gap', unit: 'mV' }],
    rows: along.map((a) => {
      const gap = gap_V(a);
      return [String(a.cycle), fixed(a.resistance_ohm_cm2, 0), fixed(capacity(a), 1), fixed((100 * capacity(a)) / capacity(first), 1), gap === null ? null : millivolts(gap)];
    }),
  }),
  compare: ({ first, last }) => [
    { quantity: 'Retention after 500 cycles, *x* = 2.000', reported: `${RETENTION_percent} %`, here: `[${fixed((100 * capacity(last)) / capacity(first), 1)} %]`, verdict: 'the growth was chosen for it' },
    { quantity: 'First capacity at 0.33 C', reported: 'not in the text', here: `[${fixed(capacity(first), 1)} mAh/g]`, verdict: 'predicted' },
    { quantity: 'Voltage curves along cycling', reported: 'a picture, not in the text', here: 'see the gap', verdict: 'whoever has the picture can tell: this cause opens the curves widely' },
  ],
});

function gapPlot(along: readonly At[], { width, narrow }: Frame): Drawing {
  const margin = { left: 48, right: 20, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 220 : 380);
  const sx = scaleLinear([0, 500], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([0, 900], [bottom, margin.top]);
  const points = along.flatMap((a): Point[] => {
    const gap = gap_V(a);
    return gap === null ? [] : [[sx(a.cycle), sy(Math.min(900, 1000 * gap))]];
  });
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [0, 100, 200, 300, 400, 500], format: (v) => fixed(v, 0), title: 'cycle' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [0, 200, 400, 600, 800], format: (v) => fixed(v, 0), title: 'gap / mV', grid: plotWidth }),
      curve(points, { colour: stroke(AMORPHOUS.x), certainty: 'assumed' }),
      ...points.map((p) => mark('assumed', p, { colour: fill(AMORPHOUS.x) })),
      ...points.slice(0, 1).flatMap(([, y]) => [el('path', { class: 'guide', d: `M${margin.left} ${y.toFixed(1)}h${plotWidth}` }), label(margin.left + plotWidth, y + 18, 'without growth', { 'text-anchor': 'end', class: 'halo' })]),
    ],
  };
}
