/** The six as-milled patterns and the one at the slider, as Figures 1b and 1c draw them. */
import type { DiffractionKernel, Reflection } from '../../kernels/diffraction.ts';
import { SAMPLES } from '../../physics/composition.ts';
import { absoluteLines, NACL_VISIBLE_MAX, samplePatterns, type Grid, type SampleModel } from '../../physics/diffraction-model.ts';
import { rememberOf } from '../../physics/remember.ts';
import { nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import type { StackCurve } from './diffraction-stack.ts';

export interface SampleSet {
  /** x of each pattern: the six samples, then the slider's. */
  xs: number[];
  patterns: Float64Array[];
  nyzc: readonly Reflection[];
  nacl: readonly Reflection[];
}

export function sampleSet(kernel: DiffractionKernel, x: number, model: SampleModel, grid: Grid): SampleSet {
  const xs = [...SAMPLES, x];
  const listed = (id: 'nyzc' | 'nacl', to_deg = grid.to_deg): readonly Reflection[] => absoluteLines(kernel, id, { from_deg: grid.from_deg, to_deg });
  return { xs, patterns: samplePatterns(kernel, xs, model, grid), nyzc: listed('nyzc'), nacl: listed('nacl', Math.max(grid.to_deg, 21)) };
}

/** Lines of NaCl worth a mark: 200 and 220. */
export const naclMarkers = (x: number): { at_deg: number; text: string; title: string }[] =>
  x > NACL_VISIBLE_MAX ? [] : [{ at_deg: 14.478, text: '*', title: 'NaCl (200), 14.48°' }, { at_deg: 20.53, text: '*', title: 'NaCl (220), 20.53°' }];

/** Six thin curves and the selected one, which replaces its sample or floats between two. */
export function stackCurves({ xs, patterns }: SampleSet, x: number, marked: boolean): StackCurve[] {
  const lane = (v: number): number => 5 - (v - 1.375) / 0.125;
  const markers = (v: number): Pick<StackCurve, 'markers'> => (marked ? { markers: naclMarkers(v) } : {});
  const others = SAMPLES.flatMap((s, i): StackCurve[] => (Math.abs(s - x) < 1e-6 ? [] : [{ name: Math.abs(s - x) < 0.06 ? '' : nameOf(s), lane: lane(s), colour: strokeOf(s), ghost: true, values: patterns[i]!, ...markers(s) }]));
  return [...others, { name: `*x* = ${nameOf(x)}`, lane: lane(x), colour: strokeOf(x), values: patterns[xs.length - 1]!, ...markers(x) }];
}

/** The strongest lines of a list by area, in rising angle. */
export const strongest = (lines: readonly Reflection[], n: number): readonly Reflection[] =>
  sorted(lines, String(n), () => [...lines].sort((a, b) => b.intensity - a.intensity).slice(0, n).sort((a, b) => a.two_theta_deg - b.two_theta_deg));
const sorted = rememberOf<readonly Reflection[]>();

/** Decimal places that CSV needs: angles as measured, intensities to a thousandth. */
export const patternRows = (grid: Grid, patterns: readonly Float64Array[]): number[][] =>
  Array.from(patterns[0]!, (_, i) => [Number((grid.from_deg + i * grid.step_deg).toFixed(4)), ...patterns.map((p) => Number(p[i]!.toFixed(3)))]);

export const hkl = ({ h, k, l }: { h: number; k: number; l: number }): string => `(${[h, k, l].map((v) => (v < 0 ? `−${-v}` : String(v))).join(' ')})`;
