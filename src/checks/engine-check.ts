/** The check that a reader runs: every kernel's result here against the one at build, to the last bit. */
import { pageKernels } from '../kernels/page.ts';
import { CASES } from './cases.ts';
import { fingerprint } from './fingerprint.ts';

/** Fills the last column of `table`, row by row, and returns a sentence about the whole. */
export async function checkEngine(table: HTMLTableElement): Promise<string> {
  let equal = 0;
  for (const [i, { kernel, run }] of CASES.entries()) {
    const row = table.tBodies[0]!.rows[i]!;
    const says = row.cells[row.cells.length - 1]!;
    try {
      // Several results rest on a spectrum that the impedance kernel computes.
      const found = fingerprint(run(await pageKernels([kernel, 'impedance'])));
      const same = found === row.dataset['expected'];
      if (same) equal++;
      says.textContent = same ? 'equal' : `differs (${found})`;
    } catch (error) {
      says.textContent = `could not run (${error instanceof Error ? error.message : 'unknown reason'})`;
    }
    // The row is seen before the next one starts.
    await new Promise((later) => setTimeout(later));
  }
  if (equal === CASES.length) return `All ${equal} results are equal to the last bit.`;
  return `${equal} of ${CASES.length} results are equal. Please tell us the browser and what the table says: this should not happen.`;
}
