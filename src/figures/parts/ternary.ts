/** The ternary diagram NaCl – YCl3 – ZrCl4, in mole or weight fractions. */
import { compositionAt, SALT_MASS, SALTS, SAMPLES, type Salt } from '../../physics/composition.ts';
import type { Drawing, Frame } from '../../runtime/figure.ts';
import { label } from '../../runtime/plot/axes.ts';
import { fillOf, nameOf, step, strokeOf } from '../../runtime/plot/colours.ts';
import { curve, handle, mark, type Point } from '../../runtime/plot/marks.ts';
import { el } from '../../runtime/svg.ts';

export type Basis = 'mole' | 'weight';
export type Fractions = Record<Salt, number>;

/** Compounds that the paper's Figure 1a names beside the series. */
export const REFERENCES: readonly { name: string; moles: Fractions }[] = [
  { name: 'Na~3~YCl~6~', moles: { NaCl: 3, YCl3: 1, ZrCl4: 0 } },
  { name: 'Na~2~ZrCl~6~', moles: { NaCl: 2, YCl3: 0, ZrCl4: 1 } },
  { name: '*x* = 0', moles: { NaCl: 2.25, YCl3: 0.25, ZrCl4: 0.75 } },
];

/** Fractions that sum to one, by amount or by mass. */
export function fractions(moles: Fractions, basis: Basis): Fractions {
  const parts = SALTS.map((salt) => moles[salt] * (basis === 'weight' ? SALT_MASS[salt] : 1));
  const total = parts.reduce((a, b) => a + b, 0);
  return { NaCl: parts[0]! / total, YCl3: parts[1]! / total, ZrCl4: parts[2]! / total };
}

export const fractionsAt = (x: number, basis: Basis): Fractions => {
  const c = compositionAt(x);
  return basis === 'mole' ? c.moleFraction : c.weightFraction;
};

export interface TernaryOptions {
  x: number;
  basis: Basis;
  /** Range of x that the bead may reach. */
  from: number;
  to: number;
}

/** Corners: NaCl on top, YCl3 left, ZrCl4 right. The broken line is the ray of constant Y : Zr = 1 : 3. */
export function ternary({ x, basis, from, to }: TernaryOptions, frame: Frame): Drawing {
  const { width, narrow } = frame;
  // Beside two plots its base stands on the line of their axes.
  const third = !narrow && width < 400;
  const side = third ? width - 40 : Math.min(width - (narrow ? 78 : 118), 470);
  const height = side * (Math.sqrt(3) / 2);
  const left = (width - side) / 2;
  const top = third ? 344 - height : 34;
  const at = ({ NaCl, ZrCl4 }: Fractions): Point => [left + side * (ZrCl4 + NaCl / 2), top + height * (1 - NaCl)];
  const corner = (salt: Salt): Point => at({ NaCl: 0, YCl3: 0, ZrCl4: 0, [salt]: 1 });
  const [n, y, z] = [corner('NaCl'), corner('YCl3'), corner('ZrCl4')];
  const grid = [0.2, 0.4, 0.6, 0.8].flatMap((f) => [
    [at({ NaCl: f, YCl3: 1 - f, ZrCl4: 0 }), at({ NaCl: f, YCl3: 0, ZrCl4: 1 - f })],
    [at({ NaCl: 1 - f, YCl3: f, ZrCl4: 0 }), at({ NaCl: 0, YCl3: f, ZrCl4: 1 - f })],
    [at({ NaCl: 1 - f, YCl3: 0, ZrCl4: f }), at({ NaCl: 0, YCl3: 1 - f, ZrCl4: f })],
  ]);
  const here = at(fractionsAt(x, basis));
  const big = side > 320;
  const track = Array.from({ length: 41 }, (_, i) => from + ((to - from) * i) / 40).map((v) => [v, ...at(fractionsAt(v, basis))] as const);
  // Names keep a line's distance from each other and from the chosen point.
  const named = new Set<number>();
  let last: Point = [-100, -100];
  for (const sample of big ? SAMPLES : [1.375, 2]) {
    const p = at(fractionsAt(sample, basis));
    if (Math.hypot(p[0] - last[0], p[1] - last[1]) < 16 || Math.hypot(p[0] - here[0], p[1] - here[1]) < 18) continue;
    named.add(sample);
    last = p;
  }
  return {
    width,
    height: top + height + 34,
    children: [
      ...grid.map(([a, b]) => el('path', { class: 'gridl', d: `M${a![0].toFixed(1)} ${a![1].toFixed(1)}L${b![0].toFixed(1)} ${b![1].toFixed(1)}` })),
      el('path', { class: 'axis', d: `M${n[0]} ${n[1]}L${y[0]} ${y[1]}L${z[0]} ${z[1]}Z` }),
      curve([n, at(fractionsAt(2.25, basis))], { colour: 'sref', certainty: 'assumed', ghost: true }),
      label(n[0], n[1] - 12, 'NaCl', { 'text-anchor': 'middle', class: 'strong' }),
      label(y[0], y[1] + 24, 'YCl~3~', { 'text-anchor': 'middle', class: 'strong' }),
      label(z[0], z[1] + 24, 'ZrCl~4~', { 'text-anchor': 'middle', class: 'strong' }),
      ...REFERENCES.flatMap(({ name, moles }, i) => {
        const p = at(fractions(moles, basis));
        const right = i === 1;
        // The chosen point writes to its right: a name on its line there gives way, and so does the name of the point itself.
        const [dx, dy] = [p[0] - here[0], Math.abs(p[1] - here[1])];
        const clear = dy > 18 || dx > 75 || dx < (right ? -75 : -18);
        return [mark('derived', p, { r: 4.5, title: 'reference composition, exact' }), !clear ? el('g') : label(p[0] + (right ? 11 : -11), p[1] + 4.5, name, { 'text-anchor': right ? 'start' : 'end', class: 'halo' })];
      }),
      ...SAMPLES.flatMap((sample) => {
        const p = at(fractionsAt(sample, basis));
        return [
          mark('derived', p, { colour: strokeOf(sample), r: 4, title: `x = ${nameOf(sample)}` }),
          named.has(sample)
            ? label(p[0] + 14, p[1] + 4.5, nameOf(sample), { class: `f${step(sample)} halo` })
            : el('g'),
        ];
      }),
      el('circle', { class: `pt ${fillOf(x)}`, cx: here[0], cy: here[1], r: 6.5 }),
      label(here[0] + 17, here[1] + 4.5, `*x* = ${nameOf(x)}`, { class: `strong f${step(x)} halo` }),
      handle('x', here, track),
    ],
  };
}
