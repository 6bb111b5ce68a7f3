/** One fit of all temperatures: the truth over seeded series, the minimum against plain arithmetic, geometry kept out, laws that do not hold. */
import { describe, expect, it } from 'vitest';
import { finish } from '../../src/jobs/job.ts';
import type { Spectrum } from '../../src/kernels/impedance.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { temperatureSeries, type SeriesInput } from '../../src/kernels/temperature-series.ts';
import { boltzmann_eV } from '../../src/physics/constants.ts';
import { normal } from '../../src/physics/random.ts';

const kernels = await nodeKernels(['impedance', 'transport']);
const { impedance } = kernels;
const disc = { thickness_cm: 0.065, u_thickness_cm: 0.001, diameter_cm: 1, u_diameter_cm: 0.005 };
const CIRCUIT = 'p(R1,CPE1)-CPE2';
const temperatures = [298.15, 308.15, 318.15, 328.15, 338.15, 348.15, 358.15];
const frequency_Hz = Array.from({ length: 61 }, (_, i) => 7e6 * 7e6 ** (-i / 60));
const area = Math.PI / 4;

function noisy(circuit: string, parameters: number[], noise: number, next: () => number, points = frequency_Hz): Spectrum {
  const z = impedance.impedance(circuit, parameters, points);
  const size = z.zReal_ohm.map((a, i) => noise * Math.hypot(a, z.zImag_ohm[i]!));
  return { frequency_Hz: points, zReal_ohm: z.zReal_ohm.map((a, i) => a + size[i]! * next()), zImag_ohm: z.zImag_ohm.map((b, i) => b + size[i]! * next()) };
}

/** R of sigma T = sigma0 exp(-Ea/kT) with sigma at 298.15 K given. */
const resistance = (T: number, Ea: number, sigma298: number): number => (0.065 / area / sigma298) * (T / 298.15) * Math.exp((Ea / boltzmann_eV.value) * (1 / T - 1 / 298.15));

function series(Ea: number, noise: number, seed: number, scatter = 0): SeriesInput['spectra'] {
  const next = normal(seed);
  return temperatures.map((T_K) => ({ T_K, spectrum: noisy(CIRCUIT, [resistance(T_K, Ea, 4e-5) * Math.exp(scatter * next()), 2e-10, 0.93, 2e-6 * Math.exp((T_K - 298) / 100), 0.85], noise, next) }));
}
const run = (spectra: SeriesInput['spectra'], more: Partial<SeriesInput> = {}) => finish(temperatureSeries(kernels, { spectra, circuit: CIRCUIT, disc, global: {}, fit: { starts: 6, compareSimpler: false }, ...more }));

