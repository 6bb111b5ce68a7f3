/**
 * Distribution of relaxation times without a model of arcs: gamma >= 0 with a penalty on its curvature (Tikhonov & Arsenin 1977; second derivative).
 *
 * Minimises sum |Z - R0 - sum_j gamma_j h/(1 + j omega tau_j)|^2/|Z|^2 + lambda sum_j (gamma_{j-1} - 2 gamma_j + gamma_{j+1})^2/(h^3 S^2) over gamma, R0 >= 0,
 * on time constants spaced by h in ln tau, S the largest |Z|: lambda has no unit. Inductance and blocking CPE are taken off the data first.
 * lambda by generalised cross-validation (Wahba, SIAM J. Sci. Stat. Comput. 2 (1981) 5) without the sign constraint; the constraint by an active set
 * (Lawson & Hanson, Solving Least Squares Problems, 1974, ch. 23) on the normal equations, which the penalty makes definite.
 */
import { arenaAlloc } from './arena';
import { at, cholesky, choleskySolve, dot, put } from './linalg';
import { cosine, sincos, sine } from './trigonometry';

/** Steps of the active set an unknown, at most. */
const ROUNDS: i32 = 3;

let size: i32 = 0;
let normal: usize = 0;
let penalty: usize = 0;
let system: usize = 0;
let target: usize = 0;

/** system := A^T A + lambda P with a ridge of 1e-13 of the diagonal against rounding. */
function assemble(lambda: f64): void {
  for (let i = 0; i < size * size; i++) put(system, i, at(normal, i) + lambda * at(penalty, i));
  for (let i = 0; i < size; i++) put(system, i * size + i, at(system, i * size + i) * (1 + 1e-13) + 1e-300);
}

/** Second differences of the gammas (unknowns 1 .. size - 1), each row times 1/(h^1.5 S); beyond both ends gamma is 0. */
function fillPenalty(h: f64, scale: f64): void {
  memory.fill(penalty, 0, <usize>(size * size) << 3);
  const w = 1 / (h * h * h * scale * scale);
  for (let c = 0; c <= size; c++) {
    for (let a = -1; a <= 1; a++) {
      for (let b = -1; b <= 1; b++) {
        const i = c + a;
        const j = c + b;
        if (i < 1 || j < 1 || i >= size || j >= size) continue;
        put(penalty, i * size + j, at(penalty, i * size + j) + w * <f64>((a == 0 ? -2 : 1) * (b == 0 ? -2 : 1)));
      }
    }
  }
}

/**
 * omega (rad/s), zReal, zImag (ohm): n points. lnInductance; blocking: 1 with Q and alpha of the CPE. tau (s): `count` time constants, equal steps of ln tau.
 * lambda > 0, or 0 for the least criterion among `lambdas` (`lambdaCount` of them, ascending). Outputs: criteria (lambdaCount), gamma (count, ohm per ln tau),
 * scalars (4 f64): 0 lambda; 1 R0 (ohm); 2 rms of the weighted residual a part; 3 steps of the active set.
 */
export function nonNegativeTikhonov(
  omega: usize, zReal: usize, zImag: usize, n: i32, lnInductance: f64, blocking: i32, q: f64, alpha: f64, tau: usize, count: i32,
  lambda: f64, lambdas: usize, lambdaCount: i32, criteria: usize, gamma: usize, scalars: usize,
): void {
  const m = 2 * ((n + 1) & ~1);
  const half = m >> 1;
  size = count + 1;
  const columns = arenaAlloc(<usize>(m * size) << 3);
  const data = arenaAlloc(<usize>m << 3);
  normal = arenaAlloc(<usize>(size * size) << 3);
  penalty = arenaAlloc(<usize>(size * size) << 3);
  system = arenaAlloc(<usize>(size * size) << 3);
  target = arenaAlloc(<usize>size << 3);
  memory.fill(columns, 0, <usize>(m * size) << 3);
  memory.fill(data, 0, <usize>m << 3);
  const h = Math.log(at(tau, 1) / at(tau, 0));
  let scale: f64 = 0;
  sincos(0.5 * Math.PI * alpha);
  const c = cosine;
  const s = sine;
  for (let k = 0; k < n; k++) {
    const w = at(omega, k);
    const modulus = Math.sqrt(at(zReal, k) * at(zReal, k) + at(zImag, k) * at(zImag, k));
    scale = Math.max(scale, modulus);
    const weight = 1 / modulus;
    let a = at(zReal, k);
    let b = at(zImag, k) - Math.exp(lnInductance) * w;
    if (blocking != 0) {
      const cpe = 1 / (q * Math.exp(alpha * Math.log(w)));
      a -= cpe * c;
      b += cpe * s;
    }
    put(data, k, a * weight);
    put(data, half + k, b * weight);
    put(columns, k, weight);
    for (let j = 0; j < count; j++) {
      const u = w * at(tau, j);
      const f = (weight * h) / (1 + u * u);
      const column = columns + (<usize>(m * (j + 1)) << 3);
      put(column, k, f);
      put(column, half + k, -u * f);
    }
  }
  for (let i = 0; i < size; i++) {
    const ci = columns + (<usize>(m * i) << 3);
    put(target, i, dot(ci, data, m));
    for (let j = 0; j <= i; j++) {
      const value = dot(ci, columns + (<usize>(m * j) << 3), m);
      put(normal, i * size + j, value);
      put(normal, j * size + i, value);
    }
  }
  fillPenalty(h, scale);
  const solution = arenaAlloc(<usize>size << 3);
  const row = arenaAlloc(<usize>size << 3);
  let chosen = lambda;
  let least = Infinity;
  for (let l = 0; l < lambdaCount; l++) {
    const value = crossValidation(at(lambdas, l), columns, data, m, n, solution, row);
    put(criteria, l, value);
    if (lambda > 0 || !(value < least)) continue;
    least = value;
    chosen = at(lambdas, l);
  }
  assemble(chosen);
  put(scalars, 0, chosen);
  put(scalars, 3, <f64>activeSet(solution));
  put(scalars, 1, at(solution, 0));
  for (let j = 0; j < count; j++) put(gamma, j, at(solution, j + 1));
  put(scalars, 2, Math.sqrt(residualSum(columns, data, m, solution, row) / <f64>(2 * n)));
}

