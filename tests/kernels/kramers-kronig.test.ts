/** The Kramers-Kronig test: reference spectra, own seeded spectra that obey or violate the relations, closed forms, awkward input. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { impedanceKernel, type Spectrum } from '../../src/kernels/impedance.ts';
import { loadKernel, repositoryRoot } from '../../src/kernels/node.ts';
import { validationKernel } from '../../src/kernels/validation.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';
import { normal } from '../../src/physics/random.ts';
import { hasShared, readShared } from '../shared-data.ts';

const { impedance } = impedanceKernel(loadKernel('impedance'));
const { kramersKronig } = validationKernel(loadKernel('validation'));

const sweep = (n: number, high: number, low: number): number[] => Array.from({ length: n }, (_, i) => high * (low / high) ** (i / (n - 1)));

/** Z point by point, so that parameters may depend on how far the sweep is; then Gaussian noise of a share of |Z| on both parts. */
function measured(circuit: string, parameters: (progress: number) => number[], frequency_Hz: number[], noise: number, seed: number): { frequency_Hz: number[]; zReal_ohm: number[]; zImag_ohm: number[] } {
  const next = normal(seed);
  const z = frequency_Hz.map((f, k) => {
    const { zReal_ohm, zImag_ohm } = impedance(circuit, parameters(k / (frequency_Hz.length - 1)), [f]);
    const size = noise * Math.hypot(zReal_ohm[0]!, zImag_ohm[0]!);
    return [zReal_ohm[0]! + size * next(), zImag_ohm[0]! + size * next()] as const;
  });
  return { frequency_Hz, zReal_ohm: z.map((v) => v[0]), zImag_ohm: z.map((v) => v[1]) };
}

const circuits: [string, string, number[]][] = [
  ['one arc, blocking', 'p(R1,CPE1)-CPE2', [8300, 2e-10, 0.92, 2e-6, 0.85]],
  ['two arcs, blocking', 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85]],
  ['flat arcs, flat tail', 'p(R1,CPE1)-CPE2', [8300, 2e-10, 0.7, 2e-6, 0.6]],
  ['capacitor in series', 'p(R1,C1)-C2', [1000, 1e-9, 1e-6]],
  ['two arcs', 'R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85]],
  ['Debye', 'R0-p(R1,C1)', [20, 1000, 1e-8]],
  ['inductive tail', 'L0-R0-p(R1,CPE1)', [2e-7, 20, 100, 1e-6, 0.85]],
  ['finite diffusion', 'R0-p(R1,CPE1)-Wo1', [20, 100, 1e-6, 0.85, 200, 0.5]],
  ['inductance in parallel', 'p(L1,R1)-R0', [1e-2, 100, 5]],
];
const grids: [number, number, number][] = [[70, 7e6, 1], [45, 1e6, 0.1]];
const noises = [1e-3, 5e-3];

