/** The ledger: honest references, verbatim quotes, statuses that recomputation confirms, and refusals that an author can act on. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/reproduce.ts';
import { agrees, readLedger, recomputed, reproduce, statusOf, type Ledger } from '../../src/content/ledger.ts';
import { contentFolder, parseEntries } from '../../src/content/read.ts';
import { addRecipes, arithmetic, recipes } from '../../src/physics/recipes.ts';
import { idsIn, ledgerEntry, STATUSES, type LedgerEntry } from '../../src/schemas/ledger.ts';
import { hasPreprint, standsIn } from './preprint.ts';

const ledger = readLedger();
const entries = [...ledger.values()];

describe('the ledger', () => {
  it('registers every section', () => {
    expect(entries.length).toBeGreaterThan(300);
    for (const id of ['sigma-max', 'sigma-x2000', 'sigma-floor', 'sigma-electronic', 'ea-min', 'ea-max', 'ea-x0', 'sigma-na3ps4', 'na9sn4-offset', 'nacl-weight-percent']) {
      expect(ledger.has(id), id).toBe(true);
    }
  });

  it('reports the status that recomputation confirms, for every entry', () => {
    for (const { id, status, recorded } of reproduce(ledger)) expect(`${id}: ${status}`).toBe(`${id}: ${recorded}`);
  });

  it('lets no number confirm itself, and none of this project’s own arithmetic count as reproduction', () => {
    for (const entry of entries) {
      if (entry.recompute) expect(idsIn(entry.recompute.args)).not.toContain(entry.id);
      if (entry.status === 'derived_agrees' || entry.status === 'predicted') expect(['reported', 'literature'], entry.id).toContain(entry.provenance);
    }
  });

  it('disagrees where the text slips, and nowhere else', () => {
    expect(entries.filter((entry) => entry.status === 'derived_disagrees').map((entry) => entry.discrepancy).sort()).toEqual(['E1', 'E2', 'E3', 'E4']);
  });

  it('typesets the number that it holds', () => {
    for (const entry of entries) if (!IN_WORDS.has(entry.id)) expect(misprinted(entry), `${entry.id}: ${entry.display}`).toEqual([]);
  });

  it('writes a real minus sign and never an ASCII exponent', () => {
    for (const { display } of entries) expect(display).not.toMatch(/(^|[\s\u00a0~(])-\d|\de[-+]?\d/);
  });

  it('cites only sources of the reference list', () => {
    const keys = new Set([...readFileSync(contentFolder('references.bib'), 'utf8').matchAll(/^@\w+\{([^,]+),/gm)].map((match) => match[1]));
    for (const { id, source } of entries) if (source) expect(keys.has(source), `${id}: ${source}`).toBe(true);
  });

  it('bites: a recomputed value that is 5 % high or low fails, but for numbers printed in one or two coarse digits', () => {
    const passes = entries.filter((entry) => {
      if (!entry.recompute || entry.status === 'derived_disagrees' || entry.value === 0 || oneSided(entry)) return false;
      const found = recomputed(entry.recompute, ledger);
      const times = (k: number) => (typeof found === 'number' ? found * k : { min: found.min * k, max: found.max * k });
      return [0.95, 1.05].some((k) => agrees(entry.value, times(k), entry.tolerance!.absolute));
    });
    expect(passes.map(({ id }) => id).sort()).toEqual(COARSE);
  });

  it.skipIf(!hasPreprint)('quotes the preprint verbatim, at the line that it names', () => {
    for (const { id, quote, where } of entries) {
      if (!quote) continue;
      const line = Number(/^preprint line (\d+)$/.exec(where ?? '')?.[1]);
      expect(standsIn(quote, line), `${id}, line ${line}: ${quote}`).toBe(true);
    }
    expect(standsIn('a maximum value of $4.1', 96)).toBe(false);
  });
});

/** Printed in so few digits that 5 % can stay within the last one. The list is complete: nothing else may join it unnoticed. */
const COARSE = [
  'areal-loading', // 1
  'd-sigma-x2000', // 1.1 × 10⁻⁸
  'electronic-transference', // 2.5–8 × 10⁻⁶
  'free-salt-share-x1375', // 21 %
  'leakage-current', // ~ 0.8
  'mobility-break-even', // ~ 2
  'saed-dose', // ~ 0.4
  'scherrer-20nm', // 0.18
  'sigma-max-abstract', // ~ 0.4
  'sigma0-x0', // 3 × 10⁹
  'stray-apex-x1625', // ~ 10
  'stray-apex-x2000', // ~ 3
];

