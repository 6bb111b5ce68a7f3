/**
 * Least squares of a multi-site spectrum: Levenberg-Marquardt with bounds (D. W. Marquardt, SIAM J. Appl. Math. 11 (1963) 431, diagonal scaling),
 * analytic derivatives where the line-shape kernel has them. A parameter that sits on a bound with the gradient pointing outward is held for the step.
 */
import { arenaAlloc, arenaMark, arenaRelease } from './arena';
import { FIELDS, setHasty, siteDerivatives, siteSpectrum } from './lineshape';

// The problem, set by `fit`.
let sites: usize = 0;
let kinds: usize = 0;
let siteCount: i32 = 0;
let map: usize = 0;
let data: usize = 0;
let points: i32 = 0;
let parameters: i32 = 0;

// @ts-ignore: decorator
@inline
function f64At(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}
// @ts-ignore: decorator
@inline
function put(base: usize, i: i32, v: f64): void {
  store<f64>(base + (<usize>i << 3), v);
}

/** Writes parameter values into the sites' fields: map holds, per field, the index of its parameter or -1. */
function assign(p: usize): void {
  for (let i = 0; i < siteCount * FIELDS; i++) {
    const k = load<i32>(map + (<usize>i << 2));
    if (k >= 0) put(sites, i, f64At(p, k));
  }
}

/** residual = model - data; returns the sum of squares, or infinity when the model cannot be computed. */
function residuals(p: usize, out: usize): f64 {
  assign(p);
  for (let j = 0; j < points; j++) put(out, j, -f64At(data, j));
  for (let i = 0; i < siteCount; i++) {
    if (siteSpectrum(sites + <usize>(i * FIELDS) * 8, load<i32>(kinds + (<usize>i << 2)), out, true)) return Infinity;
  }
  return dot(out, out, points);
}

/** residuals and the Jacobian (column by column, `points` each). */
function linearise(p: usize, out: usize, jacobian: usize): f64 {
  assign(p);
  memory.fill(jacobian, 0, (<usize>parameters * <usize>points) << 3);
  for (let j = 0; j < points; j++) put(out, j, -f64At(data, j));
  const mark = arenaMark();
  const columns = arenaAlloc(4 * FIELDS);
  for (let i = 0; i < siteCount; i++) {
    let wanted = 0;
    for (let f = 0; f < FIELDS; f++) {
      const k = load<i32>(map + (<usize>(i * FIELDS + f) << 2));
      if (k < 0) continue;
      wanted |= 1 << f;
      store<u32>(columns + (<usize>f << 2), <u32>(jacobian + ((<usize>k * <usize>points) << 3)));
    }
    if (siteDerivatives(sites + <usize>(i * FIELDS) * 8, load<i32>(kinds + (<usize>i << 2)), wanted, columns, out)) return Infinity;
  }
  arenaRelease(mark);
  return dot(out, out, points);
}