describe('spectra that obey the relations are accepted, blocking or not', () => {
  for (const [name, circuit, parameters] of circuits) {
    it(name, () => {
      grids.forEach(([n, high, low], g) =>
        [0, ...noises].forEach((noise, i) => {
          const kk = kramersKronig(measured(circuit, () => parameters, sweep(n, high, low), noise, 100 * g + i + 1));
          expect(kk.valid, `${n} points, noise ${noise}: ${kk.message}`).toBe(true);
          // The residual is the noise: its standard error over 2n values is 1/sqrt(4n) = 6 to 8 %, and terms take up to a third of it.
          expect(kk.rmsResidual_percent).toBeLessThan(100 * noise * 1.2 + 0.05);
          if (noise > 0) {
            expect(kk.rmsResidual_percent).toBeGreaterThan(100 * noise * 0.6);
            expect(Math.abs(kk.noiseEstimate_percent / (100 * noise) - 1)).toBeLessThan(0.35);
          }
        }),
      );
    });
  }

  it('few points a decade: the error of the sum itself is no contradiction and makes no outlier', () => {
    let [refused, all] = [0, 0];
    for (const [n, high, low] of [[18, 1e6, 1], [21, 5e6, 1], [25, 1e6, 0.1], [29, 1e6, 0.1]] as const) {
      for (const [, circuit, parameters] of circuits) {
        for (const noise of [0, 1e-3, 5e-3]) {
          for (let seed = 1; seed <= (noise === 0 ? 1 : 8); seed++) {
            all++;
            if (!kramersKronig(measured(circuit, () => parameters, sweep(n, high, low), noise, seed)).valid) refused++;
          }
        }
      }
    }
    expect(all).toBeGreaterThan(500);
    expect(refused / all).toBeLessThan(0.01);
  });

  it('noise of the same size in ohm at every point: what is a few per cent of a small |Z| makes no outliers and no contradiction', () => {
    let refused = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const [, circuit, parameters] = circuits[seed % 6]!;
      const s = measured(circuit, () => parameters, sweep(70, 1e6, 1), 0, seed);
      const next = normal(seed);
      const moduli = s.zReal_ohm.map((a, k) => Math.hypot(a, s.zImag_ohm[k]!)).sort((a, b) => a - b);
      const size = 5e-3 * moduli[35]!;
      const kk = kramersKronig({ frequency_Hz: s.frequency_Hz, zReal_ohm: s.zReal_ohm.map((a) => a + size * next()), zImag_ohm: s.zImag_ohm.map((b) => b + size * next()) });
      if (!kk.valid) refused++;
    }
    // Noise that grows tenfold towards an end still makes an outlier there now and then; with weights that do not follow the noise a quarter and more is refused.
    expect(refused).toBeLessThanOrEqual(4);
  });

  it('the order of the points does not matter', () => {
    const s = measured('p(R1,CPE1)-CPE2', () => [8300, 2e-10, 0.92, 2e-6, 0.85], sweep(60, 1e6, 1), 2e-3, 5);
    const turned = { frequency_Hz: [...s.frequency_Hz].reverse(), zReal_ohm: [...s.zReal_ohm].reverse(), zImag_ohm: [...s.zImag_ohm].reverse() };
    const [a, b] = [kramersKronig(s), kramersKronig(turned)];
    expect(b.m).toBe(a.m);
    // Sums run in another order: the residual agrees to rounding times the condition of the columns.
    expect(Math.abs(a.rmsResidual_percent - b.rmsResidual_percent)).toBeLessThan(1e-6);
  });

  it('no digit of the result hangs on the ninth digit of the input', () => {
    const s = measured('p(R1,CPE1)-CPE2', () => [8300, 2e-10, 0.92, 2e-6, 0.85], sweep(70, 7e6, 1), 1e-3, 6);
    const rounded = { frequency_Hz: s.frequency_Hz, zReal_ohm: s.zReal_ohm.map((x) => Number(x.toPrecision(9))), zImag_ohm: s.zImag_ohm.map((x) => Number(x.toPrecision(9))) };
    const [a, b] = [kramersKronig(s), kramersKronig(rounded)];
    a.residualReal_percent.forEach((x, k) => expect(Math.abs(x - b.residualReal_percent[k]!)).toBeLessThan(1e-5));
  });
});

