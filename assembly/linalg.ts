/** Small dense linear algebra on addresses. Matrices are row-major n x n f64; columns of tall matrices are contiguous. */

// @ts-ignore: decorator
@inline
export function at(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
export function put(base: usize, i: i32, value: f64): void {
  store<f64>(base + (<usize>i << 3), value);
}

/** Sum of a_i b_i over n values; n even, both addresses aligned to 16. Two partial sums in one v128. */
export function dot(a: usize, b: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  const end = a + (<usize>(n & ~3) << 3);
  while (a < end) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    a += 32;
    b += 32;
  }
  if (n & 2) s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
  s0 = f64x2.add(s0, s1);
  return f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
}

/**
 * In-place Cholesky factor of a symmetric positive definite matrix (lower triangle read and written).
 * Returns false, matrix spoilt, when a pivot falls to `floor` times its diagonal entry or below.
 */
export function cholesky(a: usize, n: i32, floor: f64): bool {
  for (let j = 0; j < n; j++) {
    const rowJ = a + (<usize>(j * n) << 3);
    const diagonal = at(rowJ, j);
    let d = diagonal;
    for (let k = 0; k < j; k++) d -= at(rowJ, k) * at(rowJ, k);
    if (!(d > floor * diagonal)) return false;
    const l = Math.sqrt(d);
    put(rowJ, j, l);
    const inverse = 1 / l;
    for (let i = j + 1; i < n; i++) {
      const rowI = a + (<usize>(i * n) << 3);
      let s = at(rowI, j);
      for (let k = 0; k < j; k++) s -= at(rowI, k) * at(rowJ, k);
      put(rowI, j, s * inverse);
    }
  }
  return true;
}

/** Solves L L^T x = b for a factor from `cholesky`; b is overwritten by x. */
export function choleskySolve(l: usize, n: i32, b: usize): void {
  for (let i = 0; i < n; i++) {
    const row = l + (<usize>(i * n) << 3);
    let s = at(b, i);
    for (let k = 0; k < i; k++) s -= at(row, k) * at(b, k);
    put(b, i, s / at(row, i));
  }
  for (let i = n - 1; i >= 0; i--) {
    let s = at(b, i);
    for (let k = i + 1; k < n; k++) s -= at(l, k * n + i) * at(b, k);
    put(b, i, s / at(l, i * n + i));
  }
}

/** inverse := (L L^T)^-1 for a factor from `cholesky`; n solves with unit vectors. `inverse` is n x n and symmetric. */
export function choleskyInverse(l: usize, n: i32, inverse: usize): void {
  for (let j = 0; j < n; j++) {
    const column = inverse + (<usize>(j * n) << 3);
    for (let i = 0; i < n; i++) put(column, i, i == j ? 1 : 0);
    choleskySolve(l, n, column);
  }
}
