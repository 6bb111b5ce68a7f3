/**
 * From spectra at several temperatures to an activation energy: separate fits, conductivities, the Arrhenius line, and on request one fit of all
 * temperatures at once. One place for the command, the worker and the figures.
 */
import type { Kernels } from './all.ts';
import { checkSpectrum, type FitOptions, type Spectrum, type Verdict } from './impedance.ts';
import type { ArrheniusResult } from './transport.ts';
import type { SeriesFit } from './series-fit.ts';
import { boltzmann_eV } from '../physics/constants.ts';
import { faceArea_cm2 } from '../physics/composition.ts';
import { conductivity, geometryRelativeError, type Conductivity, type Disc } from '../physics/conductivity.ts';
import { parseCircuit, type Circuit } from '../physics/circuit-grammar.ts';

export interface SeriesInput {
  /** Any order; `label` names a spectrum in messages (default: its temperature). */
  spectra: readonly { T_K: number; spectrum: Spectrum; label?: string }[];
  circuit: string;
  disc: Disc;
  /** Which resistance gives the conductivity (default R1, else the first). */
  resistance?: string;
  /** Options of every separate fit. */
  fit?: FitOptions;
  /** Every temperature counts the same in the Arrhenius line. */
  unweighted?: boolean;
  /** One fit of all temperatures beside the line: further resistances that are activated, and parameters with one value for all. */
  global?: { activated?: readonly string[]; shared?: readonly string[] };
}

export interface SeriesPoint extends Conductivity {
  T_K: number;
  label: string;
  r_ohm: number;
  u_r_ohm: number;
  verdict: Verdict;
  message: string;
}

/** Of the resistance that gives the conductivity, as `ArrheniusResult` has it. */
export interface GlobalSeries {
  Ea_eV: number;
  u_Ea_eV: number;
  interval95_Ea_eV: [number, number];
  sigma0_S_K_cm: number;
  u_ln_sigma0: number;
  cov_Ea_ln_sigma0: number;
  /** What the common laws cost, a constraint, in units of the spectra's own residual variance: about 1 when they hold. */
  reduced_chi2: number;
  error_from: 'fit' | 'scatter';
  sigma_298_S_cm: number;
  u_sigma_298_S_cm: number;
  /** Every activated resistance; errors scaled like u_Ea_eV. */
  activated: { name: string; Ea_eV: number; u_Ea_eV: number }[];
  wssr: number;
  /** Sum over the separate fits. */
  wssr_separate: number;
  free_parameters: number;
  message: string;
}

export interface SeriesResult {
  points: SeriesPoint[];
  arrhenius: ArrheniusResult;
  global: GlobalSeries | null;
}

const REFERENCE_K = 298.15;
/** Above this reduced chi2 the laws do not hold within the spectra's own errors, and those are scaled: as for the Arrhenius line. */
const CHI2_TRUSTED = 3;

/** A relative error below this is rounding, and so is a residual (share of |Z|). */
const EXACT = 1e-9;

/** The parameter that gives the conductivity. Throws RangeError when the circuit has none of that name. */
export function resistanceIndex(circuit: Circuit, name?: string): number {
  const candidates = circuit.parameters.filter((p) => p.unit === 'ohm');
  const wanted = name ?? (candidates.find((p) => p.name === 'R1') ?? candidates[0])?.name;
  const found = circuit.parameters.findIndex((p) => p.name === wanted && p.unit === 'ohm');
  if (found < 0) throw new RangeError(`the resistance is "${wanted ?? ''}": expected one of ${candidates.map((p) => p.name).join(', ') || 'the resistances, but this circuit has none'}`);
  return found;
}

