/** What a reader carries off: numbers, pictures, citations, frames. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { FIGURE_IDS } from '../../src/figures/registry.ts';
import { dist, PAGES, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();

async function take(page: Page, id: string, what: string): Promise<{ name: string; bytes: Buffer }> {
  const menu = page.locator(`#fig-${id} .take`);
  if ((await menu.getAttribute('open')) === null) await menu.locator('summary').click();
  const [file] = await Promise.all([page.waitForEvent('download'), menu.locator(`button[data-do=${what}]`).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync((await file.path())!) };
}

describe('downloads', () => {
  test('CSV carries provenance, state, units and all points', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    const { name, bytes } = await take(page, '3b', 'csv');
    expect(name).toBe('figure-3b.csv');
    const lines = bytes.toString('utf8').trim().split('\r\n');
    const head = lines.filter((line) => line.startsWith('#')).join('\n');
    expect(head).toMatch(/Provenance: reconstructed/);
    expect(head).toMatch(/not the authors’ data/);
    expect(head).toMatch(/CC BY 4\.0/);
    expect(head).toMatch(/Temperature = 25 °C/);
    const body = lines.filter((line) => !line.startsWith('#'));
    expect(body[0]).toContain('frequency (Hz)');
    expect(body).toHaveLength(71);
    for (const row of body.slice(1)) for (const cell of row.split(',')) expect(Number.isFinite(Number(cell)) && cell !== '').toBe(true);
    await close();
  });

  test('JSON holds the state of the moment, all points, and an address that brings it back', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    await page.locator('#fig-3b [data-box=T]').fill('40');
    await page.keyboard.press('Enter');
    await expect.poll(() => readout(page, '3b')).toContain('40 °C');
    const data = JSON.parse((await take(page, '3b', 'json')).bytes.toString('utf8')) as { permalink: string; values: { name: string; value: unknown; unit: string }[]; points: { rows: unknown[][] }; provenance: { badge: string; caution: string } };
    expect(data.values.find((v) => v.name === 'T')).toMatchObject({ value: 40, unit: '°C' });
    expect(data.points.rows).toHaveLength(70);
    expect(data.provenance.badge).toBe('reconstructed');
    expect(data.provenance.caution).toContain('not the authors’ data');
    await page.goto(data.permalink);
    await page.waitForSelector('#fig-3b[data-live]');
    expect(await readout(page, '3b')).toContain('40 °C');
    await close();
  });

  test('SVG is one file with every panel: metadata, caption, plain colours, no class, no script', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3d');
    const svg = (await take(page, '3d', 'svg')).bytes.toString('utf8');
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toMatch(/<metadata>[^<]*Provenance: reconstructed/);
    expect(svg).not.toMatch(/ class=|<script|var\(--|oklab\(|light-dark/);
    expect(svg.match(/<svg/g)!.length).toBe(1 + (await page.locator('#fig-3d svg.plot').locator('visible=true').count()));
    expect(svg).toContain('>Provenance: reconstructed');
    await close();
  });

  /** Text chunks of a PNG and its size. */
  function readPng(bytes: Buffer): { width: number; height: number; text: Record<string, string> } {
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    const text: Record<string, string> = {};
    for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
      if (bytes.toString('latin1', at + 4, at + 8) !== 'iTXt') continue;
      const [keyword, words] = bytes.toString('utf8', at + 8, at + 8 + bytes.readUInt32BE(at)).split('\0\0\0\0\0') as [string, string];
      text[keyword] = words;
    }
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), text };
  }

  test('PNG has twice the pixels, the typefaces of the page, and its provenance inside', async () => {
    const { page, faults, close } = await open('transport/');
    await wake(page, '3d');
    const { name, bytes } = await take(page, '3d', 'png');
    expect(name).toBe('figure-3d.png');
    const png = readPng(bytes);
    const box = (await page.locator('#fig-3d .panels').boundingBox())!;
    expect(Math.abs(png.width - 2 * (box.width + 32))).toBeLessThanOrEqual(2); // 16 px of paper on each side, rounded up
    expect(png.height).toBeGreaterThan(2 * box.height);
    expect(png.text['Title']).toContain('Figure 3d');
    expect(png.text['Description']).toContain('not the authors’ data');
    expect(png.text['Source']).toContain('#fig-3d');
    expect(faults).toEqual([]);
    // Without its fonts it still comes, in other letters: so the first one had them.
    await page.route('**/*.woff2', (route) => route.abort());
    await page.reload({ waitUntil: 'load' });
    await wake(page, '3d');
    const plain = (await take(page, '3d', 'png')).bytes;
    expect(readPng(plain).width).toBe(png.width);
    expect(plain.equals(bytes)).toBe(false);
    await close();
  });
});

