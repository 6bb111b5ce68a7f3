/** Times of the diffraction kernels, and of the Debye sum written in plain JavaScript with the same algorithm. */
import { readFileSync } from 'node:fs';
import { diffractionKernel, scatteringVector, twoThetaGrid, WAVELENGTH_MO_A } from '../../src/kernels/diffraction.ts';
import { loadKernel, repositoryRoot } from '../../src/kernels/node.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { sphereCluster } from '../../src/physics/cluster.ts';
import type { Crystal } from '../../src/physics/crystal.ts';
import { time, type BenchRow } from './timing.ts';
import { debyeTwin } from './twins/diffraction.ts';

/** All rows; throws when the plain JavaScript gives another pattern than the kernel. */
export async function bench(): Promise<BenchRow[]> {
  const kernel = diffractionKernel(loadKernel('diffraction'));
  const structure = (name: string): Crystal => readCif(readFileSync(`${repositoryRoot()}/content/data/structures/${name}.cif`, 'utf8'));
  const [nacl, zrcl4, nyzc] = [structure('nacl'), structure('zrcl4-p2c'), structure('nyzc-p21n')];
  const angles = twoThetaGrid(3, 50, 0.1);
  const qMax = scatteringVector(50, WAVELENGTH_MO_A);
  // Zr, Na, Cl: six kinds of pairs, as in a Na–Zr–Cl glass.
  const zirconium = { ...nyzc, sites: nyzc.sites.filter((s) => s.element !== 'Y').map((s) => (s.element === 'Zr' ? { ...s, occupancy: 1 } : s)) };
  const cluster = sphereCluster(zirconium, 31.5, { seed: 1 });
  const pairs = kernel.debyePairs(cluster, qMax);
  const what = `${cluster.elements.length} atoms, ${pairs.elements.length} elements`;
  const options = { B_A2: 1.5, disorder_A: 0.2 };
  const [mine, plain] = [kernel.debye(pairs, angles, options), debyeTwin(pairs, angles, 1.5, 0.2, 2.57)];
  const top = mine.reduce((a, b) => Math.max(a, b), 0);
  if (mine.some((v, i) => Math.abs(v - plain[i]!) > 1e-10 * top)) throw new Error('the Debye sum in plain JavaScript differs from the kernel');

  const rows: BenchRow[] = [];
  for (const [name, crystal] of [['NaCl', nacl], ['ZrCl4', zrcl4], ['NYZC', nyzc]] as const) {
    const reflections = kernel.pattern(crystal);
    rows.push(time(`stick list, ${name}`, `${reflections.length} reflections, 5 to 50°; goal 5 ms`, () => kernel.pattern(crystal)));
    rows.push(time(`profile, ${name}`, '4,501 points, Kα doublet, 10 nm, strain 0.002; goal 3 ms', () => kernel.profile(reflections, { size_nm: 10, strain: 0.002 })));
  }
  rows.push(time('Debye sum', `${what}, ${angles.length} angles; goal 0.5 ms`, () => kernel.debye(pairs, angles, options)));
  rows.push(time('Debye sum, plain JavaScript', 'same algorithm, same result to 1e-10', () => debyeTwin(pairs, angles, 1.5, 0.2, 2.57)));
  rows.push(time('Debye size change', `cluster of ${what}, pair count and sum; goal 10 ms`, () => kernel.debye(kernel.debyePairs(sphereCluster(zirconium, 31.5, { seed: 1 }), qMax), angles, options)));
  rows.push(time('electron rings, NYZC', 'd above 0.84 Å', () => kernel.electronRings(nyzc)));
  rows.push(time('electron spots, NaCl', '300 grains of 20 nm', () => kernel.grainSpots(nacl, { grains: 300, size_A: 200, maxSpots: 20000 })));
  return rows;
}