/** Runs one separate fit a step and yields the share done. Throws RangeError with the label of the spectrum that cannot be used. */
export function* temperatureSeries({ impedance, transport }: Pick<Kernels, 'impedance' | 'transport'>, input: SeriesInput): Generator<number, SeriesResult> {
  const { disc, fit: options = {}, unweighted = false, global } = input;
  const circuit = parseCircuit(input.circuit);
  const index = resistanceIndex(circuit, input.resistance);
  if (global && (Object.keys(options.ties ?? {}).length > 0 || Object.keys(options.bounds ?? {}).length > 0)) throw new RangeError('the fit of all temperatures knows no ties and no bounds: share parameters instead');
  const spectra = input.spectra.map((s) => ({ ...s, label: s.label ?? `${s.T_K} K` })).sort((a, b) => a.T_K - b.T_K);
  const about = <T>(label: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof RangeError ? new RangeError(`${label}: ${error.message}`) : error;
    }
  };
  for (const { label, spectrum } of spectra) about(label, () => checkSpectrum(spectrum));
  const fits = [];
  const points: SeriesPoint[] = [];
  for (const { T_K, spectrum, label } of spectra) {
    const fitted = about(label, () => impedance.fit(circuit, spectrum, options));
    const { value, stderr, name } = fitted.parameters[index]!;
    if (stderr === null) throw new RangeError(`${label}: ${name} has no standard error (${fitted.message}): choose a circuit that these data determine`);
    fits.push(fitted);
    points.push({ T_K, label, r_ohm: value, u_r_ohm: stderr, ...conductivity(value, stderr, disc), verdict: fitted.verdict, message: fitted.message });
    yield points.length / spectra.length;
  }
  const uGeometryRelative = geometryRelativeError(disc);
  // Computed spectra leave no residual and so no errors: then the points' scatter is all there is.
  const exact = points.some((p) => p.u_r_ohm < EXACT * p.r_ohm);
  const arrhenius = transport.arrhenius(
    points.map((p) => ({ T_K: p.T_K, sigma_S_cm: p.sigma_S_cm, ...(!exact && { u_sigma_S_cm: p.u_sigma_stat_S_cm }) })),
    { uGeometryRelative, unweighted },
  );
  if (!global) return { points, arrhenius, global: null };
  const name = circuit.parameters[index]!.name;
  const { shared = [], activated = [] } = global;
  const all = impedance.fitSeries(circuit, spectra.map((s) => s.spectrum), spectra.map((s) => s.T_K), fits.map((f) => f.parameters.map((p) => p.value)), {
    activated: [name, ...activated.filter((other) => other !== name)],
    shared,
    ...(options.fixed && { fixed: options.fixed }),
    ...(options.weight && { weight: options.weight }),
  });
  const separate = fits.reduce((sum, f) => sum + f.sumOfSquares, 0);
  const separateFreedom = fits.reduce((sum, f) => sum + f.degreesOfFreedom, 0);
  return { points, arrhenius, global: judge(all, disc, separate, separateFreedom) };
}

/** The first law as conductivity, with what the common laws cost against the separate fits. */
function judge(fit: SeriesFit, disc: Disc, separate: number, separateFreedom: number): GlobalSeries {
  const constraints = fit.degreesOfFreedom - separateFreedom;
  const variance = separate / separateFreedom;
  const varianceOfAll = fit.sumOfSquares / fit.degreesOfFreedom;
  const rounding = varianceOfAll < EXACT * EXACT;
  const chi2 = rounding ? 0 : Math.max(0, fit.sumOfSquares - separate) / constraints / Math.max(variance, EXACT * EXACT);
  const scatter = chi2 > CHI2_TRUSTED;
  // The covariance is scaled by the common fit's own residuals; the laws' misfit replaces that.
  const scale = rounding ? 1 : (scatter ? chi2 : 1) * (Math.max(variance, EXACT * EXACT) / varianceOfAll);
  const [law] = fit.laws as [SeriesFit['laws'][number], ...SeriesFit['laws']];
  const root = Math.sqrt(scale);
  const mean = 1 / (boltzmann_eV.value * fit.meanTemperature_K);
  const uGeometry = geometryRelativeError(disc);
  const u = law.u_Ea_eV * root;
  const [varianceA, varianceE, covariance] = [scale * law.u_lnR ** 2, u * u, scale * law.covariance];
  // sigma T = (d/A) T/R: ln sigma0 = ln(d/A) - a + ln T_m + Ea/kT_m.
  const lnCell = Math.log(disc.thickness_cm / faceArea_cm2(disc.diameter_cm));
  const lnSigma0 = lnCell - law.lnR + Math.log(fit.meanTemperature_K) + law.Ea_eV * mean;
  const dx = 1 / (boltzmann_eV.value * REFERENCE_K) - mean;
  const sigma298 = Math.exp(lnCell - law.lnR + Math.log(fit.meanTemperature_K / REFERENCE_K) - law.Ea_eV * dx);
  const words = scatter
    ? `one law for all temperatures costs ${chi2.toPrecision(2)} times what the spectra’s own errors allow: the errors are scaled by sqrt(reduced chi2)`
    : 'one law for all temperatures agrees with the spectra’s own errors';
  return {
    Ea_eV: law.Ea_eV,
    u_Ea_eV: u,
    interval95_Ea_eV: [law.Ea_eV - fit.studentT * u, law.Ea_eV + fit.studentT * u],
    sigma0_S_K_cm: Math.exp(lnSigma0),
    u_ln_sigma0: Math.sqrt(varianceA + mean * mean * varianceE - 2 * mean * covariance + uGeometry ** 2),
    cov_Ea_ln_sigma0: mean * varianceE - covariance,
    reduced_chi2: chi2,
    error_from: scatter ? 'scatter' : 'fit',
    sigma_298_S_cm: sigma298,
    u_sigma_298_S_cm: sigma298 * Math.sqrt(varianceA + dx * dx * varianceE + 2 * dx * covariance + uGeometry ** 2),
    activated: fit.laws.map((l) => ({ name: l.name, Ea_eV: l.Ea_eV, u_Ea_eV: l.u_Ea_eV * root })),
    wssr: fit.sumOfSquares,
    wssr_separate: separate,
    free_parameters: fit.freeParameters,
    message: fit.converged ? words : `${words}; the common fit has not settled, or the data leave a combination of its values open`,
  };
}
