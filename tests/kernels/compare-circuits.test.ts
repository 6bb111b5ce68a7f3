/** Circuits ranked by AICc: the true one wins, spare parameters do not, weights follow from the distances alone. */
import { describe, expect, it } from 'vitest';
import { compareCircuits } from '../../src/kernels/compare-circuits.ts';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { normal } from '../../src/physics/random.ts';

const kernel = impedanceKernel(loadKernel('impedance'));
const frequency_Hz = Array.from({ length: 70 }, (_, i) => 7e6 * 7e6 ** (-i / 69));
function measured(circuit: string, parameters: number[], seed: number): Spectrum {
  const z = kernel.impedance(circuit, parameters, frequency_Hz);
  const next = normal(seed);
  const size = z.zReal_ohm.map((a, i) => 5e-3 * Math.hypot(a, z.zImag_ohm[i]!));
  return { frequency_Hz, zReal_ohm: z.zReal_ohm.map((a, i) => a + size[i]! * next()), zImag_ohm: z.zImag_ohm.map((b, i) => b + size[i]! * next()) };
}
const NESTED = ['R1-CPE2', 'p(R1,C1)-CPE2', 'p(R1,CPE1)-CPE2', 'R0-p(R1,CPE1)-CPE2', 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3'];

describe('comparison of circuits', () => {
  it('the true circuit is best or as good as the best with fewer parameters, over 20 spectra', () => {
    let lost = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const rows = compareCircuits(kernel, measured('p(R1,CPE1)-CPE2', [8300, 2e-10, 0.92, 2e-6, 0.85], seed), NESTED);
      const truth = rows.find((r) => r.circuit === 'p(R1,CPE1)-CPE2')!;
      if (truth.delta_aicc! > 4) lost++;
      expect(rows.find((r) => r.circuit === 'p(R1,C1)-CPE2')!.delta_aicc).toBeGreaterThan(50);
      expect(rows.find((r) => r.circuit === 'p(R1,C1)-CPE2')!.words).toMatch(/^no support .* leaves structure in the residuals/);
      expect(rows.map((r) => r.k)).toEqual(rows.map((r) => kernel.fit(r.circuit, measured('R1', [1], 1), { starts: 1, compareSimpler: false }).parameters.length));
      if (rows[0] === truth) expect(truth.words).toMatch(/^least AICc/);
    }
    // A spare arc finds a chance pattern worth an AICc of 4 in one spectrum of fifty: it may sit anywhere.
    expect(lost).toBeLessThanOrEqual(2);
  });

  it('weights are exp(-delta/2), sum to 1, and rows are in order', () => {
    const rows = compareCircuits(kernel, measured('R0-p(R1,CPE1)', [50, 2000, 2e-8, 0.85], 3), ['R0-p(R1,CPE1)', 'R0-p(R1,C1)', 'R0-Zarc1', 'p(R1,CPE1)']);
    expect(rows.reduce((sum, r) => sum + r.weight!, 0)).toBeCloseTo(1, 12);
    rows.forEach((r) => expect(r.weight! / rows[0]!.weight!).toBeCloseTo(Math.exp(-(r.aicc! - rows[0]!.aicc!) / 2), 9));
    expect(rows[0]!.delta_aicc).toBe(0);
    rows.slice(1).forEach((r, i) => expect(r.delta_aicc).toBeGreaterThanOrEqual(rows[i]!.delta_aicc!));
    // The same model in two notations: no difference but rounding.
    expect(Math.abs(rows[1]!.delta_aicc!)).toBeLessThan(1e-6);
    expect(rows[1]!.words).toMatch(/as good as the best/);
  });

  it('a failed fit is last, however few parameters it has', () => {
    const rows = compareCircuits(kernel, measured('p(R1,CPE1)-CPE2', [8300, 2e-10, 0.92, 2e-6, 0.85], 1), ['R1', 'p(R1,CPE1)-CPE2']);
    expect(rows.map((r) => r.circuit)).toEqual(['p(R1,CPE1)-CPE2', 'R1']);
    expect(rows[1]!.words).toMatch(/does not describe these data/);
  });

  it.each<[string, string[], RegExp]>([
    ['none', [], /0 circuits are given/],
    ['twice the same, in two notations', ['R1-p(R2,CPE1)', 'R(RQ)'], /given twice/],
    ['an unknown element', ['R1', 'X1'], /unknown element X/],
  ])('refuses %s', (_name, circuits, message) => expect(() => compareCircuits(kernel, measured('R1', [1], 1), circuits)).toThrow(message));
});
