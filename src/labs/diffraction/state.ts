/** The state of the diffraction lab: a pattern, a structure beside it, peaks, and what their widths are read with. Plain JSON. */
import type { DiffractionKernel } from '../../kernels/diffraction.ts';
import { MOST_BACKGROUND, MOST_PEAKS, PEAK_FIELDS, type Doublet, type Peak, type PeakField, type PeakFit, type PeakModel } from '../../kernels/peaks.ts';
import { findPeaks, peaksOfReflections } from '../../physics/peak-search.ts';
import { normal } from '../../physics/random.ts';
import type { Correction } from '../../physics/size-strain.ts';
import { STRUCTURE_TEXTS } from '../../physics/structure-texts.ts';
import { readCif } from '../readers/cif.ts';
import type { PatternRead } from '../readers/pattern.ts';

/** Most points that are kept; neighbours are added up beyond that. */
const MOST_KEPT = 6000;
/** Longest CIF that is kept with the state, characters. */
export const LONGEST_CIF = 200_000;

export interface Pattern {
  label: string;
  provenance: 'yours' | 'reconstructed';
  /** Evenly spaced in 2θ. */
  from_deg: number;
  to_deg: number;
  intensity: number[];
  /** Standard deviations, where the file gives them. */
  sigma: number[] | null;
  note: string;
}

export interface LabPeak extends Peak {
  /** Its width goes into size and strain. */
  used: boolean;
  fixed: PeakField[];
}

export interface PeakReport {
  /** Standard errors, one for each peak. */
  stderr: Record<PeakField, number | null>[];
  reduced_chi2: number;
  r_wp_percent: number;
  n_points: number;
  verdict: string;
  message: string;
}

export interface DiffractionState {
  pattern: Pattern;
  /** A structure to lay over: its CIF; null for none. */
  structure: { label: string; provenance: 'yours' | 'literature'; cif: string } | null;
  wavelength_A: number;
  /** Kα2 and its share of Kα1; null: one wavelength. */
  second: { wavelength_A: number; share: number } | null;
  window: [from: number, to: number];
  weight: 'counts' | 'file' | 'equal';
  peaks: LabPeak[];
  /** Chebyshev coefficients of the background. */
  background: number[];
  /** Domain size of the pattern that is computed from the structure. */
  overlay_size_nm: number;
  K: number;
  correction: Correction;
  instrument: { U: number; V: number; W: number; u_relative: number };
  fit: PeakReport | null;
}

/** Radiations by name, Å: Mo as in the reference patterns, Cu after Hölzer et al., Phys. Rev. A 56 (1997) 4554. */
export const SOURCES: Record<string, { label: string; wavelength_A: number; second: DiffractionState['second'] }> = {
  MoKa: { label: 'Mo Kα', wavelength_A: 0.7093, second: { wavelength_A: 0.71359, share: 0.5 } },
  CuKa: { label: 'Cu Kα', wavelength_A: 1.540593, second: { wavelength_A: 1.544427, share: 0.5 } },
};

export const anglesOf = ({ from_deg, to_deg, intensity }: Pattern): Float64Array => Float64Array.from(intensity, (_, i) => from_deg + ((to_deg - from_deg) * i) / (intensity.length - 1));

/** A pattern as it is kept: rising angles, evenly spaced, at most 6000 points. */
export function keepPattern(read: PatternRead, provenance: Pattern['provenance']): Pattern {
  const notes: string[] = [];
  const order = Array.from(read.two_theta_deg, (_, i) => i)
    .filter((i) => read.two_theta_deg[i]! > 0)
    .sort((a, b) => read.two_theta_deg[a]! - read.two_theta_deg[b]!);
  if (order.length < 5) throw new RangeError(`the pattern has ${order.length} points above 0°: expected at least five`);
  let x = order.map((i) => read.two_theta_deg[i]!);
  let y = order.map((i) => read.intensity[i]!);
  let u = read.u_intensity && order.map((i) => read.u_intensity![i]!);
  const step = (x.at(-1)! - x[0]!) / (x.length - 1);
  // A file writes angles to a few decimals: a tenth of a step is no unevenness.
  if (x.some((v, i) => Math.abs(x[0]! + i * step - v) > 0.1 * step)) {
    const even = x.map((_, i) => x[0]! + i * step);
    y = interpolate(x, y, even);
    u = u && interpolate(x, u, even);
    x = even;
    notes.push('points were not evenly spaced and were interpolated');
  }
  const group = Math.ceil(x.length / MOST_KEPT);
  if (group > 1) {
    const runs = Array.from({ length: Math.floor(x.length / group) }, (_, k) => [k * group, (k + 1) * group] as const);
    x = runs.map(([a, b]) => x.slice(a, b).reduce((s, v) => s + v, 0) / group);
    y = runs.map(([a, b]) => y.slice(a, b).reduce((s, v) => s + v, 0));
    u = u && runs.map(([a, b]) => Math.hypot(...u!.slice(a, b)));
    notes.push(`${group} neighbours were added up into one point`);
  }
  const short = (v: number): number => Number(v.toPrecision(7));
  return { label: read.label.slice(0, 80), provenance, from_deg: x[0]!, to_deg: x.at(-1)!, intensity: y.map(short), sigma: u && u.every((v) => v > 0) ? u.map(short) : null, note: notes.join('; ') };
}

