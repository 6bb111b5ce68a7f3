/** Cost of the cell model: five-rate runs, growth with the mesh, and its open-circuit inversion against the same algorithm in plain JS. */
import { cellKernel } from '../../src/kernels/cell.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { cellParameters, meshes, type CellParameters } from '../../src/physics/cell-parameters.ts';
import { faraday, gasConstant } from '../../src/physics/constants.ts';

interface Row {
  name: string;
  unit: string;
  min: number;
  median: number;
  sd: number;
  note: string;
}

/** Times `work` in `batches` batches of at least `floor_ms`; a value is the time of one call in ms. */
function time(name: string, work: () => void, note: string, batches = 9, floor_ms = 30): Row {
  work();
  const start = performance.now();
  work();
  const calls = Math.max(1, Math.ceil(floor_ms / Math.max(performance.now() - start, 1e-3)));
  const samples = Array.from({ length: batches }, () => {
    const from = performance.now();
    for (let i = 0; i < calls; i++) work();
    return (performance.now() - from) / calls;
  }).sort((a, b) => a - b);
  const mean = samples.reduce((s, v) => s + v, 0) / batches;
  return { name, unit: 'ms', min: samples[0]!, median: samples[batches >> 1]!, sd: Math.sqrt(samples.reduce((s, v) => s + (v - mean) ** 2, 0) / (batches - 1)), note };
}

/** U(y) by the kernel's algorithm (bracketed Newton on MSMR, warm-started), for y away from the ends. */
function openCircuitInJs(p: CellParameters, ys: Float64Array): Float64Array {
  const thermal = (gasConstant.value * p.T_K) / faraday.value;
  let guess = 3.2;
  return ys.map((y) => {
    let low = 0;
    let high = 6;
    let u = guess;
    for (let i = 0; i < 80; i++) {
      if (!(u > low && u < high)) u = 0.5 * (low + high);
      let occupied = 0;
      let slope = 0;
      for (const { X, U_V, omega } of p.ocv) {
        const width = omega * thermal;
        const e = Math.exp(Math.min(Math.max((U_V - u) / width, -300), 300));
        const part = 1 / (1 + e);
        occupied += X * part;
        slope += (X * part * (e * part)) / width;
      }
      const miss = occupied - y;
      if (miss > 0) high = u;
      else low = u;
      const step = miss / slope;
      u -= step;
      if (Math.abs(step) < 1e-12) break;
    }
    return (guess = u);
  });
}

export async function bench(): Promise<Row[]> {
  const kernel = cellKernel(loadKernel('cell'));
  const rows: Row[] = [];
  for (const mesh of ['web', 'fine'] as const) {
    const p = cellParameters({ mesh });
    const { cells, shells, steps } = meshes[mesh];
    rows.push(time(`cell: five rates, ${mesh} mesh`, () => kernel.rate(p), `${cells} cells × ${shells} shells, ${steps} steps; ${kernel.rate(p).time_steps} time steps`));
  }
  // Cost against mesh points at equal time steps.
  for (const cells of [10, 20, 40, 80]) {
    const p = cellParameters({ mesh: { cells, shells: 40, steps: 240 } });
    const row = time(`cell: five rates, ${cells} cells`, () => kernel.rate(p), '', 5);
    rows.push({ ...row, note: `40 shells, 240 steps; ${((1e6 * row.median) / (cells * kernel.rate(p).time_steps)).toFixed(0)} ns a cell and time step` });
  }
  const p = cellParameters();
  const ys = Float64Array.from({ length: 20000 }, (_, i) => 0.01 + (0.55 * i) / 20000);
  const fromKernel = kernel.openCircuit(p, ys);
  const difference = openCircuitInJs(p, ys).reduce((worst, u, i) => Math.max(worst, Math.abs(u - fromKernel[i]!)), 0);
  if (difference > 1e-9) throw new Error(`the two open-circuit curves differ by ${difference} V`);
  rows.push(time('cell: open-circuit potential of 20,000 y, kernel', () => kernel.openCircuit(p, ys), ''));
  rows.push(time('cell: the same in plain JS', () => openCircuitInJs(p, ys), `largest difference ${difference.toExponential(1)} V`));
  return rows;
}
