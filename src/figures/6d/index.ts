import { scaleLinear } from 'd3';
import { faraday } from '../../physics/constants.ts';
import { defineFigure, type Drawing, type Frame, type NumberParam } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { band, curve, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';

/** Half of the last printed digit of an efficiency, in percent. */
export const ROUNDING_percent = 0.005;
const CYCLES = 500;
const REPORTED = [
  { x: 1.625, efficiency: 99.95, retention: 78 },
  { x: 2, efficiency: 99.96, retention: 83 },
] as const;

/** Sodium in the anode: nine for each formula unit of Na9Sn4 (681.75 g/mol), 35 mg (reported). */
const ANODE_mAh = ((35e-3 / 681.75) * 9 * faraday.value) / 3.6;
/** NaCrO2 in 16.54 mg of composite at 11:16:0.5 (reported), at 126 mAh/g. */
const CATHODE_mAh = ((16.54 * 11) / 27.5 / 1000) * 126;

/** Percent of the first capacity left when every cycle keeps `efficiency_percent` of the one before: 100 CE^n. */
export const retained = (efficiency_percent: number, cycles: number): number => 100 * (efficiency_percent / 100) ** cycles;

const efficiencyParam = (x: number, fallback: number): NumberParam => ({
  kind: 'number',
  label: `Efficiency, *x* = ${x.toFixed(3)}`,
  unit: '%',
  min: 99.9,
  max: 100,
  step: 0.001,
  default: fallback,
  decimals: 3,
  span: 6,
  ticks: [{ value: 99.9, label: '99.90' }, { value: 99.95, label: '99.95', colour: strokeOf(1.625) }, { value: 99.96, label: '99.96', colour: strokeOf(2) }, { value: 100, label: '100' }].filter(
    (t) => t.colour === undefined || t.colour === strokeOf(x),
  ),
});

/** Figure 6d: 500 cycles. */
export default defineFigure({
  id: '6d',
  title: 'Capacity left over 500 cycles, if every cycle lost what its efficiency lacks.',
  question: 'Does the efficiency explain the fading?',
  technique: 'electrochemistry',
  version: 1,
  params: { best: efficiencyParam(1.625, 99.95), amorphous: efficiencyParam(2, 99.96) },
  kernels: [],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Discs: the reported retentions. Curves: the reported average efficiencies raised to the number of cycles; the band is the rounding of the last digit, ±0.005 %.',
    free: 'That each cycle loses for good what its efficiency lacks is an assumption, and here an unlikely one: the anode holds fifteen times the sodium of the cathode (E15). The curve between the first and the last cycle is not in the text.',
    constraints: ['78 % and 83 % after 500 cycles lie inside the rounding bands of 99.95 and 99.96 %.', 'The first capacity of the long test is not in the text: only its ratio is drawn.'],
    alternatives: 'A resistance that grows with time, contacts that open, or cathode grains that crack would fade the capacity with no link to the efficiency; a straight line through the discs fits as well.',
  },
  compute: (_kernels, { best, amorphous }) => ({
    series: [
      { ...REPORTED[0], chosen: best },
      { ...REPORTED[1], chosen: amorphous },
    ].map((s) => ({ ...s, left: retained(s.chosen, CYCLES), low: retained(s.chosen - ROUNDING_percent, CYCLES), high: retained(Math.min(100, s.chosen + ROUNDING_percent), CYCLES) })),
    anode_mAh: ANODE_mAh,
    cathode_mAh: CATHODE_mAh,
  }),
  view: ({ series, anode_mAh, cathode_mAh }) => [
    { key: 'retention', span: 'main', title: '**Capacity retention** 0.33 C, 23 °C', draw: (frame) => retentionPlot(series, frame) },
    { key: 'sodium', span: 'side', title: '**Sodium in the cell** in mAh, to scale', draw: (frame) => inventory(anode_mAh, cathode_mAh, series[0]!.left, frame) },
  ],
  summary: ({ series }) =>
    `${series.map((s) => `[${fixed(s.chosen, 3)} %] to the 500th power is **[${fixed(s.left, 1)} %]** (rounding: [${fixed(s.low, 1)} to ${fixed(s.high, 1)} %]; reported ${s.retention} %)`).join('; ')}. Consistent, which does not make it the cause.`,
  table: ({ series }) => ({
    caption: 'Efficiency to the power of the cycle number, beside the reported retention',
    columns: [{ name: '*x*', unit: '' }, { name: 'efficiency', unit: '%' }, ...[100, 200, 300, 400, 500].map((n) => ({ name: `after ${n}`, unit: '%' })), { name: 'band at 500', unit: '%' }, { name: 'reported', unit: '%' }],
    rows: series.map((s) => [s.x.toFixed(3), fixed(s.chosen, 3), ...[100, 200, 300, 400, 500].map((n) => fixed(retained(s.chosen, n), 1)), `${fixed(s.low, 1)} to ${fixed(s.high, 1)}`, String(s.retention)]),
  }),
  compare: ({ series, anode_mAh, cathode_mAh }) => [
    ...series.map((s) => ({
      quantity: `Retention, *x* = ${s.x.toFixed(3)}`,
      reported: `${s.retention} %`,
      here: `[${fixed(s.left, 1)} %]`,
      verdict: s.retention >= s.low && s.retention <= s.high ? 'inside the rounding band' : 'outside the rounding band',
    })),
    { quantity: 'Sodium of the anode over that of the cathode', reported: 'masses: 35 mg, 16.54 mg at 11:16:0.5', here: `[${fixed(anode_mAh / cathode_mAh, 1)}]`, verdict: 'sodium lost in a cycle is replaced: the efficiency need not be the cause' },
  ],
});