function interpolate(x: readonly number[], y: readonly number[], at: readonly number[]): number[] {
  let k = 0;
  return at.map((v) => {
    while (k < x.length - 2 && x[k + 1]! < v) k++;
    const [a, b] = [x[k]!, x[k + 1]!];
    return a === b ? y[k]! : y[k]! + ((v - a) / (b - a)) * (y[k + 1]! - y[k]!);
  });
}

const labPeak = (peak: Peak): LabPeak => ({
  position_deg: Number(peak.position_deg.toFixed(4)),
  fwhm_deg: Number(peak.fwhm_deg.toPrecision(4)),
  eta: peak.eta,
  area: Number(peak.area.toPrecision(5)),
  used: true,
  fixed: [],
});

const MAX_FOUND = 12;

/** Peaks found in the window by their look, in place of those there were. */
export function withFoundPeaks(state: DiffractionState): DiffractionState {
  const all = anglesOf(state.pattern);
  const inside = Array.from(all, (_, i) => i).filter((i) => all[i]! >= state.window[0] && all[i]! <= state.window[1]);
  const { peaks, background } = findPeaks(inside.map((i) => all[i]!), inside.map((i) => state.pattern.intensity[i]!), MAX_FOUND);
  return { ...state, peaks: peaks.map(labPeak), background: [background, ...state.background.slice(1).map(() => 0)], fit: null };
}

/** Reflections below the first share of the strongest, percent, are no peaks; below the second their area alone is fitted. */
const FAINTEST_PERCENT = 0.05;
const WEAK_PERCENT = 1.5;

/** Peaks at the reflections of the structure in the window. */
export function withReflectionPeaks(state: DiffractionState, diffraction: DiffractionKernel): DiffractionState {
  if (!state.structure) throw new RangeError('there is no structure: drop a CIF first');
  const reflections = diffraction.pattern(readCif(state.structure.cif), { wavelength_A: state.wavelength_A, from_deg: state.window[0], to_deg: state.window[1] });
  const { peaks: seen, background } = findPeaks(anglesOf(state.pattern), state.pattern.intensity, MAX_FOUND);
  const strongest = seen.reduce((best, p) => (p.area > best.area ? p : best), { area: 1, fwhm_deg: 0.2 } as Peak);
  const peaks = peaksOfReflections(reflections, strongest.fwhm_deg, strongest.area, FAINTEST_PERCENT);
  const kept = [...peaks].sort((a, b) => b.area - a.area).slice(0, 24).sort((a, b) => a.position_deg - b.position_deg);
  // Left out, faint lines under the tails of strong ones widen these; let loose, their own widths say nothing.
  const faint = 0.01 * WEAK_PERCENT * strongest.area;
  return { ...state, peaks: kept.map((peak) => (peak.area < faint ? { ...labPeak(peak), used: false, fixed: ['position_deg', 'fwhm_deg', 'eta'] } : labPeak(peak))), background: [background, ...state.background.slice(1).map(() => 0)], fit: null };
}

