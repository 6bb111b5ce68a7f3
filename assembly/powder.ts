/**
 * Powder averages of the central transition of spin 3/2 that scale: infinite MAS and static.
 *
 * With D = diag((eta - 1)/2, (-eta - 1)/2, 1) (the field-gradient tensor over its largest eigenvalue), n a direction in its
 * principal frame (the rotor axis, or the static field), y = n D^2 n, z = n D n and S = tr D^2 = (3 + eta^2)/2, second-order
 * perturbation theory gives the frequency nu - nu_iso = (CQ^2 / nu0) h with
 *     h = a S + b y + c z^2,   (a, b, c) = (-1/48, 1/24, -7/96) at infinite MAS,  (1/24, -1/4, 3/16) static.
 * (Static: <3/2|H|1/2> and <3/2|H|-1/2> of CQ/6 I.D.I, rewritten with traces; MAS: its average over a rotation about
 * n at the magic angle. The same lines in angles: A. Samoson, E. Kundla, E. Lippmaa, J. Magn. Reson. 49 (1982) 350;
 * D. Freude, J. Haase, NMR Basic Princ. Prog. 29 (1993) 1.)
 * y and z are linear in x = cos^2 theta and in cos 2 phi, so h is a quadratic in x.
 *
 * A row holds G_eta(s) = <exp(2 pi i s (h - h_mid))> on a uniform grid of s: it serves every CQ, field, width and shift
 * (s = CQ^2 t / nu0). It is made when first asked for, with as many directions as its longest s needs, and kept.
 */
import { arenaAlloc, arenaMark, arenaRelease } from './arena';
import { fft, realToHermitian } from './fft';
import { ruleAt, ruleSize, ruleStep } from './legendre';
import { cubic0, cubic1, quintic0, quintic1, quintic2, sinc } from './spline';

export const MAS = 0;
export const STATIC = 1;

/** Middle and width of the range of h, over all eta. */
// @ts-ignore: decorator
@inline
export function middle(kind: i32): f64 {
  return kind == MAS ? -0.0365 : -1.0 / 24.0;
}
// @ts-ignore: decorator
@inline
function width(kind: i32): f64 {
  return kind == MAS ? 0.0732 : 0.2502;
}

/** Grid step in s: the spline sees at most 1/10 of its grid's band, images <= (1/9)^6 = 1.9e-6. */
// @ts-ignore: decorator
@inline
function step(kind: i32): f64 {
  return 0.2 / width(kind);
}

/** Longest row, in steps; beyond it the caller has to damp. */
const LONGEST = 7680;
/** Grid points kept before s = 0, where G(-s) = conj G(s). */
const BEFORE = 3;
const SLOTS = 16;

let pool: usize = 0;
let clock: i32 = 0;
const slotBytes: usize = 16 * (LONGEST + 2 * BEFORE + 2);

// Slot header in front of the pool: eta (f64), kind (i32), steps (i32), last use (i32).
// @ts-ignore: decorator
@inline
function header(slot: i32): usize {
  return pool + <usize>slot * 32;
}
// @ts-ignore: decorator
@inline
function values(slot: i32): usize {
  return pool + 32 * SLOTS + <usize>slot * slotBytes;
}

/** Allocates the rows; must run once, before any arena scope is opened. */
export function prepareRows(): void {
  if (pool != 0) return;
  pool = arenaAlloc(32 * SLOTS + SLOTS * slotBytes);
  for (let i = 0; i < SLOTS; i++) {
    store<i32>(header(i) + 12, 0);
    store<i32>(header(i) + 16, 0);
  }
}

/** The longest s that a row reaches. */
export function longestS(kind: i32): f64 {
  return <f64>LONGEST * step(kind);
}

