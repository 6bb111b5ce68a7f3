/**
 * Model X1: powder patterns of the series. Crystalline part: Bragg lines of size L(x); amorphous part: Debye scattering of small disordered spheres;
 * NaCl as a third. Everything in electrons² per atom, polarisation included, so that the parts add up on one scale.
 * Assumed: L(x), the amorphous share, the NaCl share of each sample (its mean and its absence at x = 2 are reported).
 */
import { remember, rememberOf } from './remember.ts';
import { scatteringVector, SCHERRER_SPHERE, WAVELENGTH_MO_A, type DiffractionKernel, type Reflection } from '../kernels/diffraction.ts';
import { readCif } from '../labs/readers/cif.ts';
import { cellVolume, expandSites, type Crystal } from './crystal.ts';
import { sphereCluster } from './cluster.ts';
import { STRUCTURE_TEXTS } from './structure-texts.ts';
import { ATOMIC_WEIGHT } from './composition.ts';

export type PhaseId = keyof typeof STRUCTURE_TEXTS;

const crystals = new Map<PhaseId, Crystal>();
/** A structure of content/data/structures. */
export function structure(id: PhaseId): Crystal {
  const found = crystals.get(id) ?? readCif(STRUCTURE_TEXTS[id]);
  crystals.set(id, found);
  return found;
}

/** The scan of the paper. */
export const SCAN = { from_deg: 5, to_deg: 50, step_deg: 0.01 } as const;
/** Enlarged window of Figure 1c. */
export const ZOOM = { from_deg: 5, to_deg: 9, step_deg: 0.01 } as const;
/** Largest x at which the text reports NaCl lines. */
export const NACL_VISIBLE_MAX = 1.875;
const [X_FIRST, X_LAST] = [1.375, 2];

export interface SampleModel {
  /** Domain size of x = 1.375, nm. */
  size_nm: number;
  /** Domain size of x = 2.000, nm. */
  sizeEnd_nm: number;
  /** Microstrain of the crystalline part. */
  strain: number;
  /** Paracrystalline disorder of the amorphous part at 2.57 Å, Å. */
  disorder_A: number;
}

/** Where x stands between the first and the last sample, 0 to 1. */
const place = (x: number): number => Math.min(1, Math.max(0, (x - X_FIRST) / (X_LAST - X_FIRST)));

/** Domain size in nm: falls evenly on a logarithmic scale from x = 1.375 to 2.000. Assumed. */
export const domainSize_nm = (x: number, { size_nm, sizeEnd_nm }: Pick<SampleModel, 'size_nm' | 'sizeEnd_nm'>): number => size_nm * (sizeEnd_nm / size_nm) ** place(x);

/** Share of the amorphous part: none at x = 1.375, all at 2.000, by the cube between. Assumed. */
export const amorphousShare = (x: number): number => place(x) ** 3;

/** NaCl by weight: a straight line from 8 % at x = 1.375 to 0 at 2.000, whose mean over the six samples is the reported 4 %. Nothing beyond x = 1.875. */
export const naclWeight = (x: number): number => (x > NACL_VISIBLE_MAX ? 0 : 0.08 * (1 - place(x)));

/** Domain size of the NaCl left over, nm. Assumed. */
export const NACL_SIZE_nm = 25;

const polarisation = (two_theta_deg: number): number => (1 + Math.cos((two_theta_deg * Math.PI) / 180) ** 2) / 2;

/** Atoms in a cell, occupancies counted, and their mean mass (g/mol). */
const atomsOf = (crystal: Crystal): { count: number; mean_g_mol: number } => atoms(crystal, 'atoms', () => countedAtoms(crystal));
const atoms = rememberOf<{ count: number; mean_g_mol: number }>();

function countedAtoms(crystal: Crystal): { count: number; mean_g_mol: number } {
  const sites = expandSites(crystal).map(({ site, positions }) => ({ n: site.occupancy * positions.length, mass: ATOMIC_WEIGHT[site.element as keyof typeof ATOMIC_WEIGHT] }));
  const count = sites.reduce((sum, s) => sum + s.n, 0);
  return { count, mean_g_mol: sites.reduce((sum, s) => sum + s.n * s.mass, 0) / count };
}

