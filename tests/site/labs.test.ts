/** The labs in a browser: files in, numbers out, nothing sent; undo, reload, link; damage told in one sentence; by keyboard alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { site, useChromium, type Watched } from './browser.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import { hasShared, sharedPath } from '../shared-data.ts';

const open = useChromium();
const LAB = 'labs/impedance/';
const ready = (page: Page): Promise<unknown> => page.waitForSelector('lab-bench[data-ready]');
const says = (page: Page): Promise<string> => page.locator('.lab-says').innerText();
const readout = (page: Page): Promise<string> => page.locator('[data-part=readout]').innerText();

/** The lab with its code and kernels there. */
async function awake(options = {}): Promise<Watched> {
  const watched = await open(LAB, options);
  await watched.page.locator('[name=circuit]').focus();
  await ready(watched.page);
  return watched;
}

const files = mkdtempSync(join(tmpdir(), 'labs-'));
/** A file of the given text; two of its kind make a series. */
const file = (name: string, text: string): string => {
  const path = join(files, name);
  writeFileSync(path, text);
  return path;
};
/** R = 1000 ohm in parallel with 1 nF, in series with 1 uF: closed form. */
const spectrum = (r: number): string =>
  ['frequency_Hz,z_real_ohm,z_imag_ohm', ...Array.from({ length: 41 }, (_, i) => {
    const f = 10 ** (6 - i / 8);
    const w = 2 * Math.PI * f;
    const d = 1 + (w * r * 1e-9) ** 2;
    return `${f},${r / d},${-(r * r * w * 1e-9) / d - 1 / (w * 1e-6)}`;
  })].join('\n');
const halide = (args: string[]): any => JSON.parse(execFileSync(process.execPath, [join(repositoryRoot(), 'src/cli/halide.mjs'), ...args], { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] }));

const drop = (page: Page, paths: string[]): Promise<void> => page.setInputFiles('lab-bench input[type=file]', paths);
/** Waits until every spectrum on the bench has its verdict. */
const fitted = (page: Page, spectra: number, own = true): Promise<unknown> =>
  page.waitForFunction(
    ([n, word]) => {
      const rows = [...document.querySelectorAll('[data-part=series] tbody tr')];
      return rows.length === n && rows.every((row) => row.textContent!.includes(word as string) && !row.textContent!.includes('…'));
    },
    [spectra, own ? 'yours' : 'reconstructed'] as const,
  );
const saved = async (page: Page, button: string): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).first().click()]);
  return readFileSync(await download.path(), 'utf8');
};

