/** The evidence table: for each panel and supplementary item, what was reported, what a model rebuilds, and what stays in words. */
import { z } from 'astro/zod';
import { list, oneOf, slug, technique, text } from './fields.ts';

/** The strongest claim that this site makes for a panel. */
export const EVIDENCE_KINDS = ['reported', 'reconstructed', 'words'] as const;

export const evidence = z
  .strictObject({
    /** Panel or supplementary item: 1a, 3b, S7, T1 (Table S1). */
    panel: text('write the panel, such as 3b, S7 or T1'),
    /** What the paper shows there. */
    title: text('say what the paper shows there'),
    kind: oneOf(EVIDENCE_KINDS, 'one kind'),
    /** Ledger ids of the numbers that the text reports for it. */
    reported: list(slug('write a ledger id'), 'write a list of ledger ids, or []'),
    /** What is rebuilt, by which model, held to which reported numbers. */
    reconstructed: z
      .strictObject({
        /** The model in words. */
        model: text('name the model in words'),
        /** Ledger ids of the numbers it must meet. */
        constraints: list(slug('write a ledger id'), 'write a list of ledger ids'),
        /** What is assumed, and what else would fit as well. */
        caution: text('say what is assumed'),
      })
      .optional(),
    /** What the reader should know, in plain words. */
    words: text('say in plain words what is known'),
    technique,
  })
  .superRefine((row, context) => {
    if (row.kind === 'reconstructed' && !row.reconstructed) context.addIssue({ code: 'custom', path: ['reconstructed'], message: 'is missing: name the model, its constraints and a caution' });
    if (row.kind === 'words' && row.reconstructed) context.addIssue({ code: 'custom', path: ['kind'], message: 'is "words" although a model is named: write "reconstructed"' });
  });
export type Evidence = z.infer<typeof evidence>;
