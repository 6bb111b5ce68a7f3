/** Binding of peaks.wasm: pseudo-Voigt peaks and a background fitted to a powder pattern. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';

interface Exports extends ArenaExports {
  evaluatePeaks(x: number, n: number, p: number, peaks: number, backgrounds: number, from: number, to: number, ratio: number, share: number, out: number): void;
  fitPeaks(
    x: number, y: number, w: number, n: number, p: number, lower: number, upper: number, maxStep: number, peaks: number, backgrounds: number, from: number, to: number,
    ratio: number, share: number, iterations: number, covariance: number, held: number, info: number,
  ): number;
}

/** A peak: position and full width at half maximum in degrees of 2θ, Lorentzian share, area in intensity × degrees (of both lines of a doublet). */
export interface Peak {
  position_deg: number;
  fwhm_deg: number;
  eta: number;
  area: number;
}

export const PEAK_FIELDS = ['position_deg', 'fwhm_deg', 'eta', 'area'] as const;
export type PeakField = (typeof PEAK_FIELDS)[number];

/** Kα1 and Kα2 in Å, and the intensity of the second over the first. */
export interface Doublet {
  wavelength_A: number;
  wavelength2_A: number;
  share: number;
}

export interface PeakModel {
  peaks: readonly Peak[];
  /** Coefficients of Chebyshev polynomials on the window. */
  background: readonly number[];
  /** Ends of the window, degrees. */
  window: readonly [from: number, to: number];
  /** null: one wavelength. */
  doublet: Doublet | null;
}

export interface PeakFitOptions {
  /** Fields that the fit may not change, for each peak. */
  fixed?: readonly (readonly PeakField[])[];
  /** Most iterations. Default 200. */
  iterations?: number;
}

export interface FittedPeak extends Peak {
  /** Standard errors; null where the field is fixed, on its bound, or not determined. */
  stderr: Record<PeakField, number | null>;
}

export type PeakVerdict = 'converged' | 'not_determined' | 'failed';

export interface PeakFit {
  peaks: FittedPeak[];
  background: number[];
  /** data − model, at the points that were fitted. */
  residual: Float64Array;
  /** Weighted sum of squares over points less free parameters. */
  reduced_chi2: number;
  /** √(Σ w² r² / Σ w² y²), in percent: the weighted profile R factor. */
  r_wp_percent: number;
  n_points: number;
  free: number;
  verdict: PeakVerdict;
  message: string;
}

export interface PeakData {
  two_theta_deg: ArrayLike<number>;
  intensity: ArrayLike<number>;
  /** Standard deviations of the intensities, all positive. */
  sigma: ArrayLike<number>;
}

export const MOST_PEAKS = 40;
export const MOST_BACKGROUND = 8;
/** Points times parameters: 160 MB of derivatives. */
const MOST_DERIVATIVES = 1e7;
const LONG = Number.MAX_VALUE;

export type PeaksKernel = ReturnType<typeof peaksKernel>;

function checkModel({ peaks, background, window, doublet }: PeakModel): void {
  if (peaks.length > MOST_PEAKS) throw new RangeError(`the model has ${peaks.length} peaks: expected at most ${MOST_PEAKS}; narrow the window`);
  if (background.length < 1 || background.length > MOST_BACKGROUND) throw new RangeError(`the background has ${background.length} terms: expected 1 to ${MOST_BACKGROUND}`);
  if (!(window[1] > window[0])) throw new RangeError(`the window is ${window[0]} to ${window[1]}°: expected from < to`);
  for (const [i, peak] of peaks.entries()) {
    for (const field of PEAK_FIELDS) if (!Number.isFinite(peak[field])) throw new RangeError(`${field} of peak ${i + 1} is ${peak[field]}: expected a finite number`);
    if (!(peak.fwhm_deg > 0)) throw new RangeError(`the width of peak ${i + 1} is ${peak.fwhm_deg}°: expected a positive number`);
  }
  if (doublet && !(doublet.wavelength_A > 0 && doublet.wavelength2_A > 0 && doublet.share >= 0 && doublet.share <= 2)) throw new RangeError('the doublet needs two positive wavelengths and a share from 0 to 2');
}

