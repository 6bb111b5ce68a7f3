/** Building blocks of the content schemas. Every refusal says what was found and what to write instead; the reader adds file, entry and field. */
import { z } from 'astro/zod';

/** "is missing" or "is …": how a refusal begins. */
export const found = (input: unknown): string => {
  if (input === undefined) return 'is missing';
  const shown = JSON.stringify(input) ?? String(input);
  return `is ${shown.length > 60 ? `${shown.slice(0, 59)}…` : shown}`;
};

/** An error option that says what was found, then the fix. */
export const fix = (how: string) => ({ error: (issue: { input?: unknown }) => `${found(issue.input)}: ${how}` });

/** Text that is not empty. */
export const text = (how: string) => z.string(fix(how)).trim().min(1, fix(how));

/** kebab-case name, the way entries refer to each other. */
export const slug = (how: string) => z.string(fix(how)).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, fix(`${how} (lower-case letters, digits and single hyphens)`));

/** One of a fixed list of words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T, what: string) => z.enum(words, fix(`write ${what}: ${words.join(', ')}`));

/** A finite number. */
export const number = (how: string) => z.number(fix(how));

/** A list, empty or not. */
export const list = <T extends z.ZodType>(of: T, how: string) => z.array(of, fix(how));

/** Number of a discrepancy: E1, E2, … */
export const discrepancyId = z.string(fix('write the number of a discrepancy, such as E1')).regex(/^E\d+$/, fix('write the number of a discrepancy, such as E1'));

/** Verbatim words of the preprint, at most 20. */
export const quotation = text('quote the preprint verbatim').refine((quote) => quote.split(/\s+/).length <= 20, { error: 'is longer than 20 words: quote less' });

/** Technique: the filter of the search and of the ledger page. */
export const TECHNIQUES = ['composition', 'diffraction', 'microscopy', 'nmr', 'impedance', 'transport', 'thermal', 'voltammetry', 'cell'] as const;
export type Technique = (typeof TECHNIQUES)[number];
export const technique = oneOf(TECHNIQUES, 'one technique');

/** Arguments of a recipe: text is the id of a ledger entry, a number stands for itself (an input that no entry holds), a list mixes both. */
const argument = z.union([z.string(), z.number()], fix('write a ledger id or a number'));
export const recipeArguments = z.record(z.string(), z.union([argument, z.array(argument)], fix('write a ledger id, a number or a list of them')), fix('write the arguments by name'));
export type RecipeArguments = z.infer<typeof recipeArguments>;

/** Which recipe recomputes a number, and from what. */
export const recompute = z.strictObject(
  {
    /** Name in `recipes` of src/physics/recipes.ts, or of a file that adds to them. */
    recipe: text('write the name of a recipe of src/physics/recipes.ts'),
    /** Arguments by name, as the recipe’s comment lists them. */
    args: recipeArguments,
  },
  fix('write recipe: and args:'),
);
export type Recompute = z.infer<typeof recompute>;

/** How far a recomputed number may lie from the written one, and why that far. */
export const tolerance = z.strictObject(
  {
    /** Largest difference, in the entry’s unit. */
    absolute: number('write the largest allowed difference in the unit of the entry').nonnegative(fix('write 0 or more')),
    /** Why this much: usually half of the last printed digit. */
    reason: text('say why, for instance "half of the last printed digit"'),
  },
  fix('write absolute: and reason:'),
);
