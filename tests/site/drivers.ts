/** Three engines behind one small interface: go somewhere, run code there, hear what went wrong. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS } from '../../scripts/browser.mjs';

export interface Engine {
  name: string;
  /** Loads an address whole. */
  goto(url: string): Promise<void>;
  /** Runs a self-contained function in the page and brings back its plain result. */
  run<A, R>(work: (input: A) => R | Promise<R>, input: A): Promise<R>;
  /** Errors, exceptions and policy violations since the last call. */
  faults(): Promise<string[]>;
  /** The page as it prints; null where the driver cannot. */
  pdf(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

const call = (work: unknown, input: unknown): string => `(${String(work)})(${JSON.stringify(input)})`;

/** Service workers are left out unless asked for: what is fetched is then what the page asked for. */
export async function chromiumEngine(executablePath: string, { offline = false } = {}): Promise<Engine> {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: offline ? 'allow' : 'block' });
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(String(error)));
  return {
    name: 'Chromium',
    goto: async (url) => void (await page.goto(url, { waitUntil: 'load' })),
    run: (work, input) => page.evaluate(call(work, input)),
    faults: async () => heard.splice(0),
    pdf: () => page.pdf({ format: 'A4' }),
    close: () => browser.close(),
  };
}

export async function firefoxEngine(executablePath: string): Promise<Engine> {
  const { launch } = await import('puppeteer-core');
  const browser = await launch({ browser: 'firefox', executablePath, headless: true, timeout: 60_000 });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const heard: string[] = [];
  page.on('console', (message) => message.type() === 'error' && heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(String(error)));
  return {
    name: 'Firefox',
    goto: async (url) => void (await page.goto(url, { waitUntil: 'load' })),
    run: async (work, input) => (await page.evaluate(call(work, input))) as never,
    faults: async () => heard.splice(0),
    pdf: () => page.pdf({ format: 'A4' }),
    close: () => browser.close(),
  };
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });

/** WebKit needs a screen and a message bus: both are made for it and end with it. */
export async function webkitEngine({ driver, browser }: { driver: string; browser: string }): Promise<Engine> {
  const { Builder, Capabilities } = await import('selenium-webdriver');
  const port = await freePort();
  const process_ = spawn('xvfb-run', ['-a', '-s', '-screen 0 1280x900x24', 'dbus-run-session', '--', driver, `--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', detached: true });
  await answers(port, process_);
  const wanted = new Capabilities({ browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } });
  const session = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(wanted).build();
  await session.manage().setTimeouts({ script: 90_000, pageLoad: 60_000 });
  return {
    name: 'WebKit',
    async goto(url) {
      await session.get(url);
      // This driver does not report the console: the page keeps what it hears from now on.
      await session.executeScript(`
        const heard = (window.__heard = []);
        addEventListener('error', (e) => heard.push(e.message || 'a file could not be loaded'), true);
        addEventListener('unhandledrejection', (e) => heard.push('unhandled: ' + e.reason));
        document.addEventListener('securitypolicyviolation', (e) => heard.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI));`);
    },
    run: async (work, input) => {
      const answer = (await session.executeAsyncScript(`
        const done = arguments[arguments.length - 1];
        Promise.resolve().then(() => ${call(work, input)}).then((result) => done({ result }), (error) => done({ problem: String(error) }));`)) as { result?: never; problem?: string };
      if (answer.problem) throw new Error(answer.problem);
      return answer.result as never;
    },
    faults: () => session.executeScript('return (window.__heard ?? []).splice(0)'),
    // The driver of WebKitGTK has no printing.
    pdf: async () => null,
    async close() {
      await session.quit().catch(() => undefined);
      if (process_.pid) process.kill(-process_.pid);
    },
  };
}

async function answers(port: number, driver: ChildProcess): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (driver.exitCode !== null) break;
    const ready = await fetch(`http://127.0.0.1:${port}/status`).then(
      () => true,
      () => false,
    );
    if (ready) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error('the WebKit driver did not answer within 10 s');
}
