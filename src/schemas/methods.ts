/** Methods tables: one a technique, every cell a ledger number, words with their place, or the statement that the text is silent. */
import { z } from 'astro/zod';
import { list, slug, text, technique } from './fields.ts';

const row = z
  .strictObject({
    /** What was set or chosen. */
    what: text('say what the row is about'),
    /** Ledger entries that hold the value, in the order in which they are read. */
    num: list(slug('write a ledger id'), 'write a list of ledger ids').min(1).optional(),
    /** A choice that is not a number: an instrument, an atmosphere. */
    words: text('write the choice in words').optional(),
    /** Where the words stand: `preprint line 188`. Needed with `words`. */
    where: z.string().regex(/^preprint line \d+$/, 'write "preprint line" and its number').optional(),
    /** What the silence of the text costs. Such a row reads “not reported”. */
    missing: text('say what cannot be done without it').optional(),
  })
  .superRefine((entry, context) => {
    if ([entry.num, entry.words, entry.missing].filter(Boolean).length !== 1) context.addIssue({ code: 'custom', path: [], message: 'has not exactly one of num, words and missing: keep one' });
    if (Boolean(entry.words) !== Boolean(entry.where)) context.addIssue({ code: 'custom', path: ['where'], message: 'goes with words: write both or neither' });
  });

export const methodTable = z.strictObject({
  id: slug('write a short name such as xrd'),
  caption: text('write the caption of the table'),
  technique,
  rows: list(row, 'write the rows').min(2),
});
