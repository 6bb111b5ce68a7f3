/** Notes behind numbers, citations, terms, figures and equations: by hover, by focus, by tap; Esc closes; without JavaScript plain links. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { dist, site, useChromium } from './browser.ts';

const open = useChromium();

const KINDS = [
  ['a number', 'transport/', '.num'],
  ['a citation', 'transport/', 'a.cite'],
  ['a term', 'transport/', 'a.term'],
  ['a figure', 'crystallisation/', 'a.ref[href$="#fig-4a"]'],
  ['an equation', 'cells/', 'a.ref[href$="#eq-1"]'],
] as const;

const note = (page: Page, cue: string) => page.locator('.num-wrap', { has: page.locator(`:scope > ${cue}`) }).first().locator('.num-note');

describe.each(KINDS)('%s', (_kind, path, cue) => {
  test('opens by hover and by focus, is described, and closes with Esc', async () => {
    const { page, faults, close } = await open(path);
    const word = page.locator(`.num-wrap > ${cue}`).first();
    await word.scrollIntoViewIfNeeded();
    expect(await note(page, cue).isVisible()).toBe(false);
    // The cue is seen without touching it.
    expect(await word.evaluate((e) => getComputedStyle(e).textDecorationStyle)).toBe('dotted');
    await word.hover();
    await expect.poll(() => note(page, cue).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => note(page, cue).isVisible()).toBe(false);
    await page.mouse.move(5, 5);
    await word.focus();
    await expect.poll(() => note(page, cue).isVisible()).toBe(true);
    const described = (await word.getAttribute('aria-describedby'))!;
    expect(await page.locator(`#${described}`).count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => note(page, cue).isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  test.each([390, 320])('opens by tap beside its word within %i px, and closes by a tap elsewhere', async (width) => {
    const { page, faults, close } = await open(path, { viewport: { width, height: 800 }, hasTouch: true, isMobile: true });
    const before = page.url();
    const word = page.locator(`.num-wrap > ${cue}`).first();
    await word.tap();
    await expect.poll(() => note(page, cue).isVisible()).toBe(true);
    expect(page.url()).toBe(before);
    await expect
      .poll(async () => {
        const [w, n] = [(await word.boundingBox())!, (await note(page, cue).boundingBox())!];
        // Right below or above the line of the word, and not over it.
        return Math.min(Math.abs(n.y - (w.y + w.height)), Math.abs(n.y + n.height - w.y));
      })
      .toBeLessThan(16);
    const box = (await note(page, cue).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width + 0.5);
    await page.locator('h1').tap();
    await expect.poll(() => note(page, cue).isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });
});

test('the second tap follows the link', async () => {
  const { page, close } = await open('transport/', { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const word = page.locator('a.term').first();
  await word.tap();
  await word.tap();
  await expect.poll(() => page.url()).toContain('/glossary/#');
  await close();
});

test('without JavaScript every cue with a target is a plain link to something that exists', async () => {
  const { page, close } = await open('cells/', { javaScriptEnabled: false });
  for (const cue of ['a.cite', 'a.term', 'a.ref']) {
    await page.goto(site('cells/'));
    await page.locator(cue).first().click();
    const { hash } = new URL(page.url());
    expect(await page.locator(`[id="${hash.slice(1)}"]`).count(), page.url()).toBe(1);
  }
  await close();
});

test('the lists of sources and terms lead back to every place, and each place is there', () => {
  for (const list of ['references', 'glossary']) {
    const html = readFileSync(join(dist, list, 'index.html'), 'utf8');
    const links = [...html.matchAll(/href="\/([a-z-]+)\/#((?:cite|term)-[^"]+)"/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, chapter, anchor] of links) expect(readFileSync(join(dist, chapter!, 'index.html'), 'utf8'), `${chapter} ${anchor}`).toContain(`id="${anchor}"`);
  }
});

test('margin notes stand beside the text where there is room, and fold into it elsewhere', async () => {
  const wide = await open('transport/');
  const beside = async (page: Page): Promise<boolean> => {
    const [text, margin] = [(await page.locator('.chapter > p:not(.rail)').first().boundingBox())!, (await page.locator('.chapter > .margin').first().boundingBox())!];
    return margin.x >= text.x + text.width;
  };
  expect(await beside(wide.page)).toBe(true);
  await wide.close();
  const narrow = await open('transport/', { viewport: { width: 390, height: 800 } });
  expect(await beside(narrow.page)).toBe(false);
  await narrow.close();
});
