/** Cost of the cell model: five-rate runs, growth with each number of the mesh, and its open-circuit inversion against the same algorithm in plain JavaScript. */
import { cellKernel, type CellKernel } from '../../src/kernels/cell.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { cellParameters, meshes, type CellParameters, type Mesh } from '../../src/physics/cell-parameters.ts';
import { faraday, gasConstant } from '../../src/physics/constants.ts';
import { time, type BenchRow } from './timing.ts';

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

/** Rows of one mesh number that doubles while the other two stay: linear cost is a ratio of 2 or less, since something is spent on every mesh. Of the shortest batches: others may be at work. */
function doubled(kernel: CellKernel, name: 'cells' | 'shells' | 'steps', counts: readonly number[], fixed: Mesh): BenchRow[] {
  const rows: BenchRow[] = [];
  for (const count of counts) {
    const p = { ...cellParameters(), mesh: { ...fixed, [name]: count } };
    const row = time(`five rates, ${count} ${name}`, '', () => kernel.rate(p));
    const points = p.mesh.cells * p.mesh.shells * kernel.rate(p).time_steps;
    const growth = rows.length ? `; ${(row.min / rows.at(-1)!.min).toFixed(2)} times the row above` : '';
    rows.push({ ...row, note: `${p.mesh.cells} × ${p.mesh.shells} × ${p.mesh.steps}; ${((1e6 * row.min) / points).toFixed(1)} ns a mesh point${growth}` });
  }
  return rows;
}

export async function bench(): Promise<BenchRow[]> {
  const kernel = cellKernel(loadKernel('cell'));
  const { fine, web } = meshes;
  const p = cellParameters();
  const result = kernel.rate(p);
  const ys = Float64Array.from({ length: 20000 }, (_, i) => 0.01 + (0.55 * i) / 20000);
  const fromKernel = kernel.openCircuit(p, ys);
  const difference = openCircuitInJs(p, ys).reduce((worst, u, i) => Math.max(worst, Math.abs(u - fromKernel[i]!)), 0);
  if (difference > 1e-9) throw new Error(`the two open-circuit curves differ by ${difference} V`);
  return [
    time('five rates, web mesh', `${web.cells} × ${web.shells} × ${web.steps}; goal 8 ms`, () => kernel.rate(cellParameters({ mesh: 'web' }))),
    time('five rates, fine mesh', `${fine.cells} × ${fine.shells} × ${fine.steps}, ${result.time_steps} time steps, ${result.newton_iterations} Newton iterations; goal 100 ms`, () => kernel.rate(p)),
    time('five rates, fine mesh, profiles', 'V and losses at every step kept', () => kernel.rate(p, { profiles: true })),
    ...doubled(kernel, 'cells', [10, 20, 40, 80], fine),
    ...doubled(kernel, 'shells', [20, 40, 80, 160], fine),
    ...doubled(kernel, 'steps', [240, 480, 960, 1920], fine),
    time('open-circuit potential of 20,000 y', 'kernel', () => kernel.openCircuit(p, ys)),
    time('open-circuit potential, plain JavaScript', `same algorithm, largest difference ${difference.toExponential(1)} V`, () => openCircuitInJs(p, ys)),
  ];
}
