/** From state and fits to what is shown: the model at the present values, the resistance with its error, conductivity, activation energy. */
import type { Checks, Masked, Outcome } from './jobs.ts';
import { discOf, resistancesOf, SEED, STARTS, type ImpedanceState, type LabSpectrum } from './state.ts';
import type { CircuitFit, FitOptions, ImpedanceKernel } from '../../kernels/impedance.ts';
import type { ArrheniusResult, TransportKernel } from '../../kernels/transport.ts';
import { conductivity, geometryRelativeError, type Conductivity } from '../../physics/conductivity.ts';
import { parseCircuit, type Circuit } from '../../physics/circuit-grammar.ts';
import { pelletReport } from '../../physics/pellet.ts';
import { quickResistances, type QuickMethod } from '../../physics/quick-resistance.ts';
import { withPrefix } from '../../runtime/format.ts';
import { richToPlain } from '../../runtime/rich.ts';

export const masked = ({ frequency_Hz, zReal_ohm, zImag_ohm, off }: LabSpectrum): Masked => {
  const mask = frequency_Hz.map(() => 1);
  for (const k of off) mask[k] = 0;
  return { frequency_Hz, zReal_ohm, zImag_ohm, mask };
};

export const fitOptions = ({ weight, held, start }: ImpedanceState): FitOptions => ({ weight, starts: STARTS, seed: SEED, fixed: held, ...(start && { start }) });

/** Results that were computed for the present state; null while they are on their way. */
export interface Results {
  fits: (Outcome<CircuitFit> | null)[];
  checks: Checks | null;
}

export const NO_RESULTS: Results = { fits: [], checks: null };

