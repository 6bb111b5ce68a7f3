/** Many small round points as two strokes instead of hundreds of circles: a tenth of the markup. */
import type { Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';

/** Filled, or open with a hole of paper; 4.4 px across. */
export function spots(points: readonly Point[], colour: string, open: boolean): El[] {
  const d = points.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join('');
  return [el('path', { class: `spots ${colour}`, d }), ...(open ? [el('path', { class: 'spots hole', d })] : [])];
}
