/** The NMR and diffraction labs in a browser: files in, numbers out, nothing sent; live model; undo, reload, link; damage in one sentence; by keyboard alone. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { nodeKernels, repositoryRoot } from '../../src/kernels/node.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { readNmrText } from '../../src/labs/readers/nmr.ts';
import { bruker, csdm, jcamp, ssnake } from '../unit/nmr-files.ts';
import { site, useChromium, type Watched } from './browser.ts';

const open = useChromium();
const ready = (page: Page): Promise<unknown> => page.waitForSelector('lab-bench[data-ready]');
const says = (page: Page): Promise<string> => page.locator('.lab-says').innerText();
const readout = (page: Page): Promise<string> => page.locator('[data-readout]').innerText();
const box = (path: string): string => `[data-box="${path}"]`;
const value = async (page: Page, path: string): Promise<number> => Number(await page.locator(box(path)).inputValue());
const model = (page: Page, key: string): Promise<string | null> => page.locator(`.panel[data-key=${key}] svg.wide-only .curve`).first().getAttribute('d');
const fitted = (page: Page): Promise<unknown> => page.waitForFunction(() => /Fit: (converged|several|not)/.test(document.querySelector('[data-readout]')!.textContent!));

async function awake(lab: string, options = {}): Promise<Watched> {
  const watched = await open(`labs/${lab}/`, options);
  await watched.page.locator('[data-do=fit]').focus();
  await ready(watched.page);
  return watched;
}

const folder = mkdtempSync(join(tmpdir(), 'labs-'));
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
};
const drop = (page: Page, paths: string[]): Promise<void> => page.setInputFiles('lab-bench input[type=file]', paths);
const saved = async (page: Page, button: string): Promise<string> => {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).first().click()]);
  return readFileSync(await download.path(), 'utf8');
};

const { nmr, diffraction } = await nodeKernels(['nmr', 'diffraction']);

/** One tensor site of known values as CSV, without noise. */
const nmrCsv = (): string => {
  const { shift_ppm, intensity } = nmr.simulate({ larmor_MHz: 211.65, mas_Hz: null, sites: [{ iso_ppm: 4, CQ_MHz: 2, eta: 0.3, lb_Hz: 120, area: 3 }] }, { from_ppm: 40, to_ppm: -60, n: 600 });
  return `shift_ppm,intensity\n${Array.from(shift_ppm, (s, i) => `${s},${intensity[i]}`).join('\n')}\n`;
};

const LABS = ['nmr', 'diffraction'] as const;

