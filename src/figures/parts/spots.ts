/** Many small round points as one or two strokes instead of hundreds of circles: a tenth of the markup. */
import type { Point } from '../../runtime/plot/marks.ts';
import { el, type El } from '../../runtime/svg.ts';

/** Filled, or open with a hole of paper; 4.4 px across. Each point is a step from the last one: even spacing repeats itself, which packs well. Whole pixels: noise has no finer place. */
export function spots(points: readonly Point[], colour: string, open: boolean): El[] {
  let [x0, y0] = [0, 0];
  const d = points
    .map(([px, py]) => {
      const [x, y] = [Math.round(px), Math.round(py)];
      const step = `m${x - x0} ${y - y0}h0`;
      [x0, y0] = [x, y];
      return step;
    })
    .join('');
  return [el('path', { class: `spots ${colour}`, d }), ...(open ? [el('path', { class: 'spots hole', d })] : [])];
}
