/** Binding of impedance.wasm's `seriesFit`: one circuit, spectra at several temperatures, activation energies in the model itself. */
import type { Arena } from './arena.ts';
import type { Spectrum, Weight } from './impedance.ts';
import { boltzmann_eV } from '../physics/constants.ts';
import { EXPONENT_RANGE, compileCircuit, type Circuit } from '../physics/circuit-grammar.ts';

export interface SeriesFitOptions {
  /** Resistances that follow sigma T = sigma0 exp(-Ea/kT), by name. */
  activated: readonly string[];
  /** Parameters with one value for all temperatures, by name. */
  shared?: readonly string[];
  fixed?: Readonly<Record<string, number>>;
  weight?: Weight;
}

/** One law ln R = a + ln(T/T_m) + Ea (1/kT - 1/kT_m). */
export interface ActivatedLaw {
  name: string;
  Ea_eV: number;
  /** From the residuals of all spectra. */
  u_Ea_eV: number;
  /** a: ln of R in ohm at T_m; its standard deviation, and its covariance with Ea (eV). */
  lnR: number;
  u_lnR: number;
  covariance: number;
}

export interface SeriesFit {
  laws: ActivatedLaw[];
  /** T_m: the temperature of the mean of 1/T, K. */
  meanTemperature_K: number;
  /** Natural parameter values, a row a temperature, in order of the spectra. */
  parameters: number[][];
  sumOfSquares: number;
  /** Part of each temperature, in order of the spectra. */
  sums: number[];
  degreesOfFreedom: number;
  freeParameters: number;
  /** Student's t (95 %) for as many temperatures as there are, less two. */
  studentT: number;
  /** False when the iteration limit came first, or when some direction of the parameters is not determined. */
  converged: boolean;
  evaluations: number;
}

/** Free values up to which the dense matrices are kept small (8 MB). */
const MOST_FREE = 1000;

type Wasm = { seriesFit(...args: number[]): number };

