import fc from 'fast-check';
import { expect, test } from 'vitest';
import { label } from '../../src/runtime/plot/axes.ts';
import { el, toMarkup } from '../../src/runtime/svg.ts';
import { compactDrawing, compactPath } from '../../src/runtime/compact-path.ts';

/** Points of a path of M, L and l with implicit repetition, as SVG reads it. */
function pointsOf(d: string): number[][] {
  const points: number[][] = [];
  for (const [, letter, rest] of d.matchAll(/([MLl])([^MLl]*)/g)) {
    const numbers = [...rest!.matchAll(/-?(?:\d+\.?\d*|\.\d+)/g)].map(Number);
    for (let i = 0; i < numbers.length; i += 2) {
      const [x, y] = letter === 'l' ? points.at(-1)! : [0, 0];
      points.push([x! + numbers[i]!, y! + numbers[i + 1]!]);
    }
  }
  return points;
}

test('a polyline keeps every point to its last digit', () => {
  const coordinate = fc.integer({ min: -99999, max: 99999 });
  fc.assert(
    fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 60 }), fc.constantFrom(1, 10, 100), (points, scale) => {
      const d = points.map(([x, y], i) => `${i ? 'L' : 'M'}${x / scale},${y / scale}`).join('');
      const back = pointsOf(compactPath(d));
      expect(back).toHaveLength(points.length);
      // Steps of two decimals add up within rounding of doubles.
      back.forEach(([x, y], i) => expect(Math.max(Math.abs(x! - points[i]![0] / scale), Math.abs(y! - points[i]![1] / scale))).toBeLessThan(1e-8));
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('is written as short as SVG allows, and other paths stay as they are', () => {
  expect(compactPath('M10,20L10.5,18L10.5,18.2')).toBe('M10 20l.5-2 0 .2');
  for (const d of ['M1 2', 'M1 2h5', 'M0,0L1,1Z', 'M1.234,5L6,7', 'M1 2L3 4M5 6L7 8', 'M1e3,2L3,4']) expect(compactPath(d)).toBe(d);
});

test('a built drawing keeps its places to a tenth of a pixel and its words, and no span that says nothing', () => {
  const drawing = el('g', {}, el('rect', { x: 12.34, y: 5, width: 7.77, height: 15, opacity: 0.16 }), label(1.26, 2, 'plain'), label(1, 2, '*x* = 2'));
  expect(toMarkup(compactDrawing(drawing))).toBe(
    '<g><rect x="12.3" y="5" width="7.8" height="15" opacity="0.16"/><text x="1.3" y="2">plain</text><text x="1" y="2"><tspan class="v">x</tspan><tspan> = 2</tspan></text></g>',
  );
});
