/** The ledger is complete: every number of the preprint’s text is held, and every claim of the register of facts has its entry. */
import { describe, expect, it } from 'vitest';
import { hasShared, readShared } from '../shared-data.ts';
import { readLedger } from '../../src/content/ledger.ts';
import { numbersIn } from '../../src/content/numerals.ts';
import type { LedgerEntry } from '../../src/schemas/ledger.ts';

const ledger = readLedger();
const PREPRINT = 'paper/ridley-preprint.txt';
const valueOf = ({ value }: LedgerEntry): number[] => (typeof value === 'number' ? [value] : 'bound' in value ? [value.value] : [value.min, value.max]);
const printed = [...ledger.values()].filter(({ where }) => where?.startsWith('preprint line'));

/** First and last line of the text between abstract and acknowledgements; what follows are names and references. */
const [FIRST, LAST] = [23, 212];

/** Numerals of one line without citation marks, call-outs, years, exponents and the indices of formulas. */
const numeralsOf = (line: string): number[] =>
  [
    ...line
      .replace(/\^\{?[^\s{}$]*\}?/g, ' ')
      .replace(/(?:Figures?|Tables?|Equation) \(?S?\d+[a-f]?(?:[-–][a-f])?\)?/gi, ' ')
      .replace(/_(?:\{[^}]*\}|\d)|[₀-₉]+/g, ' ')
      .replace(/\bIn (?:19|20)\d\d,/g, ' ')
      .matchAll(/\d+(?:\.\d+)?/g),
  ].map(([n]) => Number(n));

/** Numbers of the text that no entry with this quotation or value accounts for. */
const unaccounted = (lines: string[], entries: LedgerEntry[]): string[] => {
  const held = new Set(entries.flatMap((entry) => [...valueOf(entry), ...numbersIn(entry.display)]));
  return lines.flatMap((line, i) => (i + 1 < FIRST || i + 1 > LAST ? [] : numeralsOf(line).filter((n) => !held.has(n)).map((n) => `line ${i + 1}: ${n}`)));
};

describe.skipIf(!hasShared(PREPRINT))('the text of the preprint', () => {
  const lines = hasShared(PREPRINT) ? readShared(PREPRINT).split('\n') : [];

  it('prints no number that the ledger does not hold', () => {
    expect(lines.slice(FIRST - 1, LAST).flatMap(numeralsOf).length).toBeGreaterThan(200);
    expect(unaccounted(lines, printed)).toEqual([]);
  });

  it('would show a gap: without one entry its number is missing', () => {
    for (const [id, number] of [['retention-x2000', '83'], ['composite-mass', '16.54'], ['nmr-larmor-printed', '132.3'], ['porosity-heat-treated', '4.9'], ['ea-x0', '664']] as const) {
      expect(unaccounted(lines, printed.filter((entry) => entry.id !== id)).join(), id).toContain(`: ${number}`);
    }
  });
});

