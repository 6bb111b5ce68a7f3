/** Distribution of relaxation times: densities against closed forms, arcs and areas against the truth over seeded noise, awkward input. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel, repositoryRoot } from '../../src/kernels/node.ts';
import { validationKernel } from '../../src/kernels/validation.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';
import { normal } from '../../src/physics/random.ts';
import { hasShared, readShared, sharedPath } from '../shared-data.ts';

const { impedance } = impedanceKernel(loadKernel('impedance'));
const { relaxations, tikhonov } = validationKernel(loadKernel('validation'));

const frequency_Hz = Array.from({ length: 70 }, (_, i) => 7e6 * 7e6 ** (-i / 69));

interface ZarcArc { R: number; tau: number; phi: number }
type Density = (tau: number) => number;

/** The closed form of the ZARC's density, phi not above 0.995 (its limit is a delta). */
const zarcDensity = (arcs: ZarcArc[], phiMost = 0.995): Density => (tau) =>
  arcs.reduce((sum, { R, tau: tau0, phi: exact }) => {
    const phi = Math.min(exact, phiMost);
    return sum + ((R / (2 * Math.PI)) * Math.sin((1 - phi) * Math.PI)) / (Math.cosh(phi * Math.log(tau / tau0)) - Math.cos((1 - phi) * Math.PI));
  }, 0);
const gaussDensity = (arcs: { R: number; tau: number; s: number }[]): Density => (tau) =>
  arcs.reduce((sum, { R, tau: tau0, s }) => sum + (R / (s * Math.sqrt(2 * Math.PI))) * Math.exp(-0.5 * (Math.log(tau / tau0) / s) ** 2), 0);

/** Z of R0 and a density, by a fine trapezoidal sum over 16 decades: independent of the kernel's own. */
function fromDensity(density: Density, R0: number): { zReal_ohm: number[]; zImag_ohm: number[] } {
  const step = 0.01;
  const zReal_ohm = frequency_Hz.map(() => R0);
  const zImag_ohm = frequency_Hz.map(() => 0);
  for (let x = Math.log(1e-12); x < Math.log(1e4); x += step) {
    const g = density(Math.exp(x)) * step;
    if (g < 1e-12) continue;
    frequency_Hz.forEach((f, k) => {
      const u = 2 * Math.PI * f * Math.exp(x);
      zReal_ohm[k]! += g / (1 + u * u);
      zImag_ohm[k]! -= (g * u) / (1 + u * u);
    });
  }
  return { zReal_ohm, zImag_ohm };
}

function noisy(z: { zReal_ohm: ArrayLike<number>; zImag_ohm: ArrayLike<number> }, noise: number, seed: number): Spectrum {
  const next = normal(seed);
  const size = frequency_Hz.map((_, k) => noise * Math.hypot(z.zReal_ohm[k]!, z.zImag_ohm[k]!));
  return { frequency_Hz, zReal_ohm: size.map((s, k) => z.zReal_ohm[k]! + s * next()), zImag_ohm: size.map((s, k) => z.zImag_ohm[k]! + s * next()) };
}

interface Curve { tau_s: ArrayLike<number>; gamma_ohm: ArrayLike<number> }
/** Trapezoidal integral over ln tau of a function of the point's number. */
const integral = (tau: ArrayLike<number>, f: (i: number) => number): number => {
  let sum = 0;
  for (let i = 1; i < tau.length; i++) sum += Math.log(tau[i]! / tau[i - 1]!) * 0.5 * (f(i) + f(i - 1));
  return sum;
};
const area = (c: Curve): number => integral(c.tau_s, (i) => c.gamma_ohm[i]!);
const l1 = (c: Curve, truth: Density): number => integral(c.tau_s, (i) => Math.abs(c.gamma_ohm[i]! - truth(c.tau_s[i]!))) / integral(c.tau_s, (i) => truth(c.tau_s[i]!));

const zarcs = (arcs: ZarcArc[], R0: number, cpe?: [number, number]) =>
  impedance(['R0', ...arcs.map((_, i) => `Zarc${i + 1}`), ...(cpe ? ['CPE9'] : [])].join('-'), [R0, ...arcs.flatMap((a) => [a.R, a.tau, a.phi]), ...(cpe ?? [])], frequency_Hz);

const fast: ZarcArc = { R: 2000, tau: 1.84e-7, phi: 0.95 };
const slow: ZarcArc = { R: 5000, tau: 1.97e-5, phi: 0.85 };

