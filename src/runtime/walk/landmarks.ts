/** Where a reader stops on a curve: its ends, extremes, peaks, zeros and crossings, each with words. Pure. */
import type { Series } from './series.ts';

export interface Landmark {
  /** Index into the points of the series. */
  at: number;
  /** "highest", "peak 2 of 5", "crosses x = 2.000". */
  says: string;
}

/** A peak stands out of its surroundings by this part of the range of its curve. */
const PROMINENCE = 0.03;
const MOST_PEAKS = 12;
const MOST_CROSSINGS = 6;

/** Landmarks from left to right along the points; `others` are curves that it may cross (on the same points). */
export function landmarksOf(series: Series, others: readonly Series[]): Landmark[] {
  const y = series.points.map((p) => p.y);
  const n = y.length;
  const marks: Landmark[] = [
    { at: 0, says: 'start' },
    { at: n - 1, says: 'end' },
    { at: indexOfMost(y, 1), says: 'highest' },
    { at: indexOfMost(y, -1), says: 'lowest' },
  ];
  const peaks = peaksOf(y);
  peaks.forEach((at, i) => peaks.length > 1 && marks.push({ at, says: `peak ${i + 1} of ${peaks.length}` }));
  for (const at of crossings(y, () => 0)) marks.push({ at, says: 'crosses zero' });
  for (const other of others) {
    if (other === series || other.points.length !== n || other.y.unit !== series.y.unit || other.points.some((p, i) => p.x !== series.points[i]!.x)) continue;
    for (const at of crossings(y, (i) => other.points[i]!.y)) marks.push({ at, says: `crosses ${other.name}` });
  }
  const together = new Map<number, string[]>();
  for (const { at, says } of marks) together.set(at, [...(together.get(at) ?? []), says]);
  return [...together].map(([at, words]) => ({ at, says: words.join(', ') })).sort((a, b) => a.at - b.at);
}

const indexOfMost = (y: readonly number[], sign: 1 | -1): number => y.reduce((best, v, i) => (sign * v > sign * y[best]! ? i : best), 0);

/** Inner maxima whose height over the higher of their two flanking valleys is at least PROMINENCE of the range; the most prominent ones, in order. */
function peaksOf(y: readonly number[]): number[] {
  const range = Math.max(...y) - Math.min(...y);
  const found: { at: number; prominence: number }[] = [];
  for (let i = 1; i < y.length - 1; i++) {
    if (!(y[i]! > y[i - 1]! && y[i]! >= y[i + 1]!)) continue;
    const prominence = y[i]! - Math.max(valley(y, i, -1), valley(y, i, 1));
    if (prominence >= PROMINENCE * range && range > 0) found.push({ at: i, prominence });
  }
  return found
    .sort((a, b) => b.prominence - a.prominence)
    .slice(0, MOST_PEAKS)
    .map((peak) => peak.at)
    .sort((a, b) => a - b);
}

/** The lowest value between a peak and the next higher point, or the end, in one direction. */
function valley(y: readonly number[], peak: number, step: 1 | -1): number {
  let low = y[peak]!;
  for (let i = peak + step; i >= 0 && i < y.length && y[i]! <= y[peak]!; i += step) low = Math.min(low, y[i]!);
  return low;
}

/** Points after which the curve changes sides of `level`. */
function crossings(y: readonly number[], level: (i: number) => number): number[] {
  const found: number[] = [];
  let side = 0;
  for (let i = 0; i < y.length && found.length < MOST_CROSSINGS; i++) {
    const now = Math.sign(y[i]! - level(i));
    if (now !== 0 && side !== 0 && now !== side) found.push(i);
    if (now !== 0) side = now;
  }
  return found;
}

/** Four digits, powers of ten in words that a screen reader says well. */
export function spoken(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(4)));
  const [mantissa, exponent] = value.toExponential(2).split('e');
  return `${Number(mantissa)} times 10 to the ${Number(exponent)}`;
}

/** One sentence for one point. */
export function sentence(series: Series, at: number, landmark: string | null): string {
  const { x, y } = series.points[at]!;
  const quantity = (head: { name: string; unit: string }, value: number): string => `${head.name} ${spoken(value)}${head.unit ? ` ${head.unit}` : ''}`;
  return `${landmark ? `${landmark[0]!.toUpperCase()}${landmark.slice(1)}: ` : ''}${quantity(series.x, x)}, ${quantity(series.y, y)}. Point ${at + 1} of ${series.points.length}.`;
}
