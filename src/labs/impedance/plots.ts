/** Pictures of the impedance lab: the reader's points as crosses, reconstructed ones as small open dots, models as lines, left-out points faint. */
import { scaleLinear, scaleLog, ticks as niceTicks } from 'd3';
import { NO_RESISTANCE_OHM, type Model, type ActivationEnergy, type SeriesRow } from './analysis.ts';
import type { LabSpectrum } from './state.ts';
import type { Relaxations } from '../../kernels/validation.ts';
import type { CircuitNode } from '../../physics/circuit-grammar.ts';
import { boltzmann_eV, zeroCelsius_K } from '../../physics/constants.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed, scientific, significant, withPrefix } from '../../runtime/format.ts';
import { decades, horizontalAxis, label, minorDecades, powerOfTen, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, handle, tickOnCurve, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';

/** What all pictures of one spectrum share. */
export interface Shown {
  spectrum: LabSpectrum;
  model: Model | null;
  /** Points that the fit or the Kramers-Kronig test calls outliers. */
  outliers: readonly number[];
  /** The point that the keyboard or the pointer is on. */
  point: number | null;
}

const LINE = 'sink';

/** One point of the data. */
function datum({ spectrum, outliers, point }: Shown, i: number, [x, y]: Point, open = false): El {
  const r = 3.2;
  const off = spectrum.off.includes(i) ? ' off' : '';
  const glyph =
    spectrum.provenance === 'yours'
      ? el('path', { class: `datum yours${off}${open ? ' second' : ''}`, d: open ? `M${n(x - r)} ${n(y)}h${2 * r}m${-r} ${-r}v${2 * r}` : `M${n(x - r)} ${n(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}` })
      : el('circle', { class: `datum made${off}${open ? ' second' : ''}`, cx: x, cy: y, r: 2.4 });
  const ring = i === point ? el('circle', { class: 'here', cx: x, cy: y, r: 9 }) : outliers.includes(i) ? el('circle', { class: 'outlier', cx: x, cy: y, r: 7 }) : null;
  return el('g', {}, glyph, ring);
}

const n = (v: number): number => Math.round(v * 10) / 10;
const inside = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));

/** Room to the right of the last foot, as a share of it; and points that must lie there for the arcs to be worth a picture of their own. */
const ARC_ROOM = 1.6;
const FEWEST_NEAR = 5;

/**
 * Ends of the real axis, ohm. With `foot_ohm`, the foot of the last arc, the tail is cut where it would dwarf the arcs; without it all points
 * are in the picture: as wide as high where the tail is steep.
 */
export function nyquistExtent(spectrum: LabSpectrum, foot_ohm: number | null): { x0: number; x1: number } {
  const widest = Math.max(...spectrum.zReal_ohm);
  const highest = Math.max(...spectrum.zImag_ohm.map((z) => -z));
  const whole = Math.max(1.04 * widest, 1.9 * highest);
  const near = spectrum.zReal_ohm.filter((z, i) => z < ARC_ROOM * foot_ohm! && -spectrum.zImag_ohm[i]! < foot_ohm!).length;
  const wanted = foot_ohm !== null && near >= FEWEST_NEAR && whole > ARC_ROOM * foot_ohm ? ARC_ROOM * foot_ohm : whole;
  const least = Math.min(0, ...spectrum.zReal_ohm);
  return { x0: least < -0.02 * wanted ? 1.05 * least : 0, x1: wanted > 0 ? roundUp(wanted) : 1 };
}

/** The next number of a short list of round ones. */
export function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((s) => s * decade).find((s) => s >= value * (1 - 1e-9)) ?? 10 * decade;
}

