/**
 * Runs every tests/bench/*.bench.ts and prints its rows: min, median and standard deviation of batch means.
 * `npm run bench -- impedance` runs only files whose names contain the word. `npm run bench -- --save` runs kernels against plain JavaScript and
 * keeps the answer in content/bench.json. Nothing here passes or fails by its time.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cpus } from 'node:os';
import { repositoryRoot } from '../src/kernels/node.ts';
import { contentFolder } from '../src/content/read.ts';
import { checkBench } from '../src/content/speed.ts';
import { asRows, compareAll } from '../tests/bench/scaling.bench.ts';
import type { BenchRow } from '../tests/bench/timing.ts';

const folder = join(repositoryRoot(), 'tests/bench');
const wanted = process.argv.slice(2).find((argument) => !argument.startsWith('-')) ?? '';
const digits = (v: number): string => (v >= 100 ? v.toFixed(0) : v >= 1 ? v.toFixed(2) : v.toPrecision(3));

function print(title: string, rows: readonly BenchRow[]): void {
  const lines = [['what', 'unit', 'min', 'median', 'sd', ''], ...rows.map((r) => [r.name, r.unit, digits(r.min), digits(r.median), digits(r.sd), r.note])];
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  console.log(`\n${title}`);
  for (const line of lines) console.log(line.map((cell, i) => (i >= 2 && i <= 4 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ').trimEnd());
}

console.log(`Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`);
if (process.argv.includes('--save')) {
  const measured = checkBench(await compareAll());
  print('scaling', asRows(measured));
  writeFileSync(contentFolder('bench.json'), `${JSON.stringify(measured, null, 1)}\n`);
} else {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.bench.ts') && name.includes(wanted)).sort()) {
    const { bench } = (await import(pathToFileURL(join(folder, file)).href)) as { bench: () => Promise<BenchRow[]> };
    print(file.replace('.bench.ts', ''), await bench());
  }
}
