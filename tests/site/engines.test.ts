/** Chromium, Firefox and WebKit do the same: every page, every figure moved, fit, worker, search, permalink, and the same bits as Node. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { dist, FULL, LOOKED_AT, site } from './browser.ts';
import { chromiumEngine, firefoxEngine, webkitEngine, type Engine } from './drivers.ts';
import { fileDropped, figuresMoved, says, search } from './walks.ts';
import { serve } from '../../scripts/serve.mjs';
import { CASES } from '../../src/checks/cases.ts';
import { fingerprint } from '../../src/checks/fingerprint.ts';
import type { Kernels } from '../../src/kernels/all.ts';
import { nodeKernels } from '../../src/kernels/node.ts';

const firefox = inject('firefox');
const webkit = inject('webkit');

const ENGINES: [string, ((options?: { offline: boolean }) => Promise<Engine>) | null][] = [
  ['Chromium', (options) => chromiumEngine(inject('chromium'), options)],
  ['Firefox', firefox ? () => firefoxEngine(firefox) : null],
  ['WebKit', webkit ? () => webkitEngine(webkit) : null],
];

describe.each(ENGINES)('%s', (name, start) => {
  const trial = start ? test : test.skip;
  const title = (what: string): string => (start ? what : `${what} (skipped: ${name} is not installed)`);
  let engine: Engine;
  beforeAll(async () => {
    if (start) engine = await start();
  });
  afterAll(() => engine?.close());

  trial(title('every page loads, every figure answers its sliders, nothing complains'), { timeout: 900_000 }, async () => {
    let figures = 0;
    for (const path of FULL ? LOOKED_AT : ['', 'transport/', 'embed/6c/']) {
      await engine.goto(site(path));
      const report = await engine.run(figuresMoved, null);
      for (const figure of report) {
        figures++;
        expect.soft(figure.live, `${path} ${figure.id} wakes`).toBe(true);
        expect.soft(figure.unmoved, `${path} ${figure.id}: controls that change neither picture nor words`).toEqual([]);
        expect.soft(figure.bad, `${path} ${figure.id}`).toEqual([]);
      }
      expect.soft(await engine.faults(), path).toEqual([]);
    }
    expect(figures).toBeGreaterThan(FULL ? 30 : 5);
  });

  trial(title('fit, permalink, search'), { timeout: 120_000 }, async () => {
    await engine.goto(site('transport/?v=1&T=30&3b.fit=1'));
    const words = await engine.run(says, { figure: '3b', text: 'Fit: R =' });
    expect(words).toContain('30 °C');
    await engine.goto(site('search/?q=Arrhenius'));
    expect(await engine.run(search, null)).toBeGreaterThan(0);
    expect(await engine.faults()).toEqual([]);
  });

  trial(title('every kernel gives the bits that Node gives'), { timeout: 120_000 }, async () => {
    await engine.goto(site('about/'));
    const found = await engine.run(async () => {
      document.querySelector<HTMLButtonElement>('#run-check')!.click();
      const output = document.querySelector('#check-says')!;
      for (let i = 0; i < 300 && output.textContent === ''; i++) await new Promise((later) => setTimeout(later, 100));
      return [...document.querySelectorAll<HTMLTableRowElement>('#engine-check tbody tr')].map((row) => [row.dataset['expected'], row.cells[3]!.textContent]);
    }, null);
    const here = await Promise.all(CASES.map(async (c) => fingerprint(c.run(await nodeKernels([c.kernel, 'impedance'])))));
    expect(found).toEqual(here.map((word) => [word, 'equal']));
  });

  trial(title('a file dropped into the lab is fitted there'), { timeout: 120_000 }, async () => {
    await engine.goto(site('labs/impedance/'));
    const words = await engine.run(fileDropped, { name: 'pellet.csv', text: spectrumCsv(await nodeKernels(['impedance'])) });
    expect(words).toMatch(/R1/);
    expect(await engine.faults()).toEqual([]);
  });

  trial(title('a page prints'), { timeout: 60_000 }, async () => {
    await engine.goto(site('summary/'));
    const pdf = await engine.pdf();
    if (pdf === null) return;
    expect(new TextDecoder('latin1').decode(pdf.subarray(0, 5))).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(20_000);
  });

  trial(title('after one visit the site is read without its server'), { timeout: 120_000 }, async () => {
    const reader = await start!({ offline: true });
    const server = await serve({ folder: dist, port: 0 });
    let up = true;
    try {
      await reader.goto(server.url);
      const kept = await reader.run(async () => 'serviceWorker' in navigator && (await Promise.race([navigator.serviceWorker.ready.then(() => true), new Promise((late) => setTimeout(() => late(false), 40_000))])), null);
      expect(kept, 'the copy is complete').toBe(true);
      await server.close();
      up = false;
      await reader.goto(`${server.url}transport/?v=1&T=30`);
      expect(await reader.run(says, { figure: '3b', text: '30 °C' })).toContain('30 °C');
    } finally {
      if (up) await server.close();
      await reader.close();
    }
  });
});

/** A pellet with 0.3 % of a deterministic disturbance, as a file. */
function spectrumCsv({ impedance }: Kernels): string {
  const frequency_Hz = Array.from({ length: 43 }, (_, i) => 10 ** (6.5 - i / 7));
  const { zReal_ohm, zImag_ohm } = impedance.impedance('p(R1,CPE1)-CPE2', [830, 2e-9, 0.92, 2e-6, 0.85], frequency_Hz);
  const shaken = (z: number, i: number, k: number): number => z * (1 + 0.003 * ((((i * k) % 17) - 8) / 8));
  return ['frequency_Hz,zReal_ohm,zImag_ohm', ...frequency_Hz.map((f, i) => [f, shaken(zReal_ohm[i]!, i, 5), shaken(zImag_ohm[i]!, i, 7)].join(','))].join('\n');
}
