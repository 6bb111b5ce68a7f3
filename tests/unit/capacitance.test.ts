/** Effective capacitances: limits that must hold exactly, the top of the arc, an independent report, errors against random draws. */
import { describe, expect, it } from 'vitest';
import { impedanceKernel } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { brugCapacitance, capacitanceClass, hsuMansfeldCapacitance, permittivityCheck } from '../../src/physics/capacitance.ts';
import { normal } from '../../src/physics/random.ts';
import { hasShared, readShared } from '../shared-data.ts';

const disc = { thickness_cm: 0.065, u_thickness_cm: 0.001, diameter_cm: 1, u_diameter_cm: 0.005 };

describe('effective capacitance', () => {
  it('with alpha = 1 the CPE is the capacitor, in both models', () => {
    expect(hsuMansfeldCapacitance({ r_ohm: 8300, Q: 2e-11, alpha: 1 }).capacitance_F).toBeCloseTo(2e-11, 22);
    expect(brugCapacitance({ r_ohm: 8300, Q: 2e-6, alpha: 1 }, 50).capacitance_F).toBeCloseTo(2e-6, 17);
    expect(brugCapacitance({ r_ohm: Infinity, Q: 2e-6, alpha: 1 }, 50).capacitance_F).toBeCloseTo(2e-6, 17);
  });

  it('the arc’s -Im Z is largest at 1/(2 pi R C) of Hsu and Mansfeld', () => {
    const arc = { r_ohm: 8300, Q: 2e-10, alpha: 0.85 };
    const top = 1 / (2 * Math.PI * arc.r_ohm * hsuMansfeldCapacitance(arc).capacitance_F);
    const f = [0.98 * top, top, 1.02 * top];
    const { zImag_ohm } = impedanceKernel(loadKernel('impedance')).impedance('p(R1,CPE1)', [arc.r_ohm, arc.Q, arc.alpha], f);
    expect(zImag_ohm[1]).toBeLessThan(zImag_ohm[0]!);
    expect(zImag_ohm[1]).toBeLessThan(zImag_ohm[2]!);
  });

  it('Brug with a large resistance is the blocking limit, and with a large series resistance Hsu and Mansfeld', () => {
    const limit = brugCapacitance({ r_ohm: Infinity, Q: 2e-6, alpha: 0.85 }, 50).capacitance_F;
    expect(brugCapacitance({ r_ohm: 1e12, Q: 2e-6, alpha: 0.85 }, 50).capacitance_F / limit).toBeCloseTo(1, 9);
    expect(limit).toBeCloseTo((2e-6) ** (1 / 0.85) * 50 ** (0.15 / 0.85), 15);
    const arc = { r_ohm: 400, Q: 2e-6, alpha: 0.85 };
    expect(brugCapacitance(arc, 1e12).capacitance_F / hsuMansfeldCapacitance(arc).capacitance_F).toBeCloseTo(1, 8);
  });

  it('its error is that of random draws, correlations included', () => {
    const arc = { r_ohm: 1000, Q: 1e-9, alpha: 0.9 };
    // Q and alpha as correlated as fits make them (-0.99), R with neither.
    const [uR, uQ, uAlpha, rho] = [20, 5e-11, 0.004, -0.99];
    const covariance = [[uR * uR, 0, 0], [0, uQ * uQ, rho * uQ * uAlpha], [0, rho * uQ * uAlpha, uAlpha * uAlpha]];
    const next = normal(5);
    const values = Array.from({ length: 20000 }, () => {
      const [a, b, c] = [next(), next(), next()];
      return hsuMansfeldCapacitance({ r_ohm: 1000 + uR * a, Q: 1e-9 + uQ * b, alpha: 0.9 + uAlpha * (rho * b + Math.sqrt(1 - rho * rho) * c) }).capacitance_F;
    });
    const mean = values.reduce((s, v) => s + v, 0) / values.length;
    const scatter = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
    const { u_capacitance_F } = hsuMansfeldCapacitance(arc, covariance);
    // 20,000 draws know a standard deviation to 0.5 %; the second order adds about 1 %.
    expect(Math.abs(u_capacitance_F! / scatter - 1)).toBeLessThan(0.03);
    const uncorrelated = hsuMansfeldCapacitance(arc, covariance.map((row, i) => row.map((v, j) => (i === j ? v : 0)))).u_capacitance_F!;
    expect(uncorrelated / scatter).toBeGreaterThan(1.3);
  });

  it('class and permittivity of a pellet', () => {
    expect(capacitanceClass(1e-11, disc)).toBe('bulk');
    expect(capacitanceClass(1e-9, disc)).toBe('grain boundary');
    expect(capacitanceClass(2e-6, disc)).toBe('electrode interface');
    // epsilon_r = 10 in this geometry: C = 10 epsilon_0 A/d = 10 x 8.854e-14 x 0.7854/0.065 F.
    const c = (10 * 8.8541878188e-14 * Math.PI * 0.25) / 0.065;
    const check = permittivityCheck({ capacitance_F: c, u_capacitance_F: 0.03 * c }, disc);
    expect(check.relativePermittivity).toBeCloseTo(10, 9);
    expect(check.u_relativePermittivity! / 10).toBeCloseTo(Math.hypot(0.03, 0.001 / 0.065, 0.01), 9);
    expect(check.plausibleForBulk).toBe(true);
    expect(permittivityCheck({ capacitance_F: 50 * c, u_capacitance_F: null }, disc)).toMatchObject({ plausibleForBulk: false, u_relativePermittivity: null });
  });

  it.each<[string, () => unknown, RegExp]>([
    ['R', () => hsuMansfeldCapacitance({ r_ohm: 0, Q: 1e-9, alpha: 0.9 }), /r_ohm is 0: expected a positive number/],
    ['Q', () => hsuMansfeldCapacitance({ r_ohm: 1, Q: NaN, alpha: 0.9 }), /Q is NaN/],
    ['alpha', () => hsuMansfeldCapacitance({ r_ohm: 1, Q: 1e-9, alpha: 1.1 }), /alpha is 1.1: expected a number above 0 and up to 1/],
    ['series resistance', () => brugCapacitance({ r_ohm: Infinity, Q: 1e-6, alpha: 0.9 }, 0), /rSeries_ohm is 0/],
    ['capacitance', () => capacitanceClass(0, disc), /capacitance_F is 0/],
  ])('refuses a wrong %s', (_name, work, message) => expect(work).toThrow(message));
});

