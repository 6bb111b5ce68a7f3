/**
 * Powder profile: a sum of Thompson-Cox-Hastings pseudo-Voigt lines on a uniform 2theta grid.
 *
 * Widths (full, at half maximum, radians): Gaussian H_G^2 = U tan^2(theta) + V tan(theta) + W (Caglioti, Paoletti & Ricci 1958; U, V, W in
 * degrees^2), Lorentzian H_L = K lambda/(D cos(theta)) + 4 eps tan(theta) (Scherrer 1918; Stokes & Wilson 1944).
 * H^5 = H_G^5 + 2.69269 H_G^4 H_L + 2.42843 H_G^3 H_L^2 + 4.47163 H_G^2 H_L^3 + 0.07842 H_G H_L^4 + H_L^5,
 * eta = 1.36603 q - 0.47719 q^2 + 0.11116 q^3, q = H_L/H (Thompson, Cox & Hastings, J. Appl. Cryst. 20 (1987) 79, eqs. 2-5).
 *
 * A Lorentzian reaches everywhere, so a plain sum costs lines x points. Here each is split by levels of a grid, step h 4^level:
 *   L(g0) = [L(g0) - L(g1)] + [L(g1) - L(g2)] + L(g2),   L(g) = 1/(x^2 + g^2),   g_level = max(half width, 8 h 4^level).
 * A difference falls as 1/x^4 and is cut at 5e-5 of its line; a term of half width g is smooth enough for a grid step g/8, from which
 * six-point Lagrange interpolation carries it down (error below 2e-5 of the line).
 */
import { arenaAlloc } from './arena';

