/** Bragg's law, lambda = 2 d sin(theta) (Bragg & Bragg 1913), with angles as a diffractometer counts them. In the kernel, because engines differ in the last bit of their sines. */

/** sin(theta) at 2theta (degrees, 0 to 180). */
export function braggSine(twoTheta: f64): f64 {
  return Math.sin((twoTheta * Math.PI) / 360);
}

/** 2theta (degrees) where sin(theta) = sine, 0 to 1; NaN beyond. */
export function braggAngle(sine: f64): f64 {
  return (360 / Math.PI) * Math.asin(sine);
}
