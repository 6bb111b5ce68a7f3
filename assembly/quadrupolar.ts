/**
 * Second-order quadrupolar central transition of spin 3/2 at finite magic-angle spinning: spinning sidebands.
 *
 * A crystallite with rotor-frame components r (see masForm) turns with phase Phi(psi) = (CQ^2/(nu0 nu_r)) sum_m (oscillating part of h, integrated),
 * and averaged over the rotor phase (a powder) its signal is sum_k |c_k|^2 exp(2 pi i (nu_mean + k nu_r) t) with c_k the Fourier
 * coefficients of exp(i Phi) (M. M. Maricq, J. S. Waugh, J. Chem. Phys. 70 (1979) 3300; A. Samoson, E. Kundla, E. Lippmaa 1982).
 * Sideband by sideband is set down on a frequency grid whose step divides nu_r, so that all sidebands of a crystallite share their four spline weights;
 * one transform then gives the signal in time. Four crystallites at once in single precision (error about 3e-5 of the peak), the transform in double.
 */
import { arenaAlloc, arenaMark, arenaRelease } from './arena';
import { realToHermitian } from './fft';
import { ruleAt, ruleSize, ruleStep } from './legendre';
import { MAS, phiCount, phiCycles, thetaCount, thetaCycles } from './powder';
import { cubic0, cubic1, sinc } from './spline';

/** Share of the signal's length that the directions resolve: what is later is damped below 1e-4 (at 1 the error is below 1e-5, for 2.3 times the work). */
const RESOLVED: f64 = 0.65;

/** Most rotor phases; limits how slow the rotor may turn. */
export const MOST_PHASES = 1024;

/** Rotor phases needed: twice the highest sideband of any weight, kappa = CQ^2 / (nu0 nu_r); a power of two, 16 at least, above MOST_PHASES when too many. */
export function phasesFor(kappa: f64): i32 {
  const wanted = 2.0 * (0.17 * kappa + 6.0 + 1.5 * Math.cbrt(kappa));
  let n = 16;
  while (n <= MOST_PHASES && <f64>n < wanted) n <<= 1;
  return n;
}

// @ts-ignore: decorator
@inline
function fma4(sum: v128, a: v128, b: v128): v128 {
  return v128.add<f32>(sum, v128.mul<f32>(a, b));
}
// @ts-ignore: decorator
@inline
function times4(a: f32, b: v128): v128 {
  return v128.mul<f32>(f32x4.splat(a), b);
}

/** cos at `out`, sin at `out` + 16 for four angles: reduced to half a turn, Taylor sums of the half angle, doubled. */
// @ts-ignore: decorator
@inline
function turn4(angle: v128, out: usize, sign: f32): void {
  const n = v128.nearest<f32>(times4(0.15915494309189535, angle));
  let r = v128.sub<f32>(angle, times4(6.28125, n));
  r = times4(0.5, v128.sub<f32>(r, times4(0.0019353071795864769, n)));
  const q = v128.mul<f32>(r, r);
  let s = fma4(f32x4.splat(-2.5052108e-8), q, f32x4.splat(1.6059044e-10));
  s = fma4(f32x4.splat(2.7557319e-6), q, s);
  s = fma4(f32x4.splat(-1.9841270e-4), q, s);
  s = fma4(f32x4.splat(8.3333333e-3), q, s);
  s = fma4(f32x4.splat(-1.6666667e-1), q, s);
  s = v128.mul<f32>(r, fma4(f32x4.splat(1), q, s));
  let c = fma4(f32x4.splat(-2.7557319e-7), q, f32x4.splat(2.0876757e-9));
  c = fma4(f32x4.splat(2.4801587e-5), q, c);
  c = fma4(f32x4.splat(-1.3888889e-3), q, c);
  c = fma4(f32x4.splat(4.1666667e-2), q, c);
  c = fma4(f32x4.splat(-0.5), q, c);
  c = fma4(f32x4.splat(1), q, c);
  v128.store(out, times4(sign, v128.sub<f32>(v128.mul<f32>(c, c), v128.mul<f32>(s, s))));
  v128.store(out + 16, times4(2 * sign, v128.mul<f32>(s, c)));
}

