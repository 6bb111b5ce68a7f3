/** Spectra on a reversed ppm axis: thinned curves, stacks with visible baselines, windows of reported shifts. */
import type { Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { label, type Scale } from '../../runtime/plot/axes.ts';

/** Points that a polyline needs to stay within `tolerance` px of all of them (Douglas and Peucker 1973); ends and peaks stay. */
export function thinned(points: readonly Point[], tolerance = 0.25): Point[] {
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [a, b] = piece;
    const [ax, ay] = points[a]!;
    const [bx, by] = points[b]!;
    const length = Math.hypot(bx - ax, by - ay) || 1;
    let worst = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const p = points[i]!;
      const off = Math.abs((bx - ax) * (p[1] - ay) - (by - ay) * (p[0] - ax)) / length;
      if (off > worst) {
        worst = off;
        at = i;
      }
    }
    if (at < 0) continue;
    keep[at] = 1;
    open.push([a, at], [at, b]);
  }
  return points.filter((_, i) => keep[i] === 1);
}

/** Pixel points of a spectrum whose zero stands at height `base`, `perUnit` px a unit of intensity. */
export const spectrumPoints = (shift_ppm: ArrayLike<number>, intensity: ArrayLike<number>, sx: Scale, base: number, perUnit: number): Point[] =>
  thinned(Array.from(shift_ppm, (ppm, i) => [sx(ppm), base - perUnit * intensity[i]!] as const));

/** The points from first to last that rise more than half a pixel over `base`: a line without its zero. */
export function standing(points: readonly Point[], base: number): Point[] {
  const up = points.map(([, y]) => base - y > 0.5);
  return points.slice(Math.max(0, up.indexOf(true) - 1), up.lastIndexOf(true) + 2);
}

/** A reported window of shifts, as a bracket with words: what the paper prints for a line. */
export function windowMark(from_ppm: number, to_ppm: number, y: number, sx: Scale, text: string, anchor: 'start' | 'middle' | 'end' = 'middle'): El {
  const [a, b] = [sx(Math.max(from_ppm, to_ppm)), sx(Math.min(from_ppm, to_ppm))];
  const at = anchor === 'middle' ? (a + b) / 2 : anchor === 'start' ? a : b;
  return el('g', {}, el('path', { class: 'axis', d: `M${a.toFixed(1)} ${y + 6}v-6H${b.toFixed(1)}v6` }), label(at, y - 7, text, { 'text-anchor': anchor, class: 'halo' }));
}

/** The zero line of a spectrum. */
export const baseline = (x0: number, x1: number, y: number): El => el('path', { class: 'gridl', d: `M${x0.toFixed(1)} ${y.toFixed(1)}H${x1.toFixed(1)}` });
