/** The search through pagefind's own code: questions as typed, filters, keys, a site below a path. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pageOfFigure } from '../../src/content/figure-pages.ts';
import { FIGURE_IDS } from '../../src/figures/registry.ts';
import { dist, site, useChromium } from './browser.ts';
import { QUERIES } from './search-queries.ts';

const open = useChromium();
const places = (page: Page): Promise<string[]> => page.locator('#results a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
const tops = async (page: Page, n: number): Promise<string[]> => (await places(page)).slice(0, n).map((href) => `/${href.slice(site().length)}`);

/** Types, and waits for the answer to this query. */
async function type(page: Page, query: string): Promise<void> {
  await page.locator('#q').fill(query);
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(query);
  await expect.poll(() => page.locator('#found').innerText()).not.toBe('');
  await page.waitForFunction(() => document.querySelector('#found')!.textContent!.startsWith('Nothing') || document.querySelectorAll('#results a').length > 0);
}

test('each of the questions finds its place among the first three', async () => {
  expect(QUERIES.length).toBeGreaterThanOrEqual(20);
  const { page, faults, close } = await open('search/');
  for (const [query, ...right] of QUERIES) {
    await type(page, query);
    const first = await tops(page, 3);
    // A section of the right page counts as that page; a page does not count as its section.
    expect(first.some((place) => right.some((r) => place === r || (!r.includes('#') && r !== '/' && place.startsWith(r)))), `${query}: ${first.join(' ')}`).toBe(true);
  }
  expect(faults).toEqual([]);
  await close();
});

test('every figure of a chapter is a place of its own, and every place leads to an anchor that exists', async () => {
  const { page, close } = await open('search/?kind=figure');
  await page.waitForSelector('#results a');
  for (let before = -1; before !== (await places(page)).length; ) {
    before = (await places(page)).length;
    if (await page.locator('#more').isVisible()) {
      await page.locator('#more').click();
      await expect.poll(async () => (await places(page)).length).toBeGreaterThan(before);
    }
  }
  const found = (await places(page)).map((href) => new URL(href));
  expect(found.map((url) => url.hash.slice('#fig-'.length)).sort()).toEqual(FIGURE_IDS.filter((id) => !pageOfFigure(id).startsWith('embed/')).sort());
  for (const kind of ['term', 'exercise', 'discrepancy', 'equation', 'number', 'source', 'evidence']) {
    await page.goto(site(`search/?kind=${kind}`));
    await page.waitForSelector('#results a');
    found.push(...(await places(page)).map((href) => new URL(href)));
  }
  for (const { pathname, hash } of found) expect(readFileSync(join(dist, pathname, 'index.html'), 'utf8'), pathname + hash).toContain(`id="${decodeURIComponent(hash.slice(1))}"`);
  await close();
});

describe('filters', () => {
  test('narrow an answer by technique, composition and provenance, and live in the address', async () => {
    const { page, faults, close } = await open('search/');
    await type(page, 'conductivity');
    const count = async (): Promise<number> => Number(/\d+/.exec(await page.locator('#found').innerText())?.[0] ?? 0);
    const all = await count();
    for (const [name, value] of [['technique', 'impedance'], ['provenance', 'reported'], ['composition', 'x = 1.625']] as const) {
      await page.locator(`select[name=${name}]`).selectOption(value);
      await expect.poll(count).toBeLessThan(all);
      expect(await count()).toBeGreaterThan(0);
      await expect.poll(() => new URL(page.url()).searchParams.get(name)).toBe(value);
      await page.reload();
      await page.waitForSelector('#results a');
      expect(await page.locator(`select[name=${name}]`).inputValue()).toBe(value);
      await page.locator(`select[name=${name}]`).selectOption('');
      await expect.poll(count).toBe(all);
    }
    expect(faults).toEqual([]);
    await close();
  });

  test('say when they leave nothing', async () => {
    const { page, close } = await open('search/?q=czjzek&kind=source');
    await expect.poll(() => page.locator('#found').innerText()).toContain('with these filters');
    await close();
  });
});

test('arrow keys walk, Esc returns, Enter opens', async () => {
  const { page, faults, close } = await open('search/');
  await type(page, 'Nyquist');
  const focused = (): Promise<string> => page.evaluate(() => (document.activeElement as HTMLAnchorElement).href ?? document.activeElement!.id);
  await page.keyboard.press('ArrowDown');
  const [first, second] = await places(page);
  expect(await focused()).toBe(first);
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe(second);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await page.evaluate(() => document.activeElement!.id)).toBe('q');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  expect(await page.evaluate(() => document.activeElement!.id)).toBe('q');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toBe(second);
  // Enter in the box takes the best place, before any answer was shown.
  await page.goto(site('search/'));
  await page.locator('#q').fill('czjzek');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toContain('#czjzek');
  expect(faults).toEqual([]);
  await close();
});

test('nothing is found in words, markup stays text, and a broken index is told in a sentence', async () => {
  const { page, faults, close } = await open('search/');
  await type(page, '漢字');
  expect(await page.locator('#found').innerText()).toContain('Nothing was found for “漢字”');
  await type(page, '<img src=x onerror=alert(1)>');
  expect(await page.locator('#results img').count()).toBe(0);
  expect(faults).toEqual([]);
  await page.route('**/pagefind.js', (route) => route.abort());
  await page.reload();
  await page.locator('#q').fill('salt');
  await expect.poll(() => page.locator('#found').innerText()).toContain('could not be loaded');
  await close();
});

test('without JavaScript the page names what can be searched by the browser itself', async () => {
  const { page, close } = await open('search/', { javaScriptEnabled: false });
  expect(await page.locator('form.search').isVisible()).toBe(false);
  expect(await page.locator('noscript a, main a').count()).toBeGreaterThan(3);
  await close();
});

test('the index knows nothing of the base path: below any path places lead into the site', async () => {
  const { serve } = await import('../../scripts/serve.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'halide-search-'));
  cpSync(join(dist, 'pagefind'), join(folder, 'pagefind'), { recursive: true });
  const { url, close: stop } = await serve({ folder, base: '/some/path/', port: 0 });
  const { page, close } = await open(null);
  // Any page of that origin will do to run pagefind in.
  await page.goto(`${url}pagefind/pagefind-entry.json`);
  // As text: the test runner rewrites dynamic imports of its own code.
  const found = await page.evaluate<string>(`(async () => {
    const pagefind = await import('/some/path/pagefind/pagefind.js');
    await pagefind.options({ baseUrl: '/some/path/' });
    return (await (await pagefind.search('czjzek')).results[0].data()).url;
  })()`);
  expect(found).toMatch(/^\/some\/path\/[a-z-]+\/#/);
  await close();
  await stop();
  rmSync(folder, { recursive: true });
});
