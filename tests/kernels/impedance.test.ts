/** The circuit kernel: elements against their formulas, derivatives against differences, fits against an independent program. */
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';
import { ELEMENTS, parseCircuit } from '../../src/physics/circuit-grammar.ts';
import { hasShared, readShared } from '../shared-data.ts';

const kernel = impedanceKernel(loadKernel('impedance'));

/** Complex numbers by the book, for formulas only. */
type C = [number, number];
const add = (a: C, b: C): C => [a[0] + b[0], a[1] + b[1]];
const mul = (a: C, b: C): C => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
const div = (a: C, b: C): C => { const d = b[0] ** 2 + b[1] ** 2; return [(a[0] * b[0] + a[1] * b[1]) / d, (a[1] * b[0] - a[0] * b[1]) / d]; };
const exp = (a: C): C => [Math.exp(a[0]) * Math.cos(a[1]), Math.exp(a[0]) * Math.sin(a[1])];
const pow = (a: C, p: number): C => { const r = Math.hypot(a[0], a[1]) ** p; const t = Math.atan2(a[1], a[0]) * p; return [r * Math.cos(t), r * Math.sin(t)]; };
const sinh = (a: C): C => { const p = exp(a); const m = exp([-a[0], -a[1]]); return [(p[0] - m[0]) / 2, (p[1] - m[1]) / 2]; };
const cosh = (a: C): C => { const p = exp(a); const m = exp([-a[0], -a[1]]); return [(p[0] + m[0]) / 2, (p[1] + m[1]) / 2]; };
const tanh = (a: C): C => div(sinh(a), cosh(a));
const real = (x: number): C => [x, 0];

/** impedance.py's definitions, written with complex powers. */
const formulas: Record<string, (p: number[], w: number) => C> = {
  R: ([r]) => real(r!),
  C: ([c], w) => div(real(1), [0, w * c!]),
  L: ([l], w) => [0, w * l!],
  CPE: ([q, a], w) => div(real(1), mul(real(q!), pow([0, w], a!))),
  W: ([a], w) => [a! / Math.sqrt(w), -a! / Math.sqrt(w)],
  Wo: ([z, t], w) => { const s = pow([0, w * t!], 0.5); return div(real(z!), mul(s, tanh(s))); },
  Ws: ([z, t], w) => { const s = pow([0, w * t!], 0.5); return div(mul(real(z!), tanh(s)), s); },
  G: ([r, t], w) => div(real(r!), pow([1, w * t!], 0.5)),
  Gs: ([r, t, phi], w) => { const g = pow([1, w * t!], 0.5); return div(real(r!), mul(g, tanh(mul(real(phi!), g)))); },
  K: ([r, t], w) => div(real(r!), [1, w * t!]),
  Zarc: ([r, t, g], w) => div(real(r!), add([1, 0], pow([0, w * t!], g!))),
  La: ([l, a], w) => pow([0, w * l!], a!),
  TLMQ: ([r, q, g], w) => { const zs = mul(real(q!), pow([0, w], g!)); return div(pow(div(real(r!), zs), 0.5), tanh(pow(mul(real(r!), zs), 0.5))); },
  T: ([A, B, a, b], w) => { const be = pow([a!, w * b!], 0.5); return add(div(real(A!), mul(be, tanh(be))), div(real(B!), mul(be, sinh(be)))); },
};
const values: Record<string, number[]> = {
  R: [120], C: [2e-9], L: [3e-6], CPE: [2e-7, 0.83], W: [40], Wo: [90, 0.02], Ws: [90, 0.02], G: [70, 0.004], Gs: [70, 0.004, 0.8], K: [55, 1e-4],
  Zarc: [300, 1e-5, 0.8], La: [2e-6, 0.9], TLMQ: [45, 3e-5, 0.87], T: [20, 8, 0.6, 0.01],
};
const grid = Array.from({ length: 41 }, (_, i) => 10 ** (6 - i * 0.2));

