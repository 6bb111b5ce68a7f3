/** content/bench.json: times of the kernels beside the same algorithms in plain JavaScript, as `npm run bench -- --save` writes them. */
import { z } from 'astro/zod';
import { KERNEL_NAMES } from '../kernels/names.ts';
import { fix, list, number, oneOf, text } from './fields.ts';

/** What the size of a piece of work counts. */
export const SIZES = ['points', 'temperatures', 'orientations', 'atoms', 'mesh cells', 'spectra'] as const;
export type SizeOf = (typeof SIZES)[number];

const again = 'run npm run bench -- --save again';
const positive = number(again).positive(fix(again));
const kernel = oneOf(KERNEL_NAMES, 'one kernel');
const against = oneOf(SIZES, 'what the size counts');

const row = z.strictObject({
  kernel,
  /** The piece of work, in words. */
  work: text(again),
  against,
  n: positive,
  /** Medians of a call. */
  wasm_ms: positive,
  js_ms: positive,
  /** js/wasm: median and quartiles over pairs of neighbouring batches. Above 1 the kernel is faster. */
  ratio: positive,
  ratio_low: positive,
  ratio_high: positive,
  /** Largest difference of the two results as a share of their size, and what was allowed. */
  difference: number(again).nonnegative(fix(again)),
  tolerance: positive,
});
export type SpeedRow = z.infer<typeof row>;

const curve = z.strictObject({
  kernel,
  what: text(again),
  against,
  /** Ascending in n. */
  points: list(z.strictObject({ n: positive, wasm_ms: positive, js_ms: positive }), again).min(4, fix('needs at least four sizes')),
});
export type SpeedCurve = z.infer<typeof curve>;

export const bench = z
  .strictObject({
    machine: z.strictObject({
      processor: text(again),
      cores: positive.int(fix(again)),
      node: text(again),
      date: z.string(fix(again)).regex(/^\d{4}-\d\d-\d\d$/, fix(`write the day as YYYY-MM-DD, or ${again}`)),
    }),
    rows: list(row, again),
    scaling: list(curve, again),
  })
  .superRefine(({ rows, scaling }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const name of KERNEL_NAMES) {
      if (!rows.some((r) => r.kernel === name)) fault(['rows'], `has no row of the kernel ${name}: ${again}`);
      if (!scaling.some((c) => c.kernel === name)) fault(['scaling'], `has no curve of the kernel ${name}: ${again}`);
    }
    rows.forEach((r, i) => {
      if (!(r.ratio_low <= r.ratio && r.ratio <= r.ratio_high)) fault(['rows', i, 'ratio'], `is ${r.ratio}, outside its own quartiles: ${again}`);
      if (r.difference > r.tolerance) fault(['rows', i, 'difference'], `is ${r.difference}, above the allowed ${r.tolerance}: kernel and plain JavaScript do not compute the same`);
    });
    scaling.forEach((c, i) => {
      if (c.points.some((p, k) => k > 0 && p.n <= c.points[k - 1]!.n)) fault(['scaling', i, 'points'], `are not in ascending order of n: ${again}`);
    });
  });
export type Bench = z.infer<typeof bench>;
