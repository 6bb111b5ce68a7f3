/** One Chromium for a test file, and pages that remember everything that went wrong in them. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { CHROMIUM_FLAGS } from '../../scripts/browser.mjs';
import { repositoryRoot } from '../../src/kernels/node.ts';

export const site = (path = ''): string => inject('url') + path;
export const dist = join(repositoryRoot(), 'dist');

/** Every page of the built site by its path, 404.html among them. */
export const PAGES = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.html'))
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replace(/(^|\/)index\.html$/, '$1'))
  .sort();

/** The long form of the tests, for `.ci/run`: every combination, every page. The short one takes samples of what is alike. */
export const FULL = process.env['FULL'] === '1';

/** Figures alone, in frames, are all alike: three of them stand for the others. */
const SAMPLED = new Set(['embed/1a/', 'embed/3b/', 'embed/6c/']);
/** Pages to look at one by one. */
export const LOOKED_AT = PAGES.filter((path) => !path.startsWith('embed/') || SAMPLED.has(path));

export interface Watched {
  page: Page;
  /** Console errors, exceptions, policy violations, failed requests, requests to other origins. */
  faults: string[];
  close(): Promise<void>;
}

/** Call once at the top of a file; the returned function opens a page in a context of its own. */
export function useChromium(): (path: string | null, options?: BrowserContextOptions) => Promise<Watched> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: inject('chromium'), args: [...CHROMIUM_FLAGS] });
  });
  afterAll(async () => {
    await browser.close();
  });
  return async (path, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: 'block', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || /content security policy/i.test(message.text())) faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`exception: ${error.message}`));
    page.on('requestfailed', (request) => {
      // A page that is left while it loads aborts its requests: no fault of the site.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed request: ${request.url()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(site()) && !url.startsWith('data:') && !url.startsWith('blob:')) faults.push(`request off the origin: ${url}`);
    });
    if (options.javaScriptEnabled !== false) {
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
    }
    if (path !== null) await page.goto(site(path), { waitUntil: 'load' });
    return { page, faults, close: () => context.close() };
  };
}

/** The figure of a page, woken and drawn live. */
export async function wake(page: Page, id: string): Promise<void> {
  const figure = page.locator(`#fig-${id}`);
  await figure.scrollIntoViewIfNeeded();
  await figure.locator('input[type=range]').first().focus();
  await page.waitForSelector(`#fig-${id}[data-live]`);
}

/** Read-out of a figure as plain text. */
export const readout = (page: Page, id: string): Promise<string> => page.locator(`#fig-${id} .readout`).innerText();

/** Markup of every plot of a figure. */
export const pictures = (page: Page, id: string): Promise<string> => page.locator(`#fig-${id} svg.plot`).evaluateAll((plots) => plots.map((plot) => plot.innerHTML).join('\n'));
