/** Binding of nmr.wasm: ²³Na spectra from a model, and the fit of a model to a spectrum. */
import { Arena, type ArenaExports } from './arena.ts';
import { compileModel, withValues, type CompiledModel, type FreeParameter, type NmrAxis, type NmrModel } from '../physics/nmr-model.ts';

interface NmrExports extends ArenaExports {
  prepare(): void;
  forgetRows(): void;
  setFineness(factor: number): void;
  setAxis(larmor_MHz: number, mas_Hz: number, at: number, n: number, evenly: number): void;
  simulate(sites: number, kinds: number, n: number, out: number, added: number, points: number): number;
  fit(
    sites: number,
    kinds: number,
    n: number,
    map: number,
    p: number,
    lower: number,
    upper: number,
    reach: number,
    parameters: number,
    y: number,
    points: number,
    most: number,
    residual: number,
    covariance: number,
    held: number,
    info: number,
  ): number;
}

export interface NmrSpectrum {
  shift_ppm: Float64Array;
  /** Per ppm: its integral over the whole axis is the sum of the areas. */
  intensity: Float64Array;
}

export interface SimulatedSpectrum extends NmrSpectrum {
  /** Sentences about what had to be changed to compute the spectrum (a line without width); empty as a rule. */
  notes: string[];
}

export interface FittedParameter {
  name: string;
  unit: string;
  value: number;
  /** One standard deviation from the covariance; null where the data do not determine the parameter. */
  stderr: number | null;
  determined: boolean;
}

export type NmrVerdict = 'converged' | 'several_minima' | 'not_determined' | 'failed';

export interface NmrFit {
  /** The model with fitted numbers in place of free and tied values. */
  model: NmrModel;
  parameters: FittedParameter[];
  /** In the order of `parameters`; null where a parameter is held or has no error. */
  covariance: (number | null)[][];
  /** data − model, in the order of the spectrum. */
  residual: Float64Array;
  /** Standard deviation of the noise, estimated from the residual. */
  noise_sd: number;
  sum_of_squares: number;
  iterations: number;
  starts: { tried: number; reached_best: number };
  verdict: NmrVerdict;
  message: string;
}

export interface FitOptions {
  /** Starting points: the model's own, then random ones within the windows. Default 6. */
  starts?: number;
  /** Seed of the random starts. Default 1. */
  seed?: number;
  /** Most iterations of one start. Default 100. */
  iterations?: number;
}

export interface NmrKernel {
  /**
   * Spectrum of `model` (free values at their starts) on {from_ppm, to_ppm, n} (returned in descending order) or at the given shifts (ppm, at least two, any order).
   * Throws RangeError, one sentence, where the model or axis cannot be computed.
   */
  simulate(model: NmrModel, axis: NmrAxis | ArrayLike<number>): SimulatedSpectrum;
  /** Least-squares fit of the model's free values to a spectrum. Throws RangeError on unusable data; a fit that fails says so in its verdict. */
  fit(spectrum: { shift_ppm: ArrayLike<number>; intensity: ArrayLike<number> }, model: NmrModel, options?: FitOptions): NmrFit;
  /** Drops the kept powder rows, so that the next spectrum is a first one (benchmarks). */
  forget(): void;
  /** Multiplies the numbers of directions in every powder sum (convergence checks); 1 is the calibrated setting. */
  setFineness(factor: number): void;
}

/** An axis counts as even when no point is off by more than this share of a step: ppm written with six decimals pass. */
const EVEN = 1e-4;

const prepared = new WeakSet<WebAssembly.Instance>();

/** The kernel's functions over one instance of nmr.wasm. */
export function nmrKernel(instance: WebAssembly.Instance): NmrKernel {
  const wasm = instance.exports as unknown as NmrExports;
  if (!prepared.has(instance)) {
    wasm.prepare();
    prepared.add(instance);
  }
  const arena = new Arena(wasm);
  return {
    simulate: (model, axis) => simulate(wasm, arena, model, axis),
    fit: (spectrum, model, options = {}) => fit(wasm, arena, spectrum, model, options),
    forget: () => wasm.forgetRows(),
    setFineness: (factor) => wasm.setFineness(factor),
  };
}

