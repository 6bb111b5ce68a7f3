import { scaleLog } from 'd3';
import { polarisationCurrents, selfDischarge_s, type PolarisationCurrents } from '../../physics/polarisation.ts';
import { BLOCKING, EA_DEFAULT_meV, ELECTRONIC_S_cm, pelletAt, type Pellet } from '../../physics/transport-model.ts';
import { defineFigure, type Drawing, type Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant, withPrefix } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { band, curve, handle, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';
import { xParam } from '../parts/params.ts';

/** The paper's own measurement: 50 mV for 900 s, and the order of magnitude it led to. */
const PAPER = { bias_mV: 50, time_s: 900, sigma_S_cm: ELECTRONIC_S_cm } as const;
/** What the word "order" leaves open: half a decade to each side. */
const ORDER = Math.sqrt(10);
const TIME = { from: 1e-6, to: 1e4 } as const;
const TIMES = Array.from({ length: 101 }, (_, i) => TIME.from * (TIME.to / TIME.from) ** (i / 100));
/** The charge of the paper's cathode, 1 mAh/cm², and a cell voltage (assumed) that would drive electrons through the electrolyte. */
const CHARGE_C_cm2 = 3.6;
const CELL_V = 3;

/** Figure S7: polarisation by a constant voltage. Only the order of magnitude of the end value is printed. */
export default defineFigure({
  id: 's7',
  name: 'Figure S7',
  title: 'Current after a constant voltage is applied to the pellet, and what the remainder is read as.',
  question: 'How long must one wait until only electrons are left?',
  technique: 'impedance',
  version: 1,
  params: {
    x: xParam,
    read: { kind: 'number', label: 'Current read after', unit: 's', min: 0.1, max: 1e4, step: 0.1, default: PAPER.time_s, decimals: 1, scale: 'log', span: 6, note: 'the paper: 900 s', ticks: [{ value: 0.1, label: '0.1' }, { value: 1, label: '1' }, { value: 10, label: '10' }, { value: 100, label: '100' }, { value: 900, label: '900' }] },
    sigma: { kind: 'number', label: 'True electronic conductivity', unit: 'S/cm', min: 1e-11, max: 1e-6, step: 1, default: PAPER.sigma_S_cm, decimals: 2, scale: 'log', span: 4, note: 'the paper: “on the order of” 10^−9^', ticks: [{ value: 1e-11, label: '10⁻¹¹' }, { value: 1e-9, label: '10⁻⁹' }, { value: 1e-6, label: '10⁻⁶' }] },
    bias: { kind: 'number', label: 'Voltage', unit: 'mV', min: 5, max: 200, step: 5, default: PAPER.bias_mV, decimals: 0, span: 4, note: 'the paper: 50', ticks: [5, 50, 100, 200].map((value) => ({ value })) },
    insulation: { kind: 'number', label: 'Insulation of the cell', unit: 'GΩ', min: 0.1, max: 1000, step: 1, default: 100, decimals: 1, scale: 'log', span: 4, assumed: true, note: 'die wall, leads, humid air', ticks: [0.1, 1, 10, 100, 1000].map((value) => ({ value, label: String(value) })) },
    Q: { kind: 'number', label: 'Electrodes, *Q*', unit: 'µΩ^−1^ s^*α*^', min: 0.1, max: 100, step: 1, default: BLOCKING.Q * 1e6, decimals: 1, scale: 'log', span: 4, assumed: true, note: 'the tail of Figure 3b', ticks: [0.1, 1, 10, 100].map((value) => ({ value, label: String(value) })) },
    alpha: { kind: 'number', label: 'Electrodes, *α*', unit: '', min: 0.6, max: 0.98, step: 0.01, default: BLOCKING.alpha, decimals: 2, span: 4, assumed: true, note: 'ions fade as *t*^−*α*^', ticks: [0.6, 0.85, 0.98].map((value) => ({ value })) },
  },
  kernels: [],
  provenance: {
    badge: 'reconstructed',
    pinned: 'Pinned: 50 mV, 900 s, and an electronic conductivity on the order of 10^−9^ S/cm (band); ions start at the pellet’s own resistance.',
    free: 'Free: everything about the electrodes and the cell. The transient is the exact answer of the circuit of Figure 3b to a step, with electrons beside it; no current is in the text. The 3 V across the cell on the right are assumed.',
    constraints: ['At 50 mV and 900 s, electrons with 10^−9^ S/cm carry 0.8 nA through the pellet of *x* = 1.625.', 'The first current is the voltage over the ionic resistance.', 'Read after 900 s with the electrodes of Figure 3b, the conductivity comes out within a third of the one put in.'],
    alternatives: 'The same reading comes from fewer electrons and slower ions, or from a leaking cell. Only a current that no longer falls while one waits, and that scales with the pellet, belongs to electrons.',
  },
  compute(_kernels, { x, read, sigma, bias, insulation, Q, alpha }) {
    const pellet = pelletAt({ x, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 0, permittivity: 10 });
    const cell = { bias_V: bias / 1000, rIonic_ohm: pellet.r_ohm, Q: Q * 1e-6, alpha, rElectronic_ohm: pellet.thickness_cm / (sigma * pellet.area_cm2), rLeak_ohm: insulation * 1e9 };
    const all = polarisationCurrents(cell, [...TIMES, read]);
    const last = (column: readonly number[]): number => column.at(-1)!;
    const perAmpere = pellet.thickness_cm / (cell.bias_V * pellet.area_cm2);
    return {
      pellet,
      currents: { ...all, ionic_A: all.ionic_A.slice(0, -1), total_A: all.total_A.slice(0, -1) },
      at: { ionic_A: last(all.ionic_A), total_A: last(all.total_A), apparent_S_cm: last(all.total_A) * perAmpere },
      paper_A: ((PAPER.bias_mV / 1000) * PAPER.sigma_S_cm * pellet.area_cm2) / pellet.thickness_cm,
    };
  },
  view: ({ pellet, currents, at, paper_A }, { x, read, sigma }) => [
    { key: 'transient', span: 'main', title: '**Current** after the step, both axes in decades', draw: (frame) => transient(currents, at.total_A, read, paper_A, x, frame) },
    { key: 'loss', span: 'side', title: '**Why a factor of ten matters** a full cell, kept', draw: (frame) => lossPlot(pellet, sigma, at.apparent_S_cm, x, frame) },
  ],
  summary({ pellet, currents, at }, { read, sigma, bias }) {
    const share = (part: number): string => `${significant((100 * part) / at.total_A, 2)} %`;
    const ratio = at.apparent_S_cm / sigma;
    const verdict = ratio < 1.1 ? 'right within ten per cent' : ratio < 2 ? `${fixed(100 * (ratio - 1), 0)} % too much` : `${significant(ratio, 2)} times too much`;
    return `After ${seconds(read)} at ${fixed(bias, 0)} mV the cell passes ${withPrefix(at.total_A, 'A', 2)}; read as electrons that is **[${scientific(at.apparent_S_cm, 2)} S/cm]**, ${verdict}: ${share(at.ionic_A)} of it is ions still creeping into the electrodes, ${share(currents.leak_A)} leaks through the cell. Of all current the electrolyte could carry, electrons are one part in [${scientific(pellet.sigma_S_cm / sigma, 1)}].`;
  },
  table: ({ pellet, currents, at }, { read, sigma }) => ({
    caption: 'The current at the moment of reading, and what it would mean for a cell',
    columns: [{ name: 'Quantity', unit: '', align: 'left' }, { name: 'Value', unit: '', align: 'left' }],
    rows: [
      ['First current, all ions', withPrefix(currents.total_A[0]!, 'A', 3)],
      ['Ions slow down from', seconds(currents.tau_s)],
      [`Ions after ${seconds(read)}`, withPrefix(at.ionic_A, 'A', 3)],
      ['Electrons', withPrefix(currents.electronic_A, 'A', 3)],
      ['Leak of the cell', withPrefix(currents.leak_A, 'A', 3)],
      ['Read as electronic conductivity', `${scientific(at.apparent_S_cm, 3)} S/cm`],
      ['Electronic share of the conductivity', scientific(sigma / pellet.sigma_S_cm, 2)],
      ['Electrons empty a cell of 1 mAh/cm^2^ at 3 V in', duration(selfDischarge_s(CHARGE_C_cm2, pellet.thickness_cm, sigma, CELL_V))],
    ],
    full: {
      columns: [{ name: 'time', unit: 's' }, { name: 'ionic current', unit: 'A' }, { name: 'electronic current', unit: 'A' }, { name: 'leak', unit: 'A' }, { name: 'total current', unit: 'A' }],
      rows: TIMES.map((t, i) => [t, currents.ionic_A[i]!, currents.electronic_A, currents.leak_A, currents.total_A[i]!]),
    },
  }),
  compare: ({ at, paper_A }, { read, bias }) => [
    { quantity: 'Electronic conductivity', reported: '“on the order of 10^−9^ S/cm”, all compositions', here: `${scientific(at.apparent_S_cm, 2)} S/cm`, verdict: 'the order was put in; the reading adds what is not electrons' },
    { quantity: 'Voltage and duration', reported: '50 mV over 900 s', here: `${fixed(bias, 0)} mV, ${seconds(read)}`, verdict: bias === PAPER.bias_mV && read === PAPER.time_s ? 'the paper’s own' : 'yours' },
    { quantity: 'Steady current at 50 mV', reported: 'not in the text', here: withPrefix(paper_A, 'A', 2), verdict: 'derived from 10^−9^ S/cm and a dense pellet' },
  ],
});

const seconds = (t: number): string => (t < 1 ? withPrefix(t, 's', 2) : `[${significant(t, 3)} s]`);

const UNITS = [['years', 3.156e7], ['months', 2.63e6], ['days', 86400], ['hours', 3600], ['minutes', 60]] as const;
function duration(t: number): string {
  const [name, size] = UNITS.find(([, s]) => t >= 1.5 * s) ?? UNITS.at(-1)!;
  return `[${significant(t / size, 2)} ${name}]`;
}

function transient({ ionic_A, electronic_A, leak_A, total_A }: PolarisationCurrents, now_A: number, read: number, paper_A: number, x: number, { width, narrow }: Frame): Drawing {
  const [left, right, top] = [58, width - 16, 42];
  const bottom = top + (narrow ? 290 : 372);
  const [low, high] = [1e-13, 1e-1];
  const sx = scaleLog([TIME.from, TIME.to], [left, right]);
  const sy = scaleLog([low, high], [bottom, top]);
  const at = (t: number, i: number): Point => [sx(t), sy(Math.min(high, Math.max(low, i)))];
  const within = (values: readonly number[]): Point[] => TIMES.flatMap((t, i) => (values[i]! >= low ? [at(t, values[i]!)] : []));
  const colour = strokeOf(x);
  const level = (value: number): Point[] => (value >= low ? [at(TIME.from, value), at(TIME.to, value)] : []);
  const track = TIMES.flatMap((t, i) => (t >= 0.1 ? [[t, ...at(t, total_A[i]!)] as const] : []));
  const labels = spread([[sy(electronic_A), 'electrons'], [sy(Math.max(low, leak_A)), 'cell leak']], 19);
  return {
    width,
    height: bottom + 50,
    children: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks: narrow ? [1e-6, 1e-3, 1, 1e3] : decades(TIME.from, TIME.to).filter((_, i) => i % 2 === 0), format: powerOfTen, title: 'time / s' }),
      verticalAxis(left, bottom, top, { scale: sy, ticks: decades(low, high).filter((_, i) => i % 2 === 1), format: powerOfTen, title: 'current / A', grid: right - left }),
      band([TIME.from, TIME.to].map((t) => [sx(t), sy(paper_A * ORDER), sy(paper_A / ORDER)] as const), fillOf(x)),
      curve(level(electronic_A), { colour, ghost: true }),
      curve(level(leak_A), { colour: 'sref', certainty: 'assumed', ghost: true }),
      curve(within(ionic_A), { colour, certainty: 'assumed', ghost: true }),
      curve(within(total_A), { colour }),
      ...labels.map(([y, words]) => label(left + 10, y - 6, words, { class: 'halo' })),
      label(...onIons(ionic_A, at, low), 'ions', { class: 'halo', 'text-anchor': 'end' }),
      el('path', { class: 'guide', d: `M${sx(PAPER.time_s).toFixed(1)} ${bottom}V${top}` }),
      label(sx(PAPER.time_s) - 6, top + 14, '900 s', { 'text-anchor': 'end' }),
      label(left + 10, sy(paper_A * ORDER) - 8, narrow ? '' : 'band: the reported order, 10^−9^ S/cm at 50 mV', { class: 'halo' }),
      mark('derived', at(PAPER.time_s, paper_A), { colour, r: 5.5, title: '1e-9 S/cm at 50 mV' }),
      handle('read', at(read, now_A), track),
    ],
  };
}

