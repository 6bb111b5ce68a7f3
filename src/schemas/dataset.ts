/** Data sets under content/data/<set>/: values.csv beside its description, and its seeded generator when it is reconstructed. */
import { z } from 'astro/zod';
import { PROVENANCE } from '../physics/provenance.ts';
import { fix, list, number, oneOf, slug, technique, text } from './fields.ts';

export const dataset = z
  .strictObject({
    /** Name of the folder. */
    id: slug('write the name of the folder'),
    title: text('write a title'),
    /** What the rows are, in one or two sentences. */
    description: text('describe the rows'),
    provenance: oneOf(PROVENANCE, 'one provenance word'),
    /** Columns of values.csv, in order. */
    columns: list(
      z.strictObject({
        /** Header of the column, unit included: frequency_Hz. */
        name: text('write the header of the column'),
        /** Plain text; 1 for a pure number; `text` for words. */
        unit: text('write the unit, "1" or "text"'),
        description: text('say what the column holds'),
      }),
      'write a list of columns',
    ).min(1, fix('describe at least one column')),
    /** Keys of content/references.bib or ledger ids. */
    sources: list(text('write a reference key or a ledger id'), 'write a list of sources'),
    /** The reported numbers that a reconstructed set must meet; one test each. */
    constraints: list(
      z.strictObject({
        /** The reported number. */
        ledger: slug('write a ledger id'),
        /** The rule in words: "the fitted resistance equals L/(σA) within 1 %". */
        says: text('write the rule in words'),
      }),
      'write a list of ledger: and says:',
    ).optional(),
    /** File of the generator, beside values.csv. */
    generator: text('write the file name of the generator').optional(),
    /** Seed of its random numbers; 0 when nothing is random. */
    seed: number('write the seed').int().optional(),
    /** SPDX name. */
    license: text('write an SPDX licence name such as CC-BY-4.0'),
    technique,
  })
  .superRefine((set, context) => {
    if (set.provenance !== 'reconstructed') return;
    const needs = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (!set.constraints?.length) needs('constraints', 'is missing: a reconstructed set lists the reported numbers it meets');
    if (!set.generator) needs('generator', 'is missing: a reconstructed set keeps its generator beside it');
    if (set.seed === undefined) needs('seed', 'is missing: write the seed, 0 when nothing is random');
  });
export type Dataset = z.infer<typeof dataset>;