const isNamedAxis = (axis: NmrAxis | ArrayLike<number>): axis is NmrAxis => 'from_ppm' in axis;

/** n shifts from the higher to the lower end. */
export function axisValues({ from_ppm, to_ppm, n }: NmrAxis): Float64Array {
  const top = Math.max(from_ppm, to_ppm);
  const step = (top - Math.min(from_ppm, to_ppm)) / (n - 1);
  const shifts = new Float64Array(n);
  for (let i = 0; i < n; i++) shifts[i] = top - step * i;
  return shifts;
}

function checkShifts(shifts: ArrayLike<number>): void {
  if (shifts.length < 2) throw new RangeError(`the spectrum has ${shifts.length} points: expected at least two`);
  let differ = false;
  for (let i = 0; i < shifts.length; i++) {
    if (!Number.isFinite(shifts[i])) throw new RangeError(`shift_ppm of point ${i + 1} is ${shifts[i]}: expected a finite number in ppm`);
    differ ||= shifts[i] !== shifts[0];
  }
  if (!differ) throw new RangeError(`all points are at ${shifts[0]} ppm: expected different shifts`);
}

/** True when the shifts descend in equal steps. */
function descendsEvenly(shifts: ArrayLike<number>): boolean {
  const n = shifts.length;
  const step = (shifts[0]! - shifts[n - 1]!) / (n - 1);
  if (!(step > 0)) return false;
  for (let i = 1; i < n; i++) if (Math.abs(shifts[0]! - step * i - shifts[i]!) > EVEN * step) return false;
  return true;
}

/** The kernel's refusal 2 i or 2 i + 1 in words. */
function refusal(model: NmrModel, code: number): RangeError {
  const where = model.exchange ? 'exchange' : `sites.${code >> 1}`;
  return new RangeError(
    code & 1
      ? `mas_Hz is ${model.mas_Hz}, too slow for the coupling of ${where}: expected a faster rotor, or 0 for static`
      : `${where} cannot be computed on this axis: expected a window nearer to the line, or fewer points`,
  );
}

function simulate(wasm: NmrExports, arena: Arena, model: NmrModel, axis: NmrAxis | ArrayLike<number>): SimulatedSpectrum {
  const shift_ppm = isNamedAxis(axis) ? axisValues(axis) : new Float64Array(axis);
  checkShifts(shift_ppm);
  const { kinds, fields } = compileModel(model);
  const n = shift_ppm.length;
  return arena.scope(() => {
    const out = arena.zerosF64(n);
    const added = arena.zerosF64(kinds.length);
    wasm.setAxis(model.larmor_MHz, model.mas_Hz ?? -1, arena.putF64(shift_ppm), n, descendsEvenly(shift_ppm) ? 1 : 0);
    const bad = wasm.simulate(arena.putF64(fields), arena.putI32(kinds), kinds.length, out, added, n);
    if (bad >= 0) throw refusal(model, bad);
    const widths = arena.getF64(added, kinds.length);
    const notes = Array.from(widths, (w, i) => (w > 0 ? `${model.exchange ? 'exchange' : `sites.${i}`}: a line narrower than can be drawn here was given an extra Gaussian width of ${w.toPrecision(3)} Hz` : '')).filter((s) => s);
    return { shift_ppm, intensity: arena.getF64(out, n), notes };
  });
}

