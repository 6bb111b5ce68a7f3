/** The reported numbers that the figures promise to meet, each with a wrong model that the test refuses. */
import { describe, expect, test } from 'vitest';
import { fitMeasurement, measure } from '../../src/figures/parts/pellet-spectrum.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { chargeBalance, compositionAt, SAMPLES } from '../../src/physics/composition.ts';
import { EA_RANGE_meV, INSTRUMENT, kelvin, pelletAt, sigmaAt, sigmaRoom } from '../../src/physics/transport-model.ts';

const kernels = await nodeKernels(['impedance', 'transport']);
const input = (x: number) => ({ x, T_C: 25, Ea_meV: 359, stray_pF: 100, permittivity: 10 });
const grid = Array.from({ length: 626 }, (_, i) => 1.375 + i / 1000);

type Sigma = (x: number) => number;
const aboveFloor = (sigma: Sigma): boolean => SAMPLES.every((x) => sigma(x) > 1.0e-4);
const peak = (sigma: Sigma): number => grid.reduce((best, x) => (sigma(x) > sigma(best) ? x : best));
/** To the two printed digits. */
const prints = (value: number, printed: number): boolean => Number(value.toPrecision(2)) === printed;

describe('σ(x) at 25 °C (Figures 3b, 3c, 3d and the first picture)', () => {
  test('exceeds 1.0e-4 S/cm for all six samples; a hump twice as steep does not', () => {
    expect(aboveFloor(sigmaRoom)).toBe(true);
    expect(aboveFloor((x) => 4e-4 * (sigmaRoom(x) / 4e-4) ** 2)).toBe(false);
  });
  test('is largest at x = 1.625; a hump shifted by 0.01 is not', () => {
    expect(peak(sigmaRoom)).toBe(1.625);
    expect(peak((x) => sigmaRoom(x - 0.01))).not.toBe(1.625);
  });
  test('prints 4.0e-4 at 1.625 and 1.2e-4 at 2.000; 5 % more does not', () => {
    expect(prints(sigmaRoom(1.625), 4.0e-4) && prints(sigmaRoom(2), 1.2e-4)).toBe(true);
    expect(prints(1.05 * sigmaRoom(1.625), 4.0e-4) || prints(1.05 * sigmaRoom(2), 1.2e-4)).toBe(false);
  });
  test('falls from each sample to the next beyond the maximum', () => {
    for (const [a, b] of [[1.625, 1.75], [1.75, 1.875], [1.875, 2]] as const) expect(sigmaRoom(b)).toBeLessThan(sigmaRoom(a));
  });
});

describe('a fit of the synthetic measurement (Figure 3b)', () => {
  // L/(σA) from the facts about the pellet: 0.482 mm and 0.472 mm over 0.7854 cm², by hand.
  test.each([
    [1.625, 153.3],
    [2, 501],
  ])('returns R of x = %f within 1 %% of %f Ω for twenty seeds; a resistance 5 %% off is refused', (x, expected) => {
    const pellet = pelletAt(input(x));
    // The expectation is rounded to the whole ohm or tenth: 0.15 %.
    expect(Math.abs(pellet.r_ohm / expected - 1)).toBeLessThan(0.0015);
    const within = (r: number): boolean => Math.abs(r / expected - 1) < 0.01 + 0.0015;
    for (let seed = 1; seed <= 20; seed++) {
      const r = fitMeasurement(kernels, measure(kernels, pellet, seed)).parameters[0]!;
      expect(r.name).toBe('R1');
      expect(within(r.value)).toBe(true);
      expect(within(1.05 * r.value)).toBe(false);
    }
  });
  test('errors are honest: the true R lies inside the 95 % interval about nineteen times in twenty', () => {
    const pellet = pelletAt(input(1.625));
    let inside = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const [low, high] = fitMeasurement(kernels, measure(kernels, pellet, seed)).parameters[0]!.interval95!;
      if (low <= pellet.r_ohm && pellet.r_ohm <= high) inside++;
    }
    // Binomial, n = 100, p = 0.95: 88 to 100 holds with probability above 0.995; errors half as large would give about 67.
    expect(inside).toBeGreaterThanOrEqual(88);
  });
  test('measures nothing above 7 MHz or below 1 Hz', () => {
    const { frequency_Hz } = measure(kernels, pelletAt(input(1.625)), 1);
    expect(Math.max(...frequency_Hz)).toBe(INSTRUMENT.max_Hz);
    expect(Math.min(...frequency_Hz)).toBeCloseTo(INSTRUMENT.min_Hz, 9);
    expect(INSTRUMENT).toEqual({ max_Hz: 7e6, min_Hz: 1 });
  });
  test('without stray capacitance the top of the arc lies above the instrument at 25 °C, for every plausible permittivity (E16)', () => {
    for (const permittivity of [6, 10, 15]) {
      for (const x of [1.625, 2]) expect(pelletAt({ ...input(x), stray_pF: 0, permittivity }).apex_Hz).toBeGreaterThan(7e6);
      // Facts: 48 to 120 MHz for 4e-4 S/cm and ε_r from 6 to 15: σ/(2π ε0 ε_r), whatever the shape of the pellet.
      expect(pelletAt({ ...input(1.625), stray_pF: 0, permittivity }).apex_Hz).toBeCloseTo(4e-4 / (2 * Math.PI * 8.8541878e-14 * permittivity), -4);
    }
  });
});

describe('σ(T) (Figure 3d)', () => {
  const energy = (Ea_meV: number, x = 1.625, prefactor = (T: number): number => 1 / T): number =>
    kernels.transport.arrhenius([10, 30, 50, 70].map((t) => ({ T_K: kelvin(t), sigma_S_cm: (sigmaAt(sigmaRoom(x), kelvin(t), Ea_meV) * prefactor(kelvin(t))) / (1 / kelvin(t)) }))).Ea_eV;
  test('gives back its activation energy through the regression of ln σT; a curve without 1/T does not', () => {
    for (const x of SAMPLES) for (const Ea of [EA_RANGE_meV.min, 359, EA_RANGE_meV.max]) expect(1000 * energy(Ea, x)).toBeCloseTo(Ea, 6);
    // Dropping 1/T costs one kT, 27 meV near 313 K.
    expect(Math.abs(1000 * energy(359, 1.625, () => 1) - 359)).toBeGreaterThan(20);
  });
  test('passes through the reported values at 25 °C whatever the activation energy', () => {
    for (const Ea of [348, 370]) expect(sigmaAt(sigmaRoom(2), 298.15, Ea)).toBeCloseTo(1.2e-4, 12);
  });
});

test('composition (Figure 1a): Y : Zr is 1 : 3, charge balances, 2.25 leaves no sodium; one chloride too many is seen', () => {
  for (const x of [0, 0.3, ...SAMPLES, 2.25]) {
    const { atoms, moleFraction } = compositionAt(x);
    expect(atoms.Zr / atoms.Y).toBeCloseTo(3, 12);
    expect(moleFraction.ZrCl4 / moleFraction.YCl3).toBeCloseTo(3, 12);
    expect(chargeBalance(atoms).net).toBe(0);
    expect(chargeBalance({ ...atoms, Cl: atoms.Cl + 1 }).net).toBe(-1);
  }
  expect(compositionAt(2.25).atoms.Na).toBe(0);
});
