/** When something is missing the reader keeps the picture and hears one sentence; nothing grows without end. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pictures, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();

/** Opens the transport chapter with something broken, touches Figure 3b, and returns its notice. */
async function touched(spoil: (page: Page) => Promise<unknown>, options: BrowserContextOptions = {}): Promise<{ notice: string; kept: boolean; page: Page; close(): Promise<void> }> {
  const { page, close } = await open(null, options);
  await spoil(page);
  await page.goto(site('transport/'), { waitUntil: 'load' });
  const before = await pictures(page, '3b');
  await page.locator('#fig-3b input[type=range]').first().focus();
  await page.keyboard.press('ArrowRight');
  const notice = page.locator('#fig-3b .notice');
  await expect.poll(() => notice.innerText()).not.toBe('');
  return { notice: await notice.innerText(), kept: (await pictures(page, '3b')) === before, page, close };
}

describe('the static figure stays, with a sentence', () => {
  test.each<[string, (page: Page) => Promise<unknown>]>([
    ['a kernel file is missing', (page) => page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: '' }))],
    ['a kernel file is corrupt', (page) => page.route('**/*.wasm', (route) => route.fulfill({ status: 200, body: 'not a kernel', contentType: 'application/wasm' }))],
    ['a kernel file is cut short', (page) => page.route('**/*.wasm', async (route) => route.fulfill({ status: 200, body: (await (await route.fetch()).body()).subarray(0, 400), contentType: 'application/wasm' }))],
    ['WebAssembly is blocked', (page) => page.addInitScript(() => void Reflect.deleteProperty(window, 'WebAssembly'))],
    ['the figure’s code cannot be loaded', (page) => page.route(/\/_a\/3b.*\.js$/, (route) => route.abort())],
  ])('%s', async (_, spoil) => {
    const { notice, kept, close } = await touched(spoil);
    expect(notice).toMatch(/could not be loaded/);
    expect(notice).toMatch(/picture, the words and the table .* stay valid/);
    expect(kept).toBe(true);
    await close();
  });

  test('the network goes away halfway: the figure that is loaded lives on, another says so, and works once it is back', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    await page.context().setOffline(true);
    const words = await readout(page, '3b');
    await page.locator('#fig-3b input[name=T]').press('End');
    await expect.poll(() => readout(page, '3b')).not.toBe(words);
    await page.context().setOffline(false);
    await page.goto(site('cells/'), { waitUntil: 'load' });
    await page.route('**/*.wasm', (route) => route.abort());
    await page.locator('#fig-6a input[type=range]').first().focus();
    await expect.poll(() => page.locator('#fig-6a .notice').innerText()).toMatch(/could not be loaded/);
    await page.unroute('**/*.wasm');
    await page.locator('#fig-6a input[type=range]').first().press('ArrowRight');
    await page.waitForSelector('#fig-6a[data-live]');
    await close();
  });
});

test('a browser that denies storage shows the page, the theme switch included', async () => {
  const { page, faults, close } = await open(null);
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  });
  await page.goto(site('transport/'), { waitUntil: 'load' });
  await page.locator('[data-theme-switch]').click();
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await wake(page, '3b');
  expect(faults).toEqual([]);
  await close();
});

test('two tabs of one reader do not disturb each other', async () => {
  const { page, faults, close } = await open('transport/');
  const second = await page.context().newPage();
  await second.goto(site('transport/'), { waitUntil: 'load' });
  await wake(page, '3b');
  await wake(second, '3b');
  const words = await readout(page, '3b');
  await second.locator('#fig-3b input[name=T]').press('End');
  await expect.poll(() => readout(second, '3b')).toContain('70 °C');
  expect(await readout(page, '3b')).toBe(words);
  expect(faults).toEqual([]);
  await close();
});

test('memory stays flat over 10,000 slider moves and 1,000 fits', { timeout: 240_000 }, async () => {
  const { page, close } = await open('transport/');
  await wake(page, '3b');
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize / 1e6;
  };
  /** Moves of the temperature slider, a frame now and then; the fit runs with each picture while its switch is on. */
  const move = (times: number): Promise<void> =>
    page.evaluate(async (n) => {
      const slider = document.querySelector<HTMLInputElement>('#fig-3b input[name=T]')!;
      for (let i = 0; i < n; i++) {
        slider.value = String(Number(slider.min) + ((i * 7) % 60));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        if (i % 10 === 9) await new Promise((frame) => requestAnimationFrame(frame));
      }
    }, times);
  await page.locator('#fig-3b button[name=fit]').click();
  await expect.poll(() => readout(page, '3b')).toContain('Fit');
  await move(1000);
  const before = await heap();
  const nodes = (): Promise<number> => page.evaluate(() => document.getElementsByTagName('*').length);
  const elements = await nodes();
  await move(10_000);
  const after = await heap();
  console.log(`heap ${before.toFixed(1)} → ${after.toFixed(1)} MB over 10,000 moves, ${elements} → ${await nodes()} elements`);
  // A leak of one picture a frame would be 1,000 times some 20 kB.
  expect(after - before).toBeLessThan(4);
  expect(Math.abs((await nodes()) - elements)).toBeLessThan(100);
  await close();
});