describe.skipIf(!hasShared('data/eisfitpython'))('an independent report on measured spectra', () => {
  it('bulk and grain boundary at seven temperatures, from its own R, Q and alpha', () => {
    const report = readShared('data/eisfitpython/Batch_EISfit_Report.txt');
    const value = (name: string): number[] => [...report.matchAll(new RegExp(`^${name} =\\s+(\\S+)`, 'gm'))].map((m) => Number(m[1]));
    const [r1, n1, r2, n2, q1] = [value('R1'), value('n1'), value('R2'), value('n2'), value('Q1')];
    const rows = [...readShared('data/eisfitpython/Effective_Capacitance_Values.txt').matchAll(/^\s+(\d{3}\.0)\s+(\S+)/gm)].map((m) => Number(m[2]));
    expect(rows).toHaveLength(14);
    for (let i = 0; i < 7; i++) {
      // Q1 is printed twice a spectrum, for the first and the second arc. Four printed digits and 1/alpha leave 1 %.
      expect(Math.abs(hsuMansfeldCapacitance({ r_ohm: r1[i]!, Q: q1[2 * i]!, alpha: n1[i]! }).capacitance_F / rows[i]! - 1)).toBeLessThan(0.01);
      expect(Math.abs(hsuMansfeldCapacitance({ r_ohm: r2[i]!, Q: q1[2 * i + 1]!, alpha: n2[i]! }).capacitance_F / rows[7 + i]! - 1)).toBeLessThan(0.01);
    }
  });
});