describe.each(LABS)('%s lab', (lab) => {
  test.each([1280, 390])('axe finds nothing and nothing overflows at %i px, fitted', async (width) => {
    const { page, faults, close } = await awake(lab, { viewport: { width, height: 800 } });
    await page.locator('[data-do=fit]').click();
    await fitted(page);
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

  test('whole without JavaScript: pictures and numbers of the example', async () => {
    const { page, close } = await open(`labs/${lab}/`, { javaScriptEnabled: false });
    expect(await page.locator('.panel svg.wide-only').count()).toBeGreaterThan(0);
    expect(await readout(page)).toMatch(lab === 'nmr' ? /Signal: NaCl/ : /widths are not fitted yet/);
    await close();
  });

  test('a press before the lab is there is done when it is, and once', async () => {
    const { page, faults, close } = await open(`labs/${lab}/`);
    await page.locator('[data-do=fit]').click();
    await fitted(page);
    expect(await page.locator('[data-do=undo]').isEnabled()).toBe(true);
    await page.locator('[data-do=undo]').click();
    expect(await readout(page)).toMatch(/not fitted yet/);
    expect(await page.locator('[data-do=undo]').isEnabled()).toBe(false);
    expect(faults).toEqual([]);
    await close();
  });

  test('nothing at all is asked of the network once the lab is awake', async () => {
    const { page, faults, close } = await awake(lab);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url())) asked.push(request.url());
    });
    await drop(page, [lab === 'nmr' ? file('a.csv', nmrCsv()) : file('a.xy', pattern(12, 0.001))]);
    await page.locator('[data-do=fit]').click();
    await fitted(page);
    for (const what of ['link', 'undo', 'redo']) await page.locator(`[data-do=${what}]`).click();
    for (const button of ['[data-do=json]', '[data-do=csv]', '[data-picture=svg]', ...(lab === 'nmr' ? ['[data-do=csdm]', '[data-do=script]', '[data-do=model]'] : ['[data-do=points]'])]) await saved(page, button);
    await page.waitForLoadState('networkidle');
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  test('a slider moves the model at once, by keyboard; one undo takes the whole gesture back', async () => {
    const { page, close } = await awake(lab);
    const key = lab === 'nmr' ? 'spectrum' : 'pattern';
    const path = lab === 'nmr' ? 'sites.2.iso_ppm' : 'window.1';
    const [before, old] = [await model(page, key), await value(page, path)];
    const slider = page.locator(`[data-slider="${path}"]`);
    await slider.focus();
    await slider.press('PageDown');
    await page.waitForFunction(([k, d]) => document.querySelector(`.panel[data-key=${k}] svg.wide-only .curve`)!.getAttribute('d') !== d, [key, before] as const);
    expect(await value(page, path)).not.toBe(old);
    await page.locator('[data-do=undo]').click();
    expect(await value(page, path)).toBe(old);
    expect(await model(page, key)).toBe(before);
    await close();
  });

  test('the state outlives a reload, travels in a link, and can be cleared', async () => {
    const { page, close } = await awake(lab);
    const path = lab === 'nmr' ? 'sites.0.iso_ppm' : 'peaks.0.position_deg';
    const typed = lab === 'nmr' ? '6,5' : '12,4';
    await page.locator(box(path)).fill(typed);
    await page.locator(box(path)).press('Enter');
    const number = Number(typed.replace(',', '.'));
    await page.waitForFunction((name) => localStorage.getItem(`lab:${name}`) !== null, lab);
    await page.reload();
    await ready(page);
    expect(await value(page, path)).toBe(number);
    await page.locator('[data-do=link]').click();
    await page.waitForFunction(() => window.location.hash.startsWith('#lab='));
    const link = page.url();
    await page.locator('[data-do=clear]').click();
    expect(await value(page, path)).not.toBe(number);
    expect(await page.evaluate((name) => localStorage.getItem(`lab:${name}`), lab)).toBeNull();
    const other = await open(null);
    await other.page.goto(link);
    await ready(other.page);
    expect(await value(other.page, path)).toBe(number);
    await other.close();
    await close();
  });

  test('damage is told in one sentence and changes nothing', async () => {
    const { page, faults, close } = await awake(lab);
    const before = await readout(page);
    for (const [name, content, words] of [
      ['empty.csv', '', /empty/],
      ['letter.txt', 'Dear reader,\nnothing here\n', /Line 1 reads "Dear reader/],
      ['cut.csv', lab === 'nmr' ? 'shift_ppm,intensity\n1,2\n3,x\n' : '2theta,intensity\n10,5\n11,x\n', /[Ll]ine 3: .* is "x"/],
    ] as const) {
      const said = await page.locator('.lab-says').textContent();
      await drop(page, [file(`${lab}-${name}`, content)]);
      await page.waitForFunction((previous) => document.querySelector('.lab-says')!.textContent !== previous, said);
      const sentence = await says(page);
      expect(sentence).toMatch(words);
      expect(sentence.split('\n')).toHaveLength(1);
      expect(sentence.length).toBeLessThan(400);
      expect(await readout(page)).toBe(before);
    }
    expect(faults).toEqual([]);
    await close();
  });

  test('by keyboard alone: paste, fit, read the error', async () => {
    const { page, close } = await open(`labs/${lab}/`);
    const tabTo = async (selector: string): Promise<void> => {
      for (let i = 0; i < 200; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return;
      }
      throw new Error(`no Tab reaches ${selector}`);
    };
    await tabTo('.paste summary');
    await page.keyboard.press('Enter');
    await tabTo('textarea');
    await page.keyboard.insertText(lab === 'nmr' ? nmrCsv() : pattern(12, 0.001));
    await tabTo('[data-do=paste]');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('[data-source]')!.textContent === 'pasted text');
    await tabTo('[data-do=fit]');
    await page.keyboard.press('Enter');
    await fitted(page);
    expect(await page.locator('[data-error]').first().innerText()).toMatch(/±|determined|limit/);
    await close();
  });
});

