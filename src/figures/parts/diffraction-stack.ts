/** A stack of powder patterns with their baselines, phase ticks below and marks above lines. */
import { scaleLinear } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { rememberOf } from '../../physics/remember.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';

export interface StackCurve {
  /** Rich text at the right end of the baseline. */
  name: string;
  /** Baseline in lanes from the bottom; 0 is the lowest. */
  lane: number;
  /** Class of the stroke, e.g. 's1625'. */
  colour: string;
  ghost?: boolean;
  values: ArrayLike<number>;
  /** Letters over lines: '*' NaCl, '^' ZrCl4. */
  markers?: readonly { at_deg: number; text: string; title: string }[];
}

export interface PhaseTicks {
  /** Rich text. */
  name: string;
  at_deg: readonly number[];
}

export interface StackInput {
  curves: readonly StackCurve[];
  lanes: number;
  phases: readonly PhaseTicks[];
  grid: { from_deg: number; to_deg: number; step_deg: number };
  ticks: readonly number[];
}

/** Points of a polyline (n heights over n places) that keep it within `tolerance` px (Douglas & Peucker 1973). */
export function simplify(xs: Float64Array, ys: Float64Array, tolerance: number): Point[] {
  const n = ys.length;
  const keep = new Uint8Array(n);
  keep[0] = keep[n - 1] = 1;
  const open = [0, n - 1];
  while (open.length > 0) {
    const b = open.pop()!;
    const a = open.pop()!;
    const [x0, y0] = [xs[a]!, ys[a]!];
    const slope = (ys[b]! - y0) / (xs[b]! - x0 || 1);
    let worst = tolerance;
    let at = -1;
    for (let i = a + 1; i < b; i++) {
      const miss = Math.abs(ys[i]! - y0 - slope * (xs[i]! - x0));
      if (miss > worst) {
        worst = miss;
        at = i;
      }
    }
    if (at > 0) {
      keep[at] = 1;
      open.push(a, at, at, b);
    }
  }
  const points: Point[] = [];
  for (let i = 0; i < n; i++) if (keep[i]) points.push([xs[i]!, ys[i]!]);
  return points;
}

/** Each pattern from its own lowest to its own highest point. */
function normalised(values: ArrayLike<number>): Float64Array {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  const height = high - low || 1;
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = (values[i]! - low) / height;
  return out;
}

const drawnOf = rememberOf<El>();

export function diffractionStack({ curves, lanes, phases, grid, ticks }: StackInput, { width, narrow }: Frame): Drawing {
  const margin = { left: 12, right: 16, top: 34, bottom: 50 };
  const laneHeight = narrow ? 58 : 76;
  // On a narrow frame the name stands above its ticks, on a wide one beside them.
  const phaseHeight = narrow ? 32 : 24;
  const plotWidth = width - margin.left - margin.right;
  const base = margin.top + 6 + lanes * laneHeight;
  const bottom = base + 12 + phases.length * phaseHeight;
  const sx = scaleLinear([grid.from_deg, grid.to_deg], [margin.left, margin.left + plotWidth]);
  const baseline = (lane: number): number => base - lane * laneHeight;
  const height = laneHeight * 0.82;
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks, format: (v) => fixed(v, 0), title: '2*θ* / ° at 0.7107 Å' }),
      label(margin.left, margin.top - 14, 'intensity, each pattern to its own highest point', { class: 'title' }),
      // A pattern that stands where it stood is not drawn again.
      ...curves.map((c) => drawnOf(c.values, JSON.stringify([c.name, c.lane, c.colour, c.ghost, c.markers, lanes, width, narrow, grid]), () => drawn(c, sx, baseline(c.lane), height, grid, narrow))),
      ...phases.map((phase, i) => phaseRow(phase, sx, base + 12 + i * phaseHeight, margin.left + plotWidth, narrow ? 13 : 4)),
    ],
  };
}

function drawn(c: StackCurve, sx: (v: number) => number, y0: number, height: number, grid: StackInput['grid'], narrow: boolean): El {
  const heights = normalised(c.values);
  const xs = heights.map((_, i) => sx(grid.from_deg + i * grid.step_deg));
  const ys = heights.map((h) => y0 - h * height);
  const end = sx(grid.to_deg);
  const at = (deg: number): number => {
    const i = Math.round((deg - grid.from_deg) / grid.step_deg);
    return y0 - height * Math.max(...heights.slice(Math.max(0, i - 12), i + 13));
  };
  return el(
    'g',
    {},
    el('path', { class: 'gridl', d: `M${sx(grid.from_deg)} ${y0}H${end}` }),
    // In an enlarged window a corner would show sooner. A finer path would cost the page more than the eye gains.
    curve(simplify(xs, ys, grid.to_deg - grid.from_deg < 10 ? 0.2 : 0.5), { colour: c.colour, ghost: c.ghost ?? false }),
    // Over its curve's tail, but never on the base line of the curve above.
    label(end, y0 - Math.min(height - 1, 8 + height * Math.max(...heights.slice(-Math.round(heights.length * (narrow ? 0.26 : 0.13))))), c.name, { 'text-anchor': 'end', class: `strong halo ${c.colour.replace(/^s/, 'f')}` }),
    (c.markers ?? []).map((m) => el('text', { x: sx(m.at_deg), y: at(m.at_deg) - 4, 'text-anchor': 'middle', class: 'strong halo' }, el('title', {}, m.title), el('tspan', {}, m.text))),
  );
}

function phaseRow({ name, at_deg }: PhaseTicks, sx: (v: number) => number, y: number, end: number, drop: number): El {
  const d = at_deg.map((t) => `M${sx(t).toFixed(1)} ${(y + drop).toFixed(1)}v9`).join('');
  return el('g', {}, el('path', { class: 'axis', d }), label(end, y + (drop > 4 ? 9 : 13), name, { 'text-anchor': 'end', class: 'halo' }));
}
