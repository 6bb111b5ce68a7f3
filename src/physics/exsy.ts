/**
 * Two-site exchange spectroscopy: what a waiting time does to four peaks.
 * dM/dt = −(R + K) M with equal relaxation: M_ij(t) = (exp(−K t))_ij p_j e^(−R t) (R. R. Ernst, G. Bodenhausen, A. Wokaun 1987, section 9.3).
 */
export interface ExsyOptions {
  /** Population of site A, 0…1. */
  pA: number;
  /** kAB + kBA, 1/s. */
  kex_per_s: number;
  /** Waiting time, s. */
  mixing_s: number;
  /** Spin-lattice relaxation of both, s. */
  T1_s: number;
}

export interface ExsyPeaks {
  AA: number;
  BB: number;
  /** Each of the two equal cross peaks. */
  AB: number;
}

/** Volumes of the peaks; at zero waiting time they are pA, pB and 0. Detailed balance makes the two cross peaks equal. */
export function exsyPeaks({ pA, kex_per_s, mixing_s, T1_s }: ExsyOptions): ExsyPeaks {
  const pB = 1 - pA;
  const mixed = -Math.expm1(-kex_per_s * mixing_s);
  const left = Math.exp(-mixing_s / T1_s);
  return { AA: pA * (1 - pB * mixed) * left, BB: pB * (1 - pA * mixed) * left, AB: pA * pB * mixed * left };
}

/** Waiting time with the strongest cross peak, s: ln(1 + k T1)/k. */
export const bestMixing_s = (kex_per_s: number, T1_s: number): number => Math.log1p(kex_per_s * T1_s) / kex_per_s;