const flat = ({ peaks, background }: PeakModel): number[] => [...peaks.flatMap((p) => PEAK_FIELDS.map((f) => p[f])), ...background];

/** Binds an instance of peaks.wasm. */
export function peaksKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as Exports;
  const arena = new Arena(wasm);

  /** The model at the given angles (degrees). Throws RangeError on an impossible model. */
  function evaluate(two_theta_deg: ArrayLike<number>, model: PeakModel): Float64Array {
    checkModel(model);
    const n = two_theta_deg.length;
    return arena.scope(() => {
      const out = arena.zerosF64(n);
      const { doublet, window } = model;
      wasm.evaluatePeaks(arena.putF64(two_theta_deg), n, arena.putF64(flat(model)), model.peaks.length, model.background.length, window[0], window[1], doublet ? doublet.wavelength2_A / doublet.wavelength_A : 1, doublet?.share ?? 0, out);
      return arena.getF64(out, n);
    });
  }

  /**
   * Least-squares fit of the model's peaks and background to data inside its window. Positions stay in the window, widths above a thousandth
   * of it, η within 0 to 1, areas at or above 0. Standard errors come from the covariance scaled by the reduced χ².
   * Throws RangeError on unusable data or models; a fit that fails says so in its verdict.
   */
  function fit(data: PeakData, model: PeakModel, { fixed = [], iterations = 200 }: PeakFitOptions = {}): PeakFit {
    checkModel(model);
    const { window, doublet, peaks } = model;
    const inside = Array.from(data.two_theta_deg, (_, i) => i).filter((i) => data.two_theta_deg[i]! >= window[0] && data.two_theta_deg[i]! <= window[1]);
    const n = inside.length;
    const start = flat(model);
    const m = start.length;
    const fixedAt = (i: number): boolean => i < 4 * peaks.length && (fixed[i >> 2]?.includes(PEAK_FIELDS[i & 3]!) ?? false);
    const free = start.filter((_, i) => !fixedAt(i)).length;
    if (n <= free) throw new RangeError(`the window holds ${n} points for ${free} free values: expected more points than free values`);
    const size = n + (n & 1);
    if (size * m > MOST_DERIVATIVES) throw new RangeError(`${n} points and ${m} values are too many for one fit: narrow the window`);
    const column = (values: ArrayLike<number>): Float64Array => Float64Array.from({ length: size }, (_, k) => (k < n ? values[inside[k]!]! : 0));
    const x = column(data.two_theta_deg);
    const y = column(data.intensity);
    const w = Float64Array.from({ length: size }, (_, k) => (k < n ? 1 / data.sigma[inside[k]!]! : 0));
    for (let k = 0; k < n; k++) if (!Number.isFinite(y[k]) || !(w[k]! > 0 && Number.isFinite(w[k]))) throw new RangeError(`point ${inside[k]! + 1} at ${x[k]}° has no usable intensity or error: expected finite numbers and errors above 0`);

    const narrowest = (window[1] - window[0]) / 1000;
    const limits = start.map((value, i): [number, number, number] => {
      if (fixedAt(i)) return [value, value, LONG];
      if (i >= 4 * peaks.length) return [-LONG, LONG, LONG];
      const { fwhm_deg } = peaks[i >> 2]!;
      return [
        [Math.min(window[0], value), Math.max(window[1], value), Math.max(fwhm_deg, 2 * narrowest)],
        [Math.min(narrowest, value), window[1] - window[0] + value, Math.max(fwhm_deg, 2 * narrowest)],
        [Math.min(0, value), Math.max(1, value), 0.4],
        [Math.min(0, value), LONG, LONG],
      ][i & 3] as [number, number, number];
    });
    return arena.scope(() => {
      const p = arena.putF64(start);
      const covariance = arena.zerosF64(m * m);
      const held = arena.zerosI32(m);
      const info = arena.zerosF64(2);
      const at = arena.putF64(x);
      const [ratio, share] = doublet ? [doublet.wavelength2_A / doublet.wavelength_A, doublet.share] : [1, 0];
      const [lower, upper, reach] = [0, 1, 2].map((k) => arena.putF64(limits.map((l) => l[k]!))) as [number, number, number];
      const state = wasm.fitPeaks(at, arena.putF64(y), arena.putF64(w), size, p, lower, upper, reach, peaks.length, model.background.length, window[0], window[1], ratio, share, iterations, covariance, held, info);
      const values = arena.getF64(p, m);
      const out = arena.zerosF64(size);
      wasm.evaluatePeaks(at, size, arena.putF64(values), peaks.length, model.background.length, window[0], window[1], ratio, share, out);
      const fitted = arena.getF64(out, size);
      return report({ state, values, matrix: arena.getF64(covariance, m * m), held: arena.getI32(held, m), ssr: arena.getF64(info, 1)[0]!, x, y, w, fitted, n, m, nPeaks: peaks.length, fixedAt });
    });
  }

  return { evaluate, fit };
}

