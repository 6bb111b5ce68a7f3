/**
 * The fit of p(R1,CPE1)-CPE2 in plain JavaScript: the algorithm of assembly/circuit-fit.ts from one start, in ln R, ln τ, α and
 * ln(Q ω_ref^α), α, with modulus weights and analytic derivatives. Errors and outliers as there;
 * only the model is written out for this circuit, where the kernel reads any.
 */
import type { Spectrum } from '../../../src/kernels/impedance.ts';
import { EXPONENT_RANGE } from '../../../src/physics/circuit-grammar.ts';
import { studentQuantile } from './transport.ts';
import { cholesky, choleskyInverse, levenbergMarquardtTwin, normalEquations, type Limits } from './levenberg-marquardt.ts';

const HALF_PI = 0.5 * Math.PI;
const EXPONENT = [false, false, true, false, true];
const LIMITS: Limits = {
  lower: Float64Array.from(EXPONENT, (exponent) => (exponent ? EXPONENT_RANGE.lower : -Infinity)),
  upper: Float64Array.from(EXPONENT, (exponent) => (exponent ? EXPONENT_RANGE.upper : Infinity)),
  maxStep: Float64Array.from(EXPONENT, (exponent) => (exponent ? 0.2 : 3)),
};

const P = 5;
/** Neighbours on either side, points an outlier: as in the kernel. */
const NEIGHBOURS = 7;
const POINTS_AN_OUTLIER = 6;
/** Residuals beyond this many robust sigmas are outliers. */
const OUTLIER = 4.5;

export interface PlainFit {
  values: number[];
  stderr: number[];
  interval95: [number, number][];
  /** 0-based. */
  outliers: number[];
  /** Values without the outliers. */
  robust: number[];
  sumOfSquares: number;
  evaluations: number;
}

