/**
 * Peaks of a powder pattern by weighted least squares: pseudo-Voigt lines of unit area (G. K. Wertheim et al., Rev. Sci. Instrum. 45 (1974) 1369),
 *   pV = eta L + (1 - eta) G,  G = (2/H) sqrt(ln2/pi) exp(-4 ln2 u^2),  L = 2/(pi H) / (1 + 4 u^2),  u = (x - x0)/H,
 * over a background of Chebyshev polynomials on the window. With a second wavelength each line is a pair: the second at
 * 2 asin(ratio sin(x0/2)), of the same H and eta, with `share` of the first's area; `area` is that of the pair.
 *
 * Parameters: for each peak x0 (degrees), H (degrees, full width at half maximum), eta, area (intensity times degrees); then the background's
 * coefficients. Levenberg-Marquardt with bounds; a parameter whose bounds meet is fixed.
 */
import { arenaAlloc } from './arena';
import { levenbergMarquardt, lmEvaluate, lmNormal, lmPrepare, lmSumOfSquares, lmEvaluations } from './levenberg-marquardt';
import { at, cholesky, choleskyInverse, put } from './linalg';

const FOUR_LN2: f64 = 4 * Math.LN2;
const GAUSS: f64 = 2 * Math.sqrt(Math.LN2 / Math.PI);
const DEGREE: f64 = Math.PI / 180;
/** Per peak: position, width, shape, area. */
const FIELDS: i32 = 4;
/** The normal matrix counts as singular below this share of its diagonal. */
const FLOOR: f64 = 1e-12;

export const SINGULAR: i32 = 3;

// The problem, set by `fitPeaks`.
let xs: usize = 0;
let ys: usize = 0;
let ws: usize = 0;
let points: i32 = 0;
let peaks: i32 = 0;
let backgrounds: i32 = 0;
let low: f64 = 0;
let high: f64 = 0;
let ratio: f64 = 0;
let share: f64 = 0;

/** Adds weight times one line to `out` and, where `jacobian` is not 0, its derivatives to the four columns of the peak; `slope` is d(centre)/d(x0). */
function addLine(centre: f64, slope: f64, weight: f64, H: f64, eta: f64, area: f64, out: usize, jacobian: usize): void {
  const column = <usize>points << 3;
  const inverse = 1 / H;
  for (let i = 0; i < points; i++) {
    const u = (at(xs, i) - centre) * inverse;
    const u2 = u * u;
    const lorentz = 1 / (1 + 4 * u2);
    const L = weight * (2 / Math.PI) * inverse * lorentz;
    // exp(-4 ln2 u^2) is below 1e-300 beyond 16 widths.
    const G = u2 < 250 ? weight * GAUSS * inverse * Math.exp(-FOUR_LN2 * u2) : 0;
    const pV = eta * L + (1 - eta) * G;
    put(out, i, at(out, i) + area * pV);
    if (jacobian == 0) continue;
    const scaled = area * inverse;
    const dx = scaled * 8 * u * (eta * L * lorentz + (1 - eta) * G * Math.LN2);
    const dH = scaled * (8 * u2 * (eta * L * lorentz + (1 - eta) * G * Math.LN2) - pV);
    put(jacobian, i, at(jacobian, i) + slope * dx);
    put(jacobian + column, i, at(jacobian + column, i) + dH);
    put(jacobian + 2 * column, i, at(jacobian + 2 * column, i) + area * (L - G));
    put(jacobian + 3 * column, i, at(jacobian + 3 * column, i) + pV);
  }
}

/** The model at p into `out` (zeroed here), and its derivatives where `jacobian` is not 0. */
function evaluate(p: usize, out: usize, jacobian: usize): void {
  const column = <usize>points << 3;
  memory.fill(out, 0, column);
  if (jacobian != 0) memory.fill(jacobian, 0, column * (FIELDS * peaks + backgrounds));
  for (let k = 0; k < peaks; k++) {
    const x0 = at(p, FIELDS * k), H = at(p, FIELDS * k + 1), eta = at(p, FIELDS * k + 2), area = at(p, FIELDS * k + 3);
    const columns = jacobian == 0 ? 0 : jacobian + column * (FIELDS * k);
    addLine(x0, 1, 1 / (1 + share), H, eta, area, out, columns);
    const sine = ratio * Math.sin(0.5 * DEGREE * x0);
    if (share > 0 && Math.abs(sine) < 1) {
      const theta = Math.asin(sine);
      addLine((2 / DEGREE) * theta, (ratio * Math.cos(0.5 * DEGREE * x0)) / Math.cos(theta), share / (1 + share), H, eta, area, out, columns);
    }
  }
  const middle = 0.5 * (low + high), half = 0.5 * (high - low);
  for (let i = 0; i < points; i++) {
    const t = half > 0 ? (at(xs, i) - middle) / half : 0;
    let before: f64 = 1, T: f64 = 1, sum: f64 = 0;
    for (let b = 0; b < backgrounds; b++) {
      if (b == 1) T = t;
      else if (b > 1) {
        const next = 2 * t * T - before;
        before = T;
        T = next;
      }
      sum += at(p, FIELDS * peaks + b) * T;
      if (jacobian != 0) put(jacobian + column * (FIELDS * peaks + b), i, T);
    }
    put(out, i, at(out, i) + sum);
  }
}

