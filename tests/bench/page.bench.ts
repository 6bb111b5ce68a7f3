/** From a slider's step to the painted frame, in Chromium on the built site, with the processor at full speed and slowed fourfold. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromium as chromiumPath, CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { serve } from '../../scripts/serve.mjs';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import type { BenchRow } from './timing.ts';

/** Every figure alone, its first slider: 60 steps a row: milliseconds of the input's handler, and from the start of the next frame to the first task after it (script, style, layout, paint). */
export async function bench(): Promise<BenchRow[]> {
  const folder = join(repositoryRoot(), 'dist');
  if (!existsSync(join(folder, 'index.html'))) {
    console.log('\npage: left out, there is no built site (npm run build)');
    return [];
  }
  const server = await serve({ folder, port: 0 });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });
  const rows: BenchRow[] = [];
  try {
    for (const id of FIGURE_IDS) {
      // The first number of the figure; one that has none is not dragged.
      const name = Object.entries((await loadFigure(id)).params).find(([, param]) => param.kind === 'number')?.[0];
      if (!name) continue;
      for (const slowed of [1, 4]) {
        const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
        await page.goto(`${server.url}embed/${id}/`, { waitUntil: 'load' });
        await page.locator(`#fig-${id} input[name=${name}]`).focus();
        await page.waitForSelector(`#fig-${id}[data-live]`);
        await page.waitForTimeout(600);
        const session = await page.context().newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
        const times = await page.evaluate(
          async ([figure, input]) => {
            const slider = document.querySelector<HTMLInputElement>(`#fig-${figure} input[name=${input}]`)!;
            const out: number[] = [];
            const [low, high] = [Number(slider.min), Number(slider.max)];
            const frame = (): Promise<number> => new Promise((next) => requestAnimationFrame(() => next(performance.now())));
            for (let i = 0; i < 70; i++) {
              await frame();
              slider.value = String(low + ((high - low) * ((i * 7) % 60)) / 60);
              const started = performance.now();
              slider.dispatchEvent(new Event('input', { bubbles: true }));
              const handled = performance.now() - started;
              // Ours is asked for after the figure's own callback of the same frame: from the frame's start to the first task after its paint.
              out.push(
                await new Promise<number>((done) =>
                  requestAnimationFrame((start) => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => done(handled + performance.now() - start);
                    port2.postMessage(0);
                  }),
                ),
              );
            }
            return out.slice(10);
          },
          [id, name] as const,
        );
        const sorted = times.toSorted((a, b) => a - b);
        const mean = times.reduce((a, b) => a + b, 0) / times.length;
        const p95 = sorted[Math.floor(0.95 * (sorted.length - 1))]!;
        rows.push({
          name: `figure ${id}, step of ${name}${slowed > 1 ? `, ${slowed} times slower` : ''}`,
          unit: 'ms',
          min: sorted[0]!,
          median: sorted[Math.floor(sorted.length / 2)]!,
          sd: Math.sqrt(times.reduce((s, t) => s + (t - mean) ** 2, 0) / (times.length - 1)),
          note: `p95 ${p95.toFixed(1)} ms${slowed > 1 ? '; goal 16 ms' : ''}`,
        });
        await page.close();
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return rows;
}