const oneSided = ({ value }: LedgerEntry): boolean => typeof value === 'object' && 'bound' in value && value.bound !== '~';

/** Typeset as words, a fraction, or in another unit. */
const IN_WORDS = new Set(['octahedral-signals', 'pulse-angle', 'y-zr-ratio', 'room-temperature', 'one-c-areal-derived']);

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** The parts of an entry’s value that its display does not show within 1.5 %, more than any rounding here. */
function misprinted({ value, display }: LedgerEntry): number[] {
  const exponent = /× ?10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/.exec(display.replaceAll('\u00a0', ' ')) ?? /10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/.exec(display);
  const power = exponent ? 10 ** ((exponent[1] ? -1 : 1) * Number([...exponent[2]!].map((c) => SUPERSCRIPTS.indexOf(c)).join(''))) : 1;
  const numbers = [...display.matchAll(/−?\d+(?:\.\d+)?/g)].map(([text]) => Number(text.replace('−', '-')));
  const shown = exponent && !display.includes('×') ? [power] : numbers.map((n) => n * power);
  const wanted = typeof value === 'number' ? [value] : 'bound' in value ? [value.value] : [value.min, value.max];
  return wanted.filter((want) => !shown.some((n) => Math.abs(n - want) <= 0.015 * Math.abs(want)));
}