describe('elements agree with their definitions', () => {
  for (const type of Object.keys(ELEMENTS)) {
    it(`${type}, to 1e-11 of |Z| over eight decades`, () => {
      const { zReal_ohm, zImag_ohm } = kernel.impedance(`${type}1`, values[type]!, grid);
      grid.forEach((f, k) => {
        const z = formulas[type]!(values[type]!, 2 * Math.PI * f);
        // The textbook forms above lose digits themselves where tanh nears 1 or its argument nears 0.
        expect(Math.hypot(zReal_ohm[k]! - z[0], zImag_ohm[k]! - z[1]) / Math.hypot(z[0], z[1])).toBeLessThan(1e-11);
      });
    });
  }

  it('stays finite and exact where the textbook forms overflow', () => {
    const { zReal_ohm, zImag_ohm } = kernel.impedance('Wo1', [10, 1e12], [1e9]);
    const s = Math.sqrt(Math.PI * 1e9 * 1e12);
    expect(zReal_ohm[0]! * 2 * s).toBeCloseTo(10, 10);
    expect(-zImag_ohm[0]! * 2 * s).toBeCloseTo(10, 10);
  });

  it('combines in series, in parallel and nested as impedances and admittances do', () => {
    const f = [1234.5];
    const w = 2 * Math.PI * f[0]!;
    const z = kernel.impedance('R0-p(C1,R2-W3,p(L4,R5)-CPE6)', [10, 1e-6, 50, 20, 1e-3, 80, 1e-5, 0.8], f);
    const branch2 = add(real(50), formulas['W']!([20], w));
    const branch3 = add(div(real(1), add(div(real(1), [0, w * 1e-3]), real(1 / 80))), formulas['CPE']!([1e-5, 0.8], w));
    const y = [formulas['C']!([1e-6], w), branch2, branch3].map((b) => div(real(1), b)).reduce(add);
    const expected = add(real(10), div(real(1), y));
    expect(z.zReal_ohm[0]).toBeCloseTo(expected[0], 10);
    expect(z.zImag_ohm[0]).toBeCloseTo(expected[1], 10);
  });
});

/** Seeded Gaussian noise of a share of |Z| (mulberry32, Box-Muller). */
function generator(seed: number): { uniform(): number; normal(): number } {
  let a = seed;
  const uniform = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) };
}

const sweep = (n: number, high: number, low: number): number[] => Array.from({ length: n }, (_, i) => high * (low / high) ** (i / (n - 1)));

function noisy(circuit: string, params: number[], frequency: number[], noise: number, seed: number): Spectrum {
  const { zReal_ohm, zImag_ohm } = kernel.impedance(circuit, params, frequency);
  const { normal } = generator(seed);
  const size = zReal_ohm.map((a, k) => noise * Math.hypot(a, zImag_ohm[k]!));
  return { frequency_Hz: frequency, zReal_ohm: zReal_ohm.map((a, k) => a + size[k]! * normal()), zImag_ohm: zImag_ohm.map((b, k) => b + size[k]! * normal()) };
}

describe('fits of exact data return the truth, whatever the circuit', () => {
  const cases: [string, number[]][] = [
    ['R0-p(R1,C1)', [20, 100, 1e-7]],
    ['L0-R0-p(R1,CPE1)-W1', [1e-7, 20, 100, 1e-6, 0.85, 30]],
    ['R0-p(C1,R1-W1)', [20, 1e-6, 100, 200]],
    ['R0-p(CPE1,R1-Wo1)', [20, 2e-6, 0.9, 100, 200, 0.5]],
    ['R0-p(R1,CPE1)-Ws1', [5, 40, 1e-6, 0.9, 90, 1]],
    ['R0-G1', [10, 80, 0.01]],
    ['R0-Gs1', [10, 80, 0.01, 0.7]],
    ['R0-TLMQ1', [10, 60, 1e-3, 0.9]],
    ['R0-Zarc1-Zarc2', [10, 60, 1e-5, 0.9, 90, 1e-2, 0.8]],
    ['R0-K1-CPE1', [10, 60, 1e-5, 1e-4, 0.8]],
    ['La0-R0-p(R1,C1)', [1e-7, 0.95, 5, 60, 1e-5]],
    ['p(R1-CPE1,C2)', [150, 1e-6, 0.8, 1e-10]],
  ];
  for (const [circuit, truth] of cases) {
    it(circuit, () => {
      const fit = kernel.fit(circuit, noisy(circuit, truth, sweep(60, 1e6, 0.1), 0, 1), { compareSimpler: false });
      expect(fit.wssr).toBeLessThan(1e-14);
      fit.parameters.forEach((p, i) => expect(Math.abs(p.value / truth[i]! - 1)).toBeLessThan(1e-4));
    });
  }
});

