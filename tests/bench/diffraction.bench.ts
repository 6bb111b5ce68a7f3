/** Times of the diffraction kernels, and of the Debye sum written in plain JavaScript with the same algorithm. */
import { readFileSync } from 'node:fs';
import { diffractionKernel, scatteringVector, twoThetaGrid, WAVELENGTH_MO_A, type DebyePairs } from '../../src/kernels/diffraction.ts';
import { loadKernel, repositoryRoot } from '../../src/kernels/node.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { sphereCluster } from '../../src/physics/cluster.ts';
import type { Crystal } from '../../src/physics/crystal.ts';
import { f0, formFactor } from '../../src/physics/form-factors.ts';
import { time, type BenchRow } from './timing.ts';

/** assembly/debye.ts, debyeSum, line by line in JavaScript. */
function debyeInJavaScript(pairs: DebyePairs, angles: Float64Array, B: number, sigma1: number, r1: number): Float64Array {
  const { elements, counts, nBins, step_A: dr, grid } = pairs;
  const atoms = counts.reduce((a, b) => a + b, 0);
  const terms = new Float64Array(nBins);
  const factors = elements.map((element) => formFactor(element)!);
  return Float64Array.from(angles, (angle) => {
    const q = scatteringVector(angle, WAVELENGTH_MO_A);
    const s = q / (4 * Math.PI);
    const damping = (q * q * 0.5 * sigma1 * sigma1 * dr) / r1;
    const phase = q * dr;
    const size = Math.exp(-damping);
    const [zRe, zIm] = [size * Math.cos(phase), size * Math.sin(phase)];
    const up = Math.exp(-0.5 * damping);
    const re = (up - 1 / up) * Math.cos(0.5 * phase);
    const im = (up + 1 / up) * Math.sin(0.5 * phase);
    const norm = 1 / (re * re + im * im);
    let a = (-damping * re + phase * im) * norm;
    let b = (phase * re + damping * im) * norm;
    for (let k = 0; k < 2; k++) [a, b] = [a * a - b * b, 2 * a * b];
    for (let n = 0; n < nBins; n++) {
      terms[n] = b;
      const next = a * zRe - b * zIm;
      b = a * zIm + b * zRe;
      a = next;
    }
    const f = factors.map((factor) => f0(factor, s));
    let sum = f.reduce((total, v, t) => total + counts[t]! * v * v, 0);
    let at = 0;
    for (let i = 0; i < f.length; i++) {
      for (let j = i; j < f.length; j++) {
        let row = 0;
        for (let n = 0; n < nBins; n++) row += grid[at++]! * terms[n]!;
        sum += (row * f[i]! * f[j]! * Math.exp(-2 * B * s * s)) / q;
      }
    }
    return sum / atoms;
  });
}

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
  const [mine, plain] = [kernel.debye(pairs, angles, options), debyeInJavaScript(pairs, angles, 1.5, 0.2, 2.57)];
  const top = mine.reduce((a, b) => Math.max(a, b), 0);
  if (mine.some((v, i) => Math.abs(v - plain[i]!) > 1e-10 * top)) throw new Error('the Debye sum in plain JavaScript differs from the kernel');

  const rows: BenchRow[] = [];
  for (const [name, crystal] of [['NaCl', nacl], ['ZrCl4', zrcl4], ['NYZC', nyzc]] as const) {
    const reflections = kernel.pattern(crystal);
    rows.push(time(`stick list, ${name}`, `${reflections.length} reflections, 5 to 50°; goal 5 ms`, () => kernel.pattern(crystal)));
    rows.push(time(`profile, ${name}`, '4,501 points, Kα doublet, 10 nm, strain 0.002; goal 3 ms', () => kernel.profile(reflections, { size_nm: 10, strain: 0.002 })));
  }
  rows.push(time('Debye sum', `${what}, ${angles.length} angles; goal 0.5 ms`, () => kernel.debye(pairs, angles, options)));
  rows.push(time('Debye sum, plain JavaScript', 'same algorithm, same result to 1e-10', () => debyeInJavaScript(pairs, angles, 1.5, 0.2, 2.57)));
  rows.push(time('Debye size change', `cluster of ${what}, pair count and sum; goal 10 ms`, () => kernel.debye(kernel.debyePairs(sphereCluster(zirconium, 31.5, { seed: 1 }), qMax), angles, options)));
  rows.push(time('electron rings, NYZC', 'd above 0.84 Å', () => kernel.electronRings(nyzc)));
  rows.push(time('electron spots, NaCl', '300 grains of 20 nm', () => kernel.grainSpots(nacl, { grains: 300, size_A: 200, maxSpots: 20000 })));
  return rows;
}
