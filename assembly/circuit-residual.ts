/** What fits of one spectrum and of several share: weights of the points, and the columns of the Jacobian. */
import { stride } from './circuit';

/** Weights: 1/|Z|; 1/|Re| and 1/|Im| apart; 1. */
export const MODULUS: i32 = 0;
export const PROPORTIONAL: i32 = 1;

export let weightOfReal: f64 = 0;
export let weightOfImag: f64 = 0;

/** Leaves the weights of Re and Im of one point. */
export function weigh(kind: i32, re: f64, im: f64): void {
  const a = Math.abs(re);
  const b = Math.abs(im);
  const modulus = Math.sqrt(a * a + b * b);
  weightOfReal = 1;
  weightOfImag = 1;
  if (kind == MODULUS) {
    weightOfReal = 1 / modulus;
    weightOfImag = weightOfReal;
  } else if (kind == PROPORTIONAL) {
    // A part that crosses zero would get an endless weight: no part counts as smaller than 0.1 % of |Z|.
    weightOfReal = 1 / Math.max(a, 1e-3 * modulus);
    weightOfImag = 1 / Math.max(b, 1e-3 * modulus);
  }
}

/** target += weight * scale * factor * derivative, complex by complex; factor 0 stands for 1. */
export function gather(target: usize, derivative: usize, factor: usize, scale: f64, weightReal: usize, weightImag: usize): void {
  const half = <usize>stride << 3;
  const by = f64x2.splat(scale);
  for (let offset: usize = 0; offset < half; offset += 16) {
    let a = v128.load(derivative + offset);
    let b = v128.load(derivative + half + offset);
    if (factor != 0) {
      const fr = v128.load(factor + offset);
      const fi = v128.load(factor + half + offset);
      const t = f64x2.sub(f64x2.mul(a, fr), f64x2.mul(b, fi));
      b = f64x2.add(f64x2.mul(a, fi), f64x2.mul(b, fr));
      a = t;
    }
    const to = target + offset;
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(f64x2.mul(by, a), v128.load(weightReal + offset))));
    v128.store(to + half, f64x2.add(v128.load(to + half), f64x2.mul(f64x2.mul(by, b), v128.load(weightImag + offset))));
  }
}