/** Transform over rotor phases of four crystallites: n points of (re x4, im x4), sign +, radix-4 Stockham; roots (re, im) as splats. Returns the address of the result. */
function fft4(x: usize, y: usize, n: i32, roots: usize): usize {
  let length = n;
  let stride = 1;
  while (length >= 4) {
    const quarter = length >> 2;
    const leap = <usize>(stride * quarter) << 5;
    const hop = <usize>stride << 5;
    for (let p = 0; p < quarter; p++) {
      const w1 = roots + (<usize>(p * stride) << 5);
      const w2 = roots + (<usize>(2 * p * stride) << 5);
      const w3 = roots + (<usize>(3 * p * stride) << 5);
      const w1r = v128.load(w1);
      const w1i = v128.load(w1 + 16);
      const w2r = v128.load(w2);
      const w2i = v128.load(w2 + 16);
      const w3r = v128.load(w3);
      const w3i = v128.load(w3 + 16);
      for (let q = 0; q < stride; q++) {
        const from = x + (<usize>(stride * p + q) << 5);
        const to = y + (<usize>(4 * stride * p + q) << 5);
        const ar = v128.load(from);
        const ai = v128.load(from + 16);
        const br = v128.load(from + leap);
        const bi = v128.load(from + leap + 16);
        const cr = v128.load(from + 2 * leap);
        const ci = v128.load(from + 2 * leap + 16);
        const dr = v128.load(from + 3 * leap);
        const di = v128.load(from + 3 * leap + 16);
        const er = v128.add<f32>(ar, cr);
        const ei = v128.add<f32>(ai, ci);
        const fr = v128.add<f32>(br, dr);
        const fi = v128.add<f32>(bi, di);
        const gr = v128.sub<f32>(ar, cr);
        const gi = v128.sub<f32>(ai, ci);
        const hr = v128.sub<f32>(di, bi);
        const hi = v128.sub<f32>(br, dr);
        v128.store(to, v128.add<f32>(er, fr));
        v128.store(to + 16, v128.add<f32>(ei, fi));
        put(to + hop, v128.add<f32>(gr, hr), v128.add<f32>(gi, hi), w1r, w1i);
        put(to + 2 * hop, v128.sub<f32>(er, fr), v128.sub<f32>(ei, fi), w2r, w2i);
        put(to + 3 * hop, v128.sub<f32>(gr, hr), v128.sub<f32>(gi, hi), w3r, w3i);
      }
    }
    const swap = x;
    x = y;
    y = swap;
    length = quarter;
    stride <<= 2;
  }
  if (length == 2) {
    const leap = <usize>stride << 5;
    for (let q = 0; q < stride; q++) {
      const at = <usize>q << 5;
      for (let part: usize = 0; part < 32; part += 16) {
        const a = v128.load(x + at + part);
        const b = v128.load(x + at + leap + part);
        v128.store(y + at + part, v128.add<f32>(a, b));
        v128.store(y + at + leap + part, v128.sub<f32>(a, b));
      }
    }
    return y;
  }
  return x;
}

// @ts-ignore: decorator
@inline
function put(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, v128.sub<f32>(v128.mul<f32>(re, wr), v128.mul<f32>(im, wi)));
  v128.store(to + 16, v128.add<f32>(v128.mul<f32>(re, wi), v128.mul<f32>(im, wr)));
}

/** Directions of the rotor axis in the principal frame: (cos theta, sin theta, cos 2 phi, sin 2 phi, weight) as five f32 arrays of `padded`; returns their number. */
function directions(eta: f64, rule: i32, nPhi: i32, at: usize, padded: i32): i32 {
  const nTheta = ruleSize(rule);
  const nodes = ruleAt(rule);
  const leap = <usize>padded << 2;
  let n = 0;
  for (let i = 0; i < nTheta; i++) {
    const c = load<f64>(nodes + (<usize>i << 3));
    const s = Math.sqrt(1 - c * c);
    const w = load<f64>(nodes + (<usize>(nTheta + i) << 3)) / <f64>nPhi;
    for (let j = 0; j < nPhi; j++) {
      const twoPhi = (Math.PI * (<f64>j + 0.5)) / <f64>nPhi;
      const to = at + (<usize>n << 2);
      store<f32>(to, <f32>c);
      store<f32>(to + leap, <f32>s);
      store<f32>(to + 2 * leap, <f32>Math.cos(twoPhi));
      store<f32>(to + 3 * leap, <f32>Math.sin(twoPhi));
      store<f32>(to + 4 * leap, <f32>w);
      n++;
    }
  }
  for (let k = n; k < padded; k++) {
    const to = at + (<usize>k << 2);
    store<f32>(to, 1);
    store<f32>(to + leap, 0);
    store<f32>(to + 2 * leap, 1);
    store<f32>(to + 3 * leap, 0);
    store<f32>(to + 4 * leap, 0);
  }
  return n;
}