/** The feet of the arcs: running sums of the resistances in series, with the parameter that ends each. */
export function feetOf(model: Pick<Model, 'circuit' | 'values'>): { name: string; from_ohm: number; to_ohm: number }[] {
  const { tree, parameters } = model.circuit;
  const children: readonly CircuitNode[] = tree.kind === 'series' ? tree.children : [tree];
  const feet: { name: string; from_ohm: number; to_ohm: number }[] = [];
  let sum = 0;
  for (const child of children) {
    const resistor = child.kind === 'element' ? child : child.kind === 'parallel' ? child.children.find((c) => c.kind === 'element' && c.type === 'R') : undefined;
    if (resistor?.kind !== 'element' || !['R', 'K', 'Zarc'].includes(resistor.type)) continue;
    const value = model.values[resistor.firstParameter]!;
    feet.push({ name: parameters[resistor.firstParameter]!.name, from_ohm: sum, to_ohm: sum + value });
    sum += value;
  }
  return feet;
}

/** Another spectrum of the series: its fit where there is one, else its points. */
export interface Ghost {
  T_K: number | null;
  frequency_Hz: readonly number[];
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

export interface NyquistInput extends Shown {
  others: readonly Ghost[];
  extent: { x0: number; x1: number };
}

/** −Z″ upward, one scale for both; the data's decades named, arcs' feet movable. */
export function nyquist({ spectrum, model, others, extent, ...rest }: NyquistInput, { width, narrow }: Frame): Drawing {
  const shown = { spectrum, model, ...rest };
  const margin = { left: 56, right: 18, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const { x0, x1 } = extent;
  // As high as what is to be seen, between a flat strip and nearly a square.
  const highest = Math.max(0, ...[spectrum, ...others].flatMap((o) => Array.from(o.zImag_ohm).filter((_, i) => o.zReal_ohm[i]! <= x1).map((z) => -z)));
  const most = narrow ? 0.86 : 0.55;
  const plotHeight = Math.round(plotWidth * inside((1.15 * highest) / (x1 - x0), Math.min(0.4, most), most));
  const bottom = margin.top + plotHeight;
  const right = margin.left + plotWidth;
  const span = ((x1 - x0) * plotHeight) / plotWidth;
  // Inductance goes below the axis: a little room there when the data do.
  const lowest = Math.max(...spectrum.zImag_ohm);
  const y0 = lowest > 0.01 * span ? -Math.min(0.25 * span, 1.1 * lowest) : 0;
  const y1 = y0 + span;
  const sx = scaleLinear([x0, x1], [margin.left, right]);
  const sy = scaleLinear([y0, y1], [bottom, margin.top]);
  const at = (re: number, im: number): Point => [sx(re), sy(-im)];
  const visible = (re: number, im: number): boolean => re >= x0 && re <= x1 && -im >= y0 && -im <= y1;
  const edges = [margin.left, margin.top, right, bottom] as const;
  // A locus that leaves the frame and comes back is drawn in pieces, each from edge to edge.
  const pieces = (frequency: readonly number[], re: ArrayLike<number>, im: ArrayLike<number>): Point[][] => {
    const out: Point[][] = [];
    frequency.forEach((_, i) => {
      const [seen, before] = [visible(re[i]!, im[i]!), i > 0 && visible(re[i - 1]!, im[i - 1]!)];
      if (seen && !before) out.push(i > 0 ? [leaving(at(re[i]!, im[i]!), at(re[i - 1]!, im[i - 1]!), edges)] : []);
      if (seen) out.at(-1)!.push(at(re[i]!, im[i]!));
      else if (before) out.at(-1)!.push(leaving(at(re[i - 1]!, im[i - 1]!), at(re[i]!, im[i]!), edges));
    });
    return out;
  };
  const ticks = sx.ticks(narrow ? 4 : 7);
  const yTicks = sy.ticks(narrow ? 4 : 5);
  const format = ohms(ticks);
  const data = spectrum.frequency_Hz.flatMap((_, i) => (visible(spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!) ? [datum(shown, i, at(spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!))] : []));
  const hits = spectrum.frequency_Hz.flatMap((f, i) => (visible(spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!) ? [hit(i, f, spectrum, at(spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!))] : []));
  const beads = model
    ? feetOf(model).flatMap(({ name, from_ohm, to_ohm }) => (to_ohm > x0 && to_ohm < x1 && from_ohm < 0.98 * x1 ? [handle(name, [sx(to_ohm), sy(0)], [[Math.max(0.002 * x1, x0 - from_ohm), sx(Math.max(from_ohm + 0.002 * x1, x0)), sy(0)], [x1 - from_ohm, right, sy(0)]])] : []))
    : [];
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks, format, title: `*Z*′ / ${unitOf(ticks)}` }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: yTicks, format, title: `−*Z*″ / ${unitOf(ticks)}`, grid: plotWidth }),
      y0 < 0 ? el('path', { class: 'axis', d: `M${margin.left} ${n(sy(0))}h${plotWidth}` }) : null,
      ...others.map((o) => el('g', {}, pieces(o.frequency_Hz, o.zReal_ohm, o.zImag_ohm).map((points) => curve(points, { colour: 'sref', ghost: true })))),
      ...ghostNames(others, (o) => pieces(o.frequency_Hz, o.zReal_ohm, o.zImag_ohm).at(-1)?.at(-1), margin.top, right),
      model ? el('g', {}, pieces(model.frequency_Hz, model.zReal_ohm, model.zImag_ohm).map((points) => curve(points, { colour: LINE, certainty: model.byHand ? 'assumed' : 'pinned' }))) : null,
      ...data,
      ...decadeMarks(spectrum, at, visible, margin.left, right),
      ...hits,
      ...beads,
    ].filter((c): c is El => c !== null),
  };
}

