// Running the tools of this repository: always with the Node and the packages in node_modules, whatever the shell has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules/.bin');

/** The Node to run with: the pinned one where it is installed (Linux x64), else the one that runs this script. */
export const node = existsSync(join(bin, 'node')) ? join(bin, 'node') : process.execPath;

export const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, ASTRO_TELEMETRY_DISABLED: '1' };

/** Runs a command to its end with its output shown; returns its exit code. A time limit ends it with code 124. */
export function run(command, args, { env = {}, timeout_ms } = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...environment, ...env }, timeout: timeout_ms });
  if (done.error?.code === 'ETIMEDOUT') return 124;
  if (done.error) {
    console.error(`${command} could not be started (${done.error.message}): run "npm install" first`);
    return 127;
  }
  return done.status ?? 1;
}

/** Runs a command and leaves with its code when it fails. */
export function must(name, command, args, options) {
  const code = run(command, args, options);
  if (code === 0) return;
  console.error(`${name} failed (exit ${code}): the lines above say why`);
  process.exit(code);
}