/** Small seeded generator (mulberry32): the same starts on every machine. */
const generator = (seed: number): (() => number) => {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

const isShift = (field: string): boolean => field === 'iso_ppm' || field === 'siteA_ppm' || field === 'siteB_ppm';

/** A random value about the start, inside the window: shifts by up to 1.5 ppm or a quarter of the window, eta and populations anywhere, others by a factor. */
function randomValue(p: FreeParameter, random: () => number): number {
  const u = 2 * random() - 1;
  if (p.field === 'eta' || p.field === 'pA') return 0.5 * (p.min + p.max) + 0.45 * (p.max - p.min) * u;
  const value = isShift(p.field) ? p.start + Math.min(1.5, 0.25 * (p.max - p.min)) * u : p.start * Math.exp(0.4 * u);
  return Math.min(p.max, Math.max(p.min, value));
}

interface Attempt {
  state: number;
  p: Float64Array;
  ssr: number;
  iterations: number;
  residual: Float64Array;
  covariance: Float64Array;
  held: Int32Array;
}

function fit(wasm: NmrExports, arena: Arena, spectrum: { shift_ppm: ArrayLike<number>; intensity: ArrayLike<number> }, model: NmrModel, options: FitOptions): NmrFit {
  const n = spectrum.shift_ppm.length;
  if (spectrum.intensity.length !== n) throw new RangeError(`the spectrum has ${n} shifts and ${spectrum.intensity.length} intensities: expected one intensity a shift`);
  checkShifts(spectrum.shift_ppm);
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(spectrum.intensity[i])) throw new RangeError(`intensity of point ${i + 1} is ${spectrum.intensity[i]}: expected a finite number`);
  }
  const compiled = compileModel(model);
  const { parameters } = compiled;
  const m = parameters.length;
  if (m === 0) throw new RangeError('the model has nothing free: expected at least one value as {"start":…}');
  if (n <= m) throw new RangeError(`the spectrum has ${n} points for ${m} free values: expected more points than free values`);

  // The order of the points must not matter: always from high to low shift.
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => spectrum.shift_ppm[b]! - spectrum.shift_ppm[a]!);
  const shifts = Float64Array.from(order, (i) => spectrum.shift_ppm[i]!);
  const raw = Float64Array.from(order, (i) => spectrum.intensity[i]!);

  const best = multiStart(wasm, arena, model, compiled, shifts, raw, options);
  return report(model, compiled, best, order, raw);
}

interface Search {
  best: Attempt;
  /** Another minimum on all points that is nearly as deep, if one was found. */
  rival: Attempt | null;
  tried: number;
  reached: number;
}

/** Points on which other starts are explored; the winner is always refined on all of them. */
const COARSE = 512;
/** Sums of squares that agree to this share belong to one minimum. */
const SAME = 1e-4;

/**
 * The model's own start on all points (areas first with the shapes held, then everything); other starts on a thinned spectrum, compared there with the
 * first minimum, and the best of them refined on all points when it lies deeper.
 */
function multiStart(wasm: NmrExports, arena: Arena, model: NmrModel, compiled: CompiledModel, shifts: Float64Array, y: Float64Array, options: FitOptions): Search {
  const { starts = 6, seed = 1, iterations = 100 } = options;
  const { parameters } = compiled;
  const random = generator(seed);
  const every = Math.max(1, Math.floor(shifts.length / Math.max(COARSE, 8 * parameters.length)));
  const thin = (values: Float64Array): Float64Array => values.filter((_, i) => i % every === 0);
  const full = { shifts, y };
  const coarse = { shifts: thin(shifts), y: thin(y) };
  const attempt = (points: { shifts: Float64Array; y: Float64Array }, from: Float64Array, most: number): Attempt => attemptFit(wasm, arena, model, compiled, points, from, most);

  let best = attempt(full, withAreas(wasm, arena, model, compiled, full, Float64Array.from(parameters, (p) => p.start)), iterations);
  const tried = Math.max(1, starts);
  if (tried === 1) return { best, rival: null, tried, reached: best.state === 2 ? 0 : 1 };

  const ground = attempt(coarse, best.p, 20);
  const explored: Attempt[] = [];
  for (let s = 1; s < tried; s++) {
    const from = Float64Array.from(parameters, (p) => randomValue(p, random));
    explored.push(attempt(coarse, withAreas(wasm, arena, model, compiled, coarse, from), 20));
  }
  const found = explored.filter((a) => a.state !== 2).sort((a, b) => a.ssr - b.ssr);
  // Data without noise are met to rounding, and rounding has no depth.
  const rounding = 1e-14 * coarse.y.reduce((sum, v) => sum + v * v, 0);
  let floor = ground.ssr + rounding;
  if (found.length && found[0]!.ssr < floor * (1 - SAME)) {
    const refined = attempt(full, found[0]!.p, iterations);
    if (refined.ssr < best.ssr) {
      best = refined;
      floor = found[0]!.ssr + rounding;
    }
  }
  const minima = [ground, ...found];
  const reached = minima.filter((a) => a.ssr <= floor * (1 + SAME)).length;
  // On thinned data a minimum may look deeper than it is: the nearest rival is judged on all points.
  const near = found.find((a) => a.ssr > floor * (1 + SAME) && a.ssr < floor * (1 + 40 / coarse.y.length));
  return { best, rival: near ? attempt(full, near.p, iterations) : null, tried, reached };
}

