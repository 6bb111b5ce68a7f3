/**
 * Marks with the site's coding: colour is composition, shape is provenance, carmine is touch.
 * Disc reported, square literature, open diamond derived, line with band reconstructed, dash assumed, cross yours.
 */
import { area, line } from 'd3';
import type { Provenance } from '../../physics/provenance.ts';
import { el, type El } from '../svg.ts';

export type Point = readonly [x: number, y: number];

/** How sure a curve is: pinned by a reported number, its height assumed, or outside the measured range. */
export type Certainty = 'pinned' | 'assumed' | 'beyond';

const pathOf = line<Point>()
  .x((p) => p[0])
  .y((p) => p[1])
  .digits(1);

export interface CurveOptions {
  /** 's1625' …, 'sref' */
  colour: string;
  certainty?: Certainty;
  /** A thin line for what is not selected. */
  ghost?: boolean;
}

/** A polyline through pixel points. */
export function curve(points: readonly Point[], { colour, certainty = 'pinned', ghost = false }: CurveOptions): El {
  const style = certainty === 'beyond' ? 'beyond' : certainty === 'assumed' ? 'dash' : '';
  return el('path', { class: `${ghost ? 'ghost' : 'curve'} ${colour} ${style}`.trim(), d: pathOf(points as Point[]) ?? '' });
}

/** The band between two polylines that share their x. */
export function band(points: readonly (readonly [x: number, low: number, high: number])[], fill: string): El {
  const shape = area<readonly [number, number, number]>()
    .x((p) => p[0])
    .y0((p) => p[1])
    .y1((p) => p[2])
    .digits(1);
  return el('path', { class: `bandf ${fill}`, d: shape(points as [number, number, number][]) ?? '' });
}

/** The glyph of a provenance at a pixel point. `title` is a native tooltip. */
export function mark(provenance: Provenance, [x, y]: Point, { colour = 'fref', r = 5, title }: { colour?: string; r?: number; title?: string } = {}): El {
  const tip = title !== undefined && el('title', {}, title);
  if (provenance === 'reported') return el('circle', { class: `pt ${colour}`, cx: x, cy: y, r }, tip);
  if (provenance === 'literature') return el('rect', { class: `pt ${colour}`, x: x - r * 0.9, y: y - r * 0.9, width: 1.8 * r, height: 1.8 * r }, tip);
  if (provenance === 'derived') return el('path', { class: `ptd ${colour.replace(/^f/, 's')}`, d: diamond(x, y, r * 1.15) }, tip);
  if (provenance === 'yours') return el('path', { class: 'yours', d: `M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}` }, tip);
  // Reconstructed and assumed values are never points: a short bar, dashed when assumed.
  return el('path', { class: `curve ${colour.replace(/^f/, 's')}${provenance === 'assumed' ? ' dash' : ''}`, d: `M${x - 1.6 * r} ${y}h${3.2 * r}` }, tip);
}

const diamond = (x: number, y: number, r: number): string => `M${n(x)} ${n(y - r)}L${n(x + r)} ${n(y)}L${n(x)} ${n(y + r)}L${n(x - r)} ${n(y)}Z`;
const n = (v: number): number => Math.round(v * 100) / 100;

/** A small open dot that marks a place on a model curve (a decade of frequency). */
export const tickOnCurve = ([x, y]: Point, colour: string, title?: string): El =>
  el('circle', { class: `ptd ${colour}`, cx: x, cy: y, r: 2.6 }, title !== undefined && el('title', {}, title));

/**
 * A bead that the hand can move along a track of pixel points, each belonging to a value of a parameter.
 * The runtime reads the track from its attribute; the same value can be set by the slider below, which is what the keyboard uses.
 */
export function handle(param: string, at: Point, track: readonly (readonly [value: number, x: number, y: number])[]): El {
  return el(
    'g',
    { class: 'handle', 'data-param': param, 'data-track': track.map((p) => p.map((v) => Math.round(v * 1e4) / 1e4).join(',')).join(' ') },
    el('circle', { class: 'hit', cx: at[0], cy: at[1], r: 22 }),
    el('circle', { class: 'ring', cx: at[0], cy: at[1], r: 10 }),
  );
}
