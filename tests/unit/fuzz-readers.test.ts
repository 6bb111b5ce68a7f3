/**
 * Every reader against seeded damage: it reads finite numbers or refuses in one sentence of its own; it never crashes. A hang is ended by the
 * time limit of the test. FUZZ=10 multiplies the numbers of inputs, FUZZ_SEED takes other ones.
 */
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../src/labs/readers/columns.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { readImpedance } from '../../src/labs/readers/impedance.ts';
import { readNmr, readNmrText } from '../../src/labs/readers/nmr.ts';
import { readPattern } from '../../src/labs/readers/pattern.ts';
import { readXyz } from '../../src/labs/readers/xyz.ts';
import type { NamedBytes } from '../../src/labs/readers/bytes.ts';
import { uniform } from '../../src/physics/random.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import { bruker, csdm, jcamp, ssnake } from './nmr-files.ts';
import { CIF_SEEDS, IMPEDANCE_SEEDS, NMR_TABLE_SEEDS, PATTERN_SEEDS, XYZ_SEEDS } from './reader-seeds.ts';

const times = Number(process.env['FUZZ'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);

/** What V8 itself throws as a RangeError: none of these is a reader's sentence. */
const NATIVE = /Maximum call stack|Invalid (array|string|typed array|date|time) |Invalid count|toFixed|toPrecision|Array buffer allocation|out of bounds|outside the bounds/;

/** Every number anywhere in a result is finite. */
function checkFinite(value: unknown, path = 'result'): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}`);
  } else if (value instanceof Float64Array || value instanceof Int32Array) {
    for (let i = 0; i < value.length; i++) if (!Number.isFinite(value[i])) throw new Error(`${path}[${i}] is ${value[i]}`);
  } else if (Array.isArray(value)) value.forEach((v, i) => checkFinite(v, `${path}[${i}]`));
  else if (typeof value === 'object' && value !== null) for (const [k, v] of Object.entries(value)) checkFinite(v, `${path}.${k}`);
}

/** Runs `read` on `count` damaged inputs; tells how many were read and refused. Fails on the first that breaks the rules. */
function sweep<T>(count: number, salt: number, damaged: (random: () => number) => T, read: (input: T) => unknown, check: (result: never) => void = () => undefined): { read: number; refused: number } {
  const random = uniform(1_000_003 * seed + salt);
  const tally = { read: 0, refused: 0 };
  for (let i = 0; i < count * times; i++) {
    const input = damaged(random);
    try {
      const result = read(input);
      checkFinite(result);
      check(result as never);
      tally.read++;
    } catch (error) {
      const problem = error as Error;
      const own = error instanceof UnreadableFile && !NATIVE.test(problem.message);
      if (!own || problem.message.length > 400 || /[\n\r\u2028\u2029]|\[object/.test(problem.message)) {
        throw new Error(`input ${i}: ${problem.name}: ${problem.message.slice(0, 500)}\n${JSON.stringify(input instanceof Object ? 'bytes' : input).slice(0, 3000)}\n${problem.stack}`);
      }
      tally.refused++;
    }
  }
  return tally;
}

const textOf = (seeds: readonly string[]) => (random: () => number): string => mutateText(seeds[Math.floor(random() * seeds.length)]!, random);

/** The sweep meets both outcomes: damage that matters and damage that does not. */
function expectBoth({ read, refused }: { read: number; refused: number }, total: number): void {
  expect(read + refused).toBe(total * times);
  expect(Math.min(read, refused)).toBeGreaterThan(0.02 * total * times);
}

describe('damaged files', () => {
  const long = { timeout: 120_000 * times };

  it('the seeds themselves are read', () => {
    IMPEDANCE_SEEDS.forEach((s) => expect(readImpedance(s).spectra.length).toBeGreaterThan(0));
    [...NMR_TABLE_SEEDS, ...JCAMP_SEEDS, ...CSDM_SEEDS, ...SSNAKE_SEEDS].forEach((s) => expect(readNmrText(s).spectra.length).toBeGreaterThan(0));
    PATTERN_SEEDS.forEach((s) => expect(readPattern(s).patterns.length).toBeGreaterThan(0));
    CIF_SEEDS.forEach((s) => expect(readCif(s).sites.length).toBeGreaterThan(0));
    XYZ_SEEDS.forEach((s) => expect(readXyz(s).elements.length).toBeGreaterThan(0));
  });

  it('impedance spectra: 100 000', long, () => {
    const tally = sweep(100_000, 1, textOf(IMPEDANCE_SEEDS), readImpedance, ({ spectra }: ReturnType<typeof readImpedance>) => {
      for (const s of spectra) {
        if (s.frequency_Hz.length !== s.zReal_ohm.length || s.frequency_Hz.length !== s.zImag_ohm.length) throw new Error('columns of different lengths');
        if (s.frequency_Hz.some((f) => !(f > 0))) throw new Error('a frequency that is not positive');
      }
    });
    expectBoth(tally, 100_000);
  });

  const y = [0, 5, 120, -7, 3, 3, 3, -40, 2, 2, 2, 900, -1];
  const JCAMP_SEEDS = (['affn', 'sqz', 'difdup', 'pairs', 'ntuples'] as const).map((form) => jcamp({ y, form }));
  const CSDM_SEEDS = (['base64', 'none'] as const).flatMap((encoding) => (['float64', 'complex64', 'int16'] as const).map((type) => csdm({ values: y, imaginary: y, type, encoding })));
  const SSNAKE_SEEDS = [ssnake({ ref: 'NaN', stored: true }), ssnake({ ref: '99999500', stored: false })];
  const spectrum = ({ spectra }: ReturnType<typeof readNmr>): void => {
    for (const s of spectra) if (s.shift_ppm.length !== s.intensity.length || (s.imaginary && s.imaginary.length !== s.intensity.length)) throw new Error('columns of different lengths');
  };
  it.each([
    ['NMR tables', NMR_TABLE_SEEDS, 2],
    ['JCAMP-DX', JCAMP_SEEDS, 3],
    ['CSDM', CSDM_SEEDS, 4],
    ['ssNake JSON', SSNAKE_SEEDS, 5],
  ] as const)('%s: 20 000', long, (_name, seeds, salt) => {
    expectBoth(sweep(20_000, salt, textOf(seeds), (text) => readNmrText(text), spectrum), 20_000);
  });

  it('Bruker 1r with its parameters: 20 000', long, () => {
    const sets = [bruker(y, { little: true, type: 0, power: 2 }), bruker(y, { little: false, type: 2, power: -3 }), bruker(y, { little: true, type: 1, power: 0 })];
    const damaged = (random: () => number): NamedBytes[] => {
      const set = sets[Math.floor(random() * sets.length)]!;
      const victim = Math.floor(random() * set.length);
      const lost = random() < 0.05;
      return set.filter((_, i) => !(lost && i === victim)).map((f, i) => (i === victim ? { ...f, bytes: /1[ri]$/.test(f.name) || random() < 0.3 ? mutateBytes(f.bytes, random) : new TextEncoder().encode(mutateText(new TextDecoder().decode(f.bytes), random)) } : f));
    };
    expectBoth(sweep(20_000, 6, damaged, (files) => readNmr(files), spectrum), 20_000);
  });

  it.each([
    ['powder patterns', PATTERN_SEEDS, 7, readPattern],
    ['CIF', CIF_SEEDS, 8, readCif],
    ['XYZ', XYZ_SEEDS, 9, readXyz],
  ] as const)('%s: 20 000', long, (_name, seeds, salt, read: (text: string) => unknown) => {
    expectBoth(sweep(20_000, salt, textOf(seeds), read), 20_000);
  });

  it('the sweep notices a reader that lets NaN or a foreign error through', () => {
    expect(() => sweep(1, 10, () => 'x', () => ({ a: [1, NaN] }))).toThrow(/a\[1\] is NaN/);
    expect(() => sweep(1, 10, () => 'x', () => JSON.parse('x'))).toThrow(/SyntaxError/);
    expect(() => sweep(1, 10, () => 'x', () => new Array(-1))).toThrow(/Invalid array length/);
    expect(() => sweep(1, 10, () => 'x', () => { throw new RangeError('some other RangeError'); })).toThrow(/some other/);
  });
});
