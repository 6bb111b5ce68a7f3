import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diffractionKernel, scatteringVector, SCHERRER_SPHERE, twoThetaGrid, WAVELENGTH_MO_A, type Reflection } from '../../src/kernels/diffraction.ts';
import { loadKernel, repositoryRoot } from '../../src/kernels/node.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { readXyz } from '../../src/labs/readers/xyz.ts';
import { sphereCluster, type Cluster } from '../../src/physics/cluster.ts';
import { equivalentIndices, laueRotations, type Crystal } from '../../src/physics/crystal.ts';
import { electronWavelength_A, mottBethe_per_A } from '../../src/physics/electron.ts';
import { f0, formFactor } from '../../src/physics/form-factors.ts';
import { findSpaceGroup, operationsOfHall } from '../../src/physics/space-groups.ts';
import { hasShared, readShared } from '../shared-data.ts';
import { reconstructedStructures } from '../../content/data/structures/reconstruct.ts';

const kernel = diffractionKernel(loadKernel('diffraction'));
const structureText = (name: string): string => readFileSync(`${repositoryRoot()}/content/data/structures/${name}.cif`, 'utf8');
const structure = (name: string): Crystal => readCif(structureText(name));
const nacl = structure('nacl');
const zrcl4 = structure('zrcl4-p2c');
const nyzc = structure('nyzc-p21n');

const csvRows = (text: string): number[][] => text.trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
const maxOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, b), -Infinity);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => maxOf(Array.from(a, (v, i) => Math.abs(v - b[i]!)));

/** Largest difference over the maximum after the best common scale. */
function scaledError(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  const cross = Array.from(got).reduce((sum, v, i) => sum + v * wanted[i]!, 0);
  const square = Array.from(got).reduce((sum, v) => sum + v * v, 0);
  return worst(Array.from(got, (v) => (v * cross) / square), wanted) / maxOf(wanted);
}

const orbit = (crystal: Crystal, r: { h: number; k: number; l: number }): string =>
  equivalentIndices(r.h, r.k, r.l, laueRotations(crystal.operations)).map((index) => index.join(' ')).sort()[0]!;

