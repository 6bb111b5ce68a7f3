/** Typed binding of impedance.wasm: the impedance of a circuit and its fit to a spectrum. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';
import { runSeriesFit, type SeriesFit, type SeriesFitOptions } from './series-fit.ts';
import { remember } from '../physics/remember.ts';
import { EXPONENT_RANGE, compileCircuit, circuitText, parseCircuit, type Circuit, type CircuitNode } from '../physics/circuit-grammar.ts';

interface ImpedanceExports extends ArenaExports {
  circuitImpedance(...args: number[]): void;
  circuitFit(...args: number[]): number;
  seriesFit(...args: number[]): number;
}

/** A measured or computed spectrum: frequency in Hz, Z in ohm, Im Z negative where capacitive. */
export interface Spectrum {
  frequency_Hz: ArrayLike<number>;
  zReal_ohm: ArrayLike<number>;
  zImag_ohm: ArrayLike<number>;
}

export type Weight = 'modulus' | 'proportional' | 'unit';
export type Verdict = 'converged' | 'several_minima' | 'not_determined' | 'failed';

export interface FitOptions {
  /** Natural values in order of `Circuit.parameters`; without it starts come from the data. */
  start?: readonly number[];
  /** 1/|Z| (default), 1/|Re| and 1/|Im|, or 1. */
  weight?: Weight;
  /** Runs of the multi-start, 1 to 1000 (default 16). */
  starts?: number;
  /** Seed of the drawn starts (default 1). */
  seed?: number;
  /** Values held, by parameter name. */
  fixed?: Readonly<Record<string, number>>;
  /** `{ CPE2_1: 'CPE1_1' }`: the first follows the second. */
  ties?: Readonly<Record<string, string>>;
  /** Limits by parameter name, natural units. */
  bounds?: Readonly<Record<string, readonly [number, number]>>;
  /** Points used (default all), as flags; the others stay in wssr and in the residuals. */
  mask?: ArrayLike<number>;
  /** Compare with circuits that lack one branch (default true): names branches that the data do not ask for. */
  compareSimpler?: boolean;
}

export interface FittedParameter {
  name: string;
  unit: string;
  value: number;
  /** One standard deviation, scaled by reduced chi2; null when fixed or not computable. */
  stderr: number | null;
  /** 95 %, Student's t; symmetric in the logarithm for positive parameters. Null like `stderr`. */
  interval95: [number, number] | null;
  determined: boolean;
  fixed: boolean;
}

export interface CircuitFit {
  circuit: string;
  weight: Weight;
  nPoints: number;
  parameters: FittedParameter[];
  /** Rows and columns follow `parameters`; null for fixed or open ones (1 on the diagonal). */
  correlation: (number | null)[][];
  /** Covariance in natural units, same order. */
  covariance: number[][];
  /** Sum |Z - Zfit|^2/|Z|^2 over all points, whatever the weight. */
  wssr: number;
  /** What was minimised: equal to wssr for modulus weight and no mask. */
  sumOfSquares: number;
  degreesOfFreedom: number;
  /** Student's t of `interval95`. */
  studentT: number | null;
  reducedChi2: number | null;
  aicc: number | null;
  verdict: Verdict;
  message: string;
  starts: { tried: number; reachedBest: number };
  /** 0-based, in the order of the spectrum. */
  outliers: number[];
  /** Parameter values of the fit without the outliers (equal to the fit when there are none). */
  withoutOutliers: number[];
  zFitReal_ohm: Float64Array;
  zFitImag_ohm: Float64Array;
  /** (Z - Zfit)/|Z| in %, real and imaginary. */
  residualReal_percent: Float64Array;
  residualImag_percent: Float64Array;
  /** Model evaluations spent. */
  evaluations: number;
}