describe('without noise the truth comes back', () => {
  it('two ZARC arcs: R, tau and density to 1e-4', () => {
    const r = relaxations(noisy(zarcs([fast, slow], 50), 0, 1));
    expect(r.family).toBe('zarc');
    [fast, slow].forEach((a, i) => {
      expect(Math.abs(r.arcs[i]!.r_ohm / a.R - 1)).toBeLessThan(1e-4);
      expect(Math.abs(r.arcs[i]!.tau_s / a.tau - 1)).toBeLessThan(1e-4);
    });
    expect(l1(r, zarcDensity([fast, slow]))).toBeLessThan(1e-3);
    // It bites: a distribution mirrored in tau, shifted by a fifth, or 5 % too large is far off.
    expect(l1(r, zarcDensity([{ ...fast, R: 5000 }, { ...slow, R: 2000 }]))).toBeGreaterThan(0.5);
    expect(l1(r, zarcDensity([{ ...fast, tau: 1.2 * fast.tau }, { ...slow, tau: 1.2 * slow.tau }]))).toBeGreaterThan(0.1);
    expect(Math.abs(area(r) / 7000 - 1)).toBeLessThan(2e-3);
  });

  it('a log-normal distribution is told from ZARC, width and all', () => {
    const truth = gaussDensity([{ R: 3000, tau: 1e-4, s: 1.2 }]);
    const r = relaxations(noisy(fromDensity(truth, 50), 0, 1));
    expect(r.family).toBe('log-normal');
    expect(Math.abs(r.arcs[0]!.shape / 1.2 - 1)).toBeLessThan(1e-3);
    expect(l1(r, truth)).toBeLessThan(1e-3);
    expect(Math.abs(r.rInf_ohm / 50 - 1)).toBeLessThan(1e-3);
  });

  it.each([0.3, 0.45, 0.55, 0.8, 1.5, 2.5])('log-normal arcs of sigma %f: both ways of the sum, narrow and wide', (sigma) => {
    const truth = gaussDensity([{ R: 2000, tau: 2e-6, s: sigma }, { R: 3000, tau: 5e-3, s: 1.1 * sigma }]);
    const r = relaxations(noisy(fromDensity(truth, 50), 0, 1));
    expect(r.family).toBe('log-normal');
    expect(r.arcs).toHaveLength(2);
    // The density's own sum has steps of 0.01 over 16 decades: 1e-6 for the widest.
    [sigma, 1.1 * sigma].forEach((s, i) => expect(Math.abs(r.arcs[i]!.shape / s - 1)).toBeLessThan(1e-3));
    expect(l1(r, truth)).toBeLessThan(1e-3);
    expect(l1(r, gaussDensity([{ R: 2000, tau: 2e-6, s: 1.05 * sigma }, { R: 3000, tau: 5e-3, s: 1.1 * sigma }]))).toBeGreaterThan(5e-3);
  });

  it('a Havriliak-Negami arc: beta, and the density by the Stieltjes inversion of its impedance', () => {
    const [R, tau, phi, beta] = [1000, 1e-3, 0.8, 0.6];
    // gamma(tau') = -Im Z(s = -1/tau' + j0)/pi, with (s tau)^phi = (tau/tau')^phi exp(j phi pi).
    const truth: Density = (t) => {
      const y = (tau / t) ** phi;
      const [re, im] = [1 + y * Math.cos(Math.PI * phi), y * Math.sin(Math.PI * phi)];
      return ((R / Math.PI) * Math.sin(beta * Math.atan2(im, re))) / Math.hypot(re, im) ** beta;
    };
    const r = relaxations(noisy(fromDensity(truth, 20), 1e-4, 3));
    expect(r.family).toBe('havriliak-negami');
    expect(Math.abs(r.arcs[0]!.beta! - beta)).toBeLessThan(0.02);
    expect(l1(r, truth)).toBeLessThan(0.02);
  });
});