describe.skipIf(!hasShared('references/diffraction/NaCl.peaks.csv'))('reference patterns', () => {
  for (const [id, crystal] of [['NaCl', nacl], ['ZrCl4_P2c', zrcl4]] as const) {
    it(`${id}: every stick at its place, with its strength`, () => {
      const reference = csvRows(readShared(`references/diffraction/${id}.peaks.csv`));
      const mine = new Map(kernel.pattern(crystal).map((r) => [`${r.h} ${r.k} ${r.l}`, r]));
      expect(mine.size).toBe(reference.length);
      for (const [h, k, l, d, twoTheta, multiplicity, F2, , , intensity] of reference as [number, number, number, number, number, number, number, number, number, number][]) {
        const r = mine.get(`${h} ${k} ${l}`)!;
        expect(Math.abs(r.two_theta_deg - twoTheta)).toBeLessThan(1e-4);
        expect(Math.abs(r.d_A - d)).toBeLessThan(1e-6);
        expect(r.multiplicity).toBe(multiplicity);
        // The file prints five digits: half a unit of the last is 5e-5.
        expect(Math.abs(r.F2 / F2 - 1)).toBeLessThan(5.1e-5);
        expect(Math.abs(r.intensity - intensity)).toBeLessThan(0.01);
      }
    });

    it(`${id}: profiles of four sizes and strains within 0.2 % of the maximum`, () => {
      const reference = csvRows(readShared(`references/diffraction/${id}.profiles.csv`));
      const reflections = kernel.pattern(crystal);
      for (const [column, size_nm, strain] of [[1, 3, 0], [2, 5, 0.005], [3, 10, 0.005], [4, 50, 0]] as const) {
        const wanted = reference.map((row) => row[column]!);
        expect(scaledError(kernel.profile(reflections, { size_nm, strain }), wanted)).toBeLessThan(2e-3);
        // The tolerance bites: a size 5 % off, one step of shift, the mirror image, the other Scherrer constant.
        expect(scaledError(kernel.profile(reflections, { size_nm: 1.05 * size_nm, strain: 1.05 * strain }), wanted)).toBeGreaterThan(2e-3);
        const mine = kernel.profile(reflections, { size_nm, strain });
        expect(scaledError([...mine.slice(1), 0], wanted)).toBeGreaterThan(2e-3);
        expect(scaledError([...mine].reverse(), wanted)).toBeGreaterThan(2e-3);
        expect(scaledError(kernel.profile(reflections, { size_nm, strain, K: 1.107 }), wanted)).toBeGreaterThan(2e-3);
      }
    });
  }

  it('Debye patterns of NaCl spheres from 1 to 6 nm within 0.1 % of the maximum', () => {
    const reference = csvRows(readShared('references/diffraction/debye_NaCl.csv'));
    const angles = reference.map((row) => row[0]!);
    [10, 15, 20, 30, 40, 60].forEach((diameter, i) => {
      const cluster = sphereCluster(nacl, diameter);
      expect(cluster.elements.length).toBe([27, 81, 179, 619, 1503, 5041][i]);
      const wanted = reference.map((row) => row[i + 1]!);
      const got = kernel.debye(kernel.debyePairs(cluster, 7.474), angles);
      // 5e-5: the accuracy that the grid promises (2e-5) and the six printed digits.
      expect(worst(got, wanted) / maxOf(wanted)).toBeLessThan(5e-5);
      const otherB = kernel.debye(kernel.debyePairs(cluster, 7.474), angles, { B_A2: 1 });
      expect(worst(otherB, wanted) / maxOf(wanted)).toBeGreaterThan(1e-3);
    });
  });

  it('electron rings of NaCl and the wavelength at 200 kV', () => {
    const meta = JSON.parse(readShared('references/diffraction/electron_meta.json')) as { lambda_A_200kV: number };
    const { wavelength_A, rings } = kernel.electronRings(nacl);
    // 1e-8: the reference used constants of another year.
    expect(Math.abs(wavelength_A / meta.lambda_A_200kV - 1)).toBeLessThan(1e-8);
    const rows = csvRows(readShared('references/diffraction/electron_NaCl.csv'));
    // Five decimals in d there.
    const wanted = rings.map((ring) => rows.filter((row) => Math.abs(row[3]! - ring.d_A) < 6e-6).reduce((sum, row) => sum + row[7]!, 0));
    expect(rings.length).toBe(new Set(rows.map((row) => row[3])).size);
    rings.forEach((ring, i) => expect(Math.abs(ring.intensity - wanted[i]!)).toBeLessThan(1e-3));
    const xray = kernel.pattern(nacl);
    // Electrons weight differently: the X-ray intensity of (111) is half of the ring's.
    expect(Math.abs(xray.find((r) => r.h === 1 && r.k === 1)!.intensity - wanted[0]!)).toBeGreaterThan(5);
  });

  it('|F|² of NaCl from the given form factors in closed form within 1e-6', () => {
    const tables = JSON.parse(readShared('references/diffraction/form_factors.json')) as Record<string, Record<string, { a: number[]; b: number[]; c: number }>>;
    const factor = (table: string, element: string, s2: number): number => {
      const { a, b, c } = tables[table]![element]!;
      return a.reduce((sum, ak, k) => sum + ak * Math.exp(-b[k]! * s2), c);
    };
    const closed = (table: string, r: Reflection): number => {
      const s2 = 1 / (4 * r.d_A ** 2);
      const sign = r.h % 2 === 0 ? 1 : -1;
      return 16 * (factor(table, 'Na', s2) * Math.exp(-1.6 * s2) + sign * factor(table, 'Cl', s2) * Math.exp(-1.3 * s2)) ** 2;
    };
    let other = 0;
    for (const r of kernel.pattern(nacl)) {
      expect(Math.abs(r.F2 / closed('it1992', r) - 1)).toBeLessThan(1e-6);
      other = Math.max(other, Math.abs(r.F2 / closed('wk1995', r) - 1));
    }
    expect(other).toBeGreaterThan(1e-4);
  });
});

interface GroupCase {
  space_group: string;
  cell: [number, number, number, number, number, number];
  sites: [string, string, number, number, number, number, number][];
  reflections: [number, number, number, number, number, number][];
  n_reflections: number;
}

const groupCases = (JSON.parse(readFileSync(new URL('./diffraction-space-groups.json', import.meta.url), 'utf8')) as { cases: GroupCase[] }).cases;

function crystalOf(c: GroupCase): Crystal {
  const [a_A, b_A, c_A, alpha_deg, beta_deg, gamma_deg] = c.cell;
  return {
    name: c.space_group,
    cell: { a_A, b_A, c_A, alpha_deg, beta_deg, gamma_deg },
    spaceGroup: c.space_group,
    operations: operationsOfHall(findSpaceGroup(c.space_group).hall),
    sites: c.sites.map(([label, element, x, y, z, occupancy, B_A2]) => ({ label, element, x, y, z, occupancy, B_A2 })),
  };
}

