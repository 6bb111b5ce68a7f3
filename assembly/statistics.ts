/** Student's t, in closed form for whole degrees of freedom. */

/**
 * P(|T| <= t) for `dof` >= 1 degrees of freedom. Abramowitz & Stegun (1964), 26.7.3 and 26.7.4, theta = atan(t/sqrt(dof)).
 */
export function studentCentral(t: f64, dof: i32): f64 {
  const tangent = t / Math.sqrt(<f64>dof);
  const theta = Math.atan(tangent);
  const c = 1 / Math.sqrt(1 + tangent * tangent);
  const s = tangent * c;
  if (dof & 1) {
    let term = c;
    let sum: f64 = dof > 1 ? c : 0;
    for (let k = 3; k < dof; k += 2) {
      term *= (c * c * <f64>(k - 1)) / <f64>k;
      sum += term;
    }
    return (2 / Math.PI) * (theta + s * sum);
  }
  let term: f64 = 1;
  let sum: f64 = 1;
  for (let k = 2; k < dof; k += 2) {
    term *= (c * c * <f64>(k - 1)) / <f64>k;
    sum += term;
  }
  return s * sum;
}

/** t with P(|T| <= t) = probability (0 < probability < 1), by bisection to the last digit; infinite for dof < 1. */
export function studentQuantile(probability: f64, dof: i32): f64 {
  if (dof < 1) return Infinity;
  // Beyond this the normal limit holds to 1e-6, and the sums above stay short.
  const d = dof > 100000 ? 100000 : dof;
  let low: f64 = 0;
  let high: f64 = 2;
  while (studentCentral(high, d) < probability && high < 1e9) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = 0.5 * (low + high);
    if (studentCentral(middle, d) < probability) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}
