/** The same bytes give the same bits in Node, Chromium and Firefox. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { dist, site, useChromium } from './browser.ts';
import { bitsOf, job, validationBitsOf, validationJob, type ValidationJob } from './engines.ts';
import { impedanceKernel } from '../../src/kernels/impedance.ts';
import { loadKernel } from '../../src/kernels/node.ts';

const open = useChromium();
/** The bytes that the site serves. */
const served = (kernel: string): number[] => [...readFileSync(join(dist, '_a', readdirSync(join(dist, '_a')).find((name) => name.startsWith(`${kernel}.`) && name.endsWith('.wasm'))!))];
const bytes = served('impedance');
const validationBytes = served('validation');
const CASES = [
  job('p(R1,CPE1)-CPE2', [153.3, 5e-10, 0.97, 2e-6, 0.85], 70),
  job('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', [12, 480, 2e-9, 0.95, 2100, 3e-7, 0.88, 5e-6, 0.8], 70),
];

/** Two depressed arcs with a blocking tail; two arcs without; and log-normal arcs, so that every family is met. */
const validationCases = (): ValidationJob[] => {
  const { impedance } = impedanceKernel(loadKernel('impedance'));
  const frequency_Hz = CASES[0]!.frequency_Hz;
  const of = (circuit: string, parameters: number[]): ValidationJob => {
    const z = impedance(circuit, parameters, frequency_Hz);
    return validationJob(frequency_Hz, z.zReal_ohm, z.zImag_ohm);
  };
  const zReal = frequency_Hz.map(() => 50);
  const zImag = frequency_Hz.map(() => 0);
  for (let u = -6; u <= 6; u += 0.05) {
    const share = 150 * Math.exp(-0.5 * u * u);
    frequency_Hz.forEach((f, k) => {
      const x = 2 * Math.PI * f * 1e-4 * Math.exp(1.2 * u);
      zReal[k]! += share / (1 + x * x);
      zImag[k]! -= (share * x) / (1 + x * x);
    });
  }
  return [
    of('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85]),
    of('R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85]),
    validationJob(frequency_Hz, zReal, zImag),
  ];
};

test('Kramers-Kronig test, relaxation times and Tikhonov curve are bit-equal in Node and Chromium', async () => {
  const { page, faults, close } = await open('');
  const families = new Set<string>();
  for (const given of validationCases()) {
    const here = await validationBitsOf(validationBytes, given);
    const there = (await page.evaluate(`(${validationBitsOf.toString()})(${JSON.stringify(validationBytes)}, ${JSON.stringify(given)})`)) as string[];
    expect(here.length).toBeGreaterThan(500);
    expect(there).toEqual(here);
    const nudged = { ...given, zReal: given.zReal.map((v, i) => (i === 0 ? v * (1 + 8 * Number.EPSILON) : v)) };
    expect(await validationBitsOf(validationBytes, nudged)).not.toEqual(here);
    const n = given.omega.length;
    families.add(here[1 + 2 * n + 12 + 24 + 3 + 2 * n]!);
  }
  // ZARC (0) and log-normal (2) both win somewhere.
  expect(families.size).toBe(2);
  expect(faults).toEqual([]);
  await close();
});

test('the raw call of this test is the call of the binding: same impedance, same fit', async () => {
  const given = CASES[0]!;
  const kernel = impedanceKernel(loadKernel('impedance'));
  const z = kernel.impedance('p(R1,CPE1)-CPE2', given.params, given.frequency_Hz);
  const bits = await bitsOf(bytes, given);
  const hex = (values: ArrayLike<number>): string[] => [...new BigUint64Array(Float64Array.from(values).buffer)].map((b) => b.toString(16));
  expect(bits.slice(1, 71)).toEqual(hex(z.zReal_ohm));
  expect(bits.slice(71, 141)).toEqual(hex(z.zImag_ohm));
  const shaken = (v: Float64Array, k: number): Float64Array => v.map((x, i) => x * (1 + (((i * k) % 17) - 8) / 2048));
  const fit = kernel.fit('p(R1,CPE1)-CPE2', { frequency_Hz: given.frequency_Hz, zReal_ohm: shaken(z.zReal_ohm, 5), zImag_ohm: shaken(z.zImag_ohm, 7) }, { compareSimpler: false });
  expect(fit.parameters.map((p) => p.value)).toHaveLength(5);
  expect(bits.slice(141 + 16, 141 + 21)).toEqual(hex(fit.parameters.map((p) => p.value)));
});

test('impedance and fit are bit-equal in Node and Chromium', async () => {
  const { page, faults, close } = await open('');
  for (const given of CASES) {
    const here = await bitsOf(bytes, given);
    const there = (await page.evaluate(`(${bitsOf.toString()})(${JSON.stringify(bytes)}, ${JSON.stringify(given)})`)) as string[];
    expect(here.length).toBeGreaterThan(300);
    expect(there).toEqual(here);
    // A change in the fifteenth digit of one input is seen.
    const nudged = { ...given, params: given.params.map((v, i) => (i === 0 ? v * (1 + 8 * Number.EPSILON) : v)) };
    expect(await bitsOf(bytes, nudged)).not.toEqual(here);
  }
  expect(faults).toEqual([]);
  await close();
});

const path = inject('firefox');
const title = (what: string): string => (path ? what : `${what} (skipped: Firefox is not installed)`);

test.skipIf(!path)(title('Firefox: slider, fit, permalink, search, policy; impedance and fit are bit-equal to Node'), async () => {
  const { launch } = await import('puppeteer-core');
  const firefox = await launch({ browser: 'firefox', executablePath: path!, headless: true, timeout: 60_000 });
  try {
    const page = await firefox.newPage();
    const faults: string[] = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(site()) && !/^(data|blob):/.test(request.url())) faults.push(`request off the origin: ${request.url()}`);
    });
    await page.goto(site('transport/'), { waitUntil: 'load' });
    await page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective}`));
    });
    await page.focus('#fig-3b input[name=T]');
    await page.waitForSelector('#fig-3b[data-live]');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    const says = (text: string): Promise<unknown> => page.waitForFunction((t: string) => document.querySelector('#fig-3b .readout')!.textContent!.replace(/\s/g, ' ').includes(t), { timeout: 10_000 }, text);
    await says('30 °C');
    expect(await page.$eval('#fig-3b input[name=T]', (e) => e.getAttribute('aria-valuetext'))).toBe('30 °C');
    await page.$eval('#fig-3b button[name=fit]', (e) => (e as HTMLButtonElement).click());
    await says('Fit: R =');
    await page.$eval('#fig-3b button[data-do=link]', (e) => (e as HTMLButtonElement).click());
    await page.waitForFunction(() => location.search.includes('3b.fit=1') && location.search.includes('T=30'));
    const address = await page.evaluate(() => location.href);
    const words = await page.$eval('#fig-3b .readout', (e) => e.textContent);
    await page.goto('about:blank');
    await page.goto(address, { waitUntil: 'load' });
    await page.waitForSelector('#fig-3b[data-live]');
    expect(await page.$eval('#fig-3b .readout', (e) => e.textContent)).toBe(words);
    for (const given of CASES) {
      const there = (await page.evaluate(`(${bitsOf.toString()})(${JSON.stringify(bytes)}, ${JSON.stringify(given)})`)) as string[];
      expect(there).toEqual(await bitsOf(bytes, given));
    }
    for (const given of validationCases()) {
      const there = (await page.evaluate(`(${validationBitsOf.toString()})(${JSON.stringify(validationBytes)}, ${JSON.stringify(given)})`)) as string[];
      expect(there).toEqual(await validationBitsOf(validationBytes, given));
    }
    await page.goto(site('search/?q=Arrhenius'), { waitUntil: 'load' });
    await page.waitForSelector('#results li a');
    expect(faults).toEqual([]);
  } finally {
    await firefox.close();
  }
}, 120_000);