describe('structure factors against an independent program', () => {
  for (const c of groupCases) {
    it(`${c.space_group}: the same reflections, multiplicities and |F|² within 1e-6`, () => {
      const crystal = crystalOf(c);
      const list = kernel.pattern(crystal, { from_deg: 0.1, to_deg: 40 });
      expect(list.length).toBe(c.n_reflections);
      const mine = new Map(list.map((r) => [orbit(crystal, r), r]));
      const strongest = maxOf(c.reflections.map((row) => row[5]));
      for (const [h, k, l, d, multiplicity, F2] of c.reflections) {
        const r = mine.get(orbit(crystal, { h, k, l }))!;
        expect(r.multiplicity).toBe(multiplicity);
        expect(Math.abs(r.d_A - d)).toBeLessThan(1e-7);
        expect(Math.abs(r.F2 - F2)).toBeLessThan(1e-6 * F2 + 1e-9 * strongest);
      }
    });
  }

  it('bites: a hand change of the structure (z of one site) is seen', () => {
    const c = groupCases.find((g) => g.space_group === 'P 31 2 1')!;
    const changed = crystalOf({ ...c, sites: c.sites.map((s) => (s[0] === 'O1' ? [s[0], s[1], s[2], s[3], -s[4], s[5], s[6]] : s)) as GroupCase['sites'] });
    const mine = new Map(kernel.pattern(changed, { from_deg: 0.1, to_deg: 40 }).map((r) => [orbit(changed, r), r.F2]));
    expect(c.reflections.some(([h, k, l, , , F2]) => Math.abs(mine.get(orbit(changed, { h, k, l }))! / F2 - 1) > 0.01)).toBe(true);
  });
});

describe('invariants of a pattern', () => {
  const key = (list: Reflection[]): number[][] => list.map((r) => [r.two_theta_deg, r.multiplicity, r.F2]).sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]! || p[2]! - q[2]!);

  const closeLists = (p: Reflection[], q: Reflection[]): void => {
    const [a, b] = [key(p), key(q)];
    expect(a.length).toBe(b.length);
    const strongest = maxOf(a.map((r) => r[2]!));
    a.forEach((row, i) => {
      expect(Math.abs(row[0]! - b[i]![0]!)).toBeLessThan(1e-9);
      expect(row[1]).toBe(b[i]![1]);
      expect(Math.abs(row[2]! - b[i]![2]!)).toBeLessThan(1e-9 * strongest);
    });
  };

  it('does not depend on the origin (all atoms given one by one, moved together)', () => {
    const identity = operationsOfHall('P 1');
    const shifted = (dx: number): Crystal => ({
      ...nacl,
      operations: identity,
      sites: [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]].flatMap(([x = 0, y = 0, z = 0]) => [
        { label: 'Na', element: 'Na', x: x + dx, y: y + 2 * dx, z, B_A2: 1.6, occupancy: 1 },
        { label: 'Cl', element: 'Cl', x: x + 0.5 + dx, y: y + 0.5 + 2 * dx, z: z + 0.5, B_A2: 1.3, occupancy: 1 },
      ]),
    });
    closeLists(kernel.pattern(shifted(0)), kernel.pattern(shifted(0.137)));
    // The same sum as with full symmetry: multiplicities add up over each ring.
    const rings = (list: Reflection[]): number[] => [...list.reduce((map, r) => map.set(r.d_A.toFixed(6), (map.get(r.d_A.toFixed(6)) ?? 0) + r.multiplicity * r.F2), new Map<string, number>()).values()];
    const [p1, full] = [rings(kernel.pattern(shifted(0.1))), rings(kernel.pattern(nacl))];
    expect(p1.length).toBe(full.length);
    p1.forEach((v, i) => expect(Math.abs(v / full[i]! - 1)).toBeLessThan(1e-9));
  });

  it('does not depend on which axis is called a', () => {
    // P 1 2/c 1 with axes permuted (a b c → c a b) is P 2/b 1 1 … here by permuting every operation and coordinate.
    const turn = (v: readonly number[]): number[] => [v[2]!, v[0]!, v[1]!];
    const permuted: Crystal = {
      ...zrcl4,
      cell: { a_A: zrcl4.cell.c_A, b_A: zrcl4.cell.a_A, c_A: zrcl4.cell.b_A, alpha_deg: zrcl4.cell.gamma_deg, beta_deg: zrcl4.cell.alpha_deg, gamma_deg: zrcl4.cell.beta_deg },
      operations: zrcl4.operations.map(({ rotation: r, translation }) => ({
        rotation: turn([0, 1, 2].map((i) => 3 * i)).flatMap((row) => turn([r[row]!, r[row + 1]!, r[row + 2]!])),
        translation: turn(translation),
      })),
      sites: zrcl4.sites.map((s) => ({ ...s, x: s.z, y: s.x, z: s.y })),
    };
    closeLists(kernel.pattern(zrcl4), kernel.pattern(permuted));
  });

  it('a site 0.0003 off its special position counts once', () => {
    const rounded: Crystal = { ...crystalOf(groupCases.find((g) => g.space_group === 'P 63/m m c')!) };
    const near = { ...rounded, sites: rounded.sites.map((s) => ({ ...s, x: 0.333, y: 0.667 })) };
    closeLists(kernel.pattern(rounded), kernel.pattern(near));
  });
});

