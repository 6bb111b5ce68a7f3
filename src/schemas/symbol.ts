/** Symbols and units: one row a symbol. Texts are rich text. */
import { z } from 'astro/zod';
import { technique, text } from './fields.ts';

export const symbol = z.strictObject({
  /** One symbol, or a few that belong together, split by commas. */
  symbol: text('write the symbol'),
  name: text('write what it stands for'),
  unit: text('write the unit used on these pages, or "1"'),
  about: technique,
  note: text('write what one must know, or leave the field out').optional(),
});
export type Symbol = z.infer<typeof symbol>;
