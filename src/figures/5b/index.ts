import { scaleLinear } from 'd3';
import { na9sn4_range_V, na9sn4_V } from '../../physics/cell-parameters.ts';
import { cathodeWindows, computed, excess, sweepReport, toSodium } from '../../physics/windows.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, significant } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { mark } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { fractionParam, onsetsAt, sweepPeaks } from '../parts/sweep-model.ts';

interface Row {
  name: string;
  window_V: readonly [number, number];
  capacity_mAh_g: number;
  /** From this paper rather than second-hand. */
  reported: boolean;
  below_V: number;
  above_V: number;
}

type Window = readonly [number, number];

const WINDOWS: Record<string, string> = {
  sweep: 'read from the sweep of *x* = 1.625',
  computed: 'computed for *x* = 1.625 (second-hand)',
  kinetic: 'computed, 25 meV per atom allowed at the top (second-hand)',
};

/** Figure 5b: which cathodes work inside the window of the catholyte. */
export default defineFigure({
  id: '5b',
  title: 'Voltage windows of sodium cathodes beside that of the catholyte.',
  question: 'Which cathodes could this catholyte serve?',
  technique: 'electrochemistry',
  version: 1,
  params: {
    window: {
      kind: 'choice',
      label: 'Window by',
      options: [
        { value: 'sweep', label: 'sweep' },
        { value: 'computed', label: 'computed' },
        { value: 'kinetic', label: '+25 meV' },
      ],
      default: 'sweep',
      span: 6,
    },
    fraction: { ...fractionParam, label: 'Sweep: onset at', span: 3, note: 'moves the window from the sweep' },
    alloy: {
      kind: 'number',
      label: 'Na~9~Sn~4~ against sodium',
      unit: 'V',
      min: na9sn4_range_V[0],
      max: na9sn4_range_V[1],
      step: 0.01,
      default: na9sn4_V.value,
      decimals: 2,
      span: 3,
      assumed: true,
      note: 'moves NaCrO~2~ and the sweep',
      ticks: [{ value: 0.08 }, { value: 0.12 }, { value: 0.2 }],
    },
  },
  kernels: ['cell'],
  provenance: {
    badge: 'literature',
    pinned: 'Only the bar of NaCrO~2~, 1.7 to 3.4 V and 120 mAh/g, is in the text; we take its voltages as against Na~9~Sn~4~, like the cut-offs. The other fourteen are from Jang 2026, Table S1, read second-hand, against sodium.',
    free: 'Which cathodes the paper’s own figure shows is not in the text. Where Na~9~Sn~4~ lies against sodium is assumed; so is that 0.05 V more or less still fits.',
    constraints: ['NaCrO~2~ stays below the oxidation limit by every choice of window.', 'Windows and capacities equal the ledger’s.'],
    alternatives: 'Windows depend on the cut-offs that somebody chose: a cathode that does not fit can be charged less far.',
  },
  compute(kernels, { window, fraction, alloy }) {
    const onsets = onsetsAt(kernels.cell, sweepPeaks(kernels.cell), fraction / 100);
    const limits: Window =
      window === 'computed' ? computed.window_V : window === 'kinetic' ? [computed.window_V[0], computed.kinetic_V] : [toSodium(onsets.reduction_V, alloy), toSodium(onsets.best_V, alloy)];
    const own: Window = [toSodium(sweepReport.cells_V[0], alloy), toSodium(sweepReport.cells_V[1], alloy)];
    const rows: Row[] = [
      { name: 'NaCrO~2~, this paper', window_V: own, capacity_mAh_g: 120, reported: true, ...excess(own, limits) },
      ...cathodeWindows.map(({ name, window_V, capacity_mAh_g }) => ({ name, window_V, capacity_mAh_g, reported: false, ...excess(window_V, limits) })),
    ];
    return { limits, rows, fitting: rows.filter((r) => fits(r)), safeAbove: rows.filter((r) => r.above_V <= SLACK_V) };
  },
  view: ({ limits, rows }, { window }) => [{ key: 'windows', span: 'wide', title: `**Cathode windows** shaded: the catholyte, ${WINDOWS[window]!}`, draw: (frame) => windowPlot(rows, limits, frame) }],
  summary({ limits, rows, fitting, safeAbove }, { window, fraction }) {
    const own = rows[0]!;
    const which = window === 'sweep' ? `read at ${significant(fraction, 2)} % of the peak` : WINDOWS[window]!;
    return `With the window ${which}, **[${fixed(limits[0], 2)} to ${fixed(limits[1], 2)} V]** vs Na/Na^+^, **${fitting.length} of ${rows.length}** cathodes lie wholly inside and ${safeAbove.length} stay below its upper end. NaCrO~2~ ${fits(own) ? 'fits' : `reaches ${words(own)} it`}.`;
  },
  table: ({ rows }) => ({
    caption: 'Cathode windows against sodium',
    columns: [{ name: 'Cathode', unit: '', align: 'left' }, { name: 'window', unit: 'V' }, { name: 'capacity', unit: 'mAh/g' }, { name: 'in the window?', unit: '', align: 'left' }, { name: 'Source', unit: '', align: 'left' }],
    rows: rows.map((r) => [r.name, `${fixed(r.window_V[0], 2)} to ${fixed(r.window_V[1], 2)}`, String(r.capacity_mAh_g), words(r), r.reported ? 'the paper; scale assumed' : 'Jang 2026, second-hand']),
  }),
  compare: ({ rows, limits }) => [
    { quantity: 'Window given for NaCrO~2~', reported: '1.7 to 3.4 V; against what is not said', here: `[${fixed(rows[0]!.window_V[0], 2)} to ${fixed(rows[0]!.window_V[1], 2)} V] vs Na/Na^+^`, verdict: 'taken as against Na~9~Sn~4~' },
    { quantity: '“Suitable” for this catholyte', reported: 'yes', here: words(rows[0]!), verdict: rows[0]!.below_V > SLACK_V ? 'the lower end is the question of E17' : 'agrees' },
    { quantity: 'Upper end of the window', reported: '4.0 V vs Na~9~Sn~4~ (onset)', here: `[${fixed(limits[1], 2)} V] vs Na/Na^+^`, verdict: 'by the choice made here' },
  ],
});