describe('profile', () => {
  const plain = (reflections: Reflection[], size_nm: number, strain: number, angles: Float64Array): number[] => {
    const lines = [[0.7093, 1], [0.71359, 0.5]].flatMap(([lambda = 0, weight = 0]) =>
      reflections.map((r) => {
        const theta = Math.asin(lambda / (2 * r.d_A));
        const t = Math.tan(theta);
        const G = Math.sqrt(2e-4 * t * t - 1e-4 * t + 4e-4);
        const L = (((0.9 * lambda) / (10 * size_nm * Math.cos(theta)) + 4 * strain * t) * 180) / Math.PI;
        const H = (G ** 5 + 2.69269 * G ** 4 * L + 2.42843 * G ** 3 * L ** 2 + 4.47163 * G ** 2 * L ** 3 + 0.07842 * G * L ** 4 + L ** 5) ** 0.2;
        const q = L / H;
        return { at: (360 * theta) / Math.PI, area: weight * r.intensity, H, eta: 1.36603 * q - 0.47719 * q * q + 0.11116 * q ** 3 };
      }),
    );
    return Array.from(angles, (x) =>
      lines.reduce((sum, { at, area, H, eta }) => {
        const u = (x - at) / H;
        return sum + (area / H) * (eta * (2 / Math.PI / (1 + 4 * u * u)) + (1 - eta) * 2 * Math.sqrt(Math.LN2 / Math.PI) * Math.exp(-4 * Math.LN2 * u * u));
      }, 0),
    );
  };

  it('equals the plain sum over every line and point within 1e-4 of the maximum', () => {
    const angles = twoThetaGrid(5, 30, 0.01);
    for (const crystal of [nacl, nyzc]) {
      const reflections = kernel.pattern(crystal, { to_deg: 30 });
      for (const [size_nm, strain] of [[1.5, 0.01], [8, 0.002], [200, 0]] as const) {
        const wanted = plain(reflections, size_nm, strain, angles);
        const got = kernel.profile(reflections, { size_nm, strain, to_deg: 30 });
        expect(got.length).toBe(wanted.length);
        // 1e-4: each Lorentzian is cut at 5e-5 of its own peak (assembly/profile.ts).
        expect(worst(got, wanted) / maxOf(wanted)).toBeLessThan(1.5e-4);
      }
    }
  });

  it('covers any grid: few points, coarse steps, one point', () => {
    const reflections = kernel.pattern(nacl);
    for (const [from_deg, to_deg, step_deg] of [[14, 15, 1.5], [10, 20, 0.5], [5, 50, 0.05], [14.4, 14.5, 0.003]] as const) {
      const angles = twoThetaGrid(from_deg, to_deg, step_deg);
      const wanted = plain(reflections, 6, 0.001, angles);
      const got = kernel.profile(reflections, { size_nm: 6, strain: 0.001, from_deg, to_deg, step_deg });
      expect(worst(got, wanted) / maxOf(wanted)).toBeLessThan(1e-3);
    }
  });

  it('keeps the area of a line, and widens it as the domains shrink', () => {
    const [line] = kernel.pattern(nacl).filter((r) => r.h === 2 && r.k === 0);
    const area = (size_nm: number): number => kernel.profile([line!], { size_nm, from_deg: 0.5, to_deg: 120 }).reduce((sum, v) => sum + v * 0.01, 0);
    // Area 100 (Kα1) + 50 (Kα2); a Lorentzian of full width 0.2° keeps 0.3 % of it outside 0.5 to 120°.
    expect(Math.abs(area(20) / 150 - 1)).toBeLessThan(6e-3);
    const widths = [50, 20, 10, 5, 3].map((size_nm) => kernel.lineWidth(7, WAVELENGTH_MO_A, { size_nm }).fwhm_deg);
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    // Scherrer with K 0.9 at 7° (register of facts): 2, 5, 10, 20 nm are 1.84, 0.73, 0.37, 0.18° when the instrument adds nothing.
    for (const [size_nm, fwhm] of [[2, 1.84], [5, 0.73], [10, 0.37], [20, 0.18]] as const) {
      expect(Math.abs(kernel.lineWidth(7, WAVELENGTH_MO_A, { size_nm, caglioti: [0, 0, 0] }).fwhm_deg - fwhm)).toBeLessThan(0.0051);
    }
  });

  it('gives back size and strain through a Williamson-Hall line', () => {
    const points = kernel.pattern(nacl).map((r) => {
      const { fwhm_deg } = kernel.lineWidth(r.two_theta_deg, WAVELENGTH_MO_A, { size_nm: 12, strain: 0.003, caglioti: [0, 0, 0] });
      const theta = (r.two_theta_deg * Math.PI) / 360;
      return [4 * Math.sin(theta), ((fwhm_deg * Math.PI) / 180) * Math.cos(theta)] as const;
    });
    const n = points.length;
    const [sx, sy, sxx, sxy] = points.reduce(([a, b, c, d], [x, y]) => [a + x, b + y, c + x * x, d + x * y], [0, 0, 0, 0]);
    const slope = (n * sxy! - sx! * sy!) / (n * sxx! - sx! * sx!);
    expect(Math.abs(slope / 0.003 - 1)).toBeLessThan(1e-6);
    expect(Math.abs((0.9 * 0.07107) / ((sy! - slope * sx!) / n) / 12 - 1)).toBeLessThan(1e-6);
  });
});

