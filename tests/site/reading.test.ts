/** Ways through the site: menus, contents of a page, neighbours, filters of the ledger, the printed summary; with and without JavaScript. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dist, site, useChromium } from './browser.ts';

const open = useChromium();

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('masthead %s', (_name, javaScriptEnabled) => {
  test.each([1280, 390, 320])('a menu opens, leads to a chapter and stays inside the page at %i px', async (width) => {
    const { page, close } = await open('', { javaScriptEnabled, viewport: { width, height: 800 } });
    const summary = page.locator('.mast summary', { hasText: 'Chapters' });
    expect(await page.locator('.mast .menu a', { hasText: 'Methods' }).isVisible()).toBe(false);
    await summary.click();
    const menu = page.locator('.mast details[open] .menu');
    const box = (await menu.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    await menu.getByRole('link', { name: 'Methods' }).click();
    expect(page.url()).toBe(site('methods/'));
    expect(await page.locator('.mast summary', { hasText: 'Chapters' }).getAttribute('aria-current')).toBe('true');
    await close();
  });
});

test('a menu closes with Esc, which gives the focus back, with a press elsewhere, and when another opens', async () => {
  const { page, close } = await open('');
  const opened = page.locator('.mast details[open]');
  const chapters = page.locator('.mast summary', { hasText: 'Chapters' });
  await chapters.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await opened.count()).toBe(1);
  await page.keyboard.press('Escape');
  expect(await opened.count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Chapters');
  await chapters.click();
  await page.locator('.mast summary', { hasText: 'Check' }).click();
  expect(await opened.locator('summary').innerText()).toContain('Check');
  await page.mouse.click(20, 700);
  expect(await opened.count()).toBe(0);
  await close();
});

describe('contents of a page', () => {
  test('at 1280 px in the rail, in sight beside the prose, and each entry leads to its heading', async () => {
    const { page, close } = await open('methods/', { javaScriptEnabled: false });
    const beside = page.locator('.onpage.beside');
    expect(await beside.isVisible()).toBe(true);
    expect(await page.locator('.onpage.folded').isVisible()).toBe(false);
    const targets = await beside.locator('a').evaluateAll((links) => links.map((a) => (a as HTMLAnchorElement).hash));
    expect(targets.length).toBe(await page.locator('.chapter > h2').count());
    for (const hash of targets) expect(await page.locator(`h2${hash}`).count(), hash).toBe(1);
    const entry = beside.getByRole('link', { name: 'Nuclear resonance' });
    await entry.click();
    expect(await page.locator('h2', { hasText: 'Nuclear resonance' }).evaluate((h) => h.getBoundingClientRect().top)).toBeLessThan(200);
    expect(await entry.evaluate((a) => a.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
    const overlap = await page.evaluate(() => {
      const right = Math.max(...[...document.querySelectorAll('.onpage.beside a')].map((a) => a.getBoundingClientRect().right));
      return right - document.querySelector('.chapter > h2')!.getBoundingClientRect().left;
    });
    expect(overlap).toBeLessThan(0);
    await close();
  });

  test('on a phone folded under the title', async () => {
    const { page, close } = await open('transport/', { javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    expect(await page.locator('.onpage.beside').isVisible()).toBe(false);
    await page.locator('.onpage.folded summary').click();
    await page.locator('.onpage.folded a').first().click();
    expect(new URL(page.url()).hash).not.toBe('');
    await close();
  });
});

test('neighbours lead through all chapters, from the first page to the ledger', async () => {
  const { page, close } = await open('introduction/', { javaScriptEnabled: false });
  const seen: string[] = [];
  while (page.url() !== site('ledger/')) {
    seen.push(await page.locator('.rail.first').first().innerText());
    expect(seen.length).toBeLessThan(30);
    await page.locator('.turn a.on').click();
  }
  expect(seen.map((words) => Number(/Chapter (\d+)/.exec(words)![1]))).toEqual(seen.map((_, i) => i + 1));
  await close();
});

describe('the ledger', () => {
  test('filters by status and by technique without JavaScript, and shows everything before', async () => {
    const { page, close } = await open('ledger/', { javaScriptEnabled: false });
    const shown = page.locator('tr[data-status]').locator('visible=true');
    const all = await page.locator('tr[data-status]').count();
    expect(await shown.count()).toBe(all);
    for (const status of ['derived_agrees', 'derived_disagrees', 'round_trip', 'not_recomputable']) {
      await page.locator(`[name=status][value=${status}]`).check({ force: true });
      expect(await shown.count()).toBe(await page.locator(`tr[data-status=${status}]`).count());
      expect(await page.locator('.group').locator('visible=true').count(), `${status}: groups without rows`).toBe(
        await page.locator('tbody').filter({ has: page.locator(`tr[data-status=${status}]`) }).count(),
      );
    }
    await page.locator('[name=status][value=derived_disagrees]').check({ force: true });
    await page.locator('[name=technique][value=nmr]').check({ force: true });
    expect(await shown.evaluateAll((rows) => rows.map((row) => row.id))).toEqual(['nmr-larmor-printed']);
    await close();
  });

  test('has totals that add up, a recomputed value and a tolerance where there is a recipe, and panels that lead somewhere', async () => {
    const { page, close } = await open('ledger/', { javaScriptEnabled: false });
    const totals = await page.locator('.method tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].slice(1).map((cell) => Number(cell.textContent))));
    for (const row of totals) expect(row.slice(0, -1).reduce((a, b) => a + b, 0)).toBe(row.at(-1));
    expect(totals.reduce((sum, row) => sum + row.at(-1)!, 0)).toBe(await page.locator('tr[data-status]').count());
    expect(await page.locator('#retention-x1625 [data-label=Recomputed]').innerText()).toContain('77.8');
    expect(await page.locator('#nmr-larmor-printed [data-label=Status]').innerText()).toContain('E1');
    for (const href of new Set(await page.locator('[data-label="Seen in"] a').evaluateAll((links) => links.map((a) => a.getAttribute('href')!)))) {
      const [path, id] = href.replace(/^\//, '').split('#');
      expect(readFileSync(join(dist, path!, 'index.html'), 'utf8'), href).toContain(`id="${id}"`);
    }
    await close();
  });
});

test('the summary prints on two sheets of A4 at most', async () => {
  const { page, close } = await open('summary/');
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeLessThanOrEqual(2);
  await close();
});

test('a sample name is one word, tied to its ledger entry', async () => {
  const { page, close } = await open('structure/', { javaScriptEnabled: false });
  const named = page.locator('.chapter [data-num="x-1625"]').first();
  expect(await named.innerText()).toMatch(/^x = 1\.625$|^1\.625$/);
  expect(await named.evaluate((e) => getComputedStyle(e).whiteSpace)).toMatch(/nowrap/);
  await close();
});
