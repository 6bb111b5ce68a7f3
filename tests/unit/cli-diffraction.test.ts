import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { help, run } from '../../src/cli/diffraction.ts';
import { BadInput } from '../../src/cli/errors.ts';
import { oneLine } from '../../src/cli/main.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';

const nacl = join(repositoryRoot(), 'content/data/structures/nacl.cif');
const folder = mkdtempSync(join(tmpdir(), 'halide-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const pair = file('pair.xyz', '2\n\nNa 0 0 0\nCl 2.82 0 0\n');
const columns = (csv: string): number[][] => csv.trim().split('\n').slice(1).map((line) => line.split(',').map(Number));

describe('halide diffraction', () => {
  it('pattern: the fields of the interface and nothing else', () => {
    const output = JSON.parse(run(['pattern', nacl])) as { reflections: Record<string, number>[] };
    expect(Object.keys(output)).toEqual(['reflections']);
    expect(Object.keys(output.reflections[0]!)).toEqual(['h', 'k', 'l', 'd_A', 'two_theta_deg', 'multiplicity', 'F2', 'intensity']);
    expect(output.reflections.length).toBe(18);
    expect(Math.max(...output.reflections.map((r) => r['intensity']!))).toBe(100);
  });

  it('pattern: wavelength and window', () => {
    const { reflections } = JSON.parse(run(['pattern', nacl, '--wavelength-A', '1.5406', '--two-theta', '30:50'])) as { reflections: Record<string, number>[] };
    const bragg = (hkl2: number): number => (360 / Math.PI) * Math.asin((1.5406 * Math.sqrt(hkl2)) / (2 * 5.6402));
    expect(reflections.map((r) => r['two_theta_deg']!.toFixed(6))).toEqual([bragg(4), bragg(8)].map((angle) => angle.toFixed(6)));
    expect(reflections[0]!['intensity']).toBe(100);
  });

  it('profile: a CSV from 5 to 50° by 0.01°, in full precision', () => {
    const text = run(['profile', nacl, '--size-nm', '10', '--strain', '0.002']);
    expect(text.startsWith('two_theta_deg,intensity\n5,')).toBe(true);
    const rows = columns(text);
    expect(rows.length).toBe(4501);
    expect(rows.at(-1)![0]).toBe(50);
    expect(rows.every((row) => row.length === 2 && row.every(Number.isFinite))).toBe(true);
    const top = rows.reduce((a, b) => (b[1]! > a[1]! ? b : a));
    // Between Kα1 14.449° and Kα2 14.537° of (200), nearer the first.
    expect(top[0]).toBeGreaterThan(14.449);
    expect(top[0]).toBeLessThan(14.493);
    const other = columns(run(['profile', nacl, '--size-nm=10', '--strain=0.002', '--k=1.107', '--caglioti=1e-3,0,1e-3', '--step=0.02', '--two-theta=10:20']));
    expect(other.length).toBe(501);
    expect(Math.max(...other.map((row) => row[1]!))).toBeLessThan(top[1]!);
  });

  it('debye: per atom, with and without disorder', () => {
    const text = run(['debye', pair]);
    expect(text.startsWith('two_theta_deg,intensity_per_atom\n3,')).toBe(true);
    expect(columns(text).length).toBe(941);
    const disordered = columns(run(['debye', pair, '--disorder-A', '0.3', '--two-theta', '3:50']));
    expect(disordered.length).toBe(941);
    expect(disordered.some((row, i) => Math.abs(row[1]! - columns(text)[i]![1]!) > 1)).toBe(true);
    expect(columns(run(['debye', pair, '--two-theta', '10:20:1', '--b-iso', '0']))).toHaveLength(11);
  });

  it('electron: wavelength and rings in falling d', () => {
    const { wavelength_A, rings } = JSON.parse(run(['electron', nacl])) as { wavelength_A: number; rings: { d_A: number; intensity: number }[] };
    expect(wavelength_A).toBeCloseTo(0.025079, 6);
    expect(rings.map((r) => r.d_A)).toEqual([...rings.map((r) => r.d_A)].sort((a, b) => b - a));
    expect(Object.keys(rings[0]!)).toEqual(['d_A', 'intensity']);
    expect((JSON.parse(run(['electron', nacl, '--kV', '100'])) as { wavelength_A: number }).wavelength_A).toBeCloseTo(0.037014, 6);
  });

  it('refuses bad input in one line', () => {
    const cif = readFileSync(nacl, 'utf8');
    const cases: [string[], RegExp][] = [
      [[], /a sub-command is needed: pattern, profile, debye, electron/],
      [['patern', nacl], /no sub-command "patern"/],
      [['pattern'], /a file is needed/],
      [['pattern', join(folder, 'none.cif')], /no such file/],
      [['pattern', file('broken.cif', cif.replace(/loop_[^]*/, 'loop_\n_atom_site_label\n_atom_site_fract_x\nNa1'))], /broken\.cif: line \d+: the loop over 2 tags/],
      [['pattern', file('element.cif', cif.replace('Cl1 Cl', 'Xq1 Xq'))], /element\.cif: line \d+: "Xq" is no element/],
      [['pattern', file('cell.cif', cif.replace('gamma 90', 'gamma 200'))], /cell\.cif: cell angle gamma is 200/],
      [['pattern', file('cubic.cif', cif.replace('length_b 5.6402', 'length_b 6.6402'))], /does not fit the symmetry/],
      [['pattern', nacl, '--two-theta', '5:6'], /nacl\.cif: the pattern is empty/],
      [['pattern', nacl, '--two-theta', '5'], /expected from:to/],
      [['pattern', nacl, '--two-theta', '50:5'], /0 < from < to < 180/],
      [['pattern', nacl, '--two-theta', '5:50:1'], /expected from:to/],
      [['pattern', nacl, '--wavelength-A', 'blue'], /expected a number/],
      [['pattern', nacl, '--colour', '1'], /unknown option --colour/],
      [['pattern', nacl, 'second.cif'], /unexpected "second\.cif"/],
      [['profile', nacl], /--size-nm is needed/],
      [['profile', nacl, '--size-nm', '-3'], /--size-nm is -3/],
      [['profile', nacl, '--size-nm', '10', '--caglioti', '1,2'], /--caglioti has 2 values/],
      [['profile', nacl, '--size-nm', '10', '--caglioti', '0,-1,0'], /negative squared width/],
      [['profile', nacl, '--size-nm', '10', '--step', '0'], /--step is 0/],
      [['debye', file('count.xyz', '3\n\nNa 0 0 0\n')], /count\.xyz: line 4: atom 2 of the 3/],
      [['debye', file('clash.xyz', '2\n\nNa 0 0 0\nCl 0 0 0.1\n')], /clash\.xyz: atoms 1 and 2 are nearer/],
      [['debye', pair, '--two-theta', '3:50:0'], /positive step/],
      [['electron', nacl, '--kV', '0.01'], /--kV is 0\.01/],
    ];
    for (const [args, words] of cases) {
      let message = '';
      try {
        run(args);
      } catch (error) {
        expect(error, args.join(' ')).toBeInstanceOf(BadInput);
        message = (error as Error).message;
      }
      expect(message, args.join(' ')).toMatch(words);
      expect(message).not.toMatch(/\n|NaN|undefined/);
      expect(oneLine(message).length).toBeLessThanOrEqual(400);
    }
  });

  it('explains itself', () => {
    for (const word of ['pattern', 'profile', 'debye', 'electron', '--two-theta', '--size-nm', '--disorder-A', '--kV']) expect(help).toContain(word);
  });
});
