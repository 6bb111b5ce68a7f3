/** How work grows, kernel beside plain JavaScript: one log–log picture a curve, drawn by Observable Plot. All have the same decades per length, so slopes compare. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { SpeedCurve } from '../schemas/bench.ts';

const WIDTH = 300;
const HEIGHT = 240;
/** On the right the names of the curves. */
const MARGIN = { left: 40, right: 72, top: 12, bottom: 38 };
/** Names closer than this, in pixels, are moved apart. */
const LINE = 15;

export interface SpeedPicture {
  curve: SpeedCurve;
  /** Markup of the svg. */
  svg: string;
  /** What the picture shows, in a sentence. */
  says: string;
}

/** Times of a curve as multiples of the kernel's at the smallest size. */
export const multiples = ({ points }: SpeedCurve): { n: number; wasm: number; js: number }[] => points.map((p) => ({ n: p.n, wasm: p.wasm_ms / points[0]!.wasm_ms, js: p.js_ms / points[0]!.wasm_ms }));

/** 2000 as 2,000; a ratio as 1.4 or 14. */
export const whole = (n: number): string => n.toLocaleString('en-GB', { maximumFractionDigits: 0 });
export const times = (ratio: number): string => (ratio >= 9.95 ? whole(ratio) : ratio.toFixed(1));

/** The pictures, in the order of the curves. */
export function speedPictures(curves: readonly SpeedCurve[]): SpeedPicture[] {
  const all = curves.flatMap((c) => multiples(c).flatMap((m) => [m.wasm, m.js]));
  const y: [number, number] = [Math.min(...all) / 1.5, Math.max(...all) * 1.5];
  const span = Math.max(...curves.map((c) => c.points.at(-1)!.n / c.points[0]!.n)) * 1.1;
  return curves.map((curve) => ({ curve, svg: draw(curve, y, span), says: sentence(curve) }));
}

function draw(curve: SpeedCurve, y: [number, number], span: number): string {
  const points = multiples(curve);
  const [first, last] = [points[0]!, points.at(-1)!];
  const x: [number, number] = [first.n / 1.15, first.n * span];
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  // Both are named at their ends; names that would touch make room for each other.
  const tall = (HEIGHT - MARGIN.top - MARGIN.bottom) / Math.log(y[1] / y[0]);
  const gap = tall * Math.log(last.js / last.wasm);
  const room = (Math.max(0, LINE - Math.abs(gap)) / 2) * (gap < 0 ? -1 : 1);
  const svg = Plot.plot({
    document,
    className: 'plot-static',
    width: WIDTH,
    height: HEIGHT,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    x: { type: 'log', domain: x, label: curve.against, labelAnchor: 'center', labelArrow: 'none', ticks: decades(x), tickFormat: whole, tickSize: 4 },
    y: { type: 'log', domain: y, label: null, ticks: decades(y), tickFormat: (v: number) => (v < 1 ? String(v) : whole(v)), tickSize: 4 },
    marks: [
      Plot.line([[first.n, 1], [last.n, last.n / first.n]], { className: 'guide', strokeDasharray: '2 3' }),
      Plot.line(points, { x: 'n', y: 'js', className: 'javascript', strokeWidth: 1.5 }),
      Plot.dot(points, { x: 'n', y: 'js', className: 'javascript-points', r: 2.2, fill: 'currentColor', stroke: 'none' }),
      Plot.line(points, { x: 'n', y: 'wasm', className: 'kernel', strokeWidth: 2.25 }),
      Plot.dot(points, { x: 'n', y: 'wasm', className: 'kernel-points', r: 2.6, fill: 'currentColor', stroke: 'none' }),
      Plot.text([last], { x: 'n', y: 'js', text: () => 'JavaScript', className: 'javascript-name', textAnchor: 'start', dx: 6, dy: -room, fill: 'currentColor' }),
      Plot.text([last], { x: 'n', y: 'wasm', text: () => 'kernel', className: 'kernel-name', textAnchor: 'start', dx: 6, dy: room, fill: 'currentColor' }),
    ],
  }) as unknown as SVGElement;
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const group of [...svg.querySelectorAll('[aria-label]')]) group.removeAttribute('aria-label');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', sentence(curve));
  return svg.outerHTML.replace(/ style="[^"]*"/g, '');
}

/** Powers of ten inside a range. */
function decades([low, high]: [number, number]): number[] {
  const from = Math.ceil(Math.log10(low));
  return Array.from({ length: Math.floor(Math.log10(high)) - from + 1 }, (_, i) => 10 ** (from + i));
}

function sentence(curve: SpeedCurve): string {
  const points = multiples(curve);
  const [first, last] = [points[0]!, points.at(-1)!];
  return `${curve.what}: from ${whole(first.n)} to ${whole(last.n)} ${curve.against} the kernel’s time grows ${times(last.wasm)}-fold; plain JavaScript takes ${times(first.js)} times the kernel’s time at the small end and ${times(last.js / last.wasm)} times at the large end.`;
}
