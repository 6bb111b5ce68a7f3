/**
 * Gauss-Legendre rules for even functions on [-1, 1]: the n positive nodes of the rule with 2n points, weights of sum 1.
 *
 * Nodes by Newton's method on P_2n from Tricomi's start (F. G. Tricomi 1950), two nodes a vector.
 * Rules come in a ladder of sizes; each is computed once and kept.
 */
import { arenaAlloc } from './arena';

const STEPS = 31;
const SMALLEST = 8;

let ladder: usize = 0;

/** Number of nodes on step i of the ladder: 8, 10, 12, 14, 16, 20, 24, 28, 32, ... */
function sizeOf(step: i32): i32 {
  return (SMALLEST << (step >> 2)) + ((SMALLEST << (step >> 2)) >> 2) * (step & 3);
}

/** Allocates room for every rule; must run once, before any arena scope is opened. */
export function prepareRules(): void {
  if (ladder != 0) return;
  ladder = arenaAlloc(8 * STEPS);
  for (let i = 0; i < STEPS; i++) {
    const at = arenaAlloc(16 * <usize>sizeOf(i));
    store<f64>(at, 0);
    store<u32>(ladder + (<usize>i << 3), <u32>at);
  }
}

/** The ladder's smallest step with at least `wanted` nodes (or its last). */
export function ruleStep(wanted: f64): i32 {
  let step = 0;
  while (step < STEPS - 1 && <f64>sizeOf(step) < wanted) step++;
  return step;
}

export function ruleSize(step: i32): i32 {
  return sizeOf(step);
}

/** Address of n nodes in (0, 1) followed by n weights. */
export function ruleAt(step: i32): usize {
  const at = <usize>load<u32>(ladder + (<usize>step << 3));
  if (load<f64>(at) == 0) fillRule(at, sizeOf(step));
  return at;
}

function fillRule(at: usize, n: i32): void {
  const order = <f64>(2 * n);
  const shrink = 1.0 - 1.0 / (8.0 * order * order) + 1.0 / (8.0 * order * order * order);
  const one = f64x2.splat(1.0);
  // n is even: nodes two by two, the largest first.
  for (let k = 0; k < n; k += 2) {
    let x = f64x2(shrink * Math.cos((Math.PI * (<f64>k + 0.75)) / (order + 0.5)), shrink * Math.cos((Math.PI * (<f64>k + 1.75)) / (order + 0.5)));
    let slope = one;
    for (let pass = 0; pass < 3; pass++) {
      let before = one;
      let here = x;
      for (let j = 2; j <= 2 * n; j++) {
        // j P_j = (2j - 1) x P_(j-1) - (j - 1) P_(j-2), as P_j = x P + (1 - 1/j)(x P - P'').
        const xp = v128.mul<f64>(x, here);
        const next = v128.add<f64>(xp, v128.mul<f64>(f64x2.splat(1.0 - 1.0 / <f64>j), v128.sub<f64>(xp, before)));
        before = here;
        here = next;
      }
      slope = v128.div<f64>(v128.mul<f64>(f64x2.splat(order), v128.sub<f64>(v128.mul<f64>(x, here), before)), v128.sub<f64>(v128.mul<f64>(x, x), one));
      x = v128.sub<f64>(x, v128.div<f64>(here, slope));
    }
    const weight = v128.div<f64>(f64x2.splat(2.0), v128.mul<f64>(v128.sub<f64>(one, v128.mul<f64>(x, x)), v128.mul<f64>(slope, slope)));
    v128.store(at + (<usize>k << 3), x);
    v128.store(at + (<usize>(n + k) << 3), weight);
  }
}
