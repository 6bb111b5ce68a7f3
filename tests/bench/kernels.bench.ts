/** The kernel calls of the figures in Node and in Chromium, side by side: the same bytes, the same data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { chromium as chromiumPath, CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { nodeKernels, repositoryRoot } from '../../src/kernels/node.ts';
import type { KernelName } from '../../src/kernels/names.ts';
import { finish } from '../../src/jobs/job.ts';
import spectra from '../../src/jobs/spectra.ts';
import { FIVE, NINE, kernelRows, manySpectra } from './kernel-cases.ts';
import { rowOf, type BenchRow } from './timing.ts';

const ORIGIN = 'https://bench.example';

interface InPage {
  benchKernels(bytes: Record<string, string>): Promise<BenchRow[]>;
  benchSpectra(script: string, impedance: string, circuit: string, count: number): Promise<{ ms: number; told: number; fitted: number }>;
}

const NAMES = ['impedance', 'transport', 'validation', 'nmr', 'cell'] as const satisfies readonly KernelName[];

export async function bench(): Promise<BenchRow[]> {
  const inNode = [...kernelRows(await nodeKernels(NAMES)), ...(await spectraRows())];
  const inChromium = await chromiumRows();
  return [...inNode.map((r) => ({ ...r, name: `Node: ${r.name}` })), ...inChromium.map((r) => ({ ...r, name: `Chromium: ${r.name}` }))];
}

/** A thousand spectra at one go. */
async function spectraRows(): Promise<BenchRow[]> {
  const kernels = await nodeKernels(['impedance']);
  const rows: BenchRow[] = [];
  for (const circuit of [FIVE, NINE]) {
    const input = { spectra: manySpectra(kernels, circuit, COUNT), circuit };
    const runs: number[] = [];
    let fitted = 0;
    for (let i = 0; i < RUNS; i++) {
      const from = performance.now();
      fitted = finish(await spectra.steps(kernels, input)).tally.converged;
      runs.push(performance.now() - from);
    }
    rows.push(rowOf(spectraName(circuit), `16 starts each, ${fitted} converged; goal 4,000 ms`, runs));
  }
  return rows;
}

const COUNT = 1000;
const RUNS = 3;
const spectraName = (circuit: string): string => `1,000 spectra, ${circuit === FIVE ? 5 : 9} parameters`;

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
    // A page of its own origin, from memory: a worker needs an address for its script.
    await page.route(`${ORIGIN}/**`, (route) => {
      const script = route.request().url().endsWith('.js');
      return route.fulfill({ contentType: script ? 'text/javascript' : 'text/html', body: script ? code : '<!doctype html><script type="module" src="/bench.js"></script>' });
    });
    await page.goto(`${ORIGIN}/`);
    await page.waitForFunction(() => 'benchKernels' in window);
    const rows = await page.evaluate((given) => (window as unknown as InPage).benchKernels(given), bytes);
    for (const circuit of [FIVE, NINE]) {
      const runs = [];
      for (let i = 0; i < RUNS; i++) runs.push(await page.evaluate((given) => (window as unknown as InPage).benchSpectra('/bench.js', ...given), [bytes['impedance']!, circuit, COUNT] as [string, string, number]));
      rows.push(rowOf(`${spectraName(circuit)}, in a worker`, `16 starts each, ${runs[0]!.fitted} converged, progress told ${runs[0]!.told} times; goal 4,000 ms`, runs.map((r) => r.ms)));
    }
    return rows;
  } finally {
    await browser.close();
  }
}
