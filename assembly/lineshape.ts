/**
 * One site's spectrum on a ppm axis, and its derivatives: the signal is built in time, damped, and transformed once.
 *
 * A site is 8 f64. Kinds LINE, QUADRUPOLAR, CZJZEK: iso_ppm, CQ_MHz, eta, sigma_MHz, csd_ppm, lb_Hz, gb_Hz, area.
 * Kind EXCHANGE: siteA_ppm, siteB_ppm, pA, kex_per_s, lbA_Hz, lbB_Hz, unused, area.
 *
 * I(nu) = sum_k g_k exp(-2 pi i nu t_k) / P over both signs of t, t_k = k / P, is the exact spectrum repeated with period P (Poisson); P is made
 * long enough that no image of the line reaches the window, and the Lorentzian tails of the images are subtracted:
 * lb/(2 pi P^2) sum over m != 0 of (x + m)^-2 + (3 v - lb^2/4)/P^2 (x + m)^-4, x = (nu - nu_mean)/P, v the line's variance. On a uniform axis the signal is folded onto the axis' own transform, which samples the spectrum at
 * its points however narrow the line (a line between two points moves smoothly). Other axes are read off a finer grid by quintic splines.
 * Damping exp(-pi lb t - (pi gb t)^2 / (4 ln 2)), widths full at half maximum; the distribution of chemical shift (Gaussian) adds in quadrature to gb.
 */
import { arenaAlloc, arenaMark, arenaRelease } from './arena';
import { infiniteSignal, masSignal, staticSignal } from './czjzek';
import { exchangeAt } from './exchange';
import { hermitianToReal, mul, reserveRoots } from './fft';
import { MAS, STATIC, longestS, middle, powderSignal } from './powder';
import { MOST_PHASES, phasesFor, sidebandSignal } from './quadrupolar';
import { quintic0, quintic1, quintic2, sinc } from './spline';

export const LINE = 0;
export const QUADRUPOLAR = 1;
export const CZJZEK = 2;
export const EXCHANGE = 3;

/** Fields of a site. */
export const FIELDS = 8;
const ISO = 0;
const CQ = 1;
const ETA = 2;
const SIGMA = 3;
const CSD = 4;
const LB = 5;
const GB = 6;
const AREA = 7;

/** The signal is followed down to exp(-DEPTH) = 4e-6. */
const DEPTH: f64 = 12.5;
const GAUSS: f64 = (Math.PI * Math.PI) / (4 * Math.LN2);
/** Answers of `plan` other than 0. */
export const TOO_FAR = 1;
export const TOO_SLOW = 2;
/** Bound on phases x (CQ^2 t / nu0)^2, about one second of work. */
const MOST_WORK: f64 = 6e10;
/** Most points of one transform and of one signal. */
const MOST_POINTS = 1 << 19;
const MOST_TIMES = 1 << 20;

// The experiment and the axis, set by `setAxis`.
let nu0: f64 = 0;
let rotor: f64 = -1;
let axis: usize = 0;
let points: i32 = 0;
let uniform: bool = false;
let top: f64 = 0;
let bottom: f64 = 0;
let spacing: f64 = 0;

/** In a fit a line is followed for 8 turns of an axis step: narrower ones (a quarter step) are all alike on this axis. */
let hasty: bool = false;
export function setHasty(value: bool): void {
  hasty = value;
}

// The plan of one site, set by `plan`.
let kind: i32 = 0;
let gauss: f64 = 0;
let times: i32 = 0;
let grid: i32 = 0;
let period: f64 = 0;
let origin: f64 = 0;
let divisions: i32 = 0;
let direct: bool = false;
let spins: bool = false;
let shiftMean: f64 = 0;
/** Next term of the tails, (3 variance - (lb/2)^2) / period^2. */
let shiftSpread: f64 = 0;
/** Extra Gaussian width (Hz) that the last plan had to add to keep the signal within bounds. */
let added: f64 = 0;

/**
 * Sets the experiment: larmor_MHz > 0; mas_Hz > 0, 0 (static) or negative (infinite); `at` holds n >= 2 shifts in ppm.
 * evenly: the axis descends in equal steps.
 */
export function setAxis(larmor_MHz: f64, mas_Hz: f64, at: usize, n: i32, evenly: bool): void {
  nu0 = larmor_MHz;
  rotor = mas_Hz;
  axis = at;
  points = n;
  uniform = evenly;
  top = load<f64>(at);
  bottom = top;
  for (let i = 1; i < n; i++) {
    const v = load<f64>(at + (<usize>i << 3));
    if (v > top) top = v;
    if (v < bottom) bottom = v;
  }
  top *= nu0;
  bottom *= nu0;
  spacing = (top - bottom) / <f64>(n - 1);
}