interface Outcome {
  state: number;
  values: Float64Array;
  matrix: Float64Array;
  held: Int32Array;
  ssr: number;
  x: Float64Array;
  y: Float64Array;
  w: Float64Array;
  fitted: Float64Array;
  n: number;
  m: number;
  nPeaks: number;
  fixedAt(i: number): boolean;
}

function report({ state, values, matrix, held, ssr, y, w, fitted, n, m, nPeaks, fixedAt }: Outcome): PeakFit {
  const free = held.reduce((s, h) => s + (h ? 0 : 1), 0);
  const chi2 = ssr / Math.max(1, n - free);
  const usable = state === 0 || state === 1;
  const stderr = (i: number): number | null => {
    const variance = matrix[i * m + i]! * chi2;
    // Exact data leave no scatter: their errors are 0, not unknown.
    return usable && !held[i] && matrix[i * m + i]! > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
  };
  const peaks = Array.from({ length: nPeaks }, (_, k): FittedPeak => {
    const of = <T>(read: (i: number) => T) => Object.fromEntries(PEAK_FIELDS.map((f, j) => [f, read(4 * k + j)])) as Record<PeakField, T>;
    return { ...of((i) => values[i]!), stderr: of(stderr) };
  });
  const names = peaks.map((p, k) => ({ name: `peak ${k + 1} at ${p.position_deg.toFixed(2)}°`, lost: [0, 1, 3].filter((j) => !fixedAt(4 * k + j) && stderr(4 * k + j) === null).length > 0 || (p.stderr.area ?? 0) > 0.5 * p.area }));
  const open = names.filter((p) => p.lost).map((p) => p.name);
  const sum = (f: (i: number) => number): number => {
    let s = 0;
    for (let i = 0; i < n; i++) s += f(i);
    return s;
  };
  const weighted = sum((i) => (w[i]! * y[i]!) ** 2);
  let verdict: PeakVerdict = 'converged';
  let message = `${n} points, ${free} free values`;
  if (state === 2 || (state === 1 && open.length > 0)) {
    verdict = 'failed';
    message = state === 2 ? 'the model cannot be computed at the start: bring positions and widths nearer to the peaks' : 'the fit did not converge: bring positions and widths nearer to the peaks, or take peaks out';
  } else if (state === 3 || open.length > 0) {
    verdict = 'not_determined';
    message = state === 3 ? 'two or more values do the same to the pattern: take a peak out or fix some values' : `not determined by these data: ${open.slice(0, 4).join(', ')}${open.length > 4 ? ' and more' : ''}`;
  } else if (state === 1) message = `${message}; the iterations were used up, fit again to go on`;
  return {
    peaks,
    background: Array.from(values.subarray(4 * nPeaks)),
    residual: Float64Array.from({ length: n }, (_, i) => y[i]! - fitted[i]!),
    reduced_chi2: chi2,
    r_wp_percent: weighted > 0 ? 100 * Math.sqrt(ssr / weighted) : 0,
    n_points: n,
    free,
    verdict,
    message,
  };
}