describe('seeded noise', () => {
  const draws = (count: number, z: Parameters<typeof noisy>[0], noise: number) => Array.from({ length: count }, (_, i) => relaxations(noisy(z, noise, 1000 + i)));
  const three: ZarcArc[] = [fast, { R: 3000, tau: 1.97e-5, phi: 0.85 }, { R: 1000, tau: 1e-3, phi: 0.8 }];
  const cases: [string, ZarcArc[], number, [number, number] | undefined, number][] = [
    ['two arcs, 60 draws', [fast, slow], 50, undefined, 60],
    ['two arcs with a blocking CPE, 60 draws', [fast, slow], 50, [3e-6, 0.85], 60],
    ['tau in the ratio 5', [{ ...fast, tau: 4e-6 }, { ...slow, tau: 2e-5 }], 50, undefined, 30],
    ['three arcs', three, 50, undefined, 30],
    ['one arc, no series resistance, blocking CPE', [{ R: 8300, tau: 5e-7, phi: 0.92 }], 1e-3, [2e-6, 0.85], 30],
    ['one Debye arc', [{ R: 3000, tau: 1e-4, phi: 1 }], 50, undefined, 30],
  ];
  it.each(cases)('0.5 %%: %s: L1 at most 0.20 in 95 of 100, no spurious arc above 5 %%', (_name, arcs, R0, cpe, count) => {
    const results = draws(count, zarcs(arcs, R0, cpe), 5e-3);
    const total = arcs.reduce((sum, a) => sum + a.R, 0);
    const far = results.filter((r) => l1(r, zarcDensity(arcs)) > 0.2).length;
    expect(far).toBeLessThanOrEqual(0.05 * count);
    for (const r of results) {
      expect(r.arcs.filter((a) => a.r_ohm > 0.05 * total)).toHaveLength(arcs.length);
      expect(r.blocking !== null).toBe(cpe !== undefined);
      expect(Math.abs(area(r) / total - 1)).toBeLessThan(0.01);
      if (cpe) expect(Math.abs(r.blocking!.alpha - cpe[1])).toBeLessThan(0.01);
      if (cpe) expect(Math.abs(r.blocking!.Q / cpe[0] - 1)).toBeLessThan(0.03);
    }
  });

  it('noise that looks like one more arc is not taken for one: the two draws of 300 in which the plain criterion did, and 20 others', () => {
    const f = Array.from({ length: 60 }, (_, i) => 1e4 * 1e-6 ** (i / 59));
    const z = impedance('R0-Zarc1-Zarc2', [1e5, 2e7, 1e-2, 0.9, 5e7, 1, 0.85], f);
    for (const seed of [7017, 7165, ...Array.from({ length: 20 }, (_, i) => 1 + i)]) {
      const next = normal(seed);
      const size = f.map((_, k) => 5e-3 * Math.hypot(z.zReal_ohm[k]!, z.zImag_ohm[k]!));
      const r = relaxations({ frequency_Hz: f, zReal_ohm: size.map((s, k) => z.zReal_ohm[k]! + s * next()), zImag_ohm: size.map((s, k) => z.zImag_ohm[k]! + s * next()) });
      expect(r.arcs.filter((a) => a.r_ohm > 0.05 * 7e7), `seed ${seed}`).toHaveLength(2);
    }
  });

  it('a flat drawn-out tail of a per cent is no blocking element: the two draws of 200 in which it was, and 20 others', () => {
    const f = Array.from({ length: 50 }, (_, i) => 1e5 * 1e-6 ** (i / 49));
    const z = impedance('L0-R0-Zarc1-Zarc2', [1e-9, 0.01, 0.01, 1e-4, 0.9, 0.03, 1e-2, 0.8], f);
    for (const seed of [7008, 7169, ...Array.from({ length: 20 }, (_, i) => 1 + i)]) {
      const next = normal(seed);
      const size = f.map((_, k) => 3e-3 * Math.hypot(z.zReal_ohm[k]!, z.zImag_ohm[k]!));
      const r = relaxations({ frequency_Hz: f, zReal_ohm: size.map((s, k) => z.zReal_ohm[k]! + s * next()), zImag_ohm: size.map((s, k) => z.zImag_ohm[k]! + s * next()) });
      expect(r.blocking, `seed ${seed}`).toBeNull();
      expect(r.arcs.filter((a) => a.r_ohm > 0.05 * 0.04), `seed ${seed}`).toHaveLength(2);
    }
  });

  it('log-normal truth: L1 at most 0.05 in each of 10 draws', () => {
    const truth = gaussDensity([{ R: 2000, tau: 1e-6, s: 0.8 }, { R: 4000, tau: 1e-3, s: 1.2 }]);
    for (const r of draws(10, fromDensity(truth, 50), 5e-3)) expect(l1(r, truth)).toBeLessThan(0.05);
  });

  it('an inductive tail makes no arc', () => {
    const z = impedance('L0-R0-Zarc1', [2e-6, 50, 2000, 2e-5, 0.9], frequency_Hz);
    for (const r of draws(10, z, 2e-3)) {
      expect(r.arcs).toHaveLength(1);
      expect(Math.abs(r.inductance_H / 2e-6 - 1)).toBeLessThan(0.05);
    }
  });

  it('blocking: none leaves the tail to the arcs', () => {
    const s = noisy(zarcs([fast], 50, [3e-6, 0.85]), 1e-3, 5);
    expect(relaxations(s, { blocking: 'none' }).blocking).toBeNull();
    expect(relaxations(s).blocking).not.toBeNull();
  });
});

