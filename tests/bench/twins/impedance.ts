/**
 * The fit of p(R1,CPE1)-CPE2 in plain JavaScript: the algorithm of assembly/circuit-fit.ts from one start, in ln R, ln τ, α and
 * ln(Q ω_ref^α), α, with modulus weights and analytic derivatives. The model is written out for this circuit; errors and outliers are left out.
 */
import type { Spectrum } from '../../../src/kernels/impedance.ts';
import { EXPONENT_RANGE } from '../../../src/physics/circuit-grammar.ts';
import { levenbergMarquardtTwin, type Limits } from './levenberg-marquardt.ts';

const HALF_PI = 0.5 * Math.PI;
const EXPONENT = [false, false, true, false, true];
const LIMITS: Limits = {
  lower: Float64Array.from(EXPONENT, (exponent) => (exponent ? EXPONENT_RANGE.lower : -Infinity)),
  upper: Float64Array.from(EXPONENT, (exponent) => (exponent ? EXPONENT_RANGE.upper : Infinity)),
  maxStep: Float64Array.from(EXPONENT, (exponent) => (exponent ? 0.2 : 3)),
};

export interface PlainFit {
  values: number[];
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
  const weight = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(spectrum.zReal_ohm[i]! ** 2 + spectrum.zImag_ohm[i]! ** 2));

  // Two e-folds above the lowest frequency, where the kernel holds the magnitude of a constant phase element.
  const reference = lnOmega.reduce((least, l) => Math.min(least, l), Infinity) + 2;

  /** Weighted residuals and Jacobian columns at ln R, ln τ, α1, ln(Q2 ω_ref^α2), α2; the sum of squares. */
  function model(p: Float64Array, r: Float64Array, J: Float64Array): number {
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
      const qr = (ur * vr + ui * ui) * inverse;
      const qi = ui * inverse;
      const tr = zi * qi - zr * qr;
      const ti = -(zr * qi + zi * qr);
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
  const values = [Math.exp(p[0]!), Math.exp(p[2]! * p[1]! - p[0]!), p[2]!, Math.exp(p[3]! - p[4]! * reference), p[4]!];
  return { values, sumOfSquares: last.sum, evaluations: near.evaluations + last.evaluations };
}
