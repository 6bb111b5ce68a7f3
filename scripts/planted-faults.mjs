// Plants one fault after the other into a copy of this checkout and runs the test that should catch it. A fault that nothing catches
// fails this script. node scripts/planted-faults.mjs [word in the name]
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, node, root } from './run.mjs';

const NODE_TESTS = 'vitest.config.ts';
const SITE_TESTS = 'vitest.site.config.ts';

/** What is planted (one replacement in one file), and the test that must then fail: configuration, file, and a part of its name. */
const FAULTS = [
  { name: 'a wrong sign in a kernel: the phase of the constant-phase element', file: 'assembly/circuit.ts', find: 'const s = f64x2.splat(-sine);', put: 'const s = f64x2.splat(sine);', caught: [NODE_TESTS, 'tests/kernels/impedance.test.ts'] },
  { name: 'a scale of +5 % in a kernel: the activation energy', file: 'assembly/arrhenius.ts', find: 'const energy = -slope;', put: 'const energy = -1.05 * slope;', caught: [NODE_TESTS, 'tests/kernels/arrhenius.test.ts'] },
  { name: 'angles 5 % too small in a kernel', file: 'assembly/bragg.ts', find: '(twoTheta * Math.PI) / 360', put: '(twoTheta * Math.PI) / 378', caught: [NODE_TESTS, 'tests/kernels/diffraction.test.ts'] },
  { name: 'a slider without a label', file: 'src/runtime/controls.ts', find: '<label for="${field}">${label}</label>', put: '<span>${label}</span>', caught: [SITE_TESTS, 'tests/site/pages.test.ts', 'page /transport/.*axe'] },
  { name: '100 kB of script on every page', file: 'src/site.ts', find: "import { startFigures }", put: `Object.assign(globalThis, { weight: ${JSON.stringify(noise(100_000))} });\nimport { startFigures }`, caught: [SITE_TESTS, 'tests/site/budget.test.ts', 'page /transport/'] },
  { name: 'a font from another origin', file: 'src/styles/site.css', find: 'url(./fonts/serif.woff2)', put: 'url(https://fonts.example/serif.woff2)', caught: [SITE_TESTS, 'tests/site/pages.test.ts', 'page /transport/.*loads'] },
  { name: 'an uncaught exception in a reader', file: 'src/labs/readers/columns.ts', find: "let text = cell.replace(/^[−–]/, '-');", put: "let text = cell.replace(/^[−–]/, '-');\n  if (/\\de\\d/.test(cell)) throw new TypeError('not finished');", caught: [NODE_TESTS, 'tests/unit/fuzz-readers.test.ts'] },
  { name: 'an inline style that the policy forbids', file: 'src/runtime/render.ts', find: '<p class="readout">', put: '<p class="readout" style="color:inherit">', caught: [SITE_TESTS, 'tests/site/pages.test.ts', 'page /transport/.*loads'] },
  { name: 'a number of the paper in prose without its ledger entry', file: 'content/chapters/transport.mdx', find: 'Press a powder into a pellet', put: 'It conducts 4.0 × 10⁻⁴ S/cm. Press a powder into a pellet', caught: [NODE_TESTS, 'tests/unit/numerals.test.ts'] },
  { name: 'a wrong answer key: kelvin for degrees Celsius', file: 'src/exercises/models/arrhenius.ts', find: 'return (low + high) / 2;', put: 'return kelvin((low + high) / 2);', caught: [NODE_TESTS, 'tests/unit/exercises.test.ts'] },
  { name: 'a link that leads nowhere', file: 'src/layouts/Base.astro', find: '${base}glossary/', put: '${base}glosary/', caught: ['links'] },
];

/** Letters that no packer shrinks; given away whole, since a bundler folds their length into a number. */
function noise(length) {
  let state = 7;
  return Array.from({ length }, () => String.fromCharCode(33 + ((state = (state * 48271) % 2147483647) % 90))).join('').replace(/["\\`$]/g, 'x');
}

const copy = join(mkdtempSync(join(tmpdir(), 'planted-')), 'checkout');
const git = (...args) => spawnSync('git', args, { cwd: copy, stdio: 'ignore', timeout: 60_000 });
spawnSync('git', ['clone', '--quiet', root, copy], { timeout: 60_000 });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
cpSync(join(root, 'src/kernels/wasm'), join(copy, 'src/kernels/wasm'), { recursive: true });

const run = (command, args, timeout) => spawnSync(command, args, { cwd: copy, env: environment, encoding: 'utf8', timeout });

/** True when the test of a fault fails. */
function caught([config, file, name]) {
  if (config !== NODE_TESTS) {
    if (run(node, ['scripts/build.mjs'], 240_000).status !== 0) return 'the build';
    if (config === 'links') return run(node, ['scripts/links.mjs', 'dist', '/'], 60_000).status === 0 ? null : 'scripts/links.mjs';
  } else if (run(node, ['scripts/build-kernels.mjs'], 120_000).status !== 0) return 'the build of the kernels';
  const tests = run('vitest', ['run', '-c', config, file, ...(name ? ['-t', name] : [])], 300_000);
  const broken = /Tests\s+(\d+) failed/.exec(tests.stdout.replace(/\u001b\[\d+m/g, ''))?.[1];
  return broken ? `${file}, ${broken} tests` : null;
}

let missed = 0;
try {
  for (const { name, file, find, put, caught: by } of FAULTS.filter((fault) => fault.name.includes(process.argv[2] ?? ''))) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(find)) {
      console.log(`NOT PLANTED ${name}: ${file} does not hold “${find}”`);
      missed++;
      continue;
    }
    writeFileSync(path, text.replace(find, () => put));
    const what = caught(by);
    if (!what) missed++;
    console.log(what ? `caught      ${name} — by ${what}` : `NOT CAUGHT  ${name}`);
    git('checkout', '--quiet', '--', '.');
  }
} finally {
  rmSync(join(copy, '..'), { recursive: true, force: true });
}
process.exit(missed ? 1 : 0);