const WEIGHT_CODE: Record<Weight, number> = { modulus: 0, proportional: 1, unit: 2 };
/** Relative error (one sigma) from which a positive parameter counts as not determined; and absolute error of an exponent. */
const OPEN_RELATIVE = 1;
const OPEN_EXPONENT = 0.2;
/** A branch must lower AICc by this much to count as seen in the data. */
const AICC_SUPPORT = 6;
/** Another minimum within this AICc distance is as good. */
const AICC_RIVAL = 4;
/** rms of |dZ|/|Z|, or with unit weight of |dZ| as a share of the rms of |Z|, beyond which the circuit does not describe the data at all. */
const RMS_FAILED = 0.25;
/**
 * Runs of the multi-start, and how many there are at most. More are made until three in four, or AGREEING, have reached the best; all of them where the residuals are no noise.
 * Of 310 random spectra with eight to eleven parameters, 16 runs missed the minimum of 200 in 29, this rule in 11, 64 runs in 9.
 */
const STARTS = 16;
const AGREEING = 16;
const MORE_STARTS = 64;
/** Normal deviate from which residuals are no noise: one in thirty thousand at random. */
const SYSTEMATIC = 4;
/** Residuals of this size (% of |Z|) are the rounding of numbers. */
const ROUNDING_PERCENT = 1e-5;

/** Circuits of late as they were parsed: a figure asks for the same one with every step. */
const parsedOf = remember<Circuit>(16);
const asCircuit = (circuit: string | Circuit): Circuit => (typeof circuit === 'string' ? parsedOf(circuit, () => parseCircuit(circuit)) : circuit);

/** Frequencies (Hz) and |Z| (ohm) outside these are slips of a unit or of a column; their squares would leave a double. */
const LEAST = 1e-30;
const MOST = 1e30;

/** Throws RangeError unless the three columns agree and hold usable numbers. */
export function checkSpectrum(spectrum: Spectrum): void {
  const { frequency_Hz: f, zReal_ohm: a, zImag_ohm: b } = spectrum;
  if (f.length === 0) throw new RangeError('the spectrum has no points: expected at least one row of frequency, Re Z, Im Z');
  if (a.length !== f.length || b.length !== f.length) throw new RangeError(`the spectrum has ${f.length} frequencies, ${a.length} real and ${b.length} imaginary parts: expected equal numbers`);
  for (let i = 0; i < f.length; i++) {
    if (!(f[i]! > 0) || !Number.isFinite(f[i])) throw new RangeError(`frequency_Hz of point ${i + 1} is ${f[i]}: expected a positive finite number`);
    if (!Number.isFinite(a[i]) || !Number.isFinite(b[i])) throw new RangeError(`Z of point ${i + 1} is ${a[i]} + ${b[i]}j: expected finite numbers`);
    if (a[i] === 0 && b[i] === 0) throw new RangeError(`Z of point ${i + 1} is 0: expected an impedance that is not zero`);
    if (f[i]! < LEAST || f[i]! > MOST) throw new RangeError(`frequency_Hz of point ${i + 1} is ${f[i]}: expected ${LEAST} to ${MOST} Hz`);
    const modulus = Math.max(Math.abs(a[i]!), Math.abs(b[i]!));
    if (modulus < LEAST || modulus > MOST) throw new RangeError(`Z of point ${i + 1} is ${a[i]} + ${b[i]}j: expected a modulus of ${LEAST} to ${MOST} ohm`);
  }
}

function checkParameters(circuit: Circuit, values: ArrayLike<number>, what: string): void {
  const { parameters } = circuit;
  if (values.length !== parameters.length) {
    throw new RangeError(`${what} has ${values.length} values: ${circuit.text} needs ${parameters.length} (${parameters.map((p) => p.name).join(', ')})`);
  }
  parameters.forEach((p, i) => {
    const value = values[i]!;
    if (!Number.isFinite(value) || value <= 0) throw new RangeError(`${what}: ${p.name} is ${value}, expected a positive number`);
    if (p.kind === 'exponent' && value > 1) throw new RangeError(`${what}: the exponent ${p.name} is ${value}, expected at most 1`);
  });
}