/** The double sum of the Debye equation, as it is written. */
function bruteForce(cluster: Cluster, angles: ArrayLike<number>, B: number, sigma1: number): number[] {
  const n = cluster.elements.length;
  const { xyz, elements } = cluster;
  const distances: [number, number, number][] = [];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) distances.push([i, j, Math.hypot(xyz[3 * i]! - xyz[3 * j]!, xyz[3 * i + 1]! - xyz[3 * j + 1]!, xyz[3 * i + 2]! - xyz[3 * j + 2]!)]);
  return Array.from(angles, (angle) => {
    const Q = scatteringVector(angle, WAVELENGTH_MO_A);
    const s = Q / (4 * Math.PI);
    const f = elements.map((element) => f0(formFactor(element)!, s));
    let sum = f.reduce((total, v) => total + v * v, 0);
    for (const [i, j, r] of distances) sum += (2 * f[i]! * f[j]! * Math.exp(-2 * B * s * s - (Q * Q * sigma1 * sigma1 * r) / (2 * 2.57)) * Math.sin(Q * r)) / (Q * r);
    return sum / n;
  });
}

describe('Debye sum', () => {
  const angles = twoThetaGrid(3, 50, 0.25);
  const qMax = scatteringVector(50, WAVELENGTH_MO_A);
  const clusters: [string, Cluster][] = [['NaCl, 2 nm', sphereCluster(nacl, 20)], ['NYZC, 2 nm, four elements at random', sphereCluster(nyzc, 20, { seed: 3 })]];

  for (const [name, cluster] of clusters) {
    it(`${name}: equals the double sum within 5e-5 of the maximum at every disorder`, () => {
      const pairs = kernel.debyePairs(cluster, qMax);
      for (const [B, sigma1] of [[1.5, 0], [0, 0], [1.5, 0.2], [3, 0.4]] as const) {
        const wanted = bruteForce(cluster, angles, B, sigma1);
        const got = kernel.debye(pairs, angles, { B_A2: B, disorder_A: sigma1 });
        expect(worst(got, wanted) / maxOf(wanted)).toBeLessThan(5e-5);
        expect(worst(kernel.debye(pairs, angles, { B_A2: B, disorder_A: sigma1 + 0.02 }), wanted) / maxOf(wanted)).toBeGreaterThan(1e-4);
      }
    });
  }

  it('does not change when the cluster is turned, moved or listed backwards', () => {
    const [, cluster] = clusters[1]!;
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const order = cluster.elements.map((_, i) => cluster.elements.length - 1 - i);
    const moved: Cluster = {
      elements: order.map((i) => cluster.elements[i]!),
      xyz: Float64Array.from(order.flatMap((i) => {
        const [x, y, z] = [cluster.xyz[3 * i]!, cluster.xyz[3 * i + 1]!, cluster.xyz[3 * i + 2]!];
        return [c * x - s * y + 10, s * x + c * y - 4, z + 2];
      })),
    };
    const [a, b] = [cluster, moved].map((each) => kernel.debye(kernel.debyePairs(each, qMax), angles));
    expect(worst(a!, b!) / maxOf(a!)).toBeLessThan(1e-9);
  });

  it('one atom scatters f0², two atoms f0² (1 + sin Qr/Qr)', () => {
    const f2 = f0(formFactor('Zr')!, scatteringVector(10, WAVELENGTH_MO_A) / (4 * Math.PI)) ** 2;
    const zirconium = (xyz: number[]): Cluster => ({ elements: xyz.flatMap((_, i) => (i % 3 === 0 ? ['Zr'] : [])), xyz: Float64Array.from(xyz) });
    const one = kernel.debye(kernel.debyePairs(zirconium([0, 0, 0]), qMax), [10], { B_A2: 0 });
    expect(Math.abs(one[0]! / f2 - 1)).toBeLessThan(1e-12);
    const two = kernel.debye(kernel.debyePairs(zirconium([0, 0, 0, 0, 3, 0]), qMax), [10], { B_A2: 0 });
    const x = 3 * scatteringVector(10, WAVELENGTH_MO_A);
    expect(Math.abs(two[0]! / (f2 * (1 + Math.sin(x) / x)) - 1)).toBeLessThan(1e-5);
  });

  it('more disorder lowers the main maximum against the halo beside it and never raises it', () => {
    const cluster = sphereCluster(nyzc, 25, { seed: 1 });
    const pairs = kernel.debyePairs(cluster, scatteringVector(12, WAVELENGTH_MO_A));
    const fine = twoThetaGrid(5, 9, 0.01);
    const peaks = [0, 0.1, 0.2, 0.3, 0.4].map((disorder_A) => kernel.debye(pairs, fine, { disorder_A }));
    const heights = peaks.map((pattern) => maxOf(pattern));
    const ratios = peaks.map((pattern) => maxOf(pattern) / pattern.at(-1)!);
    for (let i = 1; i < peaks.length; i++) {
      expect(heights[i]).toBeLessThan(heights[i - 1]!);
      expect(ratios[i]).toBeLessThan(ratios[i - 1]!);
    }
    const top = fine[peaks[0]!.indexOf(heights[0]!)]!;
    expect(top).toBeGreaterThan(6.5);
    expect(top).toBeLessThan(8.5);
  });

  it('Scherrer with K = 1.107 gives back the diameter of NaCl spheres of 4 nm and more within 2 %', () => {
    // B = 0: thermal motion adds a flat diffuse background under the line, which a width at half of the raw maximum would count.
    for (const diameter of [40, 45, 60, 80]) {
      const grid = twoThetaGrid(13.5, 15.5, 0.005);
      const pattern = kernel.debye(kernel.debyePairs(sphereCluster(nacl, diameter), scatteringVector(16, WAVELENGTH_MO_A)), grid, { B_A2: 0 });
      const { fwhm, centre } = halfWidth(grid, pattern);
      const scherrer = (K: number): number => (K * WAVELENGTH_MO_A) / (((fwhm * Math.PI) / 180) * Math.cos((centre * Math.PI) / 360));
      expect(Math.abs(scherrer(SCHERRER_SPHERE) / diameter - 1)).toBeLessThan(0.02);
      // K = 0.9 reads a sphere about 19 % small.
      expect(scherrer(0.9) / diameter).toBeLessThan(0.83);
    }
  });
});

