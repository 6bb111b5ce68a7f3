// `npm test`: kernels, types, all tests in Node, the built site, all tests in browsers. Goes on after a failure, so that one run shows all of them.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from './browser.mjs';
import { node, root, run } from './run.mjs';

// The long form, as .ci/run asks for it: every page, every combination, three engines.
const FULL = process.env.FULL === '1';
const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
const failed = [];
let skipped = 0;

/** One step that either works or does not. */
function step(name, command, args, timeout_ms) {
  console.log(`\n— ${name}`);
  const started = Date.now();
  const code = run(command, args, { timeout_ms });
  if (code === 0) passed++;
  else failed.push(code === 124 ? `${name} (longer than ${timeout_ms / 1000} s)` : name);
  console.log(`— ${name}: ${code === 0 ? 'passed' : 'failed'} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return code === 0;
}

/** A vitest run, counted test by test. */
function suite(name, config, timeout_ms) {
  console.log(`\n— ${name}`);
  const file = join(results, `${config}.json`);
  const code = run('vitest', ['run', '-c', config, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], { timeout_ms });
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed += report.numPassedTests;
    skipped += report.numPendingTests + report.numTodoTests;
    for (const { name: path, assertionResults, status } of report.testResults) {
      const broken = assertionResults.filter((t) => t.status === 'failed').map((t) => t.fullName);
      failed.push(...broken);
      if (status === 'failed' && broken.length === 0) failed.push(`${path.slice(root.length + 1)} could not run`);
      for (const t of assertionResults) if (t.status === 'skipped' || t.status === 'pending') console.log(`skipped: ${t.fullName}`);
    }
    if (code !== 0 && report.numFailedTests === 0 && report.success) failed.push(name);
  } catch {
    failed.push(code === 124 ? `${name} (longer than ${timeout_ms / 1000} s)` : `${name} gave no report`);
  }
}

step('kernels', node, ['scripts/build-kernels.mjs'], 120_000);
step('types of the pages', 'astro', ['check'], 240_000);
step('types of the code', 'tsc', ['--noEmit', '-p', '.'], 240_000);
suite('tests of kernels, figures and code', 'vitest.config.ts', 480_000);
if (step('build of the site', node, ['scripts/build.mjs'], 240_000)) {
  try {
    chromium();
    suite('tests in browsers', 'vitest.site.config.ts', FULL ? 2_400_000 : 900_000);
  } catch (error) {
    failed.push(`tests in browsers: ${error.message}`);
  }
}

console.log('');
for (const name of failed) console.log(`FAILED ${name}`);
if (skipped) console.log(`${skipped} skipped by name`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