describe('NMR lab, files', () => {
  test('a known tensor site: shape chosen, fitted, its values back', async () => {
    const { page, close } = await awake('nmr');
    await drop(page, [file('known.csv', nmrCsv())]);
    await page.waitForFunction(() => document.querySelector('[data-source]')!.textContent === 'known.csv');
    expect(await page.locator('[data-check=satellites]').isChecked()).toBe(false);
    await page.locator('[data-check=infinite]').check();
    await page.locator('[data-select="kind.0"]').selectOption('quadrupolar');
    await page.locator('[data-free="sites.0.csd_fwhm_ppm"]').uncheck();
    await page.locator(box('sites.0.csd_fwhm_ppm')).fill('0');
    await page.locator(box('sites.0.csd_fwhm_ppm')).press('Enter');
    for (const [field, start] of [['iso_ppm', '3'], ['CQ_MHz', '1.7']] as const) {
      await page.locator(box(`sites.0.${field}`)).fill(start);
      await page.locator(box(`sites.0.${field}`)).press('Enter');
    }
    await page.locator('[data-do=fit]').click();
    await fitted(page);
    // The file's digits and the lab's five-digit heights allow 1e-3.
    expect(await value(page, 'sites.0.iso_ppm')).toBeCloseTo(4, 2);
    expect(await value(page, 'sites.0.CQ_MHz')).toBeCloseTo(2, 2);
    expect(await value(page, 'sites.0.eta')).toBeCloseTo(0.3, 2);
    const { spectra } = readNmrText(await saved(page, '[data-do=csdm]'));
    expect(spectra[0]!.shift_ppm.length).toBe(600);
    await close();
  });

  test('every format of the reader, Bruker’s files given together', async () => {
    const { page, faults, close } = await awake('nmr');
    const y = Array.from({ length: 64 }, (_, i) => Math.round(1000 / (1 + ((i - 30) / 4) ** 2)));
    const shown = async (paths: string[], label: string): Promise<void> => {
      await drop(page, paths);
      await page.waitForFunction((l) => document.querySelector('[data-source]')!.textContent === l, label);
    };
    await shown([file('a.dx', jcamp({ y, form: 'difdup' }))], 'made here');
    expect(await value(page, 'larmor_MHz')).toBe(100);
    await shown([file('b.csdf', csdm({ values: y, imaginary: y, type: 'complex64', encoding: 'base64' }))], 'b.csdf');
    expect(await page.locator('[data-slider=phase0_deg]').count()).toBe(1);
    await shown([file('c.json', ssnake({ ref: 'NaN', stored: true }))], 'c.json');
    await shown(bruker(y, { little: true, type: 0, power: 0 }).map(({ name, bytes }) => file(name.split('/').at(-1)!, bytes)), 'Na6');
    expect(await value(page, 'mas_kHz')).toBe(12);
    // A frequency or a nucleus that does not fit is said, not hidden.
    await shown([file('h.dx', jcamp({ y, form: 'sqz' }).replace('^23Na', '^1H').replace('made here', 'protons'))], 'protons');
    expect(await says(page)).toMatch(/The file names 1H/);
    expect(faults).toEqual([]);
    await close();
  });

  test('of several blocks the others can be picked', async () => {
    const { page, close } = await awake('nmr');
    expect(await page.locator('[data-pick]').isVisible()).toBe(false);
    const block = (title: string, top: number): string => jcamp({ y: [0, 1, 5, top, 5, 1, 0, 0], form: 'sqz' }).replace('made here', title);
    await drop(page, [file('two.dx', `##TITLE= link\n##DATA TYPE= LINK\n${block('first', 50)}${block('second', 90)}##END=\n`)]);
    await page.waitForFunction(() => document.querySelector('[data-source]')!.textContent === 'first');
    await page.locator('[data-select=pick]').selectOption('1');
    await page.waitForFunction(() => document.querySelector('[data-source]')!.textContent === 'second');
    await close();
  });
});

/** NaCl of a given size and strain, free of noise, as .xy. */
function pattern(size_nm: number, strain: number): string {
  const crystal = readCifOf('nacl');
  const reflections = diffraction.pattern(crystal, { wavelength_A: 0.7093, from_deg: 8, to_deg: 50 });
  const profile = diffraction.profile(reflections, { size_nm, strain, caglioti: [0, 0, 0], from_deg: 11, to_deg: 40, step_deg: 0.02 });
  return Array.from(profile, (v, i) => `${(11 + 0.02 * i).toFixed(2)} ${(50 + 2 * v).toFixed(3)}`).join('\n');
}

