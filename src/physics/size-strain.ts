/**
 * Domain size and microstrain from peak widths: Scherrer (Göttinger Nachr. 26 (1918) 98) and Williamson & Hall (Acta Metall. 1 (1953) 22).
 * Widths are full widths at half maximum in degrees of 2θ; a breadth β is what is left after the instrument's own width is taken off.
 */

/**
 * How the instrument's width H_i is taken off the measured H: Gaussian β² = H² − H_i², Lorentzian β = H − H_i, their geometric mean, or Voigt: a
 * Lorentzian β under a Gaussian instrument, H = 0.5346 β + √(0.2166 β² + H_i²) (Olivero & Longbothum, J. Quant. Spectrosc. Radiat. Transfer 17 (1977) 233; within 0.02 %).
 */
export type Correction = 'gaussian' | 'lorentzian' | 'mean' | 'voigt';

export interface Width {
  two_theta_deg: number;
  fwhm_deg: number;
  u_fwhm_deg: number | null;
}

export interface Instrument {
  /** Caglioti: H_i² = U tan²θ + V tanθ + W, degrees². */
  U: number;
  V: number;
  W: number;
  /** Relative standard uncertainty of H_i. */
  u_relative: number;
}

const DEGREE = Math.PI / 180;

/** H_i in degrees at 2θ; 0 where U, V, W give no real width. */
export const instrumentWidth = ({ U, V, W }: Pick<Instrument, 'U' | 'V' | 'W'>, two_theta_deg: number): number => {
  const t = Math.tan((two_theta_deg * DEGREE) / 2);
  return Math.sqrt(Math.max(0, t * (U * t + V) + W));
};

/** β and its standard uncertainty in radians; null where the peak is no wider than the instrument. */
export function breadth({ two_theta_deg, fwhm_deg: H, u_fwhm_deg: uH }: Width, instrument: Instrument, correction: Correction): { beta_rad: number; u_beta_rad: number | null } | null {
  const Hi = instrumentWidth(instrument, two_theta_deg);
  if (!(H > Hi)) return null;
  const g = Math.sqrt(H * H - Hi * Hi);
  const l = H - Hi;
  const [beta, dH, dHi] =
    correction === 'gaussian'
      ? [g, H / g, -Hi / g]
      : correction === 'lorentzian'
        ? [l, 1, -1]
        : // √(g l): its logarithm is the mean of both.
          [Math.sqrt(g * l), 0.5 * Math.sqrt(g * l) * (H / (g * g) + 1 / l), -0.5 * Math.sqrt(g * l) * (Hi / (g * g) + 1 / l)];
  const uHi = instrument.u_relative * Hi;
  if (correction === 'voigt') {
    // The quadratic a β² − b H β + H² − H_i² = 0, its lower root; derivatives of the same equation.
    const [a, b] = [0.5346 ** 2 - 0.2166, 2 * 0.5346];
    const lorentzian = (b * H - Math.sqrt(b * b * H * H - 4 * a * g * g)) / (2 * a);
    const slope = 2 * a * lorentzian - b * H;
    return { beta_rad: lorentzian * DEGREE, u_beta_rad: uH === null ? null : Math.hypot(((b * lorentzian - 2 * H) / slope) * uH, ((2 * Hi) / slope) * uHi) * DEGREE };
  }
  return { beta_rad: beta * DEGREE, u_beta_rad: uH === null ? null : Math.hypot(dH * uH, dHi * uHi) * DEGREE };
}

export interface ScherrerSize {
  /** null where the peak is no wider than the instrument. */
  size_nm: number | null;
  u_size_nm: number | null;
}

/** D = K λ/(β cosθ) for each peak; strain is taken to be none. */
export function scherrer(widths: readonly Width[], wavelength_A: number, K: number, instrument: Instrument, correction: Correction): ScherrerSize[] {
  return widths.map((width) => {
    const b = breadth(width, instrument, correction);
    if (!b) return { size_nm: null, u_size_nm: null };
    const size_nm = (0.1 * K * wavelength_A) / (b.beta_rad * Math.cos((width.two_theta_deg * DEGREE) / 2));
    return { size_nm, u_size_nm: b.u_beta_rad === null ? null : (size_nm * b.u_beta_rad) / b.beta_rad };
  });
}