/** A state for a new pattern: its whole range, peaks found by their look. */
export function stateFor(read: PatternRead, before: DiffractionState): DiffractionState {
  const pattern = keepPattern(read, 'yours');
  const source = read.wavelength_A === null ? {} : { wavelength_A: read.wavelength_A, second: read.wavelength2_A === null ? null : { wavelength_A: read.wavelength2_A, share: 0.5 } };
  return withFoundPeaks({ ...before, ...source, pattern, window: [pattern.from_deg, pattern.to_deg], weight: pattern.sigma ? 'file' : 'counts', fit: null });
}

export const doubletOf = ({ wavelength_A, second }: DiffractionState): Doublet | null => second && { wavelength_A, wavelength2_A: second.wavelength_A, share: second.share };

export const modelOf = (state: DiffractionState): PeakModel => ({ peaks: state.peaks, background: state.background, window: state.window, doublet: doubletOf(state) });

/** Standard deviation of every point of the pattern. */
export const sigmaOf = ({ pattern, weight }: DiffractionState): Float64Array =>
  Float64Array.from(pattern.intensity, (v, i) => (weight === 'equal' ? 1 : weight === 'file' && pattern.sigma ? pattern.sigma[i]! : Math.sqrt(Math.max(v, 1))));

/** The fitted numbers in their peaks, and what the fit says of them. */
export function withFit(state: DiffractionState, fit: PeakFit): DiffractionState {
  const { reduced_chi2, r_wp_percent, n_points, verdict, message } = fit;
  const peaks = state.peaks.map((peak, i) => ({ ...peak, ...Object.fromEntries(PEAK_FIELDS.map((f) => [f, Number(fit.peaks[i]![f].toPrecision(9))])) }));
  return { ...state, peaks, background: fit.background, fit: { stderr: fit.peaks.map((p) => p.stderr), reduced_chi2, r_wp_percent, n_points, verdict, message } };
}

/** What the example was made with. */
export const EXAMPLE_TRUTH = { size_nm: 9, strain: 0.002, caglioti: [2e-4, -1e-4, 4e-4] as const, K: 0.9, background: 60, scale: 1800 };

/** The lab's own pattern: NaCl of 9 nm and 0.2 % strain with Mo Kα, and the noise of counting. */
export function exampleState(diffraction: DiffractionKernel): DiffractionState {
  const { wavelength_A, second } = SOURCES['MoKa']!;
  const cif = STRUCTURE_TEXTS.nacl;
  const crystal = readCif(cif);
  const [from_deg, to_deg, step_deg] = [11, 40, 0.02];
  const { size_nm, strain, caglioti, K, background, scale } = EXAMPLE_TRUTH;
  const reflections = diffraction.pattern(crystal, { wavelength_A, from_deg: 8, to_deg: 50 });
  const profile = diffraction.profile(reflections, { size_nm, strain, caglioti, K, from_deg, to_deg, step_deg });
  const top = profile.reduce((m, v) => Math.max(m, v), 0);
  const noise = normal(1977);
  const intensity = Array.from(profile, (v) => {
    const mean = background + (scale * v) / top;
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * noise()));
  });
  const [U, V, W] = caglioti;
  const state: DiffractionState = {
    pattern: { label: 'example: NaCl of 9 nm, made by the lab', provenance: 'reconstructed', from_deg, to_deg: from_deg + step_deg * (intensity.length - 1), intensity, sigma: null, note: '' },
    structure: { label: 'NaCl, rock salt', provenance: 'literature', cif },
    wavelength_A,
    second,
    window: [from_deg, to_deg],
    weight: 'counts',
    peaks: [],
    background: [background, 0],
    overlay_size_nm: 9,
    K,
    correction: 'voigt',
    instrument: { U, V, W, u_relative: 0.1 },
    fit: null,
  };
  return withReflectionPeaks(state, diffraction);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a state that comes from a link, a file or an earlier visit. Throws RangeError with one sentence. */
