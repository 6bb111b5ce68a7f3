/** Front matter of a chapter. */
import { z } from 'astro/zod';
import { discrepancyId, fix, list, number, slug, technique, text } from './fields.ts';

export const chapter = z.strictObject({
  title: text('write the title of the chapter'),
  /** Place in the book, from 1. */
  order: number('write the place of the chapter, from 1').int(),
  /** One sentence for the contents list, the search and the page’s description. */
  summary: text('write one sentence'),
  /** The question that the chapter answers, posed above its first figure. */
  question: text('write the question that the chapter answers'),
  /** Section of the paper that it reads. */
  section: text('name the section of the paper'),
  /** Filter of the search. */
  techniques: list(technique, 'write a list of techniques').min(1, fix('name at least one technique')),
  /** Figures it shows, in order. */
  figures: list(slug('write the id of a figure'), 'write a list of figure ids'),
  /** Discrepancies it shows in place. */
  discrepancies: list(discrepancyId, 'write a list such as [E1, E11]'),
  /** Terms that a reader should know first. */
  prerequisites: list(slug('write the id of a glossary term'), 'write a list of term ids').optional(),
  /** True while unfinished: built in development only. */
  draft: z.boolean(fix('write true, or leave the field out')).optional(),
});
export type Chapter = z.infer<typeof chapter>;
