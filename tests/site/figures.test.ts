import { describe, expect, test } from 'vitest';
import { pictures, readout, site, useChromium, wake } from './browser.ts';

const open = useChromium();
const settle = 450; // ms: table, announcement and address follow 350 ms after the last change

describe('a slider', () => {
  test('moved by keys changes picture, read-out, number box, spoken value and announcement', async () => {
    const { page, faults, close } = await open('transport/');
    await wake(page, '3b');
    const slider = page.locator('#fig-3b input[name=T]');
    const [before, words] = [await pictures(page, '3b'), await readout(page, '3b')];
    await slider.focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => readout(page, '3b')).toContain('30 °C');
    expect(await readout(page, '3b')).not.toBe(words);
    expect(await pictures(page, '3b')).not.toBe(before);
    expect(await slider.getAttribute('aria-valuetext')).toBe('30 °C');
    expect(await page.locator('#fig-3b [data-box=T]').inputValue()).toBe('30');
    await expect.poll(() => page.locator('#fig-3b [aria-live=polite]').textContent()).toContain('30 °C');
    await page.keyboard.press('End');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('70 °C');
    expect(faults).toEqual([]);
    await close();
  });

  test('moves every other figure of the page that shares x or T', async () => {
    const { page, close } = await open('transport/');
    for (const id of ['3c', '3d', '3b']) await wake(page, id);
    const before = Object.fromEntries(await Promise.all(['3b', '3c', '3d'].map(async (id) => [id, await pictures(page, id)] as const)));
    await page.locator('#fig-3b [data-box=x]').fill('2');
    await page.keyboard.press('Enter');
    for (const id of ['3b', '3c', '3d']) {
      await expect.poll(() => readout(page, id)).toContain('2.000');
      await expect.poll(() => pictures(page, id)).not.toBe(before[id]);
      expect(await page.locator(`#fig-${id} [data-box=x]`).inputValue()).toBe('2.000');
    }
    await page.locator('#fig-3d [data-box="T"]').fill('60');
    await page.keyboard.press('Enter');
    await expect.poll(() => readout(page, '3b')).toContain('60 °C');
    await close();
  });

  test('wakes figures that were never touched', async () => {
    const { page, close } = await open('transport/');
    await page.locator('#fig-3d input[name=x]').focus();
    await page.waitForSelector('#fig-3d[data-live]');
    await page.keyboard.press('End');
    await page.waitForSelector('#fig-3b[data-live]');
    await expect.poll(() => readout(page, '3b')).toContain('2.000');
    await close();
  });

  test('moved before any code is there keeps its place', async () => {
    const { page, close } = await open('');
    await page.locator('#fig-first input[name=x]').evaluate((input: HTMLInputElement) => {
      input.value = '2';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.waitForSelector('#fig-first[data-live]');
    await expect.poll(() => readout(page, 'first')).toContain('2.000');
    await close();
  });
});

test('the marked points of a picture can be dragged', async () => {
  const { page, close } = await open('composition/');
  await wake(page, '1a');
  const words = await readout(page, '1a');
  const handle = page.locator('#fig-1a svg.plot [data-track]').locator('visible=true').first();
  await handle.scrollIntoViewIfNeeded();
  const box = (await handle.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2 + 60, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => readout(page, '1a')).not.toBe(words);
  await close();
});

test('a finger taps the fit and drags a point at 390 px', async () => {
  const { page, faults, close } = await open('composition/', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const handle = page.locator('#fig-1a svg.plot [data-track]').locator('visible=true').first();
  await page.locator('#fig-1a input[name=x]').tap();
  await page.waitForSelector('#fig-1a[data-live]');
  const words = await readout(page, '1a');
  await handle.scrollIntoViewIfNeeded();
  const box = (await handle.boundingBox())!;
  const session = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (let i = 1; i <= 6; i++) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x - 4 * i, y: y + 8 * i }] });
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect.poll(() => readout(page, '1a')).not.toBe(words);
  await page.goto(site('transport/'));
  await page.locator('#fig-3b button[name=fit]').tap();
  await expect.poll(() => readout(page, '3b')).toContain('Fit: R =');
  expect(faults).toEqual([]);
  await close();
});

test('the fit returns the resistance within 1 %, with its error, and says how many starts agree', async () => {
  const { page, faults, close } = await open('transport/');
  await wake(page, '3b');
  const button = page.locator('#fig-3b button[name=fit]');
  await button.click();
  await expect.poll(() => readout(page, '3b')).toContain('Fit: R =');
  expect(await button.getAttribute('aria-pressed')).toBe('true');
  const text = await readout(page, '3b');
  const fitted = Number(/Fit: R = ([\d.]+) ± [\d.]+ Ω/.exec(text)?.[1]);
  // 153.3 Ω: L/(σA) of 100 mg at 4.0e-4 S/cm, worked out in the ledger without any fit.
  expect(Math.abs(fitted / 153.3 - 1)).toBeLessThan(0.01);
  expect(text).toMatch(/starts/);
  await button.click();
  await expect.poll(() => readout(page, '3b')).not.toContain('Fit: R =');
  expect(faults).toEqual([]);
  await close();
});