/** Extra Gaussian broadening of the last site, Hz; 0 when none was needed. */
export function addedBroadening(): f64 {
  return added;
}

// @ts-ignore: decorator
@inline
function field(site: usize, i: i32): f64 {
  return load<f64>(site + (<usize>i << 3));
}

/** Time at which the damping reaches exp(-DEPTH). */
function duration(lb: f64, gb: f64): f64 {
  const b = Math.PI * lb;
  return (2 * DEPTH) / (b + Math.sqrt(b * b + 4 * GAUSS * gb * gb * DEPTH));
}

/** Gaussian width that alone damps to exp(-DEPTH) at t. */
function widthFor(t: f64): f64 {
  return Math.sqrt(DEPTH / GAUSS) / t;
}

/** Adds Gaussian width so that the signal ends by `longest`; returns when it ends. */
function limit(lb: f64, longest: f64): f64 {
  if (duration(lb, gauss) > longest) {
    const least = widthFor(longest);
    added = Math.sqrt(added * added + least * least);
    gauss = Math.sqrt(gauss * gauss + least * least);
  }
  return duration(lb, gauss);
}

/** Period that keeps the images of a line from low to high out of the window; with Lorentzian tails, well away from it. */
function clear(low: f64, high: f64, lb: f64): f64 {
  const distance = Math.max(high - bottom, top - low);
  return lb > 0 ? 1.25 * distance + 10 * lb : distance;
}

/** Chooses times, period and grid of a site. Returns 0, TOO_FAR (window and line, or its points, too far apart) or TOO_SLOW (spinning rate for the coupling). */
function plan(site: usize, siteKind: i32): i32 {
  kind = siteKind;
  const lb = field(site, LB);
  const cs = field(site, CSD) * nu0;
  const gb = field(site, GB);
  gauss = Math.sqrt(gb * gb + cs * cs);
  added = 0;
  const q = kind == QUADRUPOLAR ? (field(site, CQ) * field(site, CQ) * 1e6) / nu0 : 0;
  const eta = field(site, ETA);
  const z = kind == CZJZEK ? (field(site, SIGMA) * field(site, SIGMA) * 1e6) / nu0 : 0;
  // Against a fast rotor the sidebands vanish: |c_1|^2 < 1e-5.
  spins = rotor > 0 && q + 4 * z > 0.05 * rotor;
  if (spins && q > 0 && phasesFor(q / rotor) > MOST_PHASES) return TOO_SLOW;
  const fast = rotor != 0 && !spins;

  // No width at all: a line of two axis steps. Too narrow for the longest signal: as narrow as that allows.
  if (lb == 0 && gauss == 0) gauss = added = 2 * spacing;
  let until = limit(lb, hasty ? 8.0 / spacing : <f64>MOST_TIMES / (8 * <f64>points * spacing));
  if (q > 0) until = limit(lb, longestS(fast || spins ? MAS : STATIC) / q);
  // Directions grow with the square of the time, phases multiply them.
  if (q > 0 && spins) until = limit(lb, Math.sqrt(MOST_WORK / <f64>phasesFor(q / rotor)) / q);

  // Where the line has weight, Hz.
  const iso = field(site, ISO) * nu0;
  const side = spins ? 2 * rotor : 0;
  const below = (fast ? 0.073 * q + 1.75 * z : 0.167 * q + 3.5 * z) + side;
  const above = (fast ? 0 : 0.084 * q + 1.75 * z) + side;
  direct = uniform && !spins;
  const window = Math.max((lb > 0 && direct ? 1.9 : 1.06) * (top - bottom) + 12 * spacing, 20 * lb);
  let low = iso - 2.2 * gauss - below;
  let high = iso + 2.2 * gauss + above;
  let reach = Math.max(clear(low, high, lb), window);
  if (direct) {
    grid = 64;
    while (<f64>grid * spacing < reach && grid < MOST_POINTS) grid <<= 1;
    period = <f64>grid * spacing;
    origin = top;
    direct = period >= reach;
  }
  if (!direct) {
    until = limit(lb, <f64>MOST_POINTS / (2.1 * reach));
    low = iso - 2.2 * gauss - below;
    high = iso + 2.2 * gauss + above;
    reach = Math.max(clear(low, high, lb), window);
    grid = 64;
    while (<f64>grid < 2 * until * reach && grid < MOST_POINTS) grid <<= 1;
    if (spins && q > 0) {
      // The grid step divides the rotor frequency.
      divisions = <i32>Math.ceil(2 * until * rotor);
      if (divisions < 4) divisions = 4;
      while (<f64>grid * rotor < reach * <f64>divisions && grid < MOST_POINTS) grid <<= 1;
      const spare = <i32>Math.floor((<f64>grid * rotor) / reach);
      if (spare > divisions) divisions = spare;
      period = (<f64>grid * rotor) / <f64>divisions;
    } else period = Math.max(reach, <f64>grid / (4 * until));
    if (period < reach * 0.999) return TOO_FAR;
    // The window in the middle of the period, so that lines on both sides have room.
    origin = 0.5 * (Math.max(top, high) + Math.min(bottom, low)) + 0.5 * period;
  }

  const qis = (q / 40) * (1 + (eta * eta) / 3);
  shiftMean = iso - qis - z / 8;
  // Of the Czjzek form: 2 tr (3/2 M)^2.
  const variance = (gauss * gauss) / (8 * Math.LN2) + (fast ? 0.25 * qis * qis + (3.0 / 256.0) * z * z : (23.0 / 7.0) * qis * qis + (5.0 / 64.0) * z * z);
  shiftSpread = (3 * variance - 0.25 * lb * lb) / (period * period);
  times = <i32>Math.ceil(until * period) + 1;
  if (!direct && times > grid >> 1) times = grid >> 1;
  return 0;
}

