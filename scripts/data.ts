/**
 * Writes every reconstructed data set from the seeded generator beside it: content/data/<set>/generate.ts gives values.csv and datapackage.json.
 * With --check nothing is written: exit 1 names the files that are not, byte for byte, what their generators write.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { reconstructedStructures } from '../content/data/structures/reconstruct.ts';
import { ContentError, contentFolder, faultSentence } from '../src/content/read.ts';
import { readLedger } from '../src/content/ledger.ts';
import { readReferences } from '../src/content/references.ts';
import { repositoryRoot } from '../src/kernels/node.ts';
import { dataset as schema, type Dataset } from '../src/schemas/dataset.ts';

interface Generator {
  dataset: Dataset;
  rows(): number[][] | Promise<number[][]>;
}

/** Nine significant digits: more than any reading of these models bears, fewer than the last bit of a logarithm. */
const cell = (value: number): string => String(Number(value.toPrecision(9)));

export const toCsv = (columns: readonly string[], rows: number[][]): string => [columns.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n') + '\n';

/** The description as a Data Package (Frictionless, version 1), with the project's provenance word and constraints beside the standard fields. */
export function toDataPackage(set: Dataset): string {
  const { id, title, description, provenance, columns, sources, constraints = [], generator, seed, license, technique } = set;
  const pack = {
    profile: 'tabular-data-package',
    name: id,
    title,
    description,
    provenance,
    technique,
    licenses: [{ name: license, path: 'https://creativecommons.org/licenses/by/4.0/' }],
    sources: sources.map((source) => ({ title: source })),
    constraints,
    generator,
    seed,
    resources: [{ name: 'values', path: 'values.csv', profile: 'tabular-data-resource', encoding: 'utf-8', schema: { fields: columns.map(({ name, unit, description: says }) => ({ name, type: 'number', unit, description: says })) } }],
  };
  return `${JSON.stringify(pack, null, 2)}\n`;
}

/** Refuses a description that breaks the schema or names an unknown source; one sentence a fault. */
export function checkDataset(file: string, set: unknown): Dataset {
  const read = schema.safeParse(set);
  if (!read.success) throw new ContentError(read.error.issues.map((issue) => faultSentence(file, set, 0, issue as never)).join('\n'));
  const ledger = readLedger();
  const known = new Set([...ledger.keys(), ...readReferences().keys()]);
  const unknown = read.data.sources.filter((s) => !known.has(s));
  const unbound = (read.data.constraints ?? []).filter((c) => !ledger.has(c.ledger)).map((c) => c.ledger);
  if (unknown.length) throw new ContentError(`${file}, field sources names ${unknown.join(', ')}: write keys of content/references.bib or ids of content/ledger`);
  if (unbound.length) throw new ContentError(`${file}, field constraints names ${unbound.join(', ')}: write ids of content/ledger`);
  return read.data;
}

/** Every generated file below content/data, by path from the repository's root. */
export async function generated(): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const folder = contentFolder('data');
  const put = (path: string, text: string): void => void (files[relative(repositoryRoot(), path)] = text);
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, name, 'generate.ts');
    if (!existsSync(file)) continue;
    const generator = (await import(pathToFileURL(file).href)) as Generator;
    const set = checkDataset(`content/data/${name}/generate.ts`, generator.dataset);
    if (set.id !== name) throw new ContentError(`content/data/${name}/generate.ts, field id is "${set.id}": write the name of the folder, ${name}`);
    put(join(folder, name, 'values.csv'), toCsv(set.columns.map((c) => c.name), await generator.rows()));
    put(join(folder, name, 'datapackage.json'), toDataPackage(set));
  }
  for (const [name, text] of Object.entries(reconstructedStructures())) put(join(folder, 'structures', name), text);
  return files;
}

async function main(check: boolean): Promise<number> {
  const files = await generated();
  const stale = Object.entries(files).filter(([path, text]) => !existsSync(join(repositoryRoot(), path)) || readFileSync(join(repositoryRoot(), path), 'utf8') !== text);
  if (check) {
    for (const [path] of stale) console.error(`${path} is not what its generator writes: run "npm run data" and look at the difference`);
    if (stale.length === 0) console.log(`${Object.keys(files).length} reconstructed files are what their generators write`);
    return stale.length ? 1 : 0;
  }
  for (const [path, text] of stale) writeFileSync(join(repositoryRoot(), path), text);
  console.log(stale.length ? `written: ${stale.map(([path]) => path).join(', ')}` : `${Object.keys(files).length} files, none changed`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main(process.argv.includes('--check'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