describe('the Tikhonov curve beside it', () => {
  const s = noisy(zarcs([fast, slow], 50), 5e-3, 7);
  const model = relaxations(s);

  it('is nowhere negative and keeps the area, blocking CPE or not', () => {
    for (const cpe of [undefined, [3e-6, 0.85] as [number, number]]) {
      const spectrum = noisy(zarcs([fast, slow], 50, cpe), 5e-3, 8);
      const curve = tikhonov(spectrum, relaxations(spectrum));
      expect(Math.min(...curve.gamma_ohm)).toBeGreaterThanOrEqual(0);
      // Smoothing moves area past the ends of the range by about a percent.
      expect(Math.abs(area(curve) / 7000 - 1)).toBeLessThan(0.03);
      // No convex method comes nearer to ZARC's cusps than about 0.26.
      expect(l1(curve, zarcDensity([fast, slow]))).toBeLessThan(0.5);
    }
  });

  it('takes the least of the criterion, and a larger lambda leaves a larger residual', () => {
    const curve = tikhonov(s, model);
    expect(curve.lambda).toBe(curve.lambdas[curve.criterion.indexOf(Math.min(...curve.criterion))]);
    const residuals = [1e-8, 1e-6, 1e-4, 1e-2, 1].map((lambda) => tikhonov(s, model, lambda).rmsResidual_percent);
    residuals.slice(1).forEach((r, i) => expect(r).toBeGreaterThanOrEqual(residuals[i]! * (1 - 1e-9)));
  });

  it('meets the conditions of Karush, Kuhn and Tucker: no small change that keeps gamma >= 0 lowers the objective', () => {
    const curve = tikhonov(s, model, 1e-4);
    const h = Math.log(curve.tau_s[1]! / curve.tau_s[0]!);
    const scale = Math.max(...Array.from(s.zReal_ohm, (a, k) => Math.hypot(a, s.zImag_ohm[k]!)));
    const objective = (gamma: number[]): number => {
      let sum = 0;
      for (let k = 0; k < 70; k++) {
        let [re, im] = [s.zReal_ohm[k]! - curve.rInf_ohm, s.zImag_ohm[k]! - 2 * Math.PI * frequency_Hz[k]! * model.inductance_H];
        gamma.forEach((g, j) => {
          const u = 2 * Math.PI * frequency_Hz[k]! * curve.tau_s[j]!;
          re -= (g * h) / (1 + u * u);
          im += (g * h * u) / (1 + u * u);
        });
        sum += (re * re + im * im) / (s.zReal_ohm[k]! ** 2 + s.zImag_ohm[k]! ** 2);
      }
      const at = (j: number): number => gamma[j] ?? 0;
      for (let j = -1; j <= gamma.length; j++) sum += (1e-4 * (at(j - 1) - 2 * at(j) + at(j + 1)) ** 2) / (h ** 3 * scale ** 2);
      return sum;
    };
    const gamma = Array.from(curve.gamma_ohm);
    const best = objective(gamma);
    for (let j = 0; j < gamma.length; j += 3) {
      for (const change of [1, -1]) {
        if (gamma[j]! + change < 0) continue;
        expect(objective(gamma.map((g, i) => (i === j ? g + change : g)))).toBeGreaterThan(best);
      }
    }
  });

  it('refuses a lambda that is not positive', () => {
    expect(() => tikhonov(s, model, 0)).toThrow(/lambda is 0: expected a positive number or auto/);
  });
});

