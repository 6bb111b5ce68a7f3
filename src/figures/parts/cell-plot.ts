/** Drawing parts of the cell figures: profiles of voltage against charge, thinning of curves, labels that keep apart. */
import { scaleLinear } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { step } from '../../runtime/plot/colours.ts';
import { curve, type Certainty, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { scaleShift_V, scaleTitle, scaleUncertainty_V } from './cell-params.ts';

export const stroke = (x: number | null): string => (x === null ? 'sref' : `s${step(x)}`);
export const fill = (x: number | null): string => (x === null ? 'fref' : `f${step(x)}`);

/** The points of a polyline that a line of a pixel's third cannot tell from all of them (Ramer, 1972; Douglas & Peucker, 1973). */
export function thin(points: readonly Point[], tolerance_px = 0.3): Point[] {
  if (points.length < 3) return [...points];
  const keep = new Set([0, points.length - 1]);
  const stack: [number, number][] = [[0, points.length - 1]];
  for (let span = stack.pop(); span; span = stack.pop()) {
    const [a, b] = span;
    const [x0, y0] = points[a]!;
    const [dx, dy] = [points[b]![0] - x0, points[b]![1] - y0];
    const length = Math.hypot(dx, dy) || 1;
    let worst = a;
    let far = tolerance_px;
    for (let i = a + 1; i < b; i++) {
      const distance = Math.abs(dy * (points[i]![0] - x0) - dx * (points[i]![1] - y0)) / length;
      if (distance > far) [worst, far] = [i, distance];
    }
    if (worst === a) continue;
    keep.add(worst);
    stack.push([a, worst], [worst, b]);
  }
  return [...keep].sort((p, q) => p - q).map((i) => points[i]!);
}

/** Heights near `wanted` in the same order of entries, at least `gap` apart and inside [low, high]. */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const out = wanted.map((y) => Math.min(high, Math.max(low, y)));
  for (let pass = 0; pass < 60; pass++) {
    for (let k = 1; k < order.length; k++) {
      const [a, b] = [order[k - 1]!, order[k]!];
      const lack = gap - (out[b]! - out[a]!);
      if (lack > 0) {
        out[a]! -= lack / 2;
        out[b]! += lack / 2;
      }
    }
    if (order.length) {
      const under = low - out[order[0]!]!;
      if (under > 0) out[order[0]!]! += under;
      const over = out[order.at(-1)!]! - high;
      if (over > 0) out[order.at(-1)!]! -= over;
    }
  }
  return out;
}

export interface ProfileLine {
  Q_mAh_g: readonly number[];
  /** V vs Na9Sn4. */
  V: readonly number[];
  colour: string;
  ghost?: boolean;
  certainty?: Certainty;
  /** Rich text at the end of the line, in the colour `tint` ('f1625'). */
  name?: string;
  tint?: string;
}

const LOW_V = 1.6;
const HIGH_V = 3.6;

/** Voltage against charge, axes fixed: 0 to 140 mAh/g, 1.6 to 3.6 V vs Na9Sn4; cut-offs dotted. */
export function profilePlot(lines: readonly ProfileLine[], scale: string, { width, narrow }: Frame): Drawing {
  const margin = { left: 48, right: 16, top: 44, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const bottom = margin.top + (narrow ? 270 : 380);
  const sx = scaleLinear([0, 140], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([LOW_V, HIGH_V], [bottom, margin.top]);
  const shift = scaleShift_V(scale);
  const named = lines.filter((line) => line.name !== undefined && line.Q_mAh_g.length > 1);
  const long = named.some((line) => line.name!.length > 6);
  const below = sy(1.7) + (narrow ? 11.5 : 15);
  const empty = !lines.some((line) => !line.ghost && line.Q_mAh_g.length > 1);
  const ends = named.map((line) => sx(line.Q_mAh_g.at(-1)!));
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: narrow ? [0, 50, 100] : [0, 20, 40, 60, 80, 100, 120, 140], format: (v) => fixed(v, 0), title: 'charge / mAh g^−1^' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: (v) => sy(v - shift), ticks: [2, 2.5, 3, 3.5], format: (v) => fixed(v, 1), title: scaleTitle(scale), grid: plotWidth }),
      ...[1.7, 3.4].flatMap((v) => [
        el('path', { class: 'gridl limit', d: `M${margin.left} ${sy(v).toFixed(1)}h${plotWidth}` }),
        label(margin.left + 6, sy(v) - 6, `cut-off ${fixed(v + shift, scale === 'sodium' ? 2 : 1)} V`, {}),
      ]),
      ...lines.map((line) => curve(thin(line.Q_mAh_g.map((q, i): Point => [sx(q), sy(line.V[i]!)])), { colour: line.colour, ghost: line.ghost ?? false, certainty: line.certainty ?? 'pinned' })),
      ...spread(ends, long ? 70 : 38, margin.left + 20, margin.left + plotWidth - (long ? 28 : 16)).map((x, i) => label(x, below, named[i]!.name!, { 'text-anchor': 'middle', class: named[i]!.tint ? `strong ${named[i]!.tint} halo` : 'halo' })),
      ...(empty ? [label(margin.left + plotWidth / 2, sy(2.4), 'The cut-off is met at once: no charge passes.', { 'text-anchor': 'middle', class: 'halo' })] : []),
      ...(scale === 'sodium' ? [uncertainty(margin.left + 16, sy(2.3), sy)] : []),
    ],
  };
}

/** How far a voltage against sodium may be off: the range of Na9Sn4's own potential, as a bar on the voltage axis. */
function uncertainty(x: number, y: number, sy: (v: number) => number): El {
  const [low, high] = scaleUncertainty_V;
  const half = Math.abs(sy(high) - sy(low)) / 2;
  return el(
    'g',
    {},
    el('path', { class: 'curve sref dash', d: `M${x} ${(y - half).toFixed(1)}v${(2 * half).toFixed(1)}` }),
    el('path', { class: 'axis', d: `M${x - 5} ${(y - half).toFixed(1)}h10M${x - 5} ${(y + half).toFixed(1)}h10` }),
    label(x + 12, y - 2, 'scale uncertain by this:', {}),
    label(x + 12, y + 14, `Na~9~Sn~4~ at ${fixed(low, 2)}–${fixed(high, 2)} V`, {}),
  );
}
