/** The same kernel calls everywhere: inputs and raw calls as plain data, so that Node and the browsers run identical steps and bits can be compared. */
import { compileCircuit, EXPONENT_RANGE, parseCircuit } from '../../src/physics/circuit-grammar.ts';

export interface Job {
  nodes: number[];
  nodeCount: number;
  movable: number[];
  exponent: number[];
  lower: number[];
  upper: number[];
  params: number[];
  frequency_Hz: number[];
}

/** Circuit, values and frequencies of the comparison, worked out once, in Node: engines may differ in Math.pow. */
export function job(circuit: string, params: number[], points: number): Job {
  const parsed = parseCircuit(circuit);
  const program = compileCircuit(parsed);
  const isExponent = parsed.parameters.map((p) => p.kind === 'exponent');
  return {
    nodes: [...program.nodes],
    nodeCount: program.nodeCount,
    movable: [...program.movable],
    exponent: isExponent.map(Number),
    lower: isExponent.map((e) => (e ? EXPONENT_RANGE.lower : 0)),
    upper: isExponent.map((e) => (e ? EXPONENT_RANGE.upper : Number.MAX_VALUE)),
    params,
    frequency_Hz: Array.from({ length: points }, (_, i) => 7e6 * 10 ** ((-6.8 * i) / (points - 1))),
  };
}

/**
 * Z of the circuit, a deterministic disturbance of it, and the multi-start fit of that: every number as hexadecimal bits.
 * Self-contained, because it is also sent to browsers as text. `bytes` are those of impedance.wasm.
 */
export async function bitsOf(bytes: number[], given: Job): Promise<string[]> {
  type Exports = Record<string, (...args: number[]) => number> & { memory: WebAssembly.Memory };
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), {});
  const wasm = instance.exports as unknown as Exports;
  const f64 = (values: ArrayLike<number>): number => {
    const at = wasm['arenaAlloc']!(8 * values.length);
    new Float64Array(wasm.memory.buffer, at, values.length).set(values);
    return at;
  };
  const i32 = (values: ArrayLike<number>): number => {
    const at = wasm['arenaAlloc']!(4 * values.length);
    new Int32Array(wasm.memory.buffer, at, values.length).set(values);
    return at;
  };
  const zeros = (n: number): number => f64(new Float64Array(n));
  const get = (at: number, n: number): Float64Array => new Float64Array(wasm.memory.buffer, at, n).slice();
  const { nodes, nodeCount, movable, exponent, lower, upper, params, frequency_Hz } = given;
  const [n, p] = [frequency_Hz.length, params.length];
  const [zReal, zImag] = [zeros(n), zeros(n)];
  wasm['circuitImpedance']!(i32(nodes), nodeCount, p, f64(params), zeros(p), f64(frequency_Hz), n, zReal, zImag);
  const [real, imag] = [get(zReal, n), get(zImag, n)];
  // ± 0.4 %, from integers: the same in each engine.
  const shaken = (z: Float64Array, k: number): Float64Array => z.map((v, i) => v * (1 + (((i * k) % 17) - 8) / 2048));
  const starts = 16;
  const outputs = [16, p, p, p, p, p, p * p, n, n].map(zeros);
  const outliers = i32(new Int32Array(n));
  const sums = zeros(starts);
  const status = wasm['circuitFit']!(
    i32(nodes), nodeCount, p, i32(Array.from({ length: p }, (_, i) => i)), p, i32(movable),
    f64(params.map((_, i) => (exponent[i] ? 0.5 : 0.5))), 0, f64(lower), f64(upper), i32(exponent),
    f64(frequency_Hz), f64(shaken(real, 5)), f64(shaken(imag, 7)), n, i32(new Int32Array(n).fill(1)), 0, starts, 1, 0,
    ...outputs, outliers, sums,
  );
  const numbers = [status, ...real, ...imag, ...outputs.flatMap((at, i) => [...get(at, [16, p, p, p, p, p, p * p, n, n][i]!)]), ...get(sums, starts)];
  return [...new BigUint64Array(Float64Array.from(numbers).buffer)].map((b) => b.toString(16));
}

