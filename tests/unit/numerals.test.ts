/** No numeral about the paper stands in prose without the ledger: chapters, methods, register, exercises, glossary, pages; and the scanner that says so refuses planted ones. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDiscrepancies } from '../../src/content/discrepancies.ts';
import { readLedger } from '../../src/content/ledger.ts';
import { ALLOWED, bareNumerals, numbersIn, numeralsInAstro, numeralsInMdx, type Finding } from '../../src/content/numerals.ts';
import { contentFolder, readFolder } from '../../src/content/read.ts';
import { SAMPLE_NAMES, sampleId } from '../../src/content/sample-names.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import { exercise } from '../../src/schemas/exercise.ts';
import { term } from '../../src/schemas/glossary.ts';
import { methodTable } from '../../src/schemas/methods.ts';
import { richToPlain } from '../../src/runtime/rich.ts';

const ledger = readLedger();
const sentences = (findings: Finding[]): string[] => findings.map(({ line, numeral, says }) => `line ${line}: “${numeral}” ${says}`);
const below = (folder: string, ending: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith(ending)).sort() : [];
/** The numbers that stand in the display or the value of an entry. */
const numbersOf = (id: string): number[] => {
  const { value, display } = ledger.get(id)!;
  return [...(typeof value === 'number' ? [value] : 'bound' in value ? [value.value] : [value.min, value.max]), ...numbersIn(display)];
};

describe.each(['chapters', 'lessons'])('prose of content/%s', (folder) => {
  const root = contentFolder(folder);
  it.skipIf(!below(root, '.mdx').length)('has no numeral without the ledger', () => {
    for (const name of below(root, '.mdx')) expect(sentences(numeralsInMdx(readFileSync(join(root, name), 'utf8'), ledger)), name).toEqual([]);
  });
});

describe('the register', () => {
  it.each(readDiscrepancies(ledger).map((entry) => [entry.id, entry] as const))('%s states no number but those of its quotes, its arithmetic and its ledger entries', (_id, entry) => {
    const explained = [
      ...entry.ledger.flatMap(numbersOf),
      ...entry.quotes.flatMap(({ text, line }) => [...numbersIn(text), line]),
      ...entry.arithmetic.flatMap((step) => [step.expected, ...numbersIn(step.display), ...Object.values(step.args).flat().flatMap((arg) => (typeof arg === 'number' ? [arg] : numbersOf(arg)))]),
    ];
    for (const text of [entry.title, entry.prose, ...entry.readings, ...entry.arithmetic.map(({ says }) => says)]) expect(sentences(bareNumerals(text, explained)), text.slice(0, 60)).toEqual([]);
  });
});

describe('methods tables', () => {
  const tables = readFolder('methods', methodTable).map(({ entry }) => entry);
  it('hold numbers of the ledger alone, and no digit in their words', () => {
    for (const { id, caption, rows } of tables) {
      for (const { what, words, missing } of rows) for (const text of [caption, what, words ?? '', missing ?? '']) expect(sentences(bareNumerals(text)), `${id}: ${text}`).toEqual([]);
      for (const name of rows.flatMap(({ num = [] }) => num)) expect(ledger.has(name), `${id}: ${name}`).toBe(true);
    }
  });

  it('say where the text is silent, in every table', () => {
    for (const { id, rows } of tables) expect(rows.some(({ missing }) => missing), id).toBe(true);
  });
});

/** Reported numbers with a unit, by their wording. Bare counts and C-rates are left out: 16 may count anything, 0.1 C is every first cycle. */
const worded = new Map<string, string[]>();
for (const { id, display, provenance, unit } of ledger.values()) {
  const wording = display.replaceAll('\u00a0', ' ').replace(/^[~<>≤≥ ]+/, '');
  if (provenance === 'reported' && unit !== '1' && unit !== 'C' && /\d.*[^\d\s.]/.test(wording)) worded.set(wording, [...(worded.get(wording) ?? []), id]);
}

/** Labs, forms and tables of units: their numbers are the reader’s, a program’s or the textbook’s. */
const TOOLS = /^(?:labs|lessons|slides)\/|^symbols\./;
describe.each(['src/pages', 'src/components', 'src/layouts'])('words of %s', (folder) => {
  const root = join(repositoryRoot(), folder);
  it.each(below(root, '.astro').filter((name) => !TOOLS.test(name)))('%s has no numeral without the ledger', (name) => {
    expect(sentences(numeralsInAstro(readFileSync(join(root, name), 'utf8')))).toEqual([]);
  });
});

describe('pages that are tools', () => {
  const root = join(repositoryRoot(), 'src/pages');
  it('state no number that the paper reports', () => {
    for (const name of below(root, '.astro').filter((path) => TOOLS.test(path))) {
      const text = readFileSync(join(root, name), 'utf8').replaceAll('\u00a0', ' ');
      for (const [wording] of worded) if (/[.×–]/.test(wording) && !wording.endsWith('%')) expect(text.includes(wording), `${name}: ${wording}`).toBe(false);
    }
  });
});