function halfWidth(x: ArrayLike<number>, y: ArrayLike<number>): { fwhm: number; centre: number } {
  const top = Array.from(y).indexOf(maxOf(y));
  const half = y[top]! / 2;
  const crossing = (direction: number): number => {
    let i = top;
    while (y[i]! > half) i += direction;
    return x[i]! + ((x[i - direction]! - x[i]!) * (half - y[i]!)) / (y[i - direction]! - y[i]!);
  };
  return { fwhm: crossing(1) - crossing(-1), centre: x[top]! };
}

describe('electron diffraction', () => {
  it('has the textbook wavelengths and Mott-Bethe constant', () => {
    // International Tables C, table 4.3.2.1: 100 kV 0.037014 Å, 200 kV 0.025079 Å, 300 kV 0.019687 Å.
    expect(electronWavelength_A(100)).toBeCloseTo(0.037014, 6);
    expect(electronWavelength_A(200)).toBeCloseTo(0.025079, 6);
    expect(electronWavelength_A(300)).toBeCloseTo(0.019687, 6);
    expect(mottBethe_per_A).toBeCloseTo(0.0239337, 7);
  });

  it('NaCl: the four strongest rings of the field’s table', () => {
    const { rings } = kernel.electronRings(nacl);
    const strongest = [...rings].sort((a, b) => b.intensity - a.intensity).slice(0, 4);
    expect(strongest.map((r) => Number(r.d_A.toFixed(3)))).toEqual([2.82, 1.994, 3.256, 1.628]);
    expect(strongest.map((r) => Math.round(r.intensity))).toEqual([100, 49, 17, 13]);
  });

  const grid = { from_per_A: 0.28, step_per_A: 0.0005, n: 500 };

  it('spots of many grains average to the rings; few grains do not', () => {
    const size_A = 150;
    const smooth = kernel.ringProfile(nacl, size_A, grid);
    const error = (grains: number): number => {
      const got = kernel.radialProfile(kernel.grainSpots(nacl, { grains, size_A, seed: 5, kV: 200 }), size_A, grid);
      return worst(Array.from(got, (v) => v / grains), smooth) / maxOf(smooth);
    };
    // 20,000 grains put about 1,000 weighted spots on the weakest of the tall rings: 3 % scatter; the curved Ewald sphere adds less than 1 %.
    expect(error(20000)).toBeLessThan(0.06);
    expect(error(20)).toBeGreaterThan(0.2);
  });

  it('is repeatable by its seed', () => {
    const options = { grains: 50, size_A: 100 };
    const a = kernel.grainSpots(nacl, { ...options, seed: 1 });
    expect(kernel.grainSpots(nacl, { ...options, seed: 1 })).toEqual(a);
    expect(kernel.grainSpots(nacl, { ...options, seed: 2 })).not.toEqual(a);
    for (let i = 0; i < a.length; i += 3) expect(a[i + 2]).toBeGreaterThan(0);
  });
});

