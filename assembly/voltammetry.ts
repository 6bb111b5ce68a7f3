/**
 * Linear sweep voltammetry as a sum of surface-limited irreversible peaks.
 *
 * One peak (Laviron, J. Electroanal. Chem. 52 (1974) 355; Bard & Faulkner, Electrochemical Methods, 2nd ed., eq. 14.3.18, with the
 * surface coverage eliminated): i = i_p exp(1 + u - e^u), u = s α F (E - E_p) / (R T), s = +1 for oxidation (current positive) and
 * -1 for reduction (current negative). FWHM = 2.446 R T/(α F). A scan rate v instead of v_0 moves the peak by
 * s (R T/(α F)) ln(v/v_0) and multiplies i_p by v/v_0. α is the effective transfer coefficient (0 < α <= 1).
 */

/** ln(i/i_p) of one peak at u: 1 + u - e^u (0 at u = 0, negative elsewhere). */
// @ts-ignore: decorator
@inline
function logShape(u: f64): f64 {
  return 1 + u - Math.exp(u);
}

/**
 * Currents of `peaks` peaks at `n` potentials (V). `peak` holds 4 f64 a peak: E_p (V), α, i_p (> 0, any unit), s (+1 or -1).
 * `thermal_V` = R T/F (> 0), `rate` = v/v_0 (> 0). Writes `out`, row-major (peaks + 1) × n: one row a peak, then the total. Always finite for finite input.
 */
export function sweepCurrents(potential: usize, n: i32, peak: usize, peaks: i32, thermal_V: f64, rate: f64, out: usize): void {
  const total = out + ((<usize>peaks * <usize>n) << 3);
  memory.fill(total, 0, <usize>n << 3);
  const shift = thermal_V * Math.log(rate);
  for (let p = 0; p < peaks; p++) {
    const at = peak + (<usize>p << 5);
    const alpha = load<f64>(at, 8);
    const height = load<f64>(at, 16) * rate;
    const sign = load<f64>(at, 24);
    const position = load<f64>(at) + (sign * shift) / alpha;
    const scale = (sign * alpha) / thermal_V;
    const row = out + ((<usize>p * <usize>n) << 3);
    for (let i = 0; i < n; i++) {
      const offset = <usize>i << 3;
      const current = sign * height * Math.exp(logShape(scale * (load<f64>(potential + offset) - position)));
      store<f64>(row + offset, current);
      store<f64>(total + offset, load<f64>(total + offset) + current);
    }
  }
}

/**
 * u < 0 at which a peak has risen to `fraction` (0 < fraction < 1) of its maximum: 1 + u - e^u = ln(fraction), by Newton from
 * u = ln(fraction) - 1, which lies left of the root, so that the concave function is climbed monotonically. -3.9770 at 5 %.
 */
export function onsetArgument(fraction: f64): f64 {
  const target = Math.log(fraction);
  let u = target - 1;
  for (let i = 0; i < 60; i++) {
    const step = (target - logShape(u)) / (1 - Math.exp(u));
    u += step;
    if (Math.abs(step) < 1e-14 * Math.abs(u)) break;
  }
  return u;
}
