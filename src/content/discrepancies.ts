/** The register of observations, in Node, with its references checked. */
import { discrepancy, type Discrepancy } from '../schemas/discrepancy.ts';
import { checkRecompute, type Ledger } from './ledger.ts';
import { ContentError, readFolder } from './read.ts';

/** Every entry of content/discrepancies in the order E1, E2, …; ledger ids and recipes are checked. */
export function readDiscrepancies(ledger: Ledger): Discrepancy[] {
  const read = readFolder('discrepancies', discrepancy);
  for (const { file, entry } of read) {
    const at = `${file}, entry "${entry.id}"`;
    entry.arithmetic.forEach((step, index) => checkRecompute(`${at}, arithmetic ${index + 1}`, step, ledger));
    for (const id of entry.ledger) if (!ledger.has(id)) throw new ContentError(`${at}, field ledger names "${id}", which is not in the ledger: correct the id, or add the entry`);
  }
  return read.map(({ entry }) => entry).sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}
