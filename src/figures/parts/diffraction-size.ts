/** Two small plots in one frame: the assumed domain size against x, and the Williamson–Hall plot of the selected x. */
import { scaleLinear, scaleLog } from 'd3';
import { SAMPLES } from '../../physics/composition.ts';
import { domainSize_nm, type WilliamsonHall } from '../../physics/diffraction-model.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, mark, type Point } from '../../runtime/plot/marks.ts';

export interface SizeInput {
  x: number;
  model: { size_nm: number; sizeEnd_nm: number };
  hall: WilliamsonHall | null;
}

export function sizePlots({ x, model, hall }: SizeInput, { width, narrow }: Frame): Drawing {
  const left = 50;
  const right = width - 16;
  const [top1, bottom1] = [42, narrow ? 190 : 235];
  const [top2, bottom2] = [bottom1 + 104, bottom1 + (narrow ? 260 : 321)];
  const sx = scaleLinear([1.32, 2.05], [left, right]);
  const sy = scaleLog([1, 40], [bottom1, top1]);
  const L: Point[] = [1.375, 2].map((v) => [sx(v), sy(domainSize_nm(v, model))]);
  const sines = scaleLinear([0, 0.3], [left, right]);
  const widths = scaleLinear([0, 0.05], [bottom2, top2]);
  const clip = (v: number): number => Math.min(0.05, Math.max(0, v));
  return {
    width,
    height: bottom2 + 50,
    children: [
      horizontalAxis(bottom1, left, right, 'below', { scale: sx, ticks: [1.375, 1.625, 2], format: nameOf, title: '*x*' }),
      verticalAxis(left, bottom1, top1, { scale: sy, ticks: [1, 3, 10, 30], format: (v) => fixed(v, 0), title: 'domain size *L* / nm, assumed', grid: right - left }),
      curve(L, { colour: 'sref', certainty: 'assumed' }),
      ...SAMPLES.map((s) => mark('assumed', [sx(s), sy(domainSize_nm(s, model))], { colour: fillOf(s), r: 4 })),
      label(Math.min(right - 30, Math.max(left + 34, sx(x))), sy(domainSize_nm(x, model)) - 12, `${fixed(domainSize_nm(x, model), 1)} nm`, { 'text-anchor': 'middle', class: 'strong halo' }),
      horizontalAxis(bottom2, left, right, 'below', { scale: sines, ticks: [0, 0.1, 0.2, 0.3], format: (v) => fixed(v, 1), title: 'sin *θ*' }),
      verticalAxis(left, bottom2, top2, { scale: widths, ticks: [0, 0.02, 0.04], format: (v) => fixed(1000 * v, 0), title: 'width × cos *θ* / mrad', grid: right - left }),
      ...(hall
        ? [
            curve([0, 0.3].map((s): Point => [sines(s), widths(clip(hall.intercept + hall.slope * s))]), { colour: strokeOf(x), ghost: true }),
            ...hall.points.map((p) => mark('derived', [sines(p.sinTheta), widths(clip(p.width))], { colour: fillOf(x), r: 4, title: `(${p.hkl})` })),
            label(right, top2 + (hall.intercept > 0.025 ? bottom2 - top2 - 12 : 14), `intercept: ${fixed(hall.size_nm, 1)} nm, slope: ${fixed(100 * hall.strain, 2)} %`, { 'text-anchor': 'end', class: 'strong halo' }),
          ]
        : [label((left + right) / 2, (top2 + bottom2) / 2, 'no lines left to measure', { 'text-anchor': 'middle', class: 'strong halo' })]),
    ],
  };
}