/** What a window may stick out and still count as fitting, V: less than the scale of Na9Sn4 is uncertain by. */
const SLACK_V = 0.05;
const fits = (r: Row): boolean => r.below_V <= SLACK_V && r.above_V <= SLACK_V;

function words(r: Row): string {
  const out = [r.above_V > SLACK_V && `${fixed(r.above_V, 2)} V above`, r.below_V > SLACK_V && `${fixed(r.below_V, 2)} V below`].filter(Boolean);
  return out.length ? out.join(', ') : 'fits';
}

function windowPlot(rows: readonly Row[], limits: Window, { width, narrow }: Frame): Drawing {
  const margin = { left: narrow ? 10 : 290, right: narrow ? 10 : 250, top: 40, bottom: 50 };
  const rowHeight = narrow ? 42 : 25;
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + rows.length * rowHeight + 6;
  const sx = scaleLinear([1, 5], [margin.left, margin.left + plotWidth]);
  const [a, b] = limits.map((v) => Math.max(1, Math.min(5, v))) as [number, number];
  const row = (r: Row, i: number): El => {
    const y = margin.top + i * rowHeight + (narrow ? 28 : 15);
    const [from, to] = [sx(r.window_V[0]), sx(r.window_V[1])];
    const strong = r.reported ? 'strong' : '';
    const verdict = `${r.capacity_mAh_g} mAh/g, ${words(r)}`;
    return el(
      'g',
      {},
      el('path', { class: `${r.reported ? 'curve' : 'ghost'} sref`, d: `M${from.toFixed(1)} ${y}H${to.toFixed(1)}` }),
      ...r.window_V.map((v) => mark(r.reported ? 'reported' : 'literature', [sx(v), y], { colour: 'fref', r: r.reported ? 5 : 4 })),
      narrow ? label(margin.left, y - 12, r.name, { class: `${strong} halo` }) : label(margin.left - 16, y + 4.5, r.name, { 'text-anchor': 'end', class: strong }),
      narrow ? label(width - margin.right, y - 12, words(r), { 'text-anchor': 'end', class: `${strong} halo` }) : label(margin.left + plotWidth + 16, y + 4.5, verdict, { class: strong }),
    );
  };
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      el('rect', { class: 'bandf f1625', x: sx(a), y: margin.top - 4, width: Math.max(0, sx(b) - sx(a)), height: bottom - margin.top + 4 }),
      ...[a, b].map((v, i) => label(sx(v), margin.top - 12, `${fixed(limits[i]!, 2)} V`, { 'text-anchor': 'middle', class: 'strong f1625' })),
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [1, 2, 3, 4, 5], format: (v) => fixed(v, 0), title: '*E* vs Na/Na^+^ / V' }),
      ...rows.map(row),
    ],
  };
}
