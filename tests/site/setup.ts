/** Serves the built site on a free port for all browser tests, and names the browsers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { chromium, firefox, webkit } from '../../scripts/browser.mjs';
import { serve } from '../../scripts/serve.mjs';
import { repositoryRoot } from '../../src/kernels/node.ts';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
    chromium: string;
    firefox: string | null;
    webkit: { driver: string; browser: string } | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(repositoryRoot(), 'dist');
  if (!existsSync(join(folder, 'index.html'))) throw new Error('there is no built site in dist/: run "npm run build" first');
  const { url, close } = await serve({ folder, port: 0 });
  project.provide('url', url);
  project.provide('chromium', chromium());
  project.provide('firefox', firefox());
  project.provide('webkit', webkit());
  return close as () => Promise<void>;
}
