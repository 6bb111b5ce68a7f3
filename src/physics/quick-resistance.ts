/**
 * Resistances read off a Nyquist plot by eye's rules, to stand beside a full fit: quick, and wrong wherever arc and tail overlap, which is why they are shown.
 */

/** Frequencies in Hz, Z in ohm, Im Z negative where capacitive; any order. */
interface Points {
  frequency_Hz: ArrayLike<number>;
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

export type QuickMethod = 'minimum' | 'circle' | 'line';

export interface QuickResistance {
  method: QuickMethod;
  /** Distance from the origin to where the rule meets the real axis, ohm: series resistance and arcs together. Null where the rule does not apply. */
  r_ohm: number | null;
  /** Standard error of the straight line from its scatter; null for the other rules. */
  u_r_ohm: number | null;
  /** What was done, or why it could not be. */
  how: string;
}

interface Point {
  f: number;
  x: number;
  y: number;
}

/** A dip counts when -Im Z on both sides of it is this much higher: noise of a few percent makes no dip. */
const DIP = 1.2;
/** At the end of an arc that has closed, -Im Z is below this share of Re Z; in a tail it is above. */
const CLOSED = 0.1;
/** Share of the arc's height from which its points shape the circle: the flanks belong to neighbours too. */
const UPPER = 0.5;
/** A tail is straight when its points lie within this share of |Z| (rms) of a line. */
const STRAIGHT = 0.05;
/** Fewest points of a circle and of a line. */
const FEWEST = 4;

const byFrequency = ({ frequency_Hz, zReal_ohm, zImag_ohm }: Points): Point[] =>
  Array.from(frequency_Hz, (f, i) => ({ f, x: zReal_ohm[i]!, y: -zImag_ohm[i]! })).sort((a, b) => b.f - a.f);

/** Index of the dip of -Im Z between the tail and the arc next to it, looked for from the lowest frequency up; -1 when there is none. */
function dipOf(points: readonly Point[]): number {
  let least = points.length - 1;
  for (let i = points.length - 1; i >= 0; i--) {
    const { y } = points[i]!;
    if (y < points[least]!.y) least = i;
    if (points[least]!.y > 0 && y > DIP * points[least]!.y) {
      // The first rise from the end may be an arc that closes there: then no tail lies behind it.
      const behind = points.slice(least + 1).some((p) => p.y > DIP * points[least]!.y);
      return behind ? least : -1;
    }
  }
  return -1;
}

function minimum(points: readonly Point[], dip: number): QuickResistance {
  const method = 'minimum';
  if (dip >= 0) return { method, r_ohm: points[dip]!.x, u_r_ohm: null, how: `Re Z where −Im Z is least between arc and tail, ${hertz(points[dip]!.f)}` };
  const last = points.at(-1)!;
  if (last.x > 0 && Math.abs(last.y) < CLOSED * last.x) return { method, r_ohm: last.x, u_r_ohm: null, how: `Re Z at the lowest frequency, ${hertz(last.f)}, where the arc has closed` };
  return { method, r_ohm: null, u_r_ohm: null, how: '−Im Z has no minimum between an arc and a tail, and no arc closes at the lowest frequency' };
}

/** Circle by linear least squares of x² + y² + Dx + Ey + F (Kåsa, IEEE Trans. Instrum. Meas. 25 (1976) 8) through the upper half of the arc. */
function circle(points: readonly Point[], dip: number): QuickResistance {
  const method = 'circle';
  const arc = points.slice(0, dip < 0 ? points.length : dip + 1);
  const height = Math.max(...arc.map((p) => p.y));
  const top = arc.findIndex((p) => p.y === height);
  const upper = arc.filter((p) => p.y >= UPPER * height);
  if (!(height > 0) || upper.length < FEWEST) return { method, r_ohm: null, u_r_ohm: null, how: `an arc of at least ${FEWEST} points in its upper half is needed for a circle` };
  if (top === 0) return { method, r_ohm: null, u_r_ohm: null, how: 'the arc’s top lies above the highest frequency: no circle' };
  if (dip < 0 && top === points.length - 1) return { method, r_ohm: null, u_r_ohm: null, how: 'the arc’s top lies below the lowest frequency: no circle' };
  const scale = Math.max(...upper.map((p) => Math.hypot(p.x, p.y)));
  const solved = leastSquares(upper.map((p) => [p.x / scale, p.y / scale, 1]), upper.map((p) => -((p.x / scale) ** 2 + (p.y / scale) ** 2)));
  const [D, E, F] = solved ?? [0, 0, 1];
  const square = (D! * D!) / 4 - F!;
  const end = scale * (-D! / 2 + Math.sqrt(square));
  if (!solved || !(square > 0) || !(end > 0)) return { method, r_ohm: null, u_r_ohm: null, how: `the ${upper.length} points of the arc’s upper half lie on no circle that meets the real axis` };
  const depression = (Math.asin(Math.max(-1, Math.min(1, E! / 2 / Math.sqrt(square + (E! * E!) / 4)))) * 180) / Math.PI;
  return { method, r_ohm: end, u_r_ohm: null, how: `circle through ${upper.length} points of the arc’s upper half, its centre ${Math.abs(depression).toFixed(0)}° ${depression < 0 ? 'above' : 'below'} the real axis` };
}

/** The tail of a blocking CPE is a straight line that meets the real axis at R: its points from a tenth of the dip's frequency down (all where there is no
 * dip), weight 1/|Z|^2. */
function line(points: readonly Point[], dip: number): QuickResistance {
  const method = 'line';
  const lowest = points.at(-1)!.f;
  const beside = dip < 0 ? Infinity : points[dip]!.f;
  const from = beside > 30 * lowest ? beside / 10 : beside / 2;
  const tail = points.slice(dip + 1).filter((p) => p.f <= from);
  const first = tail[0];
  const last = tail.at(-1);
  if (!first || !last || tail.length < FEWEST || !(last.y > DIP * first.y) || !(last.y > CLOSED * last.x) || !(first.y > 0)) return { method, r_ohm: null, u_r_ohm: null, how: 'no tail rises towards the lowest frequency' };
  const weighted = (value: (p: Point) => number): number => tail.reduce((sum, p) => sum + value(p) / (p.x * p.x + p.y * p.y), 0);
  const total = weighted(() => 1);
  const [x0, y0] = [weighted((p) => p.x) / total, weighted((p) => p.y) / total];
  const spread = weighted((p) => (p.y - y0) ** 2);
  const slope = weighted((p) => (p.y - y0) * (p.x - x0)) / spread;
  const r = x0 - slope * y0;
  const variance = weighted((p) => (p.x - x0 - slope * (p.y - y0)) ** 2) / (tail.length - 2);
  if (variance > STRAIGHT * STRAIGHT) return { method, r_ohm: null, u_r_ohm: null, how: `the ${tail.length} points of the tail lie on no straight line` };
  if (!(r > 0)) return { method, r_ohm: null, u_r_ohm: null, how: 'the tail’s straight line meets the real axis at no positive resistance' };
  return { method, r_ohm: r, u_r_ohm: Math.sqrt(variance * (1 / total + (y0 * y0) / spread)), how: `straight line through ${tail.length} points of the tail, from ${hertz(first.f)} down, carried to the real axis` };
}

/** Normal equations of three unknowns, solved by elimination; null when singular. Rows are of the size of 1. */
function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): number[] | null {
  const unknowns = 3;
  const a = Array.from({ length: unknowns }, (_, i) => [
    ...Array.from({ length: unknowns }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row, k) => sum + row[i]! * values[k]!, 0),
  ]);
  for (let c = 0; c < unknowns; c++) {
    const largest = a.slice(c).reduce((best, row, i) => (Math.abs(row[c]!) > Math.abs(a[best]![c]!) ? c + i : best), c);
    [a[c], a[largest]] = [a[largest]!, a[c]!];
    if (!(Math.abs(a[c]![c]!) > 1e-14)) return null;
    for (let r = 0; r < unknowns; r++) {
      if (r === c) continue;
      const q = a[r]![c]! / a[c]![c]!;
      a[r] = a[r]!.map((v, k) => v - q * a[c]![k]!);
    }
  }
  return a.map((row, i) => row[unknowns]! / row[i]!);
}

const hertz = (f: number): string => (f >= 1e6 ? `${Number((f / 1e6).toPrecision(2))} MHz` : f >= 1e3 ? `${Number((f / 1e3).toPrecision(2))} kHz` : `${Number(f.toPrecision(2))} Hz`);

/**
 * Three quick estimates of the resistance before the blocking tail: Re Z at the minimum of -Im Z (or at the end of a closed arc), the circle through the arc,
 * the straight line of the tail. Needs at least one point; each estimate says in words what it did or why it has no value.
 */
export function quickResistances(spectrum: Points): QuickResistance[] {
  const points = byFrequency(spectrum);
  if (points.length === 0) throw new RangeError('the spectrum has no points: expected at least one row of frequency, Re Z, Im Z');
  const dip = dipOf(points);
  return [minimum(points, dip), circle(points, dip), line(points, dip)];
}