/** The claims one by one, typed from the text and not from the ledger: entry, numbers, line. */
const CLAIMS: readonly (readonly [id: string, numbers: readonly number[], line: number])[] = [
  ['x-range', [1.375, 2], 23], ['x-lower-variant', [1.325], 49], ['x-caption-2', [0.1625], 75], ['zr-optimum', [0.75], 41], ['y-zr-ratio', [1 / 3], 43],
  ['na-best', [0.625], 23], ['cl-best', [4.375], 23], ['na-amorphous', [0.25], 160], ['purity-nacl', [99], 182], ['purity-ycl3', [99.9], 182], ['purity-zrcl4', [99.9], 182],
  ['batch-mass', [1], 182], ['ball-diameter', [5], 182], ['ball-to-powder', [30], 182], ['milling-speed', [500], 182], ['milling-time', [5], 182],
  ['heat-temperature', [100], 182], ['heat-time', [2], 182], ['crystallisation-onset', [100], 120],
  ['nbh-milling-time', [2], 184], ['nbh-milling-speed', [500], 184], ['nbh-drying-temperature', [175], 184], ['nbh-drying-time', [48], 184],
  ['xrd-wavelength', [0.7107], 188], ['xrd-range', [5, 50], 188], ['xrd-step', [0.01], 188], ['capillary-diameter', [0.5], 188], ['xrd-zoom', [5, 9], 62],
  ['nacl-visible-max', [1.875], 51], ['broadening-range', [1.375, 2], 51], ['featureless-x', [2], 51], ['particle-size', [1, 2], 66],
  ['tem-voltage', [200], 194], ['saed-dose-rate', [0.05], 194], ['saed-time', [8], 194], ['zrcl4-plane', [121], 122], ['porosity-heat-treated', [4.9], 151], ['porosity-as-milled', [0.2], 151],
  ['nmr-proton', [800], 198], ['nmr-field', [18.8], 198], ['nmr-larmor-printed', [132.3], 198], ['rotor-diameter', [3.2], 198], ['mas-rate', [12], 88], ['pulse-length', [0.29], 198],
  ['pulse-power', [200], 198], ['recycle-delay', [10], 198], ['shift-reference', [1], 198], ['nacl-shift', [7.2], 79], ['nacl-weight-percent', [4], 79],
  ['octahedral-range', [-2.5, 8], 81], ['octahedral-visible-max', [1.75], 81], ['prismatic-range', [-13, -10], 81], ['exsy-x', [1.625], 81],
  ['sigma-floor', [1e-4], 96], ['sigma-max', [4e-4], 96], ['sigma-max-abstract', [0.4], 23], ['sigma-x2000', [1.2e-4], 98], ['sigma-electronic', [1e-9], 98], ['sigma-na3ps4', [1.4e-4], 98],
  ['ea-range', [348, 370], 106], ['ea-x0', [664], 106], ['ea-na3ps4', [364], 106], ['heat-treated-factor', [10], 126], ['sigma-li3ycl6', [0.5], 35], ['sigma-parents', [1e-5], 39],
  ['pellet-diameter', [10], 202], ['pellet-mass', [100], 202], ['pellet-pressure', [300], 202], ['eis-amplitude', [10], 202], ['eis-frequency-max', [7], 202], ['eis-frequency-min', [1], 202],
  ['dc-bias', [50], 204], ['dc-time', [900], 204],
  ['ox-onset-x1625', [4], 140], ['ox-onset-x2000', [4.1], 140], ['ox-peak-x1625', [4.6], 140], ['ox-peak-x2000', [4.7], 140], ['red-peak-zr', [1.4], 140], ['red-peak-y', [0.55], 140], ['red-onset', [1.8, 2], 140],
  ['nacro2-window', [1.7, 3.4], 140], ['nacro2-capacity', [120], 140], ['lsv-electrolyte-share', [80], 208], ['lsv-carbon-share', [20], 208],
  ['areal-loading', [1], 151], ['first-cycle-rate', [0.1], 151], ['one-c-specific', [120], 151], ['one-c-areal', [100], 151], ['ice-x1625', [96], 151], ['ice-x2000', [96], 151], ['nacro2-near-theoretical', [126], 151],
  ['rate-01', [0.1], 153], ['rate-02', [0.2], 153], ['rate-05', [0.5], 153], ['rate-10', [1], 153], ['capacity-05c', [105], 153], ['capacity-1c', [97], 153],
  ['cycling-rate', [0.33], 170], ['cycles', [500], 170], ['ce-x1625', [99.95], 170], ['ce-x2000', [99.96], 170], ['retention-x1625', [78], 170], ['retention-x2000', [83], 170], ['stable-x0', [3.8], 170],
  ['cutoff-window', [1.7, 3.4], 210], ['cell-temperature', [23], 210], ['stack-pressure', [50, 70], 210], ['anode-mass', [35], 210], ['separator-mass', [50], 210], ['composite-mass', [16.54], 210],
  ['part-nacro2', [11], 210], ['part-electrolyte', [16], 210], ['part-carbon', [0.5], 210],
];

describe('every quantitative claim', () => {
  it.each(CLAIMS)('%s is registered with its value and its line', (id, numbers, line) => {
    const entry = ledger.get(id);
    expect(entry, id).toBeDefined();
    expect(valueOf(entry!)).toEqual(numbers.map((n) => expect.closeTo(n, 10)));
    expect(entry!.where).toBe(`preprint line ${line}`);
  });

  it('is in the list above, or a second wording of one that is', () => {
    const listed = new Set(CLAIMS.map(([id]) => id));
    const known = new Set(CLAIMS.flatMap(([, numbers]) => numbers));
    const left = printed.filter((entry) => !listed.has(entry.id) && !valueOf(entry).every((n) => known.has(n))).map(({ id }) => id);
    // What is left names a sample, counts in words, or writes an index of a formula.
    expect(left.sort()).toEqual(['na-reference', 'pulse-angle', 'x-1500', 'x-reference'].sort());
  });
});