/** Weighted residuals and columns; the sum of squares, NaN where a width is not positive. */
function model(p: usize, residual: usize, jacobian: usize): f64 {
  for (let k = 0; k < peaks; k++) if (!(at(p, FIELDS * k + 1) > 0)) return NaN;
  evaluate(p, residual, jacobian);
  let sum: f64 = 0;
  for (let i = 0; i < points; i++) {
    const r = (at(residual, i) - at(ys, i)) * at(ws, i);
    put(residual, i, r);
    sum += r * r;
  }
  const column = <usize>points << 3;
  for (let c = 0; c < FIELDS * peaks + backgrounds; c++) {
    const base = jacobian + column * c;
    for (let i = 0; i < points; i++) put(base, i, at(base, i) * at(ws, i));
  }
  return sum;
}

function set(x: usize, n: i32, nPeaks: i32, nBackgrounds: i32, from: f64, to: f64, wavelengthRatio: f64, secondShare: f64): void {
  xs = x;
  points = n;
  peaks = nPeaks;
  backgrounds = nBackgrounds;
  low = from;
  high = to;
  ratio = wavelengthRatio;
  share = secondShare;
}

/**
 * The model at p on n points x (degrees) into out. from, to: ends of the window on which the background's polynomials live. wavelengthRatio:
 * second over first wavelength; secondShare: its area over the first's, 0 for one wavelength. Widths must be positive.
 */
export function evaluatePeaks(x: usize, n: i32, p: usize, nPeaks: i32, nBackgrounds: i32, from: f64, to: f64, wavelengthRatio: f64, secondShare: f64, out: usize): void {
  set(x, n, nPeaks, nBackgrounds, from, to, wavelengthRatio, secondShare);
  evaluate(p, out, 0);
}

/**
 * Fits. x, y, w: n f64 each, n even (pad with weight 0); w is 1/sigma. p: start, overwritten by the solution; lower, upper, maxStep as p.
 * covariance: (J^T J)^-1 of the free parameters, not scaled, zero in rows and columns of held ones; held: i32 each, 1 for a parameter that is
 * fixed or on a bound. info: sum of squares, evaluations. Returns 0 converged, 1 iterations used up, 2 unusable start, 3 singular at the solution.
 */
export function fitPeaks(
  x: usize, y: usize, w: usize, n: i32, p: usize, lower: usize, upper: usize, maxStep: usize, nPeaks: i32, nBackgrounds: i32, from: f64, to: f64,
  wavelengthRatio: f64, secondShare: f64, iterations: i32, covariance: usize, held: usize, info: usize,
): i32 {
  set(x, n, nPeaks, nBackgrounds, from, to, wavelengthRatio, secondShare);
  ys = y;
  ws = w;
  const m = FIELDS * nPeaks + nBackgrounds;
  lmPrepare(m, n);
  const state = levenbergMarquardt(model, m, n, p, lower, upper, maxStep, iterations, 1e-12);
  put(info, 0, lmSumOfSquares);
  put(info, 1, <f64>lmEvaluations);
  if (state == 2) return state;
  lmEvaluate(model, m, n, p);
  const factor = arenaAlloc((<usize>m * m) << 3);
  for (let i = 0; i < m; i++) {
    const onBound = at(p, i) <= at(lower, i) || at(p, i) >= at(upper, i) || at(lmNormal, i * m + i) == 0;
    store<i32>(held + (<usize>i << 2), onBound ? 1 : 0);
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const out = load<i32>(held + (<usize>i << 2)) != 0 || load<i32>(held + (<usize>j << 2)) != 0;
      // Scaled to a unit diagonal, so that degrees and counts meet on one footing.
      const scale = Math.sqrt(at(lmNormal, i * m + i) * at(lmNormal, j * m + j));
      put(factor, i * m + j, out ? (i == j ? 1 : 0) : at(lmNormal, i * m + j) / scale);
    }
  }
  if (!cholesky(factor, m, FLOOR)) return SINGULAR;
  choleskyInverse(factor, m, covariance);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const out = load<i32>(held + (<usize>i << 2)) != 0 || load<i32>(held + (<usize>j << 2)) != 0;
      const scale = Math.sqrt(at(lmNormal, i * m + i) * at(lmNormal, j * m + j));
      put(covariance, i * m + j, out ? 0 : at(covariance, i * m + j) / scale);
    }
  }
  return state;
}