describe.skipIf(!hasShared('references/impedance/drt'))('reference spectrum', () => {
  it('two arcs at 0.5 %: L1 at most 0.06', () => {
    type Case = { truth: { arcs: { R_ohm: number; tau_s: number; phi: number }[]; R0_ohm: number } };
    const cases = JSON.parse(readShared('references/impedance/drt/cases.json')) as Record<string, Case>;
    for (const [name, { truth }] of Object.entries(cases)) {
      const r = relaxations(readImpedance(readShared(`references/impedance/drt/${name}.csv`)).spectra[0]!);
      expect(l1(r, zarcDensity(truth.arcs.map((a) => ({ R: a.R_ohm, tau: a.tau_s, phi: a.phi }))))).toBeLessThan(0.06);
      expect(r.arcs).toHaveLength(truth.arcs.length);
      expect(Math.abs(r.rInf_ohm / truth.R0_ohm - 1)).toBeLessThan(0.05);
    }
  });

  it('halide impedance drt has exactly the fields of its description', () => {
    const file = sharedPath('references/impedance/drt/two_arcs_0.5pct.csv');
    const halide = (...args: string[]) => spawnSync(process.execPath, [join(repositoryRoot(), 'src/cli/halide.mjs'), 'impedance', 'drt', file, ...args], { encoding: 'utf8' });
    for (const args of [[], ['--lambda', '1e-3'], ['--blocking', 'none']]) {
      const run = halide(...args);
      expect(run.status, run.stderr).toBe(0);
      const json = JSON.parse(run.stdout) as { tau_s: number[]; gamma_ohm: number[]; lambda: number; arcs: object[]; blocking: null };
      expect(Object.keys(json)).toEqual(['tau_s', 'gamma_ohm', 'r_inf_ohm', 'lambda', 'arcs', 'blocking']);
      expect(json.tau_s).toHaveLength(json.gamma_ohm.length);
      expect(json.blocking).toBeNull();
      expect(Object.keys(json.arcs[0]!)).toEqual(['tau_s', 'r_ohm']);
      if (args[0] === '--lambda') expect(json.lambda).toBe(1e-3);
    }
    for (const [args, message] of [[['--lambda', '-1'], /--lambda is -1: expected auto or a positive number/], [['--blocking', 'yes'], /--blocking is "yes": expected auto or none/], [['--lambda', 'big'], /"big": expected a number/]] as const) {
      const run = halide(...args);
      expect([run.status, run.stdout]).toEqual([2, '']);
      expect(run.stderr).toMatch(message);
    }
  });
});

describe('awkward input', () => {
  it.each<[string, Spectrum, RegExp]>([
    ['too few points', { frequency_Hz: [1, 10, 100], zReal_ohm: [3, 2, 1], zImag_ohm: [-1, -1, -1] }, /3 points: expected at least 10/],
    ['less than a decade', { frequency_Hz: Array.from({ length: 12 }, (_, i) => 100 + i), zReal_ohm: new Float64Array(12).fill(5), zImag_ohm: new Float64Array(12).fill(-1) }, /expected at least a decade/],
    ['a frequency of 0', { frequency_Hz: [0, ...frequency_Hz.slice(1)], zReal_ohm: new Float64Array(70).fill(1), zImag_ohm: new Float64Array(70) }, /frequency_Hz of point 1 is 0/],
  ])('%s', (_name, spectrum, message) => {
    expect(() => relaxations(spectrum)).toThrow(message);
  });

  it('a resistor, a capacitor, and ten points give finite answers', () => {
    const spectra: Spectrum[] = [
      { frequency_Hz, zReal_ohm: frequency_Hz.map(() => 100), zImag_ohm: frequency_Hz.map(() => 0) },
      { frequency_Hz, zReal_ohm: frequency_Hz.map(() => 0), zImag_ohm: frequency_Hz.map((f) => -1 / (2 * Math.PI * f * 1e-9)) },
      { frequency_Hz: frequency_Hz.filter((_, k) => k % 7 === 0), zReal_ohm: Array.from(zarcs([fast], 50).zReal_ohm).filter((_, k) => k % 7 === 0), zImag_ohm: Array.from(zarcs([fast], 50).zImag_ohm).filter((_, k) => k % 7 === 0) },
    ];
    for (const s of spectra) {
      const r = relaxations(s);
      const curve = tikhonov(s, r);
      for (const values of [r.gamma_ohm, r.tau_s, r.zFitReal_ohm, r.zFitImag_ohm, curve.gamma_ohm, [r.rInf_ohm, r.inductance_H, curve.rInf_ohm, r.rmsResidual_percent]]) expect(Array.from(values).every(Number.isFinite)).toBe(true);
    }
  });
});
