/** Lessons and exercises in the page: by keyboard, with other numbers, without storage, without JavaScript; worksheets on paper; the teacher's pack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBank } from '../../src/exercises/bank.ts';
import { dist, site, useChromium } from './browser.ts';

const open = useChromium();
type Page = import('playwright-core').Page;

const exercise = (page: Page, id: string) => page.locator(`#ex-${id}`);
const verdict = (page: Page, id: string) => exercise(page, id).locator('.verdict');

describe('an exercise', () => {
  test('is solved by keyboard alone: label, answer in another unit, verdict as a status, hints one by one, solution after the try', async () => {
    const { page, faults, close } = await open('lessons/impedance/');
    const ex = exercise(page, 'pellet-resistance');
    expect(await ex.locator('details.solution').isVisible()).toBe(false);
    await ex.getByLabel('Your answer').focus();
    await page.keyboard.type('0,2 kΩ');
    await page.keyboard.press('Enter');
    await verdict(page, 'pellet-resistance').filter({ hasText: 'Too high' }).waitFor();
    expect(await verdict(page, 'pellet-resistance').getAttribute('role')).toBe('status');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Hint 1 of 2');
    expect(await ex.locator('.tip').nth(1).isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await ex.locator('.tip').nth(1).isVisible()).toBe(true);
    expect(await ex.locator('details.solution').isVisible()).toBe(true);
    await ex.getByLabel('Your answer').fill('159 ohm');
    await page.keyboard.press('Enter');
    await verdict(page, 'pellet-resistance').filter({ hasText: 'Right' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  test('has its hints on a phone, too', async () => {
    const { page, close } = await open('lessons/impedance/', { viewport: { width: 390, height: 844 } });
    expect(await exercise(page, 'pellet-resistance').locator('.tip summary').first().isVisible()).toBe(true);
    await close();
  });

  test.each([
    ['4e-4 S', /unit of a conductance/],
    ['0.4 ms/cm', /Capital letters/],
    ['3.5', /factor of 10/],
    ['0,35 mS/cm', /Right/],
    ['3,5×10⁻⁴ S cm⁻¹', /Right/],
  ])('judges “%s” for a conductivity of 3.5e-4 S/cm', async (text, says) => {
    const { page, close } = await open('lessons/impedance/');
    await exercise(page, 'resistance-to-conductivity').getByLabel('Your answer').fill(text);
    await page.keyboard.press('Enter');
    await verdict(page, 'resistance-to-conductivity').filter({ hasText: says }).waitFor();
    await close();
  });

  test('has words for a wrong choice, and takes a slip only with its number', async () => {
    const { page, close } = await open('lessons/quadrupolar/');
    const choice = exercise(page, 'what-spinning-cannot-do');
    await choice.getByLabel('Spinning still faster').check();
    await choice.getByRole('button', { name: 'Check' }).click();
    await verdict(page, 'what-spinning-cannot-do').filter({ hasText: 'sidebands' }).waitFor();
    const slip = exercise(page, 'printed-frequency');
    await slip.getByLabel('a Larmor frequency of 132.3').check();
    await slip.getByLabel('It should be').fill('132.3');
    await page.keyboard.press('Enter');
    await verdict(page, 'printed-frequency').filter({ hasText: 'not right yet' }).waitFor();
    await slip.getByLabel('It should be').fill('0.2117 GHz');
    await page.keyboard.press('Enter');
    await verdict(page, 'printed-frequency').filter({ hasText: 'E1' }).waitFor();
    await close();
  });

  test('reads the values of a figure when a state is asked for', async () => {
    const { page, faults, close } = await open('lessons/composition/');
    const ex = exercise(page, 'set-a-salt-share');
    await ex.getByRole('button', { name: 'Check the figure' }).click();
    await verdict(page, 'set-a-salt-share').filter({ hasText: 'not been moved' }).waitFor();
    const box = page.locator('#fig-1a input[data-box=x]');
    await box.fill('1.5');
    await box.press('Enter');
    await page.waitForSelector('#fig-1a[data-live]');
    await page.waitForTimeout(300);
    await ex.getByRole('button', { name: 'Check the figure' }).click();
    await verdict(page, 'set-a-salt-share').filter({ hasText: 'Too much NaCl' }).waitFor();
    await box.fill('1,75');
    await box.press('Enter');
    await page.waitForTimeout(300);
    await ex.getByRole('button', { name: 'Check the figure' }).click();
    await verdict(page, 'set-a-salt-share').filter({ hasText: 'Right' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  test('draws other numbers, keeps them for the next page, remembers what was solved, and forgets when told', async () => {
    const { page, close } = await open('lessons/impedance/?seed=7');
    const ex = exercise(page, 'pellet-resistance');
    await ex.locator('.numbers', { hasText: 'no. 7' }).waitFor();
    const prompt = await ex.locator('.prompt').innerText();
    await page.goto(site('lessons/composition/'));
    await exercise(page, 'chloride-count').locator('.numbers', { hasText: 'no. 7' }).waitFor();
    await exercise(page, 'lower-end').getByLabel('“1.325').check();
    await exercise(page, 'lower-end').getByLabel('It should be').fill('1.375');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#ex-lower-end[data-solved]');
    await page.goto(site('lessons/'));
    await page.locator('.tally', { hasText: '1 of' }).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()]);
    const saved = JSON.parse(readFileSync((await file.path())!, 'utf8')) as { seed: number; done: Record<string, { right: boolean }> };
    expect(saved.seed).toBe(7);
    expect(saved.done['lower-end']!.right).toBe(true);
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.locator('.tally', { hasText: 'Nothing tried' }).waitFor();
    expect(await page.evaluate(() => localStorage.getItem('exercises'))).toBeNull();
    const input = page.getByLabel('Take up a saved file');
    await input.setInputFiles({ name: 'holiday.json', mimeType: 'application/json', buffer: Buffer.from('{"no": 1}') });
    await page.locator('.tally', { hasText: 'holiday.json' }).waitFor();
    await input.setInputFiles({ name: 'exercises-progress.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(saved)) });
    await page.locator('.tally', { hasText: '1 of' }).waitFor();
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.locator('.tally', { hasText: 'Nothing tried' }).waitFor();
    await page.goto(site('lessons/impedance/'));
    expect(await ex.locator('.prompt').innerText()).not.toBe(prompt);
    await close();
  });

  test('works where storage is denied', async () => {
    const { page, faults, close } = await open(null);
    await page.addInitScript(() => {
      for (const name of ['getItem', 'setItem', 'removeItem'] as const) {
        Storage.prototype[name] = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      }
    });
    await page.goto(site('lessons/composition/'));
    await exercise(page, 'chloride-count').getByLabel('Your answer').fill('4.5');
    await page.keyboard.press('Enter');
    await verdict(page, 'chloride-count').filter({ hasText: 'Right' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  test('is whole without JavaScript: words, choices, hints, solution, and no box that would do nothing', async () => {
    const { page, close } = await open('lessons/cell/', { javaScriptEnabled: false });
    const ex = exercise(page, 'why-alike');
    expect(await ex.locator('.options label').first().isVisible()).toBe(true);
    expect(await page.locator('live-exercise input').locator('visible=true').count()).toBe(0);
    expect(await page.locator('live-exercise button').locator('visible=true').count()).toBe(0);
    await ex.locator('.solution summary').click();
    expect(await ex.locator('.says li').first().isVisible()).toBe(true);
    await close();
  });
});

describe('a figure in a preset state', () => {
  test('starts there with and without JavaScript, comes back there, and a link to the paper’s own state holds', async () => {
    const { page, close } = await open('lessons/impedance/');
    expect(await page.locator('#fig-3b .readout').innerText()).toContain('10 °C');
    const slider = page.locator('#fig-3b input[name=T]');
    await slider.focus();
    await page.waitForSelector('#fig-3b[data-live]');
    expect(await slider.inputValue()).toBe('10');
    const box = page.locator('#fig-3b input[data-box=T]');
    await box.fill('25');
    await box.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('T'), { timeout: 5000 }).toBe('25');
    await page.locator('#fig-3b [data-do=reset]').click();
    await page.waitForTimeout(200);
    expect(await slider.inputValue()).toBe('10');
    await close();
  });
});

describe('from the home page to paper', () => {
  test('a lecturer reaches a worksheet in three steps, and it prints on A4 and on Letter without menus', async () => {
    const { page, faults, close } = await open('lessons/');
    await page.locator('.lesson-list a', { hasText: 'worksheet' }).nth(1).click();
    await page.waitForURL('**/lessons/impedance/worksheet/');
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['header.page', 'footer.page', '.no-print']) expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    expect(await page.locator('.task').count()).toBe(readBank().filter((e) => e.lesson === 'impedance').length);
    expect(await page.locator('.task .lines i').first().isVisible()).toBe(true);
    for (const [format, mm] of [['A4', [210, 297]], ['Letter', [215.9, 279.4]]] as const) {
      const pdf = (await page.pdf({ format })).toString('latin1');
      const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf)!;
      expect(Math.abs(Number(width) / 72 * 25.4 - mm[0])).toBeLessThan(1);
      expect(Math.abs(Number(height) / 72 * 25.4 - mm[1])).toBeLessThan(1);
      expect(pdf.match(/\/Type\s*\/Page\b/g)!.length).toBeLessThanOrEqual(5);
    }
    // A unit stands on one line with its power.
    expect(await page.locator('.task .result > sup').count()).toBe(0);
    // Nothing is wider than the paper less its margins (178 mm at 96 dpi).
    await page.setViewportSize({ width: 672, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(672);
    expect(faults).toEqual([]);
    await close();
  });

  test('the seed in the address decides the numbers on the sheet', async () => {
    const { page, close } = await open('lessons/impedance/worksheet/?seed=7');
    await page.waitForSelector('.sheet[data-seed="7"]');
    expect(await page.locator('.seed-number').innerText()).toBe('7');
    const sheet = await page.locator('[data-task=pellet-resistance]').innerText();
    await page.goto(site('lessons/impedance/?seed=7'));
    await exercise(page, 'pellet-resistance').locator('.numbers', { hasText: 'no. 7' }).waitFor();
    const prompt = await exercise(page, 'pellet-resistance').locator('.prompt').innerText();
    expect(sheet).toContain(prompt);
    await close();
  });
});

