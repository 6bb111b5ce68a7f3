/** Figures that take longer than a frame: computed beside the page, stopped by hand, and computed all the same where a worker is refused. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { defaults, type AnyValues } from '../../src/runtime/figure.ts';
import { pictures, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();
const WORKER_SCRIPT = /\/worker-[^/]*\.js/;

/** Every message that workers send to the page, kept in the page. */
const listen = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    window.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener('message', ({ data }) => heard.push(data));
      }
    };
  });
const results = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { heard: { result?: unknown }[] }).heard.flatMap((message) => (message.result === undefined ? [] : [message.result])));

const type = async (page: Page, id: string, name: string, text: string): Promise<void> => {
  const box = page.locator(`#fig-${id} [data-box=${name}]`);
  await box.fill(text);
  await box.press('Enter');
};

/** What Node computes for a figure of the page, as plain data. */
async function inNode(id: string, changed: AnyValues): Promise<unknown> {
  const figure = await loadFigure(id);
  return structuredClone(figure.compute(await nodeKernels(figure.kernels), { ...defaults(figure.params), ...changed }));
}

async function openCells(prepare: (page: Page) => Promise<unknown>) {
  const watched = await open(null);
  await prepare(watched.page);
  await watched.page.goto(site('cells/'), { waitUntil: 'load' });
  return watched;
}

describe('a worker', () => {
  test.each([
    ['6a', { T: 31, rate: 0.2 }],
    ['6b', { T: 31, thickness: 1.5 }],
    ['6c', { sigma: 0.03, T: 31 }],
    ['6e', { growth: 12 }],
  ] as const)('computes figure %s, to the bit as Node does', async (id, values) => {
    const { page, faults, close } = await openCells(listen);
    await wake(page, id);
    for (const [name, value] of Object.entries(values)) await type(page, id, name, String(value));
    expect(page.workers().length).toBe(1);
    const expected = await inNode(id, values);
    await expect.poll(async () => JSON.stringify((await results(page)).at(-1)), { timeout: 10_000 }).toBe(JSON.stringify(expected));
    // The same for a sixteenth digit: JSON writes every bit of a number.
    expect(JSON.stringify(expected)).toMatch(/\d\.\d{14,}/);
    expect(faults).toEqual([]);
    await close();
  });

  test('that has not answered yet leaves the last picture, shows a bar, and stops with a sentence; a touch goes on', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    const { page, faults, close } = await openCells((p) => p.route(WORKER_SCRIPT, async (route) => (await held, route.continue())));
    const before = await pictures(page, '6c');
    await wake(page, '6c');
    await type(page, '6c', 'sigma', '0.02');
    const stop = page.locator('#fig-6c .progress button');
    await stop.waitFor();
    expect(await stop.innerText()).toBe('Stop');
    expect(await pictures(page, '6c')).toBe(before);
    await stop.click();
    await expect.poll(() => page.locator('#fig-6c .notice').innerText()).toBe('Stopped: the picture shows the last state that was computed. Move a control to go on.');
    expect(await stop.count()).toBe(0);
    expect(await pictures(page, '6c')).toBe(before);
    release();
    await type(page, '6c', 'sigma', '0.03');
    await expect.poll(() => readout(page, '6c')).toContain('0.030 mS/cm');
    expect(await pictures(page, '6c')).not.toBe(before);
    expect(await page.locator('#fig-6c .notice').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  test('never falls behind the hand: the last state of a drag is the one that is drawn', async () => {
    const { page, faults, close } = await openCells(listen);
    await wake(page, '6c');
    await page.evaluate(async () => {
      const slider = document.querySelector<HTMLInputElement>('#fig-6c input[name=T]')!;
      for (let i = 0; i <= 60; i++) {
        slider.value = String(Number(slider.min) + ((Number(slider.max) - Number(slider.min)) * i) / 60);
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
      }
    });
    const expected = JSON.stringify(await inNode('6c', { T: 60 }));
    await expect.poll(async () => JSON.stringify((await results(page)).at(-1)), { timeout: 10_000 }).toBe(expected);
    // States that the hand has left are not computed: fewer results than steps, but more than the last alone.
    const count = (await results(page)).length;
    expect(count).toBeGreaterThan(3);
    expect(count).toBeLessThan(61);
    expect(faults).toEqual([]);
    await close();
  });
});

describe('where a worker is refused', () => {
  const refusals: [string, (page: Page) => Promise<unknown>][] = [
    ['because its script does not arrive', (page) => page.route(WORKER_SCRIPT, (route) => route.abort())],
    ['because the browser has none', (page) => page.addInitScript(() => void delete (window as { Worker?: unknown }).Worker)],
  ];
  test.each(refusals)('%s, figures are computed in the page and come out the same', async (_why, prepare) => {
    const [refused, usual] = [await openCells(prepare), await openCells(async () => undefined)];
    for (const { page } of [refused, usual]) {
      for (const [id, name, text] of [['6c', 'sigma', '0.03'], ['6e', 'growth', '12'], ['6c', 'T', '31']] as const) {
        await wake(page, id);
        const before = await pictures(page, id);
        await type(page, id, name, text);
        await expect.poll(() => pictures(page, id), { timeout: 10_000 }).not.toBe(before);
      }
    }
    expect(refused.page.workers()).toEqual([]);
    expect(usual.page.workers().length).toBe(1);
    for (const id of ['6c', '6e']) await expect.poll(() => pictures(refused.page, id)).toBe(await pictures(usual.page, id));
    for (const { close } of [refused, usual]) await close();
  });

  test('the work can be stopped too', async () => {
    const { page, close } = await openCells((p) => p.addInitScript(() => void delete (window as { Worker?: unknown }).Worker));
    await wake(page, '6c');
    const before = await pictures(page, '6c');
    const session = await page.context().newCDPSession(page);
    // Slow enough that the bar appears before the work is done.
    await session.send('Emulation.setCPUThrottlingRate', { rate: 40 });
    await type(page, '6c', 'T', '31');
    await page.locator('#fig-6c .progress button').click({ timeout: 30_000 });
    await expect.poll(() => page.locator('#fig-6c .notice').innerText(), { timeout: 30_000 }).toMatch(/^Stopped: /);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    expect(await pictures(page, '6c')).toBe(before);
    await close();
  });
});
