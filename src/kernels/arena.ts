/** What every kernel exports beside its own functions (assembly/arena.ts). */
export interface ArenaExports {
  memory: WebAssembly.Memory;
  arenaAlloc(bytes: number): number;
  arenaMark(): number;
  arenaRelease(mark: number): void;
}

/**
 * One crossing of the boundary: copy in, call, copy out, forget.
 * Views on WASM memory die when it grows, so none is kept: arrays are copied at each step.
 */
export class Arena {
  readonly #wasm: ArenaExports;

  constructor(wasm: ArenaExports) {
    this.#wasm = wasm;
  }

  /** Runs `work` and releases all that it allocated, also when it throws. */
  scope<T>(work: () => T): T {
    const mark = this.#wasm.arenaMark();
    try {
      return work();
    } finally {
      this.#wasm.arenaRelease(mark);
    }
  }

  /** Address of a copy of `values` as f64. */
  putF64(values: ArrayLike<number>): number {
    const at = this.#wasm.arenaAlloc(8 * values.length);
    new Float64Array(this.#wasm.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Address of a copy of `values` as i32. */
  putI32(values: ArrayLike<number>): number {
    const at = this.#wasm.arenaAlloc(4 * values.length);
    new Int32Array(this.#wasm.memory.buffer, at, values.length).set(values);
    return at;
  }

  /** Address of `n` zeroed f64. */
  zerosF64(n: number): number {
    const at = this.#wasm.arenaAlloc(8 * n);
    new Float64Array(this.#wasm.memory.buffer, at, n).fill(0);
    return at;
  }

  /** Address of room for `n` f64 that the kernel writes before anyone reads them; it holds what it held. */
  roomF64(n: number): number {
    return this.#wasm.arenaAlloc(8 * n);
  }

  /** Address of `n` zeroed i32. */
  zerosI32(n: number): number {
    const at = this.#wasm.arenaAlloc(4 * n);
    new Int32Array(this.#wasm.memory.buffer, at, n).fill(0);
    return at;
  }

  /** A copy of `n` f64 at `at`. */
  getF64(at: number, n: number): Float64Array {
    return new Float64Array(this.#wasm.memory.buffer, at, n).slice();
  }

  /** A copy of `n` i32 at `at`. */
  getI32(at: number, n: number): Int32Array {
    return new Int32Array(this.#wasm.memory.buffer, at, n).slice();
  }
}