/** Signal before damping and shift, at the planned times; with CQ, eta, sigma of `site` but the plan of `base`. */
function bareSignal(site: usize, base: usize, out: usize): void {
  const dt = 1.0 / period;
  if (kind == LINE) {
    for (let k = 0; k < times; k++) v128.store(out + (<usize>k << 4), f64x2(1, 0));
  } else if (kind == QUADRUPOLAR) {
    const q = (field(site, CQ) * field(site, CQ) * 1e6) / nu0;
    const qBase = (field(base, CQ) * field(base, CQ) * 1e6) / nu0;
    if (spins) {
      // Only here the shift lies in the grid: index of the isotropic shift, upwards from the lower end of the period.
      const centre = ((field(base, ISO) * nu0 - (origin - period)) * <f64>grid) / period;
      sidebandSignal(q, field(site, ETA), qBase, field(base, ETA), rotor, grid, divisions, centre, times, out);
    } else powderSignal(rotor == 0 ? STATIC : MAS, field(site, ETA), q * dt, times, out);
  } else {
    const z = (field(site, SIGMA) * field(site, SIGMA) * 1e6) / nu0;
    if (spins) masSignal(6 * Math.PI * z, rotor, dt, times, out);
    else if (rotor == 0) staticSignal((Math.PI / 4) * z * dt, times, out);
    else infiniteSignal((Math.PI / 4) * z * dt, times, out);
  }
}

/** Frequency (Hz) that the bare signal lacks. */
function carrier(site: usize): f64 {
  if (kind != QUADRUPOLAR) return field(site, ISO) * nu0;
  if (spins) return origin - period;
  const q = (field(site, CQ) * field(site, CQ) * 1e6) / nu0;
  return field(site, ISO) * nu0 + q * middle(rotor == 0 ? STATIC : MAS);
}

/** Multiplies the bare signal by carrier, damping and scale, in place; two times at a step (one more than `times` when odd), recurrences renewed every 64. */
function dress(signal: usize, frequency: f64, lb: f64, scale: f64): void {
  const dt = 1.0 / period;
  const turn = (frequency - origin) * dt;
  const double = unit(2 * turn);
  const fade = Math.exp(-2 * Math.PI * lb * dt);
  // exp(-g k^2) by its ratio over two steps, which itself falls by a constant factor.
  const g = GAUSS * gauss * gauss * dt * dt;
  const fall = f64x2.splat(Math.exp(-8 * g));
  let ratio = f64x2.splat(1);
  let size = ratio;
  let even = ratio;
  let odd = ratio;
  for (let k = 0; k < times; k += 2) {
    if ((k & 63) == 0) {
      const n = <f64>k;
      const m = n + 1;
      even = unit(turn * n);
      odd = unit(turn * m);
      size = f64x2(scale * Math.exp(-Math.PI * lb * dt * n - g * n * n), scale * Math.exp(-Math.PI * lb * dt * m - g * m * m));
      ratio = f64x2(fade * Math.exp(-4 * g * (n + 1)), fade * Math.exp(-4 * g * (m + 1)));
    }
    const at = signal + (<usize>k << 4);
    v128.store(at, v128.mul<f64>(v128.shuffle<f64>(size, size, 0, 0), mul(v128.load(at), even)));
    v128.store(at + 16, v128.mul<f64>(v128.shuffle<f64>(size, size, 1, 1), mul(v128.load(at + 16), odd)));
    even = mul(even, double);
    odd = mul(odd, double);
    size = v128.mul<f64>(size, ratio);
    ratio = v128.mul<f64>(ratio, fall);
  }
}