describe('exercises', () => {
  // A prompt may give any number; one that the paper reports is named in the exercise’s ledger field, so that a correction finds it.
  it('name the ledger entry of every reported number that needs one decimal or a power of ten to write', () => {
    const missing: string[] = [];
    for (const { entry } of readFolder('exercises', exercise)) {
      const text = richToPlain([entry.prompt, ...entry.hints, entry.solution].join(' ')).replaceAll('\u00a0', ' ');
      for (const [wording, ids] of worded) {
        if (!/[.×–]/.test(wording) || !text.includes(wording)) continue;
        if (!ids.some((id) => entry.ledger?.includes(id))) missing.push(`${entry.id}: “${wording}” is ${ids.join(' or ')}`);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe('the glossary', () => {
  it('explains words and reports no number of the paper', () => {
    for (const { entry } of readFolder('glossary', term)) for (const [wording] of worded) if (/[.×–]/.test(wording)) expect(entry.definition.includes(wording), `${entry.id}: ${wording}`).toBe(false);
  });
});

describe('the names of samples', () => {
  it('are ledger entries', () => {
    for (const name of [...SAMPLE_NAMES, '0']) expect(ledger.get(sampleId(name))?.value, name).toBe(Number(name));
  });
});

describe('the scanner', () => {
  const found = (text: string): string[] => numeralsInMdx(text, ledger).map(({ numeral }) => numeral);

  it.each([
    ['The best sample reaches 0.4 mS/cm.', '0.4 mS'],
    ['It keeps 78 % of its capacity.', '78 %'],
    ['It keeps seventy-eight per cent.', 'seventy-eight per cent'],
    ['Heated for two hours.', 'two hours'],
    ['at *x* = 1.325', '1.325'],
    ['at *x* = 1.6', '1.6'],
    ['conducts 4.0 × 10<sup>−4</sup> S/cm', '4.0 ×'],
    ['below 100 °C', '100 °C'],
    ['ten times worse', 'ten times'],
    ['a tenth of a volt higher', 'a tenth of a volt'],
    ['a line at −10 ppm', '−10'],
    ['after 500 cycles', '500'],
    ['in 2018 cycles', '2018'],
    ['<span class="q">97 mAh/g</span>', '97'],
    ['<Note>A factor of three.</Note>', 'factor of three'],
    ['---\ntitle: Cells\nsummary: 83 % are left.\norder: 3\n---\nWords.', '83 %'],
  ])('refuses %j', (text, numeral) => {
    const numerals = found(text);
    expect(numerals.length).toBeGreaterThan(0);
    expect(numerals.join(' ')).toContain(numeral);
  });

  it.each([
    'Two samples of six, on one line.',
    '<Num id="sigma-max" /> for *x* = 1.625, not for 2.000 or *x* = 0',
    'Figure 3b, Table S1, Figures 2d and 2e, Equation 2, S12, E9 and line 96',
    'NaCrO<sub>2</sub>, Na<sub>2.25−*x*</sub>Y<sub>0.25</sub>Zr<sub>0.75</sub>Cl<sub>6−*x*</sub>, Zr<sup>4+</sup>, Na9Sn4, *C*<sub>Q</sub>, *ν*<sub>0</sub>',
    'sodium-23 with spin 3/2; 1/*T*; 1 C; the cell of 1970; 2D',
    '<Num id="cycles" as="five hundred cycles" />',
    '<Fact is="setting" why="a position of the slider">0 °C</Fact>',
  ])('lets %j stand', (text) => expect(found(text)).toEqual([]));

  it('refuses a wording of a ledger number that states another number, an unknown id, and a fact without a reason', () => {
    expect(found('<Num id="cycles" as="six hundred cycles" />')).toEqual(['six hundred cycles']);
    expect(found('<Num id="no-such-number" />')).toEqual(['no-such-number']);
    expect(found('<Fact is="setting">3 V</Fact>')).toEqual(['3 V']);
    expect(found('<Fact is="whim" why="none">3 V</Fact>')).toEqual(['3 V']);
  });

  it('refuses a reported number that hides in a fact', () => {
    expect(numeralsInMdx('<Fact is="model" why="Figure 6d">78 %</Fact>', ledger).map(({ says }) => says)).toEqual(['is reported: write <Num id="retention-x1625"/>']);
  });

  it('names the line', () => expect(numeralsInMdx('---\ntitle: T\n---\n\nWords.\n\nAnd 3 V.', ledger)[0]!.line).toBe(7));

  it('reads the words of a page, not its code', () => {
    const page = "---\nconst width = 74;\nconst words = 'All six conduct better than 0.1 millisiemens';\n---\n<p class=\"c3\">It keeps 78 % of it. {list.map((x) => <b>after 500 cycles</b>)}</p>\n<Base title=\"Reaches 4.6 V\" />";
    expect(numeralsInAstro(page).map(({ numeral }) => numeral)).toEqual(['0.1', '78 %', '500', '4.6 V']);
    expect(numeralsInAstro('---\n---\n<p>It keeps (after a year) 78 %; <i>x</i> = 1.6 is not a sample.</p>').map(({ numeral }) => numeral)).toEqual(['78 %', '1.6']);
    expect(numeralsInAstro('---\n---\n{list.map((x, i) => (i > 0 ? <b>of it</b> : cell(3)))}{rows.length > 2 && <i>more</i>}')).toEqual([]);
  });

  it('gives every exception a reason, and none of them swallows a plain quantity', () => {
    for (const { pattern, reason } of ALLOWED) {
      expect(reason.length).toBeGreaterThan(3);
      for (const plain of ['4.0 V', '78 %', '0.33 C', '23 °C', '348–370 meV', '16.54 mg', 'x = 1.325', '10⁻⁴ S/cm', '12 kHz', '100 mg of powder']) expect(plain.replace(pattern, ''), `${pattern} on ${plain}`).toBe(plain);
    }
  });

  it('reads numbers in words', () => {
    expect(numbersIn('five hundred cycles')).toEqual([500]);
    expect(numbersIn('a tenth of a volt')).toEqual([0.1]);
    expect(numbersIn('twenty-two millielectronvolts and seventy-eight')).toEqual([22, 78]);
    expect(numbersIn('−2.5 to 8 ppm')).toEqual([2.5, 8]);
  });
});