export function parseState(data: unknown): DiffractionState {
  const fail = (what: string): never => {
    throw new RangeError(`the state of the diffraction lab is damaged (${what})`);
  };
  const number = (value: unknown, what: string, min: number, max: number): number => (typeof value === 'number' && value >= min && value <= max ? value : fail(what));
  const list = (value: unknown, what: string, min: number, max: number, most: number): number[] => {
    if (!Array.isArray(value) || value.length > most) return fail(what);
    return value.map((v) => number(v, what, min, max));
  };
  if (!isObject(data) || !isObject(data['pattern'])) return fail('no pattern');
  const p = data['pattern'];
  const intensity = list(p['intensity'], 'intensities', -1e15, 1e15, MOST_KEPT);
  if (intensity.length < 5) fail('intensities');
  const sigma = p['sigma'] === null ? null : list(p['sigma'], 'errors of the intensities', 1e-15, 1e15, MOST_KEPT);
  if (sigma && sigma.length !== intensity.length) fail('errors of the intensities');
  const from_deg = number(p['from_deg'], 'axis', 0, 180);
  const to_deg = number(p['to_deg'], 'axis', from_deg + 1e-6, 180);
  const window = Array.isArray(data['window']) ? data['window'] : fail('window');
  const from = number(window[0], 'window', 0, 180);
  const second = data['second'];
  const structure = data['structure'];
  const instrument = isObject(data['instrument']) ? data['instrument'] : fail('instrument');
  const peaks = Array.isArray(data['peaks']) && data['peaks'].length <= MOST_PEAKS ? data['peaks'] : fail('peaks');
  const background = list(data['background'], 'background', -1e15, 1e15, MOST_BACKGROUND);
  if (background.length < 1) fail('background');
  const state: DiffractionState = {
    pattern: { label: String(p['label']).slice(0, 80), provenance: p['provenance'] === 'yours' ? 'yours' : 'reconstructed', from_deg, to_deg, intensity, sigma, note: String(p['note'] ?? '').slice(0, 200) },
    structure: null,
    wavelength_A: number(data['wavelength_A'], 'wavelength', 0.05, 10),
    second: isObject(second) ? { wavelength_A: number(second['wavelength_A'], 'second wavelength', 0.05, 10), share: number(second['share'], 'share of the second wavelength', 0, 2) } : null,
    window: [from, number(window[1], 'window', from + 1e-6, 180)],
    weight: (['counts', 'file', 'equal'] as const).find((w) => w === data['weight']) ?? fail('weight'),
    peaks: peaks.map((peak: unknown): LabPeak => {
      if (!isObject(peak)) return fail('a peak');
      return {
        position_deg: number(peak['position_deg'], 'position of a peak', 0, 180),
        fwhm_deg: number(peak['fwhm_deg'], 'width of a peak', 1e-6, 180),
        eta: number(peak['eta'], 'shape of a peak', 0, 1),
        area: number(peak['area'], 'area of a peak', -1e15, 1e15),
        used: peak['used'] !== false,
        fixed: Array.isArray(peak['fixed']) ? PEAK_FIELDS.filter((f) => (peak['fixed'] as unknown[]).includes(f)) : [],
      };
    }),
    background,
    overlay_size_nm: number(data['overlay_size_nm'], 'size of the overlay', 0.5, 10000),
    K: number(data['K'], 'K', 0.5, 2),
    correction: (['gaussian', 'lorentzian', 'mean', 'voigt'] as const).find((c) => c === data['correction']) ?? fail('correction'),
    instrument: {
      U: number(instrument['U'], 'U', -10, 10),
      V: number(instrument['V'], 'V', -10, 10),
      W: number(instrument['W'], 'W', -10, 10),
      u_relative: number(instrument['u_relative'], 'error of the instrument', 0, 1),
    },
    fit: parseFit(data['fit'], peaks.length),
  };
  if (isObject(structure)) {
    const cif = String(structure['cif']).slice(0, LONGEST_CIF);
    readCif(cif);
    state.structure = { label: String(structure['label']).slice(0, 80), provenance: structure['provenance'] === 'literature' ? 'literature' : 'yours', cif };
  }
  return state;
}

function parseFit(fit: unknown, peaks: number): PeakReport | null {
  const numeric = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
  if (!isObject(fit) || !Array.isArray(fit['stderr']) || fit['stderr'].length !== peaks) return null;
  const whole = fit['stderr'].every((s) => isObject(s) && PEAK_FIELDS.every((f) => s[f] === null || numeric(s[f])));
  const { reduced_chi2, r_wp_percent, n_points } = fit;
  if (!whole || !numeric(reduced_chi2) || !numeric(r_wp_percent) || !numeric(n_points)) return null;
  return { stderr: fit['stderr'] as PeakReport['stderr'], reduced_chi2, r_wp_percent, n_points, verdict: String(fit['verdict']).slice(0, 40), message: String(fit['message']).slice(0, 1000) };
}
