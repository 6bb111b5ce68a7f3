// The Levenberg-Marquardt engine on certified problems of the NIST Statistical Reference Datasets. Compiled by its test alone.
export * from './arena';
import { arenaAlloc } from './arena';
import { at, cholesky, choleskyInverse, put } from './linalg';
import { levenbergMarquardt, lmEvaluate, lmNormal, lmPrepare, lmSumOfSquares } from './levenberg-marquardt';

let xs: usize = 0;
let ys: usize = 0;
let count: i32 = 0;
let rows: i32 = 0;

/** Column j of the Jacobian, row i. */
function slope(jacobian: usize, j: i32, i: i32, value: f64): void {
  if (jacobian != 0) put(jacobian, j * rows + i, value);
}

/** The engine wants an even number of rows: the last one is 0 when the count is odd. */
function pad(residual: usize, jacobian: usize, parameters: i32): void {
  if (rows == count) return;
  put(residual, count, 0);
  for (let j = 0; j < parameters; j++) slope(jacobian, j, count, 0);
}

/** b1 (1 - exp(-b2 x)) */
function rise(p: usize, residual: usize, jacobian: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = at(xs, i);
    const e = Math.exp(-at(p, 1) * x);
    const r = at(p, 0) * (1 - e) - at(ys, i);
    put(residual, i, r);
    slope(jacobian, 0, i, 1 - e);
    slope(jacobian, 1, i, at(p, 0) * x * e);
    sum += r * r;
  }
  pad(residual, jacobian, 2);
  return sum;
}

/** b1 (x^2 + b2 x)/(x^2 + b3 x + b4) */
function mgh09(p: usize, residual: usize, jacobian: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = at(xs, i);
    const top = x * x + at(p, 1) * x;
    const bottom = x * x + at(p, 2) * x + at(p, 3);
    const q = at(p, 0) / bottom;
    const r = q * top - at(ys, i);
    put(residual, i, r);
    slope(jacobian, 0, i, top / bottom);
    slope(jacobian, 1, i, q * x);
    slope(jacobian, 2, i, (-q * top * x) / bottom);
    slope(jacobian, 3, i, (-q * top) / bottom);
    sum += r * r;
  }
  pad(residual, jacobian, 4);
  return sum;
}

/** (b1 + b2 x + b3 x^2 + b4 x^3)/(1 + b5 x + b6 x^2 + b7 x^3) */
function thurber(p: usize, residual: usize, jacobian: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    const x = at(xs, i);
    const top = at(p, 0) + x * (at(p, 1) + x * (at(p, 2) + x * at(p, 3)));
    const bottom = 1 + x * (at(p, 4) + x * (at(p, 5) + x * at(p, 6)));
    const f = top / bottom;
    const r = f - at(ys, i);
    put(residual, i, r);
    for (let j = 0; j < 4; j++) slope(jacobian, j, i, Math.pow(x, <f64>j) / bottom);
    for (let j = 4; j < 7; j++) slope(jacobian, j, i, (-f * Math.pow(x, <f64>(j - 3))) / bottom);
    sum += r * r;
  }
  pad(residual, jacobian, 7);
  return sum;
}

/** Fits problem 0 (rise), 1 (MGH09) or 2 (Thurber) from p; fills standard errors; returns the sum of squares. */
export function nistFit(problem: i32, x: usize, y: usize, n: i32, p: usize, parameters: i32, stderr: usize): f64 {
  xs = x;
  ys = y;
  count = n;
  rows = (n + 1) & ~1;
  const model = problem == 0 ? rise : problem == 1 ? mgh09 : thurber;
  const low = arenaAlloc(<usize>parameters << 3);
  const high = arenaAlloc(<usize>parameters << 3);
  const maxStep = arenaAlloc(<usize>parameters << 3);
  for (let i = 0; i < parameters; i++) {
    put(low, i, -Infinity);
    put(high, i, Infinity);
    // One rule for all problems: a step changes no parameter by more than its start value.
    put(maxStep, i, Math.abs(at(p, i)));
  }
  lmPrepare(parameters, rows);
  levenbergMarquardt(model, parameters, rows, p, low, high, maxStep, 2000, 1e-25);
  lmEvaluate(model, parameters, rows, p);
  const l = arenaAlloc(<usize>(parameters * parameters) << 3);
  const inverse = arenaAlloc(<usize>(parameters * parameters) << 3);
  for (let i = 0; i < parameters; i++) for (let j = 0; j < parameters; j++) put(l, i * parameters + j, at(lmNormal, i * parameters + j) / Math.sqrt(at(lmNormal, i * parameters + i) * at(lmNormal, j * parameters + j)));
  cholesky(l, parameters, 0);
  choleskyInverse(l, parameters, inverse);
  for (let i = 0; i < parameters; i++) put(stderr, i, Math.sqrt(((at(inverse, i * parameters + i) / at(lmNormal, i * parameters + i)) * lmSumOfSquares) / <f64>(n - parameters)));
  return lmSumOfSquares;
}
