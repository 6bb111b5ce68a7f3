/** Axes in one style: few ticks, hairline grid, quantity / unit as title; numbers 13 px sans. All sizes in px of the frame. */
import { el, type El } from '../svg.ts';
import { richToSvg } from '../rich.ts';

/** What axes and marks need of a d3 scale. */
export type Scale = (value: number) => number;

export interface AxisOptions {
  scale: Scale;
  ticks: readonly number[];
  /** Rich text of a tick. */
  format: (value: number) => string;
  /** Rich text, e.g. '*Z*′ / Ω'. */
  title?: string;
  /** Length of grid lines across the plot; absent: ticks only. */
  grid?: number;
  /** Unlabelled small ticks. */
  minor?: readonly number[];
}

/** Text at a point, from rich text. */
export function label(x: number, y: number, text: string, attrs: Record<string, string | number | undefined> = {}): El {
  return el('text', { x, y, ...attrs }, richToSvg(text));
}

/** A horizontal axis at height y from x0 to x1; `side` says where its words go. */
export function horizontalAxis(y: number, x0: number, x1: number, side: 'below' | 'above', { scale, ticks, format, title, grid, minor = [] }: AxisOptions): El {
  const sign = side === 'below' ? 1 : -1;
  const across = (values: readonly number[], length: number): string => values.map((t) => `M${px(scale(t))} ${px(y)}v${length * sign}`).join('');
  return el(
    'g',
    {},
    grid !== undefined && el('path', { class: 'gridl', d: ticks.map((t) => `M${px(scale(t))} ${px(y)}v${px(-sign * grid)}`).join('') }),
    el('path', { class: 'axis', d: `M${px(x0)} ${px(y)}H${px(x1)}${across(ticks, 5)}${across(minor, 3)}` }),
    ticks.map((t) => label(scale(t), y + (sign > 0 ? 20 : -10), format(t), { 'text-anchor': 'middle' })),
    title !== undefined && label(x1, y + (sign > 0 ? 41 : -31), title, { 'text-anchor': 'end', class: 'title' }),
  );
}

/** A vertical axis at x from y0 (bottom) to y1 (top), words to its left; the title stands over its top end. */
export function verticalAxis(x: number, y0: number, y1: number, { scale, ticks, format, title, grid, minor = [] }: AxisOptions): El {
  const beside = (values: readonly number[], length: number): string => values.map((t) => `M${px(x)} ${px(scale(t))}h-${length}`).join('');
  return el(
    'g',
    {},
    grid !== undefined && el('path', { class: 'gridl', d: ticks.map((t) => `M${px(x)} ${px(scale(t))}h${px(grid)}`).join('') }),
    el('path', { class: 'axis', d: `M${px(x)} ${px(y0)}V${px(y1)}${beside(ticks, 5)}${beside(minor, 3)}` }),
    ticks.map((t) => label(x - 9, scale(t) + 4.5, format(t), { 'text-anchor': 'end' })),
    title !== undefined && label(Math.max(2, x - 40), y1 - 18, title, { 'text-anchor': 'start', class: 'title' }),
  );
}

const px = (n: number): number => Math.round(n * 10) / 10;

/** 1, 2, … 9 times each decade strictly inside [min, max], without the decades. */
export function minorDecades(min: number, max: number): number[] {
  const out: number[] = [];
  for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e++) for (let m = 2; m < 10; m++) out.push(m * 10 ** e);
  return out.filter((v) => v > min && v < max);
}

/** The decades inside [min, max]. */
export function decades(min: number, max: number): number[] {
  const out: number[] = [];
  for (let e = Math.ceil(Math.log10(min) - 1e-9); e <= Math.floor(Math.log10(max) + 1e-9); e++) out.push(10 ** e);
  return out;
}

/** 10^−4^ for a power of ten. */
export const powerOfTen = (value: number): string => {
  const e = Math.round(Math.log10(value));
  return `10^${e < 0 ? '−' : ''}${Math.abs(e)}^`;
};
