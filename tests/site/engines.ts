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
