/** The kernel calls of the figures in Node and in Chromium, side by side: the same bytes, the same data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { chromium as chromiumPath, CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { nodeKernels, repositoryRoot } from '../../src/kernels/node.ts';
import type { KernelName } from '../../src/kernels/names.ts';
import { kernelRows } from './kernel-cases.ts';
import type { BenchRow } from './timing.ts';

const NAMES = ['impedance', 'transport', 'validation', 'nmr', 'cell'] as const satisfies readonly KernelName[];

export async function bench(): Promise<BenchRow[]> {
  const inNode = kernelRows(await nodeKernels(NAMES));
  const inChromium = await chromiumRows();
  return [...inNode.map((r) => ({ ...r, name: `Node: ${r.name}` })), ...inChromium.map((r) => ({ ...r, name: `Chromium: ${r.name}` }))];
}

/** Bundles the cases for the browser, hands it the kernels' bytes, and runs them there. */
async function chromiumRows(): Promise<BenchRow[]> {
  const root = repositoryRoot();
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root,
    build: { write: false, minify: false, lib: { entry: join(root, 'tests/bench/browser-entry.ts'), formats: ['es'], fileName: 'bench' } },
  });
  const code = (Array.isArray(built) ? built : [built]).flatMap((b) => ('output' in b ? b.output : [])).find((o) => o.type === 'chunk')!.code;
  const bytes = Object.fromEntries(NAMES.map((name) => [name, readFileSync(join(root, 'src/kernels/wasm', `${name}.wasm`)).toString('base64')]));
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ type: 'module', content: code });
    await page.waitForFunction(() => 'benchKernels' in window);
    return await page.evaluate((given) => (window as unknown as { benchKernels(b: Record<string, string>): Promise<BenchRow[]> }).benchKernels(given), bytes);
  } finally {
    await browser.close();
  }
}
