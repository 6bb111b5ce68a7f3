/** Figures that compute beside the page, while a hand drags their slider: time between two pictures, in Chromium on the built site. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromium as chromiumPath, CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { serve } from '../../scripts/serve.mjs';
import { repositoryRoot } from '../../src/kernels/node.ts';
import type { BenchRow } from './timing.ts';

const SLIDERS = [
  ['6a', 'T'],
  ['6b', 'T'],
  ['6c', 'sigma'],
  ['6c', 'T'],
  ['6c', 'thickness'],
  ['s12', 'contact'],
  ['6e', 'growth'],
] as const;

/** The slider goes to another place with every frame for two seconds; every change of the figure's pictures is noted. */
export async function bench(): Promise<BenchRow[]> {
  const folder = join(repositoryRoot(), 'dist');
  if (!existsSync(join(folder, 'index.html'))) {
    console.log('\ndrag: left out, there is no built site (npm run build)');
    return [];
  }
  const server = await serve({ folder, port: 0 });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });
  const rows: BenchRow[] = [];
  try {
    for (const [id, name] of SLIDERS) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(`${server.url}cells/`, { waitUntil: 'load' });
      await page.locator(`#fig-${id} input[name=${name}]`).focus();
      await page.waitForSelector(`#fig-${id}[data-live]`);
      await page.waitForTimeout(800);
      const gaps = await page.evaluate(
        async ([figure, input]) => {
          const host = document.querySelector(`#fig-${figure}`)!;
          const slider = host.querySelector<HTMLInputElement>(`input[name=${input}]`)!;
          const seen: number[] = [];
          // All changes of one picture arrive in one call.
          const observer = new MutationObserver(() => seen.push(performance.now()));
          for (const plot of host.querySelectorAll('svg.plot')) observer.observe(plot, { subtree: true, attributes: true, childList: true, characterData: true });
          const [low, high] = [Number(slider.min), Number(slider.max)];
          const end = performance.now() + 2000;
          for (let i = 0; performance.now() < end; i++) {
            await new Promise(requestAnimationFrame);
            slider.value = String(low + ((high - low) * ((i * 7) % 61)) / 60);
            slider.dispatchEvent(new Event('input', { bubbles: true }));
          }
          observer.disconnect();
          return seen.slice(1).map((t, i) => t - seen[i]!);
        },
        [id, name] as const,
      );
      const sorted = gaps.toSorted((a, b) => a - b);
      const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
      rows.push({
        name: `figure ${id}, dragging ${name}: between pictures`,
        unit: 'ms',
        min: sorted[0]!,
        median: sorted[Math.floor(sorted.length / 2)]!,
        sd: Math.sqrt(gaps.reduce((sum, t) => sum + (t - mean) ** 2, 0) / (gaps.length - 1)),
        note: `longest ${sorted.at(-1)!.toFixed(0)} ms; goal 150 ms`,
      });
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return rows;
}
