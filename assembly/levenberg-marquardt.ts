/**
 * Levenberg-Marquardt least squares with bounds, for any model.
 *
 * Minimises S(p) = sum_i r_i(p)^2. Each step solves (J^T J + lambda D) s = -J^T r, D = diag(J^T J) (Marquardt, SIAM J. Appl.
 * Math. 11 (1963) 431), so it does not depend on the parameters' units. lambda falls to a fifth after a gain and grows fivefold after a loss:
 * on overlapping arcs that takes a third fewer evaluations than tenfold falls.
 * Steps are clipped component by component to `maxStep`; a parameter on its bound is held there while the gradient points outward.
 */
import { arenaAlloc } from './arena';
import { at, cholesky, choleskySolve, dot, put } from './linalg';

/** Fills `residual` (m) and `jacobian` (n columns of m) at `p` and returns the sum of squared residuals; NaN where it has none. */
export type Model = (p: usize, residual: usize, jacobian: usize) => f64;

export const CONVERGED: i32 = 0;
/** The iteration limit came first: `lmSumOfSquares` still fell. */
export const LIMIT: i32 = 1;
/** The start itself has no finite sum of squares. */
export const BAD_START: i32 = 2;

export let lmSumOfSquares: f64 = 0;
export let lmEvaluations: i32 = 0;

const LAMBDA_START: f64 = 1;
const LAMBDA_MIN: f64 = 1e-14;
const LAMBDA_MAX: f64 = 1e12;

// Two sets of residuals and columns: the present point and the trial. After a run `lmJacobian` and `lmResidual` belong to the solution.
export let lmResidual: usize = 0;
export let lmJacobian: usize = 0;
let trialResidual: usize = 0;
let trialJacobian: usize = 0;
export let lmNormal: usize = 0;
let gradient: usize = 0;
let factor: usize = 0;
let step: usize = 0;
let trial: usize = 0;
let held: usize = 0;
let spanFirst: usize = 0;
let spanEnd: usize = 0;

/** Scratch for n parameters and m residuals (m even), once before any number of runs; the caller's arena mark frees it. */
export function lmPrepare(n: i32, m: i32): void {
  const vector = <usize>n << 3;
  const rows = <usize>m << 3;
  lmResidual = arenaAlloc(rows);
  trialResidual = arenaAlloc(rows);
  lmJacobian = arenaAlloc(vector * m);
  trialJacobian = arenaAlloc(vector * m);
  lmNormal = arenaAlloc(vector * n);
  factor = arenaAlloc(vector * n);
  gradient = arenaAlloc(vector);
  step = arenaAlloc(vector);
  trial = arenaAlloc(vector);
  held = arenaAlloc(<usize>n << 2);
  lmSpans(0, 0);
}

/** Tells which rows of each column are not zero: from `first` to before `end` (n i32 each, even); for models whose parameters touch few residuals. */
export function lmSpans(first: usize, end: usize): void {
  spanFirst = first;
  spanEnd = end;
}

/** J^T J (full, symmetric) and J^T r from the present columns. */
function normalEquations(n: i32, m: i32): void {
  const column = <usize>m << 3;
  for (let i = 0; i < n; i++) {
    const ci = lmJacobian + column * i;
    const from = spanFirst == 0 ? 0 : load<i32>(spanFirst + (<usize>i << 2));
    const to = spanFirst == 0 ? m : load<i32>(spanEnd + (<usize>i << 2));
    put(gradient, i, dot(ci + (<usize>from << 3), lmResidual + (<usize>from << 3), to - from));
    for (let j = 0; j <= i; j++) {
      const low = spanFirst == 0 ? 0 : max(from, load<i32>(spanFirst + (<usize>j << 2)));
      const high = spanFirst == 0 ? m : min(to, load<i32>(spanEnd + (<usize>j << 2)));
      const offset = <usize>low << 3;
      const s = low < high ? dot(ci + offset, lmJacobian + column * j + offset, high - low) : 0;
      put(lmNormal, i * n + j, s);
      put(lmNormal, j * n + i, s);
    }
  }
}