describe('impedance lab', () => {
  test.each([1280, 390])('axe finds nothing and nothing overflows at %i px, awake and with the reader’s data', async (width) => {
    const { page, faults, close } = await awake({ viewport: { width, height: 800 } });
    await drop(page, [file('T300K.csv', spectrum(1000))]);
    await fitted(page, 1);
    await page.locator('[data-do=compare]').click();
    await page.waitForSelector('[data-part=comparison] table');
    await page.evaluate(readFileSync(join(repositoryRoot(), 'node_modules/axe-core/axe.min.js'), 'utf8'));
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      return (await axe.run()).violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
    });
    expect(violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(faults).toEqual([]);
    await close();
  });

  test('nothing at all is asked of the network once the lab is awake, whatever is done with the data', async () => {
    const { page, faults, close } = await awake();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url())) asked.push(`${request.method()} ${request.url()}`);
    });
    await drop(page, [280, 300, 320].map((T) => file(`T${T}K.csv`, spectrum(1e6 / T))));
    await fitted(page, 3);
    for (const what of ['compare', 'profiles', 'link']) await page.locator(`[data-do=${what}]`).first().click();
    await page.waitForSelector('[data-part=parameters] th:has-text("profile")');
    await page.locator('[data-do=global]').click();
    await page.waitForFunction(() => document.querySelector('[data-part=resistance]')?.textContent?.includes('One fit of all temperatures'));
    for (const what of ['undo', 'redo']) await page.locator(`[data-do=${what}]`).first().click();
    await fitted(page, 3);
    for (const button of ['[data-do=json]', '[data-do=csv]', '[data-do=python]', '[data-picture=svg]']) await saved(page, button);
    await saved(page, '[data-picture=png]');
    await page.waitForLoadState('networkidle');
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  test('one drop after another, one with a file too large: no spectrum is lost, and a box that is being typed in keeps its text', async () => {
    const { page, faults, close } = await awake();
    await drop(page, [300, 320].map((T) => file(`T${T}K.csv`, spectrum(1e6 / T))));
    await drop(page, [file('T340K.csv', spectrum(2500)), file('big.csv', '1000,1,-1\n'.repeat(2_100_000))]);
    await page.locator('[name=thickness_cm]').pressSequentially('0.6', { delay: 60 });
    await fitted(page, 3);
    expect(await page.locator('[name=thickness_cm]').inputValue()).toBe('0.6');
    expect(await says(page)).toMatch(/big\.csv has 21 MB: expected at most 20 MB/);
    await page.locator('[name=thickness_cm]').fill('wide');
    await page.locator('[name=thickness_cm]').press('Enter');
    expect(await says(page)).toMatch(/“wide” cannot be used/);
    expect(await page.locator('[name=thickness_cm]').inputValue()).toBe('');
    // Nothing but zeros: said, and the page goes on.
    await drop(page, [file('T360K.csv', Array.from({ length: 12 }, (_, i) => `${10 ** i},0,0`).join('\n'))]);
    await page.waitForFunction(() => document.querySelector('[data-part=readout]')!.textContent!.includes('expected an impedance that is not zero'));
    expect(faults).toEqual([]);
    await close();
  });

  test('the fit is that of the halide command, digit for digit', async () => {
    const path = file('known.csv', spectrum(1000));
    const { page, close } = await awake();
    await drop(page, [path]);
    await fitted(page, 1);
    await page.locator('[name=circuit]').fill('p(R1,C1)-C2');
    await page.locator('[name=circuit]').press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-part=parameters] caption')?.textContent?.includes('p(R1,C1)-C2'));
    const { results } = JSON.parse(await saved(page, '[data-do=json]')) as { results: { fits: any[] } };
    const told = halide(['impedance', 'fit', path, '--circuit', 'p(R1,C1)-C2']);
    for (const key of ['verdict', 'message', 'wssr', 'aicc', 'correlation']) expect(results.fits[0][key], key).toEqual(told[key]);
    expect(results.fits[0].parameters.map((p: any) => [p.name, p.value, p.stderr])).toEqual(told.parameters.map((p: any) => [p.name, p.value, p.stderr]));
    // And the truth, which the closed form holds to the rounding of the file.
    expect(results.fits[0].parameters[0].value).toBeCloseTo(1000, 4);
    await close();
  });

  test.skipIf(!hasShared('data/eisfitpython'))('a measured series of seven temperatures: from drop to Ea with no further touch', async () => {
    const folder = sharedPath('data/eisfitpython');
    const { page, close } = await awake();
    await drop(page, readdirSync(folder).filter((n) => n.startsWith('s04147')).map((n) => join(folder, n)));
    await fitted(page, 7);
    expect(await readout(page)).toMatch(/Ea = 0\.59\d ± 0\.0\d+ eV/);
    expect(await page.locator('[data-part=series] [data-temperature="0"]').inputValue()).toBe('140');
    await close();
  });

  test.skipIf(!hasShared('data/instrument-files'))('files of instruments are read, the damaged one is refused in one sentence, and nothing is lost', async () => {
    const folder = sharedPath('data/instrument-files');
    const names = readdirSync(folder).filter((n) => n.startsWith('impedance_py'));
    const damaged = names.find((n) => n.includes('MissingFreq'))!;
    const { page, faults, close } = await awake();
    await drop(page, names.filter((n) => n !== damaged).map((n) => join(folder, n)));
    await fitted(page, 5);
    await drop(page, [join(folder, damaged)]);
    await page.waitForFunction(() => document.querySelector('.lab-says')?.textContent?.includes('MissingFreq'));
    expect(await says(page)).toMatch(/MissingFreq\.mpt: line 61 names .* expected freq\/Hz.*\.$/);
    expect(await page.locator('[data-part=series] tbody tr').count()).toBe(5);
    expect(faults).toEqual([]);
    await close();
  });

  test('long work shows how far it is and can be cancelled; the bench stays whole', async () => {
    const { page, faults, close } = await awake();
    page.setDefaultTimeout(40_000);
    // Sixty spectra of 1600 points: seconds of fits.
    const many = (r: number): string => ['frequency_Hz,z_real_ohm,z_imag_ohm', ...Array.from({ length: 1600 }, (_, i) => {
      const f = 10 ** (6 - i / 320);
      const w = 2 * Math.PI * f;
      const d = 1 + (w * r * 1e-9) ** 2;
      return `${f},${(r / d) * (1 + 0.003 * Math.sin(17 * i))},${-(r * r * w * 1e-9) / d - 1 / (w * 1e-6)}`;
    })].join('\n');
    await drop(page, Array.from({ length: 60 }, (_, i) => file(`T${250 + i}K.csv`, many(1000 + i))));
    await page.waitForSelector('[data-part=series] tbody tr:nth-child(60)');
    await page.waitForSelector('.lab-progress:not([hidden])');
    await page.waitForFunction(() => document.querySelector<HTMLProgressElement>('.lab-progress progress')!.value > 0);
    await page.locator('[data-do=cancel]').click();
    await page.waitForSelector('.lab-progress', { state: 'hidden' });
    expect(await says(page)).toMatch(/^The work was cancelled/);
    await page.locator('[data-do=undo]').click();
    await fitted(page, 7, false);
    expect(faults).toEqual([]);
    await close();
  });

  test('a picture, an empty file and binary noise are one sentence each; the example stays', async () => {
    const { page, faults, close } = await awake();
    const before = await readout(page);
    for (const [name, body] of [['empty.csv', ''], ['noise.bin', Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)).toString('latin1')], ['words.txt', 'not a spectrum\nat all\n']] as const) {
      await drop(page, [file(name, body)]);
      await page.waitForFunction((n) => document.querySelector('.lab-says')?.textContent?.includes(n), name);
      expect((await says(page)).length).toBeLessThan(400);
    }
    expect(await readout(page)).toBe(before);
    expect(faults).toEqual([]);
    await close();
  });

  test('undo and redo, by button and by key, walk through drops, values and points left out', async () => {
    const { page, close } = await awake();
    const example = await readout(page);
    await drop(page, [file('T300K.csv', spectrum(1000))]);
    await fitted(page, 1);
    const own = await readout(page);
    await page.locator('[data-value=R1]').fill('2000');
    await page.locator('[data-value=R1]').press('Tab');
    await expect.poll(() => readout(page)).toMatch(/^Set by hand/);
    await page.locator('[data-do=undo]').click();
    await expect.poll(() => readout(page)).toBe(own);
    await page.locator('[data-do=undo]').click();
    await fitted(page, 7, false);
    await expect.poll(() => readout(page)).toBe(example);
    await page.keyboard.press('Control+Shift+z');
    await fitted(page, 1);
    await expect.poll(() => readout(page)).toBe(own);
    await page.keyboard.press('Control+z');
    await expect.poll(() => readout(page)).toBe(example);
    await close();
  });

  test('a drag of a slider moves pictures and read-out, and is one step back', async () => {
    const { page, close } = await awake();
    const before = [await readout(page), await page.locator('.panel[data-key=nyquist] svg.wide-only').innerHTML()];
    const slider = page.locator('[data-slider=R1]');
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let i = 1; i <= 5; i++) await page.mouse.move(box.x + box.width / 2 + 12 * i, box.y + box.height / 2);
    await page.mouse.up();
    await expect.poll(() => readout(page)).toMatch(/^Set by hand/);
    expect(await page.locator('.panel[data-key=nyquist] svg.wide-only').innerHTML()).not.toBe(before[1]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => readout(page)).toBe(before[0]);
    await expect.poll(() => page.locator('.panel[data-key=nyquist] svg.wide-only').innerHTML()).toBe(before[1]);
    await close();
  });

  test('a file dropped on a page that still sleeps is taken; beads and points answer the pointer', async () => {
    const { page, faults, close } = await open(LAB);
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'dropped-300K.csv'));
      for (const type of ['dragover', 'drop']) document.querySelector('h1')!.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }, spectrum(1000));
    await fitted(page, 1);
    expect(await page.locator('[data-part=series] [data-show="0"]').innerText()).toBe('dropped-300K.csv');
    const bead = page.locator('.panel[data-key=nyquist] svg.wide-only .handle[data-param=R1] .hit');
    await bead.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await bead.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    for (let i = 1; i <= 5; i++) await page.mouse.move(x + width / 2 - 15 * i, y + height / 2);
    await page.mouse.up();
    await expect.poll(() => readout(page)).toMatch(/^Set by hand to R1 = [5-9]\d\d/);
    await page.locator('[data-do=back-to-fit]').click();
    await expect.poll(() => readout(page)).toMatch(/^R1 = /);
    // The first press names a point, the second leaves it out.
    const point = (): Promise<void> => page.locator('.panel[data-key=nyquist] svg.wide-only [data-point="20"]').dispatchEvent('click');
    await point();
    await expect.poll(() => page.locator('[data-part=point]').innerText()).toMatch(/^3\.16 kHz: Z = /);
    await point();
    await expect.poll(() => page.locator('[data-part=series] tr.sel').innerText()).toContain('40 of 41');
    expect(faults).toEqual([]);
    await close();
  });

  test('a reload brings the last state back; Clear takes the copy out of the browser', async () => {
    const { page, close } = await awake();
    await drop(page, [file('T300K.csv', spectrum(1000))]);
    await fitted(page, 1);
    await page.locator('[name=thickness_cm]').fill('0,5 mm');
    await page.locator('[name=thickness_cm]').press('Tab');
    await page.locator('[name=diameter_cm]').fill('10');
    await page.locator('[name=diameter_cm]').press('Tab');
    await expect.poll(() => readout(page)).toMatch(/S\/cm/);
    const own = await readout(page);
    await page.reload();
    await ready(page);
    await expect.poll(() => readout(page)).toBe(own);
    await page.locator('[data-do=clear]').click();
    await fitted(page, 7, false);
    expect(await page.evaluate(() => localStorage.getItem('lab:impedance'))).toBeNull();
    await page.reload();
    await page.locator('[name=circuit]').focus();
    await ready(page);
    expect(await page.locator('[data-part=series] tbody tr').count()).toBe(7);
    await close();
  });

  test('a link opens in another browser in the same state; a damaged one is a sentence over the example', async () => {
    const { page, close } = await awake();
    await drop(page, [file('T300K.csv', spectrum(1000))]);
    await fitted(page, 1);
    await page.locator('[data-do=link]').click();
    await page.waitForFunction(() => window.location.hash.startsWith('#lab='));
    const hash = await page.evaluate(() => window.location.hash);
    const own = await readout(page);
    await close();
    const other = await open(LAB + hash);
    await ready(other.page);
    await expect.poll(() => readout(other.page)).toBe(own);
    expect(other.faults).toEqual([]);
    await other.close();
    const cut = await open(LAB + hash.slice(0, hash.length / 2));
    await ready(cut.page);
    expect(await says(cut.page)).toMatch(/^The link is damaged or cut short.*\.$/);
    expect(await cut.page.locator('[data-part=series] tbody tr').count()).toBe(7);
    await cut.close();
  });

  test('storage that is denied or full costs nothing but a sentence', async () => {
    const { page, faults, close } = await open(null);
    await page.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await page.goto(site(LAB));
    await page.locator('[name=circuit]').focus();
    await ready(page);
    await page.locator('[data-remove="0"]').click();
    await page.waitForFunction(() => document.querySelector('.lab-says')?.textContent?.includes('storage of this browser is full'));
    await fitted(page, 6, false);
    expect(faults).toEqual([]);
    await close();
  });

  test('a saved JSON opens again; pasted text is read', async () => {
    const { page, close } = await awake();
    await page.locator('.paste summary').click();
    await page.locator('[name=pasted]').fill(spectrum(500));
    await page.locator('[data-do=paste]').click();
    await fitted(page, 1);
    const own = await readout(page);
    const json = await saved(page, '[data-do=json]');
    await page.locator('[data-do=example]').click();
    await fitted(page, 7, false);
    await drop(page, [file('lab.json', json)]);
    await fitted(page, 1);
    await expect.poll(() => readout(page)).toBe(own);
    await close();
  });

  test('without a pointer: circuit, slider, point left out and taken back, temperature, all from the keyboard', async () => {
    const { page, close } = await awake();
    const example = await readout(page);
    // Tab reaches every control that is meant to be reached.
    await page.locator('lab-bench input[type=file]').focus();
    const reached = new Set<string>();
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => { const e = document.activeElement as HTMLElement; return e.dataset['do'] ?? e.dataset['slider'] ?? e.dataset['value'] ?? e.dataset['temperature'] ?? e.dataset['show'] ?? (e as HTMLInputElement).name ?? ''; }));
    }
    for (const control of ['link', 'json', 'compare', 'R1', 'CPE1_0', 'CPE2_1', 'circuit', 'weight', 'point', 'thickness_cm', 'python', 'profiles', '0', '6']) expect([...reached], control).toContain(control);
    await page.locator('[data-slider=R1]').focus();
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => readout(page)).toMatch(/^Set by hand/);
    await page.locator('[data-do=back-to-fit]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => readout(page)).toBe(example);
    await page.locator('[name=point]').focus();
    await page.keyboard.type('5');
    await page.locator('[data-do=toggle-point]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-part=series] tr.sel').innerText()).toContain('69 of 70');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-part=series] tr.sel').innerText()).not.toContain('69 of 70');
    const temperature = page.locator('[data-temperature="2"]');
    await temperature.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('300 K');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('[data-temperature="2"]').inputValue()).toBe('26.85');
    // The focus went on, not away.
    expect(await page.evaluate(() => document.activeElement?.closest('[data-part=series]') !== null)).toBe(true);
    await close();
  });

  test('without JavaScript: what it does, what it reads, the example’s pictures and numbers', async () => {
    const { page, faults, close } = await open(LAB, { javaScriptEnabled: false });
    expect(await page.locator('svg.plot.wide-only').count()).toBeGreaterThanOrEqual(6);
    expect(await page.locator('[data-part=readout]').innerText()).toMatch(/R1 = .*Ω.*σ = .*S\/cm.*Ea = .*eV/s);
    expect(await page.locator('noscript').innerText()).toContain('JavaScript');
    expect(faults).toEqual([]);
    await close();
  });
});