function dot(a: usize, b: usize, n: i32): f64 {
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  const pairs = n & ~3;
  for (let i = 0; i < pairs; i += 4) {
    const at = <usize>i << 3;
    s = v128.add<f64>(s, v128.mul<f64>(v128.load(a + at), v128.load(b + at)));
    t = v128.add<f64>(t, v128.mul<f64>(v128.load(a + at + 16), v128.load(b + at + 16)));
  }
  s = v128.add<f64>(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (let i = pairs; i < n; i++) sum += f64At(a, i) * f64At(b, i);
  return sum;
}

/** A step that would pass a bound goes nine tenths of the way: on the bound itself a width or an area loses its derivative and would never return. */
function within(wanted: f64, from: f64, low: f64, high: f64): f64 {
  if (wanted < low) return from - 0.9 * (from - low);
  if (wanted > high) return from + 0.9 * (high - from);
  return wanted;
}

/** Distance to a bound below which a parameter counts as sitting on it. */
function touch(low: f64, high: f64): f64 {
  return 1e-6 * Math.min(high - low, 1);
}

/** Cholesky factorisation in place (lower triangle, n x n of row length n); false when not positive definite. */
function cholesky(a: usize, n: i32): bool {
  for (let j = 0; j < n; j++) {
    let d = f64At(a, j * n + j);
    for (let k = 0; k < j; k++) d -= f64At(a, j * n + k) * f64At(a, j * n + k);
    if (!(d > 1e-13)) return false;
    d = Math.sqrt(d);
    put(a, j * n + j, d);
    for (let i = j + 1; i < n; i++) {
      let s = f64At(a, i * n + j);
      for (let k = 0; k < j; k++) s -= f64At(a, i * n + k) * f64At(a, j * n + k);
      put(a, i * n + j, s / d);
    }
  }
  return true;
}

/** Solves L L^T x = b in place. */
function solve(l: usize, b: usize, n: i32): void {
  for (let i = 0; i < n; i++) {
    let s = f64At(b, i);
    for (let k = 0; k < i; k++) s -= f64At(l, i * n + k) * f64At(b, k);
    put(b, i, s / f64At(l, i * n + i));
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = f64At(b, i);
    for (let k = i + 1; k < n; k++) s -= f64At(l, k * n + i) * f64At(b, k);
    put(b, i, s / f64At(l, i * n + i));
  }
}

/**
 * Fits `p` (n f64, start in, best values out) within [lower, upper] to `y` (m f64 on the axis of `setAxis`); lower = upper holds a parameter.
 * reach (n f64): longest change in one step, absolute when positive, a share of the present value when negative; a longer step is shortened as a whole.
 * out: residual (m f64, model - data), covariance (n x n f64, from the residual's variance; zero rows for held parameters),
 * info (2 f64: sum of squares, iterations).
 * held (n i32): 0 free, 1 on a bound or held. Returns 0 converged, 1 iterations exhausted, 2 the start cannot be computed, 3 covariance singular.
 */
export function fit(
  siteAt: usize,
  kindAt: usize,
  nSites: i32,
  mapAt: usize,
  p: usize,
  lower: usize,
  upper: usize,
  reach: usize,
  n: i32,
  y: usize,
  m: i32,
  most: i32,
  residual: usize,
  covariance: usize,
  held: usize,
  info: usize,
): i32 {
  sites = siteAt;
  kinds = kindAt;
  siteCount = nSites;
  map = mapAt;
  data = y;
  points = m;
  parameters = n;
  setHasty(true);
  const mark = arenaMark();
  const jacobian = arenaAlloc((<usize>n * <usize>m) << 3);
  const normal = arenaAlloc(<usize>(n * n) << 3);
  const factor = arenaAlloc(<usize>(n * n) << 3);
  const gradient = arenaAlloc(<usize>n << 3);
  const scale = arenaAlloc(<usize>n << 3);
  const stepAt = arenaAlloc(<usize>n << 3);
  const trial = arenaAlloc(<usize>n << 3);
  const trialResidual = arenaAlloc(<usize>m << 3);
  const free = arenaAlloc(<usize>n << 2);
  const power = dot(y, y, m);
  let lambda: f64 = 1e-3;
  let ssr = linearise(p, residual, jacobian);
  let iterations = 0;
  let state = 1;
  if (!(ssr < Infinity)) {
    arenaRelease(mark);
    return 2;
  }
  while (iterations < most) {
    iterations++;
    let nFree = gather(p, lower, upper, n, m, jacobian, residual, normal, gradient, scale, free, held);
    if (nFree == 0) {
      state = 0;
      break;
    }
    let improved = false;
    let predicted: f64 = 0;
    for (let attempt = 0; attempt < 12; attempt++) {
      for (let a = 0; a < nFree; a++) {
        const i = load<i32>(free + (<usize>a << 2));
        for (let b = 0; b <= a; b++) {
          const j = load<i32>(free + (<usize>b << 2));
          put(factor, a * nFree + b, f64At(normal, i * n + j) / (f64At(scale, i) * f64At(scale, j)) + (a == b ? lambda : 0));
        }
        put(stepAt, a, -f64At(gradient, i) / f64At(scale, i));
      }
      if (!cholesky(factor, nFree)) {
        lambda = Math.max(lambda * 8, 1e-9);
        continue;
      }
      predicted = 0;
      solve(factor, stepAt, nFree);
      memory.copy(trial, p, <usize>n << 3);
      let share: f64 = 1;
      for (let a = 0; a < nFree; a++) {
        const i = load<i32>(free + (<usize>a << 2));
        const longest = f64At(reach, i) > 0 ? f64At(reach, i) : -f64At(reach, i) * Math.max(Math.abs(f64At(p, i)), 1e-3);
        const d = Math.abs(f64At(stepAt, a) / f64At(scale, i));
        if (d * share > longest) share = longest / d;
      }
      for (let a = 0; a < nFree; a++) {
        const i = load<i32>(free + (<usize>a << 2));
        const d = (share * f64At(stepAt, a)) / f64At(scale, i);
        predicted -= d * f64At(gradient, i);
        put(trial, i, within(f64At(p, i) + d, f64At(p, i), f64At(lower, i), f64At(upper, i)));
      }
      const next = residuals(trial, trialResidual);
      if (next < ssr) {
        // A gain below 1e-9 of the sum of squares moves no parameter by a visible part of its error.
        // Data without noise are met to rounding.
        if (ssr - next < 1e-9 * ssr || next < 1e-18 * power) state = 0;
        memory.copy(p, trial, <usize>n << 3);
        ssr = next;
        lambda = Math.max(lambda * 0.1, 1e-12);
        improved = true;
        break;
      }
      if (predicted < 1e-9 * ssr + 1e-18 * power) break;
      lambda = Math.max(lambda * 8, 1e-9);
    }
    if (!improved) {
      state = 0;
      break;
    }
    if (state == 0) break;
    ssr = linearise(p, residual, jacobian);
  }
  ssr = linearise(p, residual, jacobian);
  const nFree = gather(p, lower, upper, n, m, jacobian, residual, normal, gradient, scale, free, held);
  memory.fill(covariance, 0, <usize>(n * n) << 3);
  for (let a = 0; a < nFree; a++) {
    const i = load<i32>(free + (<usize>a << 2));
    for (let b = 0; b <= a; b++) {
      const j = load<i32>(free + (<usize>b << 2));
      put(factor, a * nFree + b, f64At(normal, i * n + j) / (f64At(scale, i) * f64At(scale, j)));
    }
  }
  if (nFree > 0 && !cholesky(factor, nFree)) state = 3;
  else {
    const variance = m > nFree ? ssr / <f64>(m - nFree) : 0;
    for (let b = 0; b < nFree; b++) {
      const j = load<i32>(free + (<usize>b << 2));
      for (let a = 0; a < nFree; a++) put(stepAt, a, a == b ? 1 : 0);
      solve(factor, stepAt, nFree);
      for (let a = 0; a < nFree; a++) {
        const i = load<i32>(free + (<usize>a << 2));
        put(covariance, i * n + j, (variance * f64At(stepAt, a)) / (f64At(scale, i) * f64At(scale, j)));
      }
    }
  }
  put(info, 0, ssr);
  put(info, 1, <f64>iterations);
  arenaRelease(mark);
  return state;
}

/** Normal matrix, gradient, scale and the list of free parameters; marks the held ones. Returns the number of free ones. */
function gather(p: usize, lower: usize, upper: usize, n: i32, m: i32, jacobian: usize, residual: usize, normal: usize, gradient: usize, scale: usize, free: usize, held: usize): i32 {
  let nFree = 0;
  const column = <usize>m << 3;
  for (let i = 0; i < n; i++) {
    const ji = jacobian + <usize>i * column;
    const g = dot(ji, residual, m);
    const size = Math.sqrt(dot(ji, ji, m));
    put(gradient, i, g);
    put(scale, i, size);
    const near = touch(f64At(lower, i), f64At(upper, i));
    const atLower = f64At(p, i) <= f64At(lower, i) + near && g > 0;
    const atUpper = f64At(p, i) >= f64At(upper, i) - near && g < 0;
    const hold = atLower || atUpper || size == 0 || f64At(lower, i) >= f64At(upper, i);
    store<i32>(held + (<usize>i << 2), hold ? 1 : 0);
    if (hold) continue;
    store<i32>(free + (<usize>nFree << 2), i);
    nFree++;
    for (let b = 0; b < nFree; b++) {
      const j = load<i32>(free + (<usize>b << 2));
      const v = b == nFree - 1 ? size * size : dot(ji, jacobian + <usize>j * column, m);
      put(normal, i * n + j, v);
      put(normal, j * n + i, v);
    }
  }
  return nFree;
}
