/** Every figure by id, loaded when asked for. A new figure is one folder and one line here. */
import type { AnyFigure } from '../runtime/figure.ts';

const loaders: Record<string, () => Promise<{ default: unknown }>> = {
  first: () => import('./first-minute/index.ts'),
  '1a': () => import('./1a/index.ts'),
  '3b': () => import('./3b/index.ts'),
  s6: () => import('./s6/index.ts'),
  looks: () => import('./looks/index.ts'),
  s9: () => import('./s9/index.ts'),
  s10: () => import('./s10/index.ts'),
  hard: () => import('./hard/index.ts'),
  estimates: () => import('./estimates/index.ts'),
  '3c': () => import('./3c/index.ts'),
  '3d': () => import('./3d/index.ts'),
  s7: () => import('./s7/index.ts'),
  t1: () => import('./t1/index.ts'),
  choose: () => import('./choose/index.ts'),
  eq2: () => import('./eq2/index.ts'),
  '4c': () => import('./4c/index.ts'),
  '5a': () => import('./5a/index.ts'),
  '5b': () => import('./5b/index.ts'),
  cellset: () => import('./cellset/index.ts'),
  '6a': () => import('./6a/index.ts'),
  '6b': () => import('./6b/index.ts'),
  '6c': () => import('./6c/index.ts'),
  '6d': () => import('./6d/index.ts'),
  '1b': () => import('./1b/index.ts'),
  '1c': () => import('./1c/index.ts'),
  '2a': () => import('./2a/index.ts'),
  '2d': () => import('./2d/index.ts'),
  '4a': () => import('./4a/index.ts'),
  '3a': () => import('./3a/index.ts'),
  s4: () => import('./s4/index.ts'),
  '4b': () => import('./4b/index.ts'),
  rotor: () => import('./rotor/index.ts'),
  s5: () => import('./s5/index.ts'),
  '6e': () => import('./6e/index.ts'),
  s12: () => import('./s12/index.ts'),
};

export const FIGURE_IDS = Object.keys(loaders);

/** The definition of a figure. Throws one sentence that names the known ids. */
export async function loadFigure(id: string): Promise<AnyFigure> {
  const load = loaders[id];
  if (!load) throw new Error(`there is no figure "${id}": expected one of ${FIGURE_IDS.join(', ')} (src/figures/registry.ts)`);
  return (await load()).default as AnyFigure;
}