/**
 * Reflections whose `intensity` is the area of the line (electrons² per atom × degrees): from the Debye equation of a large crystal,
 * I(Q) = Σ m |F|² 2π²/(n V Q²) δ(Q − Q_hkl) (Warren 1969, ch. 13), with dQ = 2π cos θ/λ d2θ and the polarisation factor.
 */
export function absoluteLines(kernel: DiffractionKernel, id: PhaseId, window: { from_deg: number; to_deg: number }): readonly Reflection[] {
  return linesOf(`${id} ${window.from_deg} ${window.to_deg}`, () => computedLines(kernel, id, window));
}
const linesOf = remember<readonly Reflection[]>(24);

function computedLines(kernel: DiffractionKernel, id: PhaseId, window: { from_deg: number; to_deg: number }): Reflection[] {
  const crystal = structure(id);
  const perCell = atomsOf(crystal).count * cellVolume(crystal.cell);
  return kernel.pattern(crystal, window).map((r) => {
    const Q = scatteringVector(r.two_theta_deg, WAVELENGTH_MO_A);
    const theta = (r.two_theta_deg * Math.PI) / 360;
    const perRadian = ((2 * Math.PI ** 2) / (perCell * Q * Q)) * (WAVELENGTH_MO_A / (2 * Math.PI * Math.cos(theta)));
    return { ...r, intensity: r.multiplicity * r.F2 * perRadian * (180 / Math.PI) * polarisation(r.two_theta_deg) };
  });
}

/** The source is taken as one line of the mean wavelength, as in the paper's one number. */
const SOURCE = [{ wavelength_A: WAVELENGTH_MO_A, weight: 1 }] as const;

export interface Grid {
  from_deg: number;
  to_deg: number;
  step_deg: number;
}

/** Crystalline pattern of a phase, electrons² per atom; spheres of diameter size_nm. Lines up to 1.5° outside the window count too. */
export function crystallinePattern(kernel: DiffractionKernel, id: PhaseId, size_nm: number, strain: number, grid: Grid): Float64Array {
  const lines = absoluteLines(kernel, id, { from_deg: Math.max(1, grid.from_deg - 1.5), to_deg: grid.to_deg + 1.5 });
  return kernel.profile(lines, { size_nm, strain, K: SCHERRER_SPHERE, source: SOURCE, ...grid });
}

/** Spheres whose patterns are averaged: diameter factor and centre (fractional). One sphere alone shows ripples of its own surface. */
const SPHERES: readonly { factor: number; centre: readonly [number, number, number] }[] = [
  { factor: 0.85, centre: [0, 0, 0] },
  { factor: 0.93, centre: [0.31, 0.12, 0.44] },
  { factor: 1, centre: [0.17, 0.38, 0.09] },
  { factor: 1.07, centre: [0.08, 0.27, 0.21] },
  { factor: 1.15, centre: [0.42, 0.05, 0.33] },
];

/** Amorphous pattern: mean of five spheres of the NYZC model about `diameter_nm` across, distances blurred; on a grid of 0.05° at least, straight lines between. */
export function amorphousPattern(kernel: DiffractionKernel, diameter_nm: number, disorder_A: number, grid: Grid): Float64Array {
  const step = Math.max(0.05, grid.step_deg);
  const coarse = Float64Array.from({ length: Math.round((grid.to_deg - grid.from_deg) / step) + 2 }, (_, i) => grid.from_deg + step * i);
  const qMax = scatteringVector(coarse.at(-1)!, WAVELENGTH_MO_A);
  const values = new Float64Array(coarse.length);
  SPHERES.forEach(({ factor, centre }, seed) => {
    const pairs = kernel.debyePairs(sphereCluster(structure('nyzc'), 10 * diameter_nm * factor, { centre, seed: seed + 1 }), qMax);
    kernel.debye(pairs, coarse, { B_A2: 1.5, disorder_A }).forEach((v, i) => (values[i]! += v / SPHERES.length));
  });
  return Float64Array.from({ length: Math.floor((grid.to_deg - grid.from_deg) / grid.step_deg + 1e-9) + 1 }, (_, i) => {
    const angle = grid.from_deg + i * grid.step_deg;
    const at = (angle - grid.from_deg) / step;
    const k = Math.min(coarse.length - 2, Math.floor(at));
    return (values[k]! + (at - k) * (values[k + 1]! - values[k]!)) * polarisation(angle);
  });
}