/** exp(2 pi i turns). */
function unit(turns: f64): v128 {
  const angle = 2 * Math.PI * (turns - Math.floor(turns));
  return f64x2(Math.cos(angle), Math.sin(angle));
}

/**
 * Transforms signal times (w0 + w1 t + w2 t^2) [times i when `turned`] to the axis and stores or adds it.
 * tail: amplitude of the Lorentzian tail whose images are subtracted.
 */
function transform(signal: usize, w0: f64, w1: f64, w2: f64, turned: bool, tail: f64, out: usize, add: bool): void {
  const mark = arenaMark();
  const half = grid >> 1;
  const spectrum = arenaAlloc(<usize>(half + 1) << 4);
  const work = arenaAlloc(<usize>(half + 1) << 4);
  memory.fill(spectrum, 0, <usize>(half + 1) << 4);
  const scale = 1.0 / period;
  let k = 0;
  let r = 0;
  while (k < times) {
    const t = <f64>k * scale;
    let v = v128.load(signal + (<usize>k << 4));
    v = v128.mul<f64>(v, f64x2.splat(scale * (w0 + t * (w1 + w2 * t))));
    if (turned) v = v128.mul<f64>(v128.shuffle<f64>(v, v, 1, 0), f64x2(-1, 1));
    if (!direct && k > 0) {
      const f = sincOf(k);
      const cube = f * f * f;
      v = v128.mul<f64>(v, f64x2.splat(1.0 / (cube * cube)));
    }
    // Fold: both signs of t belong to the sum; the end points are their own mirror.
    if (r == 0 && k > 0) v = f64x2(2 * f64x2.extract_lane(v, 0), 0);
    if (r == half) v = f64x2(2 * f64x2.extract_lane(v, 0), 0);
    const at = spectrum + (<usize>(r <= half ? r : grid - r) << 4);
    if (r > half) v = v128.mul<f64>(v, f64x2(1, -1));
    v128.store(at, v128.add<f64>(v128.load(at), v));
    k++;
    if (++r == grid) r = 0;
  }
  const line = hermitianToReal(spectrum, work, grid);
  for (let j = 0; j < points; j++) {
    const v = direct ? load<f64>(line + (<usize>j << 3)) : between(line, ((origin - load<f64>(axis + (<usize>j << 3)) * nu0) * <f64>grid) / period);
    const at = out + (<usize>j << 3);
    store<f64>(at, add ? load<f64>(at) + nu0 * v : nu0 * v);
  }
  if (tail != 0) subtractImages(nu0 * tail, out);
  arenaRelease(mark);
}

/** sinc(k / grid). */
// @ts-ignore: decorator
@inline
function sincOf(k: i32): f64 {
  return sinc(<f64>k / <f64>grid);
}

/** Quintic-spline value at grid position p, which lies inside the period. */
// @ts-ignore: decorator
@inline
function between(line: usize, p: f64): f64 {
  const i = <i32>Math.floor(p);
  const u = p - <f64>i;
  const mask = grid - 1;
  return (
    quintic0(u) * at(line, (i - 2) & mask) +
    quintic1(u) * at(line, (i - 1) & mask) +
    quintic2(u) * at(line, i & mask) +
    quintic2(1 - u) * at(line, (i + 1) & mask) +
    quintic1(1 - u) * at(line, (i + 2) & mask) +
    quintic0(1 - u) * at(line, (i + 3) & mask)
  );
}

// @ts-ignore: decorator
@inline
function at(line: usize, i: i32): f64 {
  return load<f64>(line + (<usize>i << 3));
}

/**
 * Subtracts size (sum over m != 0 of (x + m)^-2 + shiftSpread (x + m)^-4) at every point, |x| < 1: the two nearest images, then Riemann's zeta values of
 * the rest. Two points at a time.
 */
