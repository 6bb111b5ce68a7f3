/** ln σT against 1000/T: the straight line whose slope is −Ea/k, with the triangle that measures it. */
import { scaleLinear } from 'd3';
import { boltzmann_eV } from '../../physics/constants.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label, verticalAxis } from '../../runtime/plot/axes.ts';
import { curve, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';

/** `series` in K and S/cm; `Ea_eV` as the kernel's regression found it. */
export function slopePlot(series: readonly { T_K: number; sigma_S_cm: number }[], Ea_eV: number, colour: string, { width, narrow }: Frame): Drawing {
  const margin = { left: 50, right: 16, top: 62, bottom: 50 };
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = narrow ? 220 : 372;
  const bottom = margin.top + plotHeight;
  const sx = scaleLinear([2.8, 3.6], [margin.left, margin.left + plotWidth]);
  const sy = scaleLinear([-5, 1], [bottom, margin.top]);
  const points: Point[] = series.map(({ T_K, sigma_S_cm }) => [sx(1000 / T_K), sy(Math.log(sigma_S_cm * T_K))]);
  const [a, b] = [points[1]!, points[5]!];
  const slope = fixed(-Ea_eV / boltzmann_eV.value / 1000, 2);
  return {
    width,
    height: bottom + margin.bottom,
    children: [
      horizontalAxis(bottom, margin.left, margin.left + plotWidth, 'below', { scale: sx, ticks: [2.8, 3, 3.2, 3.4, 3.6], format: (v) => fixed(v, 1), title: '1000 K / *T*' }),
      verticalAxis(margin.left, bottom, margin.top, { scale: sy, ticks: [-5, -4, -3, -2, -1, 0, 1], format: (v) => fixed(v, 0), title: 'ln (*σT* / S K cm^−1^)', grid: plotWidth }),
      el('path', { class: 'guide', d: `M${b[0].toFixed(1)} ${b[1].toFixed(1)}V${a[1].toFixed(1)}H${a[0].toFixed(1)}` }),
      curve(points, { colour }),
      label(b[0] + 4, a[1] + 20, `slope ${slope} × 1000 K`, { class: 'halo' }),
      label(b[0] + 4, a[1] + 40, `**[${fixed(1000 * Ea_eV, 1)} meV]**`, { class: 'strong halo' }),
    ],
  };
}
