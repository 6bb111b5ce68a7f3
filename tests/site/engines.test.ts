/** Chromium, Firefox and WebKit do the same: every page, every figure moved, fit, worker, search, permalink, and the same bits as Node. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { FULL, LOOKED_AT, site } from './browser.ts';
import { chromiumEngine, firefoxEngine, webkitEngine, type Engine } from './drivers.ts';
import { figuresMoved, says, search } from './walks.ts';
import { CASES } from '../../src/checks/cases.ts';
import { fingerprint } from '../../src/checks/fingerprint.ts';
import { nodeKernels } from '../../src/kernels/node.ts';

const firefox = inject('firefox');
const webkit = inject('webkit');

const ENGINES: [string, (() => Promise<Engine>) | null][] = [
  ['Chromium', () => chromiumEngine(inject('chromium'))],
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
});
