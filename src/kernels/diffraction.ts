/** Typed binding of diffraction.wasm: reflections, powder profile, Debye scattering, electron rings. Pure: takes an instance, keeps no state. */
import { Arena, type ArenaExports } from './arena.ts';
import { formFactor } from '../physics/form-factors.ts';
import { checkCrystal, equivalentIndices, expandSites, laueRotations, orthogonalMatrix, reciprocalMetric, cellVolume, type Crystal } from '../physics/crystal.ts';
import { electronWavelength_A, mottBethe_per_A } from '../physics/electron.ts';
import type { Cluster } from '../physics/cluster.ts';

interface Exports extends ArenaExports {
  listReflections(metric: number, hMax: number, kMax: number, lMax: number, low: number, high: number, laue: number, nLaue: number, ops: number, shifts: number, nOps: number, rows: number, capacity: number): number;
  structureFactors(rows: number, n: number, hMax: number, kMax: number, lMax: number, sites: number, nSites: number, atoms: number, nAtoms: number, types: number, nTypes: number, mott: number): void;
  braggSine(two_theta_deg: number): number;
  braggAngle(sine: number): number;
  smallestGaussianSquare(lines: number, n: number, U: number, V: number, W: number): number;
  tchWidths(twoTheta: number, lambda: number, D: number, K: number, strain: number, U: number, V: number, W: number, out: number): void;
  addLines(lines: number, n: number, lambda: number, D: number, K: number, strain: number, U: number, V: number, W: number, start: number, step: number, points: number, out: number): void;
  longestPair(xyz: number, nAtoms: number): number;
  depositPairs(xyz: number, types: number, nAtoms: number, nTypes: number, dr: number, nBins: number, closest: number, grid: number): number;
  debyeSum(grid: number, nTypes: number, nBins: number, dr: number, counts: number, formFactors: number, qs: number, nQ: number, B: number, sigma1: number, r1: number, out: number): void;
  grainSpots(vectors: number, nVectors: number, nGrains: number, size: number, lambda: number, seed: number, spots: number, capacity: number): number;
  radialProfile(spots: number, nSpots: number, fwhm: number, start: number, step: number, n: number, out: number): void;
}

/** Mean wavelength of the paper's Mo tube, angstrom. */
export const WAVELENGTH_MO_A = 0.7107;
/** Mo Kα1 and Kα2 with their weights, as in the reference patterns (angstrom). */
export const DOUBLET_MO: readonly { wavelength_A: number; weight: number }[] = [
  { wavelength_A: 0.7093, weight: 1 },
  { wavelength_A: 0.71359, weight: 0.5 },
];
/** Scherrer constant of a sphere's diameter for the full width at half maximum: from V(t) = 1 − 1.5 t + 0.5 t³ (Patterson 1939). */
export const SCHERRER_SPHERE = 1.107;

/** One set of symmetry-equivalent reflections; multiplicity counts Friedel mates; F2 in electrons² per cell (electron rings: angstrom²). */
export interface Reflection {
  h: number;
  k: number;
  l: number;
  d_A: number;
  two_theta_deg: number;
  multiplicity: number;
  F2: number;
  /** Multiplicity × F2 × LP, the strongest of the list 100. */
  intensity: number;
}

export interface PatternOptions {
  /** Default 0.7107. */
  wavelength_A?: number;
  /** Default 5 to 50 degrees. */
  from_deg?: number;
  to_deg?: number;
}

export interface ProfileOptions {
  /** Diameter D of the coherent domains, nm. */
  size_nm: number;
  /** Microstrain eps = Δd/d. Default 0. */
  strain?: number;
  /** Scherrer constant. Default 0.9. */
  K?: number;
  /** U, V, W in degrees². Default 2e-4, −1e-4, 4e-4. */
  caglioti?: readonly [number, number, number];
  /** Lines of the source. Default the Mo Kα doublet. */
  source?: readonly { wavelength_A: number; weight: number }[];
  /** Grid. Default 5 to 50 by 0.01 degrees. */
  from_deg?: number;
  to_deg?: number;
  step_deg?: number;
}

/** Pair distances of a cluster on the grid that `debye` sums over. */
export interface DebyePairs {
  elements: string[];
  counts: number[];
  step_A: number;
  nBins: number;
  /** Largest Q (1/angstrom) that this grid serves. */
  qMax_per_A: number;
  grid: Float64Array;
}

