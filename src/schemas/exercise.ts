/** Exercises: the answer is checked in the page by the same functions that draw the figures. */
import { z } from 'astro/zod';
import { list, number, oneOf, slug, text, tolerance } from './fields.ts';

export const LEVELS = ['warm-up', 'standard', 'stretch'] as const;

/** A number with its unit; what is right is computed by the function of the same id in src/exercises/answers.ts, never written down twice. */
const answer = z.strictObject({
  unit: text('write the unit of the answer, or "1"'),
  tolerance,
});

export const exercise = z.strictObject({
  id: slug('write a short name such as pellet-resistance'),
  /** Chapter that shows it. */
  chapter: slug('write the name of a chapter'),
  /** Place within the chapter, from 1. */
  order: number('write a whole number').int(),
  title: text('write a title'),
  level: oneOf(LEVELS, 'one level'),
  /** The question, complete with every number needed. */
  prompt: text('write the question'),
  answer,
  /** Shown one after the other on request. */
  hints: list(text('write a hint'), 'write a list of hints'),
  /** The worked solution, shown after an answer. */
  solution: text('write the worked solution'),
  /** Figure in which the answer can be seen. */
  figure: slug('write the id of a figure').optional(),
  /** Ledger entries used. */
  ledger: list(slug('write a ledger id'), 'write a list of ledger ids').optional(),
});
export type Exercise = z.infer<typeof exercise>;