/** Where the word "ions" stands: left of the falling curve, two thirds down to its end in the plot. */
function onIons(ionic_A: readonly number[], at: (t: number, i: number) => Point, low: number): [number, number] {
  const last = Math.max(1, ionic_A.findLastIndex((i) => i > low * 30));
  const i = Math.round(0.62 * last);
  const [px, py] = at(TIMES[i]!, ionic_A[i]!);
  return [Math.max(px - 10, 100), py + 12];
}

/** Moves words apart where two heights lie closer than a line. */
function spread(items: [number, string][], line: number): [number, string][] {
  const sorted = [...items].sort((a, b) => a[0] - b[0]);
  return sorted.map(([y, words], i) => [i > 0 && y - sorted[i - 1]![0] < line ? sorted[i - 1]![0] + line : y, words]);
}

/** Time in which electrons empty a cell against electronic conductivity: a straight line of slope −1. */
function lossPlot({ thickness_cm }: Pellet, sigma: number, apparent: number, x: number, { width, narrow }: Frame): Drawing {
  const [left, right, top] = [76, width - 18, 42];
  const bottom = top + (narrow ? 230 : 371);
  const [from, to] = [1e-11, 1e-5];
  const sx = scaleLog([from, to], [left, right]);
  const sy = scaleLog([600, 2e11], [bottom, top]);
  const time = (s: number): number => selfDischarge_s(CHARGE_C_cm2, thickness_cm, s, CELL_V);
  const at = (s: number): Point => [sx(Math.min(to, s)), sy(Math.max(600, time(Math.min(to, s))))];
  const ticks = [[3600, '1 hour'], [86400, '1 day'], [2.63e6, '1 month'], [3.156e7, '1 year'], [3.156e9, '100 years']] as const;
  const clamped = Math.min(to, apparent);
  return {
    width,
    height: bottom + 50,
    children: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks: [1e-11, 1e-9, 1e-7, 1e-5], format: powerOfTen, title: '*σ*~e~ / S cm^−1^' }),
      verticalAxis(left, bottom, top, { scale: sy, ticks: ticks.map(([t]) => t), format: (t) => ticks.find(([v]) => v === t)![1], grid: right - left }),
      label(left - 70, top - 18, 'empties 1 mAh/cm^2^ at 3 V in', { class: 'title' }),
      el('rect', { class: `bandf ${fillOf(x)}`, x: sx(PAPER.sigma_S_cm / ORDER), y: top, width: sx(PAPER.sigma_S_cm * ORDER) - sx(PAPER.sigma_S_cm / ORDER), height: bottom - top }),
      curve([at(from), at(to)], { colour: strokeOf(x), certainty: 'assumed' }),
      el('circle', { class: `ptd ${strokeOf(x)}`, cx: at(clamped)[0], cy: at(clamped)[1], r: 4.5 }),
      mark('derived', at(sigma), { colour: strokeOf(x), r: 5.5 }),
      label(at(sigma)[0] + (sigma > 3e-8 ? -10 : 12), at(sigma)[1] + (sigma > 3e-8 ? 18 : -6), `**${duration(time(sigma)).replace(/[[\]]/g, '')}**`, { class: 'strong halo', 'text-anchor': sigma > 3e-8 ? 'end' : 'start' }),
      label(right, top + 14, '◇ put in  ○ read', { 'text-anchor': 'end', class: 'halo' }),
      label(right, top + 32, `*x* = ${nameOf(x)}`, { 'text-anchor': 'end', class: 'halo' }),
    ],
  };
}
