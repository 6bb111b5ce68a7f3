/** Runs of the cell model for figures: in pieces short beside a frame, so that a run elsewhere than in Node can be watched and stopped. */
import type { Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { CellResult } from '../../kernels/cell.ts';
import type { CellParameters } from '../../physics/cell-parameters.ts';

/** Time steps of one piece: 1 to 2 ms on the fine mesh. */
const PIECE = 250;

/** One run after the other; yields the part done of all. */
export function* cellRuns({ cell }: Kernels, sets: readonly CellParameters[], options: { profiles?: boolean } = {}): Steps<CellResult[]> {
  const results: CellResult[] = [];
  for (const set of sets) {
    const run = cell.start(set, options);
    while (!run.advance(PIECE)) yield (results.length + run.progress()) / sets.length;
    results.push(run.result());
  }
  return results;
}