describe('derivatives are exact', () => {
  // The covariance is built from the analytic Jacobian alone; here the same matrix comes from central differences of Z.
  const cases: [string, number[]][] = [
    ['R0-p(R1,CPE1)-CPE2', [20, 200, 1e-8, 0.9, 1e-5, 0.8]],
    ['R0-Wo1', [20, 90, 0.02]],
    ['R0-Ws1', [20, 90, 0.02]],
    ['R0-Gs1', [20, 70, 0.004, 0.8]],
    ['R0-TLMQ1', [20, 45, 3e-5, 0.87]],
    ['T1', [20, 8, 0.6, 0.01]],
    ['La1-p(C1,R1-G1)', [2e-6, 0.9, 1e-7, 50, 70, 0.004]],
  ];
  for (const [circuit, truth] of cases) {
    it(`of ${circuit}: standard errors within 0.1 % of those from differences`, () => {
      const f = sweep(40, 1e6, 1);
      const data = noisy(circuit, truth, f, 0.005, 5);
      const fit = kernel.fit(circuit, data, { start: truth, compareSimpler: false });
      const best = fit.parameters.map((p) => p.value);
      const columns = best.map((value, i) => {
        const h = 1e-5 * value;
        const at = (x: number) => kernel.impedance(circuit, best.map((b, j) => (j === i ? x : b)), f);
        const [up, down] = [at(Math.min(value + h, 1e99)), at(value - h)];
        return [...up.zReal_ohm.map((z, k) => (z - down.zReal_ohm[k]!) / (2 * h * Math.hypot(data.zReal_ohm[k]!, data.zImag_ohm[k]!))), ...up.zImag_ohm.map((z, k) => (z - down.zImag_ohm[k]!) / (2 * h * Math.hypot(data.zReal_ohm[k]!, data.zImag_ohm[k]!)))];
      });
      const scale = columns.map((c) => Math.sqrt(c.reduce((s, x) => s + x * x, 0)));
      const normal = columns.map((a, i) => columns.map((b, j) => a.reduce((s, x, k) => s + x * b[k]!, 0) / (scale[i]! * scale[j]!)));
      const inverse = invert(normal);
      fit.parameters.forEach((p, i) => {
        const expected = (Math.sqrt(inverse[i]![i]! * fit.reducedChi2!) / scale[i]!);
        expect(Math.abs(p.stderr! / expected - 1)).toBeLessThan(1e-3);
      });
    });
  }
});

/** Gauss-Jordan with pivoting. */
function invert(matrix: number[][]): number[][] {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[pivot]![c]!)) pivot = r;
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    const d = a[c]![c]!;
    a[c] = a[c]!.map((x) => x / d);
    for (let r = 0; r < n; r++) if (r !== c) { const q = a[r]![c]!; a[r] = a[r]!.map((x, k) => x - q * a[c]![k]!); }
  }
  return a.map((row) => row.slice(n));
}

