/** What makes the site last: it reads without a network after one visit, and it opens from disk. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dist, PAGES, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();
const ARCHIVE = 'less-salt-more-current';

describe('without a network, after one visit', () => {
  test('pages, live figures and kernels are there; an unknown address says so', async () => {
    const { page, close } = await open('', { serviceWorkers: 'allow' });
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await page.context().setOffline(true);
    for (const path of PAGES.filter((p) => p !== '404.html' && !p.startsWith('embed/'))) {
      await page.goto(site(path), { waitUntil: 'load' });
      expect(await page.locator('h1').count(), path).toBeGreaterThan(0);
    }
    await page.goto(site('transport/?v=1&x=1.75'), { waitUntil: 'load' });
    await wake(page, '3b');
    const before = await readout(page, '3b');
    await page.locator('#fig-3b input[type=range]').first().press('Home');
    await expect.poll(() => readout(page, '3b')).not.toBe(before);
    await page.goto(site('no-such-page/'));
    expect(await page.locator('h1').innerText()).not.toBe('');
    await close();
  });
});

describe('from disk', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'from-disk-'));
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(dist, `${ARCHIVE}.zip`))))) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('every page opens by double click: styled, with its pictures, and links that lead to files', async () => {
    const { page, close } = await open(null);
    const failed: string[] = [];
    page.on('requestfailed', (request) => failed.push(request.url()));
    const queue = [pathToFileURL(join(folder, ARCHIVE, 'index.html')).href];
    const seen = new Set(queue);
    let plots = 0;
    while (queue.length) {
      const url = queue.pop()!;
      await page.goto(url, { waitUntil: 'load' });
      const state = await page.evaluate(async () => ({
        font: getComputedStyle(document.body).fontFamily,
        loaded: await document.fonts.ready.then((fonts) => [...fonts].filter((face) => face.status === 'loaded').length),
        scripts: document.querySelectorAll('script:not([type="application/ld+json"])').length,
        plots: document.querySelectorAll('svg.plot').length,
        links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map((a) => a.href),
      }));
      expect(state.font, url).toMatch(/Source/);
      expect(state.loaded, url).toBeGreaterThan(0);
      expect(state.scripts, url).toBe(0);
      plots += state.plots;
      for (const link of state.links) {
        const target = link.replace(/[#?].*$/, '');
        if (!target.startsWith('file:') || !target.endsWith('.html') || seen.has(target)) continue;
        seen.add(target);
        queue.push(target);
      }
    }
    // The search and figures for other sites have no place in the copy.
    expect(seen.size).toBeGreaterThanOrEqual(PAGES.filter((p) => p !== '404.html' && !p.startsWith('embed/')).length - 2);
    expect(plots).toBeGreaterThan(20);
    expect(failed).toEqual([]);
    await close();
  });
});
