/** Glossary terms: popovers in the chapters, and a page of their own. */
import { z } from 'astro/zod';
import { list, slug, technique, text } from './fields.ts';

export const term = z.strictObject({
  /** Name used by `<Term id/>`. */
  id: slug('write a short name such as activation-energy'),
  /** The term as it stands in running text. */
  term: text('write the term'),
  /** Abbreviations and other names that the search should find. */
  aliases: list(text('write another name'), 'write a list of other names').optional(),
  /** Symbol, when the quantity has one. */
  symbol: text('write the symbol, or leave the field out').optional(),
  /** Unit in which this site gives it. */
  unit: text('write the unit, or leave the field out').optional(),
  /** Two sentences for a second-year student: what it is, and why it matters here. */
  definition: text('write a definition of about two sentences'),
  technique,
  /** Other terms worth reading next. */
  see: list(slug('write the id of another term'), 'write a list of term ids').optional(),
});
export type Term = z.infer<typeof term>;
