/**
 * Powder reflections of a crystal: which exist, how often, how strong.
 *
 * F(hkl) = sum_j o_j f_j(s) exp(-B_j s^2) exp(2 pi i (hx + ky + lz)), s = sin(theta)/lambda, half of d*
 * (International Tables for Crystallography, vol. C (1992), 6.1.1); f0(s) = sum_4 a exp(-b s^2) + c (table 6.1.1.4).
 * Electrons: f_e(s) = M (Z - f0(s))/s^2 in angstrom (Mott 1930; Bethe 1930), M = 0.023934 1/angstrom passed by the caller.
 */
import { arenaAlloc } from './arena';

// @ts-ignore: decorator
@inline
function f(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function put(base: usize, i: i32, value: f64): void {
  store<f64>(base + (<usize>i << 3), value);
}

// @ts-ignore: decorator
@inline
function n32(base: usize, i: i32): i32 {
  return load<i32>(base + (<usize>i << 2));
}

/** Doubles in one reflection row: h, k, l, d*, multiplicity, |F|^2. */
const ROW: i32 = 6;

/**
 * True when (h, k, l) stands for its set of equivalents: fewest negative indices, then the largest in reading order.
 * `multiplicity` (one i32) receives the size of the set. `laue`: the Laue group's rotations, 9 i32 each, -R included.
 */
function representative(h: i32, k: i32, l: i32, laue: usize, nLaue: i32, multiplicity: usize): bool {
  const mine = rank(h, k, l);
  let same = 0;
  for (let r = 0; r < nLaue; r++) {
    const m = laue + <usize>(36 * r);
    // Row vector times matrix: h' = h R.
    const p = h * n32(m, 0) + k * n32(m, 3) + l * n32(m, 6);
    const q = h * n32(m, 1) + k * n32(m, 4) + l * n32(m, 7);
    const s = h * n32(m, 2) + k * n32(m, 5) + l * n32(m, 8);
    const other = rank(p, q, s);
    if (other > mine) return false;
    if (other == mine) same++;
  }
  store<i32>(multiplicity, nLaue / same);
  return true;
}

/** One number that orders index triples (|index| < 2^19): positives first, then h, k, l. */
// @ts-ignore: decorator
@inline
function rank(h: i32, k: i32, l: i32): i64 {
  const negatives = <i64>((h < 0 ? 1 : 0) + (k < 0 ? 1 : 0) + (l < 0 ? 1 : 0));
  const at: i64 = 1 << 19;
  return ((3 - negatives) << 60) | ((<i64>h + at) << 40) | ((<i64>k + at) << 20) | (<i64>l + at);
}

/** Systematic absence: some operation keeps (h, k, l) but shifts its phase. `ops`: per operation 9 i32; `shifts`: 3 f64. */
function absent(h: i32, k: i32, l: i32, ops: usize, shifts: usize, nOps: i32): bool {
  for (let r = 0; r < nOps; r++) {
    const m = ops + <usize>(36 * r);
    if (h * n32(m, 0) + k * n32(m, 3) + l * n32(m, 6) != h) continue;
    if (h * n32(m, 1) + k * n32(m, 4) + l * n32(m, 7) != k) continue;
    if (h * n32(m, 2) + k * n32(m, 5) + l * n32(m, 8) != l) continue;
    const phase = <f64>h * f(shifts, 3 * r) + <f64>k * f(shifts, 3 * r + 1) + <f64>l * f(shifts, 3 * r + 2);
    if (Math.abs(phase - nearest(phase)) > 1e-3) return true;
  }
  return false;
}

/**
 * Lists the reflections with dMin* <= d* <= dMax*, one row for each symmetry-inequivalent set, without systematic absences, in rising d*.
 *
 * metric: 6 f64, reciprocal metric tensor a*^2, b*^2, c*^2, 2 b*c*cos, 2 a*c*cos, 2 a*b*cos (1/angstrom^2); limits: largest |h|, |k|, |l|.
 * laue: nLaue x 9 i32; ops: nOps x 9 i32, shifts: nOps x 3 f64; rows: room for `capacity` rows of 6 f64.
 * Writes h, k, l, d* (1/angstrom), multiplicity (Friedel mates counted); leaves |F|^2 to `structureFactors`.
 * Returns the number of rows, or -1 when they do not fit.
 */
export function listReflections(
  metric: usize, hMax: i32, kMax: i32, lMax: i32, low: f64, high: f64,
  laue: usize, nLaue: i32, ops: usize, shifts: usize, nOps: i32, rows: usize, capacity: i32,
): i32 {
  const g0 = f(metric, 0), g1 = f(metric, 1), g2 = f(metric, 2), g3 = f(metric, 3), g4 = f(metric, 4), g5 = f(metric, 5);
  const multiplicity = arenaAlloc(4);
  let n = 0;
  for (let h = -hMax; h <= hMax; h++) {
    for (let k = -kMax; k <= kMax; k++) {
      const x = <f64>h, y = <f64>k;
      const plane = x * x * g0 + y * y * g1 + x * y * g5;
      const slope = y * g3 + x * g4;
      for (let l = -lMax; l <= lMax; l++) {
        const z = <f64>l;
        const square = plane + z * (z * g2 + slope);
        if (square > high * high || square < low * low || (h == 0 && k == 0 && l == 0)) continue;
        if (!representative(h, k, l, laue, nLaue, multiplicity)) continue;
        if (absent(h, k, l, ops, shifts, nOps)) continue;
        if (n == capacity) return -1;
        const row = rows + <usize>(8 * ROW * n);
        put(row, 0, x);
        put(row, 1, y);
        put(row, 2, z);
        put(row, 3, Math.sqrt(square));
        put(row, 4, <f64>load<i32>(multiplicity));
        put(row, 5, 0);
        n++;
      }
    }
  }
  sortRows(rows, n);
  return n;
}

/** Rising d*; equal d* (to 1e-10, rounding of the metric) in falling reading order of the indices. */
function before(a: usize, b: usize): bool {
  const gap = f(a, 3) - f(b, 3);
  if (Math.abs(gap) > 1e-10) return gap < 0;
  if (f(a, 0) != f(b, 0)) return f(a, 0) > f(b, 0);
  if (f(a, 1) != f(b, 1)) return f(a, 1) > f(b, 1);
  return f(a, 2) > f(b, 2);
}

/** Shell sort, gaps of Ciura (2001) extended by 2.25. */
function sortRows(rows: usize, n: i32): void {
  const bytes = <usize>(8 * ROW);
  const held = arenaAlloc(bytes);
  let gap = 1;
  while (gap < n / 3) gap = <i32>(2.25 * <f64>gap) + 1;
  for (; gap > 0; gap = gap == 1 ? 0 : max(1, <i32>(<f64>gap / 2.25))) {
    for (let i = gap; i < n; i++) {
      memory.copy(held, rows + bytes * i, bytes);
      let j = i;
      for (; j >= gap && before(held, rows + bytes * (j - gap)); j -= gap) memory.copy(rows + bytes * j, rows + bytes * (j - gap), bytes);
      memory.copy(rows + bytes * j, held, bytes);
    }
  }
}

/**
 * |F|^2 of each row of `listReflections`, in electrons^2 per cell (X-rays, mott = 0) or angstrom^2 (electrons, mott = 0.023934 1/angstrom).
 *
 * sites: nSites x 4 f64: type (0-based), B (angstrom^2), occupancy, number of atoms in the cell; atoms: their fractional x, y, z (f64), grouped by site.
 * types: nTypes x 10 f64: a1, b1, a2, b2, a3, b3, a4, b4, c, Z. The phases come from tables of exp(2 pi i h x) per atom, one complex
 * product a direction, so that no sine is taken in the loop over reflections.
 */
export function structureFactors(
  rows: usize, n: i32, hMax: i32, kMax: i32, lMax: i32,
  sites: usize, nSites: i32, atoms: usize, nAtoms: i32, types: usize, nTypes: i32, mott: f64,
): void {
  const tableH = phaseTable(atoms, 0, nAtoms, hMax);
  const tableK = phaseTable(atoms, 1, nAtoms, kMax);
  const tableL = phaseTable(atoms, 2, nAtoms, lMax);
  const factors = arenaAlloc(<usize>(8 * nTypes));
  for (let r = 0; r < n; r++) {
    const row = rows + <usize>(8 * ROW * r);
    const s2 = 0.25 * f(row, 3) * f(row, 3);
    for (let t = 0; t < nTypes; t++) put(factors, t, scatteringFactor(types + <usize>(80 * t), s2, mott));
    const atH = tableH + <usize>(16 * nAtoms * (<i32>f(row, 0) + hMax));
    const atK = tableK + <usize>(16 * nAtoms * (<i32>f(row, 1) + kMax));
    const atL = tableL + <usize>(16 * nAtoms * (<i32>f(row, 2) + lMax));
    let re = 0.0, im = 0.0;
    let atom = 0;
    for (let site = 0; site < nSites; site++) {
      const end = atom + <i32>f(sites, 4 * site + 3);
      let sumRe = 0.0, sumIm = 0.0;
      for (; atom < end; atom++) {
        const a = f(atH, 2 * atom), b = f(atH, 2 * atom + 1);
        const c = f(atK, 2 * atom), d = f(atK, 2 * atom + 1);
        const p = a * c - b * d, q = a * d + b * c;
        const u = f(atL, 2 * atom), v = f(atL, 2 * atom + 1);
        sumRe += p * u - q * v;
        sumIm += p * v + q * u;
      }
      const weight = f(sites, 4 * site + 2) * f(factors, <i32>f(sites, 4 * site)) * Math.exp(-f(sites, 4 * site + 1) * s2);
      re += weight * sumRe;
      im += weight * sumIm;
    }
    put(row, 5, re * re + im * im);
  }
}

/** f0 or, with mott > 0, the Mott-Bethe f_e, at s^2. */
export function scatteringFactor(type: usize, s2: f64, mott: f64): f64 {
  let f0 = f(type, 8);
  for (let k = 0; k < 8; k += 2) f0 += f(type, k) * Math.exp(-f(type, k + 1) * s2);
  return mott > 0 ? (mott * (f(type, 9) - f0)) / s2 : f0;
}

/** exp(2 pi i n x) for n = -limit..limit: [n][atom] complex. The phase is reduced to half a turn first, for full accuracy. */
function phaseTable(atoms: usize, axis: i32, nAtoms: i32, limit: i32): usize {
  const table = arenaAlloc(<usize>(16 * nAtoms * (2 * limit + 1)));
  for (let index = -limit; index <= limit; index++) {
    for (let atom = 0; atom < nAtoms; atom++) {
      const turns = <f64>index * f(atoms, 3 * atom + axis);
      const angle = 2 * Math.PI * (turns - nearest(turns));
      const at = 2 * (nAtoms * (index + limit) + atom);
      put(table, at, Math.cos(angle));
      put(table, at + 1, Math.sin(angle));
    }
  }
  return table;
}
