/** Nyquist plot: −Z″ upward against Z′, one scale for both, decades of frequency marked on the curve. */
import { scaleLinear } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed, withPrefix } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, mark, tickOnCurve, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { rememberOf } from '../../physics/remember.ts';
import { thin } from './impedance-plane.ts';

export interface Trace {
  x: number;
  frequency_Hz: readonly number[];
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
  r_ohm: number;
  /** A reported conductivity pins the resistance. */
  pinned: boolean;
  /** Said after its composition, e.g. 'heated'. */
  state?: string;
}

export interface NyquistOptions {
  selected: Trace;
  others: readonly Trace[];
  /** Samples of which only the resistance is marked on the axis. */
  feet?: readonly Trace[];
  /** Points of a synthetic measurement, drawn as small open dots. */
  points?: { zReal_ohm: ArrayLike<number>; zImag_ohm: ArrayLike<number> } | undefined;
  /** Beyond this frequency nothing was measured. */
  max_Hz: number;
  /** Right end of the Z′ axis. */
  extent_ohm: number;
}

/** Traces that rest while the hand moves another. */
const drawn = rememberOf<El[]>();

const MARKED = [7e6, 1e6, 1e5, 1e4, 1e3, 1e2];

/** Square units: one ohm is as wide as it is high. */
export function nyquist({ selected, others, feet = others, points, max_Hz, extent_ohm }: NyquistOptions, frame: Frame): Drawing {
  const { width, narrow } = frame;
  const margin = { left: 50, right: 18, top: 42, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = Math.round(narrow ? plotWidth * 0.86 : width > 500 ? plotWidth * 0.52 : plotWidth * 0.97);
  const height = margin.top + plotHeight + margin.bottom;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([0, extent_ohm], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([0, (extent_ohm * plotHeight) / plotWidth], [bottom, margin.top]);
  const yMax = (extent_ohm * plotHeight) / plotWidth;
  const ticks = sx.ticks(width > 500 ? 7 : 4);
  const yTicks = ticks.filter((t) => t <= yMax * 0.99);
  const pixel = (trace: Trace, i: number): Point => [sx(trace.zReal_ohm[i]!), sy(-trace.zImag_ohm[i]!)];

  const drawTrace = (trace: Trace, ghost: boolean): El[] => {
    const all: Point[] = [];
    const within: Point[] = [];
    const outside = (i: number): boolean => -trace.zImag_ohm[i]! > yMax || trace.zReal_ohm[i]! > extent_ohm;
    trace.frequency_Hz.forEach((f, i) => {
      if (!outside(i)) (f > max_Hz * 1.0001 ? all : within).push(pixel(trace, i));
      // The tail ends at the edge of the plot, not at its last point inside.
      else if (i > 0 && !outside(i - 1)) within.push(towards(pixel(trace, i - 1), pixel(trace, i), margin.top, margin.left + plotWidth));
    });
    if (within.length) all.push(within[0]!);
    return [
      curve(thin(all), { colour: strokeOf(trace.x), certainty: 'beyond', ghost }),
      curve(thin(within), { colour: strokeOf(trace.x), certainty: trace.pinned ? 'pinned' : 'assumed', ghost }),
    ];
  };

  const nearest = (f: number): number => selected.frequency_Hz.reduce((best, v, i) => (Math.abs(Math.log(v / f)) < Math.abs(Math.log(selected.frequency_Hz[best]! / f)) ? i : best), 0);
  const rx = sx(selected.r_ohm);
  const footLeft = rx - margin.left > 120;
  // Labels keep clear of the resistance at the foot and of each other.
  const taken: Point[] = [[footLeft ? rx - 36 : rx + 36, bottom - 14]];
  const marked = MARKED.flatMap((f) => {
    const p = pixel(selected, nearest(f));
    if (p[1] < margin.top || p[0] > margin.left + plotWidth) return [];
    const high = f >= 1e6;
    const words: Point = high ? [p[0] - 30, p[1] - 13] : [p[0] + 32, p[1]];
    const clear = words[0] > margin.left + 24 && taken.every(([x, y]) => Math.abs(x - words[0]) > 68 || Math.abs(y - words[1]) > 19) && (high || bottom - words[1] > 26 || !footLeft);
    if (clear) taken.push(words);
    return [
      tickOnCurve(p, strokeOf(selected.x), withPrefix(f, 'Hz', 1).replace(/[[\]]/g, '')),
      clear ? label(high ? p[0] - 8 : p[0] + 9, high ? p[1] - 8 : p[1] + 4.5, withPrefix(f, 'Hz', 1), { 'text-anchor': high ? 'end' : 'start', class: 'halo' }) : el('g'),
    ];
  });
  const top = selected.frequency_Hz.findIndex((f, i) => f < 1e5 && -selected.zImag_ohm[i]! > yMax * 0.9);
  const nameAt: Point = top >= 0 ? pixel(selected, top) : [sx(selected.r_ohm), margin.top];
  const right = margin.left + plotWidth;
  const nameEnd = Math.min(nameAt[0] - 10, right - 70) + (nameAt[0] > margin.left + 90 ? 0 : 66);
  const names = tailNames(
    others.flatMap((trace) => {
      const i = trace.frequency_Hz.findIndex((f, k) => f < 1e5 && k > 0 && -trace.zImag_ohm[k]! > yMax && -trace.zImag_ohm[k - 1]! <= yMax);
      return i < 0 ? [] : [{ x: trace.x, at: towards(pixel(trace, i - 1), pixel(trace, i), margin.top, right)[0] }];
    }),
    [nameEnd - 66, nameEnd],
    right,
  );
  // Where only the feet are marked, grey words say whose they are, in the widest gap between them.
  const stops = [rx, ...feet.map((trace) => sx(trace.r_ohm))].filter((v) => v <= right).sort((p, q) => p - q);
  const gaps = stops.slice(1).map((v, i) => ({ from: stops[i]!, wide: v - stops[i]! - (v === rx && footLeft ? 48 : 0) }));
  const widest = gaps.reduce((best, gap) => (gap.wide > best.wide ? gap : best), { from: 0, wide: 0 });
  const whose = others.length === 0 && widest.wide > 96 ? label(widest.from + widest.wide / 2, bottom - 9, 'the other five', { 'text-anchor': 'middle', class: 'halo' }) : el('g');
  return {
    width,
    height,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks, format: (v) => fixed(v, 0), title: '*Z*′ / Ω' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: yTicks, format: (v) => fixed(v, 0), title: '−*Z*″ / Ω', grid: plotWidth }),
      ...others.flatMap((trace) => drawn(trace, `${width} ${narrow} ${extent_ohm} ${max_Hz}`, () => drawTrace(trace, true))),
      ...feet.map((trace) => (trace.r_ohm <= extent_ohm ? mark('derived', [sx(trace.r_ohm), bottom], { colour: strokeOf(trace.x), r: 3.5, title: `x = ${nameOf(trace.x)}${trace.state ? `, ${trace.state}` : ''}: ${trace.r_ohm.toFixed(0)} ohm` }) : el('g'))),
      ...drawTrace(selected, false),
      el('g', { class: `synthetic ${strokeOf(selected.x)}` }, points ? syntheticDots(points, sx, sy, yMax, extent_ohm) : []),
      ...marked,
      whose,
      ...names.map(({ xs, from }) => el('text', { x: from, y: margin.top - 8 }, xs.flatMap((x, i): El[] => [...(i > 0 ? [el('tspan', {}, ', ')] : []), el('tspan', { class: `f${step(x)}` }, nameOf(x))]))),
      mark('derived', [rx, bottom], { colour: strokeOf(selected.x), r: 5.5 }),
      label(footLeft ? rx - 12 : rx + 13, bottom - 9, `**${fixed(selected.r_ohm, 0)} Ω**`, { 'text-anchor': footLeft ? 'end' : 'start', class: 'strong halo' }),
      label(Math.min(nameAt[0] - 10, margin.left + plotWidth - 70), Math.max(margin.top - 8, nameAt[1] - 8), `*x* = ${nameOf(selected.x)}${selected.state ? `, ${selected.state}` : ''}`, { 'text-anchor': nameAt[0] > margin.left + 90 ? 'end' : 'start', class: `strong f${step(selected.x)} halo` }),
    ],
  };
}

