/** exp of two values at once, the same bits in every engine: additions, multiplications and shifts alone. */

const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 in two parts, the first with 32 bits, so that a whole power of two times it is exact. */
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** 1.5 x 2^52: added to a whole number, its low bits are that number. */
const SHIFT: f64 = 6755399441055744;
/** exp of this is within a double, and so is the exponent's field. */
const MOST: f64 = 700;

// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, r: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), r));
}

/**
 * exp(x) of both lanes for -700 <= x <= 700, values beyond are taken as the limit; NaN stays NaN. x = k ln 2 + r, |r| <= ln 2/2 (Cody & Waite 1980),
 * Taylor's polynomial of degree 13 in r (its next term is below 4e-18), then the exponent's bits. Error below 1.5 units in the last place.
 */
// @ts-ignore: decorator
@inline
export function expPair(value: v128): v128 {
  const x = f64x2.max(f64x2.splat(-MOST), f64x2.min(f64x2.splat(MOST), value));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(LOG2_E)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  // Estrin's order: short chains, which the processor runs side by side.
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const p0 = f64x2.add(f64x2.splat(1), r);
  const p2 = line(0.5, 1.6666666666666666e-1, r);
  const p4 = line(4.1666666666666664e-2, 8.333333333333333e-3, r);
  const p6 = line(1.388888888888889e-3, 1.984126984126984e-4, r);
  const p8 = line(2.48015873015873e-5, 2.7557319223985893e-6, r);
  const p10 = line(2.755731922398589e-7, 2.505210838544172e-8, r);
  const p12 = line(2.08767569878681e-9, 1.6059043836821613e-10, r);
  const low = f64x2.add(p0, f64x2.mul(r2, p2));
  const middle = f64x2.add(p4, f64x2.mul(r2, p6));
  const high = f64x2.add(f64x2.add(p8, f64x2.mul(r2, p10)), f64x2.mul(r4, p12));
  const p = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  const bits = i64x2.shl(i64x2.add(f64x2.add(k, f64x2.splat(SHIFT)), i64x2.splat(1023)), 52);
  return f64x2.mul(p, bits);
}