/** Weights of the parts (fractions of the mass) into fractions of the atoms. */
export function atomShares(parts: Partial<Record<PhaseId | 'amorphous', number>>): Partial<Record<PhaseId | 'amorphous', number>> {
  const entries = Object.entries(parts) as [PhaseId | 'amorphous', number][];
  const moles = entries.map(([id, w]) => [id, w / atomsOf(structure(id === 'amorphous' ? 'nyzc' : id)).mean_g_mol] as const);
  const total = moles.reduce((sum, [, n]) => sum + n, 0);
  return Object.fromEntries(moles.map(([id, n]) => [id, n / total]));
}

/** Shares by weight of the as-milled sample x. */
export const asMilled = (x: number): { nyzc: number; amorphous: number; nacl: number } => {
  const nacl = naclWeight(x);
  const amorphous = (1 - nacl) * amorphousShare(x);
  return { nyzc: 1 - nacl - amorphous, amorphous, nacl };
};

/** Patterns of as-milled samples, electrons² per atom, one array a sample. */
export function samplePatterns(kernel: DiffractionKernel, xs: readonly number[], model: SampleModel, grid: Grid): Float64Array[] {
  const on = JSON.stringify(grid);
  const halo = haloOf(kernel, model, grid);
  const salt = kept(`salt ${on}`, () => crystallinePattern(kernel, 'nacl', NACL_SIZE_nm, 0, { ...grid, to_deg: Math.max(grid.to_deg, 15) }));
  const lines = absoluteLines(kernel, 'nyzc', { from_deg: Math.max(1, grid.from_deg - 1.5), to_deg: grid.to_deg + 1.5 });
  const pattern = (x: number): Float64Array => {
    const share = atomShares(asMilled(x));
    const bragg = share.nyzc! > 0 ? kernel.profile(lines, { size_nm: domainSize_nm(x, model), strain: model.strain, K: SCHERRER_SPHERE, source: SOURCE, ...grid }) : null;
    return halo.map((h, i) => share.amorphous! * h + share.nacl! * salt[i]! + (bragg ? share.nyzc! * bragg[i]! : 0));
  };
  return xs.map((x) => kept(`x ${x} ${JSON.stringify(model)} ${on}`, () => pattern(x)));
}

/** Halo, salt and whole patterns of late; callers do not write into them. */
const kept = remember<Float64Array>(48);

const haloOf = (kernel: DiffractionKernel, { sizeEnd_nm, disorder_A }: SampleModel, grid: Grid): Float64Array =>
  kept(`halo ${sizeEnd_nm} ${disorder_A} ${JSON.stringify(grid)}`, () => amorphousPattern(kernel, sizeEnd_nm, disorder_A, grid));

/** Scherrer: D (nm) = K λ/(H cos θ), H the width in degrees of 2θ (Scherrer 1918). */
export const scherrer_nm = (fwhm_deg: number, two_theta_deg: number, K: number, wavelength_A = WAVELENGTH_MO_A): number =>
  (0.1 * K * wavelength_A) / (((fwhm_deg * Math.PI) / 180) * Math.cos((two_theta_deg * Math.PI) / 360));

export interface WilliamsonHall {
  /** One point a line: sin θ and H cos θ (radians). */
  points: { hkl: string; two_theta_deg: number; sinTheta: number; width: number }[];
  intercept: number;
  slope: number;
  size_nm: number;
  strain: number;
}

