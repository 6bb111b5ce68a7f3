/** The places where the chapters cite a source or use a term: each has an anchor, and the lists of sources and terms lead back to it. */
import { chapterSources } from './figure-pages.ts';

export type PlaceKind = 'cite' | 'term';
const TAG: Record<PlaceKind, string> = { cite: 'Cite', term: 'Term' };

/** Id of the next note of a page. Taken before a component waits for anything, so that every build counts alike. */
export const noteOf = (page: { notes?: number }): string => `note-${(page.notes = (page.notes ?? 0) + 1)}`;

/** Anchor of the next place on a page: cite-wu2021-1, cite-wu2021-2 … */
export function placeOf(page: { places?: Record<string, number> }, kind: PlaceKind, id: string): string {
  const counts = (page.places ??= {});
  const key = `${kind}-${id}`;
  counts[key] = (counts[key] ?? 0) + 1;
  return `${key}-${counts[key]}`;
}

export interface Backlink {
  chapter: string;
  title: string;
  /** Anchors in that chapter, in order. */
  anchors: string[];
}

/** Where `id` is cited or used, chapter by chapter. */
export const backlinks = (kind: PlaceKind, id: string): Backlink[] =>
  chapterSources().flatMap(({ id: chapter, title, text }) => {
    const times = text.match(new RegExp(`<${TAG[kind]}\\b[^>]*\\bid="${id}"`, 'g'))?.length ?? 0;
    return times ? [{ chapter, title, anchors: Array.from({ length: times }, (_, i) => `${kind}-${id}-${i + 1}`) }] : [];
  });
