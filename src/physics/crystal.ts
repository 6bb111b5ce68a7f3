/** Crystals as data: cell, symmetry, sites; and the geometry that follows from them. */
import { isGroup, type SymmetryOperation } from './space-groups.ts';

/** Unit cell: edges in angstrom, angles in degrees. */
export interface Cell {
  a_A: number;
  b_A: number;
  c_A: number;
  alpha_deg: number;
  beta_deg: number;
  gamma_deg: number;
}

/** One site of the asymmetric unit: fractional coordinates, isotropic B (angstrom^2), occupancy 0 to 1. */
export interface Site {
  label: string;
  /** Element symbol of the form-factor table. */
  element: string;
  x: number;
  y: number;
  z: number;
  B_A2: number;
  occupancy: number;
}

export interface Crystal {
  name: string;
  cell: Cell;
  /** Name of the space group, for people; the operations count. */
  spaceGroup: string;
  /** All operations, lattice centring included. */
  operations: readonly SymmetryOperation[];
  sites: readonly Site[];
}

/** A site with every atom that symmetry makes of it in one cell: positions is atoms x 3, fractional, in [0, 1). */
export interface ExpandedSite {
  site: Site;
  positions: number[][];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metric tensor (9 numbers by rows, angstrom^2): the square of a fractional vector v is v G v. */
export function metricTensor(cell: Cell): number[] {
  const { a_A: a, b_A: b, c_A: c } = cell;
  const [ca, cb, cg] = [cell.alpha_deg, cell.beta_deg, cell.gamma_deg].map(cosine) as [number, number, number];
  return [a * a, a * b * cg, a * c * cb, a * b * cg, b * b, b * c * ca, a * c * cb, b * c * ca, c * c];
}

/** cos of an angle in degrees, exactly 0 and ±1/2 where it is. */
function cosine(degrees: number): number {
  if (degrees === 90) return 0;
  if (degrees === 120) return -0.5;
  return degrees === 60 ? 0.5 : Math.cos(radians(degrees));
}

/** Volume of the cell in angstrom^3; NaN when the three angles enclose none. */
export function cellVolume(cell: Cell): number {
  const [ca, cb, cg] = [cell.alpha_deg, cell.beta_deg, cell.gamma_deg].map(cosine) as [number, number, number];
  return cell.a_A * cell.b_A * cell.c_A * Math.sqrt(1 - ca * ca - cb * cb - cg * cg + 2 * ca * cb * cg);
}

/**
 * Refuses a cell that cannot exist: edges from 0.5 to 1000 angstrom, angles from 10 to 170 degrees that enclose a volume.
 * Throws RangeError with one sentence.
 */
export function checkCell(cell: Cell): void {
  for (const [name, edge] of [['a', cell.a_A], ['b', cell.b_A], ['c', cell.c_A]] as const) {
    if (!(edge >= 0.5 && edge <= 1000)) throw new RangeError(`cell edge ${name} is ${edge} Å: expected 0.5 to 1000 Å`);
  }
  for (const [name, angle] of [['alpha', cell.alpha_deg], ['beta', cell.beta_deg], ['gamma', cell.gamma_deg]] as const) {
    if (!(angle >= 10 && angle <= 170)) throw new RangeError(`cell angle ${name} is ${angle}°: expected 10 to 170°`);
  }
  const volume = cellVolume(cell);
  if (!(volume > 1e-3 * cell.a_A * cell.b_A * cell.c_A)) {
    throw new RangeError(`the cell angles ${cell.alpha_deg}, ${cell.beta_deg}, ${cell.gamma_deg}° enclose no volume: expected each smaller than the sum of the other two, and all together below 360°`);
  }
}

/** Reciprocal metric tensor a*², b*², c*², 2b*c*cosα*, 2a*c*cosβ*, 2a*b*cosγ* (1/angstrom^2): what 1/d² of (h, k, l) needs. */
export function reciprocalMetric(cell: Cell): number[] {
  const g = metricTensor(cell);
  const cofactor = (i: number, j: number, k: number, l: number): number => g[i]! * g[j]! - g[k]! * g[l]!;
  const det = g[0]! * cofactor(4, 8, 5, 7) - g[1]! * cofactor(3, 8, 5, 6) + g[2]! * cofactor(3, 7, 4, 6);
  return [cofactor(4, 8, 5, 7), cofactor(0, 8, 2, 6), cofactor(0, 4, 1, 3), 2 * cofactor(2, 3, 0, 5), 2 * cofactor(1, 5, 2, 4), 2 * cofactor(2, 7, 1, 8)].map((m) => m / det + 0);
}

/** Fractional to Cartesian (angstrom), 9 numbers by rows: a along x, b in the xy plane. */
export function orthogonalMatrix(cell: Cell): number[] {
  const [ca, cb, cg] = [cell.alpha_deg, cell.beta_deg, cell.gamma_deg].map(cosine) as [number, number, number];
  const sg = Math.sqrt(1 - cg * cg);
  const { a_A: a, b_A: b, c_A: c } = cell;
  return [a, b * cg, c * cb, 0, b * sg, (c * (ca - cb * cg)) / sg, 0, 0, cellVolume(cell) / (a * b * sg)];
}

/** Cartesian coordinates (angstrom) of a fractional position. */
export function toCartesian(matrix: readonly number[], [x = 0, y = 0, z = 0]: readonly number[]): [number, number, number] {
  return [matrix[0]! * x + matrix[1]! * y + matrix[2]! * z, matrix[4]! * y + matrix[5]! * z, matrix[8]! * z];
}

/** Rotations of the Laue group: every rotation of the operations and its negative, once each, 9 integers by rows. */
export function laueRotations(operations: readonly SymmetryOperation[]): number[][] {
  const found = new Map<string, number[]>();
  for (const { rotation } of operations) {
    for (const sign of [1, -1]) {
      const r = rotation.map((v) => sign * v + 0);
      found.set(r.join(','), r);
    }
  }
  return [...found.values()];
}

/** Every (h, k, l) that symmetry and Friedel's law make equal to the given one. */
export function equivalentIndices(h: number, k: number, l: number, laue: readonly number[][]): number[][] {
  const found = new Map<string, number[]>();
  for (const r of laue) {
    const index = [0, 1, 2].map((j) => h * r[j]! + k * r[3 + j]! + l * r[6 + j]! + 0);
    found.set(index.join(','), index);
  }
  return [...found.values()];
}

/** Images of a site nearer than this (angstrom) are one atom on a special position: CIFs round 1/3 to 0.333. */
const MERGE_A = 0.1;

const fraction = (value: number): number => {
  const wrapped = value - Math.floor(value);
  return wrapped === 1 ? 0 : wrapped;
};

/** Square of the shortest lattice-translated difference, for positions that nearly coincide (angstrom^2), and that difference. */
function nearDifference(metric: readonly number[], p: readonly number[], q: readonly number[]): { square: number; step: number[] } {
  const step = p.map((v, i) => v - q[i]! - Math.round(v - q[i]!));
  const [x, y, z] = step as [number, number, number];
  const square = x * x * metric[0]! + y * y * metric[4]! + z * z * metric[8]! + 2 * (x * y * metric[1]! + x * z * metric[2]! + y * z * metric[5]!);
  return { square, step };
}

const imageOf = ({ rotation: r, translation: t }: SymmetryOperation, p: readonly number[]): number[] =>
  [0, 1, 2].map((i) => r[3 * i]! * p[0]! + r[3 * i + 1]! * p[1]! + r[3 * i + 2]! * p[2]! + t[i]!);

/**
 * All atoms of the cell, site by site. A site within 0.1 Å of a special position is put exactly on it (mean of its coinciding images), and its
 * images are counted once. The operations must form a group.
 */
export function expandSites(crystal: Crystal): ExpandedSite[] {
  const metric = metricTensor(crystal.cell);
  return crystal.sites.map((site) => {
    const given = [site.x, site.y, site.z];
    const coinciding = crystal.operations.map((op) => nearDifference(metric, imageOf(op, given), given)).filter(({ square }) => square < MERGE_A * MERGE_A);
    const exact = given.map((v, i) => v + coinciding.reduce((sum, { step }) => sum + step[i]!, 0) / coinciding.length);
    const positions: number[][] = [];
    for (const op of crystal.operations) {
      const image = imageOf(op, exact);
      if (!positions.some((p) => nearDifference(metric, image, p).square < MERGE_A * MERGE_A)) positions.push(image.map(fraction));
    }
    return { site, positions };
  });
}

/**
 * Refuses a crystal that cannot be: a bad cell, no sites, operations that are no group or do not fit the cell, occupancies outside 0 to 1,
 * negative B. Throws RangeError with one sentence.
 */
export function checkCrystal(crystal: Crystal): void {
  checkCell(crystal.cell);
  if (crystal.sites.length === 0) throw new RangeError('the structure has no atom sites: expected at least one');
  if (!isGroup(crystal.operations)) {
    throw new RangeError(`the ${crystal.operations.length} symmetry operations do not form a group: expected all operations of the space group, "x,y,z" and lattice centring included`);
  }
  const misfit = metricMisfit(crystal);
  if (misfit > 5e-3) {
    throw new RangeError(`the cell does not fit the symmetry of space group ${crystal.spaceGroup}: an operation changes the metric by ${(100 * misfit).toPrecision(2)} %; expected equal edges and fixed angles where the symmetry demands them`);
  }
  for (const site of crystal.sites) {
    if (![site.x, site.y, site.z].every(Number.isFinite)) throw new RangeError(`site ${site.label} has no coordinates: expected three fractional numbers`);
    if (!(site.occupancy >= 0 && site.occupancy <= 1)) throw new RangeError(`site ${site.label} has occupancy ${site.occupancy}: expected 0 to 1`);
    if (!(site.B_A2 >= 0 && site.B_A2 <= 100)) throw new RangeError(`site ${site.label} has B = ${Number(site.B_A2.toPrecision(6))} Å²: expected 0 to 100 Å² (U = B/8π²)`);
  }
}

/** Largest relative change of the metric tensor under a rotation of the group: max |RᵀGR − G| over a matching product of edges. */
function metricMisfit({ cell, operations }: Crystal): number {
  const g = metricTensor(cell);
  const edges = [cell.a_A, cell.b_A, cell.c_A];
  let worst = 0;
  for (const { rotation: r } of operations) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) for (let m = 0; m < 3; m++) sum += r[3 * k + i]! * g[3 * k + m]! * r[3 * m + j]!;
        worst = Math.max(worst, Math.abs(sum - g[3 * i + j]!) / (edges[i]! * edges[j]!));
      }
    }
  }
  return worst;
}
