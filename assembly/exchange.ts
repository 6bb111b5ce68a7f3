/**
 * Two-site chemical exchange: the Bloch-McConnell equations (H. M. McConnell, J. Chem. Phys. 28 (1958) 430), steady-state spectrum.
 *
 * S(nu) = Re (1 1) [2 pi i (nu - nu_A) + pi lb_A + k_AB,  -k_BA; -k_AB,  2 pi i (nu - nu_B) + pi lb_B + k_BA]^(-1) (p_A p_B)^T, doubled so that
 * its integral over nu is 1; k_AB = k_ex p_B, k_BA = k_ex p_A (detailed balance, k_ex = k_AB + k_BA).
 */

/**
 * Spectrum per Hz at one offset nu (Hz, from the reference of nu_A and nu_B).
 * pA in [0, 1], kex >= 0 (1/s), lb >= 0 (Hz, full width at half maximum). Not finite only where a line has neither width nor exchange.
 */
export function exchangeAt(nu: f64, nuA: f64, nuB: f64, pA: f64, kex: f64, lbA: f64, lbB: f64): f64 {
  const pB = 1 - pA;
  const kAB = kex * pB;
  const kBA = kex * pA;
  const ar = Math.PI * lbA + kAB;
  const ai = 2 * Math.PI * (nu - nuA);
  const br = Math.PI * lbB + kBA;
  const bi = 2 * Math.PI * (nu - nuB);
  // (1 1) adj (pA pB)^T / det
  const upR = pA * (br + kAB) + pB * (ar + kBA);
  const upI = pA * bi + pB * ai;
  const downR = ar * br - ai * bi - kAB * kBA;
  const downI = ar * bi + ai * br;
  return (2 * (upR * downR + upI * downI)) / (downR * downR + downI * downI);
}