export interface DebyeOptions {
  /** Default 0.7107. */
  wavelength_A?: number;
  /** Isotropic B, angstrom²; damps the terms between different atoms. Default 1.5. */
  B_A2?: number;
  /** Paracrystalline disorder sigma1 (angstrom) at the distance r1. Default 0. */
  disorder_A?: number;
  /** r1, angstrom. Default 2.57. */
  r1_A?: number;
}

export interface ElectronRing {
  d_A: number;
  /** Σ multiplicity |F|² d² over equal d, the strongest 100. */
  intensity: number;
  /** Indices of the reflections in this ring. */
  indices: [number, number, number][];
}

/** Full width of a grain's spot in g, times its size: exp(−π (g D)²) → 2 √(ln 2/π). */
const SPOT_WIDTH = 2 * Math.sqrt(Math.LN2 / Math.PI);
/** Shortest spacing of the electron rings: what Mo radiation reaches at 50°. */
const RING_D_MIN_A = WAVELENGTH_MO_A / (2 * Math.sin((25 * Math.PI) / 180));
/** Largest Q times grid step of the Debye sum: error about 2e-5 of the maximum (assembly/debye.ts). */
const DEBYE_PHASE = 0.8;
const DEBYE_STEP_A = 0.16;
/** Atoms of one cluster nearer than this are a mistake in the file. */
const CLOSEST_A = 0.5;
const MOST_LATTICE_POINTS = 4e6;
const MOST_POINTS = 1e6;

function lorentzPolarisation(sine: number): number {
  const cos2Theta = 1 - 2 * sine * sine;
  return (1 + cos2Theta * cos2Theta) / (sine * sine * Math.sqrt(1 - sine * sine));
}

function demand(name: string, value: number, low: number, high: number, unit: string): void {
  if (!(value >= low && value <= high)) throw new RangeError(`${name} is ${value} ${unit}: expected ${low} to ${high} ${unit}`);
}

/** The nine form-factor numbers and Z of each element, ten f64 a type. Throws RangeError on an unknown element. */
function typeTable(elements: readonly string[]): number[] {
  return elements.flatMap((symbol) => {
    const found = formFactor(symbol);
    if (!found) throw new RangeError(`element "${symbol}" has no form factor: expected a symbol from H to Cf`);
    return [...found.coefficients, found.Z];
  });
}

function gridSize(from: number, to: number, step: number): number {
  const n = Math.floor((to - from) / step + 1e-9) + 1;
  if (n > MOST_POINTS) throw new RangeError(`${n} points are too many: expected at most ${MOST_POINTS}; take a larger step`);
  return n;
}

/** Angles from `from` to `to` (inclusive) by `step`, degrees. Throws RangeError when they are not within 0 to 180 or the step is not positive. */
export function twoThetaGrid(from: number, to: number, step: number): Float64Array {
  checkWindow(from, to);
  if (!(step > 0)) throw new RangeError(`2θ step is ${step}°: expected a positive number of degrees`);
  return Float64Array.from({ length: gridSize(from, to, step) }, (_, i) => from + step * i);
}

function checkWindow(from: number, to: number): void {
  if (!(from > 0 && to < 180 && from < to)) throw new RangeError(`2θ window ${from} to ${to}°: expected 0 < from < to < 180`);
}

export type DiffractionKernel = ReturnType<typeof diffractionKernel>;

