import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { help, run } from '../../src/cli/cell.ts';
import { BadInput } from '../../src/cli/errors.ts';
import { numberSpecs } from '../../src/physics/cell-parameters.ts';

const folder = mkdtempSync(join(tmpdir(), 'cell-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'params.json');
  writeFileSync(path, text);
  return path;
};
const rate = (params: unknown, ...more: string[]): Record<string, unknown> => JSON.parse(run(['rate', file(JSON.stringify(params)), ...more])) as Record<string, unknown>;

interface Output {
  geometry: Record<string, number>;
  rates: Record<string, number | null>[];
  resistances_ohm_cm2: Record<string, number>;
  profiles?: { c_rate: number; charge: { Q_mAh_g: number[]; V: number[] }; discharge: { Q_mAh_g: number[]; V: number[] } }[];
}

describe('halide cell rate', () => {
  it('writes the documented document', () => {
    const output = JSON.parse(run(['rate'])) as Output;
    expect(Object.keys(output)).toEqual(['geometry', 'rates', 'resistances_ohm_cm2']);
    expect(Object.keys(output.geometry)).toEqual(['thickness_um', 'volume_fraction_active', 'volume_fraction_electrolyte', 'active_mass_mg', 'one_C_mA_cm2']);
    expect(Object.keys(output.resistances_ohm_cm2)).toEqual(['separator', 'contact', 'cathode_ionic_third']);
    expect(output.rates.map((r) => r['c_rate'])).toEqual([0.1, 0.2, 0.5, 1, 0.1]);
    for (const r of output.rates) expect(Object.keys(r)).toEqual(['c_rate', 'charge_mAh_g', 'discharge_mAh_g', 'mean_charge_V', 'mean_discharge_V']);
    expect(output.geometry['thickness_um']).toBeCloseTo(72.5, 1);
    expect(output.rates[0]!['mean_charge_V']!).toBeGreaterThan(output.rates[0]!['mean_discharge_V']!);
  });

  it('takes every parameter of the interface by name', () => {
    const output = rate({
      sigma_mS_cm: 0.12, Ea_meV: 350, T_K: 300, thickness_factor: 2, c_rates: [0.2], mesh: 'web', cutoff_V: [2, 3.3], E_anode_V: 0.2, D_cm2_s: 6e-12, Ea_D_meV: 350, i0_mA_cm2: 0.03, Ea_i0_meV: 500,
      R_contact_ohm_cm2: 26, separator_mg: 50, separator_density_g_cm3: 1.1, separator_sigma_mS_cm: 0.9, separator_Ea_meV: 600,
      particles: [{ fraction: 0.76, radius_um: 1 }, { fraction: 0.24, radius_um: 4 }], ocv: [{ X: 0.205, U_V: 2.975, omega: 0.45 }, { X: 0.3, U_V: 3.2, omega: 1.5 }],
    }) as unknown as Output;
    expect(output.rates).toHaveLength(1);
    expect(output.geometry['thickness_um']).toBeCloseTo(2 * 72.4774, 3);
    expect(output.resistances_ohm_cm2['contact']).toBe(26);
  });

  it('--profiles adds V(Q), which begins at 0 and ends at the cut-off, and whose mean is the stated one', () => {
    const output = rate({ c_rates: [0.5], mesh: 'web' }, '--profiles') as unknown as Output;
    const [profile] = output.profiles!;
    for (const [half, cutoff] of [['charge', 3.4], ['discharge', 1.7]] as const) {
      const { Q_mAh_g: Q, V } = profile![half];
      expect(Q).toHaveLength(V.length);
      expect(Q[0]).toBe(0);
      expect(V.at(-1)).toBeCloseTo(cutoff, 9);
      expect(Q.at(-1)).toBe(output.rates[0]![`${half}_mAh_g`]);
      const area = Q.slice(1).reduce((s, q, i) => s + ((q - Q[i]!) * (V[i]! + V[i + 1]!)) / 2, 0);
      expect(area / Q.at(-1)!).toBeCloseTo(output.rates[0]![`mean_${half}_V`]!, 9);
    }
  });

  it('writes null for the mean voltage of no charge', () => {
    expect((rate({ c_rates: [500] }) as unknown as Output).rates[0]).toEqual({ c_rate: 500, charge_mAh_g: 0, discharge_mAh_g: 0, mean_charge_V: null, mean_discharge_V: null });
  });

  it.each([
    ['no command', [], /a command is needed: usage is halide cell rate/],
    ['an unknown command', ['charge'], /there is no command "charge"/],
    ['an unknown option', ['rate', '--fast'], /unknown option --fast/],
    ['two files', ['rate', 'a.json', 'b.json'], /unexpected "b.json"/],
    ['a missing file', ['rate', '/nowhere/params.json'], /there is no such file/],
  ])('refuses %s', (_name, args, sentence) => {
    expect(() => run(args)).toThrow(BadInput);
    expect(() => run(args)).toThrow(sentence);
  });

  it.each([
    ['{"sigma_mS_cm":-1}', /params\.json: sigma_mS_cm is -1: expected a number from/],
    ['{"thickness_factor":0}', /thickness_factor is 0/],
    ['{"cutoff_V":[3.4,1.7]}', /lower cut-off below the upper/],
    ['{"c_rates":[1e6]}', /c_rates\[0\] is 1000000/],
    ['{"sigma":1}', /unknown cell parameter "sigma"/],
    ['[]', /expected an object/],
    ['{"sigma_mS_cm":', /is not valid JSON/],
    ['', /is not valid JSON/],
  ])('refuses %s with one sentence that names the file', (text, sentence) => {
    const args = ['rate', file(text)];
    expect(() => run(args)).toThrow(BadInput);
    expect(() => run(args)).toThrow(sentence);
    expect(() => run(args)).toThrow(/params\.json/);
  });

  it('the help names every parameter', () => {
    for (const name of [...Object.keys(numberSpecs), 'c_rates', 'mesh', 'cutoff_V', 'particles', 'ocv']) expect(help).toContain(name);
  });
});
