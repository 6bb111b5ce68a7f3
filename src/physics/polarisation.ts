/** A constant voltage over a mixed conductor between blocking electrodes: what flows at first, and what remains. */

export interface PolarisedCell {
  bias_V: number;
  /** Ionic resistance of the pellet. */
  rIonic_ohm: number;
  /** Blocking electrodes, both together: a CPE of Q (Ω⁻¹ s^α) and α. */
  Q: number;
  alpha: number;
  /** Electronic resistance of the pellet, d/(σ_e A). */
  rElectronic_ohm: number;
  /** Insulation of the cell, beside the pellet. */
  rLeak_ohm: number;
}

export interface PolarisationCurrents {
  ionic_A: number[];
  electronic_A: number;
  leak_A: number;
  total_A: number[];
  /** (R Q)^(1/α): from here on the ionic current falls as t^−α. */
  tau_s: number;
}

/** The integrand falls below e^−36 of itself outside the range taken, and the trapezoidal rule errs by as little. */
const NEGLIGIBLE = 36;

/**
 * Mittag-Leffler function E_α(−t^α) for 0 < α <= 1 and t > 0: the decay of a resistor in series with a CPE after a voltage step, t in units of (RQ)^(1/α).
 * Its spectrum of rates, sin(απ)/π r^(α−1)/(r^2α + 2 r^α cos απ + 1) (Gorenflo & Mainardi, CISM 378 (1997) 223, Eq. 3.24), is summed over ln r by the
 * trapezoidal rule, which converges exponentially. exp(−t) at α = 1. Ascending or not, any number of times. Throws RangeError on values out of range.
 */
export function mittagLefflerDecay(alpha: number, times: readonly number[]): number[] {
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}: expected a number above 0 and up to 1`);
  if (times.some((t) => !(t > 0) || !Number.isFinite(t))) throw new RangeError('a time is not positive: expected positive finite times');
  if (alpha === 1) return times.map((t) => Math.exp(-t));
  // Poles lie at Im ln r = ± π(1 − α)/α; exp(−rt) leaves ± π/2.
  const strip = Math.min((Math.PI * (1 - alpha)) / alpha, 1.4);
  const h = Math.min(0.25, (2 * Math.PI * strip) / NEGLIGIBLE);
  const low = Math.log(1 / Math.max(...times)) - NEGLIGIBLE / alpha;
  const high = Math.log(2 * NEGLIGIBLE / Math.min(...times));
  const cosine = Math.cos(alpha * Math.PI);
  const rates: number[] = [];
  const weights: number[] = [];
  for (let u = low; u <= high; u += h) {
    const power = Math.exp(alpha * u);
    rates.push(Math.exp(u));
    weights.push((h * Math.sin(alpha * Math.PI) * power) / (Math.PI * (power * power + 2 * power * cosine + 1)));
  }
  return times.map((t) => {
    let sum = 0;
    for (let i = 0; i < rates.length; i++) {
      const decay = rates[i]! * t;
      if (decay > 2 * NEGLIGIBLE) break;
      sum += weights[i]! * Math.exp(-decay);
    }
    return sum;
  });
}

/**
 * Currents after the step, A, at times in s. Ions: V/R E_α(−(t/τ)^α), τ = (RQ)^(1/α), the exact answer of R in series with a CPE; electrons and the
 * insulation take V/R at all times (Hebb 1952, Wagner 1957, in the ohmic limit of a small bias). All inputs positive, α <= 1; else RangeError.
 */
export function polarisationCurrents(cell: PolarisedCell, times_s: readonly number[]): PolarisationCurrents {
  for (const [name, value] of Object.entries(cell)) if (!(value > 0) || !Number.isFinite(value)) throw new RangeError(`${name} is ${value}: expected a positive number`);
  const tau_s = (cell.rIonic_ohm * cell.Q) ** (1 / cell.alpha);
  const first = cell.bias_V / cell.rIonic_ohm;
  const ionic_A = mittagLefflerDecay(cell.alpha, times_s.map((t) => t / tau_s)).map((d) => first * d);
  const electronic_A = cell.bias_V / cell.rElectronic_ohm;
  const leak_A = cell.bias_V / cell.rLeak_ohm;
  return { ionic_A, electronic_A, leak_A, total_A: ionic_A.map((i) => i + electronic_A + leak_A), tau_s };
}

/** Time in s in which electrons through a layer carry off a charge per area: q d/(σ_e V). q in C/cm², d in cm, σ_e in S/cm. */
export const selfDischarge_s = (charge_C_cm2: number, thickness_cm: number, sigmaElectronic_S_cm: number, voltage_V: number): number => (charge_C_cm2 * thickness_cm) / (sigmaElectronic_S_cm * voltage_V);