/** Williamson–Hall: H cos θ = K λ/D + 4 ε sin θ by least squares over lines of the pattern (Williamson & Hall 1953). */
export function williamsonHall(kernel: DiffractionKernel, lines: readonly Reflection[], made: { size_nm: number; strain: number }, K: number): WilliamsonHall {
  const points = lines.map((r) => {
    const theta = (r.two_theta_deg * Math.PI) / 360;
    const { fwhm_deg } = kernel.lineWidth(r.two_theta_deg, WAVELENGTH_MO_A, { ...made, K: SCHERRER_SPHERE });
    return { hkl: `${r.h} ${r.k} ${r.l}`, two_theta_deg: r.two_theta_deg, sinTheta: Math.sin(theta), width: ((fwhm_deg * Math.PI) / 180) * Math.cos(theta) };
  });
  const n = points.length;
  const mx = points.reduce((s, p) => s + p.sinTheta, 0) / n;
  const my = points.reduce((s, p) => s + p.width, 0) / n;
  const slope = points.reduce((s, p) => s + (p.sinTheta - mx) * (p.width - my), 0) / points.reduce((s, p) => s + (p.sinTheta - mx) ** 2, 0);
  const intercept = my - slope * mx;
  return { points, intercept, slope, size_nm: (0.1 * K * WAVELENGTH_MO_A) / intercept, strain: slope / 4 };
}

/** Full width (degrees) of the main hump of a zoomed pattern at half its height above the lowest point of the window; null when it has no two sides. */
export function humpWidth_deg(values: ArrayLike<number>, grid: Grid): { centre_deg: number; fwhm_deg: number } | null {
  let top = 0;
  let floor = Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! > values[top]!) top = i;
    floor = Math.min(floor, values[i]!);
  }
  const half = floor + (values[top]! - floor) / 2;
  const cross = (from: number, by: number): number | null => {
    for (let i = from; i + by >= 0 && i + by < values.length; i += by) {
      if (values[i + by]! < half) return i + (by * (values[i]! - half)) / (values[i]! - values[i + by]!);
    }
    return null;
  };
  const [left, right] = [cross(top, -1), cross(top, 1)];
  if (left === null || right === null) return null;
  return { centre_deg: grid.from_deg + top * grid.step_deg, fwhm_deg: (right - left) * grid.step_deg };
}

/** Assumed course of two hours at 100 °C. */
export interface HeatModel {
  /** Factor by which domains grow. */
  growth: number;
  /** Share of x = 2.000 that crystallises. */
  crystallised: number;
  /** Share of the crystallised part, by weight, that is ZrCl4. */
  zrcl4: number;
}

/** Domains after heating, nm: as milled times the growth. */
export const heatedSize_nm = (x: number, model: SampleModel, { growth }: HeatModel): number => growth * domainSize_nm(x, model);

/** Shares by weight after heating, for x = 1.625 (NaCl consumed, no glass left) or 2.000 (glass stays, ZrCl4 appears). */
export function heated(x: number, { crystallised, zrcl4 }: HeatModel): { nyzc: number; amorphous: number; nacl: number; zrcl4: number } {
  if (x < X_LAST) return { nyzc: 1, amorphous: 0, nacl: 0, zrcl4: 0 };
  return { nyzc: crystallised * (1 - zrcl4), amorphous: 1 - crystallised, nacl: 0, zrcl4: crystallised * zrcl4 };
}

/** Pattern of a heat-treated sample, electrons² per atom. */
export function heatedPattern(kernel: DiffractionKernel, x: number, model: SampleModel, heat: HeatModel, grid: Grid): Float64Array {
  const share = atomShares(heated(x, heat));
  const size_nm = heatedSize_nm(x, model, heat);
  const bragg = (id: PhaseId): Float64Array => kept(`${id} ${size_nm} ${model.strain} ${JSON.stringify(grid)}`, () => crystallinePattern(kernel, id, size_nm, model.strain, grid));
  const halo = haloOf(kernel, model, grid);
  const nyzc = bragg('nyzc');
  // What is not in the sample is not computed.
  const zrcl4 = share.zrcl4! > 0 ? bragg('zrcl4') : null;
  return nyzc.map((value, i) => share.nyzc! * value + (zrcl4 ? share.zrcl4! * zrcl4[i]! : 0) + share.amorphous! * halo[i]!);
}
