/** State that goes along: from figure to figure, from page to page, and on the dashboard to six pictures at once. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pictures, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();

const type = async (page: Page, box: string, text: string): Promise<void> => {
  await page.locator(box).fill(text);
  await page.keyboard.press('Enter');
};

describe('from page to page', () => {
  test('composition and temperature go along, and the first figure says so', async () => {
    const { page, faults, close } = await open('transport/');
    await wake(page, '3b');
    await type(page, '#fig-3b [data-box=x]', '1.75');
    await type(page, '#fig-3b [data-box=T]', '60');
    await expect.poll(() => readout(page, '3b')).toContain('60 °C');
    await page.goto(site('composition/'));
    // Nothing is touched: the figure in view brings itself there.
    await expect.poll(() => readout(page, '1a')).toContain('1.750');
    expect(await page.locator('#fig-1a .notice').innerText()).toMatch(/As you left it.*1\.750.*Reset/);
    await page.goto(site('transport/'));
    await wake(page, '3d');
    await expect.poll(() => readout(page, '3d')).toMatch(/60 °C.*1\.750/);
    // Reset ends it, here and on the pages that follow.
    await page.locator('#fig-3d button[data-do=reset]').click();
    await expect.poll(() => readout(page, '3d')).toMatch(/25 °C.*1\.625/);
    await page.goto(site('composition/'));
    await wake(page, '1a');
    expect(await readout(page, '1a')).toContain('1.625');
    expect(await page.locator('#fig-1a .notice').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  test('an address with a state wins', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    await type(page, '#fig-3b [data-box=x]', '2');
    await expect.poll(() => readout(page, '3b')).toContain('2.000');
    await page.goto(site('composition/?v=1&x=1.5#fig-1a'));
    await page.waitForSelector('#fig-1a[data-live]');
    expect(await readout(page, '1a')).toContain('1.500');
    expect(await page.locator('#fig-1a .notice').isVisible()).toBe(false);
    // And goes along in its turn.
    await page.goto(site('transport/'));
    await wake(page, '3d');
    expect(await readout(page, '3d')).toContain('1.500');
    await close();
  });

  test('a figure that was taken off the knob neither gives nor takes', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    await page.locator('#fig-3b [data-do=linked]').click();
    await type(page, '#fig-3b [data-box=x]', '2');
    await expect.poll(() => readout(page, '3b')).toContain('2.000');
    await page.goto(site('composition/'));
    await wake(page, '1a');
    expect(await readout(page, '1a')).toContain('1.625');
    await close();
  });

  test('nonsense on the shelf is passed over', async () => {
    const { page, faults, close } = await open('composition/');
    for (const nonsense of ['{', '"x"', 'null', '{"x":"warm","T":{}}', '{"x":99}']) {
      await page.evaluate((text) => sessionStorage.setItem('linked', text), nonsense);
      await page.reload();
      await wake(page, '1a');
      expect(await readout(page, '1a')).toMatch(/x = (1\.625|2\.250)/);
    }
    expect(faults).toEqual([]);
    await close();
  });
});

describe('the dashboard', () => {
  const TILES = ['composition', 'nyquist', 'arrhenius', 'diffraction', 'nmr', 'cell'];
  const picture = (page: Page, tile: string): Promise<string> => page.locator(`[data-tile=${tile}] svg.plot`).innerHTML();

  test('is whole without JavaScript: six pictures with words, badge and a way to the figure', async () => {
    const { page, close } = await open('dashboard/', { javaScriptEnabled: false });
    for (const tile of TILES) {
      const place = page.locator(`[data-tile=${tile}]`);
      expect(await place.locator('svg.plot').isVisible()).toBe(true);
      expect((await place.locator('.tile-words').innerText()).length).toBeGreaterThan(20);
      expect(await place.locator('.badge').innerText()).toMatch(/derived|reconstructed|assumed/);
      await place.locator('a').click();
      expect(await page.locator(new URL(page.url()).hash).count(), page.url()).toBe(1);
      await page.goBack();
    }
    await close();
  });

  test('one knob moves all six; temperature moves three; the address keeps the state', async () => {
    const { page, faults, close } = await open('dashboard/', { viewport: { width: 1280, height: 1900 } });
    await page.locator('#dashboard-x').focus();
    await page.waitForSelector('.board[data-live]');
    const before = Object.fromEntries(await Promise.all(TILES.map(async (tile) => [tile, await picture(page, tile)] as const)));
    await page.keyboard.press('End');
    for (const tile of TILES) await expect.poll(() => picture(page, tile), { message: tile }).not.toBe(before[tile]);
    expect(await page.locator('.board .readout').innerText()).toContain('x = 2.000');
    // The worker may still be at an earlier step of the hand: what stands still is what two looks have in common.
    const look = async (): Promise<Record<string, string>> => Object.fromEntries(await Promise.all(TILES.map(async (tile) => [tile, await picture(page, tile)] as const)));
    let still = await look();
    await expect
      .poll(
        async () => {
          const last = still;
          still = await look();
          return JSON.stringify(last) === JSON.stringify(still);
        },
        { interval: 400 },
      )
      .toBe(true);
    await page.locator('#dashboard-T').focus();
    await page.keyboard.press('End');
    for (const tile of ['nyquist', 'arrhenius', 'cell']) await expect.poll(() => picture(page, tile), { message: tile }).not.toBe(still[tile]);
    for (const tile of ['composition', 'diffraction', 'nmr']) expect(await picture(page, tile)).toBe(still[tile]);
    await expect.poll(() => page.url()).toMatch(/T=70&x=2|x=2&T=70/);
    await expect.poll(() => page.locator('.board [aria-live]').textContent()).toContain('70 °C');
    await page.reload();
    await expect.poll(() => page.locator('.board .readout').innerText()).toMatch(/x = 2\.000.*70 °C/s);
    expect(faults).toEqual([]);
    await close();
  });

  test('the heated powder exists at two compositions; elsewhere its switch says why', async () => {
    const { page, faults, close } = await open('dashboard/');
    await page.locator('.board .opt', { hasText: 'heated' }).click();
    await expect.poll(() => page.locator('[data-tile=diffraction] .tile-foot').innerText()).toContain('Figure 4a');
    await expect.poll(() => page.locator('.board .readout').innerText()).toContain('heated');
    await type(page, '.board [data-box=x]', '1.5');
    await expect.poll(() => page.locator('[data-tile=diffraction] .tile-foot').innerText()).toContain('Figure 1b');
    expect(await page.locator('.board .reason').innerText()).toContain('only at x = 1.625 and 2.000');
    expect(await page.locator('.board input[value=heat-treated]').isDisabled()).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  test('a number typed before any code is there counts, and goes along to the chapters', async () => {
    const { page, close } = await open('dashboard/');
    await page.locator('.board [data-box=x]').evaluate((box: HTMLInputElement) => {
      box.value = '1.875';
      box.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await expect.poll(() => page.locator('.board .readout').innerText()).toContain('1.875');
    await type(page, '.board [data-box=x]', '1.5');
    await page.goto(site('composition/'));
    await expect.poll(() => readout(page, '1a')).toContain('1.500');
    expect(await pictures(page, '1a')).toContain('1.500');
    await close();
  });

  test('the point in the ternary diagram can be drawn along its line', async () => {
    const { page, close } = await open('dashboard/');
    await page.locator('#dashboard-x').focus();
    await page.waitForSelector('.board[data-live]');
    const handle = page.locator('[data-tile=composition] [data-track]').first();
    const box = (await handle.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 12, box.y + box.height / 2 + 40, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => page.locator('.board .readout').innerText()).not.toContain('x = 1.625');
    await close();
  });
});
