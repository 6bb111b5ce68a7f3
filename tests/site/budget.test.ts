/** What a page costs: bytes over the wire with gzip, counted from what the browser really asks for. Budgets are those of the design. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { LOOKED_AT, useChromium, site, wake } from './browser.ts';

const open = useChromium();

interface Loaded {
  path: string;
  kind: 'html' | 'css' | 'js' | 'wasm' | 'font' | 'other';
  gzip: number;
}

const KINDS: Record<string, Loaded['kind']> = { html: 'html', css: 'css', js: 'js', wasm: 'wasm', woff2: 'font' };

/** Records every response of a page from now on. */
function record(page: import('playwright-core').Page): () => Promise<Loaded[]> {
  const pending: Promise<Loaded>[] = [];
  page.on('response', (response) => {
    const { pathname, protocol } = new URL(response.url());
    if (!protocol.startsWith('http')) return;
    pending.push(
      response.body().then(
        (body) => {
          const kind = KINDS[/\.(\w+)$/.exec(pathname)?.[1] ?? 'html'] ?? 'other';
          // Fonts and packed indexes do not shrink again.
          return { path: pathname, kind, gzip: kind === 'font' ? body.length : gzipSync(body).length };
        },
        // Still on its way when the page is closed: not part of what was counted.
        () => ({ path: pathname, kind: 'other', gzip: 0 }),
      ),
    );
  });
  return () => Promise.all(pending);
}

const sum = (loaded: Loaded[], ...kinds: Loaded['kind'][]): number => loaded.filter((l) => kinds.includes(l.kind)).reduce((s, l) => s + l.gzip, 0);

describe.each(LOOKED_AT.filter((page) => page !== '404.html'))('page /%s', (path) => {
  test('first load: at most 60 kB without fonts, 10 kB of script, 80 kB of fonts, 8 requests', async () => {
    const { page, close } = await open(null);
    const loaded = record(page);
    await page.goto(site(path), { waitUntil: 'networkidle' });
    const all = await loaded();
    const line = { requests: all.length, html: sum(all, 'html'), css: sum(all, 'css'), js: sum(all, 'js'), fonts: sum(all, 'font') };
    console.log(`/${path}`, JSON.stringify(line));
    expect.soft(line.html + line.css + line.js, 'html + css + js').toBeLessThanOrEqual(60_000);
    expect.soft(line.js, 'script').toBeLessThanOrEqual(10_000);
    expect.soft(line.fonts, 'fonts').toBeLessThanOrEqual(80_000);
    expect.soft(line.requests, 'requests').toBeLessThanOrEqual(8);
    await close();
  });
});

test.each([
  ['', 'first'],
  ['transport/', '3b'],
  ['composition/', '1a'],
  ['dashboard/', 'dashboard'],
])('page /%s after the first touch: at most 120 kB in all without fonts', async (path, id) => {
  const { page, close } = await open(null);
  const loaded = record(page);
  await page.goto(site(path), { waitUntil: 'networkidle' });
  if (id === 'dashboard') {
    await page.locator('#dashboard-x').focus();
    await page.waitForSelector('#dashboard[data-live]');
  } else await wake(page, id);
  await page.keyboard.press('ArrowRight');
  await page.waitForLoadState('networkidle');
  const all = await loaded();
  const total = sum(all, 'html', 'css', 'js', 'wasm', 'other');
  console.log(`/${path} touched`, JSON.stringify({ requests: all.length, total, js: sum(all, 'js'), wasm: sum(all, 'wasm') }));
  expect(total).toBeLessThanOrEqual(120_000);
  await close();
});

test('the picture rests while fonts arrive: layout shift at most 0.01', async () => {
  for (const path of ['', 'transport/']) {
    const { page, close } = await open(null);
    await page.addInitScript(() => {
      const held = window as unknown as { shift: number };
      held.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) held.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(site(path), { waitUntil: 'networkidle' });
    const shift = await page.evaluate(() => (window as unknown as { shift: number }).shift);
    console.log(`/${path} layout shift`, shift.toFixed(4));
    expect(shift).toBeLessThanOrEqual(0.01);
    await close();
  }
});
