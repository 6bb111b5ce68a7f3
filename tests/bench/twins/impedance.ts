/**
 * The fit of p(R1,CPE1)-CPE2 in plain JavaScript, for comparison with the kernel: the algorithm of assembly/levenberg-marquardt.ts with
 * logarithms of positive parameters, exponents as they are, modulus weights and analytic derivatives. One start; no covariance.
 */
import type { Spectrum } from '../../../src/kernels/impedance.ts';

const P = 5;
const EXPONENT = [false, false, true, false, true];
const TOLERANCE = 1e-14;

export interface PlainFit {
  values: number[];
  sumOfSquares: number;
  evaluations: number;
}

/** R1, Q1, α1, Q2, α2 in natural units at the minimum that `start` leads to. */
export function fitArcAndTail(spectrum: Spectrum, start: readonly number[]): PlainFit {
  const n = spectrum.frequency_Hz.length;
  const m = 2 * n;
  const lnOmega = Float64Array.from({ length: n }, (_, i) => Math.log(2 * Math.PI * spectrum.frequency_Hz[i]!));
  const weight = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(spectrum.zReal_ohm[i]! ** 2 + spectrum.zImag_ohm[i]! ** 2));

  /** Weighted residuals and Jacobian columns; the sum of squares. */
  function model(p: Float64Array, r: Float64Array, J: Float64Array): number {
    const R = Math.exp(p[0]!);
    const [lnQ1, a1, lnQ2, a2] = [p[1]!, p[2]!, p[3]!, p[4]!];
    const [c1, s1, c2, s2] = [Math.cos((a1 * Math.PI) / 2), Math.sin((a1 * Math.PI) / 2), Math.cos((a2 * Math.PI) / 2), Math.sin((a2 * Math.PI) / 2)];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const l = lnOmega[i]!;
      const w = weight[i]!;
      // Y1 = Q1 (jω)^α1; arc = R/(1 + R Y1).
      const y = R * Math.exp(lnQ1 + a1 * l);
      const [tRe, tIm] = [y * c1, y * s1];
      const d = 1 / ((1 + tRe) * (1 + tRe) + tIm * tIm);
      const [gRe, gIm] = [(1 + tRe) * d, -tIm * d];
      const [zRe, zIm] = [R * gRe, R * gIm];
      // Tail: (jω)^-α2 / Q2.
      const q = Math.exp(-lnQ2 - a2 * l);
      const [bRe, bIm] = [q * c2, -q * s2];
      const a = (zRe + bRe - spectrum.zReal_ohm[i]!) * w;
      const b = (zIm + bIm - spectrum.zImag_ohm[i]!) * w;
      r[i] = a;
      r[n + i] = b;
      sum += a * a + b * b;
      // dZ/dlnR = Z²/R; dZ/dlnQ1 = -Z g t; dZ/dα1 = -Z g t ln(jω).
      const [hRe, hIm] = [zRe * gRe - zIm * gIm, zRe * gIm + zIm * gRe];
      J[i] = hRe * w;
      J[n + i] = hIm * w;
      const [uRe, uIm] = [-(hRe * tRe - hIm * tIm), -(hRe * tIm + hIm * tRe)];
      J[m + i] = uRe * w;
      J[m + n + i] = uIm * w;
      J[2 * m + i] = (uRe * l - (uIm * Math.PI) / 2) * w;
      J[2 * m + n + i] = (uIm * l + (uRe * Math.PI) / 2) * w;
      J[3 * m + i] = -bRe * w;
      J[3 * m + n + i] = -bIm * w;
      J[4 * m + i] = -(bRe * l - (bIm * Math.PI) / 2) * w;
      J[4 * m + n + i] = -(bIm * l + (bRe * Math.PI) / 2) * w;
    }
    return sum;
  }

  let p = Float64Array.from(start, (v, i) => (EXPONENT[i] ? v : Math.log(v)));
  let trial = new Float64Array(P);
  let [r, rTrial, J, JTrial] = [new Float64Array(m), new Float64Array(m), new Float64Array(P * m), new Float64Array(P * m)];
  const [A, L, g, s] = [new Float64Array(P * P), new Float64Array(P * P), new Float64Array(P), new Float64Array(P)];
  let sum = model(p, r, J);
  let evaluations = 1;
  let lambda = 1;
  outer: for (let iteration = 0; iteration < 200; iteration++) {
    for (let i = 0; i < P; i++) {
      let t = 0;
      for (let k = 0; k < m; k++) t += J[i * m + k]! * r[k]!;
      g[i] = t;
      for (let j = 0; j <= i; j++) {
        let u = 0;
        for (let k = 0; k < m; k++) u += J[i * m + k]! * J[j * m + k]!;
        A[i * P + j] = u;
        A[j * P + i] = u;
      }
    }
    for (;;) {
      if (choleskyStep(A, g, lambda, L, s)) {
        let predicted = 0;
        for (let i = 0; i < P; i++) {
          const limit = EXPONENT[i] ? 0.2 : 3;
          const wanted = Math.max(-limit, Math.min(limit, s[i]!));
          trial[i] = EXPONENT[i] ? Math.max(0.3, Math.min(1, p[i]! + wanted)) : p[i]! + wanted;
          s[i] = trial[i]! - p[i]!;
        }
        let [linear, quadratic] = [0, 0];
        for (let i = 0; i < P; i++) {
          let row = 0;
          for (let j = 0; j < P; j++) row += A[i * P + j]! * s[j]!;
          linear -= 2 * g[i]! * s[i]!;
          quadratic += row * s[i]!;
        }
        predicted = Math.max(linear - quadratic, Math.min(Math.abs(linear), quadratic));
        if (predicted <= TOLERANCE * sum) break outer;
        const next = model(trial, rTrial, JTrial);
        evaluations++;
        if (next < sum) {
          [p, trial, r, rTrial, J, JTrial] = [trial, p, rTrial, r, JTrial, J];
          sum = next;
          lambda = Math.max(lambda * 0.1, 1e-14);
          break;
        }
      }
      lambda *= 8;
      if (lambda > 1e12) break outer;
    }
  }
  return { values: [...p].map((v, i) => (EXPONENT[i] ? v : Math.exp(v))), sumOfSquares: sum, evaluations };
}

/** (A + λ diag A) s = -g by Cholesky; false when there is no factor. */
function choleskyStep(A: Float64Array, g: Float64Array, lambda: number, L: Float64Array, s: Float64Array): boolean {
  for (let i = 0; i < P; i++) {
    for (let j = 0; j <= i; j++) {
      let t = A[i * P + j]! * (i === j ? 1 + lambda : 1);
      for (let k = 0; k < j; k++) t -= L[i * P + k]! * L[j * P + k]!;
      if (i === j) {
        if (!(t > 1e-15 * A[i * P + i]!)) return false;
        L[i * P + i] = Math.sqrt(t);
      } else L[i * P + j] = t / L[j * P + j]!;
    }
  }
  for (let i = 0; i < P; i++) {
    let t = -g[i]!;
    for (let k = 0; k < i; k++) t -= L[i * P + k]! * s[k]!;
    s[i] = t / L[i * P + i]!;
  }
  for (let i = P - 1; i >= 0; i--) {
    let t = s[i]!;
    for (let k = i + 1; k < P; k++) t -= L[k * P + i]! * s[k]!;
    s[i] = t / L[i * P + i]!;
  }
  return true;
}
