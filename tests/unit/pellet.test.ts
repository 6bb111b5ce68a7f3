/** From a fitted spectrum to a conductivity: rules of thumb on figures drawn by hand, sums and errors against draws, words where rules fail. */
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { parseCircuit } from '../../src/physics/circuit-grammar.ts';
import { pelletReport, type FittedValues } from '../../src/physics/pellet.ts';
import { quickResistances } from '../../src/physics/quick-resistance.ts';
import { normal } from '../../src/physics/random.ts';
import { hasShared, readShared } from '../shared-data.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';

const { impedance, fit } = impedanceKernel(loadKernel('impedance'));
const frequency_Hz = Array.from({ length: 70 }, (_, i) => 7e6 * 7e6 ** (-i / 69));
const disc = { thickness_cm: 0.065, u_thickness_cm: 0.001, diameter_cm: 1, u_diameter_cm: 0.005 };

function measured(circuit: string, parameters: number[], noise = 0, seed = 1): Spectrum {
  const z = impedance(circuit, parameters, frequency_Hz);
  const next = normal(seed);
  const size = z.zReal_ohm.map((a, i) => noise * Math.hypot(a, z.zImag_ohm[i]!));
  return { frequency_Hz, zReal_ohm: z.zReal_ohm.map((a, i) => a + size[i]! * next()), zImag_ohm: z.zImag_ohm.map((b, i) => b + size[i]! * next()) };
}
const report = (circuit: string, spectrum: Spectrum) => pelletReport(parseCircuit(circuit), fit(circuit, spectrum), spectrum, disc);

describe('quick resistances', () => {
  it('are exact on a half circle and a straight line drawn by hand', () => {
    // Half circle from 100 to 500 ohm, then a line from (500, 0) at 60 degrees; one point a frequency.
    const angles = [0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7, 3].map((a) => [300 - 200 * Math.cos(a), 200 * Math.sin(a)] as const);
    const tail = [5, 20, 60, 120, 200, 300, 450].map((t) => [500 + t * 0.5, t * Math.sqrt(0.75)] as const);
    const points = [...angles, ...tail];
    const s = { frequency_Hz: points.map((_, i) => 10 ** (6 - 0.5 * i)), zReal_ohm: points.map((p) => p[0]), zImag_ohm: points.map((p) => -p[1]) };
    const [minimum, circle, line] = quickResistances(s);
    expect(minimum!.r_ohm).toBeCloseTo(502.5, 9);
    expect(circle!.r_ohm).toBeCloseTo(500, 6);
    expect(line!.r_ohm).toBeCloseTo(500, 6);
    expect(line!.u_r_ohm).toBeLessThan(1e-6);
    // Any order of the points.
    expect(quickResistances({ frequency_Hz: [...s.frequency_Hz].reverse(), zReal_ohm: [...s.zReal_ohm].reverse(), zImag_ohm: [...s.zImag_ohm].reverse() })).toEqual([minimum, circle, line]);
  });

  it.each<[string, string, number[], (number | null)[]]>([
    ['arc and tail far apart', 'p(R1,CPE1)-CPE2', [8300, 2e-11, 0.95, 2e-6, 0.85], [8300, 8300, 8300]],
    ['only the end of an arc in the range', 'p(R1,CPE1)-CPE2', [206, 1e-10, 0.95, 2e-6, 0.85], [206, null, 206]],
    ['a closed arc', 'R0-p(R1,CPE1)', [50, 2000, 2e-8, 0.85], [2050, 2050, null]],
    ['a tail alone', 'R0-CPE1', [100, 1e-6, 0.8], [null, null, 100]],
    ['a resistor', 'R0', [100], [100, null, null]],
    ['a capacitor', 'C1', [1e-9], [null, null, null]],
  ])('%s', (_name, circuit, parameters, expected) => {
    const found = quickResistances(measured(circuit, parameters, 1e-3));
    found.forEach((q, i) => {
      if (expected[i] === null) expect(q.r_ohm, q.how).toBeNull();
      else expect(Math.abs(q.r_ohm! / expected[i]! - 1), q.how).toBeLessThan(0.03);
      expect(q.how.length).toBeGreaterThan(20);
    });
  });

  it('the error of the straight line is that of its scatter over draws', () => {
    const draws = Array.from({ length: 300 }, (_, seed) => quickResistances(measured('p(R1,CPE1)-CPE2', [206, 1e-10, 0.95, 2e-6, 0.85], 5e-3, seed + 1))[2]!);
    const mean = draws.reduce((sum, q) => sum + q.r_ohm!, 0) / draws.length;
    const scatter = Math.sqrt(draws.reduce((sum, q) => sum + (q.r_ohm! - mean) ** 2, 0) / (draws.length - 1));
    const stated = draws.reduce((sum, q) => sum + q.u_r_ohm!, 0) / draws.length;
    // 300 draws know a scatter to 4 %; noise along the line counts as well as across it, which the regression does not know.
    expect(Math.abs(stated / scatter - 1)).toBeLessThan(0.25);
    expect(Math.abs(mean - 206)).toBeLessThan(scatter);
  });
});

