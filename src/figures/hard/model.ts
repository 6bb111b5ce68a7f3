/** Two Havriliak–Negami relaxations with known answer, and what two methods make of their spectrum. */
import type { Kernels } from '../../kernels/all.ts';
import type { Relaxations, TikhonovCurve } from '../../kernels/validation.ts';
import { normal } from '../../physics/random.ts';
import { INSTRUMENT, logFrequencies } from '../../physics/transport-model.ts';

export interface HavriliakNegami {
  r_ohm: number;
  tau_s: number;
  /** Width, 0 < alpha < 1. */
  alpha: number;
  /** Asymmetry, 0 < beta <= 1; 1 is a symmetric arc (ZARC). */
  beta: number;
}

/** Z = R/(1 + (jωτ)^α)^β at one frequency: Havriliak & Negami, Polymer 8 (1967) 161. */
export function hnImpedance({ r_ohm, tau_s, alpha, beta }: HavriliakNegami, frequency_Hz: number): [re: number, im: number] {
  const power = (2 * Math.PI * frequency_Hz * tau_s) ** alpha;
  const [re, im] = [1 + power * Math.cos((alpha * Math.PI) / 2), power * Math.sin((alpha * Math.PI) / 2)];
  const modulus = r_ohm / Math.hypot(re, im) ** beta;
  const phase = -beta * Math.atan2(im, re);
  return [modulus * Math.cos(phase), modulus * Math.sin(phase)];
}

/**
 * γ(ln τ) in ohm, with ∫γ d ln τ = R: R/π (y^α)^β sin(βθ)/(y^2α + 2 y^α cos πα + 1)^(β/2), y = τ/τ0, θ = atan2(sin πα, y^α + cos πα):
 * the Stieltjes inversion −Im Z(s = −1/τ + j0)/π.
 */
export function hnDensity({ r_ohm, tau_s, alpha, beta }: HavriliakNegami, at_s: number): number {
  const y = (at_s / tau_s) ** alpha;
  const theta = Math.atan2(Math.sin(Math.PI * alpha), y + Math.cos(Math.PI * alpha));
  return ((r_ohm / Math.PI) * y ** beta * Math.sin(beta * theta)) / (y * y + 2 * y * Math.cos(Math.PI * alpha) + 1) ** (beta / 2);
}

export interface HardInput {
  /** Ratio of the two time constants. */
  ratio: number;
  alpha: number;
  beta: number;
  noise: number;
  seed: number;
}

/** The two relaxations: 2 and 5 kΩ, around 3 × 10⁻⁵ s. */
export const peaks = ({ ratio, alpha, beta }: HardInput): [HavriliakNegami, HavriliakNegami] => [
  { r_ohm: 2000, tau_s: 3e-5 / Math.sqrt(ratio), alpha, beta },
  { r_ohm: 5000, tau_s: 3e-5 * Math.sqrt(ratio), alpha, beta },
];
const SERIES_ohm = 50;

export interface Answer {
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  arcs: Relaxations;
  free: TikhonovCurve;
  /** ln τ grid and the three curves on it. */
  tau_s: number[];
  truth_ohm: number[];
  arcs_ohm: number[];
  free_ohm: number[];
  /** ∫|γ − truth| d ln τ over ∫truth d ln τ. */
  l1: { arcs: number; free: number };
}

const FREQUENCIES = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 70);
const TAU = logFrequencies(1e-9, 1e1, 601);

export function* solve(kernels: Kernels, input: HardInput): Generator<number, Answer> {
  const two = peaks(input);
  const next = normal(input.seed);
  const [zReal_ohm, zImag_ohm]: [number[], number[]] = [[], []];
  for (const f of FREQUENCIES) {
    const [a, b] = two.map((p) => hnImpedance(p, f)) as [[number, number], [number, number]];
    const [re, im] = [SERIES_ohm + a[0] + b[0], a[1] + b[1]];
    const modulus = Math.hypot(re, im);
    zReal_ohm.push(re + input.noise * modulus * next());
    zImag_ohm.push(im + input.noise * modulus * next());
  }
  const spectrum = { frequency_Hz: FREQUENCIES, zReal_ohm, zImag_ohm };
  const arcs = kernels.validation.relaxations(spectrum);
  yield 0.7;
  const free = kernels.validation.tikhonov(spectrum, arcs);
  yield 0.95;
  const truth_ohm = TAU.map((t) => hnDensity(two[0], t) + hnDensity(two[1], t));
  const arcs_ohm = onGrid(arcs.tau_s, arcs.gamma_ohm);
  const free_ohm = onGrid(free.tau_s, free.gamma_ohm);
  const total = truth_ohm.reduce((s, v) => s + v, 0);
  const distance = (curve: readonly number[]): number => curve.reduce((s, v, i) => s + Math.abs(v - truth_ohm[i]!), 0) / total;
  return { ...spectrum, arcs, free, tau_s: TAU, truth_ohm, arcs_ohm, free_ohm, l1: { arcs: distance(arcs_ohm), free: distance(free_ohm) } };
}

/** Linear interpolation in ln τ; 0 outside. */
function onGrid(tau_s: ArrayLike<number>, gamma_ohm: ArrayLike<number>): number[] {
  let k = 0;
  return TAU.map((t) => {
    while (k < tau_s.length - 2 && tau_s[k + 1]! < t) k++;
    if (tau_s.length < 2 || t < tau_s[0]! || t > tau_s[tau_s.length - 1]!) return 0;
    const share = Math.log(t / tau_s[k]!) / Math.log(tau_s[k + 1]! / tau_s[k]!);
    return gamma_ohm[k]! + share * (gamma_ohm[k + 1]! - gamma_ohm[k]!);
  });
}
