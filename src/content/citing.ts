/** How the paper, these pages and one figure are cited, as BibTeX and RIS. No DOI is given that the paper's text does not print. */
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import { figureName, type AnyFigure } from '../runtime/figure.ts';
import { richToPlain } from '../runtime/rich.ts';
import { PAPER, PUBLICATION } from './publication.ts';
import { readReferences } from './references.ts';

/** The fields of CSL-JSON that are used here. */
interface Csl {
  id: string;
  type: string;
  title: string;
  author?: { family?: string; given?: string; literal?: string }[];
  issued?: { 'date-parts': (number | string)[][] };
  'container-title'?: string;
  volume?: string;
  page?: string;
  URL?: string;
  note?: string;
}

plugins.config.get('@bibtex').format.useIdAsLabel = true;

const AUTHOR = [{ literal: PUBLICATION.author }];
const ISSUED = { 'date-parts': [PUBLICATION.date.split('-').slice(0, 2).map(Number)] };
const SITE_TITLE = `${PUBLICATION.name}: ${PUBLICATION.subtitle}`;

const paper = (): Csl => (new Cite(readReferences().get(PAPER.key)!.bibtex).data as Csl[])[0]!;

export const siteCitation = (address: string): Csl => ({ id: 'less_salt_2026', type: 'webpage', title: SITE_TITLE, author: AUTHOR, issued: ISSUED, URL: address });

export const figureCitation = (figure: AnyFigure, address: string): Csl => ({
  id: `less_salt_2026_figure_${figure.id}`,
  type: 'webpage',
  title: `${figureName(figure)}: ${richToPlain(figure.title)}`,
  author: AUTHOR,
  issued: ISSUED,
  'container-title': SITE_TITLE,
  URL: address,
  note: `In: ${SITE_TITLE}; ${figure.provenance.badge}${figure.provenance.badge === 'reconstructed' ? ': computed by a model, not the authors’ data' : ''}; version ${figure.version}`,
});

export const paperCitation = (): Csl => paper();

/** One entry as BibTeX. */
export const toBibtex = (csl: Csl): string => `${(new Cite(csl).format('bibtex') as string).trim()}\n`;

/** One entry as RIS (Research Information Systems, tags of the 2011 specification). */
export function toRis(csl: Csl): string {
  const [first, last] = (csl.page ?? '').split(/[-–]/);
  const lines: [string, string | number | undefined][] = [
    ['TY', csl.type === 'article-journal' ? 'JOUR' : 'ELEC'],
    ...(csl.author ?? []).map((a): [string, string] => ['AU', a.literal ?? `${a.family}, ${a.given}`]),
    ['TI', csl.title],
    ['T2', csl['container-title']],
    ['PY', csl.issued?.['date-parts'][0]?.[0]],
    ['VL', csl.volume],
    ['SP', first],
    ['EP', last],
    ['UR', csl.URL],
    ['N1', csl.note],
  ];
  const written = lines.filter(([, value]) => value !== undefined && value !== '').map(([tag, value]) => `${tag}  - ${value}`);
  return `${[...written, 'ER  - '].join('\r\n')}\r\n`;
}
