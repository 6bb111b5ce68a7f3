/** Exercises: words with places for numbers. What is right is computed by src/exercises/models/, never written down here. */
import { z } from 'astro/zod';
import { fix, list, number, oneOf, slug, text } from './fields.ts';

export const LEVELS = ['warm-up', 'standard', 'stretch'] as const;
/** numeric: compute; reading: read from a figure; state: bring a figure into a state; choice: one of several; slip: find it, then correct it. */
export const KINDS = ['numeric', 'reading', 'state', 'choice', 'slip'] as const;
export const LESSONS = ['composition', 'impedance', 'arrhenius', 'mobility', 'quadrupolar', 'halo', 'cell'] as const;

/** What a seed may draw for one parameter: one of the values, or a step of a range. */
const parameter = z.union(
  [
    z.strictObject({ values: z.array(z.number()).min(2), default: z.number() }),
    z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive(), default: z.number() }),
  ],
  fix('write values: and default:, or from:, to:, step: and default:'),
);
export type Parameter = z.infer<typeof parameter>;

const option = z.strictObject({
  text: text('write the answer that can be chosen'),
  right: z.boolean(fix('write true for the right one, or leave the field out')).optional(),
  /** What is said to the one who chose it: why it is right, or what speaks against it. */
  says: text('say why this is right or wrong'),
});

const tolerance = z
  .strictObject({
    /** Share of the right answer. */
    relative: number('write a share such as 0.02').positive().optional(),
    /** In the unit of the answer. */
    absolute: number('write a number in the unit of the answer').positive().optional(),
    reason: text('say why, for instance "half of the last digit of R"'),
  })
  .refine((t) => (t.relative === undefined) !== (t.absolute === undefined), fix('write relative: or absolute:, one of them'));

/**
 * Texts are rich text; {name} puts in a parameter or a number of the model, {name:2} with two decimals, {name:s3} with three significant digits,
 * {name:e2} as a power of ten with two digits, {name:x} as a composition.
 */
export const exercise = z
  .strictObject({
    id: slug('write a short name such as pellet-resistance'),
    lesson: oneOf(LESSONS, 'one lesson'),
    /** Place within the lesson, from 1. */
    order: number('write a whole number').int(),
    kind: oneOf(KINDS, 'one kind'),
    title: text('write a title'),
    level: oneOf(LEVELS, 'one level'),
    parameters: z.record(z.string(), parameter, fix('write parameters by name')).default({}),
    /** The question, complete with every number needed. */
    prompt: text('write the question'),
    /** Unit of the answer, or "1". Not for choice and state. */
    unit: text('write the unit of the answer, or "1"').optional(),
    tolerance: tolerance.optional(),
    /** Wrong answers that the model names, and what to say to each. */
    traps: z.record(z.string(), text('say what went wrong'), fix('write traps by name')).default({}),
    /** Answers to choose from, in any order: each seed shuffles them. */
    options: z.array(option).min(3, fix('write at least three answers')).optional(),
    /** state: what is said when the figure stands too low, too high, or right. */
    verdicts: z.strictObject({ low: text('say what is too low'), high: text('say what is too high'), right: text('say what is right now') }).optional(),
    /** Shown one after the other on request, from a nudge to nearly the answer. */
    hints: list(text('write a hint'), 'write a list of hints').min(2, fix('write at least two hints')),
    /** The worked solution, shown after an answer. */
    solution: text('write the worked solution'),
    /** Figure in which the answer can be seen or must be set. */
    figure: slug('write the id of a figure').optional(),
    /** State of that figure as its address writes it: {"x": "1.75", "3b.mass": "{mass}"}. */
    set: z.record(z.string(), z.string()).optional(),
    /** Ledger entries used. */
    ledger: list(slug('write a ledger id'), 'write a list of ledger ids').optional(),
  })
  .superRefine((e, context) => {
    const demand = (there: boolean, field: string): void => {
      if (!there) context.addIssue({ code: 'custom', path: [field], message: `is missing: an exercise of the kind ${e.kind} needs it` });
    };
    const hasNumber = e.kind === 'numeric' || e.kind === 'reading' || e.kind === 'slip';
    if (hasNumber) {
      demand(e.unit !== undefined, 'unit');
      demand(e.tolerance !== undefined, 'tolerance');
    }
    if (e.kind === 'choice' || e.kind === 'slip') demand(e.options !== undefined && e.options.filter((o) => o.right).length === 1, 'options');
    if (e.kind === 'state') demand(e.verdicts !== undefined, 'verdicts');
    if (e.kind === 'state' || e.kind === 'reading') demand(e.figure !== undefined, 'figure');
  });
export type Exercise = z.infer<typeof exercise>;
