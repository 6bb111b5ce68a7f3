/** What fits of one spectrum and of several share: weights of the points, and the columns of the Jacobian. */
import { at, put } from './linalg';
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
  for (let k = 0; k < stride; k++) {
    let a = at(derivative, k);
    let b = at(derivative, stride + k);
    if (factor != 0) {
      const fr = at(factor, k);
      const fi = at(factor, stride + k);
      const t = a * fr - b * fi;
      b = a * fi + b * fr;
      a = t;
    }
    put(target, k, at(target, k) + scale * a * at(weightReal, k));
    put(target, stride + k, at(target, stride + k) + scale * b * at(weightImag, k));
  }
}
