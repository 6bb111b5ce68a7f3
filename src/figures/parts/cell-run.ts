/** Runs of the cell model for figures: in pieces short beside a frame, so that a run elsewhere than in Node can be watched and stopped. */
import type { Steps } from '../../jobs/job.ts';
import type { Kernels } from '../../kernels/all.ts';
import type { CellResult, CellRun } from '../../kernels/cell.ts';
import type { CellParameters } from '../../physics/cell-parameters.ts';
import { remember } from '../../physics/remember.ts';

/** Time steps of one piece: 1 to 2 ms on the fine mesh. */
const PIECE = 250;

/** Cells of late: a slider that moves one of them leaves the others as they are. */
const known = remember<CellResult>(12);

/** One run after the other; yields the part done of all. */
export function* cellRuns({ cell }: Kernels, sets: readonly CellParameters[], options: { profiles?: boolean } = {}): Steps<CellResult[]> {
  const results: CellResult[] = [];
  for (const set of sets) {
    const key = JSON.stringify([set, options]);
    let run: CellRun | undefined;
    if (!known.has(key)) {
      run = cell.start(set, options);
      while (!run.advance(PIECE)) yield (results.length + run.progress()) / sets.length;
    }
    results.push(known(key, () => run!.result()));
  }
  return results;
}