describe('one law in the model of all spectra', () => {
  it('without noise returns energy, conductivity and prefactor to 1e-7', () => {
    const { global, arrhenius } = run(series(0.352, 0, 1));
    expect(Math.abs(global!.Ea_eV / 0.352 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(global!.sigma_298_S_cm / 4e-5 - 1)).toBeLessThan(1e-7);
    expect(Math.abs(global!.sigma0_S_K_cm / arrhenius.sigma0_S_K_cm - 1)).toBeLessThan(1e-5);
    expect([global!.reduced_chi2, global!.error_from, arrhenius.error_from]).toEqual([0, 'fit', 'scatter']);
    // It bites: 1 % of the energy is a hundred thousand times that.
    expect(Math.abs(global!.Ea_eV / (1.01 * 0.352) - 1)).toBeGreaterThan(5e-3);
  });

  it('is at the minimum, and its error is the curvature there: by plain arithmetic over all points, every other value fitted again', () => {
    const spectra = series(0.352, 5e-3, 3);
    const { global } = run(spectra);
    // Held at Ea, a is the only common value: the sum over temperatures of fits with R fixed, minimised over a by a parabola through three of them.
    const sumAt = (Ea: number, a: number): number =>
      spectra.reduce((sum, { T_K, spectrum }) => {
        const R1 = Math.exp(a) * resistance(T_K, Ea, 4e-5) * (resistance(325, 0.352, 4e-5) / resistance(325, Ea, 4e-5));
        const start = [R1, 2e-10, 0.93, 2e-6 * Math.exp((T_K - 298) / 100), 0.85];
        return sum + impedance.fit(CIRCUIT, spectrum, { fixed: { R1 }, start, starts: 1, compareSimpler: false }).sumOfSquares;
      }, 0);
    const least = (Ea: number): number => {
      const h = 2e-4;
      const [low, mid, high] = [-h, 0, h].map((a) => sumAt(Ea, a)) as [number, number, number];
      const curvature = (low - 2 * mid + high) / (h * h);
      const slope = (high - low) / (2 * h);
      return mid - (slope * slope) / (2 * curvature);
    };
    const h = 2e-4;
    const [low, mid, high] = [-h, 0, h].map((d) => least(global!.Ea_eV + d)) as [number, number, number];
    const curvature = (low - 2 * mid + high) / (h * h);
    expect(mid).toBeCloseTo(global!.wssr, 9);
    // The parabola's minimum lies at the answer to 2 % of its error, and the error is sqrt(2 s^2/curvature) to 2 %.
    expect(Math.abs((high - low) / (2 * h) / curvature)).toBeLessThan(0.02 * global!.u_Ea_eV);
    const variance = global!.wssr_separate / (2 * 61 * 7 - 35);
    expect(Math.abs(Math.sqrt((2 * variance) / curvature) / global!.u_Ea_eV - 1)).toBeLessThan(0.02);
  });

  it('over 40 seeded series the truth lies in the 95 % interval and within three standard errors; single standard errors hold 68 in 100', () => {
    let [inside, three, one, scaled] = [0, 0, 0, 0];
    for (let i = 0; i < 40; i++) {
      const g = run(series(0.352, 5e-3, 100 + i)).global!;
      const z = Math.abs(g.Ea_eV - 0.352) / g.u_Ea_eV;
      if (g.interval95_Ea_eV[0] < 0.352 && g.interval95_Ea_eV[1] > 0.352) inside++;
      if (z < 3) three++;
      if (z < 1) one++;
      if (g.error_from === 'scatter') scaled++;
      expect(Math.abs(Math.log(g.sigma_298_S_cm / 4e-5)) / (g.u_sigma_298_S_cm / g.sigma_298_S_cm)).toBeLessThan(3);
    }
    // Student's t of five degrees of freedom is wide where the spectra give the error: 38 of 40 is the least that 95 % allows.
    expect(inside).toBeGreaterThanOrEqual(38);
    expect(three).toBeGreaterThanOrEqual(39);
    // chi2 of five degrees of freedom exceeds 3 a degree in one of a hundred.
    expect(scaled).toBeLessThanOrEqual(3);
    // 40 draws know 0.68 to 0.07.
    expect(one / 40).toBeGreaterThan(0.47);
    expect(one / 40).toBeLessThan(0.88);
  });

  it('common exponents shrink the error, and a second resistance gets its own energy', () => {
    const spectra = series(0.352, 5e-3, 9);
    expect(run(spectra, { global: { shared: ['CPE1_1'] } }).global!.u_Ea_eV).toBeLessThan(run(spectra).global!.u_Ea_eV);
    const next = normal(4);
    const two = temperatures.map((T_K) => ({
      T_K,
      spectrum: noisy('p(R1,CPE1)-p(R2,CPE2)-CPE3', [resistance(T_K, 0.3, 4e-5), 2e-11, 0.95, 3 * resistance(T_K, 0.5, 4e-5), 3e-9, 0.9, 3e-6, 0.85], 2e-3, next),
    }));
    const g = run(two, { circuit: 'p(R1,CPE1)-p(R2,CPE2)-CPE3', global: { activated: ['R2'] } }).global!;
    expect(g.activated.map((a) => a.name)).toEqual(['R1', 'R2']);
    [0.3, 0.5].forEach((Ea, i) => expect(Math.abs(g.activated[i]!.Ea_eV - Ea)).toBeLessThan(4 * g.activated[i]!.u_Ea_eV));
    expect(g.activated[0]!.u_Ea_eV).toBeLessThan(0.01);
  });

  it('spectra with different numbers of points, odd and even, in any order', () => {
    const next = normal(6);
    const spectra = temperatures.map((T_K, i) => ({ T_K, spectrum: noisy(CIRCUIT, [resistance(T_K, 0.352, 4e-5), 2e-10, 0.93, 2e-6, 0.85], 0, next, frequency_Hz.slice(0, 61 - i)) })).reverse();
    const g = run(spectra).global!;
    expect(Math.abs(g.Ea_eV / 0.352 - 1)).toBeLessThan(1e-7);
  });
});

describe('errors', () => {
  it('geometry enters sigma0 and sigma at 298 K, never Ea', () => {
    const spectra = series(0.352, 5e-3, 12);
    const [none, large] = [0, 0.005].map((u) => run(spectra, { disc: { ...disc, u_thickness_cm: u, u_diameter_cm: u } }).global!) as [NonNullable<ReturnType<typeof run>['global']>, NonNullable<ReturnType<typeof run>['global']>];
    expect(large.Ea_eV).toBe(none.Ea_eV);
    expect(large.u_Ea_eV).toBe(none.u_Ea_eV);
    expect(large.interval95_Ea_eV).toEqual(none.interval95_Ea_eV);
    const relative = Math.hypot(0.005 / 0.065, 2 * 0.005);
    expect(large.u_ln_sigma0 ** 2 - none.u_ln_sigma0 ** 2).toBeCloseTo(relative ** 2, 10);
    expect((large.u_sigma_298_S_cm / large.sigma_298_S_cm) ** 2 - (none.u_sigma_298_S_cm / none.sigma_298_S_cm) ** 2).toBeCloseTo(relative ** 2, 10);
  });

  it('temperatures that scatter raise chi2, and the error follows the scatter as that of the line does', () => {
    const { global, arrhenius } = run(series(0.352, 2e-3, 15, 0.03));
    expect(global!.error_from).toBe('scatter');
    expect(arrhenius.error_from).toBe('scatter');
    // Both scale by the same misfit; the line weighs each temperature by its own residual variance, which 117 values know to 13 %, the common fit by all.
    expect(Math.abs(global!.u_Ea_eV / arrhenius.u_Ea_eV - 1)).toBeLessThan(0.2);
    expect(Math.abs(global!.reduced_chi2 / arrhenius.reduced_chi2! - 1)).toBeLessThan(0.3);
    expect(global!.message).toMatch(/scaled by sqrt/);
  });

  it('a break between two regimes is seen by the line and costs the common law dear', () => {
    const next = normal(2);
    const spectra = temperatures.map((T_K) => {
      const r = T_K < 333 ? resistance(T_K, 0.35, 4e-5) : resistance(T_K, 0.5, 4e-5) * (resistance(333, 0.35, 4e-5) / resistance(333, 0.5, 4e-5));
      return { T_K, spectrum: noisy(CIRCUIT, [r, 2e-10, 0.93, 2e-6, 0.85], 2e-3, next) };
    });
    const { global, arrhenius } = run(spectra);
    expect(arrhenius.single_line).toBe(false);
    expect(arrhenius.break_T_K).toBeGreaterThan(328.15);
    expect(arrhenius.break_T_K).toBeLessThan(338.15);
    expect(global!.reduced_chi2).toBeGreaterThan(10);
  });
});

describe('refusals are one sentence', () => {
  const spectra = series(0.352, 5e-3, 20);
  it.each<[string, () => unknown, RegExp]>([
    ['two temperatures', () => run(spectra.slice(0, 2)), /at least 3/],
    ['an unknown resistance', () => run(spectra, { resistance: 'R9' }), /the resistance is "R9": expected one of R1/],
    ['an exponent that is activated', () => run(spectra, { global: { activated: ['CPE1_1'] } }), /CPE1_1 is no resistance/],
    ['an unknown name', () => run(spectra, { global: { shared: ['Q7'] } }), /names Q7, which .* has not/],
    ['shared and activated', () => run(spectra, { global: { shared: ['R1'] } }), /R1 is both activated and shared/],
    ['shared and fixed', () => run(spectra, { fit: { fixed: { CPE1_1: 0.9 } }, global: { shared: ['CPE1_1'] } }), /both shared and fixed/],
    ['bounds', () => run(spectra, { fit: { bounds: { R1: [1, 1e6] } } }), /no ties and no bounds/],
    ['a spectrum that is none', () => run(spectra.map((s, i) => (i === 2 ? { ...s, label: 'third', spectrum: { frequency_Hz: [1], zReal_ohm: [0], zImag_ohm: [0] } } : s))), /^third: Z of point 1 is 0/],
    ['a temperature of 0', () => impedance.fitSeries(CIRCUIT, spectra.map((s) => s.spectrum), [0, 1, 2, 3, 4, 5, 6], spectra.map(() => [1, 1, 0.9, 1, 0.9]), { activated: ['R1'] }), /a temperature is 0/],
  ])('%s', (_name, work, message) => {
    expect(work).toThrow(RangeError);
    expect(work).toThrow(message);
  });
});
