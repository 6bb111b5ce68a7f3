/** The saved benchmark, in Node, checked. */
import { readFileSync } from 'node:fs';
import { bench, type Bench } from '../schemas/bench.ts';
import { ContentError, contentFolder } from './read.ts';

/** A benchmark that was parsed from JSON. Throws ContentError with one line a fault. */
export function checkBench(parsed: unknown): Bench {
  const result = bench.safeParse(parsed);
  if (!result.success) throw new ContentError(result.error.issues.map((issue) => `bench.json, field ${issue.path.map(String).join('.') || '(whole)'} ${issue.message}`).join('\n'));
  return result.data;
}

/** content/bench.json. */
export const readBench = (): Bench => checkBench(JSON.parse(readFileSync(contentFolder('bench.json'), 'utf8')));
