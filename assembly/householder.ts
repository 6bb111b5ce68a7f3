/**
 * Least squares by Householder reflections (Golub, Numer. Math. 7 (1965) 206), for the residual alone: no coefficients, no normal equations.
 * Columns are contiguous, m rows (m even), aligned to 16. A column that lies in the span of those before it is left out and not counted.
 */
import { at, dot, put } from './linalg';

/** A column counts as dependent when less than this share of its length is left after projection. */
const DEPENDENT: f64 = 1e-10;

/** Columns that entered the fit of the last `leastSquaresResidual`. */
export let rank: i32 = 0;

/** y += factor * x over n values; n even, both aligned to 16. */
export function addScaled(y: usize, x: usize, factor: f64, n: i32): void {
  const f = f64x2.splat(factor);
  const end = x + (<usize>n << 3);
  while (x < end) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(f, v128.load(x))));
    x += 16;
    y += 16;
  }
}

/** Reflects y in the plane normal to the vector v, which is zero before row `row`. `beta` = 2/(v.v). */
function reflect(v: usize, y: usize, beta: f64, row: i32, m: i32): void {
  const skip = row & ~1;
  const offset = <usize>skip << 3;
  addScaled(y + offset, v + offset, -beta * dot(v + offset, y + offset, m - skip), m - skip);
}

/**
 * Replaces `rhs` (m) by its residual after projection on the `count` columns, which are overwritten; returns the sum of squared residuals.
 * betas: count f64, used: count i32 of scratch. Needs m >= rank; columns of zeros are left out.
 */
export function leastSquaresResidual(columns: usize, count: i32, m: i32, rhs: usize, betas: usize, used: usize): f64 {
  const bytes = <usize>m << 3;
  for (let c = 0; c < count; c++) {
    const column = columns + bytes * c;
    const length = Math.sqrt(dot(column, column, m));
    const scale = length > 0 ? 1 / length : 0;
    for (let i = 0; i < m; i++) put(column, i, at(column, i) * scale);
  }
  let row = 0;
  for (let c = 0; c < count && row < m; c++) {
    const v = columns + bytes * c;
    for (let i = 0; i < row; i++) put(v, i, 0);
    const rest = Math.sqrt(dot(v, v, m));
    if (!(rest > DEPENDENT)) continue;
    const pivot = at(v, row);
    put(v, row, pivot + (pivot < 0 ? -rest : rest));
    const beta = 1 / (rest * (rest + Math.abs(pivot)));
    for (let j = c + 1; j < count; j++) reflect(v, columns + bytes * j, beta, row, m);
    reflect(v, rhs, beta, row, m);
    put(betas, row, beta);
    store<i32>(used + (<usize>row << 2), c);
    row++;
  }
  rank = row;
  for (let i = 0; i < row; i++) put(rhs, i, 0);
  const sum = dot(rhs, rhs, m);
  for (let r = row - 1; r >= 0; r--) reflect(columns + bytes * load<i32>(used + (<usize>r << 2)), rhs, at(betas, r), r, m);
  return sum;
}