describe('verdicts', () => {
  const f = sweep(70, 7e6, 1);
  it('names the branch that the data do not ask for', () => {
    const data = noisy('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 0.005, 3);
    for (const circuit of ['R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', 'p(R1,CPE1)-p(R2,CPE2)-CPE3']) {
      expect(kernel.fit(circuit, data).verdict).toMatch(/not_determined|several_minima/);
    }
    expect(kernel.fit('p(R1,CPE1)-CPE2', data).verdict).toBe('converged');
  });

  it('says when a circuit does not describe the data', () => {
    const data = noisy('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 0.005, 3);
    const fit = kernel.fit('R1', data);
    expect(fit.verdict).toBe('failed');
    expect(fit.message).toMatch(/does not describe/);
  });

  it('names outliers by their index, and gives the values without them', () => {
    const data = noisy('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 0.005, 4);
    const zReal_ohm = Float64Array.from(data.zReal_ohm);
    zReal_ohm[11]! *= 1.2;
    zReal_ohm[50]! *= 0.85;
    const fit = kernel.fit('p(R1,CPE1)-CPE2', { ...data, zReal_ohm });
    expect(fit.outliers).toEqual([11, 50]);
    expect(Math.abs(fit.withoutOutliers[0]! - 200)).toBeLessThan(1);
  });

  /** Noise of a share of the largest |Z|, the same at every point. */
  const flatNoise = (circuit: string, params: number[], frequency: number[], share: number, seed: number): Spectrum => {
    const exact = kernel.impedance(circuit, params, frequency);
    const { normal } = generator(seed);
    const size = share * Math.max(...exact.zReal_ohm.map((a, k) => Math.hypot(a, exact.zImag_ohm[k]!)));
    return { frequency_Hz: frequency, zReal_ohm: exact.zReal_ohm.map((a) => a + size * normal()), zImag_ohm: exact.zImag_ohm.map((b) => b + size * normal()) };
  };

  it('outliers are found although they pull the whole fit, and good points are not named instead', () => {
    const truth = [42, 1.1e-7, 216, 3e-3, 0.5, 157];
    const wide = sweep(200, 1e7, 0.01);
    const { normal } = generator(12);
    const exact = kernel.impedance('p(R1,p(C2,R2-CPE3))-R4', truth, wide);
    const factor = wide.map((_, k) => ([71, 150, 191].includes(k) ? (k === 71 ? 1.15 : 0.85) : 1));
    const noise = () => 1 + 6e-4 * normal();
    const data = { frequency_Hz: wide, zReal_ohm: exact.zReal_ohm.map((a, k) => a * factor[k]! * noise()), zImag_ohm: exact.zImag_ohm.map((b, k) => b * factor[k]! * noise()) };
    const fit = kernel.fit('p(R1,p(C2,R2-CPE3))-R4', data);
    expect(fit.outliers).toEqual([71, 150, 191]);
    expect(fit.message).toMatch(/3 outliers/);
  });

  it('noise that does not follow the weights makes no outliers: false names in at most 1 of 100 spectra', () => {
    let named = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const circuit = seed % 2 ? 'p(R1,CPE1)-CPE2' : 'R0-p(R1,CPE1)';
      const truth = seed % 2 ? [200, 1e-9, 0.9, 2e-6, 0.85] : [20, 3000, 1e-8, 0.9];
      const data = seed % 4 < 2 ? flatNoise(circuit, truth, f, 2e-4, seed) : noisy(circuit, truth, f, 0.005, seed);
      if (kernel.fit(circuit, data, { weight: seed % 3 === 0 ? 'unit' : seed % 3 === 1 ? 'modulus' : 'proportional', compareSimpler: false }).outliers.length > 0) named++;
    }
    expect(named).toBeLessThanOrEqual(1);
  });

  it('unit weight judges by its own measure: points far below the noise do not make a good fit a failed one', () => {
    const fit = kernel.fit('p(R1,CPE1)-CPE2', flatNoise('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 5e-3, 3), { weight: 'unit', compareSimpler: false });
    expect(fit.verdict).not.toBe('failed');
    expect(kernel.fit('R1', flatNoise('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 5e-3, 3), { weight: 'unit' }).verdict).toBe('failed');
  });

  it('a circuit too simple converges with a warning, the true one without: 40 spectra', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const data = noisy('R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85], f, 0.005, seed);
      const fit = kernel.fit('R0-p(R1,CPE1)', data);
      expect(fit.message).toMatch(/the residuals are no noise/);
      expect(fit.starts.tried).toBe(64);
      const right = kernel.fit('R0-p(R1,CPE1)-p(R2,CPE2)', data);
      expect(right.verdict).toBe('converged');
      expect(right.message).not.toMatch(/no noise/);
    }
    // Only the fastest points tell that this arc is depressed.
    for (let seed = 1; seed <= 20; seed++) {
      const data = noisy('p(R1,CPE1)-CPE2', [200, 1e-9, 0.8, 2e-6, 0.85], f, 0.003, seed);
      expect(kernel.fit('p(R1,C1)-CPE2', data).message).toMatch(/the residuals are no noise/);
      expect(kernel.fit('p(R1,CPE1)-CPE2', data).message).not.toMatch(/no noise/);
    }
  });

  it('starts that disagree are followed by more, unless their number is given', () => {
    const circuit = 'R0-p(CPE1,R1-Ws1)-p(R2,C2)';
    const truth = [6e5, 4.7e-12, 0.697, 7.45e6, 2.44e6, 2.63e-4, 1.78e6, 8e-9];
    const wide = sweep(200, 1.8e7, 0.1);
    const data = flatNoise(circuit, truth, wide, 1e-3, 2);
    const atTruth = kernel.fit(circuit, data, { start: truth, starts: 1, weight: 'unit', compareSimpler: false }).sumOfSquares;
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const fit = kernel.fit(circuit, data, { weight: 'unit', seed, compareSimpler: false });
      expect(fit.sumOfSquares).toBeLessThan(1.02 * atTruth);
      expect(kernel.fit(circuit, data, { weight: 'unit', seed, starts: 16, compareSimpler: false }).starts.tried).toBe(16);
    }
  });

  it('more starts are made only until three in four, or sixteen, agree: 30 spectra of nine parameters', () => {
    const tried = new Set<number>();
    for (let seed = 1; seed <= 30; seed++) {
      const { starts } = kernel.fit('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', noisy('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', [50, 300, 2e-10, 0.95, 700, 2e-8, 0.85, 3e-6, 0.85], f, 0.002, seed), { compareSimpler: false });
      expect(starts.tried).toBeGreaterThanOrEqual(16);
      if (starts.tried < 64) expect(Math.max(starts.reachedBest / 16, starts.reachedBest / (0.75 * starts.tried))).toBeGreaterThanOrEqual(1);
      tried.add(starts.tried);
    }
    // These need more, but not all; five parameters agree at once.
    expect([...tried].some((n) => n > 16 && n < 64)).toBe(true);
    expect(kernel.fit('p(R1,CPE1)-CPE2', noisy('p(R1,CPE1)-CPE2', [8300, 2e-10, 0.92, 2e-6, 0.85], f, 0.002, 1), { compareSimpler: false }).starts.tried).toBe(16);
  });

  it('proportional weight where a part drowns in noise is told', () => {
    const data = noisy('p(R1,C1)', [2e6, 2e-9], sweep(200, 1e6, 0.1), 0.002, 5);
    expect(kernel.fit('p(R1,C1)', data, { weight: 'proportional' }).message).toMatch(/modulus weight is safer/);
    expect(kernel.fit('p(R1,C1)', data).message).not.toMatch(/safer/);
  });

  it('repeats itself exactly for one seed, and reaches the same minimum for another', () => {
    const data = noisy('p(R1,CPE1)-CPE2', [200, 1e-9, 0.9, 2e-6, 0.85], f, 0.005, 4);
    const [a, b, c] = [1, 1, 2].map((seed) => kernel.fit('p(R1,CPE1)-CPE2', data, { seed }));
    expect(b).toEqual(a);
    expect(Math.abs(c!.wssr / a!.wssr - 1)).toBeLessThan(1e-9);
  });
});

describe('constraints', () => {
  const f = sweep(70, 7e6, 1);
  const truth = [200, 1e-9, 0.9, 2e-6, 0.85];
  const data = noisy('p(R1,CPE1)-CPE2', truth, f, 0.005, 9);

  it('hold fixed values and give the rest their errors', () => {
    const fit = kernel.fit('p(R1,CPE1)-CPE2', data, { fixed: { CPE1_0: 1.1e-9 } });
    expect(fit.parameters[1]).toMatchObject({ value: 1.1e-9, stderr: null, fixed: true, determined: true });
    expect(fit.parameters[2]!.value).toBeGreaterThan(0.88);
    expect(fit.wssr).toBeGreaterThan(kernel.fit('p(R1,CPE1)-CPE2', data).wssr);
  });

  it('tie parameters', () => {
    const fit = kernel.fit('p(R1,CPE1)-CPE2', data, { ties: { CPE2_1: 'CPE1_1' } });
    expect(fit.parameters[4]!.value).toBe(fit.parameters[2]!.value);
    expect(fit.degreesOfFreedom).toBe(140 - 4);
  });

  it('keep bounds', () => {
    const fit = kernel.fit('p(R1,CPE1)-CPE2', data, { bounds: { R1: [150, 190] } });
    expect(fit.parameters[0]!.value).toBeCloseTo(190, 6);
    expect(fit.message).toMatch(/R1 = 190 at a limit/);
  });
});

describe('refusals are one sentence', () => {
  const data: Spectrum = { frequency_Hz: [1e3, 1e2, 10], zReal_ohm: [1, 2, 3], zImag_ohm: [-1, -1, -1] };
  it.each([
    ['unknown element', () => kernel.impedance('X1', [1], [1]), /unknown element X at character 1/],
    ['unbalanced bracket', () => parseCircuit('p(R1,C1'), /unbalanced bracket: "\(" at character 2/],
    ['closing nothing', () => parseCircuit('R1)-C1'), /unbalanced bracket: "\)" at character 3/],
    ['missing number', () => parseCircuit('R-C1'), /has no number: write R1/],
    ['repeated label', () => parseCircuit('R1-R1'), /R1 occurs twice/],
    ['count of starts', () => kernel.fit('R1-C1', data, { start: [1] }), /has 1 values: R1-C1 needs 2 \(R1, C1\)/],
    ['too few points', () => kernel.fit('R0-p(R1,CPE1)', data), /3 points, but .* 4 free parameters/],
    ['zero frequency', () => kernel.fit('R1-C1', { ...data, frequency_Hz: [1, 0, 2] }), /frequency_Hz of point 2 is 0/],
    ['not a number', () => kernel.fit('R1-C1', { ...data, zReal_ohm: [1, NaN, 2] }), /Z of point 2/],
  ])('%s', (_name, work, message) => {
    expect(work).toThrow(RangeError);
    expect(work).toThrow(message);
  });
});

describe('Boukamp’s notation', () => {
  it.each([
    ['R(RQ)Q', 'R1-p(R2,CPE1)-CPE2'],
    ['R(C[RW])', 'R1-p(C1,R2-W1)'],
    ['R(C(RW))', 'R1-p(C1,R2-W1)'],
    ['L0R1(R2Q1)', 'L0-R1-p(R2,CPE1)'],
  ])('%s is %s', (boukamp, text) => expect(parseCircuit(boukamp).text).toBe(text));
});

interface FitCase { id: string; file: string; circuit: string; start: number[]; truth: number[]; reference: { params: number[]; stderr: number[]; wssr: number; correlation: number[][] } }

describe.skipIf(!hasShared('references/impedance/fit/cases.json'))('reference fits of an independent program', () => {
  const cases = hasShared('references/impedance/fit/cases.json') ? (JSON.parse(readShared('references/impedance/fit/cases.json')) as FitCase[]) : [];
  for (const c of cases) {
    for (const start of [c.start, undefined, c.start.map((v, i) => (/_1$/.test(parseCircuit(c.circuit).parameters[i]!.name) ? v : v * 100))]) {
      it(`${c.id} from ${start === undefined ? 'the data' : start === c.start ? 'the given start' : 'a start 100 times off'}`, () => {
        const spectrum = readImpedance(readShared(`references/impedance/fit/${c.file}`)).spectra[0]!;
        const fit = kernel.fit(c.circuit, spectrum, start ? { start } : {});
        expect(fit.verdict).toBe('converged');
        // 1e-6 separates the minimum from every other; the reference prints 16 digits.
        expect(Math.abs(fit.wssr / c.reference.wssr - 1)).toBeLessThan(1e-6);
        fit.parameters.forEach((p, i) => {
          expect(Math.abs(p.value - c.reference.params[i]!) / c.reference.stderr[i]!).toBeLessThan(0.01);
          expect(Math.abs(p.stderr! / c.reference.stderr[i]! - 1)).toBeLessThan(0.01);
        });
        fit.correlation.flat().forEach((x, k) => expect(Math.abs(x! - c.reference.correlation.flat()[k]!)).toBeLessThan(1e-3));
      });
    }
  }
});

describe.skipIf(!hasShared('data/impedance-dummy-cell'))('a measured dummy cell of real parts', () => {
  it('returns 29.1 ohm, 46.7 ohm and 10.4 uF within 1 %', () => {
    const spectrum = readImpedance(readShared('data/impedance-dummy-cell/Circuit1_EIS_1.z')).spectra[0]!;
    const fit = kernel.fit('R0-p(R1,C1)', spectrum);
    [29.1, 46.7, 10.4e-6].forEach((truth, i) => expect(Math.abs(fit.parameters[i]!.value / truth - 1)).toBeLessThan(0.01));
  });
});

describe.skipIf(!hasShared('data/eisfitpython'))('seven measured spectra of one solid conductor', () => {
  // Chi-squared, R1 and R2 of its author's report, printed to 7 and 4 digits.
  const report: [number, number, number, number][] = [
    [140, 7.332255e-3, 1.462e5, 2.012e6], [150, 5.039831e-3, 1.123e5, 1.139e6], [160, 2.615951e-3, 7.949e4, 6.673e5], [170, 1.233031e-3, 5.605e4, 3.98e5],
    [180, 1.213739e-3, 3.984e4, 2.43e5], [190, 1.264299e-3, 2.743e4, 1.526e5], [200, 1.731865e-3, 2.246e4, 9.502e4],
  ];
  it.each(report)('%i °C: its author’s minimum from automatic starts', (celsius, chi2, r1, r2) => {
    const spectrum = readImpedance(readShared(`data/eisfitpython/s04147-${celsius}deg.txt`)).spectra[0]!;
    const fit = kernel.fit('p(R1,CPE1)-p(R2,CPE2)-CPE3', spectrum);
    expect(Math.abs(fit.wssr / chi2 - 1)).toBeLessThan(1e-6);
    expect(Math.abs(fit.parameters[0]!.value / r1 - 1)).toBeLessThan(5e-4);
    expect(Math.abs(fit.parameters[3]!.value / r2 - 1)).toBeLessThan(5e-4);
  });
});
