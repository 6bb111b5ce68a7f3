/** Reading content files in Node: YAML checked against a schema, with refusals that name file, entry, field and fix. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'astro/zod';
import { parse } from 'yaml';
import { repositoryRoot } from '../kernels/node.ts';

/** Content that its author can mend; the message has one line per fault. */
export class ContentError extends Error {
  override name = 'ContentError';
}

export const contentFolder = (...parts: string[]): string => join(repositoryRoot(), 'content', ...parts);

interface Fault {
  code?: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}

/** One sentence for one fault: `ledger/nmr.yaml, entry "nacl-shift" (number 3), field unit is missing: write the unit`. */
export function faultSentence(file: string, entry: unknown, index: number, fault: Fault): string {
  const id = entry !== null && typeof entry === 'object' ? ((entry as Record<string, unknown>)['id'] ?? (entry as Record<string, unknown>)['panel']) : undefined;
  const where = `${file}, entry ${typeof id === 'string' ? `"${id}" (number ${index + 1})` : `number ${index + 1}`}`;
  if (fault.code === 'unrecognized_keys') {
    const at = fault.path.length ? ` in ${fault.path.map(String).join('.')}` : '';
    return `${where}, field ${fault.keys?.join(', ')}${at} is unknown: correct its spelling or remove it`;
  }
  return `${where}, ${fault.path.length ? `field ${fault.path.map(String).join('.')} ` : ''}${fault.message}`;
}

/** Checks parsed entries of one file. Throws ContentError with every fault of the file. */
export function checkEntries<S extends z.ZodType>(file: string, parsed: unknown, schema: S): z.infer<S>[] {
  if (!Array.isArray(parsed)) throw new ContentError(`${file} does not hold a list: begin every entry with "- id:"`);
  const faults: string[] = [];
  const entries = parsed.map((entry: unknown, index) => {
    const result = schema.safeParse(entry);
    if (!result.success) faults.push(...result.error.issues.map((issue) => faultSentence(file, entry, index, issue as Fault)));
    return result.data;
  });
  if (faults.length) throw new ContentError(faults.join('\n'));
  return entries as z.infer<S>[];
}

/** Entries of one YAML text. */
export function parseEntries<S extends z.ZodType>(file: string, text: string, schema: S): z.infer<S>[] {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    throw new ContentError(`${file} is not valid YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  return checkEntries(file, parsed, schema);
}

/** Entries of one file below content/. */
export const readEntries = <S extends z.ZodType>(path: string, schema: S): z.infer<S>[] => parseEntries(path, readFileSync(contentFolder(path), 'utf8'), schema);

/** Entries of every .yaml file of a folder below content/, in the order of the file names, each with its file. Ids are unique over the folder. */
export function readFolder<S extends z.ZodType>(folder: string, schema: S): { file: string; entry: z.infer<S> }[] {
  const files = readdirSync(contentFolder(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const all = files.flatMap((name) => readEntries(`${folder}/${name}`, schema).map((entry) => ({ file: `${folder}/${name}`, entry })));
  const seen = new Map<string, string>();
  for (const { file, entry } of all) {
    const { id } = entry as { id: string };
    const first = seen.get(id);
    if (first) throw new ContentError(`${file}, entry "${id}", field id is taken already in ${first}: give one of them another name`);
    seen.set(id, file);
  }
  return all;
}
