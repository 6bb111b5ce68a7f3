/**
 * Arena: the one way in which kernels get memory.
 *
 * The caller (src/kernels/arena.ts) allocates inputs and outputs here, calls one kernel function with their addresses,
 * copies the outputs out, and releases everything in one step. Kernels allocate scratch the same way. Nothing is ever
 * freed piece by piece, so there is no heap to fragment and memory stays flat over any number of calls.
 *
 * Addresses are byte offsets, aligned to 16 (one v128). Contents are not cleared.
 */

let top: usize = (__heap_base + 15) & ~15;

/** Address of `bytes` fresh bytes; grows the memory when needed (traps when the engine refuses to grow). */
export function arenaAlloc(bytes: usize): usize {
  const at = top;
  top = (at + bytes + 15) & ~15;
  const have = <usize>memory.size() << 16;
  if (top > have) {
    const pages = <i32>((top - have + 0xffff) >>> 16);
    if (memory.grow(pages) < 0) unreachable();
  }
  return at;
}

/** The present top, to be handed back to `arenaRelease` when the work is done. */
export function arenaMark(): usize {
  return top;
}

/** Forgets everything allocated since `mark`. */
export function arenaRelease(mark: usize): void {
  top = mark;
}
