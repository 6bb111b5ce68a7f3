/** The register of observations on the paper’s text, in three classes that are never mixed. */
import { z } from 'astro/zod';
import { discrepancyId, fix, list, number, oneOf, quotation, recompute, slug, text, tolerance } from './fields.ts';

/** slip: certain from the text alone. tension: two statements pull apart. readers-note: our inference or warning, no fault claimed. */
export const CLASSES = ['slip', 'tension', 'readers-note'] as const;
export type DiscrepancyClass = (typeof CLASSES)[number];

/** What the reader sees as the heading of each class. */
export const CLASS_MEANING: Record<DiscrepancyClass, string> = {
  slip: 'Slip: certain from the text alone',
  tension: 'Tension: two statements pull apart, and both may be right',
  'readers-note': 'Reader’s note: our inference or warning, no fault claimed',
};

/** open: read in the preprint, not compared with the published version. corrected, answered, withdrawn: what became of it. */
export const DISCREPANCY_STATUS = ['open', 'corrected', 'answered', 'withdrawn'] as const;

export const discrepancy = z
  .strictObject({
    /** E1, E2, … Numbers stay with their entry for good; gaps are entries that were dropped. */
    id: discrepancyId,
    class: oneOf(CLASSES, 'one class'),
    /** A headline that claims no more than the entry. */
    title: text('write a headline'),
    /** The words of the preprint that the entry is about, each with its line. */
    quotes: list(
      z.strictObject({
        /** Verbatim, at most 20 words. */
        text: quotation,
        /** Line of the preprint text. */
        line: number('write the line of the preprint text').int(),
      }),
      'write a list of text: and line:',
    ).min(1, fix('quote the preprint at least once')),
    /** Arithmetic that the tests repeat. Empty where words alone decide. */
    arithmetic: list(
      z.strictObject({
        /** What is computed, in words. */
        says: text('say what is computed'),
        ...recompute.shape,
        /** The number that must come out. */
        expected: number('write the number that must come out'),
        unit: text('write the unit, or "1"'),
        tolerance,
        /** The number as typeset. */
        display: text('write the number as it is typeset'),
      }),
      'write a list, or [] when words alone decide',
    ),
    /** Our account: plain, exact, friendly. */
    prose: text('write the account'),
    /** Other ways to read the same words. Needed for a tension. */
    readings: list(text('write one sentence'), 'write a list of sentences, or [] when there is no other reading'),
    status: oneOf(DISCREPANCY_STATUS, 'one status'),
    /** Chapters that show the entry in place. */
    chapters: list(slug('write the name of a chapter'), 'write a list of chapters').min(1, fix('name at least one chapter')),
    /** Panels it touches. */
    panels: list(text('write a panel such as 3b'), 'write a list of panels, or []'),
    /** Ledger entries it touches. */
    ledger: list(slug('write a ledger id'), 'write a list of ledger ids, or []'),
  })
  .superRefine((entry, context) => {
    if (entry.class === 'tension' && entry.readings.length === 0) {
      context.addIssue({ code: 'custom', path: ['readings'], message: 'is empty: a tension needs at least one other reading' });
    }
  });
export type Discrepancy = z.infer<typeof discrepancy>;