/** R1, Q1, α1, Q2, α2 in natural units at the minimum that `start` leads to. */
export function fitArcAndTail(spectrum: Spectrum, start: readonly number[]): PlainFit {
  const n = spectrum.frequency_Hz.length;
  // Re and Im, each padded to an even number with zeros.
  const stride = (n + 1) & ~1;
  const m = 2 * stride;
  const lnOmega = Float64Array.from({ length: n }, (_, i) => Math.log(2 * Math.PI * spectrum.frequency_Hz[i]!));
  const full = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(spectrum.zReal_ohm[i]! ** 2 + spectrum.zImag_ohm[i]! ** 2));

  let weight = full;
  // Two e-folds above the lowest frequency, where the kernel holds the magnitude of a constant phase element.
  const reference = lnOmega.reduce((least, l) => Math.min(least, l), Infinity) + 2;

  /** Weighted residuals and Jacobian columns at ln R, ln τ, α1, ln(Q2 ω_ref^α2), α2; the sum of squares. */
  function model(p: Float64Array, r: Float64Array, J: Float64Array | null): number {
    const [lnR, lnTau, a1, q2, a2] = [p[0]!, p[1]!, p[2]!, p[3]!, p[4]!];
    const R = Math.exp(lnR);
    const c1 = Math.cos(a1 * HALF_PI);
    const s1 = Math.sin(a1 * HALF_PI);
    const c2 = Math.cos(a2 * HALF_PI);
    const s2 = Math.sin(a2 * HALF_PI);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const w = weight[i]!;
      // Arc: R/(1 + u), u = (jωτ)^α1.
      const x = lnOmega[i]! + lnTau;
      const e = Math.exp(Math.min(a1 * x, 300));
      const ur = e * c1;
      const ui = e * s1;
      const vr = 1 + ur;
      const inverse = 1 / (vr * vr + ui * ui);
      const scale = R * inverse;
      const zr = scale * vr;
      const zi = -(scale * ui);
      // Tail: exp(-q2) (jω/ω_ref)^-α2.
      const l = lnOmega[i]! - reference;
      const magnitude = Math.exp(-q2 - a2 * l);
      const br = magnitude * c2;
      const bi = -(magnitude * s2);
      const a = (zr + br - spectrum.zReal_ohm[i]!) * w;
      const b = (zi + bi - spectrum.zImag_ohm[i]!) * w;
      r[i] = a;
      r[stride + i] = b;
      sum += a * a + b * b;
      if (!J) continue;
      const qr = (ur * vr + ui * ui) * inverse;
      const qi = ui * inverse;
      const tr = zi * qi - zr * qr;
      const ti = -(zr * qi + zi * qr);
      J[i] = zr * w;
      J[stride + i] = zi * w;
      J[m + i] = a1 * tr * w;
      J[m + stride + i] = a1 * ti * w;
      J[2 * m + i] = (tr * x - ti * HALF_PI) * w;
      J[2 * m + stride + i] = (tr * HALF_PI + ti * x) * w;
      J[3 * m + i] = -br * w;
      J[3 * m + stride + i] = -bi * w;
      J[4 * m + i] = (bi * HALF_PI - br * l) * w;
      J[4 * m + stride + i] = -(br * HALF_PI + bi * l) * w;
    }
    return sum;
  }

  const [R1, Q1, alpha1, Q2, alpha2] = start as [number, number, number, number, number];
  const p = Float64Array.of(Math.log(R1), (Math.log(R1) + Math.log(Q1)) / alpha1, alpha1, Math.log(Q2) + alpha2 * reference, alpha2);
  const near = levenbergMarquardtTwin(model, m, p, LIMITS, 80, 1e-5);
  const last = levenbergMarquardtTwin(model, m, p, LIMITS, 400, 1e-13);

  const natural = (at: Float64Array): number[] => [Math.exp(at[0]!), Math.exp(at[2]! * at[1]! - at[0]!), at[2]!, Math.exp(at[3]! - at[4]! * reference), at[4]!];

  // uncertainties: (JᵀJ)⁻¹ χ² through the chain rule, columns scaled to unit length.
  const [residual, jacobian, normal, gradient] = [new Float64Array(m), new Float64Array(P * m), new Float64Array(P * P), new Float64Array(P)];
  const sum = model(p, residual, jacobian);
  normalEquations(P, m, residual, jacobian, normal, gradient);
  const dof = 2 * n - P;
  const chi2 = sum / dof;
  const t = studentQuantile(0.95, dof);
  const scaleOf = (i: number): number => Math.sqrt(normal[i * P + i]!);
  const scaled = new Float64Array(P * P);
  for (let i = 0; i < P; i++) for (let j = 0; j < P; j++) scaled[i * P + j] = i === j ? 1 : normal[i * P + j]! / (scaleOf(i) * scaleOf(j));
  if (!cholesky(scaled, P, 1e-13)) throw new RangeError('the spectrum does not determine the five parameters: the plain JavaScript needs one that does');
  const inverse = choleskyInverse(scaled, P);
  const values = natural(p);
  const [R, QArc, , QTail] = values as [number, number, number, number, number];
  const slope = Float64Array.of(R, 0, 0, 0, 0, -QArc, QArc * p[2]!, QArc * p[1]!, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, QTail, -QTail * reference, 0, 0, 0, 0, 1);
  const covariance = new Float64Array(P * P);
  for (let i = 0; i < P; i++) {
    for (let j = 0; j < P; j++) {
      let s = 0;
      for (let a = 0; a < P; a++) {
        const by = slope[i * P + a]!;
        if (by === 0) continue;
        for (let b = 0; b < P; b++) {
          const other = slope[j * P + b]!;
          if (other !== 0) s += (by * other * inverse[a * P + b]!) / (scaleOf(a) * scaleOf(b));
        }
      }
      covariance[i * P + j] = s * chi2;
    }
  }
  const stderr = values.map((_, i) => Math.sqrt(covariance[i * P + i]!));
  const interval95 = values.map((value, i): [number, number] => {
    if (EXPONENT[i]) return [Math.max(LIMITS.lower[i]!, value - t * stderr[i]!), Math.min(LIMITS.upper[i]!, value + t * stderr[i]!)];
    const factor = Math.exp((t * stderr[i]!) / value);
    return [value / factor, value * factor];
  });

  // findOutliers
  const [size, other, excess, sorted, clean] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n), new Int32Array(n).fill(1)];
  const point = p.slice();
  const order = orderByFrequency(spectrum.frequency_Hz);
  const mostOut = Math.trunc(n / POINTS_AN_OUTLIER);
  const share = Math.sqrt((2 * n) / Math.max(1, 2 * n - P));
  const robustSigma = (sizes: Float64Array, from: number, end: number): number => {
    for (let i = from; i < end; i++) sorted[i - from] = sizes[order[i]!]!;
    return median(sorted, end - from) / 1.1774100225154747;
  };
  let flagged = 0;
  for (let round = 0; round < 12; round++) {
    weight = full;
    model(point, residual, null);
    for (let k = 0; k < n; k++) {
      const a = residual[k]!;
      const b = residual[stride + k]!;
      size[k] = Math.sqrt(a * a + b * b);
      other[k] = size[k]! / full[k]!;
    }
    const sigma = share * robustSigma(size, 0, n);
    for (let i = 0; i < n; i++) {
      const k = order[i]!;
      const [first, end] = [Math.max(0, i - NEIGHBOURS), Math.min(n, i + NEIGHBOURS + 1)];
      const near = share * robustSigma(size, first, end);
      const otherNear = share * robustSigma(other, first, end);
      excess[k] = size[k]! > 1e-9 ? Math.min(size[k]! / Math.max(sigma, near), other[k]! / otherNear) / OUTLIER : 0;
    }
    sorted.set(excess);
    median(sorted, n);
    const limit = Math.max(1, sorted[n - 1 - mostOut]!);
    let changed = false;
    flagged = 0;
    for (let k = 0; k < n; k++) {
      const keep = excess[k]! > limit ? 0 : 1;
      if (clean[k] !== keep) changed = true;
      clean[k] = keep;
      if (keep === 0) flagged++;
    }
    if (!changed && limit > 1) flagged = 0;
    if (!changed) break;
    weight = full.map((w, k) => w * clean[k]!);
    levenbergMarquardtTwin(model, m, point, LIMITS, 80, 1e-10);
    if (round === 11) flagged = 0;
  }
  const outliers = flagged > 0 ? [...clean.keys()].filter((k) => clean[k] === 0) : [];
  return { values, stderr, interval95, outliers, robust: flagged > 0 ? natural(point) : values, sumOfSquares: last.sum, evaluations: near.evaluations + last.evaluations };
}

/** Median of `count` values, which are put in order by insertion, as in the kernel. */
function median(values: Float64Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const v = values[i]!;
    let j = i - 1;
    for (; j >= 0 && values[j]! > v; j--) values[j + 1] = values[j]!;
    values[j + 1] = v;
  }
  return count & 1 ? values[count >> 1]! : 0.5 * (values[(count >> 1) - 1]! + values[count >> 1]!);
}

/** Indices by falling frequency (insertion sort). */
function orderByFrequency(frequency: ArrayLike<number>): Int32Array {
  const order = new Int32Array(frequency.length);
  for (let k = 0; k < order.length; k++) {
    let i = k;
    for (; i > 0 && frequency[order[i - 1]!]! < frequency[k]!; i--) order[i] = order[i - 1]!;
    order[i] = k;
  }
  return order;
}
