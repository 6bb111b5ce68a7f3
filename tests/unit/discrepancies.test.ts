/** The register of observations: verbatim quotes, arithmetic that repeats, classes kept apart. */
import { describe, expect, it } from 'vitest';
import { readDiscrepancies } from '../../src/content/discrepancies.ts';
import { readLedger, recomputed } from '../../src/content/ledger.ts';
import { parseEntries } from '../../src/content/read.ts';
import { discrepancy } from '../../src/schemas/discrepancy.ts';
import { hasPreprint, standsIn } from './preprint.ts';

const ledger = readLedger();
const register = readDiscrepancies(ledger);

describe('the register of observations', () => {
  it('holds every entry in its class', () => {
    const inClass = (name: string) => register.filter((entry) => entry.class === name).map(({ id }) => id);
    expect(inClass('slip')).toEqual(['E1', 'E2', 'E3', 'E4', 'E5']);
    expect(inClass('tension')).toEqual(['E7', 'E8', 'E9', 'E17', 'E18']);
    expect(inClass('readers-note')).toEqual(['E11', 'E12', 'E13', 'E15', 'E16']);
  });

  for (const entry of register) {
    for (const step of entry.arithmetic) {
      it(`${entry.id}: ${step.says}: ${step.display}`, () => {
        const found = recomputed(step, ledger);
        expect(typeof found).toBe('number');
        expect(Math.abs((found as number) - step.expected)).toBeLessThanOrEqual(step.tolerance.absolute + 1e-12 * Math.abs(step.expected));
      });
    }
  }

  it('states no expected number more loosely than 20 %, so that a wrong factor fails', () => {
    for (const { id, arithmetic } of register) for (const step of arithmetic) expect(step.tolerance.absolute, `${id}: ${step.says}`).toBeLessThanOrEqual(0.2 * Math.abs(step.expected));
  });

  it('is named by every ledger entry that it names, and the other way round', () => {
    const known = new Set(register.map(({ id }) => id));
    for (const entry of ledger.values()) if (entry.discrepancy) expect(known.has(entry.discrepancy), `${entry.id}: ${entry.discrepancy}`).toBe(true);
  });

  it.skipIf(!hasPreprint)('quotes the preprint verbatim, at the line that it names', () => {
    for (const { id, quotes } of register) for (const { text, line } of quotes) expect(standsIn(text, line), `${id}, line ${line}: ${text}`).toBe(true);
  });

  it('asks a tension for another reading', () => {
    const text = '- { id: E99, class: tension, title: t, quotes: [{ text: q, line: 1 }], arithmetic: [], prose: p, readings: [], status: open, chapters: [cells], panels: [], ledger: [] }';
    expect(() => parseEntries('discrepancies/test.yaml', text, discrepancy)).toThrow('discrepancies/test.yaml, entry "E99" (number 1), field readings is empty: a tension needs at least one other reading');
  });
});
