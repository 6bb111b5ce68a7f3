/** Every figure by id, loaded when asked for. A new figure is one folder and one line here. */
import type { AnyFigure } from '../runtime/figure.ts';

const loaders: Record<string, () => Promise<{ default: unknown }>> = {
  first: () => import('./first-minute/index.ts'),
  '1a': () => import('./1a/index.ts'),
  '3b': () => import('./3b/index.ts'),
  '3c': () => import('./3c/index.ts'),
  '3d': () => import('./3d/index.ts'),
  '5a': () => import('./5a/index.ts'),
  '5b': () => import('./5b/index.ts'),
  cellset: () => import('./cellset/index.ts'),
  '6a': () => import('./6a/index.ts'),
  '6b': () => import('./6b/index.ts'),
  '6c': () => import('./6c/index.ts'),
  '6d': () => import('./6d/index.ts'),
  '6e': () => import('./6e/index.ts'),
};

export const FIGURE_IDS = Object.keys(loaders);

/** The definition of a figure. Throws one sentence that names the known ids. */
export async function loadFigure(id: string): Promise<AnyFigure> {
  const load = loaders[id];
  if (!load) throw new Error(`there is no figure "${id}": expected one of ${FIGURE_IDS.join(', ')} (src/figures/registry.ts)`);
  return (await load()).default as AnyFigure;
}
