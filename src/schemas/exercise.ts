/** Exercises: the answer is checked in the page by the same functions that draw the figures. */
import { z } from 'astro/zod';
import { fix, list, number, oneOf, recompute, slug, text, tolerance } from './fields.ts';

export const LEVELS = ['warm-up', 'standard', 'stretch'] as const;

const option = z.strictObject({
  /** What the reader can choose. */
  text: text('write the option'),
  /** Exactly one option of a question is right. */
  right: z.boolean(fix('write true or false')),
  /** Said after the choice: why it is right, or what was overlooked. */
  because: text('say why this option is right or wrong'),
});

const answer = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('number'),
      /** What computes the right answer; no answer is written down twice. */
      compute: recompute,
      unit: text('write the unit of the answer, or "1"'),
      tolerance,
      /** Wrong answers worth recognising: what gives them, and what to say. */
      traps: list(z.strictObject({ compute: recompute, says: text('say what went wrong') }), 'write a list of compute: and says:').optional(),
    }),
    z.strictObject({
      kind: z.literal('choice'),
      options: list(option, 'write a list of options').refine((options) => options.filter((o) => o.right).length === 1, { error: 'needs exactly one option with right: true' }),
    }),
  ],
  fix('write kind: number or kind: choice'),
);

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