/** Where the segment from a (inside) to b (outside) leaves the frame [left, top, right, bottom]. */
function leaving(a: Point, b: Point, [left, top, right, bottom]: readonly [number, number, number, number]): Point {
  const share = (from: number, to: number, low: number, high: number): number => (to < low ? (low - from) / (to - from) : to > high ? (high - from) / (to - from) : 1);
  const t = Math.min(share(a[0], b[0], left, right), share(a[1], b[1], top, bottom));
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** The temperature of each ghost at the end of its tail, where there is room. */
function ghostNames(others: readonly Ghost[], endOf: (o: Ghost) => Point | undefined, top: number, right: number): El[] {
  const taken: Point[] = [];
  return others.flatMap((o) => {
    const end = endOf(o);
    if (o.T_K === null || !end || end[0] > right - 20) return [];
    const at: Point = [end[0], Math.max(top - 6, end[1] - 6)];
    if (taken.some(([x, y]) => Math.abs(x - at[0]) < 46 && Math.abs(y - at[1]) < 16)) return [];
    taken.push(at);
    return [label(at[0], at[1], `${fixed(o.T_K - zeroCelsius_K.value, 0)} °C`, { 'text-anchor': 'middle', class: 'halo' })];
  });
}

/** The point of the data nearest to each decade, with its frequency where there is room; words never on each other. */
function decadeMarks({ frequency_Hz, zReal_ohm, zImag_ohm }: LabSpectrum, at: (re: number, im: number) => Point, visible: (re: number, im: number) => boolean, left: number, right: number): El[] {
  const [low, high] = [Math.min(...frequency_Hz), Math.max(...frequency_Hz)];
  const taken: Point[] = [];
  return decades(low, high).flatMap((f) => {
    const i = frequency_Hz.reduce((best, v, k) => (Math.abs(Math.log(v / f)) < Math.abs(Math.log(frequency_Hz[best]! / f)) ? k : best), 0);
    const [re, im] = [zReal_ohm[i]!, zImag_ohm[i]!];
    if (!visible(re, im)) return [];
    const p = at(re, im);
    const before = p[0] > right - 70;
    const words: Point = before ? [p[0] - 36, p[1] - 2] : [p[0] + 36, p[1] - 2];
    const clear = words[0] > left + 10 && taken.every(([x, y]) => Math.abs(x - words[0]) > 58 || Math.abs(y - words[1]) > 17);
    if (!clear) return [];
    taken.push(words);
    return [tickOnCurve(p, LINE), label(before ? p[0] - 9 : p[0] + 9, p[1] + 3, withPrefix(f, 'Hz', 1), { 'text-anchor': before ? 'end' : 'start', class: 'halo' })];
  });
}

/** A disc that takes the pointer, with what the point is. */
const hit = (i: number, f: number, { zReal_ohm, zImag_ohm, off }: LabSpectrum, [x, y]: Point): El =>
  el('circle', { class: 'point-hit', 'data-point': i, cx: x, cy: y, r: 7 }, el('title', {}, `point ${i + 1}: ${plainNumber(f)} Hz, ${plainNumber(zReal_ohm[i]!)} ${zImag_ohm[i]! < 0 ? '−' : '+'} ${plainNumber(Math.abs(zImag_ohm[i]!))}j ohm${off.includes(i) ? ', left out' : ''}`));

const plainNumber = (x: number): string => String(Number(x.toPrecision(4)));

/** Words of ticks in Ω, kΩ or MΩ. */
const unitScale = (ticks: readonly number[]): [number, string] => {
  const largest = Math.max(...ticks.map(Math.abs));
  return largest >= 5e6 ? [1e6, 'MΩ'] : largest >= 5e3 ? [1e3, 'kΩ'] : largest < 0.5 ? [1e-3, 'mΩ'] : [1, 'Ω'];
};
const unitOf = (ticks: readonly number[]): string => unitScale(ticks)[1];
const ohms = (ticks: readonly number[]) => {
  const [size] = unitScale(ticks);
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0)) / size;
  const digits = Math.max(0, Math.min(3, -Math.floor(Math.log10(step || 1) + 1e-9)));
  return (v: number): string => fixed(v / size, digits);
};

