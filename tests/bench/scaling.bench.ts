/**
 * Every kernel against the same algorithm in plain JavaScript, and how both grow with points, temperatures, orientations, atoms, mesh and spectra.
 * Throws when a result differs. `npm run bench -- --save` keeps the answer in content/bench.json, which the page about speed shows.
 */
import { cpus } from 'node:os';
import type { Bench } from '../../src/schemas/bench.ts';
import { curveOf, rowOf } from './compare.ts';
import { comparisons } from './pairs.ts';
import type { BenchRow } from './timing.ts';

/** Everything that the page shows: the machine in general terms, rows and curves. */
export async function compareAll(): Promise<Bench> {
  const all = await comparisons();
  return {
    machine: { processor: cpus()[0]?.model.trim() || 'unknown processor', cores: cpus().length, node: process.versions.node, date: new Date().toISOString().slice(0, 10) },
    rows: all.map(rowOf),
    scaling: all.map(curveOf),
  };
}

/** The same as rows of text: min and median are the quartile and the median of the ratio, sd half of the distance between its quartiles. */
export function asRows({ rows, scaling }: Bench): BenchRow[] {
  return [
    ...rows.map((r): BenchRow => ({
      name: `${r.kernel}: ${r.work}, ${r.n} ${r.against}`,
      unit: 'ratio',
      min: r.ratio_low,
      median: r.ratio,
      sd: (r.ratio_high - r.ratio_low) / 2,
      note: `plain JavaScript ${r.js_ms} ms / kernel ${r.wasm_ms} ms; results equal to ${r.difference.toExponential(0)}`,
    })),
    ...scaling.flatMap((c) =>
      c.points.map((p, i): BenchRow => {
        const before = c.points[i - 1];
        // Exponent of the growth since the size before.
        const growth = before ? `; kernel ∝ n^${(Math.log(p.wasm_ms / before.wasm_ms) / Math.log(p.n / before.n)).toFixed(1)}` : '';
        return { name: `${c.kernel}: ${p.n} ${c.against}`, unit: 'ratio', min: p.js_ms / p.wasm_ms, median: p.js_ms / p.wasm_ms, sd: 0, note: `${p.js_ms} ms / ${p.wasm_ms} ms${growth}` };
      }),
    ),
  ];
}

export const bench = async (): Promise<BenchRow[]> => asRows(await compareAll());
