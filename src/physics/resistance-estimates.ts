/**
 * The resistance of a blocking cell without a circuit, for comparison with a fit: where the low-frequency line meets the real axis,
 * and Re Z where -Im Z is least. Both are what one would read from a Nyquist plot with a ruler.
 */

export interface EstimateInput {
  frequency_Hz: ArrayLike<number>;
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

export interface LineIntercept {
  r_ohm: number;
  /** One standard deviation, from the scatter about the line. */
  u_r_ohm: number;
  /** Points on the line, and the frequency up to which they reach. */
  points: number;
  upTo_Hz: number;
}

/** Re Z at the least -Im Z inside the range, a parabola in ln f through three points; null when -Im Z only falls or only rises. */
export function resistanceAtMinimum(spectrum: EstimateInput): { r_ohm: number; frequency_Hz: number } | null {
  const points = ascending(spectrum);
  const k = minimumAt(points);
  if (k === null) return null;
  const [a, b, c] = [points[k - 1]!, points[k]!, points[k + 1]!];
  const [h1, h2] = [b.lnF - a.lnF, c.lnF - b.lnF];
  if (!(h1 > 0) || !(h2 > 0)) return { r_ohm: b.re, frequency_Hz: Math.exp(b.lnF) };
  // Vertex of the parabola, kept between the neighbours; Re is read off the line through the two nearest points.
  const [s1, s2] = [(b.y - a.y) / h1, (c.y - b.y) / h2];
  const bend = (s2 - s1) / (h1 + h2);
  const at = bend > 0 ? Math.min(c.lnF, Math.max(a.lnF, 0.5 * (a.lnF + b.lnF) - s1 / (2 * bend))) : b.lnF;
  const [p, q] = at < b.lnF ? [a, b] : [b, c];
  return { r_ohm: p.re + ((q.re - p.re) * (at - p.lnF)) / (q.lnF - p.lnF), frequency_Hz: Math.exp(at) };
}

/** The blocking tail counts as straight where -Im Z is this many times its least value. */
const ABOVE_MINIMUM = 4;
const FEWEST_ON_LINE = 4;

/**
 * Intercept of the low-frequency line: Re Z = R + s (-Im Z) through the points below the minimum of -Im Z where it is 4 times as high, each
 * weighted by 1/|Z|^2 (noise in proportion to |Z|). Null with fewer than 4 such points, or where they do not rise.
 */
export function resistanceFromTail(spectrum: EstimateInput): LineIntercept | null {
  const points = ascending(spectrum);
  const k = minimumAt(points);
  if (k === null) return null;
  const tail = points.slice(0, k).filter((p) => p.y > ABOVE_MINIMUM * points[k]!.y && p.y > 0);
  if (tail.length < FEWEST_ON_LINE) return null;
  let [w0, wx, wy] = [0, 0, 0];
  for (const { re, y } of tail) {
    const w = 1 / (re * re + y * y);
    w0 += w;
    wx += w * y;
    wy += w * re;
  }
  const [mx, my] = [wx / w0, wy / w0];
  let [sxx, sxy] = [0, 0];
  for (const { re, y } of tail) {
    const w = 1 / (re * re + y * y);
    sxx += w * (y - mx) ** 2;
    sxy += w * (y - mx) * (re - my);
  }
  if (!(sxx > 0)) return null;
  const slope = sxy / sxx;
  const r = my - slope * mx;
  const chi2 = tail.reduce((sum, { re, y }) => sum + (re - r - slope * y) ** 2 / (re * re + y * y), 0);
  const u = Math.sqrt((chi2 / (tail.length - 2)) * (1 / w0 + (mx * mx) / sxx));
  return r > 0 && Number.isFinite(u) ? { r_ohm: r, u_r_ohm: u, points: tail.length, upTo_Hz: Math.exp(tail.at(-1)!.lnF) } : null;
}

interface Point {
  lnF: number;
  re: number;
  /** -Im Z */
  y: number;
}

const ascending = ({ frequency_Hz, zReal_ohm, zImag_ohm }: EstimateInput): Point[] =>
  Array.from(frequency_Hz, (f, i): Point => ({ lnF: Math.log(f), re: zReal_ohm[i]!, y: -zImag_ohm[i]! })).sort((a, b) => a.lnF - b.lnF);

/** -Im Z must rise by this factor above its least value for an arc to have begun, and lie so far above it on the tail: noise does neither. */
const RISE_INTO_ARC = 1.3;
const FALL_ALONG_TAIL = 2;

/**
 * Index of the foot between tail and arc, or null. Going up in frequency -Im Z falls along the tail to the foot, then rises into the arc
 * or, where inductance is stronger, passes through zero.
 */
function minimumAt(points: readonly Point[]): number | null {
  let best = 0;
  for (let i = 1; i < points.length; i++) {
    const { y } = points[i]!;
    const foot = best > 0 && points[0]!.y > FALL_ALONG_TAIL * points[best]!.y;
    if (y <= 0 || (foot && y > RISE_INTO_ARC * points[best]!.y)) return foot ? best : null;
    if (y < points[best]!.y) best = i;
  }
  return null;
}