describe('the teacher’s pack', () => {
  test('makes a class link with a state, and keys that follow its number', async () => {
    const { page, faults, close } = await open('lessons/teacher/');
    const printed = await page.locator('[data-key=pellet-resistance] td > b').innerText();
    await page.getByLabel('Numbers no.').fill('7');
    await page.getByLabel('Page', { exact: true }).selectOption('lessons/impedance/');
    await page.getByLabel('State of a figure').fill(site('transport/?v=1&3b.stray=50#fig-3b'));
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.waitForSelector('.pack[data-seed="7"]', { timeout: 30_000 });
    const link = new URL((await page.locator('output').innerText()).split('\n')[0]!);
    expect([link.pathname, link.hash, link.searchParams.get('seed'), link.searchParams.get('3b.stray')]).toEqual([new URL(site('lessons/impedance/')).pathname, '#fig-3b', '7', '50']);
    const key = await page.locator('[data-key=pellet-resistance] td > b').innerText();
    expect(key).not.toBe(printed);
    await page.goto(link.href);
    const ex = exercise(page, 'pellet-resistance');
    await ex.locator('.numbers', { hasText: 'no. 7' }).waitFor();
    await ex.getByLabel('Your answer').fill(key.split(' (')[0]!);
    await page.keyboard.press('Enter');
    await verdict(page, 'pellet-resistance').filter({ hasText: 'Right' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  test('prints the key of one lesson from its link, and all keys otherwise, with no sheet for a title alone', async () => {
    const { page, close } = await open('lessons/teacher/');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.key-table').locator('visible=true').count()).toBe(7);
    expect(await page.locator('.key-table table').first().evaluate((table) => getComputedStyle(table).breakInside)).toBe('auto');
    await page.goto(`${site('lessons/teacher/')}#key-impedance`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.key-table').locator('visible=true').count()).toBe(1);
    expect(await page.locator('#key-impedance').isVisible()).toBe(true);
    await close();
  });

  test('says what is wrong with a number, and offers the bank as a file', async () => {
    const { page, close } = await open('lessons/teacher/');
    await page.getByLabel('Numbers no.').fill('many');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.locator('output', { hasText: 'not a number' }).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 30_000 }), page.getByRole('button', { name: /Download with numbers/ }).click()]);
    const xml = readFileSync((await file.path())!, 'utf8');
    const built = readFileSync(join(dist, 'lessons/moodle.xml'), 'utf8');
    // The page knows its own address, the build the site's; nothing else differs.
    const plain = (text: string): string => text.replace(/https?:\/\/[^/\s]+\//g, '');
    expect(plain(xml)).toBe(plain(built));
    await close();
  });
});
