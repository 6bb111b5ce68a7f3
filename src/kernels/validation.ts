/** Typed binding of validation.wasm: what a spectrum says before any circuit. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';
import { checkSpectrum, type Spectrum } from './impedance.ts';

interface ValidationExports extends ArenaExports {
  kramersKronig(...args: number[]): number;
  relaxationFit(...args: number[]): void;
  relaxationDensity(...args: number[]): void;
  exponentials(...args: number[]): void;
  nonNegativeTikhonov(...args: number[]): void;
}

export interface KramersKronig {
  valid: boolean;
  /** sqrt(mean of all real and imaginary residuals squared), % of |Z|. */
  rmsResidual_percent: number;
  /** One sigma of Re or of Im, % of |Z|, from fits to Re and Im apart: it does not suppose that they agree. */
  noiseEstimate_percent: number;
  /** Number of relaxation terms, chosen by AICc. */
  m: number;
  /** The sum was fitted to Z (elements in series) or to Y (in parallel). */
  representation: 'impedance' | 'admittance';
  inductance: boolean;
  capacitance: boolean;
  /** rms of what Re and Im contradict each other by, % of |Z|, noise taken off; and its normal deviate. */
  contradiction_percent: number;
  contradictionDeviate: number;
  contradicts: boolean;
  /** rms of what a steady change during the sweep explains, % of |Z|, noise taken off; and its normal deviate. */
  drift_percent: number;
  driftDeviate: number;
  drifts: boolean;
  /** False when even the best sum of relaxations leaves more than 10 % of |Z|. */
  described: boolean;
  /** A contradiction counts from here on, % of |Z|. */
  floor_percent: number;
  /** 0-based, in the order of the spectrum. */
  outliers: number[];
  /** (Z - Zfit)/|Z| in %. */
  residualReal_percent: Float64Array;
  residualImag_percent: Float64Array;
  message: string;
}

export type RelaxationFamily = 'zarc' | 'havriliak-negami' | 'log-normal';
const FAMILIES: readonly RelaxationFamily[] = ['zarc', 'havriliak-negami', 'log-normal'];

export interface Arc {
  tau_s: number;
  r_ohm: number;
  /** phi of ZARC and Havriliak-Negami, standard deviation of ln tau for log-normal. */
  shape: number;
  /** Havriliak-Negami's second exponent; 1 for ZARC; null for log-normal. */
  beta: number | null;
}

export interface Relaxations {
  /** Ascending. Dense where an arc is narrow: the trapezoidal integral of gamma over ln tau is the sum of R. */
  tau_s: Float64Array;
  /** Resolved arcs alone, ohm per unit of ln tau. */
  gamma_ohm: Float64Array;
  rInf_ohm: number;
  inductance_H: number;
  lnInductance: number;
  /** Ascending in tau: those within the measured range and above 1 % of the sum. */
  arcs: Arc[];
  /** Arcs outside the range, or too small: they stand for what the range cuts off. */
  unresolved: Arc[];
  blocking: { Q: number; alpha: number } | null;
  family: RelaxationFamily;
  /** Best Bayesian criterion of each family minus the winner's, at most: models that could not win are not fitted, so the true distance may be smaller. Null where there is none. */
  deltaBic: Record<RelaxationFamily, number | null>;
  rmsResidual_percent: number;
  zFitReal_ohm: Float64Array;
  zFitImag_ohm: Float64Array;
}

export interface RelaxationOptions {
  /** `auto` (default): a blocking CPE in series when the data ask for one; `none`: never. */
  blocking?: 'auto' | 'none';
}

export interface TikhonovCurve {
  tau_s: Float64Array;
  /** Not negative, ohm per unit of ln tau. */
  gamma_ohm: Float64Array;
  rInf_ohm: number;
  lambda: number;
  /** The criterion (generalised cross-validation) at each lambda tried; the least is the automatic choice. */
  lambdas: Float64Array;
  criterion: Float64Array;
  rmsResidual_percent: number;
}

/** Time constants a decade of the Tikhonov curve, and decades beyond the measured range. */
const TIKHONOV_PER_DECADE = 10;
const TIKHONOV_BEYOND = 1;
/** The regularisation parameters tried. */
const LAMBDAS = [1e-8, 3e-8, 1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2];