export interface WilliamsonHall {
  /** One for each width: sinθ, β cosθ (radians), and its standard uncertainty; null where the peak is no wider than the instrument. */
  points: ({ x: number; y: number; u_y: number | null } | null)[];
  /** β cosθ = Kλ/D + 4ε sinθ. */
  intercept: number;
  slope: number;
  /** null where the intercept is not above 0: no size is resolved. */
  size_nm: number | null;
  u_size_nm: number | null;
  strain: number;
  u_strain: number | null;
  /** Weighted sum of squares over points − 2; null with two points. */
  reduced_chi2: number | null;
  message: string;
}

/**
 * Weighted straight line of β cosθ over sinθ (weights 1/u² where every point has an uncertainty, else equal). Errors are those of the points,
 * enlarged by √χ² where the points scatter more than that; with equal weights they come from the scatter alone.
 * Null with fewer than two usable peaks at different angles.
 */
export function williamsonHall(widths: readonly Width[], wavelength_A: number, K: number, instrument: Instrument, correction: Correction): WilliamsonHall | null {
  const points = widths.map((width) => {
    const b = breadth(width, instrument, correction);
    const theta = (width.two_theta_deg * DEGREE) / 2;
    return b && { x: Math.sin(theta), y: b.beta_rad * Math.cos(theta), u_y: b.u_beta_rad === null ? null : b.u_beta_rad * Math.cos(theta) };
  });
  const used = points.filter((p) => p !== null);
  if (used.length < 2 || used.every((p) => p.x === used[0]!.x)) return null;
  const weighted = used.every((p) => p.u_y !== null && p.u_y > 0);
  const w = used.map((p) => (weighted ? 1 / p.u_y! ** 2 : 1));
  const sum = (f: (p: { x: number; y: number }, i: number) => number): number => used.reduce((s, p, i) => s + w[i]! * f(p, i), 0);
  const S = sum(() => 1);
  // About the weighted mean, where slope and mean height are independent.
  const mean = sum((p) => p.x) / S;
  const Sxx = sum((p) => (p.x - mean) ** 2);
  const slope = sum((p) => (p.x - mean) * p.y) / Sxx;
  const height = sum((p) => p.y) / S;
  const intercept = height - slope * mean;
  const chi2 = used.length > 2 ? sum((p) => (p.y - intercept - slope * p.x) ** 2) / (used.length - 2) : null;
  const scale = weighted ? Math.max(1, chi2 ?? 1) : chi2;
  const u_slope = scale === null ? null : Math.sqrt(scale / Sxx);
  const u_intercept = scale === null ? null : Math.sqrt(scale * (1 / S + (mean * mean) / Sxx));
  const resolved = intercept > 0;
  const size_nm = resolved ? (0.1 * K * wavelength_A) / intercept : null;
  const words: string[] = [];
  if (!resolved) words.push('the line meets the axis at or below zero: no size is resolved');
  else if (u_intercept !== null && intercept < 2 * u_intercept) words.push('the intercept is within two standard errors of zero: the size is a lower bound at best');
  if (slope < 0) words.push('the slope is negative: no strain is seen, or the widths depend on the direction in the crystal');
  else if (u_slope !== null && slope < 2 * u_slope) words.push('the slope is within two standard errors of zero: no strain is resolved');
  if (chi2 !== null && weighted && chi2 > 4) words.push('the points scatter more than their errors: the widths depend on the direction in the crystal, or peaks overlap');
  return {
    points,
    intercept,
    slope,
    size_nm,
    u_size_nm: size_nm === null || u_intercept === null ? null : (size_nm * u_intercept) / intercept,
    strain: slope / 4,
    u_strain: u_slope === null ? null : u_slope / 4,
    reduced_chi2: chi2,
    message: words.join('; '),
  };
}