/** Ticks of a logarithmic axis: decades where there are two or more, else 1, 2, 5 within them, else more. */
function logTicks(low: number, high: number): { ticks: number[]; minor: number[]; format: (v: number) => string } {
  const tens = decades(low, high);
  const every = Math.ceil(tens.length / 6);
  if (tens.length > 1) return { ticks: tens.filter((_, i) => i % every === 0), minor: tens.length > 5 ? [] : minorDecades(low, high), format: powerOfTen };
  const from = Math.floor(Math.log10(low));
  const stepsOf = (within: readonly number[]): number[] => [from, from + 1, from + 2].flatMap((e) => within.map((m) => Number(`${m}e${e}`))).filter((v) => v >= low && v <= high);
  const coarse = stepsOf([1, 2, 5]);
  return { ticks: coarse.length > 2 ? coarse : stepsOf([1, 2, 3, 4, 5, 6, 8]), minor: minorDecades(low, high), format: (v) => (v >= 0.01 && v < 1e4 ? significant(v, 1) : scientific(v, 1).replace(/^1 × /, '')) };
}

/** Logarithmic axis of frequency for a picture of the whole spectrum. */
function frequencyAxis(frequency_Hz: readonly number[], left: number, width: number) {
  const [low, high] = [Math.min(...frequency_Hz), Math.max(...frequency_Hz)];
  const [from, to] = low === high ? [low / 3, high * 3] : [low / 1.3, high * 1.3];
  const scale = scaleLog([from, to], [left, left + width]);
  const all = decades(from, to);
  const every = Math.max(1, Math.ceil((all.length * 44) / width));
  return { scale, ticks: all.filter((_, i) => i % every === 0), low, high };
}