describe('spectra that violate the relations are flagged, blocking or not', () => {
  type Change = (s: { frequency_Hz: number[]; zReal_ohm: number[]; zImag_ohm: number[] }) => Spectrum;
  const turn = (angle: number): Change => (s) => ({
    frequency_Hz: s.frequency_Hz,
    zReal_ohm: s.zReal_ohm.map((a, k) => a * Math.cos(angle) - s.zImag_ohm[k]! * Math.sin(angle)),
    zImag_ohm: s.zImag_ohm.map((b, k) => b * Math.cos(angle) + s.zReal_ohm[k]! * Math.sin(angle)),
  });
  const scale = (points: number[], factor: number): Change => (s) => ({
    frequency_Hz: s.frequency_Hz,
    zReal_ohm: s.zReal_ohm.map((a, k) => (points.includes(k) ? a * factor : a)),
    zImag_ohm: s.zImag_ohm.map((b, k) => (points.includes(k) ? b * factor : b)),
  });
  const changes: [string, Change][] = [
    ['a phase off by 3 degrees', turn(0.05)],
    ['one point off by 10 %', scale([27], 1.1)],
    ['three points off by 15 %', scale([9, 22, 31], 1.15)],
  ];
  for (const [name, circuit, parameters] of circuits) {
    it(name, () => {
      grids.forEach(([n, high, low], g) =>
        noises.forEach((noise, i) => {
          const s = measured(circuit, () => parameters, sweep(n, high, low), noise, 500 + 100 * g + i);
          for (const [what, change] of changes) {
            // A turn by 3 degrees hides in one relaxation on the coarse grid: Debye's circle turned is nearly a depressed one.
            if (what.startsWith('a phase') && circuit.includes('C1')) continue;
            const kk = kramersKronig(change(s));
            expect(kk.valid, `${what}, ${n} points, noise ${noise}: ${kk.message}`).toBe(false);
          }
        }),
      );
    });
  }

  it.each(circuits.filter(([, c]) => /p\(R1,CPE1\)/.test(c)))('resistances that grow by half during the sweep: %s', (_name, circuit, parameters) => {
    for (const [n, high, low] of grids) {
      const kk = kramersKronig(measured(circuit, (t) => parameters.map((x) => (x > 2 ? x * (1 + 0.5 * t) : x)), sweep(n, high, low), 1e-3, 9));
      expect(kk.valid, kk.message).toBe(false);
      expect(kk.contradicts).toBe(true);
    }
  });

  // 0.1 % noise, seven points a decade and more: what remains of such a change is 0.1 to 0.4 % of |Z|, less than what Re and Im may differ by in a bridge.
  const drifting: [string, string, (t: number) => number[]][] = [
    ['resistances that grow by 10 %', 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', (t) => [50, 2000 * (1 + 0.1 * t), 2e-10, 0.95, 5000 * (1 + 0.1 * t), 2e-8, 0.85, 3e-6, 0.85]],
    ['resistances that shrink by 10 %', 'R0-p(R1,CPE1)-p(R2,CPE2)', (t) => [50, 2000 * (1 - 0.1 * t), 2e-10, 0.95, 5000 * (1 - 0.1 * t), 2e-8, 0.85]],
    ['one of two resistances that grows by 10 %', 'R0-p(R1,CPE1)-p(R2,CPE2)', (t) => [50, 2000, 2e-10, 0.95, 5000 * (1 + 0.1 * t), 2e-8, 0.85]],
    ['a Q that grows by 50 %', 'R0-p(R1,CPE1)-p(R2,CPE2)', (t) => [50, 2000, 2e-10, 0.95, 5000, 2e-8 * (1 + 0.5 * t), 0.85]],
    ['a resistance that grows by 10 % before a blocking tail', 'p(R1,CPE1)-CPE2', (t) => [8300 * (1 + 0.1 * t), 2e-10, 0.92, 2e-6, 0.85]],
  ];
  it.each(drifting)('a small steady change, far below the floor of contradictions: %s', (_name, circuit, parameters) => {
    for (const [n, high, low] of [[70, 7e6, 1], [60, 1e6, 0.1], [50, 1e5, 0.01]] as const) {
      // The arcs stay in the window.
      const slower = circuit.startsWith('p(') ? 1 : 7e6 / high;
      const scaled = (t: number): number[] => parameters(t).map((x) => (x < 1e-3 ? x * slower ** 0.9 : x));
      for (const seed of [1, 2, 3, 4]) {
        const kk = kramersKronig(measured(circuit, scaled, sweep(n, high, low), 1e-3, seed));
        if (n === 50 && circuit.startsWith('p(')) continue;
        expect(kk.valid, `${n} points, seed ${seed}: ${kk.drift_percent} %, ${kk.driftDeviate}; ${kk.message}`).toBe(false);
        expect(kk.drifts || kk.contradicts).toBe(true);
        if (kk.drifts) expect(kk.message).toMatch(/a steady change during the sweep/);
      }
    }
  });

  it('where valid spectra stand against that: 270 of them, none near the line', () => {
    let most = 0;
    for (const [n, high, low] of [[70, 7e6, 1], [60, 1e6, 0.1], [120, 1e7, 0.1]] as const) {
      for (const [, circuit, parameters] of circuits) {
        for (let seed = 1; seed <= 10; seed++) {
          const kk = kramersKronig(measured(circuit, () => parameters, sweep(n, high, low), seed % 2 ? 1e-3 : 1e-2, seed));
          expect(kk.valid, kk.message).toBe(true);
          if (kk.drift_percent > 0.08) most = Math.max(most, kk.driftDeviate);
        }
      }
    }
    expect(most).toBeLessThan(4);
  });

  it('at three to four points a decade: resistances that double during the sweep, and points off by 20 %', () => {
    for (const [n, high, low] of [[21, 5e6, 1], [25, 1e6, 0.1], [29, 1e6, 0.1]] as const) {
      const drifting = kramersKronig(measured('R0-p(R1,CPE1)-p(R2,CPE2)', (t) => [50, 2000 * (1 + t), 2e-10, 0.95, 5000 * (1 + t), 2e-8, 0.85], sweep(n, high, low), 1e-3, 9));
      expect(drifting.valid, drifting.message).toBe(false);
      const off = kramersKronig(scale([Math.floor(n / 2)], 1.2)(measured('p(R1,CPE1)-CPE2', () => [8300, 2e-10, 0.92, 2e-6, 0.85], sweep(n, high, low), 1e-3, 9)));
      expect(off.valid, off.message).toBe(false);
    }
  });

  it('the sign of Im Z turned round', () => {
    const s = measured('p(R1,CPE1)-CPE2', () => [8300, 2e-10, 0.92, 2e-6, 0.85], sweep(70, 7e6, 1), 1e-3, 7);
    expect(kramersKronig({ ...s, zImag_ohm: s.zImag_ohm.map((z) => -z) }).valid).toBe(false);
  });

  it('numbers that no passive sample could give', () => {
    const s = measured('R0-p(R1,CPE1)-W1', () => [20, 100, 1e-6, 0.85, 30], sweep(40, 1e6, 0.1), 1e-3, 7);
    const kk = kramersKronig({ ...s, zImag_ohm: s.zImag_ohm.map((z) => -z) });
    expect(kk.valid, kk.message).toBe(false);
    expect(kk.message).toMatch(/^violates .*(no sum of relaxations|contradict|out of line)/);
  });

  it('outliers are named, and the noise is that of the others', () => {
    const s = measured('R0-p(R1,CPE1)-p(R2,CPE2)', () => [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85], sweep(70, 7e6, 1), 2e-3, 8);
    const kk = kramersKronig(scale([20, 41], 1.2)(s));
    expect(kk.outliers).toEqual([20, 41]);
    expect(Math.abs(kk.noiseEstimate_percent - 0.2)).toBeLessThan(0.06);
    expect(kk.message).toMatch(/2 points out of line \(20, 41/);
  });
});

describe.skipIf(!hasShared('references/impedance/kramers-kronig'))('reference spectra', () => {
  const folder = 'references/impedance/kramers-kronig';
  type Case = { valid: boolean; residual_real: number[]; residual_imag: number[] };
  const cases = hasShared(folder) ? Object.entries(JSON.parse(readShared(`${folder}/cases.json`)) as Record<string, Case>) : [];
  it.each(cases)('%s', (name, { valid, residual_real, residual_imag }) => {
    const [spectrum] = readImpedance(readShared(`${folder}/${name}.csv`)).spectra;
    const kk = kramersKronig(spectrum!);
    expect(kk.valid, kk.message).toBe(valid);
    const all = [...residual_real, ...residual_imag];
    const rms = 100 * Math.sqrt(all.reduce((sum, r) => sum + r * r, 0) / all.length);
    // The other program uses another number of terms: where both residuals are noise they agree within a quarter.
    expect(kk.rmsResidual_percent / rms).toBeLessThan(1.1);
    expect(kk.rmsResidual_percent / rms).toBeGreaterThan(valid ? 0.75 : 0.3);
  });
});

describe.skipIf(!hasShared('data/eisfitpython', 'data/impedance-dummy-cell', 'data/instrument-files'))('measured spectra of a good bridge are accepted', () => {
  it.each([...[140, 150, 160, 170, 180, 190, 200].map((t) => `eisfitpython/s04147-${t}deg.txt`), 'impedance-dummy-cell/Circuit1_EIS_1.z', 'instrument-files/impedance_py__exampleDataVersaStudio.par'])('%s', (file) => {
    const kk = kramersKronig(readImpedance(readShared(`data/${file}`)).spectra[0]!);
    expect(kk.valid, kk.message).toBe(true);
    // Their own systematic errors, up to 0.18 % of |Z|, hardly look like a drift: 0.07 % at most, where 0.08 % counts.
    expect(kk.drift_percent).toBeLessThan(0.07);
  });
});

describe('halide impedance kk', () => {
  const command = (input: string, ...args: string[]) => spawnSync(process.execPath, [join(repositoryRoot(), 'src/cli/halide.mjs'), 'impedance', 'kk', '-', ...args], { input, encoding: 'utf8' });
  const rows = (n: number): string => ['frequency_Hz,z_real_ohm,z_imag_ohm', ...sweep(n, 1e6, 1).map((f) => { const u = f / 1000; return [f, 10 + 100 / (1 + u * u), (-100 * u) / (1 + u * u)].map((x) => x.toPrecision(9)).join(','); })].join('\n');

  it('has exactly the fields of its description', () => {
    const run = command(rows(40));
    expect(run.status, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout) as Record<string, unknown[]>;
    expect(Object.keys(json)).toEqual(['valid', 'rms_residual_percent', 'noise_estimate_percent', 'm', 'residual_real_percent', 'residual_imag_percent', 'message']);
    expect(json['valid']).toBe(true);
    expect(json['residual_real_percent']).toHaveLength(40);
    expect(json['residual_imag_percent']).toHaveLength(40);
  });

  it.each<[string, string, string[], RegExp]>([
    ['too few points', rows(5), [], /5 points: expected at least 8/],
    ['an unknown option', rows(40), ['--noise', '1'], /unknown option --noise/],
    ['an empty file', '', [], /empty/],
  ])('answers %s with one sentence and exit 2', (_name, input, args, message) => {
    const run = command(input, ...args);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('never answers NaN, also for a flat or a repeated spectrum', () => {
    for (const input of [Array.from({ length: 10 }, (_, i) => `${10 ** i},100,0`).join('\n'), Array.from({ length: 10 }, () => '1000,100,-5').join('\n')]) {
      const run = command(input);
      expect(run.status, run.stderr).toBe(0);
      expect(run.stdout).not.toMatch(/null|NaN/);
    }
  });
});