/** Names of the other tails over the plot: those that leave it together are named together, near their place, or not at all. */
function tailNames(exits: readonly { x: number; at: number }[], [taken, end]: readonly [number, number], right: number): { xs: number[]; from: number }[] {
  const groups: { xs: number[]; at: number }[] = [];
  for (const { x, at } of [...exits].sort((p, q) => p.at - q.at)) {
    const last = groups.at(-1);
    if (last && at - last.at < 16) last.xs.push(x);
    else groups.push({ xs: [x], at });
  }
  let free = -Infinity;
  return groups.flatMap(({ xs, at }) => {
    const wide = 42 * xs.length - 7;
    const near = Math.max(at - wide / 2, free);
    const from = near + wide > taken - 6 && near < end + 6 ? end + 6 : near;
    const misleads = groups.some((other) => other.at !== at && other.at > from - 4 && other.at < from + wide);
    if (misleads || from + wide / 2 - at > 24 || from + wide > right + 12) return [];
    free = from + wide + 8;
    return [{ xs: xs.sort((p, q) => p - q), from }];
  });
}

function syntheticDots(points: { zReal_ohm: ArrayLike<number>; zImag_ohm: ArrayLike<number> }, sx: (v: number) => number, sy: (v: number) => number, yMax: number, xMax: number): El[] {
  const dots: El[] = [];
  for (let i = 0; i < points.zReal_ohm.length; i++) {
    const [re, im] = [points.zReal_ohm[i]!, -points.zImag_ohm[i]!];
    if (im > yMax || im < 0 || re > xMax) continue;
    dots.push(el('circle', { class: 'dot', cx: sx(re), cy: sy(im), r: 2.1 }));
  }
  return dots;
}

/** Where the segment from a (inside) to b (outside) leaves the plot. */
function towards(a: Point, b: Point, top: number, right: number): Point {
  const t = Math.min(b[1] < top ? (top - a[1]) / (b[1] - a[1]) : 1, b[0] > right ? (right - a[0]) / (b[0] - a[0]) : 1);
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}
