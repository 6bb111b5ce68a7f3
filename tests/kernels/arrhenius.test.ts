/** The Arrhenius line: closed forms, an independent program, and the two questions it must answer: whose error, and one line or two. */
import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../src/kernels/node.ts';
import { transportKernel, type ConductivityPoint } from '../../src/kernels/transport.ts';
import { boltzmann_eV } from '../../src/physics/constants.ts';
import { hasShared, readShared } from '../shared-data.ts';

const kernel = transportKernel(loadKernel('transport'));
const k = boltzmann_eV.value;
const temperatures = [298.15, 308.15, 318.15, 328.15, 338.15, 348.15, 358.15];
const sigma = (T: number, Ea: number, s298: number): number => (s298 * 298.15 * Math.exp((Ea / k) * (1 / 298.15 - 1 / T))) / T;
const line = (Ea: number, s298: number): ConductivityPoint[] => temperatures.map((T_K) => ({ T_K, sigma_S_cm: sigma(T_K, Ea, s298) }));

describe('Arrhenius line', () => {
  it('returns the energy and the conductivity of exact data', () => {
    const r = kernel.arrhenius(line(0.352, 4e-4));
    expect(r.Ea_eV).toBeCloseTo(0.352, 12);
    expect(r.sigma_298_S_cm / 4e-4).toBeCloseTo(1, 12);
    expect(r.sigma0_S_K_cm / (4e-4 * 298.15 * Math.exp(0.352 / (k * 298.15)))).toBeCloseTo(1, 9);
    expect(r.single_line).toBe(true);
  });

  it('keeps geometry out of the energy, and in everything else', () => {
    const points = line(0.352, 4e-4).map((p) => ({ ...p, u_sigma_S_cm: 0.001 * p.sigma_S_cm }));
    const [a, b] = [0, 0.018].map((uGeometryRelative) => kernel.arrhenius(points, { uGeometryRelative }));
    expect(b!.u_Ea_eV).toBe(a!.u_Ea_eV);
    expect(b!.u_ln_sigma0 ** 2 - a!.u_ln_sigma0 ** 2).toBeCloseTo(0.018 ** 2, 12);
    expect((b!.u_sigma_298_S_cm / b!.sigma_298_S_cm) ** 2 - (a!.u_sigma_298_S_cm / a!.sigma_298_S_cm) ** 2).toBeCloseTo(0.018 ** 2, 12);
  });

  it('trusts stated errors while chi2 <= 3, and the scatter beyond; without errors always the scatter', () => {
    const wobble = [1, -1, 1, -1, 1, -1, 1];
    const scattered = (u: number): ConductivityPoint[] => line(0.35, 4e-4).map(({ T_K, sigma_S_cm }, i) => { const s = sigma_S_cm * (1 + 0.02 * wobble[i]!); return { T_K, sigma_S_cm: s, u_sigma_S_cm: u * s }; });
    const trusted = kernel.arrhenius(scattered(0.02));
    const doubted = kernel.arrhenius(scattered(0.001));
    expect(trusted.error_from).toBe('fit');
    expect(doubted.error_from).toBe('scatter');
    // The same relative errors everywhere: the scaled error is that of the unweighted line.
    const bare = kernel.arrhenius(scattered(0.001), { unweighted: true });
    expect(doubted.u_Ea_eV / bare.u_Ea_eV).toBeCloseTo(1, 9);
    expect(bare).toMatchObject({ error_from: 'scatter', reduced_chi2: null });
  });

  it('finds a break between the two regimes, and none in plain scatter', () => {
    const broken = temperatures.map((T_K): ConductivityPoint => ({ T_K, sigma_S_cm: sigma(T_K, T_K < 333 ? 0.35 : 0.5, 4e-4) * (1 + 0.003 * Math.sin(7 * T_K)) }));
    const r = kernel.arrhenius(broken);
    expect(r.single_line).toBe(false);
    expect(r.break_T_K).toBeGreaterThan(328.15);
    expect(r.break_T_K).toBeLessThan(338.15);
    expect(Math.abs(r.Ea_below_eV! - 0.35)).toBeLessThan(0.02);
    const noisy = temperatures.map((T_K): ConductivityPoint => ({ T_K, sigma_S_cm: sigma(T_K, 0.35, 4e-4) * (1 + 0.03 * Math.sin(7 * T_K)) }));
    expect(kernel.arrhenius(noisy).single_line).toBe(true);
  });

  it('points that lie on two lines better than their errors ask for are no break; a bend beyond the errors is', () => {
    // Residuals of a seeded series, in units of the errors: reduced chi2 is 0.74, yet two lines leave a tenth of it.
    const points = [[291.42, 171148.81, 140.44], [293.91, 152012.1, 135.85], [313.17, 64867.55, 58.238], [315.11, 59876.14, 53.908], [324.85, 40721.98, 35.05], [346.96, 18451.538, 14.779], [347.14, 18345.633, 13.743], [362.15, 11342.1, 7.9385], [377.71, 7182.4174, 5.9598]]
      .map(([T_K, R, u]): ConductivityPoint => ({ T_K: T_K!, sigma_S_cm: 0.1 / R!, u_sigma_S_cm: (0.1 / R!) * (u! / R!) }));
    expect(kernel.arrhenius(points).single_line).toBe(true);
    expect(kernel.arrhenius(points.map(({ T_K, sigma_S_cm }) => ({ T_K, sigma_S_cm }))).single_line).toBe(false);
    const bent = points.map((p) => ({ ...p, sigma_S_cm: p.sigma_S_cm * (p.T_K > 330 ? Math.exp((-0.02 / k) * (1 / p.T_K - 1 / 335)) : 1) }));
    const r = kernel.arrhenius(bent);
    expect(r.single_line).toBe(false);
    expect(r.break_T_K).toBeGreaterThan(320);
    expect(r.break_T_K).toBeLessThan(347);
  });

  it.each([
    ['two points', line(0.3, 1e-4).slice(0, 2), /at least 3 points/],
    ['one temperature', [1, 2, 3].map(() => ({ T_K: 300, sigma_S_cm: 1e-4 })), /at least two temperatures/],
    ['negative sigma', [...line(0.3, 1e-4), { T_K: 400, sigma_S_cm: -1 }], /sigma_S_cm of point 8 is -1/],
    ['half of the errors', line(0.3, 1e-4).map((p, i) => (i ? { ...p, u_sigma_S_cm: 1e-6 } : p)), /6 of 7 points/],
  ])('refuses %s', (_name, points, message) => expect(() => kernel.arrhenius(points)).toThrow(message));
});