describe('structures of this repository', () => {
  it('say which parts are literature, reconstructed and assumed', () => {
    for (const name of ['nacl', 'zrcl4-p2c', 'na3ycl6-p21n', 'nyzc-p21n']) {
      const comments = structureText(name).split('\n').filter((line) => line.startsWith('#')).join('\n');
      expect(comments).toMatch(/Provenance: /);
      expect(comments).toMatch(/literature: /);
      expect(comments).toMatch(/assumed: /);
    }
  });

  it('are what the reconstruction writes', () => {
    for (const [name, text] of Object.entries(reconstructedStructures())) expect(structureText(name.replace('.cif', ''))).toBe(text);
  });

  const at = (crystal: Crystal, h: number, k: number, l: number): Reflection => kernel.pattern(crystal).find((r) => r.h === h && r.k === k && r.l === l)!;

  it('put their markers where the register of facts has them', () => {
    for (const [h, k, l, angle] of [[1, 1, 1, 12.53], [2, 0, 0, 14.478], [2, 2, 0, 20.53], [2, 2, 2, 25.212], [4, 2, 0, 32.73]] as const) {
      expect(Math.abs(at(nacl, h, k, l).two_theta_deg - angle)).toBeLessThan(6e-4);
    }
    expect(Math.abs(at(zrcl4, 1, 2, 1).two_theta_deg - 15.714)).toBeLessThan(6e-4);
    expect(Math.abs(at(zrcl4, 1, 0, 0).two_theta_deg - 6.787)).toBeLessThan(6e-4);
    // The phase's first five lines lie in the paper's 5 to 9° window.
    for (const [crystal, angles] of [[nyzc, [6.99, 7.22, 7.31, 8.13, 8.28]], [structure('na3ycl6-p21n'), [6.9, 7.13, 7.22, 8.04, 8.18]]] as const) {
      const first = kernel.pattern(crystal).slice(0, 5).map((r) => r.two_theta_deg);
      first.forEach((angle, i) => expect(Math.abs(angle - angles[i]!)).toBeLessThan(0.011));
    }
  });

  it('have the bond lengths that their notes claim', () => {
    const bonds = (crystal: Crystal, pair: [string, string], longest: number): number[] => {
      const cluster = sphereCluster(crystal, 24, { seed: 2 });
      const found = new Set<number>();
      cluster.elements.forEach((a, i) => cluster.elements.forEach((b, j) => {
        const r = Math.hypot(cluster.xyz[3 * i]! - cluster.xyz[3 * j]!, cluster.xyz[3 * i + 1]! - cluster.xyz[3 * j + 1]!, cluster.xyz[3 * i + 2]! - cluster.xyz[3 * j + 2]!);
        if (i < j && [a, b].sort().join() === [...pair].sort().join() && r < longest) found.add(Number(r.toFixed(2)));
      }));
      return [...found].sort((p, q) => p - q);
    };
    expect(bonds(structure('na3ycl6-p21n'), ['Y', 'Cl'], 3.2)).toEqual([2.62]);
    const zrcl = bonds(zrcl4, ['Zr', 'Cl'], 3);
    for (const length of [2.307, 2.498, 2.655]) expect(zrcl.some((r) => Math.abs(r - length) < 0.02)).toBe(true);
    expect(bonds(zrcl4, ['Zr', 'Zr'], 4.1)).toEqual([3.97]);
  });

  it('fill mixed sites at random in their proportion, repeatably', () => {
    const big = sphereCluster(nyzc, 60, { seed: 9 });
    const count = (element: string): number => big.elements.filter((e) => e === element).length;
    // 0.25 Y and 0.75 Zr of about 450 metals: 3 standard deviations are 0.06.
    expect(Math.abs(count('Zr') / (count('Zr') + count('Y')) - 0.75)).toBeLessThan(0.06);
    expect(Math.abs(count('Na') / (count('Zr') + count('Y')) - 2.25)).toBeLessThan(0.25);
    expect(sphereCluster(nyzc, 60, { seed: 9 })).toEqual(big);
  });
});