/** Sum of squares of data - A x. */
function residualSum(columns: usize, data: usize, m: i32, x: usize, row: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < m; i++) {
    let r = at(data, i);
    for (let j = 0; j < size; j++) r -= at(columns, j * m + i) * at(x, j);
    sum += r * r;
  }
  return sum;
}

/** N S/(N - trace)^2 with trace = |L^-1 A^T|^2 for the Cholesky factor L of the system; infinite where there is no factor. */
function crossValidation(lambda: f64, columns: usize, data: usize, m: i32, n: i32, solution: usize, row: usize): f64 {
  assemble(lambda);
  if (!cholesky(system, size, 0)) return Infinity;
  let trace: f64 = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < size; j++) {
      let v = at(columns, j * m + i);
      const l = system + (<usize>(j * size) << 3);
      for (let k = 0; k < j; k++) v -= at(l, k) * at(row, k);
      v /= at(l, j);
      put(row, j, v);
      trace += v * v;
    }
  }
  memory.copy(solution, target, <usize>size << 3);
  choleskySolve(system, size, solution);
  const values = <f64>(2 * n);
  const rest = values - trace;
  return (values * residualSum(columns, data, m, solution, row)) / (rest * rest);
}

/** Solves min x^T B x/2 - b^T x, x >= 0, for B = system, b = target; returns the unknowns that entered. */
function activeSet(x: usize): i32 {
  const free = arenaAlloc(<usize>size << 2);
  const index = arenaAlloc(<usize>size << 2);
  const factor = arenaAlloc(<usize>(size * size) << 3);
  const reduced = arenaAlloc(<usize>size << 3);
  const trial = arenaAlloc(<usize>size << 3);
  memory.fill(free, 0, <usize>size << 2);
  memory.fill(x, 0, <usize>size << 3);
  let entered = 0;
  for (; entered < ROUNDS * size; entered++) {
    const next = steepest(x, free);
    if (next < 0) break;
    store<i32>(free + (<usize>next << 2), 1);
    // Towards the solution on the free set as far as no unknown turns negative; those that reach zero leave the set.
    for (let inner = 0; inner < size; inner++) {
      if (!solveFree(trial, free, index, factor, reduced)) return entered;
      let share: f64 = 1;
      for (let i = 0; i < size; i++) {
        if (load<i32>(free + (<usize>i << 2)) == 0 || at(trial, i) > 0) continue;
        share = Math.min(share, at(x, i) / (at(x, i) - at(trial, i)));
      }
      for (let i = 0; i < size; i++) {
        if (load<i32>(free + (<usize>i << 2)) == 0) continue;
        const moved = at(x, i) + share * (at(trial, i) - at(x, i));
        const leaves = at(trial, i) <= 0 && moved <= 1e-14 * Math.abs(at(trial, i));
        put(x, i, leaves ? 0 : moved);
        if (leaves) store<i32>(free + (<usize>i << 2), 0);
      }
      if (share == 1) break;
    }
  }
  return entered;
}

/** The unknown at zero that the gradient raises most, in units of its own column; -1 when none does beyond rounding. */
function steepest(x: usize, free: usize): i32 {
  let best = -1;
  let most: f64 = 0;
  for (let i = 0; i < size; i++) {
    if (load<i32>(free + (<usize>i << 2)) != 0) continue;
    let gradient = at(target, i);
    const row = system + (<usize>(i * size) << 3);
    for (let j = 0; j < size; j++) gradient -= at(row, j) * at(x, j);
    if (gradient <= 1e-10 * Math.abs(at(target, i))) continue;
    const scaled = gradient / Math.sqrt(at(row, i));
    if (scaled <= most) continue;
    most = scaled;
    best = i;
  }
  return best;
}

/** x on the free set, 0 elsewhere. */
function solveFree(x: usize, free: usize, index: usize, factor: usize, reduced: usize): bool {
  let count = 0;
  for (let i = 0; i < size; i++) {
    put(x, i, 0);
    if (load<i32>(free + (<usize>i << 2)) == 0) continue;
    store<i32>(index + (<usize>count << 2), i);
    put(reduced, count, at(target, i));
    count++;
  }
  for (let a = 0; a < count; a++) {
    const i = load<i32>(index + (<usize>a << 2));
    for (let b = 0; b <= a; b++) put(factor, a * count + b, at(system, i * size + load<i32>(index + (<usize>b << 2))));
  }
  if (!cholesky(factor, count, 0)) return false;
  choleskySolve(factor, count, reduced);
  for (let a = 0; a < count; a++) put(x, load<i32>(index + (<usize>a << 2)), at(reduced, a));
  return true;
}