/** The functions of impedance.wasm. */
export function impedanceKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as ImpedanceExports;
  const arena = new Arena(wasm);

  /**
   * Z of a circuit. `circuit`: a string (either notation) or a parsed one; `params`: natural values in order of appearance, positive, exponents <= 1;
   * `frequency_Hz`: positive. Returns ohm. Throws RangeError on wrong counts or values, or when Z cannot be held in a double.
   */
  function impedance(circuit: string | Circuit, params: ArrayLike<number>, frequency_Hz: ArrayLike<number>): { zReal_ohm: Float64Array; zImag_ohm: Float64Array } {
    const parsed = asCircuit(circuit);
    checkParameters(parsed, params, 'the parameter list');
    for (let i = 0; i < frequency_Hz.length; i++) {
      if (!(frequency_Hz[i]! > 0) || !Number.isFinite(frequency_Hz[i])) throw new RangeError(`frequency_Hz of point ${i + 1} is ${frequency_Hz[i]}: expected a positive finite number`);
    }
    const program = compileCircuit(parsed);
    const n = frequency_Hz.length;
    if (n === 0) return { zReal_ohm: new Float64Array(0), zImag_ohm: new Float64Array(0) };
    return arena.scope(() => {
      const zReal = arena.zerosF64(n);
      const zImag = arena.zerosF64(n);
      wasm.circuitImpedance(arena.putI32(program.nodes), program.nodeCount, params.length, arena.putF64(params), arena.zerosF64(params.length), arena.putF64(frequency_Hz), n, zReal, zImag);
      const result = { zReal_ohm: arena.getF64(zReal, n), zImag_ohm: arena.getF64(zImag, n) };
      const bad = result.zReal_ohm.findIndex((z, i) => !Number.isFinite(z) || !Number.isFinite(result.zImag_ohm[i]!));
      if (bad >= 0) throw new RangeError(`Z of ${parsed.text} at ${frequency_Hz[bad]} Hz is not a finite number: expected less extreme parameters`);
      return result;
    });
  }

  /**
   * Complex least squares of a circuit against a spectrum, with several starts, covariance, outliers and a verdict in words.
   * Throws RangeError on bad input (counts, names, values, fewer points than free parameters); a fit that went wrong is a verdict, not an error.
   */
  function fit(circuit: string | Circuit, spectrum: Spectrum, options: FitOptions = {}): CircuitFit {
    const parsed = asCircuit(circuit);
    checkSpectrum(spectrum);
    const plan = planFit(parsed, options);
    const n = spectrum.frequency_Hz.length;
    const used = options.mask ? Array.from(options.mask).filter((m) => m !== 0).length : n;
    if (options.mask && options.mask.length !== n) throw new RangeError(`the mask has ${options.mask.length} flags: expected ${n}, one a point`);
    if (used < plan.free) throw new RangeError(`the spectrum has ${used} points, but ${parsed.text} has ${plan.free} free parameters: expected at least as many points as parameters`);
    let result = describe(parsed, spectrum, plan, options, run(parsed, spectrum, plan, options));
    if (options.starts === undefined && plan.free > 0 && result.starts.tried < MORE_STARTS && isSystematic(result, spectrum)) {
      // Residuals that are no noise may mean a wrong minimum: look harder.
      const harder = { ...plan, starts: MORE_STARTS };
      result = describe(parsed, spectrum, harder, options, run(parsed, spectrum, harder, options));
    }
    if (result.verdict === 'converged' && options.compareSimpler !== false && plan.unconstrained) {
      const spare = spareBranch(parsed, spectrum, options, result);
      if (spare !== null) {
        result.verdict = 'not_determined';
        result.message = `over-parameterised: ${spare} describes the data as well (AICc); ${result.message}`;
      }
    }
    return result;
  }

  function run(circuit: Circuit, spectrum: Spectrum, plan: FitPlan, options: FitOptions, quick = false) {
    const n = spectrum.frequency_Hz.length;
    const p = circuit.parameters.length;
    const [starts, most] = plan.free === 0 ? [1, 1] : [plan.starts, plan.most];
    return arena.scope(() => {
      const scalars = arena.zerosF64(16);
      const [natural, stderr, low, high, robust] = [0, 0, 0, 0, 0].map(() => arena.zerosF64(p)) as [number, number, number, number, number];
      const covariance = arena.zerosF64(p * p);
      const zReal = arena.zerosF64(n);
      const zImag = arena.zerosF64(n);
      const outliers = arena.zerosI32(n);
      const sums = arena.zerosF64(most);
      const status = wasm.circuitFit(
        arena.putI32(plan.program.nodes), plan.program.nodeCount, p, arena.putI32(plan.slots), plan.free, arena.putI32(plan.program.movable),
        arena.putF64(plan.values), options.start ? 1 : 0, arena.putF64(plan.lower), arena.putF64(plan.upper), arena.putI32(plan.exponent),
        arena.putF64(spectrum.frequency_Hz), arena.putF64(spectrum.zReal_ohm), arena.putF64(spectrum.zImag_ohm), n,
        arena.putI32(options.mask ?? new Int32Array(n).fill(1)), WEIGHT_CODE[options.weight ?? 'modulus'], starts, most, AGREEING, options.seed ?? 1, quick ? 1 : 0,
        scalars, natural, stderr, low, high, robust, covariance, zReal, zImag, outliers, sums,
      );
      return {
        status,
        scalars: arena.getF64(scalars, 16),
        natural: arena.getF64(natural, p),
        stderr: arena.getF64(stderr, p),
        low: arena.getF64(low, p),
        high: arena.getF64(high, p),
        robust: arena.getF64(robust, p),
        covariance: arena.getF64(covariance, p * p),
        zReal: arena.getF64(zReal, n),
        zImag: arena.getF64(zImag, n),
        outliers: arena.getI32(outliers, n),
      };
    });
  }

  /** The text of a circuit with one series branch less that AICc prefers, or does not clearly refuse; null when every branch is needed. */
  function spareBranch(circuit: Circuit, spectrum: Spectrum, options: FitOptions, full: CircuitFit): string | null {
    const { tree } = circuit;
    if (tree.kind !== 'series' || full.aicc === null) return null;
    const tried = new Set<string>();
    for (const branch of tree.children) {
      const rest = tree.children.filter((child) => child !== branch);
      const text = circuitText(rest.length === 1 ? (rest[0] as CircuitNode) : { kind: 'series', children: rest });
      const shape = text.replace(/\d+/g, '');
      if (tried.has(shape)) continue;
      tried.add(shape);
      const { weight, seed, mask } = options;
      const simpler = parseCircuit(text);
      // The full solution without the branch, one start beside it and two from the data.
      const kept = simpler.parameters.map(({ name }) => full.parameters.find((p) => p.name === name)!.value);
      const simplerOptions: FitOptions = { start: kept, starts: 4, ...(weight && { weight }), ...(seed !== undefined && { seed }), ...(mask && { mask }) };
      const raw = run(simpler, spectrum, planFit(simpler, simplerOptions), simplerOptions, true);
      if (raw.status !== 2 && raw.scalars[3]! < full.aicc + AICC_SUPPORT) return text;
    }
    return null;
  }

  /**
   * One fit of a circuit to spectra at several temperatures (K), from the parameters of their separate fits. Throws RangeError on bad input: names, counts,
   * temperatures. Options as for `SeriesFitOptions`.
   */
  function fitSeries(circuit: string | Circuit, spectra: readonly Spectrum[], T_K: readonly number[], start: readonly (readonly number[])[], options: SeriesFitOptions): SeriesFit {
    const parsed = asCircuit(circuit);
    if (T_K.length !== spectra.length || start.length !== spectra.length) throw new RangeError(`there are ${spectra.length} spectra, ${T_K.length} temperatures and ${start.length} starts: expected equal numbers`);
    const bad = T_K.find((T) => !(T > 0) || !Number.isFinite(T));
    if (bad !== undefined) throw new RangeError(`a temperature is ${bad}: expected a positive number of kelvin`);
    spectra.forEach(checkSpectrum);
    start.forEach((row) => checkParameters(parsed, row, 'the start'));
    const { weight = 'modulus' } = options;
    if (!(weight in WEIGHT_CODE)) throw new RangeError(`the weight is "${String(weight)}": expected modulus, proportional or unit`);
    return runSeriesFit(wasm, arena, parsed, spectra, T_K, start, WEIGHT_CODE[weight], options);
  }

  return { impedance, fit, fitSeries };
}

