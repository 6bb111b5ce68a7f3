/** The ledger: every number of the paper, or used to read it, with where it comes from and what recomputes it. */
import { z } from 'astro/zod';
import { PROVENANCE } from '../physics/provenance.ts';
import { discrepancyId, fix, list, oneOf, quotation, recompute, slug, technique, text, tolerance, type RecipeArguments } from './fields.ts';

/**
 * What a recomputation says about an entry.
 * derived_agrees, derived_disagrees: computed from other reported numbers. predicted: by a model not tuned to it.
 * round_trip: what was put in came out, or the number is this project’s own arithmetic; that tests the code, not the paper.
 * not_recomputable: nothing within reach leads to it.
 */
export const STATUSES = ['derived_agrees', 'derived_disagrees', 'predicted', 'round_trip', 'not_recomputable'] as const;
export type Status = (typeof STATUSES)[number];

/** Each status in the reader’s words. */
export const STATUS_MEANING: Record<Status, string> = {
  derived_agrees: 'computed from other printed numbers, agrees',
  derived_disagrees: 'computed from other printed numbers, disagrees',
  predicted: 'predicted by a model not tuned to it',
  round_trip: 'put in and came out again, or our own arithmetic: tests the code, not the paper',
  not_recomputable: 'nothing within reach leads to it',
};

/** The statuses that say something about the paper. */
export const REPRODUCTION: readonly Status[] = ['derived_agrees', 'derived_disagrees', 'predicted'];

export const BOUNDS = ['>', '<', '>=', '<=', '~'] as const;

/** A number; a range; or a bound: `{ bound: '>', value: 1e-4 }`, with `~` for "about". */
export const ledgerValue = z.union(
  [
    z.number(),
    z.strictObject({ min: z.number(), max: z.number() }).refine((range) => range.min < range.max),
    z.strictObject({ bound: z.enum(BOUNDS), value: z.number() }),
  ],
  fix(`write a number, { min: …, max: … } with min below max, or { bound: …, value: … } with one of ${BOUNDS.join(' ')}`),
);
export type LedgerValue = z.infer<typeof ledgerValue>;

export const ledgerEntry = z
  .strictObject({
    /** Name used by `<Num id/>`, figures and other entries; unique over all files. */
    id: slug('write a short name such as sigma-max'),
    /** Symbol as typeset in a table, when the quantity has one: σ, Eₐ, x. */
    symbol: text('write a symbol, or leave the field out').optional(),
    /** The quantity in words, complete without its context. */
    label: text('say in words what the number is'),
    value: ledgerValue,
    /** Plain text; `1` for a pure number. `V vs Na9Sn4` and `V vs Na/Na+` are different units. */
    unit: text('write the unit, or "1" for a pure number'),
    provenance: oneOf(PROVENANCE, 'one provenance word'),
    /** True when the source itself was not seen, only notes on it. */
    secondHand: z.boolean(fix('write true, or leave the field out')).optional(),
    /** Words of the preprint, verbatim, at most 20. Needed for `reported`. */
    quote: quotation.optional(),
    /** Where in the source: `preprint line 96`, `abstract`. Needed for `reported`. */
    where: text('write the location, such as "preprint line 96"').optional(),
    /** Key in content/references.bib. Needed for `literature`. */
    source: text('write a key of content/references.bib').optional(),
    /** What recomputes the number. Left out when nothing does. */
    recompute: recompute.optional(),
    /** Needed with `recompute`, unless the value is a one-sided bound. */
    tolerance: tolerance.optional(),
    status: oneOf(STATUSES, 'one status'),
    /** One sentence: why nothing recomputes it (not_recomputable), or what the recomputation can and cannot show. */
    why: text('write one sentence').optional(),
    /** The register entry that discusses this number. */
    discrepancy: discrepancyId.optional(),
    /** The number as typeset, with real minus signs and its unit: `4.0 × 10⁻⁴ S/cm`. Plain spaces; the reader makes them narrow and unbreakable. */
    display: text('write the number as it is typeset, such as "4.0 × 10⁻⁴ S/cm"'),
    /** Figure panels and supplementary items it belongs to: 3b, 4c, S7, T1 (Table S1). */
    panel: list(text('write a panel such as 3c'), 'write a list of panels such as [3b, 3c]').optional(),
    technique,
  })
  .superRefine((entry, context) => {
    const needs = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    const oneSided = typeof entry.value === 'object' && 'bound' in entry.value && entry.value.bound !== '~';
    if (entry.provenance === 'reported' && !entry.quote) needs('quote', 'is missing: a reported number needs the words that report it, verbatim');
    if (entry.provenance === 'reported' && !/^preprint line \d+$/.test(entry.where ?? '')) needs('where', 'does not locate the quote: write "preprint line" and its number');
    if (entry.provenance === 'literature' && !entry.source) needs('source', 'is missing: write the key of the source in content/references.bib');
    if (entry.secondHand && entry.provenance !== 'literature') needs('secondHand', 'belongs to literature numbers alone: remove it, or correct the provenance');
    if (entry.status === 'not_recomputable' && !entry.why) needs('why', 'is missing: say in one sentence why nothing recomputes the number');
    if (entry.status === 'not_recomputable' && entry.recompute) needs('recompute', 'contradicts the status not_recomputable: remove it, or write the status that halide reproduce finds');
    if (entry.status !== 'not_recomputable' && !entry.recompute) needs('recompute', `is missing: the status ${entry.status} needs a recipe and its arguments`);
    if (entry.recompute && !entry.tolerance && !oneSided) needs('tolerance', 'is missing: write absolute: and reason:, for instance half of the last printed digit');
    if (entry.recompute && idsIn(entry.recompute.args).includes(entry.id)) needs('recompute', `has ${entry.id} itself among its arguments: a number cannot confirm itself, name other entries`);
    if (entry.status === 'derived_disagrees' && !entry.discrepancy) needs('discrepancy', 'is missing: a number that disagrees needs its register entry, such as E1');
  });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** The ledger ids among the arguments of a recipe. */
export const idsIn = (args: RecipeArguments): string[] =>
  Object.values(args)
    .flat()
    .filter((argument): argument is string => typeof argument === 'string');