function subtractImages(size: f64, out: usize): void {
  for (let j = 0; j < points; j += 2) {
    const at = <usize>j << 3;
    const last = j + 1 == points;
    const shifts = last ? f64x2.splat(load<f64>(axis + at)) : v128.load(axis + at);
    const x = v128.mul<f64>(f64x2.splat(1.0 / period), v128.sub<f64>(v128.mul<f64>(f64x2.splat(nu0), shifts), f64x2.splat(shiftMean)));
    const y = v128.mul<f64>(x, x);
    const gap = v128.sub<f64>(f64x2.splat(1), y);
    const near = v128.div<f64>(f64x2.splat(2), v128.mul<f64>(gap, gap));
    let second = horner(f64x2.splat(14 * 0.00407735619794434), y, f64x2.splat(18 * 0.00099457512781809));
    second = horner(f64x2.splat(10 * 0.01734306198444914), y, second);
    second = horner(f64x2.splat(6 * 0.08232323371113819), y, second);
    second = horner(f64x2.splat(2 * 0.6449340668482264), y, second);
    second = horner(second, near, v128.add<f64>(f64x2.splat(1), y));
    let fourth = horner(f64x2.splat(20 * 0.01734306198444914), y, f64x2.splat(70 * 0.00407735619794434));
    fourth = horner(f64x2.splat(2 * 0.08232323371113819), y, fourth);
    // (1 - x)^-4 + (1 + x)^-4 = 2 (1 + 6 y + y^2) / (1 - y)^4
    fourth = horner(fourth, v128.mul<f64>(v128.mul<f64>(f64x2.splat(0.5), near), near), horner(f64x2.splat(1), y, v128.add<f64>(f64x2.splat(6), y)));
    const sum = v128.mul<f64>(f64x2.splat(size), horner(second, f64x2.splat(shiftSpread), fourth));
    if (last) store<f64>(out + at, load<f64>(out + at) - f64x2.extract_lane(sum, 0));
    else v128.store(out + at, v128.sub<f64>(v128.load(out + at), sum));
  }
}

/** a + x b. */
// @ts-ignore: decorator
@inline
function horner(a: v128, x: v128, b: v128): v128 {
  return v128.add<f64>(a, v128.mul<f64>(x, b));
}

/**
 * Spectrum of one site in intensity per ppm, unit area when `unit`, stored or added to `points` f64 at `out`.
 * Returns 0, TOO_FAR or TOO_SLOW.
 */
export function siteSpectrum(site: usize, siteKind: i32, out: usize, add: bool): i32 {
  if (siteKind == EXCHANGE) return exchangeSpectrum(site, out, add);
  const refusal = plan(site, siteKind);
  if (refusal) return refusal;
  const mark = arenaMark();
  reserveRoots(grid);
  const signal = arenaAlloc(<usize>(times + 1) << 4);
  bareSignal(site, site, signal);
  const area = field(site, AREA);
  dress(signal, carrier(site), field(site, LB), area);
  transform(signal, 1, 0, 0, false, (area * field(site, LB)) / (2 * Math.PI * period * period), out, add);
  arenaRelease(mark);
  return 0;
}

function exchangeSpectrum(site: usize, out: usize, add: bool): i32 {
  added = 0;
  const area = field(site, AREA);
  // A line with neither width nor exchange has none to show: the least width is two axis steps.
  const least = 2 * spacing;
  const still = field(site, 3) == 0;
  const lbA = still && field(site, 4) == 0 ? least : field(site, 4);
  const lbB = still && field(site, 5) == 0 ? least : field(site, 5);
  if (lbA != field(site, 4) || lbB != field(site, 5)) added = least;
  for (let j = 0; j < points; j++) {
    const nu = load<f64>(axis + (<usize>j << 3)) * nu0;
    const v = nu0 * area * exchangeAt(nu, field(site, 0) * nu0, field(site, 1) * nu0, field(site, 2), field(site, 3), lbA, lbB);
    const at = out + (<usize>j << 3);
    store<f64>(at, add ? load<f64>(at) + v : v);
  }
  return 0;
}

/**
 * Spectrum of one site added to `out`, and its derivatives with respect to the fields in the bit mask `wanted` added to the columns given by
 * `columns` (8 addresses as i32, one a field). Derivatives of shift, widths and area are exact in time; those of CQ, eta, sigma are differences of the
 * bare signal on one plan. Returns as `siteSpectrum`.
 */
