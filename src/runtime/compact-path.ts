/** Drawings written shorter for the built page. Long polylines: steps from point to point pack half as well again as absolute coordinates. */
import type { El } from './svg.ts';

const POLYLINE = /^M-?[\d.]+[ ,]-?[\d.]+(?:L-?[\d.]+[ ,]-?[\d.]+)+$/;

/** `M10,20L10.5,18` as `M10 20l.5-2`. The same points to the last printed digit; any other path is returned as it is. */
export function compactPath(d: string): string {
  if (!POLYLINE.test(d)) return d;
  const points = d.split(/[ML]/).slice(1).map((point) => point.split(/[ ,]/));
  const decimals = Math.max(...points.flat().map((n) => (n.split('.')[1] ?? '').length));
  if (decimals > 2) return d;
  const scale = 10 ** decimals;
  // In whole steps of the last digit nothing is lost by adding up.
  const whole = points.map(([x, y]) => [Math.round(Number(x) * scale), Math.round(Number(y) * scale)] as const);
  const write = (n: number): string => String(n / scale).replace(/^(-?)0\./, '$1.');
  const join = (numbers: string[]): string => numbers.reduce((text, n) => text + (text === '' || n.startsWith('-') ? n : ` ${n}`), '');
  const steps = whole.slice(1).flatMap(([x, y], i) => [write(x - whole[i]![0]), write(y - whole[i]![1])]);
  return `M${join(whole[0]!.map(write))}l${join(steps)}`;
}

const PLACES = new Set(['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height']);
const tenth = (n: number): number => Math.round(n * 10) / 10;

/** A drawing as the built page carries it: polylines compacted, places to a tenth of a pixel, plain words without a span of their own. */
export function compactDrawing({ tag, attrs, children, text }: El): El {
  const short = Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, name === 'd' ? compactPath(String(value)) : PLACES.has(name) && typeof value === 'number' ? tenth(value) : value]));
  const [only] = children;
  if (tag === 'text' && text === '' && only && children.length === 1 && Object.keys(only.attrs).length === 0) return { tag, attrs: short, children: only.children, text: only.text };
  return { tag, attrs: short, children: children.map(compactDrawing), text };
}