describe('the report', () => {
  it('adds up resistances along the direct path, and gives the sum its error', () => {
    const circuit = parseCircuit('R0-p(R1,CPE1)-p(R2-R3,R4)-p(C1,R5-W1)-K1-Zarc2-L1-CPE3');
    const values = [1, 20, 1e-9, 0.9, 30, 40, 50, 1e-6, 60, 5, 70, 1e-3, 80, 1e-2, 0.8, 1e-6, 1e-6, 0.8];
    const n = circuit.parameters.length;
    expect(n).toBe(values.length);
    const sigma = values.map((v) => 0.01 * v);
    const fitted: FittedValues = { parameters: circuit.parameters.map((p, i) => ({ name: p.name, value: values[i]!, stderr: sigma[i]! })), covariance: sigma.map((a, i) => sigma.map((b, j) => (i === j ? a * b : 0))) };
    const total = (v: number[]): number => v[0]! + v[1]! + ((v[4]! + v[5]!) * v[6]!) / (v[4]! + v[5]! + v[6]!) + v[8]! + v[10]! + v[12]!;
    const r = pelletReport(circuit, fitted, measured('p(R1,CPE1)-CPE2', [206, 1e-10, 0.95, 2e-6, 0.85]), disc);
    expect(r.total_ohm).toBeCloseTo(total(values), 9);
    const variance = values.reduce((sum, v, i) => sum + (sigma[i]! * (total(values.map((x, j) => (j === i ? x * 1.0001 : x))) - total(values)) / (1e-4 * v)) ** 2, 0);
    expect(r.u_total_ohm! / Math.sqrt(variance)).toBeCloseTo(1, 3);
    expect(r.arcs.map((a) => a.branch)).toEqual(['p(R1,CPE1)', 'K1', 'Zarc2', 'CPE3']);
    const area = Math.PI / 4;
    expect(r.conductivity!.sigma_S_cm).toBeCloseTo(0.065 / (total(values) * area), 12);
  });

  it('a Zarc and the same p(R,CPE) have one capacitance with one error', () => {
    const s = measured('p(R1,CPE1)-CPE2', [8300, 2e-11, 0.95, 2e-6, 0.85], 5e-3);
    const [a, b] = [report('p(R1,CPE1)-CPE2', s).arcs[0]!, report('Zarc1-CPE2', s).arcs[0]!];
    expect(b.capacitance_F / a.capacitance_F).toBeCloseTo(1, 6);
    expect(b.u_capacitance_F! / a.u_capacitance_F!).toBeCloseTo(1, 3);
  });

  it('bulk has a possible permittivity, a blocking CPE is an electrode, all quick rules agree', () => {
    const r = report('p(R1,CPE1)-CPE2', measured('p(R1,CPE1)-CPE2', [8300, 2e-11, 0.95, 2e-6, 0.85], 5e-3));
    expect(r.words).toBe('all three quick estimates agree with the fit');
    expect(r.arcs[0]).toMatchObject({ branch: 'p(R1,CPE1)', model: 'Hsu-Mansfeld', class: 'bulk' });
    expect(r.arcs[0]!.permittivity).toMatchObject({ plausibleForBulk: true });
    // tau = RC is where -Im Z of the arc is largest.
    expect(r.arcs[0]!.tau_s! / (8300 * 2e-11) ** (1 / 0.95)).toBeCloseTo(1, 1);
    expect(r.arcs[1]).toMatchObject({ branch: 'CPE2', model: 'Brug', class: 'electrode interface', permittivity: null, r_ohm: null });
    expect(Math.abs(r.conductivity!.sigma_S_cm / (0.065 / (8300 * (Math.PI / 4))) - 1)).toBeLessThan(0.005);
  });

  it('says why a rule fails: arcs that overlap, a tail that begins inside an arc', () => {
    const two = report('R0-p(R1,CPE1)-p(R2,C2)', measured('R0-p(R1,CPE1)-p(R2,C2)', [50, 2000, 2e-9, 0.85, 300, 1e-5], 5e-3));
    const circle = two.estimates.find((e) => e.method === 'circle')!;
    expect(circle.agrees).toBe(false);
    expect(circle.deviation_percent).toBeLessThan(-5);
    expect(circle.words).toMatch(/% below the fit: one circle does not hold all arcs/);
    const near = report('p(R1,CPE1)-CPE2', measured('p(R1,CPE1)-CPE2', [8300, 2e-8, 0.85, 2e-6, 0.8], 5e-3));
    expect(near.estimates[0]!.agrees).toBe(false);
    expect(near.words).toMatch(/disagree/);
  });

  it('an exponent at its limit leaves the arc out, not the report', () => {
    const circuit = parseCircuit('p(R1,CPE1)-CPE2');
    const parameters = [8300, 1e-30, 0.05, 2e-6, 0.85].map((value, i) => ({ name: circuit.parameters[i]!.name, value, stderr: 0.1 * value }));
    const s = measured('p(R1,CPE1)-CPE2', [8300, 2e-11, 0.95, 2e-6, 0.85], 5e-3);
    expect(pelletReport(circuit, { parameters, covariance: parameters.map(() => [0, 0, 0, 0, 0]) }, s, disc).arcs.map((a) => a.branch)).toEqual(['CPE2']);
  });

  it('without a standard error there is no conductivity, and without a resistance a sentence', () => {
    const s = measured('p(R1,CPE1)-CPE2', [8300, 2e-11, 0.95, 2e-6, 0.85], 5e-3);
    const fixed = fit('p(R1,CPE1)-CPE2', s, { fixed: { R1: 8300 } });
    expect(pelletReport(parseCircuit('p(R1,CPE1)-CPE2'), fixed, s, disc)).toMatchObject({ total_ohm: 8300, u_total_ohm: null, conductivity: null });
    expect(() => pelletReport(parseCircuit('CPE1'), fit('CPE1', s), s, disc)).toThrow(/CPE1 has no resistance on its direct path/);
  });
});

describe.skipIf(!hasShared('data/eisfitpython'))('seven measured spectra of one solid conductor', () => {
  it.each([140, 160, 180, 200])('%i °C: bulk below grain boundary below electrode; the minimum of −Im Z within 5 % of the fit', (celsius) => {
    const s = readImpedance(readShared(`data/eisfitpython/s04147-${celsius}deg.txt`)).spectra[0]!;
    const circuit = 'p(R1,CPE1)-p(R2,CPE2)-CPE3';
    const r = pelletReport(parseCircuit(circuit), fit(circuit, s), s, { thickness_cm: 0.21, u_thickness_cm: 0.001, diameter_cm: 0.8, u_diameter_cm: 0.005 });
    expect(r.arcs[0]!.class).toBe('bulk');
    expect(r.arcs[2]!.class).toBe('electrode interface');
    expect(r.arcs[0]!.capacitance_F).toBeLessThan(r.arcs[1]!.capacitance_F);
    expect(Math.abs(r.estimates[0]!.deviation_percent!)).toBeLessThan(5);
  });
});
