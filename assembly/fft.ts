/**
 * Fourier transforms of length 2^p with the positive sign, X_k = sum_j x_j exp(+2 pi i j k / n), no scaling.
 *
 * A complex number is one v128 (re, im). Radix-4 Stockham autosort (Stockham 1966; Van Loan, Computational Frameworks
 * for the FFT, 1992): no bit reversal, two buffers. Real transforms use the half-length packing
 * (Cooley, Lewis, Welch 1970).
 */
import { arenaAlloc } from './arena';

/** Length of the kept table of exp(2 pi i k / KEPT): transforms up to KEPT/2 points need nothing more. */
const KEPT = 32768;

let kept: usize = 0;
let table: usize = 0;
let tableLength: i32 = 0;

/** Fills `n` roots of unity exp(2 pi i k / n) at `at`, each from its own sine and cosine in the first eighth-turn pair. */
function fillRoots(at: usize, n: i32): void {
  const quarter = n >> 2;
  for (let k = 0; k < quarter; k++) {
    const angle = (2.0 * Math.PI * <f64>k) / <f64>n;
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    v128.store(at + (<usize>k << 4), f64x2(c, s));
    v128.store(at + (<usize>(k + quarter) << 4), f64x2(-s, c));
    v128.store(at + (<usize>(k + 2 * quarter) << 4), f64x2(-c, -s));
    v128.store(at + (<usize>(k + 3 * quarter) << 4), f64x2(s, -c));
  }
}

/** Allocates and fills the kept table; must run once, before any arena scope is opened. */
export function prepareRoots(): void {
  if (kept != 0) return;
  kept = arenaAlloc(16 * KEPT);
  fillRoots(kept, KEPT);
}

/** Makes roots for transforms up to `n` points ready: the kept table, or a longer one that lives in the caller's scope. */
export function reserveRoots(n: i32): void {
  table = kept;
  tableLength = KEPT;
  if (2 * n > KEPT) {
    tableLength = 2 * n;
    table = arenaAlloc(16 * <usize>tableLength);
    fillRoots(table, tableLength);
  }
}

/** exp(2 pi i k / n) for 0 <= k < n, n a power of two up to twice the reserved length. */
// @ts-ignore: decorator
@inline
export function root(k: i32, n: i32): v128 {
  return v128.load(table + ((<usize>k * <usize>(tableLength / n)) << 4));
}

/** a b for complex numbers. */
// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  const re = v128.shuffle<f64>(b, b, 0, 0);
  const im = v128.mul<f64>(v128.shuffle<f64>(b, b, 1, 1), f64x2(-1, 1));
  return v128.add<f64>(v128.mul<f64>(a, re), v128.mul<f64>(v128.shuffle<f64>(a, a, 1, 0), im));
}

/** i a. */
// @ts-ignore: decorator
@inline
function timesI(a: v128): v128 {
  return v128.mul<f64>(v128.shuffle<f64>(a, a, 1, 0), f64x2(-1, 1));
}

/** conj(a). */
// @ts-ignore: decorator
@inline
export function conj(a: v128): v128 {
  return v128.mul<f64>(a, f64x2(1, -1));
}

/** Transforms n complex numbers at x, with work space of the same size at y; returns the address (x or y) that holds the result. */
export function fft(x: usize, y: usize, n: i32): usize {
  let length = n;
  let stride = 1;
  while (length >= 4) {
    const quarter = length >> 2;
    const leap = (<usize>(stride * quarter)) << 4;
    for (let p = 0; p < quarter; p++) {
      const w1 = root(p, length);
      const w2 = mul(w1, w1);
      const w3 = mul(w2, w1);
      let from = x + ((<usize>(stride * p)) << 4);
      let to = y + ((<usize>(stride * 4 * p)) << 4);
      const hop = (<usize>stride) << 4;
      for (let q = 0; q < stride; q++) {
        const a = v128.load(from);
        const b = v128.load(from + leap);
        const c = v128.load(from + 2 * leap);
        const d = v128.load(from + 3 * leap);
        const ac = v128.add<f64>(a, c);
        const bd = v128.add<f64>(b, d);
        const e = v128.sub<f64>(a, c);
        const f = timesI(v128.sub<f64>(b, d));
        v128.store(to, v128.add<f64>(ac, bd));
        v128.store(to + hop, mul(v128.add<f64>(e, f), w1));
        v128.store(to + 2 * hop, mul(v128.sub<f64>(ac, bd), w2));
        v128.store(to + 3 * hop, mul(v128.sub<f64>(e, f), w3));
        from += 16;
        to += 16;
      }
    }
    const swap = x;
    x = y;
    y = swap;
    length = quarter;
    stride <<= 2;
  }
  if (length == 2) {
    const leap = (<usize>stride) << 4;
    for (let q = 0; q < stride; q++) {
      const at = (<usize>q) << 4;
      const a = v128.load(x + at);
      const b = v128.load(x + at + leap);
      v128.store(y + at, v128.add<f64>(a, b));
      v128.store(y + at + leap, v128.sub<f64>(a, b));
    }
    return y;
  }
  return x;
}

/**
 * Real output from a Hermitian spectrum: x_j = sum over k of X_k exp(2 pi i j k / n), X_(n-k) = conj X_k.
 * In: X_0..X_(n/2) at `half` (n/2 + 1 complex, destroyed); work space of n/2 complex at `work`.
 * Returns the address (half or work) of n real numbers.
 */
export function hermitianToReal(half: usize, work: usize, n: i32): usize {
  const m = n >> 1;
  // The imaginary parts of the first and last number carry nothing.
  const first = f64x2.extract_lane(v128.load(half), 0);
  const last = f64x2.extract_lane(v128.load(half + ((<usize>m) << 4)), 0);
  v128.store(half, f64x2(first + last, first - last));
  for (let k = 1; 2 * k <= m; k++) {
    const at = half + ((<usize>k) << 4);
    const mirror = half + ((<usize>(m - k)) << 4);
    const a = v128.load(at);
    const b = v128.load(mirror);
    const cb = conj(b);
    const sum = v128.add<f64>(a, cb);
    const turned = timesI(mul(v128.sub<f64>(a, cb), root(k, n)));
    v128.store(at, v128.add<f64>(sum, turned));
    v128.store(mirror, conj(v128.sub<f64>(sum, turned)));
  }
  return fft(half, work, m);
}

/**
 * Spectrum of n real numbers, X_k = sum_j x_j exp(2 pi i j k / n) for k = 0..n/2.
 * In: x at `x` (destroyed); work space of n/2 complex at `work`. Out: n/2 + 1 complex at `out` (neither x nor work).
 */
export function realToHermitian(x: usize, work: usize, out: usize, n: i32): void {
  const m = n >> 1;
  const z = fft(x, work, m);
  const z0 = v128.load(z);
  const re = f64x2.extract_lane(z0, 0);
  const im = f64x2.extract_lane(z0, 1);
  v128.store(out, f64x2(re + im, 0));
  v128.store(out + ((<usize>m) << 4), f64x2(re - im, 0));
  for (let k = 1; k < m; k++) {
    const a = v128.load(z + ((<usize>k) << 4));
    const b = conj(v128.load(z + ((<usize>(m - k)) << 4)));
    const even = v128.add<f64>(a, b);
    const odd = timesI(v128.sub<f64>(b, a));
    v128.store(out + ((<usize>k) << 4), v128.mul<f64>(f64x2.splat(0.5), v128.add<f64>(even, mul(odd, root(k, n)))));
  }
}
