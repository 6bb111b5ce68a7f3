/** assembly/peak-fit.ts line by line in plain JavaScript: pseudo-Voigt doublets and a background by Levenberg-Marquardt, with their covariance. */
import type { Peak, PeakData, PeakModel } from '../../../src/kernels/peaks.ts';
import { cholesky, choleskyInverse, levenbergMarquardtTwin, normalEquations, type Limits } from './levenberg-marquardt.ts';

const FOUR_LN2 = 4 * Math.LN2;
const GAUSS = 2 * Math.sqrt(Math.LN2 / Math.PI);
const DEGREE = Math.PI / 180;
const FIELDS = 4;
const FLOOR = 1e-12;

export interface PlainPeakFit {
  /** Of each peak position, width, shape and area; then the background. */
  values: Float64Array;
  /** Standard errors; NaN where a value is held. */
  stderr: Float64Array;
  sum: number;
}

/** Limits of src/kernels/peaks.ts, nothing fixed. */
function limitsOf({ peaks, background, window: [from, to] }: PeakModel): Limits {
  const narrowest = (to - from) / 1000;
  const rows = peaks.flatMap(({ position_deg, fwhm_deg, eta, area }: Peak) => [
    [Math.min(from, position_deg), Math.max(to, position_deg), Math.max(fwhm_deg, 2 * narrowest)],
    [Math.min(narrowest, fwhm_deg), to - from + fwhm_deg, Math.max(fwhm_deg, 2 * narrowest)],
    [Math.min(0, eta), Math.max(1, eta), 0.4],
    [Math.min(0, area), Number.MAX_VALUE, Number.MAX_VALUE],
  ]);
  for (const _ of background) rows.push([-Number.MAX_VALUE, Number.MAX_VALUE, Number.MAX_VALUE]);
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
  return { lower: column(0), upper: column(1), maxStep: column(2) };
}

/** The fit of `model` to data that all lie in its window. */
export function peaksTwin(data: PeakData, model: PeakModel): PlainPeakFit {
  const count = data.two_theta_deg.length;
  const points = count + (count & 1);
  const [xs, ys, ws] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
  for (let i = 0; i < count; i++) {
    xs[i] = data.two_theta_deg[i]!;
    ys[i] = data.intensity[i]!;
    ws[i] = 1 / data.sigma[i]!;
  }
  const peaks = model.peaks.length;
  const backgrounds = model.background.length;
  const [low, high] = model.window;
  const ratio = model.doublet ? model.doublet.wavelength2_A / model.doublet.wavelength_A : 1;
  const share = model.doublet?.share ?? 0;
  const m = FIELDS * peaks + backgrounds;

  function addLine(centre: number, slope: number, weight: number, H: number, eta: number, area: number, out: Float64Array, jacobian: Float64Array, at: number): void {
    const inverse = 1 / H;
    for (let i = 0; i < points; i++) {
      const u = (xs[i]! - centre) * inverse;
      const u2 = u * u;
      const lorentz = 1 / (1 + 4 * u2);
      const L = weight * (2 / Math.PI) * inverse * lorentz;
      const G = u2 < 250 ? weight * GAUSS * inverse * Math.exp(-FOUR_LN2 * u2) : 0;
      const pV = eta * L + (1 - eta) * G;
      out[i]! += area * pV;
      const scaled = area * inverse;
      const dx = scaled * 8 * u * (eta * L * lorentz + (1 - eta) * G * Math.LN2);
      const dH = scaled * (8 * u2 * (eta * L * lorentz + (1 - eta) * G * Math.LN2) - pV);
      jacobian[at + i]! += slope * dx;
      jacobian[at + points + i]! += dH;
      jacobian[at + 2 * points + i]! += area * (L - G);
      jacobian[at + 3 * points + i]! += pV;
    }
  }

  function evaluate(p: Float64Array, out: Float64Array, jacobian: Float64Array): void {
    out.fill(0);
    jacobian.fill(0);
    for (let k = 0; k < peaks; k++) {
      const x0 = p[FIELDS * k]!;
      const H = p[FIELDS * k + 1]!;
      const eta = p[FIELDS * k + 2]!;
      const area = p[FIELDS * k + 3]!;
      const at = points * FIELDS * k;
      addLine(x0, 1, 1 / (1 + share), H, eta, area, out, jacobian, at);
      const sine = ratio * Math.sin(0.5 * DEGREE * x0);
      if (share > 0 && Math.abs(sine) < 1) {
        const theta = Math.asin(sine);
        addLine((2 / DEGREE) * theta, (ratio * Math.cos(0.5 * DEGREE * x0)) / Math.cos(theta), share / (1 + share), H, eta, area, out, jacobian, at);
      }
    }
    const middle = 0.5 * (low + high);
    const half = 0.5 * (high - low);
    for (let i = 0; i < points; i++) {
      const t = half > 0 ? (xs[i]! - middle) / half : 0;
      let before = 1;
      let T = 1;
      let sum = 0;
      for (let b = 0; b < backgrounds; b++) {
        if (b === 1) T = t;
        else if (b > 1) {
          const next = 2 * t * T - before;
          before = T;
          T = next;
        }
        sum += p[FIELDS * peaks + b]! * T;
        jacobian[points * (FIELDS * peaks + b) + i] = T;
      }
      out[i]! += sum;
    }
  }

  function residuals(p: Float64Array, residual: Float64Array, jacobian: Float64Array): number {
    for (let k = 0; k < peaks; k++) if (!(p[FIELDS * k + 1]! > 0)) return NaN;
    evaluate(p, residual, jacobian);
    let sum = 0;
    for (let i = 0; i < points; i++) {
      const r = (residual[i]! - ys[i]!) * ws[i]!;
      residual[i] = r;
      sum += r * r;
    }
    for (let c = 0; c < m; c++) for (let i = 0; i < points; i++) jacobian[c * points + i]! *= ws[i]!;
    return sum;
  }

  const limits = limitsOf(model);
  const p = Float64Array.from([...model.peaks.flatMap((peak) => [peak.position_deg, peak.fwhm_deg, peak.eta, peak.area]), ...model.background]);
  levenbergMarquardtTwin(residuals, points, p, limits, 200, 1e-12);
  const [residual, jacobian, normal, gradient] = [new Float64Array(points), new Float64Array(points * m), new Float64Array(m * m), new Float64Array(m)];
  const sum = residuals(p, residual, jacobian);
  normalEquations(m, points, residual, jacobian, normal, gradient);
  const held = Array.from(p, (value, i) => value <= limits.lower[i]! || value >= limits.upper[i]! || normal[i * m + i] === 0);
  const factor = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const scale = Math.sqrt(normal[i * m + i]! * normal[j * m + j]!);
      factor[i * m + j] = held[i] || held[j] ? (i === j ? 1 : 0) : normal[i * m + j]! / scale;
    }
  }
  if (!cholesky(factor, m, FLOOR)) throw new Error('the peaks in plain JavaScript are not determined by the data');
  const covariance = choleskyInverse(factor, m);
  const chi2 = sum / Math.max(1, count - held.filter((h) => !h).length);
  return { values: p, stderr: Float64Array.from(p, (_, i) => (held[i] ? NaN : Math.sqrt((covariance[i * m + i]! / normal[i * m + i]!) * chi2))), sum };
}
