/** Reconstructed data sets: what lies in content/data is what the generators write, and it meets the reported numbers it lists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkDataset, generated } from '../../scripts/data.ts';
import { contentFolder } from '../../src/content/read.ts';
import { nodeKernels, repositoryRoot } from '../../src/kernels/node.ts';
import { pelletThickness_cm, compositionAt } from '../../src/physics/composition.ts';
import { dataset as transportSigma } from '../../content/data/transport-sigma/generate.ts';
import { dataset as pelletSpectra } from '../../content/data/pellet-spectra/generate.ts';

const sets = readdirSync(contentFolder('data')).filter((name) => existsSync(contentFolder('data', name, 'datapackage.json')));

/** Rows of a values.csv by column name. */
function read(set: string): Record<string, number>[] {
  const [head, ...lines] = readFileSync(contentFolder('data', set, 'values.csv'), 'utf8').trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, Number(cell)])));
}

test('every generated file is, byte for byte, what its generator writes', async () => {
  const files = await generated();
  expect(Object.keys(files).length).toBeGreaterThanOrEqual(6);
  for (const [path, text] of Object.entries(files)) expect(readFileSync(join(repositoryRoot(), path), 'utf8') === text, path).toBe(true);
});

describe.each(sets)('data set %s', (name) => {
  const pack = JSON.parse(readFileSync(contentFolder('data', name, 'datapackage.json'), 'utf8')) as {
    name: string;
    provenance: string;
    licenses: { name: string }[];
    sources: unknown[];
    constraints: { ledger: string; says: string }[];
    seed: number;
    resources: [{ path: string; schema: { fields: { name: string; unit: string; description: string }[] } }];
  };
  test('is described: columns with units, provenance, sources, licence, constraints, seed', () => {
    expect(pack).toMatchObject({ name, provenance: 'reconstructed', licenses: [{ name: 'CC-BY-4.0' }] });
    expect(pack.sources.length).toBeGreaterThan(0);
    expect(pack.constraints.length).toBeGreaterThan(0);
    expect(Number.isInteger(pack.seed)).toBe(true);
    const [head] = readFileSync(contentFolder('data', name, 'values.csv'), 'utf8').split('\n');
    expect(pack.resources[0].schema.fields.map((f) => f.name).join(',')).toBe(head);
    for (const field of pack.resources[0].schema.fields) expect(field.unit).not.toBe('');
  });
  test('holds finite numbers only', () => {
    for (const row of read(name)) for (const value of Object.values(row)) expect(Number.isFinite(value)).toBe(true);
  });
});

/** Each constraint by its ledger id: true when the rows meet it. */
type Check = (rows: Record<string, number>[]) => boolean | Promise<boolean>;
type Spoil = (row: Record<string, number>) => Record<string, number>;

const BOLTZMANN_meV = 8.617333262e-2;
const room = (rows: Record<string, number>[]): Record<string, number>[] => rows.filter((r) => r['T_C'] === 25);
const two = (value: number | undefined): number => Number(value!.toPrecision(2));
const at = (rows: Record<string, number>[], x: number): number => room(rows).find((r) => r['x'] === x)!['sigma_S_cm']!;

const slope_meV = (rows: Record<string, number>[], x: number, column: string): number => {
  const series = rows.filter((r) => r['x'] === x);
  const [first, last] = [series[0]!, series.at(-1)!];
  const y = (r: Record<string, number>): number => Math.log(r[column]! * (r['T_C']! + 273.15));
  return (-BOLTZMANN_meV * (y(last) - y(first))) / (1 / (last['T_C']! + 273.15) - 1 / (first['T_C']! + 273.15));
};

