/** From a slider's step to the painted frame, in Chromium on the built site: by the clock with the processor slowed fourfold, and by the processor time of the page's main thread. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { chromium as chromiumPath, CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { serve } from '../../scripts/serve.mjs';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import type { BenchRow } from './timing.ts';

const STEPS = 120;
const ROUNDS = Number(process.env['PAGE_ROUNDS'] ?? 3);
const SLOWED = 4;

const p95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(0.95 * (times.length - 1))]!;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

/**
 * Moves a slider STEPS times, each to another place, and waits for the frame: milliseconds of each step. A step begins in a task of its own, as a hand's does, so that
 * everything it changes is laid out and painted in the one frame that counts: the input's handler, then from the frame's start to the first task after its paint.
 */
const drag = (page: Page, id: string, name: string): Promise<number[]> =>
  page.evaluate(
    async ([figure, input, steps]) => {
      const slider = document.querySelector<HTMLInputElement>(`#fig-${figure} input[name=${input}]`)!;
      const [low, high] = [Number(slider.min), Number(slider.max)];
      const painted = (): Promise<number> =>
        new Promise((done) =>
          requestAnimationFrame((start) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(performance.now() - start);
            port2.postMessage(0);
          }),
        );
      const out: number[] = [];
      await painted();
      for (let i = 0; i < steps; i++) {
        // 47 and 121 share no factor: no place twice, and never a short way.
        slider.value = String(low + ((high - low) * ((i * 47) % 121)) / 120);
        const started = performance.now();
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        const handled = performance.now() - started;
        performance.mark('step');
        out.push(handled + (await painted()));
      }
      return out;
    },
    [id, name, STEPS] as const,
  );

/** What a main thread does for a page; each kind may hold others. */
const WORK = new Set(['EventDispatch', 'FireAnimationFrame', 'HandlePostMessage', 'UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit', 'MinorGC', 'MajorGC']);

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
}

/** Processor time of the main thread in milliseconds a step: what other programs do meanwhile does not count. */
async function processorTimes(session: CDPSession, work: () => Promise<unknown>): Promise<number[]> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: object[] }): void => void events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['devtools.timeline', 'blink.user_timing'] }, transferMode: 'ReportEvents' });
  await work();
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  const mark = events.find((event) => event.name === 'step')!;
  const own = events.filter((event) => event.pid === mark.pid && event.tid === mark.tid).sort((a, b) => a.ts - b.ts);
  const times: number[] = [];
  let end = 0;
  let before = 0;
  for (const { name, ts, dur = 0, tdur = 0 } of own) {
    // The handler ends at the mark of its step.
    if (name === 'step') times.push(before);
    if (!WORK.has(name) || ts < end) continue;
    end = ts + dur;
    if (name === 'EventDispatch') before = tdur / 1000;
    else if (times.length > 0) times[times.length - 1]! += tdur / 1000;
  }
  return times;
}

const row = (name: string, times: readonly number[], note: string): BenchRow => {
  const mean = times.reduce((a, b) => a + b, 0) / times.length;
  const sd = Math.sqrt(times.reduce((s, t) => s + (t - mean) ** 2, 0) / (times.length - 1));
  return { name, unit: 'ms', min: Math.min(...times), median: median(times), sd, note };
};

/** Every figure alone, its first slider, three rounds (PAGE_ROUNDS) of 120 steps after one that warms up. PAGE_FIGURES=3b,4a leaves the others out. */
export async function bench(): Promise<BenchRow[]> {
  const folder = process.env['DIST'] ?? join(repositoryRoot(), 'dist');
  if (!existsSync(join(folder, 'index.html'))) {
    console.log('\npage: left out, there is no built site (npm run build)');
    return [];
  }
  const asked = process.env['PAGE_FIGURES']?.split(',');
  const server = await serve({ folder, port: 0 });
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] });
  const rows: BenchRow[] = [];
  try {
    for (const id of FIGURE_IDS) {
      // The first number of the figure; one that has none is not dragged.
      const name = Object.entries((await loadFigure(id)).params).find(([, param]) => param.kind === 'number')?.[0];
      if (!name || (asked && !asked.includes(id))) continue;
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(`${server.url}embed/${id}/`, { waitUntil: 'load' });
      await page.locator(`#fig-${id} input[name=${name}]`).focus();
      await page.waitForSelector(`#fig-${id}[data-live]`);
      await page.waitForTimeout(600);
      await drag(page, id, name);
      const session = await page.context().newCDPSession(page);
      const processor = (await processorTimes(session, () => drag(page, id, name))).map((t) => SLOWED * t);
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
      const rounds: number[][] = [];
      for (let i = 0; i < ROUNDS; i++) rounds.push(await drag(page, id, name));
      const ends = rounds.map(p95);
      rows.push(row(`figure ${id}, step of ${name}, ${SLOWED} times slower`, rounds.flat(), `p95 ${median(ends).toFixed(1)} ms, of rounds ${ends.map((t) => t.toFixed(1)).join(' ')}; goal 16 ms`));
      rows.push(row(`figure ${id}, its processor time × ${SLOWED}`, processor, `p95 ${p95(processor).toFixed(1)} ms`));
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
  const ends = rows.filter((_, i) => i % 2 === 0).map((r) => Number(/p95 ([\d.]+)/.exec(r.note)![1]));
  const own = rows.filter((_, i) => i % 2 === 1).map((r) => Number(/p95 ([\d.]+)/.exec(r.note)![1]));
  if (ends.length > 0) console.log(`\np95 within 16 ms: ${ends.filter((t) => t <= 16).length} of ${ends.length} figures by the clock (median ${median(ends).toFixed(1)} ms), ${own.filter((t) => t <= 16).length} by processor time (median ${median(own).toFixed(1)} ms)`);
  return rows;
}