/** Checked input: spectra that are usable, temperatures in K that are positive, start values in natural units a row a temperature. */
export function runSeriesFit(
  wasm: Wasm, arena: Arena, circuit: Circuit, spectra: readonly Spectrum[], T_K: readonly number[], start: readonly (readonly number[])[], weightCode: number, options: SeriesFitOptions,
): SeriesFit {
  const { activated, shared = [], fixed = {} } = options;
  const { parameters } = circuit;
  const p = parameters.length;
  const n = spectra.length;
  const indexOf = (name: string): number => {
    const i = parameters.findIndex((q) => q.name === name);
    if (i < 0) throw new RangeError(`the fit of all temperatures names ${name}, which ${circuit.text} has not: its parameters are ${parameters.map((q) => q.name).join(', ')}`);
    return i;
  };
  if (n < 3) throw new RangeError(`a fit of all temperatures needs at least 3 of them, but there ${n === 1 ? 'is' : 'are'} ${n}: add spectra`);
  if (new Set(T_K).size < 2) throw new RangeError(`all spectra are at ${T_K[0]} K: expected at least two temperatures`);
  if (activated.length === 0) throw new RangeError('no resistance is named to follow an activation energy: expected at least one');
  const laws = activated.map((name) => {
    const i = indexOf(name);
    if (parameters[i]!.unit !== 'ohm') throw new RangeError(`${name} is no resistance: only a parameter in ohm follows sigma T = sigma0 exp(-Ea/kT) here`);
    if (name in fixed || shared.includes(name)) throw new RangeError(`${name} is both activated and ${name in fixed ? 'fixed' : 'shared'}: expected one of the two`);
    return i;
  });
  const common = new Set(shared.map(indexOf));
  const held = new Set(Object.keys(fixed).map(indexOf));
  for (const i of common) if (held.has(i)) throw new RangeError(`${parameters[i]!.name} is both shared and fixed: expected one of the two`);
  // A common Q is no common time constant: elements with such a parameter keep their own ones. A resistance and an exponent are the same in both.
  const constrained = parameters.map((q, i) => held.has(i) || (common.has(i) && q.kind !== 'exponent' && q.unit !== 'ohm'));
  const program = compileCircuit(circuit, constrained);
  const slots = new Int32Array(n * p).fill(-1);
  const slopeSlots = new Int32Array(n * p).fill(-1);
  let free = 0;
  for (let i = 0; i < p; i++) {
    if (held.has(i)) continue;
    const law = laws.includes(i);
    const single = law || common.has(i);
    for (let t = 0; t < n; t++) slots[t * p + i] = single && t > 0 ? slots[i]! : free++;
    if (!law) continue;
    for (let t = 0; t < n; t++) slopeSlots[t * p + i] = free;
    free++;
  }
  if (free > MOST_FREE) throw new RangeError(`the fit of all temperatures has ${free} free values: expected at most ${MOST_FREE}, so share more parameters or take fewer spectra`);
  const points = spectra.map((s) => s.frequency_Hz.length);
  const total = points.reduce((a, b) => a + b, 0);
  if (2 * total <= free) throw new RangeError(`the spectra have ${total} points, but the fit of all temperatures has ${free} free values: expected more`);
  const inverse = T_K.map((T) => 1 / (boltzmann_eV.value * T));
  const mean = inverse.reduce((a, b) => a + b, 0) / n;
  const meanTemperature_K = 1 / (boltzmann_eV.value * mean);
  const concat = (part: (s: Spectrum) => ArrayLike<number>): Float64Array => {
    const all = new Float64Array(total);
    let at = 0;
    for (const s of spectra) {
      all.set(part(s), at);
      at += s.frequency_Hz.length;
    }
    return all;
  };
  const rows = start.map((row) => row.map((value, i) => fixed[parameters[i]!.name] ?? value));
  return arena.scope(() => {
    const [solution, covariance, natural, sums, scalars] = [free, free * free, n * p, n, 8].map((size) => arena.zerosF64(size)) as [number, number, number, number, number];
    const status = wasm.seriesFit(
      arena.putI32(program.nodes), program.nodeCount, p, arena.putI32(slots), arena.putI32(slopeSlots), free, arena.putI32(parameters.map((q) => (q.kind === 'exponent' ? 1 : 0))),
      n, arena.putF64(inverse.map((x) => x - mean)), arena.putF64(T_K.map((T) => T / meanTemperature_K)), arena.putI32(points),
      arena.putF64(concat((s) => s.frequency_Hz)), arena.putF64(concat((s) => s.zReal_ohm)), arena.putF64(concat((s) => s.zImag_ohm)), arena.putF64(rows.flat()), EXPONENT_RANGE.lower, weightCode,
      solution, covariance, natural, sums, scalars,
    );
    if (status === 2) throw new RangeError('the fit of all temperatures has no finite start: the separate fits went wrong');
    const values = arena.getF64(solution, free);
    const c = arena.getF64(covariance, free * free);
    const s = arena.getF64(scalars, 8);
    const all = arena.getF64(natural, n * p);
    return {
      laws: laws.map((i) => {
        const [a, e] = [slots[i]!, slopeSlots[i]!];
        return { name: parameters[i]!.name, Ea_eV: values[e]!, u_Ea_eV: Math.sqrt(c[e * free + e]!), lnR: values[a]!, u_lnR: Math.sqrt(c[a * free + a]!), covariance: c[a * free + e]! };
      }),
      meanTemperature_K,
      parameters: T_K.map((_, t) => Array.from(all.subarray(t * p, t * p + p), (value, i) => fixed[parameters[i]!.name] ?? value)),
      sumOfSquares: s[0]!,
      sums: Array.from(arena.getF64(sums, n)),
      degreesOfFreedom: s[1]!,
      freeParameters: free,
      studentT: s[2]!,
      converged: status === 0 && s[4] === 0,
      evaluations: s[3]!,
    };
  });
}