describe('citations', () => {
  const file = (name: string): string => readFileSync(join(dist, 'cite', name), 'utf8');

  test.each(['paper', 'site', ...FIGURE_IDS.map((id) => `figure-${id}`)])('of %s exist as BibTeX and RIS, without a DOI', (what) => {
    const [bib, ris] = [file(`${what}.bib`), file(`${what}.ris`)];
    expect(bib).toMatch(/^@\w+\{\w+,/);
    expect(ris).toMatch(/^TY {2}- (JOUR|ELEC)\r\n/);
    expect(ris).toMatch(/\r\nER {2}- \r\n$/);
    expect(bib + ris).not.toMatch(/\bdoi\b|undefined|NaN|\[object/);
    // Only the paper is Ridley’s; these pages never sign with the names of its authors.
    expect(/author = .*Ridley/.test(bib)).toBe(what === 'paper');
  });

  test('of figures point at an anchor that exists', async () => {
    for (const id of FIGURE_IDS) {
      const address = /url = \{([^}]+)\}/.exec(file(`figure-${id}.bib`))![1]!;
      const { pathname, hash } = new URL(address);
      expect(readFileSync(join(dist, pathname, 'index.html'), 'utf8'), address).toContain(`id="${hash.slice(1)}"`);
    }
  });

  test('can be fetched without JavaScript from the menu of a figure', async () => {
    const { page, close } = await open('transport/', { javaScriptEnabled: false });
    await page.locator('#fig-3b .take summary').click();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('#fig-3b .take a', { hasText: 'RIS' }).first().click()]);
    expect(saved.suggestedFilename()).toBe('figure-3b.ris');
    expect(await page.locator('#fig-3b .take button').locator('visible=true').count()).toBe(0);
    await close();
  });
});

describe('a figure alone', () => {
  test('exists for every figure, is not indexed, and links to its place', () => {
    for (const id of FIGURE_IDS) {
      expect(PAGES).toContain(`embed/${id}/`);
      const html = readFileSync(join(dist, 'embed', id, 'index.html'), 'utf8');
      expect(html).toContain('name="robots" content="noindex"');
      expect(html).not.toContain('data-pagefind-body');
      expect(html).toContain('target="_top"');
    }
  });

  test('in a frame of another origin keeps its state, moves, and tells its height', async () => {
    const { page, close } = await open('transport/');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await wake(page, '3d');
    await page.locator('#fig-3d [data-box=T]').fill('60');
    await page.keyboard.press('Enter');
    await expect.poll(() => readout(page, '3d')).toContain('60 °C');
    await page.locator('#fig-3d .take summary').click();
    await page.locator('#fig-3d button[data-do=frame]').click();
    await expect.poll(() => page.locator('#fig-3d .notice').innerText()).toContain('copied');
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toMatch(/^<iframe src="[^"]*\/embed\/3d\/\?[^"]*T=60[^"]*" title="Figure 3d[^"]*"[^>]*><\/iframe>$/);
    // The listener as the page about these pages prints it.
    await page.goto(site('about/'));
    const listener = (await page.locator('#frames ~ pre').textContent())!;
    const server = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(`<!doctype html><body>${code}${listener}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // Another port is another origin.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const frame = page.frameLocator('iframe');
    await expect.poll(() => frame.locator('.readout').innerText()).toContain('60 °C');
    const height = (): Promise<number> => page.locator('iframe').evaluate((element) => element.getBoundingClientRect().height);
    const inner = (): Promise<number> => frame.locator('body').evaluate((body) => body.getBoundingClientRect().height);
    await expect.poll(async () => Math.abs((await height()) - (await inner()))).toBeLessThanOrEqual(6); // border of the frame, rounding
    const before = await height();
    await frame.locator('.tabled summary').click();
    await expect.poll(height).toBeGreaterThan(before + 50);
    server.close();
    await close();
  });
});