const sigmaChecks: Record<string, [Check, Spoil]> = {
  'sigma-max': [(rows) => two(at(rows, 1.625)) === 4.0e-4, (r) => ({ ...r, sigma_S_cm: 1.05 * r['sigma_S_cm']! })],
  'sigma-max-x': [(rows) => room(rows).reduce((a, b) => (b['sigma_S_cm']! > a['sigma_S_cm']! ? b : a))['x'] === 1.625, (r) => ({ ...r, x: Math.round(1000 * (r['x']! + 0.025)) / 1000 })],
  'sigma-x2000': [(rows) => two(at(rows, 2)) === 1.2e-4, (r) => ({ ...r, sigma_S_cm: 0.95 * r['sigma_S_cm']! })],
  'sigma-floor': [(rows) => room(rows).every((r) => r['sigma_S_cm']! > 1e-4), (r) => ({ ...r, sigma_S_cm: r['sigma_S_cm']! - 0.3e-4 })],
  'ea-range': [
    (rows) =>
      [...new Set(rows.map((r) => r['x']!))].every((x) =>
        [['sigma_S_cm', 359], ['sigma_Ea348_S_cm', 348], ['sigma_Ea370_S_cm', 370]].every(([column, Ea]) => Math.abs(slope_meV(rows, x, column as string) - (Ea as number)) < 0.01),
      ),
    (r) => ({ ...r, T_C: 1.05 * r['T_C']! }),
  ],
};

async function fittedWithin(rows: Record<string, number>[], x: number, sigma_S_cm: number): Promise<boolean> {
  const { impedance } = await nodeKernels(['impedance']);
  const own = rows.filter((r) => r['x'] === x);
  const column = (name: string): number[] => own.map((r) => r[name]!);
  const fit = impedance.fit('p(R1,CPE1)-CPE2', { frequency_Hz: column('frequency_Hz'), zReal_ohm: column('z_real_ohm'), zImag_ohm: column('z_imag_ohm') }, { compareSimpler: false });
  const expected = pelletThickness_cm(compositionAt(x).density_g_cm3) / (sigma_S_cm * Math.PI * 0.25);
  return Math.abs(fit.parameters[0]!.value / expected - 1) < 0.01;
}
const stretched: Spoil = (r) => ({ ...r, z_real_ohm: 1.05 * r['z_real_ohm']!, z_imag_ohm: 1.05 * r['z_imag_ohm']! });
const frequencies = (rows: Record<string, number>[]): number[] => rows.map((r) => r['frequency_Hz']!);

const spectraChecks: Record<string, [Check, Spoil]> = {
  'sigma-max': [(rows) => fittedWithin(rows, 1.625, 4.0e-4), stretched],
  'sigma-x2000': [(rows) => fittedWithin(rows, 2, 1.2e-4), stretched],
  'eis-frequency-max': [(rows) => Math.max(...frequencies(rows)) === 7e6, (r) => ({ ...r, frequency_Hz: 1.05 * r['frequency_Hz']! })],
  'eis-frequency-min': [(rows) => Math.min(...frequencies(rows)) === 1, (r) => ({ ...r, frequency_Hz: 0.95 * r['frequency_Hz']! })],
};

describe.each([
  ['transport-sigma', transportSigma, sigmaChecks],
  ['pellet-spectra', pelletSpectra, spectraChecks],
] as const)('%s meets', (name, set, checks) => {
  test.each(set.constraints!.map((c) => [c.says, c.ledger] as const))('"%s"; spoiled rows do not', async (_says, ledger) => {
    const [check, spoil] = checks[ledger]!;
    const rows = read(name);
    expect(await check(rows)).toBe(true);
    expect(await check(rows.map(spoil))).toBe(false);
  });
  test('has a check for each listed constraint', () => expect(Object.keys(checks).sort()).toEqual(set.constraints!.map((c) => c.ledger).sort()));
});

test('a description with a missing field, or a source that nobody knows, is refused in one sentence', () => {
  const { seed: _seed, ...withoutSeed } = transportSigma;
  expect(() => checkDataset('generate.ts', withoutSeed)).toThrow(/seed is missing/);
  expect(() => checkDataset('generate.ts', { ...transportSigma, provenance: 'measured' })).toThrow(/provenance is "measured"/);
  expect(() => checkDataset('generate.ts', { ...transportSigma, sources: ['nobody2020'] })).toThrow(/sources names nobody2020/);
  expect(() => checkDataset('generate.ts', transportSigma)).not.toThrow();
});