export type ImpedanceKernel = ReturnType<typeof impedanceKernel>;

interface FitPlan {
  program: ReturnType<typeof compileCircuit>;
  slots: Int32Array;
  free: number;
  values: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  exponent: Int32Array;
  starts: number;
  most: number;
  unconstrained: boolean;
}

/** Checks options and numbers the free variables. */
function planFit(circuit: Circuit, options: FitOptions): FitPlan {
  const { parameters } = circuit;
  const { start, weight = 'modulus', starts = STARTS, seed = 1, fixed = {}, ties = {}, bounds = {} } = options;
  if (!(weight in WEIGHT_CODE)) throw new RangeError(`the weight is "${String(weight)}": expected modulus, proportional or unit`);
  if (!Number.isInteger(starts) || starts < 1 || starts > 1000) throw new RangeError(`the number of starts is ${starts}: expected a whole number from 1 to 1000`);
  if (!Number.isInteger(seed) || Math.abs(seed) > 2147483647) throw new RangeError(`the seed is ${seed}: expected a whole number`);
  if (start) checkParameters(circuit, start, 'the start');
  const indexOf = (name: string, what: string): number => {
    const i = parameters.findIndex((p) => p.name === name);
    if (i < 0) throw new RangeError(`${what} names ${name}, which ${circuit.text} has not: its parameters are ${parameters.map((p) => p.name).join(', ')}`);
    return i;
  };
  const n = parameters.length;
  const values = new Float64Array(n).fill(0.5);
  start?.forEach((value, i) => (values[i] = value));
  const lower = Float64Array.from(parameters, (p) => (p.kind === 'exponent' ? EXPONENT_RANGE.lower : 0));
  const upper = Float64Array.from(parameters, (p) => (p.kind === 'exponent' ? EXPONENT_RANGE.upper : Infinity));
  const constrained: boolean[] = new Array<boolean>(n).fill(false);
  const slots = new Int32Array(n).fill(-2);
  for (const [name, value] of Object.entries(fixed)) {
    const i = indexOf(name, 'a fixed value');
    if (!(value > 0) || !Number.isFinite(value) || (parameters[i]!.kind === 'exponent' && value > 1)) throw new RangeError(`the fixed value of ${name} is ${value}: expected a positive number${parameters[i]!.kind === 'exponent' ? ' up to 1' : ''}`);
    slots[i] = -1;
    values[i] = value;
    constrained[i] = true;
  }
  for (const [name, [low, high]] of Object.entries(bounds)) {
    const i = indexOf(name, 'a bound');
    if (!(low < high) || low < 0 || (parameters[i]!.kind === 'exponent' && high > 1)) throw new RangeError(`the bounds of ${name} are ${low} to ${high}: expected lower < upper, from 0${parameters[i]!.kind === 'exponent' ? ' to 1' : ''}`);
    lower[i] = Math.max(low, parameters[i]!.kind === 'exponent' ? EXPONENT_RANGE.lower : 0);
    upper[i] = high;
    constrained[i] = true;
  }
  const tied: [number, number][] = Object.entries(ties).map(([name, to]) => {
    const [i, j] = [indexOf(name, 'a tie'), indexOf(to, 'a tie')];
    if (i === j || to in ties) throw new RangeError(`${name} is tied to ${to}: expected another parameter that is not tied itself`);
    if (parameters[i]!.kind !== parameters[j]!.kind) throw new RangeError(`${name} is tied to ${to}: expected two parameters of the same kind`);
    if (name in fixed) throw new RangeError(`${name} is both fixed and tied: expected one of the two`);
    constrained[i] = constrained[j] = true;
    return [i, j];
  });
  for (const [i] of tied) slots[i] = -3;
  let free = 0;
  for (let i = 0; i < n; i++) if (slots[i] === -2) slots[i] = free++;
  for (const [i, j] of tied) {
    slots[i] = slots[j]!;
    values[i] = values[j]!;
  }
  const program = compileCircuit(circuit, constrained);
  return { program, slots, free, values, lower, upper, exponent: Int32Array.from(parameters, (p) => (p.kind === 'exponent' ? 1 : 0)), starts, most: options.starts ?? MORE_STARTS, unconstrained: !constrained.includes(true) };
}