interface Kept {
  x: number;
  chosen: number;
  retention: number;
  left: number;
  low: number;
  high: number;
}

const CYCLE_NUMBERS = Array.from({ length: 26 }, (_, i) => i * 20);

function retentionPlot(series: readonly Kept[], { width, narrow }: Frame): Drawing {
  const margin = { left: 48, right: narrow ? 52 : 60, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 250 : 340);
  const sx = scaleLinear([0, CYCLES], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([55, 102], [bottom, margin.top]);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [0, 100, 200, 300, 400, 500], format: (v) => fixed(v, 0), title: 'cycle' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [60, 70, 80, 90, 100], format: (v) => fixed(v, 0), title: 'capacity left / %', grid: plotWidth }),
      ...series.map((s) =>
        band(
          CYCLE_NUMBERS.map((n) => [sx(n), sy(retained(s.chosen - ROUNDING_percent, n)), sy(retained(Math.min(100, s.chosen + ROUNDING_percent), n))] as const),
          fillOf(s.x),
        ),
      ),
      ...series.map((s) => curve(CYCLE_NUMBERS.map((n): Point => [sx(n), sy(retained(s.chosen, n))]), { colour: strokeOf(s.x), certainty: 'assumed' })),
      ...series.flatMap((s) => [
        mark('reported', [sx(CYCLES), sy(s.retention)], { colour: fillOf(s.x), r: 6, title: `reported: ${s.retention} %` }),
        label(sx(CYCLES) + 11, sy(s.retention) + 4.5, `${s.retention} %`, { class: `strong f${step(s.x)}` }),
      ]),
      label(sx(20), sy(63), `*x* = 2.000: ${fixed(series[1]!.chosen, 3)} %`, { class: `strong f${step(2)}` }),
      label(sx(20), sy(63) + 20, `*x* = 1.625: ${fixed(series[0]!.chosen, 3)} %`, { class: `strong f${step(1.625)}` }),
    ],
  };
}

/** Three bars of one scale: what the anode holds, what the cathode moves, what the fading amounts to. */
function inventory(anode_mAh: number, cathode_mAh: number, left_percent: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 8, right: 62 };
  const pitch = narrow ? 70 : 118;
  const axis = 40 + 3 * pitch - (narrow ? 30 : 10);
  const sx = scaleLinear([0, 13], [margin.left, width - margin.right]);
  const lost = cathode_mAh * (1 - left_percent / 100);
  const bar = (y: number, value: number, words: string, digits: number) =>
    el('g', {}, label(margin.left, y - 8, words), el('rect', { class: 'share', x: margin.left, y, width: sx(value) - margin.left, height: 26 }), label(sx(value) + 7, y + 18, fixed(value, digits), { class: 'strong' }));
  return {
    width,
    height: axis + 50,
    children: [
      bar(40, anode_mAh, 'anode, 35 mg Na~9~Sn~4~', 1),
      bar(40 + pitch, cathode_mAh, 'cathode, 6.6 mg NaCrO~2~ at 126 mAh/g', 2),
      bar(40 + 2 * pitch, lost, 'missing after 500 cycles, *x* = 1.625', 2),
      horizontalAxis(axis, margin.left, width - margin.right, 'below', { scale: sx, ticks: [0, 4, 8, 12], format: (v) => fixed(v, 0), title: 'mAh' }),
    ],
  };
}
