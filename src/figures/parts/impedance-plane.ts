/** A complex plane in which one ohm is as wide as it is high, with curves cut at its edge and decades of frequency marked on them. */
import { scaleLinear } from 'd3';
import type { Frame } from '../../runtime/figure.ts';
import { fixed, withPrefix } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, tickOnCurve, type CurveOptions, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';

export interface Locus {
  frequency_Hz: ArrayLike<number>;
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

export interface PlaneOptions {
  /** Right end of the Z′ axis. */
  extent_ohm: number;
  /** Its left end (0 when absent). */
  from_ohm?: number;
  /** Height over width of the plot. */
  aspect: number;
  /** Share of the height below the axis, for inductive parts. */
  below?: number;
}

export interface Plane {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  sx: (v: number) => number;
  sy: (v: number) => number;
  axes: El[];
  /** A locus as curves, each piece inside the plot one path. */
  trace(locus: Locus, options: CurveOptions): El[];
  inside(re: number, minusIm: number): boolean;
}

const NICE = [1, 1.3, 1.6, 2, 2.5, 3, 4, 5, 6.5, 8, 10];
/** A round number at or above a value: axes rest while sliders move a little. */
export function niceExtent(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return (NICE.find((s) => s * decade >= value) ?? 10) * decade;
}

export function impedancePlane({ extent_ohm, from_ohm = 0, aspect, below = 0 }: PlaneOptions, { width }: Frame): Plane {
  const [left, right, top] = [54, width - 18, 42];
  const plotHeight = Math.round((right - left) * aspect);
  const bottom = top + plotHeight;
  const perPixel = (extent_ohm - from_ohm) / (right - left);
  const span = plotHeight * perPixel;
  const sx = scaleLinear([from_ohm, extent_ohm], [left, right]);
  const sy = scaleLinear([-below * span, (1 - below) * span], [bottom, top]);
  const ticks = sx.ticks(width > 500 ? 6 : 4);
  const step = (ticks[1] ?? extent_ohm) - (ticks[0] ?? 0);
  const yTicks = Array.from({ length: Math.floor(((1 - below) * span) / step) + 1 }, (_, i) => i * step);
  const kilo = extent_ohm >= 5000;
  const format = (v: number): string => (kilo ? String(Number((v / 1000).toPrecision(6))) : fixed(v, step < 1 ? 1 : 0));
  const unit = kilo ? 'kΩ' : 'Ω';
  return {
    width,
    height: bottom + 50,
    left,
    right,
    top,
    bottom,
    sx,
    sy,
    axes: [
      horizontalAxis(bottom, left, right, 'below', { scale: sx, ticks, format, title: `*Z*′ / ${unit}` }),
      verticalAxis(left, bottom, top, { scale: sy, ticks: yTicks, format, title: `−*Z*″ / ${unit}`, grid: right - left }),
      ...(below > 0 ? [el('path', { class: 'axis', d: `M${left} ${Math.round(sy(0))}H${right}` })] : []),
    ],
    inside: (re, im) => re >= from_ohm && re <= extent_ohm && sy(im) >= top && sy(im) <= bottom,
    trace({ zReal_ohm, zImag_ohm }, options) {
      const pieces: Point[][] = [];
      const within = ([x, y]: Point): boolean => x >= left && x <= right && y >= top && y <= bottom;
      let next: Point = [sx(zReal_ohm[0]!), sy(-zImag_ohm[0]!)];
      for (let i = 1; i < zReal_ohm.length; i++) {
        const point = next;
        next = [sx(zReal_ohm[i]!), sy(-zImag_ohm[i]!)];
        const cut: [Point, Point] | null = within(point) && within(next) ? [point, next] : clip(point, next, [left, top, right, bottom]);
        if (!cut) continue;
        const last = pieces.at(-1)?.at(-1);
        if (last && Math.abs(last[0] - cut[0][0]) < 1e-6 && Math.abs(last[1] - cut[0][1]) < 1e-6) pieces.at(-1)!.push(cut[1]);
        else pieces.push([...cut]);
      }
      return pieces.map((points) => curve(thin(points), options));
    },
  };
}

/** How far a drawn curve may lie beside its points, px. */
const FLAT = 0.12;

/** Leaves out points that a straight stroke meets anyway (Ramer 1972, Douglas and Peucker 1973). */
export function thin(points: readonly Point[]): Point[] {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [a, b] = span;
    const [ax, ay] = points[a]!;
    const [dx, dy] = [points[b]![0] - ax, points[b]![1] - ay];
    const length = Math.hypot(dx, dy);
    let worst = 0;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const px = points[i]![0] - ax;
      const py = points[i]![1] - ay;
      const off = length === 0 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
      if (off > worst) {
        worst = off;
        at = i;
      }
    }
    if (worst <= FLAT) continue;
    keep[at] = 1;
    spans.push([a, at], [at, b]);
  }
  return points.filter((_, i) => keep[i] === 1);
}