export function siteDerivatives(site: usize, siteKind: i32, wanted: i32, columns: usize, out: usize): i32 {
  const mark = arenaMark();
  const moved = arenaAlloc(FIELDS << 3);
  if (siteKind == EXCHANGE) {
    exchangeSpectrum(site, out, true);
    for (let i = 0; i < 6; i++) {
      if (!((wanted >> i) & 1)) continue;
      memory.copy(moved, site, FIELDS << 3);
      const p = field(site, i);
      let step = i < 2 ? 1e-5 : i == 2 ? 1e-6 : 1e-6 * Math.max(p, 1e-3);
      if (i == 2 && p + step > 1) step = -step;
      store<f64>(moved + (<usize>i << 3), p + step);
      difference(moved, site, step, <usize>load<u32>(columns + (<usize>i << 2)));
    }
    arenaRelease(mark);
    return 0;
  }
  const refusal = plan(site, siteKind);
  if (refusal) {
    arenaRelease(mark);
    return refusal;
  }
  reserveRoots(grid);
  const bytes = <usize>(times + 1) << 4;
  const signal = arenaAlloc(bytes);
  const bare = arenaAlloc(bytes);
  const other = arenaAlloc(bytes);
  bareSignal(site, site, bare);
  memory.copy(signal, bare, bytes);
  const area = field(site, AREA);
  const lb = field(site, LB);
  const image = 1.0 / (2 * Math.PI * period * period);
  dress(signal, carrier(site), lb, 1);
  const shape = arenaAlloc(<usize>points << 3);
  transform(signal, 1, 0, 0, false, lb * image, shape, false);
  for (let j = 0; j < points; j++) store<f64>(out + (<usize>j << 3), load<f64>(out + (<usize>j << 3)) + area * load<f64>(shape + (<usize>j << 3)));

  for (let i = 0; i < FIELDS; i++) {
    if (!((wanted >> i) & 1)) continue;
    const column = <usize>load<u32>(columns + (<usize>i << 2));
    if (i == AREA) {
      for (let j = 0; j < points; j++) store<f64>(column + (<usize>j << 3), load<f64>(column + (<usize>j << 3)) + load<f64>(shape + (<usize>j << 3)));
    } else if (i == ISO) transform(signal, 0, 2 * Math.PI * nu0 * area, 0, true, 0, column, true);
    else if (i == LB) transform(signal, 0, -Math.PI * area, 0, false, area * image, column, true);
    else if (i == GB) transform(signal, 0, 0, -2 * GAUSS * field(site, GB) * area, false, 0, column, true);
    else if (i == CSD) transform(signal, 0, 0, -2 * GAUSS * field(site, CSD) * nu0 * nu0 * area, false, 0, column, true);
    else {
      memory.copy(moved, site, FIELDS << 3);
      const p = field(site, i);
      // Single precision in the sideband loop asks for a wide step.
      let step = i == ETA ? 2e-3 : Math.max(1e-3, 1e-3 * p);
      if (i == ETA && p + step > 1) step = -step;
      store<f64>(moved + (<usize>i << 3), p + step);
      bareSignal(moved, site, other);
      dressDifference(other, bare, moved, site, lb, area / step);
      transform(other, 1, 0, 0, false, 0, column, true);
    }
  }
  arenaRelease(mark);
  return 0;
}

/** Both signals dressed with their own carriers; their scaled difference at `moved`. `base` is left as it was. */
function dressDifference(other: usize, bare: usize, moved: usize, site: usize, lb: f64, scale: f64): void {
  const mark = arenaMark();
  const bytes = <usize>(times + 1) << 4;
  const copy = arenaAlloc(bytes);
  memory.copy(copy, bare, bytes);
  dress(copy, carrier(site), lb, scale);
  dress(other, carrier(moved), lb, scale);
  for (let k = 0; k < times; k++) {
    const at = <usize>k << 4;
    v128.store(other + at, v128.sub<f64>(v128.load(other + at), v128.load(copy + at)));
  }
  arenaRelease(mark);
}

function difference(moved: usize, site: usize, step: f64, column: usize): void {
  const mark = arenaMark();
  const a = arenaAlloc(<usize>points << 3);
  const b = arenaAlloc(<usize>points << 3);
  exchangeSpectrum(moved, a, false);
  exchangeSpectrum(site, b, false);
  for (let j = 0; j < points; j++) {
    const at = <usize>j << 3;
    store<f64>(column + at, load<f64>(column + at) + (load<f64>(a + at) - load<f64>(b + at)) / step);
  }
  arenaRelease(mark);
}