/** Address of the row for (kind, eta) that reaches s; made when it is not there. Its length depends on s alone, so no result depends on earlier calls. */
function rowFor(kind: i32, eta: f64, s: f64): usize {
  let steps = 128;
  while (steps < LONGEST && <f64>steps * step(kind) < s) steps += steps >> 1;
  if (steps > LONGEST) steps = LONGEST;
  clock++;
  let oldest = 0;
  for (let i = 0; i < SLOTS; i++) {
    const at = header(i);
    if (load<i32>(at + 12) == steps && load<f64>(at) == eta && load<i32>(at + 8) == kind) {
      store<i32>(at + 16, clock);
      return values(i);
    }
    if (load<i32>(at + 16) < load<i32>(header(oldest) + 16)) oldest = i;
  }
  fillRow(kind, eta, steps, values(oldest));
  const at = header(oldest);
  store<f64>(at, eta);
  store<i32>(at + 8, kind);
  store<i32>(at + 12, steps);
  store<i32>(at + 16, clock);
  return values(oldest);
}

/** Forgets every row (for timing the first picture). */
export function forgetRows(): void {
  for (let i = 0; i < SLOTS; i++) {
    store<i32>(header(i) + 12, 0);
    store<i32>(header(i) + 16, 0);
  }
}

/** Fineness of the direction counts: 1 is the calibrated setting, larger is finer (tests of convergence). */
let finer: f64 = 1;
export function setFineness(factor: f64): void {
  finer = factor;
  forgetRows();
}

/** Directions in cos theta: Gauss points that resolve `cycles` turns of the phase between pole and equator. */
export function thetaCount(cycles: f64): f64 {
  return finer * (12.0 + 2.4 * cycles);
}

/** Directions in phi (midpoints of an octant) that resolve `cycles` turns. */
export function phiCount(eta: f64, cycles: f64): i32 {
  return eta == 0 ? 1 : <i32>Math.ceil(finer * (7.0 + 1.5 * cycles));
}

/** Turns of the phase 2 pi s h along theta and phi: the ranges of h in x and in cos 2 phi, times s. */
export function thetaCycles(kind: i32, eta: f64, s: f64): f64 {
  return kind == MAS ? s * (0.0535 + 0.02 * eta) : s * (0.19 + 0.06 * eta);
}
export function phiCycles(kind: i32, eta: f64, s: f64): f64 {
  return kind == MAS ? s * 0.031 * eta : s * 0.12 * eta;
}

function fillRow(kind: i32, eta: f64, steps: i32, row: usize): void {
  const mark = arenaMark();
  let n = 512;
  while (n < 2 * (steps + 4) + (steps >> 1)) n <<= 1;
  const bytes = <usize>n << 3;
  const left = arenaAlloc(bytes);
  const right = arenaAlloc(bytes);
  memory.fill(left, 0, bytes);
  memory.fill(right, 0, bytes);

  const s = <f64>steps * step(kind);
  const rule = ruleStep(thetaCount(thetaCycles(kind, eta, s)));
  const nTheta = ruleSize(rule);
  const nodes = ruleAt(rule);
  const nPhi = phiCount(eta, phiCycles(kind, eta, s));

  const a = kind == MAS ? -1.0 / 48.0 : 1.0 / 24.0;
  const b = kind == MAS ? 1.0 / 24.0 : -0.25;
  const c = kind == MAS ? -7.0 / 96.0 : 3.0 / 16.0;
  const dx = 0.5 * (eta - 1);
  const dy = -0.5 * (eta + 1);
  const trace = 1.5 + 0.5 * eta * eta;
  const scale = <f64>n * step(kind);
  const offset = 0.5 * <f64>n - scale * middle(kind);
  for (let j = 0; j < nPhi; j++) {
    const cos2 = Math.cos((Math.PI * (<f64>j + 0.5)) / <f64>nPhi);
    const z0 = 0.5 * (dx + dy) + 0.5 * (dx - dy) * cos2;
    const y0 = 0.5 * (dx * dx + dy * dy) + 0.5 * (dx * dx - dy * dy) * cos2;
    const z1 = 1 - z0;
    const y1 = 1 - y0;
    const p0 = offset + scale * (a * trace + b * y0 + c * z0 * z0);
    const p1 = scale * (b * y1 + 2 * c * z0 * z1);
    const p2 = scale * (c * z1 * z1);
    const share = 1.0 / <f64>nPhi;
    // Neighbouring directions fall into the same grid points: two grids keep the additions from waiting for each other.
    for (let i = 0; i < nTheta; i += 2) {
      deposit(left, load<f64>(nodes + (<usize>i << 3)), share * load<f64>(nodes + (<usize>(nTheta + i) << 3)), p0, p1, p2, n);
      deposit(right, load<f64>(nodes + (<usize>(i + 1) << 3)), share * load<f64>(nodes + (<usize>(nTheta + i + 1) << 3)), p0, p1, p2, n);
    }
  }
  for (let i = 0; i < n; i += 2) {
    const at = <usize>i << 3;
    v128.store(left + at, v128.add<f64>(v128.load(left + at), v128.load(right + at)));
  }
  const spectrum = arenaAlloc(bytes + 16);
  realToHermitian(left, right, spectrum, n);
  for (let k = 0; k < steps + BEFORE + 1; k++) {
    const f = sinc(<f64>k / <f64>n);
    const square = f * f;
    const sign: f64 = k & 1 ? -1 : 1;
    const g = v128.mul<f64>(v128.load(spectrum + (<usize>k << 4)), f64x2.splat(sign / (square * square)));
    v128.store(row + (<usize>(k + BEFORE) << 4), g);
    if (k <= BEFORE) v128.store(row + (<usize>(BEFORE - k) << 4), v128.mul<f64>(g, f64x2(1, -1)));
  }
  arenaRelease(mark);
}

