/** Where the voltage goes: mean losses of a discharge as bars, five terms a bar, the catholyte filled. */
import { scaleLinear } from 'd3';
import type { HalfCycle, Losses } from '../../kernels/cell.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { horizontalAxis, label } from '../../runtime/plot/axes.ts';
import { el, type El } from '../../runtime/svg.ts';
import { fill, stroke } from './cell-plot.ts';

export const TERMS: readonly (readonly [keyof Losses, string])[] = [
  ['separator', 'S'],
  ['contact', 'C'],
  ['catholyte', ''],
  ['kinetics', 'K'],
  ['diffusion', 'D'],
];

export interface LossBar {
  x: number | null;
  discharge: HalfCycle;
}
export interface LossGroup {
  c_rate: number;
  bars: readonly LossBar[];
}

/** Whole millivolts, tenths below ten. */
export const millivolts = (volts: number): string => fixed(1000 * volts, Math.abs(volts) < 0.00995 ? 1 : 0);
export const lossSum = (losses: Losses): number => TERMS.reduce((sum, [name]) => sum + losses[name], 0);

const AXIS_mV = 400;

/** Heights of a bar, of its line, and of the space after a group: on a wide frame the axis stands level with that of the rate study. */
const pitch = ({ narrow }: Frame) => (narrow ? { tall: 15, line: 19, after: 12 } : { tall: 20, line: 25, after: 17 });

export function lossBars(groups: readonly LossGroup[], frame: Frame): Drawing {
  const { width } = frame;
  const { tall, line, after } = pitch(frame);
  const margin = { left: 50, right: 48, top: 46, bottom: 50 };
  const sx = scaleLinear([0, AXIS_mV], [margin.left, width - margin.right]);
  const children: El[] = [label(0, 14, '**S** separator  **C** contact  **filled** catholyte'), label(0, 32, '**K** kinetics  **D** diffusion')];
  let y = margin.top;
  for (const { c_rate, bars } of groups) {
    children.push(label(margin.left - 9, y + (bars.length * line) / 2 + 3, `${c_rate} C`, { 'text-anchor': 'end', class: 'strong' }));
    for (const { x, discharge } of bars) {
      children.push(bar(x, discharge, y, sx, tall));
      y += line;
    }
    y += after;
  }
  children.push(horizontalAxis(y, margin.left, width - margin.right, 'below', { scale: sx, ticks: [0, 100, 200, 300, 400], format: (v) => fixed(v, 0), title: 'mean loss on discharge / mV' }));
  return { width, height: y + margin.bottom, children };
}

function bar(x: number | null, { losses_V }: HalfCycle, y: number, sx: (mV: number) => number, tall: number): El {
  if (!losses_V) return label(sx(0) + 4, y + 12, 'no charge passes');
  let from = 0;
  const parts = TERMS.flatMap(([name, letter]) => {
    const start = Math.min(AXIS_mV, from);
    // Unequal states of charge can make a term slightly negative: nothing is drawn for it.
    from += Math.max(0, 1000 * losses_V[name]);
    const w = sx(Math.min(AXIS_mV, from)) - sx(start);
    if (w <= 0) return [];
    const rect = el('rect', { class: name === 'catholyte' ? `share ${stroke(x)} ${fill(x)}` : 'share', x: sx(start), y, width: w, height: tall });
    return letter && w >= 13 ? [rect, label(sx(start) + w / 2, y + tall / 2 + 4.5, letter, { 'text-anchor': 'middle' })] : [rect];
  });
  const total = 1000 * lossSum(losses_V);
  return el('g', {}, parts, label(sx(Math.min(AXIS_mV, from)) + 6, y + tall / 2 + 4.5, `${total > AXIS_mV ? '→ ' : ''}${fixed(total, 0)}`, {}));
}
