/** Profile-likelihood intervals: equal to the linear ones where the data are plenty, honest where an arc is half visible. */
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { profileInterval } from '../../src/kernels/profile-likelihood.ts';
import { normal } from '../../src/physics/random.ts';

const kernel = impedanceKernel(loadKernel('impedance'));
const sweep = (n: number, high: number, low: number): number[] => Array.from({ length: n }, (_, i) => high * (low / high) ** (i / (n - 1)));

function noisy(circuit: string, truth: number[], frequency_Hz: number[], noise: number, seed: number): Spectrum {
  const { zReal_ohm, zImag_ohm } = kernel.impedance(circuit, truth, frequency_Hz);
  const next = normal(seed);
  const size = zReal_ohm.map((a, k) => noise * Math.hypot(a, zImag_ohm[k]!));
  return { frequency_Hz, zReal_ohm: zReal_ohm.map((a, k) => a + size[k]! * next()), zImag_ohm: zImag_ohm.map((b, k) => b + size[k]! * next()) };
}

describe('profile-likelihood intervals', () => {
  const circuit = 'p(R1,CPE1)-CPE2';
  const truth = [8300, 2e-10, 0.92, 2e-6, 0.85];
  const data = noisy(circuit, truth, sweep(70, 7e6, 1), 5e-3, 1);
  const fit = kernel.fit(circuit, data);

  it.each(fit.parameters.map((p) => p.name))('%s, well determined: within 3 percent of the width of the linear interval', (name) => {
    const linear = fit.parameters.find((p) => p.name === name)!.interval95!;
    const { interval95, profile } = profileInterval(kernel, circuit, data, fit, name);
    const width = linear[1] - linear[0];
    expect(Math.abs(interval95[0]! - linear[0])).toBeLessThan(0.03 * width);
    expect(Math.abs(interval95[1]! - linear[1])).toBeLessThan(0.03 * width);
    profile.slice(1).forEach((p, i) => expect(p.value).toBeGreaterThan(profile[i]!.value));
  });

  it('at its ends a fresh search with many starts finds the sum that defines them', () => {
    const { interval95 } = profileInterval(kernel, circuit, data, fit, 'R1');
    for (const value of interval95) {
      const again = kernel.fit(circuit, data, { fixed: { R1: value! }, starts: 16 });
      const target = fit.sumOfSquares * (1 + fit.studentT! ** 2 / fit.degreesOfFreedom);
      // Ends are known to 0.1 % of the half width, where the sum's excess over the least changes by 0.2 %.
      expect(Math.abs((again.sumOfSquares - fit.sumOfSquares) / (target - fit.sumOfSquares) - 1)).toBeLessThan(0.01);
    }
  });

  it('a half-visible arc: the truth inside in at least 85 of 100, the interval not symmetric', () => {
    // The top of the arc (36 kHz) lies well below the lowest frequency: only its flank is seen.
    const hidden = [50, 5000, 3e-9, 0.9];
    const range = sweep(40, 3e6, 1e6);
    let inside = 0;
    let skewed = 0;
    const draws = 40;
    for (let seed = 1; seed <= draws; seed++) {
      const s = noisy('R0-p(R1,CPE1)', hidden, range, 1e-2, 50 + seed);
      const f = kernel.fit('R0-p(R1,CPE1)', s, { compareSimpler: false });
      const { interval95: [low, high] } = profileInterval(kernel, 'R0-p(R1,CPE1)', s, f, 'R1');
      if ((low ?? 0) <= 5000 && (high ?? Infinity) >= 5000) inside++;
      const best = f.parameters[1]!.value;
      if (high === null || high / best > (1.05 * best) / low!) skewed++;
    }
    // 95 % of 40 draws, minus three standard errors of such a count.
    expect(inside).toBeGreaterThanOrEqual(34);
    expect(skewed).toBeGreaterThan(draws / 2);
  });

  it('an arc of which only the start is seen has no upper end', () => {
    const s = noisy('R0-p(R1,CPE1)', [50, 1e7, 3e-9, 0.9], sweep(40, 3e6, 3e4), 5e-3, 3);
    const f = kernel.fit('R0-p(R1,CPE1)', s, { compareSimpler: false });
    const { interval95 } = profileInterval(kernel, 'R0-p(R1,CPE1)', s, f, 'R1');
    expect(interval95[0]).toBeGreaterThan(5000);
    expect(interval95[1]).toBeNull();
  });

  it.each<[string, string, object, RegExp]>([
    ['an unknown name', 'R7', {}, /has no parameter R7: expected one of R1, CPE1_0/],
    ['a tied one', 'CPE2_1', { ties: { CPE2_1: 'CPE1_1' } }, /CPE2_1 is fixed or tied/],
  ])('refuses %s', (_name, name, options, message) => expect(() => profileInterval(kernel, circuit, data, fit, name, options)).toThrow(message));
});