type RawFit = { status: number; scalars: Float64Array; natural: Float64Array; stderr: Float64Array; low: Float64Array; high: Float64Array; robust: Float64Array; covariance: Float64Array; zReal: Float64Array; zImag: Float64Array; outliers: Int32Array };

const finiteOrNull = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Numbers to result and verdict. */
function describe(circuit: Circuit, spectrum: Spectrum, plan: FitPlan, options: FitOptions, raw: RawFit): CircuitFit {
  const { parameters } = circuit;
  const p = parameters.length;
  const n = spectrum.frequency_Hz.length;
  const weight = options.weight ?? 'modulus';
  const failed = raw.status === 2;
  const chi2 = finiteOrNull(raw.scalars[2]!);
  const fitted = parameters.map((parameter, i): FittedParameter => {
    const fixed = plan.slots[i] === -1;
    const value = fixed ? plan.values[i]! : raw.natural[i]!;
    const stderr = fixed || failed || chi2 === null ? null : finiteOrNull(raw.stderr[i]!);
    const interval: [number, number] | null = stderr === null || !Number.isFinite(raw.low[i]) || !Number.isFinite(raw.high[i]) ? null : [raw.low[i]!, raw.high[i]!];
    const open = stderr === null || (parameter.kind === 'exponent' ? stderr > OPEN_EXPONENT : stderr > OPEN_RELATIVE * value);
    return { name: parameter.name, unit: parameter.unit, value, stderr, interval95: interval, determined: fixed || !open, fixed };
  });
  const correlation = Array.from({ length: p }, (_, i) =>
    Array.from({ length: p }, (_, j) => {
      if (i === j) return 1;
      const c = raw.covariance[i * p + j]! / Math.sqrt(raw.covariance[i * p + i]! * raw.covariance[j * p + j]!);
      return Number.isFinite(c) ? Math.max(-1, Math.min(1, c)) : null;
    }),
  );
  const residual = (fit: Float64Array, data: ArrayLike<number>): Float64Array =>
    fit.map((z, k) => {
      const [a, b] = [spectrum.zReal_ohm[k]!, spectrum.zImag_ohm[k]!];
      return (100 * (data[k]! - z)) / Math.sqrt(a * a + b * b);
    });
  const outliers = [...raw.outliers.keys()].filter((k) => raw.outliers[k] !== 0);
  const result: CircuitFit = {
    circuit: circuit.text,
    weight,
    nPoints: n,
    parameters: fitted,
    correlation,
    covariance: Array.from({ length: p }, (_, i) => Array.from(raw.covariance.subarray(i * p, i * p + p))),
    wssr: raw.scalars[1]!,
    sumOfSquares: raw.scalars[0]!,
    degreesOfFreedom: raw.scalars[7]!,
    studentT: finiteOrNull(raw.scalars[8]!),
    reducedChi2: chi2,
    aicc: finiteOrNull(raw.scalars[3]!),
    verdict: 'converged',
    message: '',
    starts: { tried: raw.scalars[13]!, reachedBest: raw.scalars[4]! },
    outliers,
    withoutOutliers: Array.from(raw.robust),
    zFitReal_ohm: raw.zReal,
    zFitImag_ohm: raw.zImag,
    residualReal_percent: residual(raw.zReal, spectrum.zReal_ohm),
    residualImag_percent: residual(raw.zImag, spectrum.zImag_ohm),
    evaluations: raw.scalars[5]!,
  };
  judge(result, spectrum, plan, raw);
  return result;
}