/**
 * Signal of unit intensity, without shift and damping, at t = k / period for k = 0..count-1, complex at `out`.
 * q = CQ^2 / nu0 (Hz), eta, rotor frequency (Hz), n grid points (a power of two >= 2 count) with n rotor / divisions = period.
 * Planned for `qPlan`, `etaPlan` so that derivatives by differences see one grid. `centre` is the grid index of the isotropic shift; what falls off the grid is lost.
 */
export function sidebandSignal(q: f64, eta: f64, qPlan: f64, etaPlan: f64, rotor: f64, n: i32, divisions: i32, centre: f64, count: i32, out: usize): void {
  const mark = arenaMark();
  const phases = phasesFor(qPlan / rotor);
  const half = phases >> 1;
  const period = (<f64>n * rotor) / <f64>divisions;
  const tMax = <f64>count / period;
  // Turns of nu_mean until tMax, and of the sideband phases, which never exceed half a rotor period's worth of the static spread.
  const sMas = RESOLVED * qPlan * tMax;
  const swing = Math.min(0.5 / rotor, tMax) * qPlan;
  const rule = ruleStep(thetaCount(thetaCycles(MAS, etaPlan, sMas) + 0.1 * swing));
  const nPhi = phiCount(etaPlan, phiCycles(MAS, etaPlan, sMas) + 0.06 * etaPlan * swing);
  const padded = (ruleSize(rule) * nPhi + 3) & ~3;
  const list = arenaAlloc(<usize>padded * 20);
  directions(etaPlan, rule, nPhi, list, padded);
  const leap = <usize>padded << 2;

  // Grid [a][b]: index a + divisions b, so that the sidebands of one tap are neighbours.
  const columns = (n / divisions + phases + 8) & ~3;
  const grid = arenaAlloc(4 * <usize>(divisions * columns));
  memory.fill(grid, 0, 4 * <usize>(divisions * columns));

  const tables = arenaAlloc(<usize>phases * 128);
  const roots = arenaAlloc(<usize>phases << 5);
  for (let i = 0; i < phases; i++) {
    const psi = (2 * Math.PI * <f64>i) / <f64>phases;
    for (let m = 1; m <= 4; m++) {
      const at = tables + (<usize>i << 7) + (<usize>(m - 1) << 5);
      v128.store(at, f32x4.splat(<f32>Math.cos(<f64>m * psi)));
      v128.store(at + 16, f32x4.splat(<f32>Math.sin(<f64>m * psi)));
    }
    v128.store(roots + (<usize>i << 5), f32x4.splat(<f32>Math.cos(psi)));
    v128.store(roots + (<usize>i << 5) + 16, f32x4.splat(<f32>Math.sin(psi)));
  }
  const x = arenaAlloc(<usize>phases << 5);
  const y = arenaAlloc(<usize>phases << 5);

  const d1 = 0.5 * (eta - 1);
  const d2 = -0.5 * (eta + 1);
  const S = <f32>(0.5 * (d1 + d2));
  const D = <f32>(0.5 * (d1 - d2));
  const kappa = q / rotor;
  const f11 = <f32>(-kappa / (6 * Math.sqrt(6.0)));
  const f12 = <f32>((-kappa * Math.sqrt(2.0)) / 24);
  const f02 = <f32>(kappa / (12 * Math.sqrt(3.0)));
  const f13 = <f32>((kappa * Math.sqrt(2.0)) / 72);
  const f24 = <f32>(kappa / 192);
  const f25 = <f32>(kappa / 96);
  const perHz = (<f64>n / period) * q;
  const root32 = <f32>Math.sqrt(1.5);
  const root2 = <f32>Math.sqrt(2.0);
  const third = <f32>(-perHz / 24);
  const sixth = <f32>(-perHz / 48);

  for (let o = 0; o < padded; o += 4) {
    const at = list + (<usize>o << 2);
    const c = v128.load(at);
    const s = v128.load(at + leap);
    const C = v128.load(at + 2 * leap);
    const N = v128.load(at + 3 * leap);
    // D in the rotor frame (e1, e2, n), then orthonormal components.
    const c2 = v128.mul<f32>(c, c);
    const s2 = v128.mul<f32>(s, s);
    const sc = v128.mul<f32>(s, c);
    const lump = v128.add<f32>(f32x4.splat(S), times4(D, C));
    const r0 = times4(root32, fma4(c2, s2, lump));
    const r1c = times4(root2, v128.mul<f32>(sc, v128.sub<f32>(lump, f32x4.splat(1))));
    const r1s = times4(-root2 * D, v128.mul<f32>(s, N));
    const e11 = fma4(s2, c2, lump);
    const e22 = v128.sub<f32>(f32x4.splat(S), times4(D, C));
    const r2c = times4(<f32>0.70710678118, v128.sub<f32>(e11, e22));
    const r2s = times4(-root2 * D, v128.mul<f32>(c, N));
    // Integrated oscillation: cos m -> sin m / m, sin m -> -cos m / m.
    const cos1 = v128.add<f32>(times4(f11, v128.mul<f32>(r0, r1c)), times4(f12, fma4(v128.mul<f32>(r1c, r2c), r1s, r2s)));
    const sin1 = v128.add<f32>(times4(f11, v128.mul<f32>(r0, r1s)), times4(f12, v128.sub<f32>(v128.mul<f32>(r1c, r2s), v128.mul<f32>(r1s, r2c))));
    const cos2 = times4(f02, v128.mul<f32>(r0, r2c));
    const sin2 = times4(f02, v128.mul<f32>(r0, r2s));
    const cos3 = times4(f13, v128.sub<f32>(v128.mul<f32>(r1c, r2c), v128.mul<f32>(r1s, r2s)));
    const sin3 = times4(f13, fma4(v128.mul<f32>(r1c, r2s), r1s, r2c));
    const squares = v128.mul<f32>(r2s, r2s);
    const cos4 = times4(f24, v128.sub<f32>(v128.mul<f32>(r2c, r2c), squares));
    const sin4 = times4(f25, v128.mul<f32>(r2c, r2s));
    const mean = v128.add<f32>(times4(third, v128.mul<f32>(r0, r0)), times4(sixth, fma4(squares, r2c, r2c)));

    let sign: f32 = 1;
    for (let i = 0; i < phases; i++) {
      const w = tables + (<usize>i << 7);
      let phi = v128.mul<f32>(cos1, v128.load(w + 16));
      phi = v128.sub<f32>(phi, v128.mul<f32>(sin1, v128.load(w)));
      phi = fma4(phi, cos2, v128.load(w + 48));
      phi = v128.sub<f32>(phi, v128.mul<f32>(sin2, v128.load(w + 32)));
      phi = fma4(phi, cos3, v128.load(w + 80));
      phi = v128.sub<f32>(phi, v128.mul<f32>(sin3, v128.load(w + 64)));
      phi = fma4(phi, cos4, v128.load(w + 112));
      phi = v128.sub<f32>(phi, v128.mul<f32>(sin4, v128.load(w + 96)));
      // The alternating sign moves sideband -phases/2 to index 0.
      turn4(phi, x + (<usize>i << 5), sign);
      sign = -sign;
    }
    // With sign + the transform gives c_(-k): |c_k|^2 is read backwards below.
    const z = fft4(x, y, phases, roots);
    const weight = v128.mul<f32>(v128.load(at + 4 * leap), f32x4.splat(<f32>(1.0 / (<f64>phases * <f64>phases))));
    for (let k = 0; k < phases; k += 4) {
      // Index phases - k holds sideband k - half.
      const p0 = power(z + (<usize>((phases - k) & (phases - 1)) << 5), weight);
      const p1 = power(z + (<usize>(phases - k - 1) << 5), weight);
      const p2 = power(z + (<usize>(phases - k - 2) << 5), weight);
      const p3 = power(z + (<usize>(phases - k - 3) << 5), weight);
      const a = v128.shuffle<f32>(p0, p1, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(p2, p3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(p0, p1, 2, 6, 3, 7);
      const e = v128.shuffle<f32>(p2, p3, 2, 6, 3, 7);
      const to = x + (<usize>k << 2);
      const row = <usize>phases << 2;
      v128.store(to, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      v128.store(to + row, v128.shuffle<f32>(a, b, 2, 3, 6, 7));
      v128.store(to + 2 * row, v128.shuffle<f32>(d, e, 0, 1, 4, 5));
      v128.store(to + 3 * row, v128.shuffle<f32>(d, e, 2, 3, 6, 7));
    }
    spread(grid, divisions, columns, half, centre + <f64>f32x4.extract_lane(mean, 0), x, phases, n);
    spread(grid, divisions, columns, half, centre + <f64>f32x4.extract_lane(mean, 1), x + (<usize>phases << 2), phases, n);
    spread(grid, divisions, columns, half, centre + <f64>f32x4.extract_lane(mean, 2), x + (<usize>phases << 3), phases, n);
    spread(grid, divisions, columns, half, centre + <f64>f32x4.extract_lane(mean, 3), x + (<usize>phases * 12), phases, n);
  }

  const line = arenaAlloc(<usize>n << 3);
  memory.fill(line, 0, <usize>n << 3);
  for (let a = 0; a < divisions; a++) {
    for (let b = 0; b < columns; b++) {
      const i = a + divisions * (b - half);
      if (i < 0 || i >= n) continue;
      store<f64>(line + (<usize>i << 3), <f64>load<f32>(grid + (<usize>(a * columns + b) << 2)));
    }
  }
  const work = arenaAlloc(<usize>n << 3);
  const spectrum = arenaAlloc((<usize>n << 3) + 16);
  realToHermitian(line, work, spectrum, n);
  for (let k = 0; k < count; k++) {
    const f = sinc(<f64>k / <f64>n);
    const square = f * f;
    v128.store(out + (<usize>k << 4), v128.mul<f64>(v128.load(spectrum + (<usize>k << 4)), f64x2.splat(1.0 / (square * square))));
  }
  arenaRelease(mark);
}

/** w |c|^2 of four crystallites. */
// @ts-ignore: decorator
@inline
function power(at: usize, weight: v128): v128 {
  const re = v128.load(at);
  const im = v128.load(at + 16);
  return v128.mul<f32>(weight, fma4(v128.mul<f32>(re, re), im, im));
}

/** Sets down all sidebands of one crystallite whose centre band is at grid index `position`. */
// @ts-ignore: decorator
@inline
function spread(grid: usize, divisions: i32, columns: i32, half: i32, position: f64, powers: usize, phases: i32, n: i32): void {
  if (position < 2 || position > <f64>(n - 4)) return;
  const i = <i32>position;
  const f = position - <f64>i;
  const w0 = <f32>cubic0(f);
  const w1 = <f32>cubic1(f);
  const w3 = <f32>((f * f * f) / 6.0);
  let b = (i - 1) / divisions;
  let a = i - 1 - b * divisions;
  for (let tap = 0; tap < 4; tap++) {
    const w: f32 = tap == 0 ? w0 : tap == 1 ? w1 : tap == 2 ? 1 - w0 - w1 - w3 : w3;
    const weight = f32x4.splat(w);
    const row = grid + (<usize>(a * columns + b) << 2);
    for (let k = 0; k < phases; k += 4) {
      const at = row + (<usize>k << 2);
      v128.store(at, v128.add<f32>(v128.load(at), v128.mul<f32>(weight, v128.load(powers + (<usize>k << 2)))));
    }
    if (++a == divisions) {
      a = 0;
      b++;
    }
  }
}
