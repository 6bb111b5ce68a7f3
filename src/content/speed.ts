/** The saved benchmark, in Node, checked. */
import { readFileSync } from 'node:fs';
import { bench, type Bench, type SpeedRow } from '../schemas/bench.ts';
import { ContentError, contentFolder } from './read.ts';

/** A benchmark that was parsed from JSON. Throws ContentError with one line a fault. */
export function checkBench(parsed: unknown): Bench {
  const result = bench.safeParse(parsed);
  if (!result.success) throw new ContentError(result.error.issues.map((issue) => `bench.json, field ${issue.path.map(String).join('.') || '(whole)'} ${issue.message}`).join('\n'));
  return result.data;
}

/** content/bench.json. */
export const readBench = (): Bench => checkBench(JSON.parse(readFileSync(contentFolder('bench.json'), 'utf8')));

/** What decides each ratio, from how the two are written: it holds whatever the numbers of a run are. */
const REASONS: Record<string, string> = {
  'impedance/points': 'The kernel reads any circuit from a list, element by element. The JavaScript is written out for this circuit alone, all elements in one loop, which makes up for part of what the kernel gains by taking two points at a time.',
  'impedance/spectra': 'The same fit again and again, as the job for many spectra runs it.',
  'validation/points': 'Nearly all of it is products of long columns. The kernel takes two numbers with one instruction; plain JavaScript has no such instruction.',
  'transport/temperatures': 'A few temperatures are too little work: most of the kernel’s time goes into checking and copying, which the JavaScript has no need for.',
  'nmr/orientations': 'Each orientation adds four numbers to a grid, at a place that is known only then. Few of them can be taken two at a time.',
  'diffraction/atoms': 'The sum over angles goes two angles at a time. Counting pairs, which takes over in large clusters, is a root, a division and four scattered additions for each.',
  'peaks/points': 'Products of the columns of derivatives go two at a time, as in the row of validation. Exponentials and divisions go one point after another in both.',
  'cell/mesh cells': 'Exponentials and logarithms of two particles at once, by a short series of the kernel’s own. The JavaScript calls those of its engine, one at a time.',
};

/** Why a row is as it is. Throws ContentError where nothing is written yet. */
export function reasonOf({ kernel, against }: Pick<SpeedRow, 'kernel' | 'against'>): string {
  const reason = REASONS[`${kernel}/${against}`];
  if (!reason) throw new ContentError(`bench.json, row of ${kernel} against ${against} has no reason: write one in src/content/speed.ts`);
  return reason;
}
