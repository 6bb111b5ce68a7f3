/** Walking along a chart: curves from tables, landmarks against closed forms, sentences, sound. */
import { describe, expect, test } from 'vitest';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { defaults, type Table } from '../../src/runtime/figure.ts';
import { landmarksOf, sentence, spoken } from '../../src/runtime/walk/landmarks.ts';
import { seriesOf, type Series } from '../../src/runtime/walk/series.ts';
import { tuneOf } from '../../src/runtime/walk/sound.ts';

const curve = (f: (x: number) => number, n = 201, from = 0, to = 2 * Math.PI, name = 'f'): Series => ({
  name,
  x: { name: 'x', unit: '' },
  y: { name, unit: 'V' },
  points: Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1)).map((x) => ({ x, y: f(x) })),
});

describe('curves', () => {
  const table = (columns: [string, string][], rows: Table['rows']): Table => ({ caption: '', columns: columns.map(([name, unit]) => ({ name, unit })), rows });
  test('several columns over one', () => {
    const found = seriesOf(table([['*T*', 'K'], ['a', ''], ['b', 'V']], [[1, 2, 3], [2, 4, 6], [3, 1, 0]]));
    expect(found.map((s) => [s.name, s.x.name, s.points.length])).toEqual([['a', 'T', 3], ['b', 'T', 3]]);
  });
  test('a family told apart by a label and by a number that stays', () => {
    const rows = [0.1, 1].flatMap((rate) => ['charge', 'discharge'].flatMap((half) => [0, 1, 2].map((q) => [rate, half, q, 3 - q * rate] as (string | number)[])));
    const found = seriesOf(table([['C-rate', 'C'], ['half-cycle', ''], ['charge', 'mAh/g'], ['voltage', 'V']], rows));
    expect(found.length).toBe(4);
    expect(found[3]!.points.at(-1)).toEqual({ x: 2, y: 1 });
    expect(found[3]!.name).toContain('discharge');
    expect(found[3]!.name).toContain('C-rate 1 C');
  });
  test('typeset numbers are read, words are not', () => {
    const [only] = seriesOf(table([['*x*', ''], ['*σ*', 'S/cm'], ['rests on', '']], [['1.375', '2.3 × 10^−4^', 'guess'], ['1.625', '4.0 × 10^−4^', 'paper'], ['2.000', '–', 'none']]));
    expect(only!.points).toEqual([{ x: 1.375, y: 2.3e-4 }, { x: 1.625, y: 4e-4 }]);
  });
});

describe('landmarks', () => {
  test('sin x: extremes, the zero between them, the ends', () => {
    const sine = curve(Math.sin);
    const found = landmarksOf(sine, [sine]);
    const at = (says: RegExp): number => sine.points[found.find((m) => says.test(m.says))!.at]!.x;
    // One grid step is 2π/200 = 0.031.
    expect(at(/highest/)).toBeCloseTo(Math.PI / 2, 1);
    expect(at(/lowest/)).toBeCloseTo(1.5 * Math.PI, 1);
    expect(Math.abs(at(/crosses zero/) - Math.PI)).toBeLessThan(0.07);
    expect(found[0]).toMatchObject({ at: 0 });
    expect(found.at(-1)).toMatchObject({ at: 200 });
  });
  test('peaks are counted by prominence, ripple is not', () => {
    const line = (x: number, x0: number, h: number): number => h / (1 + ((x - x0) / 0.1) ** 2);
    const spectrum = curve((x) => line(x, 1, 1) + line(x, 3, 0.5) + line(x, 5, 0.2) + 0.002 * Math.sin(40 * x), 1001);
    const peaks = landmarksOf(spectrum, []).filter((m) => m.says.includes('peak'));
    expect(peaks.map((m) => m.says.match(/peak \d of \d/)![0])).toEqual(['peak 1 of 3', 'peak 2 of 3', 'peak 3 of 3']);
    expect(peaks.map((m) => Math.round(spectrum.points[m.at]!.x))).toEqual([1, 3, 5]);
  });
  test('two curves cross where they are equal', () => {
    const [a, b] = [curve((x) => x, 101, 0, 10, 'a'), curve((x) => 4 + 0 * x, 101, 0, 10, 'b')];
    const cross = landmarksOf(a, [a, b]).find((m) => m.says.includes('crosses b'))!;
    expect(a.points[cross.at]!.x).toBeCloseTo(4.1, 6);
  });
});

test('a sentence says what, where and how far', () => {
  expect(sentence(curve((x) => 2e-7 * x, 3, 0, 2), 1, 'highest')).toBe('Highest: x 1, f 2 times 10 to the -7 V. Point 2 of 3.');
  expect([spoken(0), spoken(12.3456), spoken(-0.00123), spoken(1.5e9)]).toEqual(['0', '12.35', '-0.00123', '1.5 times 10 to the 9']);
});

test('sound rises with the curve, over two octaves, on a log scale where decades call for it', () => {
  const rising = tuneOf(curve((x) => x)).pitch_Hz;
  expect([rising[0], rising.at(-1)].map(Math.round as never)).toEqual([220, 880]);
  for (let i = 1; i < rising.length; i++) expect(rising[i]!).toBeGreaterThan(rising[i - 1]!);
  const decades = tuneOf(curve((x) => 10 ** x, 201, 0, 4)).pitch_Hz;
  expect(decades[79]! / decades[0]!).toBeCloseTo(2, 1);
  expect(tuneOf(curve(() => 3)).pitch_Hz.every((p) => Math.abs(p - 440) < 1e-3)).toBe(true);
});

/** Figures whose tables hold words or lists rather than curves. */
const WORDS_ONLY = new Set(['cellset', '2a', '5b']);

test.each(FIGURE_IDS)('figure %s can be walked: every point has a sentence without NaN', async (id) => {
  const figure = await loadFigure(id);
  const values = defaults(figure.params);
  const all = seriesOf(figure.table(figure.compute(await nodeKernels(figure.kernels), values), values));
  if (WORDS_ONLY.has(id)) return expect(all).toEqual([]);
  expect(all.length).toBeGreaterThan(0);
  for (const series of all) {
    const marks = landmarksOf(series, all);
    expect(marks.length).toBeGreaterThan(1);
    for (const { at, says } of marks) expect(sentence(series, at, says)).not.toMatch(/NaN|undefined|Infinity|\*|~/);
  }
});
