/** `halide impedance` and `halide arrhenius` as a user meets them: one JSON document, or one sentence and exit 2. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../src/kernels/node.ts';
import { hasShared, sharedPath } from '../shared-data.ts';

const root = repositoryRoot();
const folder = mkdtempSync(join(tmpdir(), 'halide-'));
afterAll(() => rmSync(folder, { recursive: true }));

const halide = (args: string[], input = '') => spawnSync(process.execPath, [join(root, 'src/cli/halide.mjs'), ...args], { input, encoding: 'utf8' });
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const exact = (separator: string, comma: boolean, sign: number): string[] =>
  Array.from({ length: 20 }, (_, i) => {
    const f = 10 ** (6 - i * 0.25);
    const u = 2 * Math.PI * f * 100 * 1e-7;
    const row = [f, 10 + 100 / (1 + u * u), (sign * -100 * u) / (1 + u * u)].map((x) => x.toPrecision(9));
    return row.map((x) => (comma ? x.replace('.', ',') : x)).join(separator);
  });

describe('halide impedance fit', () => {
  it.each([
    ['the standard header', ['frequency_Hz,z_real_ohm,z_imag_ohm', ...exact(',', false, 1)]],
    ['no header', exact('\t', false, 1)],
    ['semicolons and decimal commas', ['Freq;Re(Z);Im(Z)', ...exact(';', true, 1)]],
    ['-Im Z named so', ["freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm", ...exact('\t', false, -1)]],
    ['-Im Z not named', ["Freq Z' Z''", ...exact(' ', false, -1)]],
    ['a preamble', ['sample 7', 'Fixed value(s) :  AC Volt 3.5e-02', "   Freq.[Hz]   \tZs'[ohm]  \tZs''[ohm]", ...exact('\t', false, 1)]],
  ])('reads a table with %s', (name, lines) => {
    const run = halide(['impedance', 'fit', file(`${name.replace(/\W/g, '')}.txt`, lines.join('\n')), '--circuit', 'R0-p(R1,C1)']);
    expect(run.status, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout) as { parameters: { name: string; value: number }[]; verdict: string; starts: { tried: number } };
    expect(json.parameters.map((p) => p.name)).toEqual(['R0', 'R1', 'C1']);
    [10, 100, 1e-7].forEach((truth, i) => expect(Math.abs(json.parameters[i]!.value / truth - 1)).toBeLessThan(1e-5));
    expect(json.verdict).toBe('converged');
  });

  it('has the fields of its description, and runs the multi-start beside a given start', () => {
    const run = halide(['impedance', 'fit', '-', '--circuit', 'R(RC)', '--start', '1,1,1e-9', '--starts', '8'], exact(',', false, 1).join('\n'));
    const json = JSON.parse(run.stdout) as Record<string, unknown>;
    for (const key of ['circuit', 'weight', 'n_points', 'parameters', 'correlation', 'wssr', 'reduced_chi2', 'aicc', 'verdict', 'message', 'starts', 'outliers', 'elapsed_ms']) expect(json).toHaveProperty(key);
    expect(json['circuit']).toBe('R1-p(R2,C1)');
    expect(json['starts']).toMatchObject({ tried: 8 });
  });

  it('--profile adds an interval to every free parameter, and to no other run', () => {
    const input = exact(',', false, 1).map((row, i) => (i % 2 ? row : row.split(',').map((x, j) => (j === 1 ? String(Number(x) * 1.002) : x)).join(','))).join('\n');
    const parametersOf = (...args: string[]): Record<string, unknown>[] => {
      const run = halide(['impedance', 'fit', '-', '--circuit', 'R0-p(R1,C1)', '--fix', 'R0=10', ...args], input);
      expect(run.status, run.stderr).toBe(0);
      return (JSON.parse(run.stdout) as { parameters: Record<string, unknown>[] }).parameters;
    };
    const [r0, r1, c1] = parametersOf('--profile');
    expect(r0).not.toHaveProperty('profile95');
    for (const p of [r1!, c1!]) {
      const [low, high] = p['profile95'] as [number, number];
      expect(low).toBeLessThan(p['value'] as number);
      expect(high).toBeGreaterThan(p['value'] as number);
    }
    for (const p of parametersOf()) expect(p).not.toHaveProperty('profile95');
  });

  it('sizes of the pellet add conductivity, quick estimates and capacitances, and nothing without them', () => {
    const input = exact(',', false, 1).join('\n');
    const sizes = ['--thickness-cm', '0.065', '--diameter-cm', '1', '--u-thickness-cm', '0.001'];
    const json = (...args: string[]) => {
      const run = halide(['impedance', 'fit', '-', ...args], input);
      expect(run.status, run.stderr).toBe(0);
      return JSON.parse(run.stdout) as { pellet?: { total_ohm: number; sigma_S_cm: number; estimates: { method: string; r_ohm: number | null }[]; arcs: { branch: string; capacitance_F: number }[] } | null };
    };
    const { pellet } = json('--circuit', 'R0-p(R1,C1)', ...sizes);
    expect(pellet!.total_ohm).toBeCloseTo(110, 4);
    expect(pellet!.sigma_S_cm).toBeCloseTo(0.065 / (110 * (Math.PI / 4)), 9);
    expect(pellet!.estimates.map((e) => e.method)).toEqual(['minimum', 'circle', 'line']);
    expect(pellet!.arcs).toHaveLength(1);
    expect(pellet!.arcs[0]!.capacitance_F).toBeCloseTo(1e-7, 12);
    expect(json('--circuit', 'R0-p(R1,C1)')).not.toHaveProperty('pellet');
    expect(json('--circuit', 'C1', ...sizes).pellet).toBeNull();
  });

  const good = ['frequency_Hz,z_real_ohm,z_imag_ohm', ...exact(',', false, 1)];
  const withRow = (row: string): string => [...good.slice(0, 5), row, ...good.slice(6)].join('\n');
  it.each<[string, string[], string, RegExp]>([
    ['an unknown element', ['--circuit', 'R0-X1'], good.join('\n'), /unknown element X/],
    ['an unbalanced bracket', ['--circuit', 'R0-p(R1,C1'], good.join('\n'), /unbalanced bracket/],
    ['a wrong number of start values', ['--circuit', 'R0-p(R1,C1)', '--start', '1,2'], good.join('\n'), /2 values: .* needs 3/],
    ['text in a start value', ['--circuit', 'R1', '--start', 'ten'], good.join('\n'), /"ten": expected a number/],
    ['text in a number', ['--circuit', 'R1'], withRow('1e4,abc,-3'), /line 6: Re Z is "abc", expected a number/],
    ['text in the first row', ['--circuit', 'R1'], [good[0], '1e6,abc,-3', ...good.slice(2)].join('\n'), /line 2: Re Z is "abc"/],
    ['not a number', ['--circuit', 'R1'], withRow('1e4,nan,-3'), /line 6: Re Z is "nan"/],
    ['infinity', ['--circuit', 'R1'], withRow('1e4,inf,-3'), /line 6: Re Z is "inf"/],
    ['a missing cell', ['--circuit', 'R1'], withRow('1e4,3'), /line 6: Im Z is missing/],
    ['fewer points than parameters', ['--circuit', 'R0-p(R1,CPE1)-CPE2'], good.slice(0, 5).join('\n'), /4 points, but .* 6 free parameters/],
    ['zero frequency', ['--circuit', 'R1'], withRow('0,10,-3'), /line 6: the frequency is 0/],
    ['negative frequency', ['--circuit', 'R1'], withRow('-5,10,-3'), /line 6: the frequency is -5/],
    ['an empty file', ['--circuit', 'R1'], '', /empty/],
    ['a header alone', ['--circuit', 'R1'], good[0]!, /no row of three numbers/],
    ['a name of every object as an element', ['--circuit', 'constructor1'], good.join('\n'), /unknown element constructor/],
    ['a modulus of 1e300', ['--circuit', 'R1'], withRow('1e4,1e300,-3'), /Z of point 5 is 1e\+300 \+ -3j: expected a modulus of 1e-30 to 1e\+30 ohm/],
    ['a frequency of 1e-200', ['--circuit', 'R1'], withRow('1e-200,10,-3'), /frequency_Hz of point 5 is 1e-200: expected 1e-30 to 1e\+30 Hz/],
    ['a zero beside a warning', ['--circuit', 'R1'], withRow('1e6,0,0'), /Z of point 5 is 0/],
    ['half of the sizes', ['--circuit', 'R1', '--thickness-cm', '0.1'], good.join('\n'), /option --diameter-cm is needed/],
    ['no circuit', [], good.join('\n'), /--circuit is needed/],
    ['an unknown option', ['--circuit', 'R1', '--wieght', 'unit'], good.join('\n'), /unknown option --wieght/],
    ['an unknown weight', ['--circuit', 'R1', '--weight', 'heavy'], good.join('\n'), /expected modulus, proportional or unit/],
    ['an unknown name to fix', ['--circuit', 'R1', '--fix', 'R7=1'], good.join('\n'), /R7, which R1 has not/],
  ])('answers %s with one sentence and exit 2', (_name, args, input, message) => {
    const run = halide(['impedance', 'fit', '-', ...args], input);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stderr.length).toBeLessThan(402);
  });
});

describe('halide impedance compare', () => {
  const input = exact(',', false, 1).map((row, i) => row.split(',').map((x, j) => (j === 1 ? String(Number(x) * (1 + 0.002 * Math.sin(9 * i))) : x)).join(',')).join('\n');

  it('ranks circuits, best first', () => {
    const run = halide(['impedance', 'compare', '-', '--circuits', 'R1-C1; R0-p(R1,C1);R0-p(R1,CPE1)'], input);
    expect(run.status, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout) as { weight: string; n_points: number; circuits: Record<string, unknown>[] };
    expect([json.weight, json.n_points]).toEqual(['modulus', 20]);
    expect(json.circuits.map((c) => c['circuit'])).toEqual(['R0-p(R1,C1)', 'R0-p(R1,CPE1)', 'R1-C1']);
    for (const c of json.circuits) expect(Object.keys(c)).toEqual(['circuit', 'wssr', 'k', 'aicc', 'delta_aicc', 'akaike_weight', 'verdict', 'message']);
  });

  it.each<[string, string[], RegExp]>([
    ['no circuits', [], /--circuits is needed/],
    ['only separators', ['--circuits', ' ; ;'], /0 circuits are given/],
    ['a bad circuit', ['--circuits', 'R1;X1'], /option --circuits: unknown element X/],
    ['the same twice', ['--circuits', 'R1;R1'], /R1 is given twice/],
  ])('answers %s with one sentence and exit 2', (_name, args, message) => {
    const run = halide(['impedance', 'compare', '-', ...args], input);
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('halide impedance series on computed spectra', () => {
  const temperatures = [300, 320, 340, 360];
  const R = (T: number): number => 1000 * (T / 300) * Math.exp((0.35 / 8.617333262e-5) * (1 / T - 1 / 300));
  const spectra = join(folder, 'computed');
  mkdirSync(spectra);
  for (const T of temperatures) {
    const rows = Array.from({ length: 30 }, (_, i) => {
      const f = 10 ** (6 - 0.2 * i);
      const u = 2 * Math.PI * f * R(T) * 2e-9;
      // An arc of R and 2 nF, then 1 uF in series.
      return [f, R(T) / (1 + u * u), (-R(T) * u) / (1 + u * u) - 1 / (2 * Math.PI * f * 1e-6)].join(',');
    });
    writeFileSync(join(spectra, `T${T}K.csv`), ['frequency_Hz,z_real_ohm,z_imag_ohm', ...rows].join('\n'));
  }
  const series = (...args: string[]) => halide(['impedance', 'series', spectra, '--circuit', 'p(R1,C1)-C2', '--thickness-cm', '0.065', '--u-thickness-cm', '0.001', '--diameter-cm', '1', '--u-diameter-cm', '0.005', ...args]);

  it('returns the energy, with and without the common fit, also where the fits leave no error', () => {
    const plain = JSON.parse(series().stdout) as { points: object[]; arrhenius: { Ea_eV: number; error_from: string } };
    expect(Object.keys(plain)).toEqual(['points', 'arrhenius']);
    expect(plain.arrhenius.Ea_eV).toBeCloseTo(0.35, 7);
    expect(plain.arrhenius.error_from).toBe('scatter');
    const common = JSON.parse(series('--global', '--shared', 'C1,C2').stdout) as { global: { Ea_eV: number; free_parameters: number } };
    expect(common.global.Ea_eV).toBeCloseTo(0.35, 7);
    expect(common.global.free_parameters).toBe(4);
  });

  it.each<[string, string[], RegExp]>([
    ['--shared without --global', ['--shared', 'C1'], /--shared belongs to the fit of all temperatures/],
    ['a capacitance that is activated', ['--global', '--activated', 'C1'], /C1 is no resistance/],
    ['bounds with --global', ['--global', '--bounds', 'R1=1:1e6'], /no ties and no bounds/],
    ['an unknown resistance', ['--resistance', 'R9'], /the resistance is "R9": expected one of R1/],
  ])('answers %s with one sentence and exit 2', (_name, args, message) => {
    const run = series(...args);
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe.skipIf(!hasShared('data/eisfitpython', 'references/impedance/arrhenius/cases.json'))('halide impedance series', () => {
  const series = (spectra: string, circuit: string, thickness: string, diameter: string, ...more: string[]) => {
    const run = halide(['impedance', 'series', spectra, '--circuit', circuit, '--thickness-cm', thickness, '--u-thickness-cm', '0.001', '--diameter-cm', diameter, '--u-diameter-cm', '0.005', ...more]);
    expect(run.status, run.stderr).toBe(0);
    return JSON.parse(run.stdout) as { points: { T_K: number; u_sigma_S_cm: number; sigma_S_cm: number }[]; arrhenius: { Ea_eV: number; u_Ea_eV: number } };
  };

  it.each([['R1', 0.5869, 0.0163], ['R2', 0.8919, 0.0025]])('gives the published energy of %s its author’s way, and its own beside it', (resistance, Ea, u) => {
    const spectra = join(folder, `measured${resistance}`);
    mkdirSync(spectra);
    for (const celsius of [140, 150, 160, 170, 180, 190, 200]) copyFileSync(sharedPath(`data/eisfitpython/s04147-${celsius}deg.txt`), join(spectra, `s04147-${celsius}deg.txt`));
    const common = ['p(R1,CPE1)-p(R2,CPE2)-CPE3', '0.21', '0.8', '--resistance', resistance] as const;
    const author = series(spectra, ...common, '--temperatures', '413,423,433,443,453,463,473', '--unweighted').arrhenius;
    // Printed to four digits.
    expect(Math.abs(author.Ea_eV - Ea)).toBeLessThan(1e-4);
    expect(Math.abs(author.u_Ea_eV - u)).toBeLessThan(1e-4);
    const own = series(spectra, ...common, '--temperatures', '413.15,423.15,433.15,443.15,453.15,463.15,473.15').arrhenius;
    expect(Math.abs(own.Ea_eV - Ea)).toBeLessThan(0.06);
  });

  it('agrees with an independent program, geometry included', () => {
    const result = series(sharedPath('references/impedance/arrhenius/a1_x1.625_like'), 'p(R1,CPE1)-CPE2', '0.065', '1');
    expect(result.points[0]!.T_K).toBe(298.15);
    expect(result.points[0]!.sigma_S_cm).toBeCloseTo(0.00040049051316608947, 10);
    expect(result.points[0]!.u_sigma_S_cm).toBeCloseTo(7.361166056108365e-6, 9);
    expect(result.arrhenius.Ea_eV).toBeCloseTo(0.35176313976555823, 7);
  });
});

describe('halide arrhenius', () => {
  it('reads T_K, sigma and errors', () => {
    const run = halide(['arrhenius', '-'], 'T_K,sigma_S_cm,u_sigma_S_cm\n298.15,4e-4,4e-6\n318.15,8.9e-4,9e-6\n338.15,1.78e-3,2e-5\n358.15,3.3e-3,3e-5\n');
    expect(run.status, run.stderr).toBe(0);
    const json = JSON.parse(run.stdout) as Record<string, unknown>;
    for (const key of ['Ea_eV', 'u_Ea_eV', 'interval95_Ea_eV', 'sigma0_S_K_cm', 'u_ln_sigma0', 'cov_Ea_ln_sigma0', 'reduced_chi2', 'error_from', 'single_line', 'break_T_K', 'sigma_298_S_cm', 'u_sigma_298_S_cm']) expect(json).toHaveProperty(key);
  });

  it.each([
    ['text in a number', 'T_K,sigma_S_cm\n300,x\n', /line 2: sigma_S_cm is "x"/],
    ['a wrong header', 'T,s\n300,1\n', /header is "T,s"/],
    ['an empty file', '', /is empty/],
    ['too few points', 'T_K,sigma_S_cm\n300,1e-3\n', /at least 3 points/],
  ])('answers %s with one sentence and exit 2', (_name, input, message) => {
    const run = halide(['arrhenius', '-'], input);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });
});
