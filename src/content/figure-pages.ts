/** Where each figure, equation, term and citation stands, read from the sources of the chapters. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { contentFolder } from './read.ts';

export interface ChapterSource {
  id: string;
  title: string;
  order: number;
  text: string;
}

let cache: ChapterSource[] | undefined;

/** The chapters in their order, with their text. */
export function chapterSources(): ChapterSource[] {
  cache ??= readdirSync(contentFolder('chapters'))
    .filter((name) => name.endsWith('.mdx'))
    .map((name): ChapterSource => {
      const text = readFileSync(contentFolder('chapters', name), 'utf8');
      const head = parse(/^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? '') as { title: string; order: number };
      return { id: name.slice(0, -4), title: head.title, order: head.order, text };
    })
    .sort((a, b) => a.order - b.order);
  return cache;
}

/** Path of the page that shows a figure, below the base: its chapter, the first page, or the figure alone. */
export function pageOfFigure(id: string): string {
  if (id === 'first') return '';
  const home = chapterSources().find(({ text }) => new RegExp(`<Figure\\b[^>]*\\bid="${id}"`).test(text));
  return home ? `${home.id}/` : `embed/${id}/`;
}

export interface NumberedEquation {
  number: string;
  tex: string;
  chapter: ChapterSource;
}

/** Every numbered equation of the chapters. */
export const equations = (): NumberedEquation[] =>
  chapterSources().flatMap((chapter) => [...chapter.text.matchAll(/<Eq\b([^>]*?)\/>/g)].flatMap(([, attributes]) => {
    const field = (name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(attributes!)?.[1];
    const [number, tex] = [field('number'), field('tex')];
    return number && tex ? [{ number, tex, chapter }] : [];
  }));