describe.skipIf(!hasShared('references/impedance/arrhenius/cases.json'))('an independent program', () => {
  it('agrees to 1e-9 in energy and error, weighted and not', () => {
    const cases = JSON.parse(readShared('references/impedance/arrhenius/cases.json')) as Record<string, { points: { T_K: number; sigma_S_cm: number; u_sigma_stat_S_cm: number }[]; unweighted: { Ea_eV: number; se_eV: number; ci95_eV: number; se_ln_sigma0: number }; weighted_by_fit_stderr: { Ea_eV: number; se_internal_eV: number; reduced_chi2: number } }>;
    for (const c of Object.values(cases)) {
      const points = c.points.map((p) => ({ T_K: p.T_K, sigma_S_cm: p.sigma_S_cm, u_sigma_S_cm: p.u_sigma_stat_S_cm }));
      const weighted = kernel.arrhenius(points);
      expect(weighted.Ea_eV).toBeCloseTo(c.weighted_by_fit_stderr.Ea_eV, 9);
      expect(weighted.reduced_chi2).toBeCloseTo(c.weighted_by_fit_stderr.reduced_chi2, 6);
      if (weighted.error_from === 'fit') expect(weighted.u_Ea_eV).toBeCloseTo(c.weighted_by_fit_stderr.se_internal_eV, 9);
      const plain = kernel.arrhenius(points, { unweighted: true });
      expect(plain.Ea_eV).toBeCloseTo(c.unweighted.Ea_eV, 9);
      expect(plain.u_Ea_eV).toBeCloseTo(c.unweighted.se_eV, 9);
      expect(plain.interval95_Ea_eV[1] - plain.Ea_eV).toBeCloseTo(c.unweighted.ci95_eV, 9);
      expect(plain.u_ln_sigma0).toBeCloseTo(c.unweighted.se_ln_sigma0, 8);
    }
  });
});
