/** Two bars of unit length: the three salts by amount and by weight. */
import { SALTS, type Salt } from '../../physics/composition.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { fixed } from '../../runtime/format.ts';
import { label } from '../../runtime/plot/axes.ts';
import { strokeOf } from '../../runtime/plot/colours.ts';
import { el, type El } from '../../runtime/svg.ts';
import { fractionsAt, type Basis } from './ternary.ts';

const NAMES: Record<Salt, string> = { NaCl: 'NaCl', YCl3: 'YCl~3~', ZrCl4: 'ZrCl~4~' };

export function shareBars(x: number, { width, narrow }: Frame): Drawing {
  const left = 8;
  // Beside the diagram the bars take its height, below it they lie close together.
  const { tall, first, second, height } = narrow ? { tall: 34, first: 14, second: 124, height: 236 } : { tall: 72, first: 62, second: 274, height: 475 };
  const length = width - 2 * left;
  const bar = (basis: Basis, title: string, top: number): El => {
    const f = fractionsAt(x, basis);
    let from = left;
    const parts = SALTS.flatMap((salt) => {
      const w = f[salt] * length;
      const start = from;
      from += w;
      const words = w > 62 ? label(start + w / 2, top + tall + 40, `${fixed(100 * f[salt], 1)} %`, { 'text-anchor': 'middle', class: 'strong' }) : el('g');
      const name = w > 40 ? label(start + w / 2, top + tall / 2 + 28, NAMES[salt], { 'text-anchor': 'middle', class: 'halo' }) : el('g');
      return [el('rect', { class: salt === 'NaCl' ? `share salt ${strokeOf(x)}` : 'share', x: start, y: top + 22, width: Math.max(0, w), height: tall }), name, words];
    });
    return el('g', {}, label(left, top + 8, title), parts);
  };
  return { width, height, children: [bar('mole', 'by amount, mol %', first), bar('weight', 'by weight, wt %', second)] };
}
