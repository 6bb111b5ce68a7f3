/** assembly/levenberg-marquardt.ts with what it needs of assembly/linalg.ts, line by line in plain JavaScript. */

const LAMBDA_START = 1;
const LAMBDA_MIN = 1e-14;
const LAMBDA_MAX = 1e12;

/** Fills residuals (m) and Jacobian columns (n of m each) at p and returns the sum of squares. */
export type PlainModel = (p: Float64Array, residual: Float64Array, jacobian: Float64Array) => number;

export interface Limits {
  lower: Float64Array;
  upper: Float64Array;
  maxStep: Float64Array;
}

export interface Minimum {
  sum: number;
  evaluations: number;
  /** 0 converged, 1 iterations used up, 2 unusable start. */
  state: number;
}

/** Sum of a_i b_i over n values (n even) from the two places, in the kernel's four running sums. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const end = n & ~3;
  for (let i = 0; i < end; i += 4) {
    s0 += a[aAt + i]! * b[bAt + i]!;
    s1 += a[aAt + i + 1]! * b[bAt + i + 1]!;
    s2 += a[aAt + i + 2]! * b[bAt + i + 2]!;
    s3 += a[aAt + i + 3]! * b[bAt + i + 3]!;
  }
  if (n & 2) {
    s0 += a[aAt + end]! * b[bAt + end]!;
    s1 += a[aAt + end + 1]! * b[bAt + end + 1]!;
  }
  return s0 + s2 + (s1 + s3);
}

export function cholesky(a: Float64Array, n: number, floor: number): boolean {
  for (let j = 0; j < n; j++) {
    const diagonal = a[j * n + j]!;
    let d = diagonal;
    for (let k = 0; k < j; k++) d -= a[j * n + k]! * a[j * n + k]!;
    if (!(d > floor * diagonal)) return false;
    const l = Math.sqrt(d);
    a[j * n + j] = l;
    const inverse = 1 / l;
    for (let i = j + 1; i < n; i++) {
      let s = a[i * n + j]!;
      for (let k = 0; k < j; k++) s -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = s * inverse;
    }
  }
  return true;
}

/** Solves L Lᵀ x = b in place, b being the n values from `from`. */
function choleskySolve(l: Float64Array, n: number, b: Float64Array, from: number): void {
  for (let i = 0; i < n; i++) {
    let s = b[from + i]!;
    for (let k = 0; k < i; k++) s -= l[i * n + k]! * b[from + k]!;
    b[from + i] = s / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = b[from + i]!;
    for (let k = i + 1; k < n; k++) s -= l[k * n + i]! * b[from + k]!;
    b[from + i] = s / l[i * n + i]!;
  }
}

export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1;
    choleskySolve(l, n, inverse, j * n);
  }
  return inverse;
}

/** Full JᵀJ into `normal`, Jᵀr into `gradient`. */
export function normalEquations(n: number, m: number, residual: Float64Array, jacobian: Float64Array, normal: Float64Array, gradient: Float64Array): void {
  for (let i = 0; i < n; i++) {
    gradient[i] = dot(jacobian, i * m, residual, 0, m);
    for (let j = 0; j <= i; j++) {
      const s = dot(jacobian, i * m, jacobian, j * m, m);
      normal[i * n + j] = s;
      normal[j * n + i] = s;
    }
  }
}

/** A run from `p` (overwritten by the solution) for m residuals, m even. */
export function levenbergMarquardtTwin(model: PlainModel, m: number, p: Float64Array, { lower, upper, maxStep }: Limits, maxIterations: number, tolerance: number): Minimum {
  const n = p.length;
  let [residual, trialResidual] = [new Float64Array(m), new Float64Array(m)];
  let [jacobian, trialJacobian] = [new Float64Array(n * m), new Float64Array(n * m)];
  const [normal, factor] = [new Float64Array(n * n), new Float64Array(n * n)];
  const [gradient, step, trial] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const held = new Int32Array(n);

  function solveStep(lambda: number): number {
    for (let i = 0; i < n; i++) {
      const iHeld = held[i] !== 0;
      for (let j = 0; j < i; j++) factor[i * n + j] = iHeld || held[j] !== 0 ? 0 : normal[i * n + j]!;
      factor[i * n + i] = iHeld ? 1 : normal[i * n + i]! * (1 + lambda);
      step[i] = iHeld ? 0 : -gradient[i]!;
    }
    if (!cholesky(factor, n, 1e-15)) return -1;
    choleskySolve(factor, n, step, 0);
    for (let i = 0; i < n; i++) {
      const limit = maxStep[i]!;
      const wanted = Math.max(-limit, Math.min(limit, step[i]!));
      const next = Math.max(lower[i]!, Math.min(upper[i]!, p[i]! + wanted));
      trial[i] = next;
      step[i] = next - p[i]!;
    }
    let linear = 0;
    let quadratic = 0;
    for (let i = 0; i < n; i++) {
      let row = 0;
      for (let j = 0; j < n; j++) row += normal[i * n + j]! * step[j]!;
      linear -= 2 * gradient[i]! * step[i]!;
      quadratic += row * step[i]!;
    }
    return Math.max(linear - quadratic, Math.min(Math.abs(linear), quadratic));
  }

  let sum = model(p, residual, jacobian);
  let evaluations = 1;
  if (!Number.isFinite(sum)) return { sum, evaluations, state: 2 };
  let lambda = LAMBDA_START;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    normalEquations(n, m, residual, jacobian, normal, gradient);
    for (let i = 0; i < n; i++) {
      const g = gradient[i]!;
      const outward = (p[i]! <= lower[i]! && g >= 0) || (p[i]! >= upper[i]! && g <= 0);
      held[i] = outward || normal[i * n + i] === 0 ? 1 : 0;
    }
    for (;;) {
      const predicted = solveStep(lambda);
      if (predicted >= 0) {
        if (predicted <= tolerance * sum) return { sum, evaluations, state: 0 };
        const next = model(trial, trialResidual, trialJacobian);
        evaluations++;
        if (next < sum) {
          p.set(trial);
          [residual, trialResidual] = [trialResidual, residual];
          [jacobian, trialJacobian] = [trialJacobian, jacobian];
          sum = next;
          lambda = Math.max(lambda * 0.2, LAMBDA_MIN);
          break;
        }
      }
      lambda *= 5;
      if (lambda > LAMBDA_MAX) return { sum, evaluations, state: 0 };
    }
    if (sum === 0) return { sum, evaluations, state: 0 };
  }
  return { sum, evaluations, state: 1 };
}