// @ts-ignore: decorator
@inline
function f(base: usize, i: i32): f64 {
  return load<f64>(base + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline
function add(base: usize, i: i32, value: f64): void {
  const at = base + (<usize>i << 3);
  store<f64>(at, load<f64>(at) + value);
}

/** Coarser grids above the reader's own. */
const LEVELS: i32 = 2;
/** Points beyond both ends of a coarse grid, for the six-point stencil. */
const MARGIN: i32 = 3;
/** Half width over grid step from which a Lorentzian is interpolated. */
const SMOOTH: f64 = 8;
/** (1/5e-5)^(1/4): a difference of two Lorentzians is below 5e-5 of its line beyond this many geometric mean half widths. */
const CUT: f64 = 12;
/** A Gaussian is cut at this many full widths: exp(-4 ln2 9) = 1.5e-11. */
const GAUSS_CUT: f64 = 3;

const DEGREE: f64 = Math.PI / 180;

/** The smallest H_G^2 (degrees^2) over the given positions; a negative one means that U, V, W describe no instrument there. */
export function smallestGaussianSquare(lines: usize, n: i32, U: f64, V: f64, W: f64): f64 {
  let least = Infinity;
  for (let i = 0; i < n; i++) {
    const t = Math.tan(0.5 * DEGREE * f(lines, 2 * i));
    least = Math.min(least, t * (U * t + V) + W);
  }
  return least;
}

/**
 * Writes the widths of one line: full width H (degrees) and Lorentzian share eta.
 * Valid for 0 < 2theta < 180 degrees; lambda and D in the same unit; H_G^2 below 0 counts as 0.
 */
export function tchWidths(twoTheta: f64, lambda: f64, D: f64, K: f64, strain: f64, U: f64, V: f64, W: f64, out: usize): void {
  const theta = 0.5 * DEGREE * twoTheta;
  const t = Math.tan(theta);
  const g = Math.sqrt(Math.max(0, t * (U * t + V) + W));
  const l = ((K * lambda) / (D * Math.cos(theta)) + 4 * strain * t) / DEGREE;
  const g2 = g * g, l2 = l * l;
  const H = Math.pow(g2 * g2 * g + 2.69269 * g2 * g2 * l + 2.42843 * g2 * g * l2 + 4.47163 * g2 * l2 * l + 0.07842 * g * l2 * l2 + l2 * l2 * l, 0.2);
  const q = l / H;
  store<f64>(out, H);
  store<f64>(out + 8, q * (1.36603 + q * (0.11116 * q - 0.47719)));
}

/**
 * Adds nLines lines, each (2theta in degrees, area), to `out` (n points, from `start` by `step` degrees): intensity per degree.
 * lambda, D in the same unit; strain is eps = Delta d/d; Caglioti U, V, W in degrees^2. `out` must be zeroed by the caller.
 */
export function addLines(
  lines: usize, nLines: i32, lambda: f64, D: f64, K: f64, strain: f64, U: f64, V: f64, W: f64, start: f64, step: f64, n: i32, out: usize,
): void {
  const grids = arenaAlloc(<usize>(4 * (LEVELS + 1)));
  const sizes = arenaAlloc(<usize>(4 * (LEVELS + 1)));
  let size = n;
  for (let level = 0; level <= LEVELS; level++) {
    size = level == 0 ? n : coarseSize(size, offset(level - 1));
    const grid = level == 0 ? <usize>out : arenaAlloc(<usize>(8 * size));
    if (level > 0) memory.fill(grid, 0, <usize>(8 * size));
    store<u32>(grids + (<usize>level << 2), <u32>grid);
    store<i32>(sizes + (<usize>level << 2), size);
  }
  const width = arenaAlloc(16);
  for (let i = 0; i < nLines; i++) {
    const centre = f(lines, 2 * i), area = f(lines, 2 * i + 1);
    tchWidths(centre, lambda, D, K, strain, U, V, W, width);
    const H = f(width, 0), eta = f(width, 1);
    if (eta < 1) addGaussian(centre, (1 - eta) * area, H, start, step, n, out);
    if (eta > 0) addLorentzian(centre, eta * area, 0.5 * H, start, step, grids, sizes);
  }
  for (let level = LEVELS; level > 0; level--) {
    const below = (<usize>level - 1) << 2;
    refine(load<u32>(grids + (<usize>level << 2)), load<u32>(grids + below), load<i32>(sizes + below), offset(level - 1));
  }
}

/** The index of the point at `start` in the grid of a level. */
function offset(level: i32): i32 {
  return level == 0 ? 0 : MARGIN;
}

/** Points of the grid above one of n points: its point MARGIN lies on finer point `zero`, and the last stencil fits. */
function coarseSize(n: i32, zero: i32): i32 {
  return ((n - 1 - zero + 4 * MARGIN) >> 2) + 4;
}

/** Gaussian of unit area by the recurrence g(x + h) = g(x) r(x), r(x + h) = r(x) exp(-2 a h^2). */
function addGaussian(centre: f64, area: f64, H: f64, start: f64, step: f64, n: i32, out: usize): void {
  const a = (4 * Math.LN2) / (H * H);
  const first = <i32>Math.max(0, Math.ceil((centre - GAUSS_CUT * H - start) / step));
  const last = <i32>Math.min(<f64>(n - 1), Math.floor((centre + GAUSS_CUT * H - start) / step));
  if (first > last) return;
  const x = start + step * <f64>first - centre;
  let value = area * Math.sqrt(a / Math.PI) * Math.exp(-a * x * x);
  let ratio = Math.exp(-a * step * (2 * x + step));
  const change = Math.exp(-2 * a * step * step);
  for (let i = first; i <= last; i++) {
    add(out, i, value);
    value *= ratio;
    ratio *= change;
  }
}

/** (area g/pi)/(x^2 + g^2), distributed over the levels. */
function addLorentzian(centre: f64, area: f64, half: f64, start: f64, step: f64, grids: usize, sizes: usize): void {
  const amplitude = (area * half) / Math.PI;
  let h = step;
  for (let level = 0; level <= LEVELS; level++) {
    const grid = <usize>load<u32>(grids + (<usize>level << 2));
    const size = load<i32>(sizes + (<usize>level << 2));
    const from = start - (level == 0 ? 0 : h * <f64>MARGIN);
    const narrow = level == 0 ? half : Math.max(half, SMOOTH * h);
    const next = 4 * h;
    const wide = Math.max(half, SMOOTH * next);
    if (level == LEVELS) addSpan(grid, 0, size - 1, (from - centre), h, amplitude, narrow * narrow, 0);
    else if (narrow < wide) {
      const reach = CUT * Math.sqrt(narrow * wide);
      const first = <i32>Math.max(0, Math.ceil((centre - reach - from) / h));
      const last = <i32>Math.min(<f64>(size - 1), Math.floor((centre + reach - from) / h));
      addSpan(grid, first, last, from - centre, h, amplitude, narrow * narrow, wide * wide);
    }
    h = next;
  }
}

/** Adds A/(x^2 + p) (q = 0), or A/(x^2 + p) - A/(x^2 + q) = A (q - p)/((x^2 + p)(x^2 + q)), two points at a time. */
function addSpan(grid: usize, first: i32, last: i32, origin: f64, h: f64, A: f64, p: f64, q: f64): void {
  const pp = f64x2.splat(p), qq = f64x2.splat(q), hh = f64x2.splat(h), oo = f64x2.splat(origin);
  const difference = q > 0;
  const scale = difference ? A * (q - p) : A;
  const top = f64x2.splat(scale);
  let index = f64x2.replace_lane(f64x2.splat(<f64>first), 1, <f64>(first + 1));
  const two = f64x2.splat(2);
  let i = first;
  for (; i < last; i += 2) {
    const x = f64x2.add(oo, f64x2.mul(hh, index));
    const x2 = f64x2.mul(x, x);
    let below = f64x2.add(x2, pp);
    if (difference) below = f64x2.mul(below, f64x2.add(x2, qq));
    const at = grid + (<usize>i << 3);
    v128.store(at, f64x2.add(v128.load(at), f64x2.div(top, below)));
    index = f64x2.add(index, two);
  }
  if (i == last) {
    const x = origin + h * <f64>i;
    const x2 = x * x;
    add(grid, i, scale / (difference ? (x2 + p) * (x2 + q) : x2 + p));
  }
}

/** Adds the coarse grid to one four times finer by six-point Lagrange interpolation; finer point `zero` lies on coarse point MARGIN. */
function refine(coarse: usize, fine: usize, n: i32, zero: i32): void {
  const weights = arenaAlloc(8 * 6 * 4);
  for (let phase = 0; phase < 4; phase++) {
    const u = 0.25 * <f64>phase;
    for (let j = 0; j < 6; j++) {
      let w = 1.0;
      for (let m = 0; m < 6; m++) if (m != j) w *= (u - <f64>(m - 2)) / <f64>(j - m);
      store<f64>(weights + <usize>(8 * (6 * phase + j)), w);
    }
  }
  for (let i = 0; i < n; i++) {
    const position = i - zero + 4 * MARGIN;
    const left = coarse + (<usize>((position >> 2) - 2) << 3);
    const w = weights + <usize>(48 * (position & 3));
    let sum = 0.0;
    for (let j = 0; j < 6; j++) sum += f(w, j) * f(left, j);
    add(fine, i, sum);
  }
}