/** Fewest points of a distribution of relaxation times. */
const FEWEST_FOR_DRT = 10;
/** An arc counts as resolved up to so far beyond the measured range of 1/omega, and from this share of the sum of R. */
const BEYOND_FAST = 0.5;
const BEYOND_SLOW = 3;
const SMALL_SHARE = 0.01;

/** Fewest points from which Re and Im can be compared at all. */
const FEWEST_POINTS = 8;

/** The functions of validation.wasm. */
export function validationKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as ValidationExports;
  const arena = new Arena(wasm);

  /** exp of each value, the same bits in every engine. */
  const exponentials = (values: ArrayLike<number>): Float64Array =>
    arena.scope(() => {
      const at = arena.putF64(values);
      wasm.exponentials(at, values.length);
      return arena.getF64(at, values.length);
    });

  /**
   * Does the spectrum obey the Kramers-Kronig relations? Points in any order, at least 8. Throws RangeError on bad input.
   * Contradictions above 0.25 % of |Z| (rms), those above 0.08 % that look like a drift, and single points off by 2 % count, when they stand out of the
   * spectrum's own noise; with fewer than five points a decade only larger ones do, because the test's own sum then errs by as much.
   */
  function kramersKronig(spectrum: Spectrum): KramersKronig {
    checkSpectrum(spectrum);
    const n = spectrum.frequency_Hz.length;
    if (n < FEWEST_POINTS) throw new RangeError(`the spectrum has ${n} points: expected at least ${FEWEST_POINTS} for a Kramers-Kronig test`);
    return arena.scope(() => {
      const [re, im] = [arena.zerosF64(n), arena.zerosF64(n)];
      const flags = arena.zerosI32(n);
      const scalars = arena.zerosF64(16);
      const omega = Float64Array.from(spectrum.frequency_Hz, (f) => 2 * Math.PI * f);
      const valid = wasm.kramersKronig(arena.putF64(omega), arena.putF64(spectrum.zReal_ohm), arena.putF64(spectrum.zImag_ohm), n, re, im, flags, scalars) === 1;
      const s = arena.getF64(scalars, 16);
      const result: KramersKronig = {
        valid,
        rmsResidual_percent: 100 * s[0]!,
        noiseEstimate_percent: 100 * s[1]!,
        m: s[2]!,
        representation: s[3] === 1 ? 'admittance' : 'impedance',
        inductance: (s[4]! & 1) !== 0,
        capacitance: (s[4]! & 2) !== 0,
        contradiction_percent: 100 * s[7]!,
        contradictionDeviate: s[6]!,
        contradicts: s[9] === 1,
        drift_percent: 100 * s[13]!,
        driftDeviate: s[12]!,
        drifts: s[14] === 1,
        described: s[10] === 1,
        floor_percent: 100 * s[11]!,
        outliers: [...arena.getI32(flags, n).entries()].filter(([, flag]) => flag !== 0).map(([k]) => k),
        residualReal_percent: arena.getF64(re, n).map((x) => 100 * x),
        residualImag_percent: arena.getF64(im, n).map((x) => 100 * x),
        message: '',
      };
      result.message = verdictOf(result);
      return result;
    });
  }

  /**
   * Distribution of relaxation times as the best of three families of arcs, a blocking CPE co-fitted. Points in any order, at least 10.
   * Throws RangeError on bad input.
   */
  function relaxations(spectrum: Spectrum, options: RelaxationOptions = {}): Relaxations {
    checkSpectrum(spectrum);
    const n = spectrum.frequency_Hz.length;
    const { blocking = 'auto' } = options;
    if (blocking !== 'auto' && blocking !== 'none') throw new RangeError(`blocking is "${String(blocking)}": expected auto or none`);
    if (n < FEWEST_FOR_DRT) throw new RangeError(`the spectrum has ${n} points: expected at least ${FEWEST_FOR_DRT} for a distribution of relaxation times`);
    const omega = Float64Array.from(spectrum.frequency_Hz, (f) => 2 * Math.PI * f);
    const [low, high] = [Math.min(...omega), Math.max(...omega)];
    if (high < 10 * low) throw new RangeError(`the frequencies span a factor of ${Number((high / low).toPrecision(3))}: expected at least a decade for a distribution of relaxation times`);
    return arena.scope(() => {
      const stride = (n + 1) & ~1;
      const [parameters, criteria, zFit, scalars] = [arena.zerosF64(24), arena.zerosF64(3), arena.zerosF64(2 * stride), arena.zerosF64(12)];
      wasm.relaxationFit(arena.putF64(omega), arena.putF64(spectrum.zReal_ohm), arena.putF64(spectrum.zImag_ohm), n, blocking === 'auto' ? 1 : 0, parameters, criteria, zFit, scalars);
      const s = arena.getF64(scalars, 12);
      const p = arena.getF64(parameters, 24);
      const natural = exponentials(p);
      const bic = arena.getF64(criteria, 3);
      const z = arena.getF64(zFit, 2 * stride);
      const family = FAMILIES[s[0]!]!;
      const first = s[2] === 1 ? 4 : 2;
      const each = family === 'havriliak-negami' ? 4 : 3;
      const all = Array.from({ length: s[1]! }, (_, a): Arc & { lnTau: number; lnR: number } => {
        const at = first + each * a;
        const [shape, beta] = p.subarray(at + 2, at + 4);
        return { tau_s: natural[at + 1]!, r_ohm: natural[at]!, lnTau: p[at + 1]!, lnR: p[at]!, shape: shape!, beta: family === 'log-normal' ? null : family === 'zarc' ? 1 : beta! };
      }).sort((a, b) => a.tau_s - b.tau_s);
      const inRange = all.filter((arc) => arc.tau_s > BEYOND_FAST / high && arc.tau_s < BEYOND_SLOW / low);
      const total = inRange.reduce((sum, arc) => sum + arc.r_ohm, 0);
      const arcs = inRange.filter((arc) => arc.r_ohm >= SMALL_SHARE * total);
      const tau = exponentials(lnTauGrid(-s[10]!, -s[9]!, arcs, family));
      const gamma = arena.zerosF64(tau.length);
      const packed = Float64Array.from(arcs.flatMap((arc) => [arc.lnR, arc.lnTau, arc.shape, arc.beta ?? 1]));
      wasm.relaxationDensity(s[0]!, arena.putF64(packed), arcs.length, arena.putF64(tau), tau.length, gamma);
      const best = Math.min(...bic);
      const delta = (i: number): number | null => (Number.isFinite(bic[i]) ? bic[i]! - best : null);
      return {
        tau_s: tau,
        gamma_ohm: arena.getF64(gamma, tau.length),
        rInf_ohm: natural[0]!,
        inductance_H: natural[1]!,
        lnInductance: p[1]!,
        arcs: arcs.map(plain),
        unresolved: all.filter((arc) => !arcs.includes(arc)).map(plain),
        // |Z| = 1/(Q omega^alpha) at the reference frequency.
        blocking: s[2] === 1 ? { Q: exponentials([-p[2]! - p[3]! * s[7]!])[0]!, alpha: p[3]! } : null,
        family,
        deltaBic: { zarc: delta(0), 'havriliak-negami': delta(1), 'log-normal': delta(2) },
        rmsResidual_percent: 100 * s[5]!,
        zFitReal_ohm: z.slice(0, n),
        zFitImag_ohm: z.slice(stride, stride + n),
      };
    });
  }

  /**
   * The curve without a model of arcs, beside `relaxations` (whose inductance and blocking CPE are taken off the data first).
   * lambda: a positive number, or `auto`. Throws RangeError on bad input.
   */
  function tikhonov(spectrum: Spectrum, beside: Relaxations, lambda: number | 'auto' = 'auto'): TikhonovCurve {
    checkSpectrum(spectrum);
    if (lambda !== 'auto' && !(lambda > 0 && Number.isFinite(lambda))) throw new RangeError(`lambda is ${lambda}: expected a positive number or auto`);
    const n = spectrum.frequency_Hz.length;
    const omega = Float64Array.from(spectrum.frequency_Hz, (f) => 2 * Math.PI * f);
    // The grid is a choice: its ends are rounded to a hundredth, so that no engine's logarithm shows.
    const from = Number((-Math.log(Math.max(...omega)) - TIKHONOV_BEYOND * Math.LN10).toFixed(2));
    const to = Number((-Math.log(Math.min(...omega)) + TIKHONOV_BEYOND * Math.LN10).toFixed(2));
    const count = Math.min(160, Math.ceil((TIKHONOV_PER_DECADE * (to - from)) / Math.LN10)) + 1;
    const tau = exponentials(Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1)));
    const lambdas = Float64Array.from(LAMBDAS);
    return arena.scope(() => {
      const [criterion, gamma, scalars] = [arena.zerosF64(lambdas.length), arena.zerosF64(count), arena.zerosF64(4)];
      const { Q, alpha } = beside.blocking ?? { Q: 1, alpha: 1 };
      wasm.nonNegativeTikhonov(
        arena.putF64(omega), arena.putF64(spectrum.zReal_ohm), arena.putF64(spectrum.zImag_ohm), n, beside.lnInductance, beside.blocking ? 1 : 0, Q, alpha,
        arena.putF64(tau), count, lambda === 'auto' ? 0 : lambda, arena.putF64(lambdas), lambdas.length, criterion, gamma, scalars,
      );
      const s = arena.getF64(scalars, 4);
      return { tau_s: tau, gamma_ohm: arena.getF64(gamma, count), rInf_ohm: s[1]!, lambda: s[0]!, lambdas, criterion: arena.getF64(criterion, lambdas.length), rmsResidual_percent: 100 * s[2]! };
    });
  }

  return { kramersKronig, relaxations, tikhonov };
}