describe('refusals', () => {
  const refuses = (work: () => unknown, words: RegExp): void => {
    expect(work).toThrow(RangeError);
    expect(work).toThrow(words);
  };

  it('are one sentence each', () => {
    refuses(() => kernel.pattern(nacl, { from_deg: 5, to_deg: 6 }), /pattern is empty.*widen/);
    refuses(() => kernel.pattern(nacl, { from_deg: 20, to_deg: 10 }), /window/);
    refuses(() => kernel.pattern(nacl, { wavelength_A: NaN }), /wavelength/);
    refuses(() => kernel.pattern({ ...nacl, sites: [] }), /no atom sites/);
    refuses(() => kernel.pattern({ ...nacl, sites: nacl.sites.map((s) => ({ ...s, element: 'Xx' })) }), /"Xx" has no form factor/);
    refuses(() => kernel.pattern({ ...nacl, cell: { ...nacl.cell, b_A: 6 } }), /does not fit the symmetry/);
    refuses(() => kernel.pattern({ ...nacl, cell: { ...nacl.cell, a_A: -1 } }), /cell edge a/);
    refuses(() => kernel.pattern({ ...zrcl4, cell: { ...zrcl4.cell, alpha_deg: 20, beta_deg: 20, gamma_deg: 160 } }), /enclose no volume/);
    refuses(() => kernel.pattern({ ...nacl, operations: nacl.operations.slice(0, 5) }), /do not form a group/);
    refuses(() => kernel.pattern({ ...nacl, sites: nacl.sites.map((s) => ({ ...s, occupancy: 2 })) }), /occupancy 2/);
    refuses(() => kernel.pattern({ ...nacl, sites: nacl.sites.map((s) => ({ ...s, occupancy: 0 })) }), /empty/);
    refuses(() => kernel.profile([], { size_nm: 0 }), /domain size/);
    refuses(() => kernel.profile(kernel.pattern(nacl), { size_nm: 5, caglioti: [0, -1, 0] }), /negative squared width/);
    refuses(() => kernel.electronRings(nacl, { kV: 0 }), /accelerating voltage/);
    refuses(() => kernel.debyePairs({ elements: ['Na', 'Cl'], xyz: new Float64Array(6) }, 7), /atoms 1 and 2 are nearer/);
    refuses(() => kernel.debye(kernel.debyePairs(sphereCluster(nacl, 10), 3), [50]), /make them anew/);
    refuses(() => sphereCluster(nacl, 0), /diameter/);
    refuses(() => readXyz('3\n\nNa 0 0 0\n'), /line 4/);
    refuses(() => readXyz('1\n\nQq 0 0 0\n'), /"Qq" is no element/);
  });

  it('an empty list of reflections gives a flat profile, never NaN', () => {
    expect(maxOf(kernel.profile([], { size_nm: 5 }))).toBe(0);
  });
});