/** J^T J at p, for the covariance; returns the sum of squares. */
export function lmEvaluate(model: Model, n: i32, m: i32, p: usize): f64 {
  lmSumOfSquares = model(p, lmResidual, lmJacobian);
  normalEquations(n, m);
  return lmSumOfSquares;
}

/**
 * Runs from `p` (n f64, inside the bounds; overwritten by the solution).
 * lower, upper, maxStep: n f64 each (infinite where there is none). Stops when the predicted gain of a step falls below
 * `tolerance` times S, or no step gains any more. Returns CONVERGED, LIMIT or BAD_START; S is left in `lmSumOfSquares`.
 */
export function levenbergMarquardt(model: Model, n: i32, m: i32, p: usize, lower: usize, upper: usize, maxStep: usize, maxIterations: i32, tolerance: f64): i32 {
  let s = model(p, lmResidual, lmJacobian);
  lmEvaluations = 1;
  lmSumOfSquares = s;
  if (!isFinite(s)) return BAD_START;
  let lambda = LAMBDA_START;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    normalEquations(n, m);
    for (let i = 0; i < n; i++) {
      const g = at(gradient, i);
      const outward = (at(p, i) <= at(lower, i) && g >= 0) || (at(p, i) >= at(upper, i) && g <= 0);
      store<i32>(held + (<usize>i << 2), outward || at(lmNormal, i * n + i) == 0 ? 1 : 0);
    }
    for (;;) {
      const predicted = solveStep(n, lambda, p, lower, upper, maxStep);
      if (predicted >= 0) {
        if (predicted <= tolerance * s) return CONVERGED;
        const sTrial = model(trial, trialResidual, trialJacobian);
        lmEvaluations++;
        if (sTrial < s) {
          accept(n, p);
          s = sTrial;
          lmSumOfSquares = s;
          lambda = Math.max(lambda * 0.2, LAMBDA_MIN);
          break;
        }
      }
      lambda *= 5;
      if (lambda > LAMBDA_MAX) return CONVERGED;
    }
    if (s == 0) return CONVERGED;
  }
  return LIMIT;
}

/** Sets `trial`; returns the gain that the linear model predicts, or -1 when the matrix has no Cholesky factor. */
function solveStep(n: i32, lambda: f64, p: usize, lower: usize, upper: usize, maxStep: usize): f64 {
  for (let i = 0; i < n; i++) {
    const iHeld = load<i32>(held + (<usize>i << 2)) != 0;
    for (let j = 0; j < i; j++) put(factor, i * n + j, iHeld || load<i32>(held + (<usize>j << 2)) != 0 ? 0 : at(lmNormal, i * n + j));
    put(factor, i * n + i, iHeld ? 1 : at(lmNormal, i * n + i) * (1 + lambda));
    put(step, i, iHeld ? 0 : -at(gradient, i));
  }
  if (!cholesky(factor, n, 1e-15)) return -1;
  choleskySolve(factor, n, step);
  for (let i = 0; i < n; i++) {
    const limit = at(maxStep, i);
    const wanted = Math.max(-limit, Math.min(limit, at(step, i)));
    const next = Math.max(at(lower, i), Math.min(at(upper, i), at(p, i) + wanted));
    put(trial, i, next);
    put(step, i, next - at(p, i));
  }
  // S(p) - S(p + s) = -2 g.s - s^T J^T J s; a clipped step may predict a loss: then the size of its terms counts, so that it is tried.
  let linear: f64 = 0;
  let quadratic: f64 = 0;
  for (let i = 0; i < n; i++) {
    let row: f64 = 0;
    for (let j = 0; j < n; j++) row += at(lmNormal, i * n + j) * at(step, j);
    linear -= 2 * at(gradient, i) * at(step, i);
    quadratic += row * at(step, i);
  }
  return Math.max(linear - quadratic, Math.min(Math.abs(linear), quadratic));
}

function accept(n: i32, p: usize): void {
  for (let i = 0; i < n; i++) put(p, i, at(trial, i));
  let swap = lmResidual;
  lmResidual = trialResidual;
  trialResidual = swap;
  swap = lmJacobian;
  lmJacobian = trialJacobian;
  trialJacobian = swap;
}
