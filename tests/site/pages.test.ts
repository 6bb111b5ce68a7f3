import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dist, FULL, LOOKED_AT, PAGES, site, useChromium, wake } from './browser.ts';
import { FIGURE_IDS } from '../../src/figures/registry.ts';
import { PROVENANCE } from '../../src/physics/provenance.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';

const open = useChromium();
const pageSource = (path: string): string => readFileSync(join(dist, path.endsWith('.html') ? path : `${path}index.html`), 'utf8');
const axeSource = readFileSync(join(repositoryRoot(), 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Violations as lines: rule, element, what to do. The policy forbids foreign scripts, so axe is evaluated, not added to the page. */
async function axe(page: import('playwright-core').Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const runner = (window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe;
    const { violations } = await runner.run({ rules: { 'target-size': { enabled: true } } });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)} | ${n.failureSummary.replaceAll('\n', ' ')}`));
  });
}

const overflow = (page: import('playwright-core').Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > width + 0.5 && !e.closest('.scroll'))
      .slice(0, 5)
      .map((e) => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} reaches ${Math.round(e.getBoundingClientRect().right)} of ${width} px`)
      .concat(`scrollWidth ${document.documentElement.scrollWidth}`);
  });

test('the site has the pages that it promises', () => {
  for (const path of ['', 'composition/', 'transport/', 'discrepancies/', 'data/', 'ledger/', 'references/', 'glossary/', 'search/', 'about/', '404.html']) expect(PAGES).toContain(path);
});

const SHADES = [
  [1280, 'light'],
  [390, 'dark'],
  ...(FULL ? ([[1280, 'dark'], [390, 'light']] as const) : []),
] as const;

describe.each(LOOKED_AT)('page /%s', (path) => {
  test('loads, and after scrolling to its end has no error, no policy violation and no request elsewhere', async () => {
    const { page, faults, close } = await open(path);
    await page.mouse.move(20, 300);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForLoadState('networkidle');
    expect(faults).toEqual([]);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content')).not.toContain('unsafe-inline');
    await close();
  });

  test.each(SHADES)('axe finds nothing at %i px, %s', async (width, colorScheme) => {
    const { page, close } = await open(path, { viewport: { width, height: 844 }, colorScheme });
    expect(await axe(page)).toEqual([]);
    await close();
  });

  test.each([390, 320])('nothing overflows at %i px', async (width) => {
    const { page, close } = await open(path, { viewport: { width, height: 800 } });
    expect(await overflow(page)).toEqual([]);
    await close();
  });
});

/** Each page with its first figure; in the short form three of them. */
const WITH_FIGURE = LOOKED_AT.flatMap((path) => {
  const id = /<live-figure[^>]* data-figure="([^"]+)"/.exec(pageSource(path))?.[1];
  return id && (FULL || ['', 'transport/', 'composition/'].includes(path)) ? [[path, id] as const] : [];
});

describe.each(WITH_FIGURE)('page /%s after figure %s was moved', (path, id) => {
  test.each(SHADES)('axe finds nothing and nothing overflows at %i px, %s', async (width, colorScheme) => {
    const { page, faults, close } = await open(path, { viewport: { width, height: 844 }, colorScheme });
    await wake(page, id);
    await page.keyboard.press('ArrowRight');
    await page.locator(`#fig-${id} button[data-do=compare]`).click();
    await page.waitForTimeout(450);
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});

test('axe finds a fault that is put into a page', async () => {
  const { page, close } = await open('');
  await page.evaluate(() => document.querySelector('main')!.insertAdjacentHTML('beforeend', '<input type="text">'));
  expect((await axe(page)).join()).toContain('label');
  await close();
});

test('an unknown address gives the 404 page with status 404 and a way home', async () => {
  const { page, close } = await open(null);
  const response = await page.goto(site('no/such/page/'));
  expect(response!.status()).toBe(404);
  expect(await page.locator('h1').innerText()).toContain('no such page');
  await page.locator('main a').first().click();
  expect(page.url()).toBe(site());
  await close();
});

describe('without JavaScript', () => {
  test('each figure is whole: pictures with marks, read-out, table, controls, caption with badge', async () => {
    const seen = new Set<string>();
    for (const path of LOOKED_AT) {
      const html = pageSource(path);
      if (!html.includes('<live-figure')) continue;
      const { page, close } = await open(path, { javaScriptEnabled: false });
      for (const figure of await page.locator('live-figure').all()) {
        const id = (await figure.getAttribute('data-figure'))!;
        seen.add(id);
        const shown = figure.locator('svg.plot').locator('visible=true');
        expect(await shown.count(), `figure ${id}: pictures`).toBeGreaterThan(0);
        for (const plot of await shown.all()) expect(await plot.locator('path, circle, rect, line').count(), `figure ${id}: marks`).toBeGreaterThan(3);
        expect((await figure.locator('.readout').innerText()).length).toBeGreaterThan(30);
        expect(await figure.locator('.strip input').count()).toBeGreaterThan(0);
        expect(await figure.locator('.tabled tbody tr').count()).toBeGreaterThan(0);
        expect(await figure.locator('figcaption .badge').innerText()).toMatch(new RegExp(PROVENANCE.join('|')));
        expect(await figure.locator('button[data-do]').locator('visible=true').count(), `figure ${id}: buttons that would do nothing`).toBe(0);
        await figure.locator('details.tabled summary').click();
        expect(await figure.locator('.tabled table').isVisible()).toBe(true);
      }
      expect(await overflow(page).catch(() => [])).toEqual([]);
      await close();
    }
    expect([...seen].sort()).toEqual([...FIGURE_IDS].sort());
  });

  test('hints and worked solutions open, and the answer box that would do nothing is not shown', async () => {
    const { page, close } = await open('transport/', { javaScriptEnabled: false });
    const exercise = page.locator('live-exercise').first();
    expect(await exercise.locator('form').isVisible()).toBe(false);
    await exercise.locator('summary', { hasText: 'Worked solution' }).click();
    expect(await exercise.locator('details[open] p').innerText()).toContain('56');
    await close();
  });
});
