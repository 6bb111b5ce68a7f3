/**
 * The data that the site offers for download, below /data/: each set a Frictionless Data Package (version 1) of its own.
 * Reconstructed sets lie in content/data; the ledger, the structures and the cell parameters are packed here from their one source.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readLedger, reproduce } from './ledger.ts';
import { contentFolder } from './read.ts';
import { listSpecs, numberSpecs } from '../physics/cell-parameters.ts';
import { PUBLICATION } from './publication.ts';

export interface PublishedFile {
  /** Below /data/, e.g. `pellet-spectra/values.csv`. */
  path: string;
  body: string;
  mediaType: string;
}

export interface PublishedSet {
  id: string;
  title: string;
  description: string;
  /** Provenance word, or several where each row carries its own. */
  provenance: string;
  files: PublishedFile[];
}

const licenses = [{ name: PUBLICATION.licence.name, path: PUBLICATION.licence.url }];
const csvCell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

interface Field {
  name: string;
  type: 'string' | 'number';
  description: string;
}

/** A set of one table, whose package follows from its fields. */
function tableSet(id: string, title: string, description: string, fields: Field[], rows: (string | number | null)[][]): PublishedSet {
  const provenance = 'each row carries its own';
  const pack = {
    profile: 'tabular-data-package',
    name: id,
    title,
    description,
    provenance,
    version: PUBLICATION.version,
    licenses,
    resources: [{ name: 'values', path: 'values.csv', profile: 'tabular-data-resource', format: 'csv', mediatype: 'text/csv', encoding: 'utf-8', schema: { fields, missingValues: [''] } }],
  };
  const csv = [fields.map((f) => f.name), ...rows].map((row) => row.map(csvCell).join(',')).join('\n') + '\n';
  return { id, title, description, provenance, files: [{ path: `${id}/values.csv`, body: csv, mediaType: 'text/csv' }, packageFile(id, pack)] };
}

const packageFile = (id: string, pack: object): PublishedFile => ({ path: `${id}/datapackage.json`, body: `${JSON.stringify(pack, null, 2)}\n`, mediaType: 'application/json' });

/** The sets that generators write into content/data. */
const reconstructedSets = (): PublishedSet[] =>
  readdirSync(contentFolder('data'))
    .filter((name) => existsSync(contentFolder('data', name, 'datapackage.json')))
    .sort()
    .map((id) => {
      const text = (file: string): string => readFileSync(contentFolder('data', id, file), 'utf8');
      const { title, description, provenance } = JSON.parse(text('datapackage.json')) as { title: string; description: string; provenance: string };
      return {
        id,
        title,
        description,
        provenance,
        files: [
          { path: `${id}/values.csv`, body: text('values.csv'), mediaType: 'text/csv' },
          { path: `${id}/datapackage.json`, body: text('datapackage.json'), mediaType: 'application/json' },
        ],
      };
    });

function structureSet(): PublishedSet {
  const id = 'structures';
  const title = 'Crystal structures behind the patterns';
  const description = 'Four structures in CIF, none of them a published file: each names in its first lines what was printed, what follows, and what was assumed.';
  const files = readdirSync(contentFolder('data', id))
    .filter((name) => name.endsWith('.cif'))
    .sort()
    .map((name): PublishedFile => ({ path: `${id}/${name}`, body: readFileSync(contentFolder('data', id, name), 'utf8'), mediaType: 'chemical/x-cif' }));
  const resources = files.map(({ path, body, mediaType }) => {
    const name = path.slice(id.length + 1);
    return { name: name.replace(/\.cif$/, ''), path: name, format: 'cif', mediatype: mediaType, encoding: 'utf-8', bytes: Buffer.byteLength(body), hash: `sha256:${sha256(body)}` };
  });
  const provenance = 'literature, derived, reconstructed or assumed, as each file says';
  return { id, title, description, provenance, files: [...files, packageFile(id, { profile: 'data-package', name: id, title, description, provenance, version: PUBLICATION.version, licenses, resources })] };
}

const ledgerSet = (): PublishedSet => {
  const ledger = readLedger();
  return tableSet(
    'ledger',
    'Every number, and what became of it',
    'The numbers of the paper, and those used to read it, with provenance, place in the source, recomputed value and status.',
    [
      { name: 'id', type: 'string', description: 'name of the entry; stands after # in links to the ledger' },
      { name: 'quantity', type: 'string', description: 'the quantity in words' },
      { name: 'min', type: 'number', description: 'value, or lower end of a range' },
      { name: 'max', type: 'number', description: 'value, or upper end of a range' },
      { name: 'bound', type: 'string', description: 'one of > < >= <= ~ where the number is a bound or an estimate' },
      { name: 'unit', type: 'string', description: 'unit; 1 for a pure number' },
      { name: 'provenance', type: 'string', description: 'reported, literature, derived, reconstructed, assumed' },
      { name: 'where', type: 'string', description: 'place in the preprint' },
      { name: 'source', type: 'string', description: 'key of the bibliography' },
      { name: 'recomputed_min', type: 'number', description: 'what the recomputation gives, lower end' },
      { name: 'recomputed_max', type: 'number', description: 'what the recomputation gives, upper end' },
      { name: 'tolerance', type: 'number', description: 'absolute tolerance of the comparison, in the unit of the row' },
      { name: 'status', type: 'string', description: 'derived_agrees, derived_disagrees, predicted, round_trip or not_recomputable' },
      { name: 'discrepancy', type: 'string', description: 'entry of the register of discrepancies' },
    ],
    reproduce(ledger).map((line) => {
      const { where = null, source = null } = ledger.get(line.id)!;
      const value = line.reported;
      const [min, max, bound] = typeof value === 'number' ? [value, value, null] : 'bound' in value ? [value.value, value.value, value.bound] : [value.min, value.max, null];
      const found = line.recomputed === null ? [null, null] : typeof line.recomputed === 'number' ? [line.recomputed, line.recomputed] : [line.recomputed.min, line.recomputed.max];
      return [line.id, line.label, min, max, bound, line.unit, line.provenance, where, source, ...found, line.tolerance, line.status, line.discrepancy];
    }),
  );
};

const cellSet = (): PublishedSet =>
  tableSet(
    'cell-parameters',
    'Parameters of the cell model',
    'Every parameter of the composite-cathode model with its unit, its provenance and where it comes from.',
    [
      { name: 'name', type: 'string', description: 'name in the model, as `halide cell` takes it' },
      { name: 'value', type: 'string', description: 'value; lists in JSON' },
      { name: 'unit', type: 'string', description: 'unit' },
      { name: 'provenance', type: 'string', description: 'reported, literature, derived or assumed' },
      { name: 'source', type: 'string', description: 'where the value comes from' },
    ],
    [...Object.entries(numberSpecs), ...Object.entries(listSpecs)].map(([name, spec]) => {
      const { value, unit, provenance, source } = spec as { value: unknown; unit?: string; provenance: string; source: string };
      return [name, typeof value === 'number' ? value : JSON.stringify(value), unit ?? '', provenance, source];
    }),
  );

let cache: PublishedSet[] | undefined;

/** Every set with its files, ledger first. */
export const publishedSets = (): PublishedSet[] => (cache ??= [ledgerSet(), ...reconstructedSets(), structureSet(), cellSet()]);

export const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex');
