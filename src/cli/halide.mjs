#!/usr/bin/env node
// Launcher of the `halide` command: makes sure of a Node that runs TypeScript, builds missing kernels, then hands over to main.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const [major, minor] = process.versions.node.split('.').map(Number);
const able = major > 22 || (major === 22 && minor >= 18);

if (!able) {
  const pinned = join(root, 'node_modules/.bin/node');
  if (!existsSync(pinned)) {
    console.error(`halide: Node 22.18 or newer is needed, this is ${process.versions.node}: run "npm install" in the repository, or install a newer Node`);
    process.exit(2);
  }
  const run = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(run.status ?? 2);
}

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2), root);
