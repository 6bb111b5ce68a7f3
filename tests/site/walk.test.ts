/** A figure by keyboard and ear: from curve to curve, from landmark to landmark, point by point. */
import { expect, test } from 'vitest';
import { readout, useChromium, wake } from './browser.ts';

const open = useChromium();

test('by keys alone: open, walk, listen, move a slider, close', async () => {
  const { page, faults, close } = await open('transport/');
  await wake(page, '3b');
  await page.locator('#fig-3b button[data-do=walk]').focus();
  await page.keyboard.press('Enter');
  const says = page.locator('#fig-3b .walk p');
  await expect.poll(() => says.innerText()).toMatch(/curves\. Left and right/);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
  await page.keyboard.press('ArrowRight');
  const second = await says.innerText();
  expect(second).toMatch(/Point \d+ of 70/);
  await page.keyboard.press('Shift+ArrowRight');
  const [before, after] = [second, await says.innerText()].map((text) => Number(/Point (\d+)/.exec(text)![1]));
  expect(after).toBe(before! + 1);
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('#fig-3b .walk select').inputValue()).toMatch(/imag/);
  await page.keyboard.press('End');
  expect(await says.innerText()).toMatch(/Point 70 of 70/);
  await page.keyboard.press('Space');
  await expect.poll(() => page.locator('#fig-3b [data-walk=listen]').innerText()).toBe('Stop');
  await page.keyboard.press('Space');
  await expect.poll(() => page.locator('#fig-3b [data-walk=listen]').innerText()).toBe('Listen');
  // The walk follows the figure: at another temperature the same point has another value.
  await page.locator('#fig-3b .walk select').press('Home');
  const cold = await says.innerText();
  const words = await readout(page, '3b');
  await page.locator('#fig-3b input[name=T]').press('End');
  await expect.poll(() => readout(page, '3b')).not.toBe(words);
  await page.locator('#fig-3b .walk select').focus();
  await expect
    .poll(async () => {
      await page.keyboard.press('Home');
      return says.innerText();
    })
    .not.toBe(cold);
  await page.keyboard.press('Escape');
  expect(await page.locator('#fig-3b .walk').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-do'))).toBe('walk');
  expect(faults).toEqual([]);
  await close();
});
