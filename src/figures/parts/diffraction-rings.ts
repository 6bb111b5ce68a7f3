/** An electron diffraction pattern as ink on paper: the main phase shaded, NaCl as spots or, when there are many, shaded too; and its radial profile. */
import { scaleLinear } from 'd3';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';
import { rememberOf } from '../../physics/remember.ts';
import { simplify } from './diffraction-stack.ts';

export interface RadialGrid {
  from_per_A: number;
  step_per_A: number;
  n: number;
}

export interface RingPicture {
  grid: RadialGrid;
  /** Mean over azimuth, highest point 1. */
  main: Float64Array;
  nacl: Float64Array | null;
  /** g_x, g_y (1/Å) and strength of each spot to draw; empty when the spots have merged. */
  spots: Float64Array;
  merged: boolean;
  colour: string;
  /** Rings worth a label. */
  mainRings: readonly { d_A: number; name: string }[];
  naclRings: readonly { d_A: number; name: string }[];
}

const BEAM_STOP_per_A = 0.07;

/** The main phase stays while the hand moves the grains of NaCl. */
const shadeOf = rememberOf<El[]>();
const lineOf = rememberOf<El>();

export function ringPicture(p: RingPicture, { width, narrow }: Frame): Drawing {
  const side = narrow ? width : 560;
  const [cx, cy, radius] = [width / 2, side / 2, side / 2 - 8];
  const last = p.grid.from_per_A + p.grid.step_per_A * (p.grid.n - 1);
  const r = (g: number): number => (g / last) * radius;
  /** A disc whose darkness follows a profile: a plain fill seen through a radial gradient. */
  const shaded = (name: string, values: Float64Array, attrs: Record<string, string>): El[] => {
    const id = `rings-${name}-${narrow ? 'narrow' : 'wide'}`;
    const first = Math.floor((BEAM_STOP_per_A - p.grid.from_per_A) / p.grid.step_per_A) + 1;
    const seen = values.subarray(first);
    const stops = simplify(seen.map((_, i) => p.grid.from_per_A + (first + i) * p.grid.step_per_A), seen.map((v) => 90 * Math.max(0, v) ** 0.75), 2).map(([g, dark]) => el('stop', { offset: Math.round((1000 * g) / last) / 1000, 'stop-color': '#fff', 'stop-opacity': Math.round(dark) / 100 }));
    return [
      el('radialGradient', { id: `${id}-g`, gradientUnits: 'userSpaceOnUse', cx, cy, r: radius }, stops),
      el('mask', { id }, el('circle', { cx, cy, r: radius, fill: `url(#${id}-g)` })),
      el('circle', { cx, cy, r: radius, mask: `url(#${id})`, ...attrs }),
    ];
  };
  const d = [0, 1, 2].map((level) => {
    let path = '';
    for (let i = 0; i < p.spots.length; i += 3) {
      const strength = p.spots[i + 2]!;
      const own = strength > 0.3 ? 2 : strength > 0.05 ? 1 : 0;
      if (own === level && Math.hypot(p.spots[i]!, p.spots[i + 1]!) < last) path += `M${(cx + r(p.spots[i]!)).toFixed(1)} ${(cy - r(p.spots[i + 1]!)).toFixed(1)}h0`;
    }
    return path;
  });
  // Words leave along a slanted line: those of the main phase up to the left, those of NaCl up to the right.
  const words = (ring: { d_A: number; name: string }, direction: number, angle: number): El =>
    label(cx + direction * r(1 / ring.d_A) * Math.cos(angle), cy - r(1 / ring.d_A) * Math.sin(angle) + 4, ring.name, { 'text-anchor': 'middle', class: 'strong halo' });
  return {
    width,
    height: side,
    children: [
      el('g', {}, shadeOf(p.main, `${p.colour} ${width} ${narrow}`, () => shaded('main', p.main, { class: p.colour.replace(/^s/, 'f') }))),
      el('g', {}, p.nacl && p.merged ? shaded('nacl', p.nacl, { fill: 'currentColor' }) : []),
      el('g', { fill: 'none', stroke: 'currentColor', 'stroke-linecap': 'round' }, d.map((path, i) => (path === '' ? el('g') : el('path', { d: path, 'stroke-width': [2, 3.5, 5.5][i]! * (narrow ? 0.8 : 1) })))),
      el('circle', { class: 'axis', cx, cy, r: radius }),
      el('circle', { class: 'axis', cx, cy, r: r(BEAM_STOP_per_A), fill: 'currentColor' }),
      ...p.naclRings.map((ring) => el('circle', { class: 'guide', cx, cy, r: r(1 / ring.d_A) }, el('title', {}, ring.name))),
      ...p.mainRings.map((ring, i) => words(ring, -1, 0.15 + 0.5 * i)),
      ...p.naclRings.map((ring, i) => words(ring, 1, 0.15 + 0.42 * i)),
      el('path', { class: 'axis', 'stroke-width': 2, d: `M${(width - r(0.2) - 4).toFixed(1)} ${side - 6}h${r(0.2).toFixed(1)}` }),
      label(width - 4, side - 14, '2 nm^−1^', { 'text-anchor': 'end', class: 'halo' }),
    ],
  };
}

export function radialPlot(p: RingPicture, { width, narrow }: Frame): Drawing {
  const margin = { left: 30, right: 14, top: 46, bottom: 50 };
  const right = width - margin.right;
  const bottom = margin.top + (narrow ? 220 : 440);
  const last = p.grid.from_per_A + p.grid.step_per_A * (p.grid.n - 1);
  const sx = scaleLinear([p.grid.from_per_A, last], [margin.left, right]);
  const sy = scaleLinear([0, 1.15], [bottom, margin.top + 10]);
  const line = (values: Float64Array): Point[] => simplify(values.map((_, i) => sx(p.grid.from_per_A + i * p.grid.step_per_A)), values.map((v) => sy(v)), 0.5);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, right, 'below', { scale: sx, ticks: [0.2, 0.4, 0.6], format: (v) => fixed(10 * v, 0), title: '1/*d* / nm^−1^' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [], format: String }),
      label(margin.left - 20, margin.top - 18, 'mean round the ring, each phase to its own height', { class: 'title' }),
      lineOf(p.main, `${p.colour} ${width} ${narrow}`, () => curve(line(p.main), { colour: p.colour })),
      ...(p.nacl ? [el('g', { color: 'currentColor', stroke: 'currentColor' }, el('path', { class: 'ghost', d: path(line(p.nacl)) }))] : []),
      ...p.naclRings.flatMap((ring, i) => {
        const top = margin.top + 8 + (i % 2) * 16;
        return [el('path', { class: 'guide', d: `M${sx(1 / ring.d_A).toFixed(1)} ${top + 4}V${bottom}` }), label(sx(1 / ring.d_A), top, `${fixed(ring.d_A, 2)} Å`, { 'text-anchor': 'middle', class: 'halo' })];
      }),
    ],
  };
}

const path = (points: readonly Point[]): string => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