describe('a number box', () => {
  const type = async (page: import('playwright-core').Page, text: string): Promise<string> => {
    const box = page.locator('#fig-3b [data-box=T]');
    await box.fill(text);
    await box.press('Enter');
    await page.waitForTimeout(60);
    return box.inputValue();
  };

  test('takes 4e1, 40,0, 41 °C and a typographic minus, and clamps with a sentence', async () => {
    const { page, close } = await open('transport/');
    await wake(page, '3b');
    const notice = page.locator('#fig-3b .notice');
    expect(await type(page, '4e1')).toBe('40');
    expect(await type(page, '41,0')).toBe('41');
    expect(await type(page, '42 °C')).toBe('42');
    expect(await notice.isVisible()).toBe(false);
    expect(await type(page, '−5')).toBe('10');
    expect(await notice.innerText()).toMatch(/from 10 to 70 °C/);
    await close();
  });

  test('refuses words with one sentence and keeps the last value', async () => {
    const { page, faults, close } = await open('transport/');
    await wake(page, '3b');
    await type(page, '55');
    for (const nonsense of ['warm', '', '1.2.3', 'NaN', '<b>1</b>', '1e999']) {
      expect(await type(page, nonsense)).toBe('55');
      expect(await page.locator('#fig-3b .notice').innerText()).toContain('is not a number');
    }
    expect(await type(page, '56')).toBe('56');
    expect(await page.locator('#fig-3b .notice').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });
});

test('reset brings back the paper’s own state', async () => {
  const { page, close } = await open('transport/');
  await wake(page, '3b');
  const [words, picture] = [await readout(page, '3b'), await pictures(page, '3b')];
  for (const key of ['x', 'T', 'stray', 'permittivity']) {
    await page.locator(`#fig-3b input[name=${key}]`).focus();
    await page.keyboard.press('End');
  }
  await expect.poll(() => readout(page, '3b')).not.toBe(words);
  await page.locator('#fig-3b button[data-do=reset]').click();
  await expect.poll(() => readout(page, '3b')).toBe(words);
  await expect.poll(() => pictures(page, '3b')).toBe(picture);
  await close();
});

test('compare shows the paper beside the figure', async () => {
  const { page, close } = await open('transport/');
  await wake(page, '3b');
  const button = page.locator('#fig-3b button[data-do=compare]');
  await button.click();
  await expect.poll(() => page.locator('#fig-3b .compare').innerText()).toContain('was put in');
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  await button.click();
  await expect.poll(() => page.locator('#fig-3b .compare').isVisible()).toBe(false);
  await close();
});

describe('a permalink', () => {
  test('restores the state in a fresh browser', async () => {
    const first = await open('transport/');
    await wake(first.page, '3b');
    await first.page.locator('#fig-3b [data-box=x]').fill('1.75');
    await first.page.keyboard.press('Enter');
    await first.page.locator('#fig-3b [data-box=stray]').fill('50');
    await first.page.keyboard.press('Enter');
    await first.page.locator('#fig-3b button[name=fit]').click();
    await first.page.waitForTimeout(settle);
    await first.page.locator('#fig-3b button[data-do=link]').click();
    await expect.poll(() => first.page.url()).toContain('#fig-3b');
    const address = first.page.url();
    const [words, picture] = [await readout(first.page, '3b'), await pictures(first.page, '3b')];
    await first.close();
    const second = await open(address.slice(site().length));
    await second.page.waitForSelector('#fig-3b[data-live]');
    expect(await readout(second.page, '3b')).toBe(words);
    expect(await pictures(second.page, '3b')).toBe(picture);
    expect(await second.page.locator('#fig-3b .notice').isVisible()).toBe(false);
    expect(second.faults).toEqual([]);
    await second.close();
  });

  test.each([
    ['?v=1&T=500', /asks for 500.*from 10 to 70/],
    ['?v=1&T=warm', /not a number/],
    ['?v=0&T=40', /version 0/],
    ['?v=1&3b.colour=red', /does not have/],
    ['?v=1&3b.fit=maybe', /expected 1 or 0/],
  ])('with %s says in a sentence what could not be used, and the figure works', async (query, sentence) => {
    const { page, faults, close } = await open(`transport/${query}#fig-3b`);
    await page.waitForSelector('#fig-3b[data-live]');
    expect(await page.locator('#fig-3b .notice').innerText()).toMatch(sentence);
    await page.locator('#fig-3b input[name=T]').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => readout(page, '3b')).toContain('10 °C');
    expect(faults).toEqual([]);
    await close();
  });
});

test('the theme switch turns the page dark and back, and is remembered', async () => {
  const { page, close } = await open('', { colorScheme: 'light' });
  const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.locator('[data-theme-switch]').click();
  const dark = await background();
  expect(dark).not.toBe(light);
  await page.goto(site('transport/'));
  expect(await background()).toBe(dark);
  await page.locator('[data-theme-switch]').click();
  expect(await background()).toBe(light);
  await close();
});

describe('an exercise', () => {
  test('knows right, wrong, a known mistake and no number', async () => {
    const { page, faults, close } = await open('transport/');
    const exercise = page.locator('#ex-warm-up-the-amorphous');
    const verdict = exercise.locator('.verdict');
    const answer = async (text: string): Promise<void> => {
      await exercise.locator('input').fill(text);
      await exercise.locator('button[type=submit]').click();
    };
    await answer('40');
    await expect.poll(() => verdict.innerText()).toContain('Too low');
    await answer('56');
    await expect.poll(() => verdict.innerText()).toContain('Right');
    await answer('329');
    await expect.poll(() => verdict.innerText()).toContain('kelvin');
    await answer('hot');
    await expect.poll(() => verdict.innerText()).toContain('not understood');
    expect(faults).toEqual([]);
    await close();
  });
});