/** |Z| and the phase against frequency. */
export function bode(shown: Shown, { width, narrow }: Frame): Drawing {
  const { spectrum, model } = shown;
  const margin = { left: 56, right: 16, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const half = narrow ? 130 : 168;
  const gap = 44;
  const { scale: sx, ticks } = frequencyAxis(spectrum.frequency_Hz, margin.left, plotWidth);
  const modulus = spectrum.zReal_ohm.map((re, i) => Math.hypot(re, spectrum.zImag_ohm[i]!));
  const phase = (re: number, im: number): number => (-Math.atan2(im, re) * 180) / Math.PI;
  const phases = spectrum.zReal_ohm.map((re, i) => phase(re, spectrum.zImag_ohm[i]!));
  // Nothing of zero stands on a logarithmic axis.
  const positive = modulus.filter((z) => z > 0);
  const [low, high] = positive.length > 0 ? [Math.min(...positive) / 1.3, Math.max(...positive) * 1.3] : [0.5, 2];
  const top = scaleLog([low, high], [margin.top + half, margin.top]);
  const start = margin.top + half + gap;
  const [least, most] = [Math.min(0, ...phases), Math.max(90, ...phases)];
  const [a0, a1] = [least < -2 ? Math.floor(least / 30) * 30 : 0, most > 92 ? Math.ceil(most / 30) * 30 : 90];
  const under = scaleLinear([a0, a1], [start + half, start]);
  const line = (y: (re: number, im: number) => number): Point[] => (model ? model.frequency_Hz.map((f, i) => [sx(f), y(model.zReal_ohm[i]!, model.zImag_ohm[i]!)]) : []);
  const certainty = model?.byHand ? 'assumed' : 'pinned';
  return {
    width,
    height: start + half + margin.bottom,
    children: [
      verticalAxis(margin.left, margin.top + half, margin.top, { scale: top, ...logTicks(low, high), title: '|*Z*| / Ω', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${margin.left} ${margin.top + half}h${plotWidth}` }),
      horizontalAxis(start + half, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks, format: powerOfTen, title: 'frequency / Hz' }),
      verticalAxis(margin.left, start + half, start, { scale: under, ticks: under.ticks(4).filter((t) => t % 30 === 0).length > 1 ? [-180, -150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150, 180].filter((t) => t >= a0 && t <= a1) : under.ticks(4), format: (v) => fixed(v, 0), title: '−phase / °', grid: plotWidth }),
      curve(line((re, im) => inside(top(Math.hypot(re, im)), margin.top - 4, margin.top + half + 4)), { colour: LINE, certainty }),
      curve(line((re, im) => under(phase(re, im))), { colour: LINE, certainty }),
      ...modulus.flatMap((z, i) => (z > 0 ? [datum(shown, i, [sx(spectrum.frequency_Hz[i]!), top(z)])] : [])),
      ...phases.map((p, i) => datum(shown, i, [sx(spectrum.frequency_Hz[i]!), under(p)])),
    ],
  };
}

/** Half range of a residual axis, %: a round number over the 90th part of the points, so that one outlier does not flatten the rest. */
function residualRange(values: readonly number[]): number {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const most = sizes[Math.floor(0.95 * (sizes.length - 1))] ?? 1;
  const wanted = Math.max(0.1, 1.5 * most);
  const decade = 10 ** Math.floor(Math.log10(wanted));
  return [1, 2, 4, 6, 8, 10].map((m) => m * decade).find((r) => r >= wanted) ?? 10 * decade;
}

/** Residuals in % of |Z|; real part filled, imaginary open. Points beyond the axis stand at its edge. */
export function residuals(shown: Shown, real: ArrayLike<number> | null, imag: ArrayLike<number> | null, indices: readonly number[], { width, narrow }: Frame): Drawing {
  const { spectrum } = shown;
  const margin = { left: 56, right: 16, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 190 : 230;
  const bottom = margin.top + plotHeight;
  const { scale: sx, ticks } = frequencyAxis(spectrum.frequency_Hz, margin.left, plotWidth);
  const range = residualRange([...Array.from(real ?? []), ...Array.from(imag ?? [])]);
  const sy = scaleLinear([-range, range], [bottom, margin.top]);
  const marks = (values: ArrayLike<number> | null, className: string): El[] =>
    values
      ? indices.map((i, k) => {
          const [x, y] = [sx(spectrum.frequency_Hz[i]!), sy(inside(values[k]!, -range, range))];
          const off = spectrum.off.includes(i) ? ' off' : '';
          const here = i === shown.point ? el('circle', { class: 'here', cx: x, cy: y, r: 9 }) : null;
          return el('g', {}, el('circle', { class: `residual ${className}${off}`, cx: x, cy: y, r: 2.6 }), here);
        })
      : [];
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks, format: powerOfTen, title: 'frequency / Hz' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [-range, -range / 2, 0, range / 2, range], format: (v) => String(Number(v.toPrecision(3))).replace('-', '−'), title: '% of |*Z*|', grid: plotWidth }),
      el('path', { class: 'axis', d: `M${margin.left} ${n(sy(0))}h${plotWidth}` }),
      ...marks(real, 'solid'),
      ...marks(imag, 'open'),
      label(margin.left + plotWidth, margin.top - 18, '● real  ○ imaginary', { 'text-anchor': 'end' }),
    ],
  };
}

/** gamma per ln tau of the circuit's own arcs R || CPE: R/(2 pi) sin((1 - alpha) pi)/(cosh(alpha ln(tau/tau0)) - cos((1 - alpha) pi)). Fuoss & Kirkwood (1941). */
export function arcsOfModel(model: Model): { tau0_s: number; r_ohm: number; alpha: number }[] {
  const { tree, parameters } = model.circuit;
  const children: readonly CircuitNode[] = tree.kind === 'series' ? tree.children : [tree];
  return children.flatMap((child) => {
    if (child.kind !== 'parallel' || child.children.length !== 2) return [];
    const [r, q] = [child.children.find((c) => c.kind === 'element' && c.type === 'R'), child.children.find((c) => c.kind === 'element' && (c.type === 'CPE' || c.type === 'C'))];
    if (r?.kind !== 'element' || q?.kind !== 'element') return [];
    const r_ohm = model.values[r.firstParameter]!;
    const capacity = model.values[q.firstParameter]!;
    const alpha = q.type === 'CPE' && parameters[q.firstParameter + 1] ? model.values[q.firstParameter + 1]! : 1;
    return [{ tau0_s: (r_ohm * capacity) ** (1 / alpha), r_ohm, alpha }];
  });
}

/** Narrower arcs than this are drawn with it: a capacitor's is a spike without width. */
const NARROWEST = 0.985;

/** Distribution of relaxation times: what the data say without a circuit, and the arcs of the circuit at its present values. */
export function relaxationPlot({ spectrum, model }: Shown, found: Relaxations | null, { width, narrow }: Frame): Drawing {
  const margin = { left: 56, right: 16, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 190 : 230;
  const bottom = margin.top + plotHeight;
  const arcs = model ? arcsOfModel(model) : [];
  const range = [Math.min(...spectrum.frequency_Hz), Math.max(...spectrum.frequency_Hz)].map((f) => 1 / (2 * Math.PI * f)) as [number, number];
  const taus = [...range, ...(found?.arcs.map((a) => a.tau_s) ?? []), ...arcs.map((a) => a.tau0_s).filter((t) => t > range[1] / 100 && t < range[0] * 100)];
  const [from, to] = [Math.min(...taus) / 5, Math.max(...taus) * 2];
  const sx = scaleLog([from, to], [margin.left, margin.left + plotWidth]);
  const grid = Array.from({ length: 241 }, (_, i) => from * (to / from) ** (i / 240));
  const density = (tau: number): number =>
    arcs.reduce((sum, { tau0_s, r_ohm, alpha }) => {
      const a = Math.min(alpha, NARROWEST);
      return sum + ((r_ohm / (2 * Math.PI)) * Math.sin((1 - a) * Math.PI)) / (Math.cosh(a * Math.log(tau / tau0_s)) - Math.cos((1 - a) * Math.PI));
    }, 0);
  const mine = grid.map(density);
  const data = found ? Array.from(found.tau_s, (tau, i): [number, number] => [tau, found.gamma_ohm[i]!]).filter(([tau]) => tau >= from && tau <= to) : [];
  const highest = Math.max(...mine, ...data.map(([, g]) => g), 1e-12);
  const top = roundUp(1.05 * highest);
  const sy = scaleLinear([0, top], [bottom, margin.top]);
  const all = decades(from, to);
  const every = Math.max(1, Math.ceil((all.length * 44) / plotWidth));
  const ticks = sy.ticks(4);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: all.filter((_, i) => i % every === 0), format: powerOfTen, title: '*τ* / s' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks, format: ohms(ticks), title: `*γ* / ${unitOf(ticks)}`, grid: plotWidth }),
      ...range.map((tau) => el('path', { class: 'gridl limit', d: `M${n(sx(tau))} ${bottom}V${margin.top}` })),
      curve(data.map(([tau, g]) => [sx(tau), sy(g)]), { colour: 'sref' }),
      curve(arcs.length > 0 ? grid.map((tau, i): Point => [sx(tau), sy(mine[i]!)]) : [], { colour: LINE, certainty: 'assumed', ghost: true }),
      ...(found?.arcs ?? []).map((a, i) => label(inside(sx(a.tau_s), margin.left + 30, margin.left + plotWidth - 40), margin.top + 10 + 17 * i, withPrefix(a.r_ohm, 'Ω', 3), { 'text-anchor': 'middle', class: 'strong halo' })),
      label(margin.left + plotWidth, margin.top - 18, 'grey: data; dashed: circuit', { 'text-anchor': 'end' }),
    ],
  };
}

/** Conductivity on a log axis against 1000/T with errors, the line and its band; °C above. Without sizes 1/R stands for σ. */
export function arrhenius(series: readonly SeriesRow[], energy: ActivationEnergy | null, shown: number, { width, narrow }: Frame): Drawing {
  const margin = { left: 60, right: 20, top: 62, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 240 : 330;
  const bottom = margin.top + plotHeight;
  const hasSize = series.some((row) => row.sigma !== null);
  const points = series.flatMap((row, i) => {
    if (row.spectrum.T_K === null || row.resistance === null || row.resistance.r_ohm <= NO_RESISTANCE_OHM) return [];
    const value = row.sigma?.sigma_S_cm ?? 1 / row.resistance.r_ohm;
    return [{ i, T: row.spectrum.T_K, value, u: (value * row.resistance.u_r_ohm) / row.resistance.r_ohm, made: row.spectrum.provenance === 'reconstructed' }];
  });
  const inverse = points.map((p) => 1000 / p.T);
  const [c0, c1] = points.length > 0 ? [Math.min(...inverse), Math.max(...inverse)] : [3, 3.5];
  const pad = Math.max(0.05, 0.08 * (c1 - c0));
  const [q0, q1] = [c0 - pad, c1 + pad];
  const sx = scaleLinear([q0, q1], [margin.left, margin.left + plotWidth]);
  const lineAt = (q: number): number => {
    const T = 1000 / q;
    const { Ea_eV, sigma0_S_K_cm } = energy!.line;
    return (sigma0_S_K_cm / T) * Math.exp(-Ea_eV / (boltzmann_eV.value * T));
  };
  // A line so steep that it leaves the numbers is not drawn.
  const drawn = energy && [lineAt(q0), lineAt(q1)].every((v) => v > 1e-100 && v < 1e100) ? energy : null;
  const values = [...points.flatMap((p) => [p.value, Math.max(p.value - 2 * p.u, p.value / 3), Math.min(p.value + 2 * p.u, 1e3 * p.value)]), ...(drawn ? [lineAt(q0), lineAt(q1)] : [])];
  const [low, high] = values.length > 0 ? [Math.min(...values) / 1.3, Math.max(...values) * 1.3] : [1e-5, 1e-3];
  const sy = scaleLog([low, high], [bottom, margin.top]);
  const grid = Array.from({ length: 41 }, (_, i) => q0 + ((q1 - q0) * i) / 40);
  const celsius = niceTicks(1000 / q1 - zeroCelsius_K.value, 1000 / q0 - zeroCelsius_K.value, narrow ? 4 : 7).filter((t) => 1000 / (t + zeroCelsius_K.value) >= q0 && 1000 / (t + zeroCelsius_K.value) <= q1);
  const children: El[] = [
    horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: sx.ticks(narrow ? 4 : 6), format: (v) => fixed(v, q1 - q0 < 0.5 ? 2 : 1), title: '1000 K / *T*' }),
    horizontalAxis(margin.top, margin.left, margin.left + plotWidth, 'above', { scale: (t) => sx(1000 / (t + zeroCelsius_K.value)), ticks: apart(celsius, (t) => sx(1000 / (t + zeroCelsius_K.value)), 50), format: (t) => `${fixed(t, 0)} °C` }),
    verticalAxis(margin.left, bottom, margin.top, { scale: sy, ...logTicks(low, high), grid: plotWidth }),
    label(margin.left - 48, margin.top - 38, hasSize ? '*σ* / S cm^−1^' : '1/*R* / Ω^−1^', { class: 'title' }),
  ];
  if (drawn) children.push(errorBand(drawn, grid, sx, (v) => sy(inside(v, low / 1e3, high * 1e3)), lineAt), curve(grid.map((q): Point => [sx(q), sy(lineAt(q))]), { colour: LINE }));
  for (const p of points) {
    const [x, y] = [sx(1000 / p.T), sy(p.value)];
    if (p.u > 0) children.push(el('path', { class: 'whisker', d: `M${n(x)} ${n(sy(Math.max(p.value - p.u, low)))}V${n(sy(Math.min(p.value + p.u, high)))}` }));
    children.push(p.made ? el('path', { class: 'ptd', d: `M${n(x)} ${n(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z` }) : el('path', { class: 'yours', d: `M${n(x - 4.5)} ${n(y - 4.5)}l9 9m0 -9l-9 9` }));
    if (p.i === shown) children.push(el('circle', { class: 'here', cx: x, cy: y, r: 11 }));
  }
  return { width, height: bottom + margin.bottom, children };
}

/** Ticks at least `room` px from each other. */
function apart(ticks: readonly number[], at: (t: number) => number, room: number): number[] {
  const out: number[] = [];
  for (const t of ticks) if (out.every((o) => Math.abs(at(o) - at(t)) >= room)) out.push(t);
  return out;
}

/** 95 % of the line: variance of ln(sigma T) = var ln sigma0 - 2 cov/(kT) + var Ea/(kT)^2, times the interval's own t. */
function errorBand({ line }: ActivationEnergy, grid: readonly number[], sx: (v: number) => number, sy: (v: number) => number, lineAt: (q: number) => number): El {
  const t = line.u_Ea_eV > 0 ? (line.interval95_Ea_eV[1] - line.Ea_eV) / line.u_Ea_eV : 0;
  const edge = (sign: number) => (q: number): Point => {
    const kT = (boltzmann_eV.value * 1000) / q;
    const variance = line.u_ln_sigma0 ** 2 - (2 * line.cov_Ea_ln_sigma0) / kT + (line.u_Ea_eV / kT) ** 2;
    return [sx(q), sy(lineAt(q) * Math.exp(sign * t * Math.sqrt(Math.max(0, variance))))];
  };
  const around = [...grid.map(edge(1)), ...[...grid].reverse().map(edge(-1))];
  return el('path', { class: 'bandf fref', d: `M${around.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z` });
}