/** The part of a segment inside a rectangle (Liang and Barsky, 1984), or null. */
function clip(a: Point, b: Point, [x0, y0, x1, y1]: readonly [number, number, number, number]): [Point, Point] | null {
  let [from, to] = [0, 1];
  for (const [p, q] of [[a[0] - b[0], a[0] - x0], [b[0] - a[0], x1 - a[0]], [a[1] - b[1], a[1] - y0], [b[1] - a[1], y1 - a[1]]] as const) {
    if (p === 0 && q < 0) return null;
    if (p < 0) from = Math.max(from, q / p);
    else if (p > 0) to = Math.min(to, q / p);
  }
  if (from > to) return null;
  const at = (t: number): Point => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  return [at(from), at(to)];
}

/** Decades of frequency on a locus: a dot each, and words where there is room for them. `keepClear`: pixel points of other words. */
export function frequencyMarks(plane: Plane, locus: Locus, colour: string, keepClear: readonly Point[] = []): El[] {
  const taken: Point[] = [...keepClear];
  const out: El[] = [];
  const { frequency_Hz: f, zReal_ohm, zImag_ohm } = locus;
  for (let i = 0; i < f.length; i++) {
    const decade = 10 ** Math.round(Math.log10(f[i]!));
    // The point of the locus that lies nearest to the decade.
    const distance = (k: number): number => (k < 0 || k >= f.length ? Infinity : Math.abs(Math.log(f[k]! / decade)));
    if (distance(i) > 0.2 || distance(i - 1) < distance(i) || distance(i + 1) <= distance(i)) continue;
    const [re, im] = [zReal_ohm[i]!, -zImag_ohm[i]!];
    if (!plane.inside(re, im)) continue;
    const p: Point = [plane.sx(re), plane.sy(im)];
    out.push(tickOnCurve(p, colour, withPrefix(decade, 'Hz', 1).replace(/[[\]]/g, '')));
    const words = place(plane, locus, i, p);
    if (words.y < plane.top + 4 || words.y > plane.bottom - 6 || taken.some(([x, y]) => Math.abs(x - words.middle) < 62 && Math.abs(y - words.y) < 18)) continue;
    taken.push([words.middle, words.y]);
    out.push(label(words.x, words.y + 4.5, withPrefix(decade, 'Hz', 1), { 'text-anchor': words.anchor, class: 'halo' }));
  }
  return out;
}

/** Words stand on the outer side of an arc, and to the right of a rising tail. */
function place(plane: Plane, { zReal_ohm, zImag_ohm }: Locus, i: number, [x, y]: Point): { x: number; y: number; middle: number; anchor: 'start' | 'middle' | 'end' } {
  const [a, b] = [Math.max(0, i - 1), Math.min(zReal_ohm.length - 1, i + 1)];
  const [dx, dy] = [plane.sx(zReal_ohm[b]!) - plane.sx(zReal_ohm[a]!), plane.sy(-zImag_ohm[b]!) - plane.sy(-zImag_ohm[a]!)];
  const length = Math.hypot(dx, dy) || 1;
  const rising = dy < -0.6 * length;
  const [nx, ny] = rising && x > plane.left + 90 ? [1, 0] : [dy / length, -dx / length];
  // No words over the numbers of the vertical axis or beyond the right edge.
  const side = x + 60 * nx < plane.left + 20 ? 1 : x + 60 * nx > plane.right ? -1 : Math.abs(nx) < 0.4 ? 0 : Math.sign(nx);
  const at = x + (side === 0 ? 0 : 9 * side);
  return { x: at, y: y + (side === 0 ? -14 : 9 * Math.min(0.6, Math.max(-1, ny))), middle: at + 29 * side, anchor: side === 0 ? 'middle' : side > 0 ? 'start' : 'end' };
}