/**
 * Whether neighbours in frequency have alike residuals more often than noise does: by their signs (runs test), which sees slow runs everywhere, or by their
 * products against the size of those, which sees a few large ones. Neither hangs on how noise is spread over the frequencies.
 */
function isSystematic(result: CircuitFit, { frequency_Hz }: Spectrum): boolean {
  const { residualReal_percent: re, residualImag_percent: im, nPoints: n } = result;
  if (Math.max(...re.map(Math.abs), ...im.map(Math.abs)) < ROUNDING_PERCENT) return false;
  const order = Array.from(frequency_Hz, (_, k) => k).sort((a, b) => frequency_Hz[a]! - frequency_Hz[b]!);
  const products = [re, im].flatMap((r) => order.slice(1).map((k, i) => r[k]! * r[order[i]!]!));
  const kept = products.filter((x) => x > 0).length;
  return kept - (n - 1) > SYSTEMATIC * Math.sqrt((n - 1) / 2) || products.reduce((sum, x) => sum + x, 0) > SYSTEMATIC * Math.hypot(...products);
}

/** How many parts of Z the fit misses by half of their own size and more. */
function smallParts(result: CircuitFit, { zReal_ohm: a, zImag_ohm: b }: Spectrum): number {
  const missed = (data: ArrayLike<number>, fit: Float64Array): number => Array.from(data).filter((x, k) => Math.abs(x - fit[k]!) > 0.5 * Math.abs(x)).length;
  return missed(a, result.zFitReal_ohm) + missed(b, result.zFitImag_ohm);
}

