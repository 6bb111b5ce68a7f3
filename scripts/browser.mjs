// Finds the programs that the tests drive: browsers, and the web server of the serving trial. Chromium is needed, the others are welcome.
// As root on Debian or Ubuntu a missing one is installed from the system's packages; elsewhere a sentence says what to install.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const programFiles = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean);

const CHROMIUM = {
  name: 'Chromium',
  variable: 'CHROME_PATH',
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'],
  files: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programFiles.flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
  ],
  packages: ['chromium'],
};

const FIREFOX = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  commands: ['firefox-esr', 'firefox'],
  files: ['/Applications/Firefox.app/Contents/MacOS/firefox', ...programFiles.map((folder) => join(folder, 'Mozilla Firefox/firefox.exe'))],
  packages: ['firefox-esr'],
};

// WebKit as Debian packages it: a driver that speaks the W3C protocol, a plain browser window, and a screen for it.
const WEBKIT = { name: 'WebKit', variable: 'WEBKIT_DRIVER_PATH', commands: ['WebKitWebDriver'], files: [], packages: ['webkit2gtk-driver', 'xvfb', 'xauth', 'dbus'] };
const MINI_BROWSERS = ['4.1', '4.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/MiniBrowser`);

const NGINX = { name: 'nginx', variable: 'NGINX_PATH', commands: ['nginx'], files: ['/usr/sbin/nginx', '/usr/local/sbin/nginx'], packages: ['nginx-light', 'libnginx-mod-http-brotli-static'] };

const runnable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Path of an installed browser, or null. The variable wins where it is set. */
function installed({ variable, commands, files }) {
  const asked = process.env[variable];
  if (asked) return runnable(asked) ? asked : null;
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => commands.map((command) => join(folder, command)));
  return [...onPath, ...files].find((file) => existsSync(file) && runnable(file)) ?? null;
}

/** Installs packages with apt, as root only and within a time limit. */
function install({ name, packages }, limit_ms) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return false;
  console.error(`${name} is not installed; installing the package ${packages.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = spawnSync('apt-get', ['update', '-qq'], { env, timeout: limit_ms, stdio: ['ignore', 'ignore', 'inherit'] });
  if (update.status !== 0) return false;
  return spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, timeout: limit_ms, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

const advice = ({ name, variable, packages }) =>
  process.env[variable]
    ? `${variable} is "${process.env[variable]}", which is not a program that can be run: correct it, or unset it to search the usual places.`
    : `${name} was not found: install it (Debian and Ubuntu: "apt-get install ${packages.join(' ')}" as root), or set ${variable} to the path of its program.`;

const findOrInstall = (browser, limit_ms) => installed(browser) ?? (!process.env[browser.variable] && install(browser, limit_ms) ? installed(browser) : null);

/** Path of Chrome, Chromium or Edge. Throws one sentence that says what to install. */
export function chromium() {
  const path = findOrInstall(CHROMIUM, 300_000);
  if (!path) throw new Error(advice(CHROMIUM));
  return path;
}

/** Path of Firefox, or null: the tests in it are then skipped by name. NO_FIREFOX=1 leaves it out. */
export function firefox() {
  if (process.env.NO_FIREFOX === '1') return null;
  return findOrInstall(FIREFOX, 180_000);
}

/** Paths of the WebKit driver and of the browser it drives, or null: the tests in it are then skipped by name. NO_WEBKIT=1 leaves it out. */
export function webkit() {
  if (process.env.NO_WEBKIT === '1') return null;
  const driver = findOrInstall(WEBKIT, 240_000);
  const browser = MINI_BROWSERS.find(runnable);
  return driver && browser ? { driver, browser } : null;
}

/** Path of nginx, or null: the trial of its configuration is then skipped by name. */
export const nginx = () => findOrInstall(NGINX, 180_000);

/** Chromium without a sandbox (containers run as root), without a graphics card, and silent: it asks nothing of the network by itself. */
export const CHROMIUM_FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(`Chromium: ${chromium()}`);
    console.log(`Firefox: ${firefox() ?? `none. ${advice(FIREFOX)}`}`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