/** Sets down one direction; its weight already pays for the interpolation of the row, sinc(f)^-6 = 1 + x + 8/15 x^2 + ..., x = (pi f)^2 <= 0.1. */
// @ts-ignore: decorator
@inline
function deposit(grid: usize, u: f64, share: f64, p0: f64, p1: f64, p2: f64, n: i32): void {
  const x = u * u;
  const p = p0 + x * (p1 + x * p2);
  const f0 = Math.PI * (p / <f64>n - 0.5);
  const y = f0 * f0;
  const weight = share * (1 + y * (1 + y * (0.5333333333333333 + y * (0.2021164021164021 + y * 0.0611640211640212))));
  const i = <i32>p;
  const f = p - <f64>i;
  const at = grid + (<usize>(i - 1) << 3);
  const w0 = cubic0(f) * weight;
  const w1 = cubic1(f) * weight;
  const w3 = ((f * f * f) / 6.0) * weight;
  const w2 = weight - w0 - w1 - w3;
  v128.store(at, v128.add<f64>(v128.load(at), f64x2(w0, w1)));
  v128.store(at + 16, v128.add<f64>(v128.load(at + 16), f64x2(w2, w3)));
}

/**
 * G(s_k - centred) for s_k = k ds, k = 0..count-1, as complex numbers at `out`; the phase of the middle, exp(2 pi i s h_mid), is left to the caller.
 * kind MAS or STATIC, 0 <= eta <= 1, (count - 1) ds <= longestS(kind).
 */
export function powderSignal(kind: i32, eta: f64, ds: f64, count: i32, out: usize): void {
  const row = rowFor(kind, eta, ds * <f64>(count - 1)) + 16 * BEFORE;
  const pace = ds / step(kind);
  for (let k = 0; k < count; k++) {
    const p = pace * <f64>k;
    const i = <i32>p;
    const u = p - <f64>i;
    const at = row + (<usize>i << 4);
    let g = v128.mul<f64>(f64x2.splat(quintic0(u)), v128.load(at - 32));
    g = v128.add<f64>(g, v128.mul<f64>(f64x2.splat(quintic1(u)), v128.load(at - 16)));
    g = v128.add<f64>(g, v128.mul<f64>(f64x2.splat(quintic2(u)), v128.load(at)));
    g = v128.add<f64>(g, v128.mul<f64>(f64x2.splat(quintic2(1 - u)), v128.load(at + 16)));
    g = v128.add<f64>(g, v128.mul<f64>(f64x2.splat(quintic1(1 - u)), v128.load(at + 32)));
    g = v128.add<f64>(g, v128.mul<f64>(f64x2.splat(quintic0(1 - u)), v128.load(at + 48)));
    v128.store(out + (<usize>k << 4), g);
  }
}
