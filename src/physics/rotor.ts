/**
 * One crystallite in a spinning rotor: second-order frequency of the ²³Na central transition over a turn, and the sidebands that follow from it.
 * Written plainly for teaching, one direction at a time; the powder lines of the site come from nmr.wasm, and a test holds the two together.
 */
import { uniform } from './random.ts';

/** Of the magic angle, 54.7°. */
const COS_MAGIC = Math.sqrt(1 / 3);
const SIN_MAGIC = Math.sqrt(2 / 3);
/** The second-order frequency has harmonics up to the fourth. */
export const PHASES = 64;
const COS = Array.from({ length: PHASES }, (_, i) => Math.cos((2 * Math.PI * i) / PHASES));
const SIN = Array.from({ length: PHASES }, (_, i) => Math.sin((2 * Math.PI * i) / PHASES));

/**
 * Second-order frequency in units CQ²/ν0 when the rotor axis has polar angles (theta, phi) in the frame of the field gradient (η in [0, 1]) and the rotor stands at psi:
 * −(Vxz² + Vyz²)/6 + ((Vxx − Vyy)² + 4 Vxy²)/48 of the tensor in the laboratory frame, Vzz scaled to 1 (perturbation theory, e.g. D. Freude 2000).
 */
export function rotorFrequency(eta: number, theta: number, phi: number, psi: number): number {
  const [ct, st, cf, sf, cp, sp] = [Math.cos(theta), Math.sin(theta), Math.cos(phi), Math.sin(phi), Math.cos(psi), Math.sin(psi)];
  // Principal axes 1, 2, 3 in the frame of the rotor at psi = 0: turned by -phi about z and by -theta about y.
  const axes = [
    [cf * ct, -sf, cf * st],
    [sf * ct, cf, sf * st],
    [-st, 0, ct],
  ] as const;
  let [xx, yy, xy, xz, yz] = [0, 0, 0, 0, 0];
  const weights = [(eta - 1) / 2, (-eta - 1) / 2, 1];
  for (let k = 0; k < 3; k++) {
    const [a, b, c] = axes[k]!;
    // The rotor turns by psi about its axis, which leans by the magic angle.
    const [u, y] = [a * cp - b * sp, a * sp + b * cp];
    const [x, z] = [u * COS_MAGIC + c * SIN_MAGIC, c * COS_MAGIC - u * SIN_MAGIC];
    const w = weights[k]!;
    xx += w * x * x;
    yy += w * y * y;
    xy += w * x * y;
    xz += w * x * z;
    yz += w * y * z;
  }
  return -(xz * xz + yz * yz) / 6 + ((xx - yy) ** 2 + 4 * xy * xy) / 48;
}

export interface Crystallite {
  /** Hz, at PHASES even steps of a turn. */
  frequency_Hz: number[];
  mean_Hz: number;
  /** Intensity of sideband k at mean + k ν_r; they add up to 1. */
  sidebands: { order: number; intensity: number }[];
}

export interface RotorOptions {
  CQ_MHz: number;
  eta: number;
  larmor_MHz: number;
  mas_Hz: number;
}

/** Most sidebands to each side that are kept; PHASES bounds them. */
export const ORDERS = 26;

/**
 * Frequency over a turn and sideband intensities |c_k|², c_k the Fourier coefficients of exp(i Φ(ψ)), Φ the phase gained beyond the mean
 * (M. M. Maricq, J. S. Waugh, J. Chem. Phys. 70 (1979) 3300). CQ in MHz, frequencies in Hz; exact for CQ²/(ν0 ν_r) up to about 60 (0.17 of it, and ten, is the highest order that counts).
 */
export function crystallite({ CQ_MHz, eta, larmor_MHz, mas_Hz }: RotorOptions, theta: number, phi: number): Crystallite {
  const scale_Hz = (1e6 * CQ_MHz * CQ_MHz) / larmor_MHz;
  const frequency_Hz = Array.from({ length: PHASES }, (_, i) => scale_Hz * rotorFrequency(eta, theta, phi, (2 * Math.PI * i) / PHASES));
  const mean_Hz = frequency_Hz.reduce((s, v) => s + v, 0) / PHASES;
  const phase = gainedPhase(frequency_Hz, mas_Hz);
  const [cos, sin] = [phase.map(Math.cos), phase.map(Math.sin)];
  const most = Math.min(ORDERS, Math.ceil(0.17 * (scale_Hz / mas_Hz) + 10));
  const sidebands = Array.from({ length: 2 * most + 1 }, (_, j) => {
    const order = j - most;
    let [re, im] = [0, 0];
    for (let i = 0; i < PHASES; i++) {
      const k = (((order * i) % PHASES) + PHASES) % PHASES;
      re += cos[i]! * COS[k]! + sin[i]! * SIN[k]!;
      im += sin[i]! * COS[k]! - cos[i]! * SIN[k]!;
    }
    return { order, intensity: (re * re + im * im) / (PHASES * PHASES) };
  });
  return { frequency_Hz, mean_Hz, sidebands };
}

/** Phase beyond the mean, from the harmonics 1…4 of the frequency, each integrated exactly. */
function gainedPhase(frequency_Hz: number[], mas_Hz: number): number[] {
  const out = new Array<number>(PHASES).fill(0);
  for (let m = 1; m <= 4; m++) {
    let [c, s] = [0, 0];
    for (let i = 0; i < PHASES; i++) {
      c += (2 * frequency_Hz[i]! * COS[(m * i) % PHASES]!) / PHASES;
      s += (2 * frequency_Hz[i]! * SIN[(m * i) % PHASES]!) / PHASES;
    }
    for (let i = 0; i < PHASES; i++) out[i]! += (c * SIN[(m * i) % PHASES]! - s * COS[(m * i) % PHASES]!) / (m * mas_Hz);
  }
  return out;
}

/** Evenly scattered directions: z in even steps, azimuth at random (seeded), in shuffled order, so that the first few are a fair sample. */
export function directions(count: number, seed: number): { theta: number; phi: number }[] {
  const random = uniform(seed);
  const out = Array.from({ length: count }, (_, i) => ({ theta: Math.acos((i + random()) / count), phi: 2 * Math.PI * random() }));
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

/** Sum of the crystallites' sidebands as Gaussian lines (FWHM in ppm) on an axis, per ppm; its integral is 1. */
export function powderSum(options: RotorOptions, list: readonly { theta: number; phi: number }[], fwhm_ppm: number, shift_ppm: ArrayLike<number>): Float64Array {
  const out = new Float64Array(shift_ppm.length);
  const width = fwhm_ppm / Math.sqrt(8 * Math.LN2);
  const step = shift_ppm[0]! - shift_ppm[1]!;
  const reach = 5 * width;
  for (const { theta, phi } of list) {
    const { mean_Hz, sidebands } = crystallite(options, theta, phi);
    for (const { order, intensity } of sidebands) {
      if (intensity < 1e-5) continue;
      const centre = (mean_Hz + order * options.mas_Hz) / options.larmor_MHz;
      const from = Math.max(0, Math.ceil((shift_ppm[0]! - centre - reach) / step));
      const to = Math.min(out.length - 1, Math.floor((shift_ppm[0]! - centre + reach) / step));
      for (let i = from; i <= to; i++) out[i]! += (intensity / list.length / (width * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * ((shift_ppm[i]! - centre) / width) ** 2);
    }
  }
  return out;
}