export type ValidationKernel = ReturnType<typeof validationKernel>;

/** Normal deviate from which a contradiction is told, even one too small to count. */
const CLEAR_DEVIATE = 4;

const percent = (x: number): string => `${Number(x.toPrecision(2))} %`;

function verdictOf(kk: KramersKronig): string {
  const where = kk.representation === 'impedance' ? 'series' : 'parallel';
  const elements = [kk.capacitance ? `${where} capacitance` : '', kk.inductance ? `${where} inductance` : ''].filter((x) => x !== '');
  const model = `${kk.m} relaxation terms${elements.length > 0 ? `, ${elements.join(', ')}` : ''}`;
  if (kk.valid) {
    const small = kk.contradictionDeviate > CLEAR_DEVIATE && kk.contradiction_percent > 0 ? `; Re and Im differ by ${percent(kk.contradiction_percent)}, which stands out of the noise but is below the ${percent(kk.floor_percent)} that bridges, cables and, with few points a decade, the test itself may do` : '';
    return `obeys the Kramers-Kronig relations: residual ${percent(kk.rmsResidual_percent)} of |Z|, noise ${percent(kk.noiseEstimate_percent)} (${model})${small}`;
  }
  const { outliers } = kk;
  const few = outliers.slice(0, 8).join(', ');
  const reasons = [
    outliers.length > 0 ? `${outliers.length} point${outliers.length > 1 ? 's' : ''} out of line (${few}, counted from 0)` : '',
    kk.contradicts ? `Re and Im contradict each other by ${percent(kk.contradiction_percent)} of |Z|, beyond the noise of ${percent(kk.noiseEstimate_percent)}: drift, non-linearity or a wrong phase` : '',
    kk.drifts ? `a steady change during the sweep, of the sample or with its amplitude, explains ${percent(kk.drift_percent)} of |Z|` : '',
    kk.described ? '' : `no sum of relaxations comes nearer than ${percent(kk.rmsResidual_percent)} of |Z|`,
  ].filter((x) => x !== '');
  return `violates the Kramers-Kronig relations: ${reasons.join('; ')} (${model})`;
}

const plain = ({ tau_s, r_ohm, shape, beta }: Arc): Arc => ({ tau_s, r_ohm, shape, beta });

/** sinh of -5 to 5, to three digits: how far points around an arc lie from its middle, in widths. */
const SPREAD = Array.from({ length: 121 }, (_, i) => Number(Math.sinh((i - 60) / 12).toFixed(3)));

/** ln tau: twenty points a decade over the range and four decades beyond on both sides, and points around each arc that follow its width. */
function lnTauGrid(fastest: number, slowest: number, arcs: readonly (Arc & { lnTau: number })[], family: RelaxationFamily): number[] {
  const from = fastest - 4 * Math.LN10;
  const to = slowest + 4 * Math.LN10;
  const steps = Math.ceil((20 * (to - from)) / Math.LN10);
  const grid = Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps);
  for (const arc of arcs) {
    const width = family === 'log-normal' ? 0.5 * arc.shape : Math.max(0.005, 1 - arc.shape) * Math.PI;
    for (const s of SPREAD) grid.push(arc.lnTau + width * s);
  }
  return grid.filter((x) => x >= from && x <= to).sort((a, b) => a - b);
}