const list = (items: readonly string[]): string => (items.length > 8 ? `${items.slice(0, 8).join(', ')} and ${items.length - 8} more` : items.join(', '));

function judge(result: CircuitFit, spectrum: Spectrum, plan: FitPlan, raw: RawFit): void {
  const { tried, reachedBest } = result.starts;
  const sentences = [`${reachedBest} of ${tried} starts reach this minimum`];
  const { zReal_ohm: a, zImag_ohm: b } = spectrum;
  const rms = result.weight === 'unit' ? Math.sqrt(result.sumOfSquares / Array.from(a, (x, k) => x * x + b[k]! * b[k]!).reduce((sum, x) => sum + x)) : raw.scalars[12]!;
  const open = result.parameters.filter((p) => !p.determined).map((p) => p.name);
  const rivalDistance = 2 * result.nPoints * Math.log(raw.scalars[6]! / result.sumOfSquares);
  const rival = Number.isFinite(rivalDistance) && rivalDistance < AICC_RIVAL;
  if (raw.status === 2) {
    result.verdict = 'failed';
    sentences[0] = 'no start gave a finite impedance: check the circuit and the start values';
  } else if (rms > RMS_FAILED) {
    result.verdict = 'failed';
    sentences.unshift(`the circuit does not describe these data (rms residual ${(100 * rms).toFixed(0)} % of ${result.weight === 'unit' ? 'the rms of ' : ''}|Z|)`);
  } else if (open.length > 0 || raw.scalars[9] !== 0) {
    result.verdict = 'not_determined';
    sentences.unshift(open.length > 0 ? `${list(open)} not determined by these data` : 'some combination of parameters is not determined by these data');
  } else if (rival || (reachedBest < 2 && tried >= 4)) {
    result.verdict = 'several_minima';
    if (rival) sentences.push('another minimum describes the data as well');
  }
  const small = result.weight === 'proportional' ? smallParts(result, spectrum) : 0;
  if (raw.status !== 2 && small > 0) {
    sentences.push(`${small} real or imaginary part${small > 1 ? 's are' : ' is'} no larger than twice the residual, yet rule${small > 1 ? '' : 's'} a fit with proportional weight: values may be off by more than their errors, modulus weight is safer`);
  } else if (raw.status !== 2 && result.outliers.length === 0 && isSystematic(result, spectrum)) {
    sentences.push('the residuals are no noise (neighbours share their sign): the circuit or this minimum misses something, and the errors are too small');
  }
  if (raw.status === 1) sentences.push('the iteration limit was reached');
  const limits = result.parameters.filter((p, i) => !p.fixed && (p.value >= plan.upper[i]! * (1 - 1e-9) || (plan.lower[i]! > 0 && p.value <= plan.lower[i]! * (1 + 1e-9))));
  if (limits.length > 0) sentences.push(`${list(limits.map((p) => `${p.name} = ${Number(p.value.toPrecision(3))}`))} at a limit`);
  if (result.outliers.length > 0) {
    const first = result.parameters[0]!;
    sentences.push(`${result.outliers.length} outlier${result.outliers.length > 1 ? 's' : ''} (point ${list(result.outliers.map(String))}); without ${result.outliers.length > 1 ? 'them' : 'it'} ${first.name} = ${Number(result.withoutOutliers[0]!.toPrecision(5))} ${first.unit}`);
  }
  result.message = sentences.join('; ');
}