export interface ValidationJob {
  omega: number[];
  zReal: number[];
  zImag: number[];
  /** Time constants of the Tikhonov curve, s. */
  tau: number[];
  lambdas: number[];
}

/** A spectrum, disturbed by ± 0.4 % from integers, for the questions before any circuit. */
export function validationJob(frequency_Hz: number[], zReal: ArrayLike<number>, zImag: ArrayLike<number>): ValidationJob {
  const shaken = (z: ArrayLike<number>, k: number): number[] => Array.from(z, (v, i) => v * (1 + (((i * k) % 17) - 8) / 2048));
  return {
    omega: frequency_Hz.map((f) => 2 * Math.PI * f),
    zReal: shaken(zReal, 5),
    zImag: shaken(zImag, 7),
    tau: Array.from({ length: 91 }, (_, i) => 10 ** (-8.5 + i / 10)),
    lambdas: [1e-8, 1e-6, 1e-4, 1e-2],
  };
}

/**
 * Kramers-Kronig test, relaxation times of all families with a CPE allowed, their density, and the Tikhonov curve beside them: every number as
 * hexadecimal bits. Self-contained, because it is also sent to browsers as text. `bytes` are those of validation.wasm.
 */
export async function validationBitsOf(bytes: number[], given: ValidationJob): Promise<string[]> {
  type Exports = Record<string, (...args: number[]) => number> & { memory: WebAssembly.Memory };
  const { instance } = await WebAssembly.instantiate(new Uint8Array(bytes), {});
  const wasm = instance.exports as unknown as Exports;
  const f64 = (values: ArrayLike<number>): number => {
    const at = wasm['arenaAlloc']!(8 * values.length);
    new Float64Array(wasm.memory.buffer, at, values.length).set(values);
    return at;
  };
  const zeros = (n: number): number => f64(new Float64Array(n));
  const get = (at: number, n: number): number[] => [...new Float64Array(wasm.memory.buffer, at, n)];
  const n = given.omega.length;
  const stride = (n + 1) & ~1;
  const numbers: number[] = [];
  const [omega, zReal, zImag] = [given.omega, given.zReal, given.zImag].map(f64) as [number, number, number];
  const [real, imag, scalars] = [zeros(n), zeros(n), zeros(12)];
  numbers.push(wasm['kramersKronig']!(omega, zReal, zImag, n, real, imag, zeros(n), scalars), ...get(real, n), ...get(imag, n), ...get(scalars, 12));
  const [parameters, criteria, zFit, chosen] = [zeros(24), zeros(3), zeros(2 * stride), zeros(12)];
  wasm['relaxationFit']!(omega, zReal, zImag, n, 1, parameters, criteria, zFit, chosen);
  numbers.push(...get(parameters, 24), ...get(criteria, 3), ...get(zFit, 2 * stride), ...get(chosen, 12));
  const p = get(parameters, 24);
  const blocking = get(chosen, 12)[2]!;
  const tau = f64(given.tau);
  const count = given.tau.length;
  const gamma = zeros(count);
  // The first arc's density, whatever its family: ln R, ln tau, shape, and a second exponent.
  wasm['relaxationDensity']!(get(chosen, 12)[0]!, f64([p[2 + 2 * blocking]!, p[3 + 2 * blocking]!, p[4 + 2 * blocking]!, 0.9]), 1, tau, count, gamma);
  numbers.push(...get(gamma, count));
  const [found, curve, last] = [zeros(given.lambdas.length), zeros(count), zeros(4)];
  wasm['nonNegativeTikhonov']!(omega, zReal, zImag, n, p[1]!, blocking, 3e-6, 0.85, tau, count, 0, f64(given.lambdas), given.lambdas.length, found, curve, last);
  numbers.push(...get(found, given.lambdas.length), ...get(curve, count), ...get(last, 4));
  return [...new BigUint64Array(Float64Array.from(numbers).buffer)].map((b) => b.toString(16));
}