/** Binds an instance of diffraction.wasm. */
export function diffractionKernel(instance: WebAssembly.Instance) {
  const wasm = instance.exports as unknown as Exports;
  const arena = new Arena(wasm);

  /** Rows [h, k, l, d*, multiplicity, |F|²] with low <= d* <= high. */
  function reflectionRows(crystal: Crystal, low: number, high: number, mott: number): Float64Array {
    checkCrystal(crystal);
    const points = (4 / 3) * Math.PI * high ** 3 * cellVolume(crystal.cell);
    if (points > MOST_LATTICE_POINTS) throw new RangeError(`this cell has about ${points.toExponential(0)} reflections up to d = ${(1 / high).toPrecision(3)} Å: expected at most ${MOST_LATTICE_POINTS.toExponential(0)}; narrow the window`);
    const metric = reciprocalMetric(crystal.cell);
    const { a_A, b_A, c_A } = crystal.cell;
    const [hMax, kMax, lMax] = [a_A, b_A, c_A].map((edge) => Math.floor(edge * high + 1e-9)) as [number, number, number];
    const laue = laueRotations(crystal.operations);
    const expanded = expandSites(crystal).filter(({ site }) => site.occupancy > 0);
    const elements = [...new Set(expanded.map(({ site }) => site.element))];
    return arena.scope(() => {
      // A set of equivalents has at least one member per Laue rotation except in special directions: twice that, and the planes, is ample.
      const capacity = Math.ceil((points * 2) / laue.length + 50 * (hMax + 1) + 50 * (kMax + 1) + 50 * (lMax + 1) + (hMax + 1) * (kMax + 1) + (kMax + 1) * (lMax + 1) + (hMax + 1) * (lMax + 1)) * 2;
      const rows = arena.zerosF64(6 * capacity);
      const n = wasm.listReflections(
        arena.putF64(metric), hMax, kMax, lMax, low, high,
        arena.putI32(laue.flat()), laue.length,
        arena.putI32(crystal.operations.flatMap((op) => [...op.rotation])), arena.putF64(crystal.operations.flatMap((op) => [...op.translation])), crystal.operations.length,
        rows, capacity,
      );
      if (n < 0) throw new RangeError('this cell has more reflections than expected for its symmetry: narrow the 2θ window');
      const sites = expanded.flatMap(({ site, positions }) => [elements.indexOf(site.element), site.B_A2, site.occupancy, positions.length]);
      const atoms = expanded.flatMap(({ positions }) => positions.flat());
      wasm.structureFactors(rows, n, hMax, kMax, lMax, arena.putF64(sites), expanded.length, arena.putF64(atoms), atoms.length / 3, arena.putF64(typeTable(elements)), elements.length, mott);
      return arena.getF64(rows, 6 * n);
    });
  }

  /**
   * Powder reflections of a crystal with X-rays, in rising 2θ: one entry for each symmetry-inequivalent set, systematic absences and
   * reflections without intensity left out. LP = (1 + cos² 2θ)/(sin² θ cos θ): no monochromator.
   * Throws RangeError on an impossible crystal, window or wavelength (0.05 to 10 Å), and when the window holds no reflection.
   */
  function pattern(crystal: Crystal, options: PatternOptions = {}): Reflection[] {
    const { wavelength_A = WAVELENGTH_MO_A, from_deg = 5, to_deg = 50 } = options;
    demand('wavelength', wavelength_A, 0.05, 10, 'Å');
    checkWindow(from_deg, to_deg);
    const star = (twoTheta: number): number => (2 * wasm.braggSine(twoTheta)) / wavelength_A;
    const rows = reflectionRows(crystal, star(from_deg), star(to_deg), 0);
    const list: Reflection[] = [];
    for (let i = 0; i < rows.length; i += 6) {
      const sine = (wavelength_A * rows[i + 3]!) / 2;
      const F2 = rows[i + 5]!;
      list.push({ ...indicesAt(rows, i), d_A: 1 / rows[i + 3]!, two_theta_deg: wasm.braggAngle(sine), multiplicity: rows[i + 4]!, F2, intensity: rows[i + 4]! * F2 * lorentzPolarisation(sine) });
    }
    const strongestF2 = Math.max(0, ...list.map((r) => r.F2));
    // Absences that follow from special positions leave rounding errors, not intensity.
    const seen = list.filter((r) => r.F2 > 1e-12 * strongestF2);
    if (seen.length === 0) throw new RangeError(`the pattern is empty: ${crystal.name || 'this structure'} has no reflection between ${from_deg} and ${to_deg}° at ${wavelength_A} Å; widen the 2θ window`);
    const top = seen.reduce((most, r) => Math.max(most, r.intensity), 0);
    return seen.map((r) => ({ ...r, intensity: (100 * r.intensity) / top }));
  }

  /**
   * Powder profile (intensity per degree, scale free) of reflections as `pattern` lists them: every line of the source at its own Bragg angle,
   * F2 and LP as listed. Points from_deg, from_deg + step_deg, … up to to_deg.
   * Throws RangeError on size outside 0.5 to 10000 nm, strain outside 0 to 0.1, K outside 0.5 to 2, or U, V, W that give a negative width.
   */
  function profile(reflections: readonly Reflection[], options: ProfileOptions): Float64Array {
    const { size_nm, strain = 0, K = 0.9, caglioti: [U, V, W] = [2e-4, -1e-4, 4e-4], source = DOUBLET_MO, from_deg = 5, to_deg = 50, step_deg = 0.01 } = options;
    checkWindow(from_deg, to_deg);
    demand('domain size', size_nm, 0.5, 10000, 'nm');
    demand('strain', strain, 0, 0.1, '');
    demand('Scherrer constant K', K, 0.5, 2, '');
    demand('2θ step', step_deg, 1e-4, 10, '°');
    if (![U, V, W].every(Number.isFinite)) throw new RangeError('Caglioti U, V, W must be three numbers in degrees²');
    const n = gridSize(from_deg, to_deg, step_deg);
    return arena.scope(() => {
      const out = arena.zerosF64(n);
      for (const { wavelength_A, weight } of source) {
        demand('wavelength', wavelength_A, 0.05, 10, 'Å');
        const lines = reflections.flatMap(({ d_A, intensity }) => {
          const sine = wavelength_A / (2 * d_A);
          return sine < 1 ? [wasm.braggAngle(sine), weight * intensity] : [];
        });
        const at = arena.putF64(lines);
        const least = lines.length > 0 ? wasm.smallestGaussianSquare(at, lines.length / 2, U, V, W) : 0;
        if (least < 0) throw new RangeError(`Caglioti U, V, W = ${U}, ${V}, ${W} degrees² give a negative squared width (${least.toExponential(1)}) at one of the reflections: expected U tan²θ + V tanθ + W ≥ 0`);
        wasm.addLines(at, lines.length / 2, wavelength_A, 10 * size_nm, K, strain, U, V, W, from_deg, step_deg, n, out);
      }
      return arena.getF64(out, n);
    });
  }

  /** Full width at half maximum (degrees) and Lorentzian share of one line; arguments as in `profile`. */
  function lineWidth(two_theta_deg: number, wavelength_A: number, options: Pick<ProfileOptions, 'size_nm' | 'strain' | 'K' | 'caglioti'>): { fwhm_deg: number; eta: number } {
    const { size_nm, strain = 0, K = 0.9, caglioti: [U, V, W] = [2e-4, -1e-4, 4e-4] } = options;
    demand('2θ', two_theta_deg, 1e-3, 179.9, '°');
    demand('domain size', size_nm, 0.5, 10000, 'nm');
    return arena.scope(() => {
      const out = arena.zerosF64(2);
      wasm.tchWidths(two_theta_deg, wavelength_A, 10 * size_nm, K, strain, U, V, W, out);
      const [fwhm_deg = 0, eta = 0] = arena.getF64(out, 2);
      return { fwhm_deg, eta };
    });
  }

  /**
   * First step of the Debye sum, needed again only when atoms move: pair distances of a cluster (2 to 50000 atoms) on a grid fine enough for
   * Q up to qMax_per_A. `fineness` divides the grid step (1: error about 2e-5 of the maximum; 2: about 1e-6).
   * Throws RangeError when two atoms are nearer than 0.5 Å or the cluster is too large.
   */
  function debyePairs(cluster: Cluster, qMax_per_A: number, fineness = 1): DebyePairs {
    const nAtoms = cluster.elements.length;
    if (cluster.xyz.length !== 3 * nAtoms) throw new RangeError(`the cluster has ${nAtoms} elements and ${cluster.xyz.length} coordinates: expected three coordinates an atom`);
    demand('number of atoms', nAtoms, 1, 50000, '');
    demand('largest Q', qMax_per_A, 0.01, 200, '1/Å');
    const elements = [...new Set(cluster.elements)];
    const types = cluster.elements.map((element) => elements.indexOf(element));
    const counts = elements.map((_, t) => types.filter((type) => type === t).length);
    const step_A = Math.min(DEBYE_STEP_A, DEBYE_PHASE / qMax_per_A) / fineness;
    const rows = (elements.length * (elements.length + 1)) / 2;
    return arena.scope(() => {
      const xyz = arena.putF64(cluster.xyz);
      const nBins = Math.floor(wasm.longestPair(xyz, nAtoms) / step_A) + 4;
      if (!(nBins < 1e6)) throw new RangeError('the cluster is wider than 10000 Å: expected a nanocrystal');
      const grid = arena.zerosF64(rows * nBins);
      const clash = wasm.depositPairs(xyz, arena.putI32(types), nAtoms, elements.length, step_A, nBins, CLOSEST_A, grid);
      if (clash >= 0) throw new RangeError(`atoms ${Math.floor(clash / nAtoms) + 1} and ${(clash % nAtoms) + 1} are nearer than ${CLOSEST_A} Å: expected every atom once`);
      return { elements, counts, step_A, nBins, qMax_per_A, grid: arena.getF64(grid, rows * nBins) };
    });
  }

  /**
   * Second step: Debye intensity per atom (electrons², no LP) at each 2θ (degrees).
   * Throws RangeError when Q exceeds what the pairs were made for, B is outside 0 to 100 Å² or disorder outside 0 to 2 Å.
   */
  function debye(pairs: DebyePairs, two_theta_deg: ArrayLike<number>, options: DebyeOptions = {}): Float64Array {
    const { wavelength_A = WAVELENGTH_MO_A, B_A2 = 1.5, disorder_A = 0, r1_A = 2.57 } = options;
    demand('wavelength', wavelength_A, 0.05, 10, 'Å');
    demand('B', B_A2, 0, 100, 'Å²');
    demand('disorder', disorder_A, 0, 2, 'Å');
    demand('r1', r1_A, 0.5, 20, 'Å');
    const qs = Float64Array.from(two_theta_deg, (angle) => scatteringVector(angle, wavelength_A));
    const worst = qs.reduce((most, q) => Math.max(most, q), 0);
    if (worst > pairs.qMax_per_A * (1 + 1e-9)) throw new RangeError(`Q reaches ${worst.toPrecision(4)} 1/Å but the pairs were made for ${pairs.qMax_per_A.toPrecision(4)}: make them anew`);
    return arena.scope(() => {
      const out = arena.zerosF64(qs.length);
      wasm.debyeSum(
        arena.putF64(pairs.grid), pairs.elements.length, pairs.nBins, pairs.step_A, arena.putF64(pairs.counts), arena.putF64(typeTable(pairs.elements)),
        arena.putF64(qs), qs.length, B_A2, disorder_A, r1_A, out,
      );
      return arena.getF64(out, qs.length);
    });
  }

  /**
   * Electron diffraction rings in falling d, from 0.8408 Å (or dMin_A) up: Mott-Bethe factors from IT92 with the sites' B.
   * Throws RangeError on an impossible crystal or voltage.
   */
  function electronRings(crystal: Crystal, options: { kV?: number; dMin_A?: number } = {}): { wavelength_A: number; rings: ElectronRing[] } {
    const { kV = 200, dMin_A = RING_D_MIN_A } = options;
    const wavelength_A = electronWavelength_A(kV);
    demand('smallest d', dMin_A, 0.3, 10, 'Å');
    const rows = reflectionRows(crystal, 0, 1 / dMin_A, mottBethe_per_A);
    const rings: ElectronRing[] = [];
    for (let i = 0; i < rows.length; i += 6) {
      const d_A = 1 / rows[i + 3]!;
      const intensity = rows[i + 4]! * rows[i + 5]! * d_A * d_A;
      const { h, k, l } = indicesAt(rows, i);
      const last = rings.at(-1);
      if (last && Math.abs(last.d_A / d_A - 1) < 1e-7) {
        last.intensity += intensity;
        last.indices.push([h, k, l]);
      } else rings.push({ d_A, intensity, indices: [[h, k, l]] });
    }
    const top = rings.reduce((most, r) => Math.max(most, r.intensity), 0);
    if (!(top > 0)) throw new RangeError(`the pattern is empty: ${crystal.name || 'this structure'} has no ring above d = ${dMin_A.toPrecision(3)} Å`);
    return { wavelength_A, rings: rings.filter((r) => r.intensity > 1e-12 * top).map((r) => ({ ...r, intensity: (100 * r.intensity) / top })) };
  }

  /**
   * Spots of a few grains: nGrains (1 to 100000) of size size_A in seeded random orientations, electrons at kV.
   * Returns g_x, g_y (1/angstrom) and strength of each spot, three numbers a spot. Throws RangeError when there are more than maxSpots.
   * `vectors`: what `reciprocalVectors` gave for the same crystal and dMin_A, where a caller keeps it.
   */
  function grainSpots(crystal: Crystal, options: { grains: number; size_A: number; seed?: number; kV?: number; dMin_A?: number; maxSpots?: number; vectors?: readonly number[] }): Float64Array {
    const { grains, size_A, seed = 1, kV = 200, dMin_A = RING_D_MIN_A, maxSpots = 1e6 } = options;
    demand('number of grains', grains, 1, 100000, '');
    demand('grain size', size_A, 2, 1e5, 'Å');
    const wavelength = electronWavelength_A(kV);
    const vectors = options.vectors ?? reciprocalVectors(crystal, dMin_A);
    return arena.scope(() => {
      const spots = arena.roomF64(3 * maxSpots);
      const n = wasm.grainSpots(arena.putF64(vectors), vectors.length / 4, Math.floor(grains), size_A, wavelength, seed, spots, maxSpots);
      if (n > maxSpots) throw new RangeError(`${n} spots are more than ${maxSpots}: take fewer grains, or the smooth rings`);
      return arena.getF64(spots, 3 * n);
    });
  }

  /** Every reciprocal vector up to 1/dMin_A with its electron |F|²: g_x, g_y, g_z, F² four numbers a vector. */
  function reciprocalVectors(crystal: Crystal, dMin_A: number): number[] {
    const rows = reflectionRows(crystal, 0, 1 / dMin_A, mottBethe_per_A);
    const laue = laueRotations(crystal.operations);
    const cartesian = orthogonalMatrix(crystal.cell);
    const vectors: number[] = [];
    for (let i = 0; i < rows.length; i += 6) {
      const { h, k, l } = indicesAt(rows, i);
      for (const index of equivalentIndices(h, k, l, laue)) vectors.push(...reciprocalToCartesian(cartesian, index), rows[i + 5]!);
    }
    return vectors;
  }

  /**
   * Mean over azimuth against g (1/angstrom) of spots as `grainSpots` gives them, each a Gaussian of the grain's width 0.939/D.
   * Points from, from + step, … (n of them).
   */
  function radialProfile(spots: Float64Array, size_A: number, grid: { from_per_A: number; step_per_A: number; n: number }): Float64Array {
    demand('grain size', size_A, 2, 1e5, 'Å');
    demand('number of points', grid.n, 1, MOST_POINTS, '');
    if (!(grid.step_per_A > 0)) throw new RangeError(`step is ${grid.step_per_A} 1/Å: expected a positive number`);
    return arena.scope(() => {
      const out = arena.zerosF64(grid.n);
      wasm.radialProfile(arena.putF64(spots), spots.length / 3, SPOT_WIDTH / size_A, grid.from_per_A, grid.step_per_A, grid.n, out);
      return arena.getF64(out, grid.n);
    });
  }

  /** The same for infinitely many grains, per grain: each ring's spots spread evenly, mean weight 1/(2 D g). */
  function ringProfile(crystal: Crystal, size_A: number, grid: { from_per_A: number; step_per_A: number; n: number }, dMin_A = RING_D_MIN_A): Float64Array {
    const rows = reflectionRows(crystal, 0, 1 / dMin_A, mottBethe_per_A);
    const spots = new Float64Array(rows.length / 2);
    for (let i = 0, at = 0; i < rows.length; i += 6, at += 3) {
      const g = rows[i + 3]!;
      spots[at] = g;
      spots[at + 2] = (rows[i + 4]! * rows[i + 5]!) / (2 * size_A * g);
    }
    return radialProfile(spots, size_A, grid);
  }

  return { pattern, profile, lineWidth, debyePairs, debye, electronRings, grainSpots, reciprocalVectors, radialProfile, ringProfile };
}

const indicesAt = (rows: Float64Array, i: number): { h: number; k: number; l: number } => ({ h: rows[i]!, k: rows[i + 1]!, l: rows[i + 2]! });

/** Q = 4π sin θ/λ in 1/angstrom of an angle 2θ in degrees. */
export function scatteringVector(two_theta_deg: number, wavelength_A: number): number {
  if (!(two_theta_deg > 0 && two_theta_deg <= 180)) throw new RangeError(`2θ is ${two_theta_deg}°: expected more than 0 and at most 180`);
  return (4 * Math.PI * Math.sin((two_theta_deg * Math.PI) / 360)) / wavelength_A;
}

/** (h, k, l) in Cartesian 1/angstrom: the inverse transpose of the orthogonal matrix, which is upper triangular. */
function reciprocalToCartesian(m: readonly number[], [h = 0, k = 0, l = 0]: readonly number[]): [number, number, number] {
  const x = h / m[0]!;
  const y = (k - m[1]! * x) / m[4]!;
  return [x, y, (l - m[2]! * x - m[5]! * y) / m[8]!];
}
