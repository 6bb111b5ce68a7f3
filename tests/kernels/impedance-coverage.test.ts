/** Honest errors: over 240 seeded spectra of eight kinds the truth lies within three stated standard errors. */
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type FitOptions, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { normal, uniform } from '../../src/physics/random.ts';

const { impedance, fit } = impedanceKernel(loadKernel('impedance'));
const sweep = (n: number, high: number, low: number): number[] => Array.from({ length: n }, (_, i) => high * (low / high) ** (i / (n - 1)));

interface Kind {
  name: string;
  circuit: string;
  truth: (u: () => number) => number[];
  frequency_Hz: number[];
  noise: number;
  outliers?: number;
  start?: (truth: number[], u: () => number) => number[];
}

const log = (low: number, high: number, u: number): number => low * (high / low) ** u;
/** R, Q and alpha of an arc with a time constant drawn between two limits. */
const arc = (rLow: number, rHigh: number, tauLow: number, tauHigh: number, u: () => number): number[] => {
  const [r, tau, alpha] = [log(rLow, rHigh, u()), log(tauLow, tauHigh, u()), 0.8 + 0.18 * u()];
  return [r, tau ** alpha / r, alpha];
};
const tail = (u: () => number): number[] => [log(1e-6, 1e-5, u()), 0.7 + 0.25 * u()];
const full = sweep(70, 7e6, 1);
/** Factors up to 100 either way on R and Q; exponents anywhere from 0.5 to 1. */
const hundredfold = (truth: number[], u: () => number): number[] => truth.map((x, i) => (i % 3 === 2 || i === truth.length - 1 ? 0.5 + 0.5 * u() : x * log(0.01, 100, u())));

const kinds: Kind[] = [
  { name: 'one arc, blocking', circuit: 'p(R1,CPE1)-CPE2', truth: (u) => [...arc(500, 5e4, 3e-7, 3e-5, u), ...tail(u)], frequency_Hz: full, noise: 5e-3 },
  { name: 'two arcs, blocking', circuit: 'p(R1,CPE1)-p(R2,CPE2)-CPE3', truth: (u) => [...arc(1000, 5000, 2e-7, 1e-6, u), ...arc(1000, 5000, 1e-4, 1e-3, u), ...tail(u)], frequency_Hz: full, noise: 5e-3 },
  { name: 'overlapping arcs', circuit: 'R0-p(R1,CPE1)-p(R2,CPE2)', truth: (u) => [50, ...arc(2000, 4000, 2e-6, 4e-6, u), ...arc(2000, 4000, 5e-5, 1e-4, u)], frequency_Hz: full, noise: 2e-3 },
  { name: 'an inductive tail', circuit: 'L0-R0-p(R1,CPE1)', truth: (u) => [log(1e-7, 1e-6, u()), log(5, 50, u()), ...arc(50, 500, 1e-5, 1e-3, u)], frequency_Hz: full, noise: 5e-3 },
  { name: 'a truncated range', circuit: 'p(R1,CPE1)-CPE2', truth: (u) => [...arc(5000, 2e4, 3e-7, 1e-6, u), ...tail(u)], frequency_Hz: sweep(40, 3e5, 3), noise: 3e-3 },
  { name: 'two points off by 20 %', circuit: 'R0-p(R1,CPE1)', truth: (u) => [log(20, 200, u()), ...arc(1000, 1e4, 1e-6, 1e-4, u)], frequency_Hz: full, noise: 5e-3, outliers: 2 },
  { name: 'starts off a hundredfold', circuit: 'p(R1,CPE1)-CPE2', truth: (u) => [...arc(500, 5e4, 3e-7, 3e-5, u), ...tail(u)], frequency_Hz: full, noise: 5e-3, start: hundredfold },
  { name: 'an arc and finite diffusion', circuit: 'R0-p(R1,CPE1)-Wo1', truth: (u) => [log(10, 30, u()), ...arc(100, 300, 1e-6, 1e-5, u), log(100, 300, u()), log(0.005, 0.02, u())], frequency_Hz: full, noise: 5e-3 },
];
const SPECTRA = 30;

function spectrumOf(kind: Kind, seed: number): { truth: number[]; spectrum: Spectrum; options: FitOptions } {
  const u = uniform(seed);
  const next = normal(seed + 7919);
  const truth = kind.truth(u);
  const { zReal_ohm, zImag_ohm } = impedance(kind.circuit, truth, kind.frequency_Hz);
  const bad = new Set(Array.from({ length: kind.outliers ?? 0 }, () => Math.floor(u() * kind.frequency_Hz.length)));
  const size = zReal_ohm.map((a, k) => Math.hypot(a, zImag_ohm[k]!));
  const off = (k: number): number => (bad.has(k) ? 1.2 : 1);
  return {
    truth,
    spectrum: { frequency_Hz: kind.frequency_Hz, zReal_ohm: zReal_ohm.map((a, k) => a * off(k) + kind.noise * size[k]! * next()), zImag_ohm: zImag_ohm.map((b, k) => b * off(k) + kind.noise * size[k]! * next()) },
    options: { starts: 8, seed, compareSimpler: false, ...(kind.start && { start: kind.start(truth, u) }) },
  };
}

describe('truth within three standard errors', () => {
  let [inside, all] = [0, 0];
  it.each(kinds)('$name: at least 95 in 100 parameters', (kind) => {
    let [here, of, within1] = [0, 0, 0];
    for (let i = 0; i < SPECTRA; i++) {
      const { truth, spectrum, options } = spectrumOf(kind, 100 + i);
      const result = fit(kind.circuit, spectrum, options);
      expect(['converged', 'several_minima', 'not_determined']).toContain(result.verdict);
      result.parameters.forEach((p, j) => {
        of++;
        if (p.stderr === null) return;
        const z = Math.abs(p.value - truth[j]!) / p.stderr;
        if (z <= 3) here++;
        if (z <= 1) within1++;
      });
    }
    expect(here / of).toBeGreaterThanOrEqual(0.95);
    // Errors that are too large would pass the line above: within one standard error lie 68 in 100, here 30 x 3 to 8 correlated values.
    if (!kind.outliers) expect(within1 / of).toBeLessThan(0.85);
    if (!kind.outliers) expect(within1 / of).toBeGreaterThan(0.5);
    inside += here;
    all += of;
  });

  it('and over all kinds', () => {
    expect(all).toBeGreaterThan(1000);
    expect(inside / all).toBeGreaterThanOrEqual(0.97);
  });

  it('it bites: standard errors a third as large would fail', () => {
    let [here, of] = [0, 0];
    for (let i = 0; i < SPECTRA; i++) {
      const { truth, spectrum, options } = spectrumOf(kinds[0]!, 100 + i);
      fit(kinds[0]!.circuit, spectrum, options).parameters.forEach((p, j) => {
        of++;
        if (Math.abs(p.value - truth[j]!) <= p.stderr!) here++;
      });
    }
    expect(here / of).toBeLessThan(0.95);
  });
});