const bad = (fields: string): string => `- id: sigma-test\n  label: Conductivity\n  unit: S/cm\n  display: 4.0 × 10⁻⁴ S/cm\n  technique: transport\n${fields}`;
const refusal = (text: string): string => {
  try {
    parseEntries('ledger/test.yaml', text, ledgerEntry);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no refusal';
};

describe('refusals of the ledger', () => {
  it('name file, entry, field and fix', () => {
    expect(refusal(bad('  value: 4.0e-4\n  provenance: measured\n  status: not_recomputable\n  why: none\n'))).toBe(
      'ledger/test.yaml, entry "sigma-test" (number 1), field provenance is "measured": write one provenance word: reported, literature, derived, reconstructed, assumed, yours',
    );
    expect(refusal(bad('  value: about 4\n  provenance: assumed\n  status: not_recomputable\n  why: none\n'))).toBe(
      'ledger/test.yaml, entry "sigma-test" (number 1), field value is "about 4": write a number, { min: …, max: … } with min below max, or { bound: …, value: … } with one of > < >= <= ~',
    );
    expect(refusal(bad('  value: 1\n  provenance: assumed\n  status: not_recomputable\n  why: none\n  colour: red\n'))).toContain('field colour is unknown: correct its spelling or remove it');
    expect(refusal('- label: nameless\n')).toContain('ledger/test.yaml, entry number 1, field id is missing: write a short name such as sigma-max');
    expect(refusal('id: no list')).toBe('ledger/test.yaml does not hold a list: begin every entry with "- id:"');
    expect(refusal('- [')).toContain('ledger/test.yaml is not valid YAML');
  });

  it('ask for the quote and line of a reported number', () => {
    const message = refusal(bad('  value: 4.0e-4\n  provenance: reported\n  status: not_recomputable\n  why: none\n'));
    expect(message).toContain('field quote is missing: a reported number needs the words that report it, verbatim');
    expect(message).toContain('field where does not locate the quote: write "preprint line" and its number');
  });

  it('refuse a number that names itself as its cause', () => {
    expect(refusal(bad('  value: 1\n  provenance: derived\n  status: round_trip\n  recompute: { recipe: product, args: { of: [sigma-test] } }\n  tolerance: { absolute: 0, reason: exact }\n'))).toContain(
      'a number cannot confirm itself',
    );
  });
});

describe('recomputation', () => {
  const entry = (over: Partial<LedgerEntry>): LedgerEntry => ({ ...ledger.get('sigma-max-abstract')!, ...over });

  it('tells the five statuses apart', () => {
    const recipe = recipes['thousandfold']!;
    expect(statusOf(entry({}), recipe, 0.4)).toBe('derived_agrees');
    expect(statusOf(entry({}), recipe, 0.46)).toBe('derived_disagrees');
    expect(statusOf(entry({}), { ...recipe, kind: 'prediction' }, 0.4)).toBe('predicted');
    expect(statusOf(entry({}), { ...recipe, kind: 'round_trip' }, 0.4)).toBe('round_trip');
    expect(statusOf(entry({ provenance: 'derived' }), recipe, 0.4)).toBe('round_trip');
    expect(statusOf(entry({}), undefined, null)).toBe('not_recomputable');
  });

  it('compares bounds and ranges as they are meant', () => {
    expect(agrees({ bound: '>', value: 1 }, 1, 0)).toBe(false);
    expect(agrees({ bound: '>=', value: 1 }, 1, 0)).toBe(true);
    expect(agrees({ bound: '<', value: 1 }, { min: 0, max: 2 }, 0)).toBe(false);
    expect(agrees({ min: 1, max: 2 }, 1.5, 0)).toBe(true);
    expect(agrees({ min: 1, max: 2 }, { min: 1, max: 2.2 }, 0.1)).toBe(false);
  });

  it('refuses a recipe name that is taken', () => {
    expect(() => addRecipes({ ratio: arithmetic('1', {}, 'none', () => 1) })).toThrow('recipe ratio is defined twice');
  });

  it('gives the field’s closed forms', () => {
    const value = (recipe: string, args: Record<string, number | number[]>): number => recomputed({ recipe, args }, ledger as Ledger) as number;
    // 1 mol of electrons is 26.8015 Ah; 1 S/cm over vacuum relaxes at 1/(2π ε0) = 1.79751e12 Hz; a cube of edge λ/√2 reflects (100) at 2θ = 90°.
    expect(value('theoretical_capacity', { molar_mass: 1000, sodium: 1 })).toBeCloseTo(26.8015, 4);
    expect(value('relaxation_frequency', { sigma: 1, permittivity: 1 }) / 1.79751e6).toBeCloseTo(1, 5);
    expect(value('angle_cubic', { a: Math.SQRT1_2, hkl: [1, 0, 0], wavelength: 1 })).toBeCloseTo(90, 9);
    expect(value('angle_monoclinic', { cell: [3, 4, 5, 90], hkl: [0, 0, 1], wavelength: 1 })).toBeCloseTo((360 / Math.PI) * Math.asin(0.1), 9);
    // Two lines that meet at 1/T0 + 1e-4: ln(σa/σb) = (Ea,a − Ea,b)/k · 1e-4 = 0.5 eV / 8.617333e-5 eV/K · 1e-4.
    expect(value('crossing_temperature', { sigma_a: Math.exp(0.5 / 0.8617333262), sigma_b: 1, Ea_a_meV: 700, Ea_b_meV: 200, T_K: 300 })).toBeCloseTo(1 / (1 / 300 + 1e-4) - 273.15, 6);
  });
});

describe('halide reproduce', () => {
  it('prints one JSON document with every entry and the totals', () => {
    const { output, exit } = run(['--json']);
    const { entries: rows, totals } = JSON.parse(output) as { entries: { id: string; status: string; discrepancy: string | null }[]; totals: Record<string, number> };
    expect(exit).toBe(0);
    expect(rows.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
    expect(rows.find(({ id }) => id === 'nmr-larmor-printed')).toMatchObject({ status: 'derived_disagrees', discrepancy: 'E1', unit: 'MHz', reported: 132.3 });
    expect(STATUSES.reduce((sum, status) => sum + totals[status]!, 0)).toBe(totals['entries']);
  });

  it('prints a table without --json, and refuses other options', () => {
    expect(run([]).output).toContain(`${entries.length} entries:`);
    expect(() => run(['--yaml'])).toThrow('unknown option --yaml');
  });
});
