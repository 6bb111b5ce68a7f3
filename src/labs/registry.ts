/** The labs by name, each loaded at the first touch of its page. A new one is one folder and one line here. */
import type { Received } from './shell/lab.ts';

/** Makes the lab of `root` live; what it returns takes files. */
export type StartLab = (root: HTMLElement) => Promise<(received: readonly Received[]) => Promise<void>>;

const loaders: Record<string, () => Promise<{ start: StartLab }>> = {
  impedance: () => import('./impedance/lab.ts'),
  nmr: () => import('./nmr/lab.ts'),
  diffraction: () => import('./diffraction/lab.ts'),
};

export async function loadLab(name: string): Promise<StartLab> {
  const load = loaders[name];
  if (!load) throw new Error(`there is no lab "${name}": expected one of ${Object.keys(loaders).join(', ')} (src/labs/registry.ts)`);
  return (await load()).start;
}
