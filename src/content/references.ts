/** The bibliography, parsed and formatted by citation-js at build. */
import { readFileSync } from 'node:fs';
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import { contentFolder } from './read.ts';

export interface Reference {
  key: string;
  /** Number in the paper's own list; null for sources that only this site uses. */
  number: number | null;
  /** What stands in the text: the paper's number, or S1, S2 … for sources of this site. */
  mark: string;
  title: string;
  /** One formatted line, plain text. */
  text: string;
  bibtex: string;
  /** What this site uses it for. */
  note: string;
}

let cache: Map<string, Reference> | undefined;

/** Every reference by key, the paper's own first and in its order. */
export function readReferences(): Map<string, Reference> {
  if (cache) return cache;
  const source = readFileSync(contentFolder('references.bib'), 'utf8');
  const blocks = source.split(/\n(?=@)/).filter((block) => block.trimStart().startsWith('@'));
  plugins.config.get('@bibtex').parse.strict = false;
  const references = blocks.map((block): Reference => {
    const key = /^@\w+\{([^,]+),/.exec(block.trim())?.[1] ?? '';
    const field = (name: string): string | undefined => new RegExp(`^\\s*${name}\\s*=\\s*\\{(.*)\\},?\\s*$`, 'm').exec(block)?.[1];
    // Custom fields are ours; the library sees standard BibTeX only.
    const standard = block.replace(/^\s*(citenumber|evidence|annote)\s*=.*$/gm, '');
    const text = new Cite(standard).format('bibliography', { format: 'text', template: 'vancouver', lang: 'en-US' }).trim().replace(/^\d+\.\s*/, '').replace(', others.', ' et al.');
    return { key, number: field('citenumber') ? Number(field('citenumber')) : null, title: (field('title') ?? '').replace(/[{}]/g, ''), text, bibtex: standard.trim(), note: field('annote') ?? '', mark: '' };
  });
  references.sort((a, b) => (a.number ?? 1000) - (b.number ?? 1000));
  let own = 0;
  for (const reference of references) reference.mark = reference.number === null ? `S${++own}` : String(reference.number);
  cache = new Map(references.map((reference) => [reference.key, reference]));
  return cache;
}