/** `from` with its areas fitted and everything else held; as it was when there is nothing to hold. */
function withAreas(wasm: NmrExports, arena: Arena, model: NmrModel, compiled: CompiledModel, points: { shifts: Float64Array; y: Float64Array }, from: Float64Array): Float64Array {
  const isArea = compiled.parameters.map((p) => p.field === 'area');
  if (!isArea.includes(true) || !isArea.includes(false)) return from;
  const held = { ...compiled, parameters: compiled.parameters.map((p, i) => (isArea[i] ? p : { ...p, min: from[i]!, max: from[i]! })) };
  const first = attemptFit(wasm, arena, model, held, points, from, 2);
  return first.state === 2 ? from : first.p;
}

/** Longest change of a parameter in one step of the fit: a share of its value when negative. Areas are linear and go as far as they like. */
function longestStep({ field }: FreeParameter): number {
  if (field === 'area') return Number.MAX_VALUE;
  if (isShift(field)) return 1;
  return field === 'eta' || field === 'pA' ? 0.3 : -0.5;
}

/** One run of the kernel's fit. */
function attemptFit(wasm: NmrExports, arena: Arena, model: NmrModel, compiled: CompiledModel, points: { shifts: Float64Array; y: Float64Array }, from: Float64Array, most: number): Attempt {
  const { parameters, kinds, fields, map } = compiled;
  const n = points.shifts.length;
  const m = parameters.length;
  return arena.scope(() => {
    const p = arena.putF64(from);
    const residual = arena.zerosF64(n);
    const covariance = arena.zerosF64(m * m);
    const held = arena.zerosI32(m);
    const info = arena.zerosF64(2);
    const lower = arena.putF64(parameters.map(({ min }) => min));
    const upper = arena.putF64(parameters.map(({ max }) => max));
    const reach = arena.putF64(parameters.map(longestStep));
    wasm.setAxis(model.larmor_MHz, model.mas_Hz ?? -1, arena.putF64(points.shifts), n, descendsEvenly(points.shifts) ? 1 : 0);
    const state = wasm.fit(arena.putF64(fields), arena.putI32(kinds), kinds.length, arena.putI32(map), p, lower, upper, reach, m, arena.putF64(points.y), n, most, residual, covariance, held, info);
    const [ssr = 0, count = 0] = arena.getF64(info, 2);
    return {
      state,
      p: arena.getF64(p, m),
      ssr: state === 2 ? Infinity : ssr,
      iterations: count,
      residual: arena.getF64(residual, n),
      covariance: arena.getF64(covariance, m * m),
      held: arena.getI32(held, m),
    };
  });
}

/** A parameter is determined when its error is small against itself, or, for shifts and numbers between 0 and 1, against a scale of their own. */
function isDetermined(p: FreeParameter, value: number, stderr: number): boolean {
  if (isShift(p.field)) return stderr < 2;
  if (p.field === 'eta' || p.field === 'pA') return stderr < 0.25;
  return stderr < 0.5 * Math.abs(value);
}

