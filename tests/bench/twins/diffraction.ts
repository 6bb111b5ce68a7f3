/** assembly/debye.ts line by line in plain JavaScript: pair distances to a grid, and the sum over the grid, one angle at a time where the kernel takes two. */
import { scatteringVector, WAVELENGTH_MO_A, type DebyePairs } from '../../../src/kernels/diffraction.ts';
import type { Cluster } from '../../../src/physics/cluster.ts';
import { f0, formFactor } from '../../../src/physics/form-factors.ts';

function longestPair(xyz: Float64Array, nAtoms: number): number {
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0; i < nAtoms; i++) {
    x += xyz[3 * i]!;
    y += xyz[3 * i + 1]!;
    z += xyz[3 * i + 2]!;
  }
  x /= nAtoms;
  y /= nAtoms;
  z /= nAtoms;
  let most = 0;
  for (let i = 0; i < nAtoms; i++) {
    const u = xyz[3 * i]! - x;
    const v = xyz[3 * i + 1]! - y;
    const w = xyz[3 * i + 2]! - z;
    most = Math.max(most, u * u + v * v + w * w);
  }
  return 2 * Math.sqrt(most);
}

/** `depositPairs`, on a grid of step `step_A` (angstrom). */
export function debyePairsTwin(cluster: Cluster, step_A: number, qMax_per_A: number): DebyePairs {
  const { xyz } = cluster;
  const nAtoms = cluster.elements.length;
  const elements = [...new Set(cluster.elements)];
  const nTypes = elements.length;
  const types = Int32Array.from(cluster.elements, (element) => elements.indexOf(element));
  const counts = elements.map((_, t) => types.filter((type) => type === t).length);
  const nBins = Math.floor(longestPair(xyz, nAtoms) / step_A) + 4;
  const grid = new Float64Array(((nTypes * (nTypes + 1)) / 2) * nBins);
  const inverse = 1 / step_A;
  for (let i = 0; i < nAtoms; i++) {
    const type = types[i]!;
    for (let j = i + 1; j < nAtoms; j++) {
      const x = xyz[3 * i]! - xyz[3 * j]!;
      const y = xyz[3 * i + 1]! - xyz[3 * j + 1]!;
      const z = xyz[3 * i + 2]! - xyz[3 * j + 2]!;
      const r = Math.sqrt(x * x + y * y + z * z);
      const u = r * inverse;
      const bin = Math.trunc(u);
      const t = u - bin;
      const s = 1 - t;
      const w = 1 / (3 * r);
      const t3 = t * t * t;
      const s3 = s * s * s;
      const low = Math.min(type, types[j]!);
      const high = Math.max(type, types[j]!);
      const at = ((low * (2 * nTypes - low - 1)) / 2 + high) * nBins + bin - 1;
      grid[at]! += w * s3;
      grid[at + 1]! += w * (4 + 3 * t3 - 6 * t * t);
      grid[at + 2]! += w * (4 + 3 * s3 - 6 * s * s);
      grid[at + 3]! += w * t3;
    }
  }
  return { elements, counts, step_A, nBins, qMax_per_A, grid };
}

/** `debyeSum`: scattering per atom at the angles (degrees 2θ, Mo). B (angstrom²), paracrystalline disorder sigma1 (angstrom) at r1 (angstrom). */
export function debyeTwin(pairs: DebyePairs, angles: Float64Array, B: number, sigma1: number, r1: number): Float64Array {
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
        sum += (dotRow(grid, at, terms, nBins) * f[i]! * f[j]! * Math.exp(-2 * B * s * s)) / q;
        at += nBins;
      }
    }
    return sum / atoms;
  });
}

/** In four running sums, as the kernel does, so that additions do not wait for each other. */
function dotRow(row: Float64Array, at: number, terms: Float64Array, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    a += row[at + i]! * terms[i]!;
    b += row[at + i + 1]! * terms[i + 1]!;
    c += row[at + i + 2]! * terms[i + 2]!;
    d += row[at + i + 3]! * terms[i + 3]!;
  }
  for (; i < n; i++) a += row[at + i]! * terms[i]!;
  return a + b + (c + d);
}
