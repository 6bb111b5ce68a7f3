/**
 * Complex numbers without objects: a function leaves its result in `re` and `im`, to be read at once.
 * Accuracy: a few units in the last place for |z| from 1e-150 to 1e150; the hyperbolic functions, for real part >= 0, have no
 * cancellation near 0 and no overflow at large real part.
 */
import { cosine, sincos, sine } from './trigonometry';

export let re: f64 = 0;
export let im: f64 = 0;

/** (a + jb)(c + jd) */
export function multiply(a: f64, b: f64, c: f64, d: f64): void {
  re = a * c - b * d;
  im = a * d + b * c;
}

/** (a + jb)/(c + jd), scaled as by Smith (1962) so that neither |z|^2 over- nor underflows. */
export function divide(a: f64, b: f64, c: f64, d: f64): void {
  if (Math.abs(c) >= Math.abs(d)) {
    const q = d / c;
    const s = 1 / (c + d * q);
    re = (a + b * q) * s;
    im = (b - a * q) * s;
  } else {
    const q = c / d;
    const s = 1 / (c * q + d);
    re = (a * q + b) * s;
    im = (b * q - a) * s;
  }
}

/** Principal square root: real part >= 0. */
export function squareRoot(a: f64, b: f64): void {
  const r = Math.sqrt(a * a + b * b);
  if (r == 0) {
    re = 0;
    im = 0;
  } else if (a >= 0) {
    re = Math.sqrt(0.5 * (r + a));
    im = (0.5 * b) / re;
  } else {
    const s = Math.sqrt(0.5 * (r - a));
    re = (0.5 * Math.abs(b)) / s;
    im = b < 0 ? -s : s;
  }
}

/** Beyond this real part coth z = 1 and 1/sinh z = 2 exp(-z) to the last digit. */
const LARGE: f64 = 20;

/** sinh a for 0 <= a <= LARGE, without cancellation near 0. */
function sinhOf(a: f64): f64 {
  const t = Math.expm1(a);
  return 0.5 * (t + t / (t + 1));
}

/** coth z = (sinh a cosh a - j sin b cos b)/(sinh^2 a + sin^2 b) */
export function coth(a: f64, b: f64): void {
  if (a > LARGE) {
    re = 1;
    im = 0;
    return;
  }
  const sh = sinhOf(a);
  sincos(b);
  const s = 1 / (sh * sh + sine * sine);
  re = sh * Math.sqrt(1 + sh * sh) * s;
  im = -sine * cosine * s;
}

/** tanh z = (sinh a cosh a + j sin b cos b)/(sinh^2 a + cos^2 b) */
export function tanh(a: f64, b: f64): void {
  if (a > LARGE) {
    re = 1;
    im = 0;
    return;
  }
  const sh = sinhOf(a);
  sincos(b);
  const s = 1 / (sh * sh + cosine * cosine);
  re = sh * Math.sqrt(1 + sh * sh) * s;
  im = sine * cosine * s;
}

/** 1/sinh z = (sinh a cos b - j cosh a sin b)/(sinh^2 a + sin^2 b) */
export function csch(a: f64, b: f64): void {
  sincos(b);
  if (a > LARGE) {
    const e = 2 * Math.exp(-a);
    re = e * cosine;
    im = -e * sine;
    return;
  }
  const sh = sinhOf(a);
  const s = 1 / (sh * sh + sine * sine);
  re = sh * cosine * s;
  im = -Math.sqrt(1 + sh * sh) * sine * s;
}