function report(model: NmrModel, compiled: CompiledModel, search: Search, order: number[], y: Float64Array): NmrFit {
  const { best, tried, reached } = search;
  const { parameters } = compiled;
  const m = parameters.length;
  const n = order.length;
  const residual = new Float64Array(n);
  order.forEach((i, j) => (residual[i] = best.state === 2 ? y[j]! : -best.residual[j]!));
  const failed = best.state === 1 || best.state === 2;
  const singular = best.state === 3;
  const free = m - best.held.reduce((s, h) => s + h, 0);
  const fitted = parameters.map((p, i): FittedParameter => {
    const value = best.p[i]!;
    const variance = best.covariance[i * m + i]!;
    const stderr = best.held[i] || singular || failed || !(variance >= 0) ? null : Math.sqrt(variance);
    return { name: p.name, unit: p.unit, value, stderr, determined: stderr !== null && isDetermined(p, value, stderr) };
  });
  const at = (i: number, j: number): number => best.covariance[i * m + j]!;
  const known = (i: number): boolean => fitted[i]!.stderr !== null;
  const covariance = parameters.map((_, i) => parameters.map((_p, j) => (known(i) && known(j) ? at(i, j) : null)));

  const words: string[] = [];
  const label = (name: string): string => {
    const site = /^sites\.(\d+)\./.exec(name);
    return site ? (model.sites?.[Number(site[1])]?.name ?? `site ${site[1]}`) : 'exchange';
  };
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [parameters[i]!, parameters[j]!];
      if (a.field === 'area' && b.field === 'area' && known(i) && known(j) && at(i, j) < -0.95 * Math.sqrt(at(i, i) * at(j, j)) && !(fitted[i]!.determined && fitted[j]!.determined)) {
        words.push(`${label(b.name)} and ${label(a.name)} cannot be told apart: only the sum of their areas is determined`);
      }
    }
  }
  const open = fitted.filter((p) => !p.determined).map((p) => p.name);
  const bounds = fitted.filter((_, i) => best.held[i] && parameters[i]!.max > parameters[i]!.min).map((p) => p.name);
  // A second minimum that noise cannot exclude: within 9 (three standard deviations) in chi squared, at clearly other values.
  const variance = best.ssr / Math.max(1, n - free);
  const other = search.rival;
  const rival = other !== null && other.state === 0 && other.ssr - best.ssr < 9 * variance && other.p.some((v, i) => Math.abs(v - best.p[i]!) > Math.max(3 * (fitted[i]!.stderr ?? Infinity), 1e-5 * Math.abs(v)));

  let verdict: NmrVerdict = 'converged';
  if (failed) {
    verdict = 'failed';
    words.unshift(best.state === 2 ? 'the model cannot be computed at the start: bring positions and widths nearer to the spectrum' : 'the fit did not converge: give starts nearer to the spectrum, or fix some values');
  } else {
    if (singular) words.push('two or more free values do the same to the spectrum: fix or tie some of them');
    else if (open.length) words.push(`not determined by these data: ${open.slice(0, 6).join(', ')}${open.length > 6 ? ' and more' : ''}`);
    if (rival) words.push('another set of values fits as well within the noise');
    if (bounds.length) words.push(`at the edge of its window: ${bounds.slice(0, 4).join(', ')}`);
    if (singular || open.length) verdict = 'not_determined';
    else if (rival) verdict = 'several_minima';
  }
  words.push(`${reached} of ${tried} starts reach this minimum`);
  return {
    model: withValues(model, compiled, best.p),
    parameters: fitted,
    covariance,
    residual,
    noise_sd: Math.sqrt(variance),
    sum_of_squares: best.ssr,
    iterations: best.iterations,
    starts: { tried, reached_best: reached },
    verdict,
    message: words.join('; '),
  };
}
