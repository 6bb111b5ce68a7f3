/**
 * Central B-splines as spreading and interpolating kernels of a nonuniform Fourier transform
 * (Dutt & Rokhlin 1993; Beylkin 1995): on a grid of n points the spline of order p turns the component of index k into
 * sinc(k/n)^p times itself, plus images smaller by (k/(n - k))^p. A decaying signal has no weight where the images are large.
 */

// Weights of the quintic spline for the six nodes -2..3 around a fraction u in [0, 1).
// @ts-ignore: decorator
@inline
export function quintic0(u: f64): f64 {
  const v = 1 - u;
  const w = v * v;
  return (w * w * v) / 120.0;
}
// @ts-ignore: decorator
@inline
export function quintic1(u: f64): f64 {
  return (26 + u * (-50 + u * (20 + u * (20 + u * (-20 + 5 * u))))) / 120.0;
}
// @ts-ignore: decorator
@inline
export function quintic2(u: f64): f64 {
  const w = u * u;
  return (66 + w * (-60 + w * (30 - 10 * u))) / 120.0;
}

// Weights of the cubic spline for the four nodes -1..2 around a fraction u in [0, 1).
// @ts-ignore: decorator
@inline
export function cubic0(u: f64): f64 {
  const v = 1 - u;
  return (v * v * v) / 6.0;
}
// @ts-ignore: decorator
@inline
export function cubic1(u: f64): f64 {
  return (4 + u * u * (3 * u - 6)) / 6.0;
}

/** sin(pi f) / (pi f). */
export function sinc(f: f64): f64 {
  const x = Math.PI * f;
  return x < 1e-4 && x > -1e-4 ? 1.0 - (x * x) / 6.0 : Math.sin(x) / x;
}
