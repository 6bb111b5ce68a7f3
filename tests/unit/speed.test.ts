/** The page about speed: what was saved, the pictures drawn from it, and the twins that make the comparison a fair one. Nothing here looks at a time. */
import { describe, expect, test } from 'vitest';
import { parseHTML } from 'linkedom';
import { checkBench, readBench, reasonOf } from '../../src/content/speed.ts';
import { multiples, speedPictures } from '../../src/content/speed-pictures.ts';
import { KERNEL_NAMES } from '../../src/kernels/names.ts';
import { apart, comparisons, TOLERANCE, type Pair } from '../bench/pairs.ts';
import { sameResult } from '../bench/compare.ts';

const saved = readBench();
const copy = (): typeof saved => structuredClone(saved);

describe('what was saved', () => {
  test('has a row with a reason and a curve of every kernel', () => {
    for (const name of KERNEL_NAMES) {
      expect(saved.rows.map((r) => r.kernel)).toContain(name);
      expect(saved.scaling.map((c) => c.kernel)).toContain(name);
    }
    for (const row of saved.rows) expect(reasonOf(row)).not.toBe('');
    expect(() => reasonOf({ kernel: 'cell', against: 'atoms' })).toThrow('has no reason');
  });
  test('has a ratio that its own times bear out', () => {
    for (const row of saved.rows) {
      expect(Number.isFinite(row.ratio)).toBe(true);
      // The median of ratios and the ratio of medians part by the spread between batches, never by a factor of two.
      expect(Math.abs(Math.log2(row.ratio / (row.js_ms / row.wasm_ms)))).toBeLessThan(1);
    }
  });
  test('has the curves of the comparisons as they are now', async () => {
    const now = await comparisons();
    expect(saved.scaling.map((c) => `${c.kernel} ${c.what} ${c.against} ${c.points.length}`)).toEqual(now.map((c) => `${c.kernel} ${c.work} ${c.against} ${c.sizes.length}`));
    expect(saved.rows.map((r) => `${r.kernel} ${r.work} ${r.against}`)).toEqual(now.map((c) => `${c.kernel} ${c.work} ${c.against}`));
  });
  test.each([
    ['a kernel without a row', (b: typeof saved) => (b.rows = b.rows.filter((r) => r.kernel !== 'nmr')), 'has no row of the kernel nmr'],
    ['a kernel without a curve', (b: typeof saved) => (b.scaling = b.scaling.filter((c) => c.kernel !== 'cell')), 'has no curve of the kernel cell'],
    ['a ratio that is no number', (b: typeof saved) => (b.rows[0]!.ratio = NaN), 'rows.0.ratio'],
    ['a ratio outside its quartiles', (b: typeof saved) => (b.rows[0]!.ratio = 99), 'outside its own quartiles'],
    ['results that differ', (b: typeof saved) => (b.rows[1]!.difference = 1), 'do not compute the same'],
    ['too few sizes', (b: typeof saved) => b.scaling[0]!.points.splice(2), 'at least four sizes'],
    ['sizes in disorder', (b: typeof saved) => b.scaling[0]!.points.reverse(), 'not in ascending order'],
    ['a date that is none', (b: typeof saved) => (b.machine.date = 'yesterday'), 'YYYY-MM-DD'],
  ])('is refused with %s', (_, spoil, says) => {
    const spoilt = copy();
    spoil(spoilt);
    expect(() => checkBench(spoilt)).toThrow(says);
  });
});

describe('the pictures', () => {
  const pictures = speedPictures(saved.scaling);
  test('are one a curve, each with the line and the dots of kernel and JavaScript', () => {
    expect(pictures.map((p) => p.curve)).toEqual(saved.scaling);
    for (const { curve, svg, says } of pictures) {
      const { document } = parseHTML(svg);
      for (const name of ['kernel', 'javascript']) {
        expect(document.querySelectorAll(`.${name} path`)).toHaveLength(1);
        expect(document.querySelectorAll(`.${name}-points circle`)).toHaveLength(curve.points.length);
      }
      expect(document.querySelector('svg')!.getAttribute('aria-label')).toBe(says);
      expect(svg).not.toMatch(/style=|<style|NaN/);
    }
  });
  test('are log–log with the same decades per length: a tenfold time is equally high in all', () => {
    const heights = pictures.flatMap(({ curve, svg }) => {
      const { document } = parseHTML(svg);
      const y = [...document.querySelectorAll('.kernel-points circle')].map((c) => Number(c.getAttribute('cy')));
      const m = multiples(curve).map((p) => Math.log10(p.wasm));
      return [(y[0]! - y.at(-1)!) / (m.at(-1)! - m[0]!)];
    });
    for (const height of heights) expect(height).toBeCloseTo(heights[0]!, 6);
  });
});

describe('the same work in plain JavaScript', async () => {
  const all = await comparisons();
  test.each(all.map((c) => [`${c.kernel}, ${c.against}`, c] as const))('%s: equal results at the smallest sizes', (_, comparison) => {
    for (const size of comparison.sizes.slice(0, 2)) expect(sameResult(comparison, comparison.pair(size))).toBeLessThanOrEqual(TOLERANCE);
  });
  test('a difference stops the benchmark: results a hundred-millionth apart, of other length, or not finite', () => {
    const work = all.find((c) => c.kernel === 'nmr')!;
    const off = (difference: number): Pair => ({ n: 1, wasm: () => 0, js: () => 0, difference: () => difference });
    expect(() => sameResult(work, off(apart([1, 2], [1, 2 + 2e-8])))).toThrow('nmr, powder line');
    expect(() => sameResult(work, off(apart([1], [1, 2])))).toThrow('differ by Infinity');
    expect(() => sameResult(work, off(apart([NaN], [1])))).toThrow();
    expect(sameResult(work, off(apart([1, 2], [1, 2])))).toBe(0);
  });
});