export interface Model {
  circuit: Circuit;
  values: number[];
  byHand: boolean;
  /** At the frequencies of the spectrum: (Z - Zmodel)/|Z| in %. */
  residualReal_percent: number[];
  residualImag_percent: number[];
  /** Dense, for the curve. */
  frequency_Hz: number[];
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

/** Points of a curve for each decade. */
const PER_DECADE = 24;

/** The circuit at the values set by hand, else at those of the fit; null while there are none, or where Z cannot be computed. */
export function modelOf(kernel: ImpedanceKernel, state: ImpedanceState, results: Results): Model | null {
  const circuit = parseCircuit(state.circuit);
  const spectrum = state.spectra[state.shown]!;
  const outcome = results.fits[state.shown];
  const fit = outcome && 'ok' in outcome && outcome.ok.circuit === state.circuit && outcome.ok.verdict !== 'failed' ? outcome.ok : null;
  const fallback = outcome && 'ok' in outcome && outcome.ok.circuit === state.circuit ? outcome.ok.parameters.map((p) => p.value) : null;
  const values = state.hand ?? fit?.parameters.map((p) => p.value) ?? fallback;
  if (!values || values.length !== circuit.parameters.length) return null;
  const [low, high] = [Math.min(...spectrum.frequency_Hz), Math.max(...spectrum.frequency_Hz)];
  const steps = Math.max(2, Math.ceil(PER_DECADE * Math.log10(high / low)));
  const frequency_Hz = Array.from({ length: steps + 1 }, (_, i) => high * (low / high) ** (i / steps));
  try {
    const curve = kernel.impedance(circuit, values, frequency_Hz);
    const at = kernel.impedance(circuit, values, spectrum.frequency_Hz);
    const residual = (data: readonly number[], model: ArrayLike<number>): number[] => data.map((z, i) => (100 * (z - model[i]!)) / Math.hypot(spectrum.zReal_ohm[i]!, spectrum.zImag_ohm[i]!));
    return { circuit, values: [...values], byHand: state.hand !== null, residualReal_percent: residual(spectrum.zReal_ohm, at.zReal_ohm), residualImag_percent: residual(spectrum.zImag_ohm, at.zImag_ohm), frequency_Hz, ...curve };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export interface Resistance {
  names: string[];
  r_ohm: number;
  u_r_ohm: number;
}

/** Sum of the chosen resistances with its error, correlations included; null while a fit is missing or leaves one open. */
export function resistanceOf(state: ImpedanceState, outcome: Outcome<CircuitFit> | null | undefined): Resistance | null {
  if (!outcome || !('ok' in outcome) || outcome.ok.verdict === 'failed' || outcome.ok.circuit !== state.circuit) return null;
  const fit = outcome.ok;
  const names = resistancesOf(state, parseCircuit(state.circuit));
  const at = names.map((name) => fit.parameters.findIndex((p) => p.name === name));
  if (at.length === 0 || at.some((i) => fit.parameters[i]!.stderr === null && !fit.parameters[i]!.fixed)) return null;
  let variance = 0;
  for (const i of at) for (const j of at) variance += fit.parameters[i]!.fixed || fit.parameters[j]!.fixed ? 0 : fit.covariance[i]![j]!;
  const r = at.reduce((sum, i) => sum + fit.parameters[i]!.value, 0);
  return Number.isFinite(variance) && variance >= 0 ? { names, r_ohm: r, u_r_ohm: Math.sqrt(variance) } : null;
}

/** Below this, ohm, a resistance was driven to nothing by the fit: no sample and no lead has one so small. */
export const NO_RESISTANCE_OHM = 1e-9;

export interface SeriesRow {
  spectrum: LabSpectrum;
  outcome: Outcome<CircuitFit> | null;
  resistance: Resistance | null;
  sigma: Conductivity | null;
}

/** One row a spectrum, in the order of the state. */
export function seriesOf(state: ImpedanceState, results: Results): SeriesRow[] {
  const disc = discOf(state.size);
  return state.spectra.map((spectrum, i) => {
    const outcome = results.fits[i] ?? null;
    const resistance = resistanceOf(state, outcome);
    return { spectrum, outcome, resistance, sigma: disc && resistance && resistance.r_ohm > NO_RESISTANCE_OHM ? conductivity(resistance.r_ohm, resistance.u_r_ohm, disc) : null };
  });
}

export interface ActivationEnergy {
  line: ArrheniusResult;
  rows: SeriesRow[];
  /** False where sizes are missing: R stands for the conductivity, and only the activation energy means anything. */
  hasSize: boolean;
}

/**
 * The Arrhenius line of a series, or the sentence that says what it lacks. Only Ea is meant where the sizes are missing: 1/R then takes the
 * place of sigma, which leaves the slope as it is.
 */
export function activationEnergy(kernel: TransportKernel, state: ImpedanceState, series: readonly SeriesRow[]): Outcome<ActivationEnergy> | null {
  if (state.spectra.length < 2) return null;
  const disc = discOf(state.size);
  const rows = series.filter((row) => row.spectrum.T_K !== null && row.resistance !== null && row.resistance.r_ohm > NO_RESISTANCE_OHM);
  const temperatures = new Set(rows.map((row) => row.spectrum.T_K));
  if (temperatures.size < 3) {
    const open = series.filter((row) => row.spectrum.T_K === null).length;
    return { problem: open > 0 ? `${open} of ${series.length} spectra ${open === 1 ? 'has' : 'have'} no temperature: type it in the table, three different ones make an activation energy` : `an activation energy needs resistances at three different temperatures, there ${temperatures.size === 1 ? 'is' : 'are'} ${temperatures.size}` };
  }
  const withErrors = rows.every((row) => row.resistance!.u_r_ohm > 0);
  try {
    const points = rows.map(({ spectrum, resistance, sigma }) => {
      const value = sigma?.sigma_S_cm ?? 1 / resistance!.r_ohm;
      return { T_K: spectrum.T_K!, sigma_S_cm: value, ...(withErrors && { u_sigma_S_cm: (value * resistance!.u_r_ohm) / resistance!.r_ohm }) };
    });
    return { ok: { line: kernel.arrhenius(points, { uGeometryRelative: disc ? geometryRelativeError(disc) : 0 }), rows: [...rows], hasSize: disc !== null } };
  } catch (error) {
    if (error instanceof RangeError) return { problem: error.message };
    throw error;
  }
}

/** Quick resistances beside the fit; with the sizes of the pellet also what each arc's capacitance may belong to. */
export interface Beside {
  estimates: { name: string; words: string }[];
  arcs: string[];
  words: string;
}

const METHODS: Record<QuickMethod, string> = { minimum: 'Least −Im Z', circle: 'Circle', line: 'Low-frequency line' };

export function besideFit(state: ImpedanceState, outcome: Outcome<CircuitFit> | null): Beside {
  const { mask, ...columns } = masked(state.spectra[state.shown]!);
  const pick = (column: ArrayLike<number>): number[] => Array.from(column).filter((_, i) => mask[i] === 1);
  const used = { frequency_Hz: pick(columns.frequency_Hz), zReal_ohm: pick(columns.zReal_ohm), zImag_ohm: pick(columns.zImag_ohm) };
  if (used.frequency_Hz.length === 0) return { estimates: [], arcs: [], words: 'all points are left out' };
  const disc = discOf(state.size);
  const fit = outcome && 'ok' in outcome && outcome.ok.verdict !== 'failed' && outcome.ok.circuit === state.circuit ? outcome.ok : null;
  if (disc && fit) {
    try {
      const { estimates, arcs, words } = pelletReport(parseCircuit(state.circuit), fit, used, disc);
      return { estimates: estimates.map((e) => ({ name: METHODS[e.method], words: e.words })), arcs: arcs.map((a) => a.words), words };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const quick = quickResistances(used);
  return { estimates: quick.map((q) => ({ name: METHODS[q.method], words: q.r_ohm === null ? q.how : `${q.how}: ${richToPlain(withPrefix(q.r_ohm, 'Ω', 4))}` })), arcs: [], words: '' };
}

/** Circuits that are tried beside the reader's own, simple ones first. */
export const CANDIDATES = ['R0-p(R1,C1)', 'R0-CPE1', 'R0-p(R1,CPE1)', 'p(R1,CPE1)-CPE2', 'R0-p(R1,CPE1)-CPE2', 'R0-p(R1,CPE1)-p(R2,CPE2)', 'p(R1,CPE1)-p(R2,CPE2)-CPE3', 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3'] as const;

export const candidatesWith = (circuit: string): string[] => [...new Set([circuit, ...CANDIDATES])];