function readCifOf(name: string) {
  return readCif(readFileSync(join(repositoryRoot(), `content/data/structures/${name}.cif`), 'utf8'));
}

describe('diffraction lab, files', () => {
  test('a structure and a pattern together: laid over, peaks at the reflections, size and strain back', async () => {
    const { page, faults, close } = await awake('diffraction');
    await drop(page, [join(repositoryRoot(), 'content/data/structures/nacl.cif'), file('known.xy', pattern(12, 0.003))]);
    await page.waitForFunction(() => document.querySelector('[data-source]')!.textContent === 'known.xy');
    expect(await page.locator('[data-structure]').innerText()).toBe('NaCl');
    expect(await says(page)).toMatch(/Structure NaCl: F m -3 m, 2 sites.*no wavelength/);
    await page.locator('[data-do=reflections]').click();
    for (const letter of ['U', 'V', 'W']) {
      await page.locator(box(`instrument.${letter}`)).fill('0');
      await page.locator(box(`instrument.${letter}`)).press('Enter');
    }
    await page.locator('[data-do=fit]').click();
    await fitted(page);
    const words = await readout(page);
    const size = Number(/D = ([\d.]+)/.exec(words)![1]);
    const strain = Number(/ε = ([\d.]+)/.exec(words)![1]);
    // The profile gives Kα2 a width of its own, and weak reflections stay out of the list: 4 % in size, 10 % in strain.
    expect(Math.abs(size / 12 - 1)).toBeLessThan(0.04);
    expect(Math.abs(strain / 0.3 - 1)).toBeLessThan(0.1);
    const csv = await saved(page, '[data-do=csv]');
    expect(csv).toContain('Provenance of the data: yours.');
    expect(faults).toEqual([]);
    await close();
  });

  test('peaks are removed and added; a wrong number is told', async () => {
    const { page, close } = await awake('diffraction');
    const count = (): Promise<number> => page.locator('.peaks tbody tr').count();
    const n = await count();
    await page.locator('[data-do=remove-1]').click();
    expect(await count()).toBe(n - 1);
    await page.locator('[data-do=add]').click();
    expect(await count()).toBe(n);
    // The strongest peak was taken out: there the residual was largest.
    expect(Math.abs((await value(page, 'peaks.1.position_deg')) - 14.45)).toBeLessThan(0.1);
    await page.locator(box('K')).fill('about one');
    await page.locator(box('K')).press('Enter');
    expect(await says(page)).toMatch(/“about one” is no number/);
    await close();
  });
});

test.each<[string, string, string, string, RegExp]>([
  ['nmr', 'larmor_MHz', '-5', '1', /“-5” cannot be used here: 1 is taken/],
  ['nmr', 'x', '9', '2.249', /“9” cannot be used here: 2.249 is taken/],
  ['diffraction', 'K', '77', '2', /“77” cannot be used here: 2 is taken/],
  ['diffraction', 'peaks.0.eta', '-1', '0', /“-1” cannot be used here: 0 is taken/],
])('%s lab: %s typed as %s is taken as %s, shown and said', async (lab, path, typed, taken, sentence) => {
  const { page, faults, close } = await awake(lab);
  const before = await page.locator(box(path)).first().inputValue();
  await page.locator(box(path)).first().fill('nonsense');
  await page.locator(box(path)).first().press('Enter');
  await page.waitForFunction(() => /no number/.test(document.querySelector('.lab-says')!.textContent!));
  expect(await page.locator(box(path)).first().inputValue()).toBe(before);
  await page.locator(box(path)).first().fill(typed);
  await page.locator(box(path)).first().press('Enter');
  await page.waitForFunction(() => /cannot be used here/.test(document.querySelector('.lab-says')!.textContent!));
  expect(await says(page)).toMatch(sentence);
  expect(await page.locator(box(path)).first().inputValue()).toBe(taken);
  expect(faults).toEqual([]);
  await close();
});

test('the labs are listed', async () => {
  const { page, close } = await open('labs/');
  expect(await page.locator('.toc a').evaluateAll((links) => links.map((a) => new URL((a as HTMLAnchorElement).href).pathname))).toEqual(expect.arrayContaining(LABS.map((lab) => new URL(`labs/${lab}/`, site()).pathname)));
  await close();
});
