/**
 * One-dimensional composite cathode against a flat counter electrode, through a separator: constant-current charge and discharge.
 *
 * Equations (porous-electrode theory: Newman & Tiedemann, AIChE J. 21 (1975) 25; Doyle, Fuller & Newman, J. Electrochem. Soc. 140
 * (1993) 1526, with a single-ion catholyte, t+ = 1, hence no salt balance):
 *   catholyte  d/dz(σ_eff dφ/dz) = -Σ_c a_c j_c; current I enters at the separator (z = 0), none at the collector (z = L)
 *   particles  ∂y/∂t = r^-2 ∂_r(D r² ∂_r y), D ∂_r y = j M/(F ρ) at r = R_c; y = 1 - x in Na_x CrO2, c = particle class
 *   kinetics   j = 2 i0(y_s) sinh(F η/2RT), i0(y) = i0 · 2 sqrt(t(1 - t)), t = y/ΣX  (Butler–Volmer, α = 1/2)
 *   η = ψ - U(y_s), ψ = φ_solid - φ;  electronic resistance of the solid neglected
 *   U(y)       MSMR (Verbrugge, Baker & Koch, J. Electrochem. Soc. 164 (2017) E3243): y = Σ X_j/(1 + exp(-(U - U_j)/w_j)), w_j = ω_j RT/F
 *   cell       V = φ_solid - φ(0) - E_anode + I (R_separator + R_contact); I > 0 charges
 * The logarithm of MSMR at vanishing occupation is not a measurable property: below y = 4e-5 (a value chosen to agree with an independent
 * program; with the bare logarithm a discharge is shorter by up to 0.2 mAh/g) and above ΣX - 4e-5 the curve goes on
 * as its tangent. The tangent lets y_s overshoot 0 or ΣX by a little (about 0.003 at the lower cut-off of the default set); i0 does not fall below its value
 * at the t of that overshoot, which also keeps the kinetic equation single-valued.
 *
 * Numerics: finite volumes (Nz cells in z, Nr shells in r), equal charge steps, two sets of rules:
 *   better  shells thinner towards the surface, fluxes and surface value exact for y = r², BDF2 after an implicit Euler step at the start of every
 *           half-cycle, whose last step is cut so that V meets the cut-off (potentiostatic solves, regula falsi on its length)
 *   plain   equal shells, surface value extrapolated by half a shell, implicit Euler, last step cut where the chord of V over the whole step meets the
 *           cut-off: those of many programs, kept to compare with them
 * The diffusion step is linear, so y_s = y_free + r_c j; the unknowns are ψ (one a cell) and the surface potential U_s (one a particle).
 * G(U) = U + 2(RT/F) asinh((y(U) - y_free)/(2 r_c i0)) - ψ has G' >= 1, so each particle's equation has one root; particles are eliminated cell by cell and
 * a tridiagonal symmetric system in ψ is left. It is the gradient of a convex function: Newton with a line search along each step always converges. It
 * starts from the straight line through the two steps before. Cells are handled in pairs (f64x2); with an odd number of them the last is calculated twice.
 *
 * One block of f64 holds everything about a run (layout below), so that a run can be advanced piece by piece, copied or dropped.
 */
import { arenaAlloc, arenaMark, arenaRelease } from './arena';
import { expPair, logPair } from './pair';

// Scalars of the block, written by the binding.
const NZ = 0, NR = 1, CLASSES = 2, GALLERIES = 3, HALVES = 4;
const SIGMA = 5; //        effective conductivity of the catholyte, S/cm
const LENGTH = 6; //       thickness of the composite, cm
const R_SEPARATOR = 7; //  Ω cm²
const R_CONTACT = 8; //    Ω cm²
const THERMAL = 9; //      RT/F, V
const I0 = 10; //          exchange current density, A/cm²
const DIFFUSIVITY = 11; // cm²/s
const VOLUME = 12; //      M/(F ρ), cm³/C
const E_ANODE = 13; //     V vs Na/Na+
const V_LOW = 14, V_HIGH = 15; // cut-offs, V
const I_ONE_C = 16; //     A/cm²
const ONE_C = 17; //       mAh/g
const STEP_Q = 18; //      charge of one full step, mAh/g
const FULL = 19; //        mAh/g at y = 1
const Y_START = 20;
const PLAIN = 21; //       1: the plain rules (head of this file), 0: the better ones
// Scalars that the kernel keeps.
const SUM_X = 24, U_FLOOR = 25, SLOPE_FLOOR = 26, U_CEILING = 27, SLOPE_CEILING = 28, T_LOW = 29, T_HIGH = 30;
const HALF = 32; //   index of the running half-cycle: 0 charge, 1 discharge, 2 charge …
const BEGUN = 33; //  1 once the half-cycle has its first point
const Q = 34; //      mAh/g passed in it
const Y_MEAN = 35, U_MEAN = 36;
const STATUS = 37; // 0 running, 1 done, 2 no convergence, 3 too many steps
const STEPS = 38, NEWTON = 39;
const STREAK = 40; // full steps taken in this half-cycle: from the second on, the next is foreseen
const NOW = 41; //    TERMS values of the last point: V, U(mean y), then five losses
const Y_FLOOR = 49, Y_CEILING = 50; // y at U_FLOOR and U_CEILING
const STEP_BEFORE = 48; // duration of the step that led here, s; 0 at the start of a half-cycle
const HEADER = 64;

const TERMS = 7;
/** Values of one row of the trace: half-cycle, Q, V, U(mean y), losses: separator, contact, catholyte, kinetics, diffusion (V). */
const TRACE = 2 + TERMS;
/** Values of one half-cycle's result: Q (mAh/g), then ∫ dQ of the TERMS. */
const RESULT = 1 + TERMS;

/**
 * Shells are thinner towards the surface: the outermost is 1 - GRADING times, the innermost 1 + GRADING times the mean. Of 0, 0.3, 0.6 and 0.8 this value left
 * the least error in 18 of 24 sets tried, with 10 shells as with 40.
 */
const GRADING: f64 = 0.6;
const Y_EDGE: f64 = 4e-5;
const SLOPE_EDGE: f64 = 1.2e-3; // 1/V: what a narrow gallery may take up beyond its room stays below 0.3 mAh/g a volt
const T_EDGE: f64 = 1e-5; // smallest distance of t from 0 and 1 at which i0 is evaluated
/** A step's Newton stops when the last change of every potential was below this (V); what is left is its square over RT/F, below 1e-8 V. */
const TOLERANCE: f64 = 1e-5;
/** … and where a current is sought to ten digits: left is below 1e-12 V. */
const TOLERANCE_TIGHT: f64 = 1e-7;
/** Particle equations further off than this (V) are brought near their root before they are linearised. */
const INNER: f64 = 2e-3;
/** … and this near once a step has overshot: a line search needs the true slope. */
const INNER_TIGHT: f64 = 1e-10;
const LARGEST_MOVE: f64 = 0.5;
const ITERATIONS = 400;

// Addresses inside the present block and scratch, set by `open`.
let block: usize = 0;
let nz = 0, nr = 0, classes = 0, galleries = 0, halves = 0;
/** Cells, padded to a whole number of v128. */
let row = 0;
let gallery: usize = 0, particle: usize = 0, rates: usize = 0, results: usize = 0;
let psi: usize = 0, surface: usize = 0, fill: usize = 0;
let free: usize = 0, response: usize = 0, pivot: usize = 0, upper: usize = 0, lower: usize = 0;
let rise: usize = 0, shares: usize = 0, flow: usize = 0, flowSlope: usize = 0, gap: usize = 0, gapSlope: usize = 0;
let direction: usize = 0, residual: usize = 0, inverse: usize = 0, source: usize = 0, sourceSlope: usize = 0, base: usize = 0;
/** The solution before the present one. */
let psiKept: usize = 0, surfaceKept: usize = 0, fillKept: usize = 0;
/** Two doubles of each gallery: X, U, 1/w, X/w. */
let paired: usize = 0;

// @ts-ignore: decorator
@inline
function get(at: usize, i: i32): f64 {
  return load<f64>(at + (<usize>i << 3));
}
// @ts-ignore: decorator
@inline
function put(at: usize, i: i32, value: f64): void {
  store<f64>(at + (<usize>i << 3), value);
}
// @ts-ignore: decorator
@inline
function scalar(i: i32): f64 {
  return load<f64>(block + (<usize>i << 3));
}
// @ts-ignore: decorator
@inline
function setScalar(i: i32, value: f64): void {
  store<f64>(block + (<usize>i << 3), value);
}

// @ts-ignore: decorator
@inline
function padded(cells: i32): i32 {
  return (cells + 1) & ~1;
}

/**
 * Length of a run's block in f64. Layout: HEADER scalars; galleries × (X, U in V, ω); classes × (volume fraction of the active material,
 * radius in cm); halves/2 C-rates; then the kernel's own: halves × RESULT results, ψ, U_s, then ψ, U_s and y of the step before, y.
 */
export function cellBlockLength(nz: i32, nr: i32, classes: i32, galleries: i32, halves: i32): i32 {
  const cells = padded(nz);
  return HEADER + 3 * galleries + 2 * classes + (halves >> 1) + RESULT * halves + 2 * (cells + classes * cells + classes * nr * cells);
}

/** Offset (f64) of the results in a block of that shape; RESULT values a half-cycle: Q, ∫V dQ, ∫U(mean y) dQ, ∫loss dQ × 5. */
export function cellResultOffset(classes: i32, galleries: i32, halves: i32): i32 {
  return HEADER + 3 * galleries + 2 * classes + (halves >> 1);
}

/** Sets the addresses for the block at `at` and takes scratch from the arena (the caller releases it). */
function open(at: usize): void {
  block = at;
  nz = <i32>scalar(NZ);
  nr = <i32>scalar(NR);
  classes = <i32>scalar(CLASSES);
  galleries = <i32>scalar(GALLERIES);
  halves = <i32>scalar(HALVES);
  row = padded(nz);
  gallery = at + (HEADER << 3);
  particle = gallery + (<usize>(3 * galleries) << 3);
  rates = particle + (<usize>(2 * classes) << 3);
  results = rates + (<usize>(halves >> 1) << 3);
  psi = results + (<usize>(RESULT * halves) << 3);
  surface = psi + (<usize>row << 3);
  const cell = <usize>row << 3;
  const all = cell * <usize>classes;
  psiKept = surface + all;
  surfaceKept = psiKept + cell;
  fillKept = surfaceKept + all;
  fill = fillKept + all * <usize>nr;
  free = arenaAlloc(all * <usize>nr);
  response = arenaAlloc(<usize>(classes * nr) << 3);
  pivot = arenaAlloc(<usize>(classes * nr) << 3);
  upper = arenaAlloc(<usize>(classes * nr) << 3);
  lower = arenaAlloc(<usize>(classes * nr) << 3);
  rise = arenaAlloc(<usize>classes << 3);
  shares = arenaAlloc(<usize>classes << 4);
  flow = arenaAlloc(all);
  flowSlope = arenaAlloc(all);
  gap = arenaAlloc(all);
  gapSlope = arenaAlloc(all);
  direction = arenaAlloc(cell);
  residual = arenaAlloc(cell);
  inverse = arenaAlloc(cell);
  source = arenaAlloc(cell);
  sourceSlope = arenaAlloc(cell);
  base = arenaAlloc(cell);
  paired = arenaAlloc(<usize>galleries << 6);
  for (let g = 0; g < galleries; g++) {
    const width = get(gallery, 3 * g + 2) * scalar(THERMAL);
    const to = paired + (<usize>g << 6);
    v128.store(to, f64x2.splat(get(gallery, 3 * g)));
    v128.store(to, f64x2.splat(get(gallery, 3 * g + 1)), 16);
    v128.store(to, f64x2.splat(1 / width), 32);
    v128.store(to, f64x2.splat(get(gallery, 3 * g) / width), 48);
  }
  factoredFor = -1;
  freeFor = -1;
}

// ── Open-circuit curve ──────────────────────────────────────────────────────────────────────────────────────────────

let occupied: f64 = 0; // y and dy/dU, returned by `occupation`
let occupiedSlope: f64 = 0;

/** MSMR without the tangents at its ends. */
// @ts-ignore: decorator
@inline
function msmr(u: f64): void {
  const thermal = scalar(THERMAL);
  let y: f64 = 0;
  let slope: f64 = 0;
  let at = gallery;
  for (let g = 0; g < galleries; g++) {
    const width = load<f64>(at, 16) * thermal;
    // Beyond ±300 widths the exponential would overflow; it is 0 or 1 there.
    const e = Math.exp(Math.min(Math.max((load<f64>(at, 8) - u) / width, -300), 300));
    const part = 1 / (1 + e);
    const share = load<f64>(at) * part;
    y += share;
    slope += (share * (e * part)) / width;
    at += 24;
  }
  occupied = y;
  occupiedSlope = slope;
}

/** y(U) and its slope, with the tangents. */
// @ts-ignore: decorator
@inline
function occupation(u: f64): void {
  if (u < scalar(U_FLOOR)) {
    occupiedSlope = scalar(SLOPE_FLOOR);
    occupied = scalar(Y_FLOOR) + (u - scalar(U_FLOOR)) * occupiedSlope;
  } else if (u > scalar(U_CEILING)) {
    occupiedSlope = scalar(SLOPE_CEILING);
    occupied = scalar(Y_CEILING) + (u - scalar(U_CEILING)) * occupiedSlope;
  } else msmr(u);
}

/** U at which msmr gives y (0 < y < ΣX), by bisection between -2 and 10 V. */
function invertMsmr(y: f64): f64 {
  let low: f64 = -2;
  let high: f64 = 10;
  for (let i = 0; i < 70; i++) {
    const middle = 0.5 * (low + high);
    msmr(middle);
    if (occupied < y) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

/**
 * U at which a tangent takes over near y = `end`, on the side `inward` (±1): Y_EDGE from it, or nearer where the curve would still rise by more than
 * SLOPE_EDGE a volt. y and its slope there are left in `occupied` and `occupiedSlope`.
 */
function edge(end: f64, inward: f64): f64 {
  let u = invertMsmr(end + inward * Y_EDGE);
  msmr(u);
  if (occupiedSlope > SLOPE_EDGE) {
    u = invertMsmr(end + (inward * Y_EDGE * SLOPE_EDGE) / occupiedSlope);
    msmr(u);
  }
  return u;
}

/** U(y) with the tangents: Newton from `guess`, kept inside a bracket. */
function openCircuit(y: f64, guess: f64): f64 {
  const bottom = scalar(Y_FLOOR);
  const top = scalar(Y_CEILING);
  if (y < bottom) return scalar(U_FLOOR) + (y - bottom) / scalar(SLOPE_FLOOR);
  if (y > top) return scalar(U_CEILING) + (y - top) / scalar(SLOPE_CEILING);
  let low = scalar(U_FLOOR);
  let high = scalar(U_CEILING);
  let u = guess;
  for (let i = 0; i < 80; i++) {
    if (!(u > low && u < high)) u = 0.5 * (low + high);
    msmr(u);
    const miss = occupied - y;
    if (miss > 0) high = u;
    else low = u;
    const step = miss / occupiedSlope;
    u -= step;
    if (Math.abs(step) < 1e-12) break;
  }
  return u;
}

// ── Particles ───────────────────────────────────────────────────────────────────────────────────────────────────────

let factoredFor: f64 = -1; // the dt that the factors belong to
let freeFor: f64 = -1; // the dt that `free` belongs to, -1 when y has changed since

/** Inner face of shell i, radius 1; face(nr) is the surface. */
// @ts-ignore: decorator
@inline
function face(i: i32): f64 {
  const x = <f64>i / <f64>nr;
  return scalar(PLAIN) != 0 ? x : x * (1 + GRADING * (1 - x));
}
/** (b³ - a³)/(b - a). */
// @ts-ignore: decorator
@inline
function cubic(a: f64, b: f64): f64 {
  return b * b + a * b + a * a;
}
/** Mean of r² over the shell between the faces a and b. */
function meanSquare(a: f64, b: f64): f64 {
  const aa = a * a;
  const bb = b * b;
  return (0.6 * (aa * aa + bb * bb + a * b * cubic(a, b))) / cubic(a, b);
}
/** Mean of r⁴ over the same. */
function meanFourth(a: f64, b: f64): f64 {
  const aa = a * a;
  const bb = b * b;
  const ab = a * b;
  return (3.0 / 7) * ((aa * aa * aa + bb * bb * bb + ab * (aa * aa + bb * bb) + ab * ab * cubic(a, b)) / cubic(a, b));
}

/** Factors (I - dt·diffusion) of each class, and its answer to a unit current density (dy per A/cm²). */
function factor(dt: f64): void {
  if (factoredFor == dt) return;
  factoredFor = dt;
  freeFor = -1;
  const plain = scalar(PLAIN) != 0;
  for (let c = 0; c < classes; c++) {
    const radius = get(particle, 2 * c + 1);
    const o = c * nr;
    const scale = (scalar(DIFFUSIVITY) * dt) / (radius * radius);
    // Pivot minus |up|, carried without a subtraction: sodium is conserved to rounding also when dt·D/dr² is huge.
    let excess: f64 = 0;
    let inner: f64 = 0;
    let inward: f64 = 0;
    let shell: f64 = 0;
    for (let i = 0; i < nr; i++) {
      const outer = face(i + 1);
      shell = ((outer - inner) * cubic(inner, outer)) / 3;
      let outward: f64 = 0;
      if (i < nr - 1) {
        const next = face(i + 2);
        // The distance that makes the flux of y = r² exact: in steady flux, when y is such a parabola, no number of shells is too small.
        const distance = plain ? 0.5 * (next - inner) : (meanSquare(outer, next) - meanSquare(inner, outer)) / (2 * outer);
        outward = (scale * outer * outer) / distance;
      }
      const down = -inward / shell;
      const up = -outward / shell;
      excess = 1 - (i > 0 ? down * excess * get(pivot, o + i - 1) : 0);
      const d = excess - up;
      put(lower, o + i, down);
      put(pivot, o + i, 1 / d);
      put(upper, o + i, up / d);
      inner = outer;
      inward = outward;
    }
    // Only the outermost shell is driven, so the forward sweep is empty up to it.
    const volume = scalar(VOLUME);
    let value = ((dt * volume) / (shell * radius)) * get(pivot, o + nr - 1);
    put(response, o + nr - 1, value);
    for (let i = nr - 2; i >= 0; i--) {
      value = -get(upper, o + i) * value;
      put(response, o + i, value);
    }
    // y_s = share·y(outermost) + (1 - share)·y(next) + ahead·R·dy/dr. Better rule: a + b r² + c r⁴ through both means and the slope.
    let share: f64 = 1;
    let ahead: f64 = 0.5 / <f64>nr;
    if (!plain) {
      const last = face(nr - 1);
      const before = face(nr - 2);
      const squareOuter = 1 - meanSquare(last, 1);
      const squareNext = 1 - meanSquare(before, last);
      const bendOuter = 2 * squareOuter - (1 - meanFourth(last, 1));
      const bendNext = 2 * squareNext - (1 - meanFourth(before, last));
      share = bendNext / (bendNext - bendOuter);
      ahead = (0.5 * (bendNext * squareOuter - bendOuter * squareNext)) / (bendNext - bendOuter);
    }
    put(shares, c, share);
    put(rise, c, share * get(response, o + nr - 1) + (1 - share) * get(response, o + nr - 2) + (ahead * radius * volume) / scalar(DIFFUSIVITY));
  }
}

/**
 * free: what y becomes in dt without current. Implicit Euler from y; by the better rules BDF2 from y and the y before, for any ratio of the two steps
 * (Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, §III.5), once the half-cycle has a step behind it. Two cells at once.
 */
function relax(dt: f64): void {
  const before = scalar(STEP_BEFORE);
  const second = before > 0 && scalar(PLAIN) == 0;
  const ratio = second ? dt / before : 0;
  const past = second ? -(ratio * ratio) / (1 + 2 * ratio) : 0;
  const kept = f64x2.splat(past);
  const present = f64x2.splat(1 - past);
  factor(second ? (dt * (1 + ratio)) / (1 + 2 * ratio) : dt);
  if (freeFor == dt) return;
  freeFor = dt;
  const stride = <usize>row << 3;
  for (let c = 0; c < classes; c++) {
    const o = c * nr;
    const from = fill + <usize>o * stride;
    const older = fillKept + <usize>o * stride;
    const to = free + <usize>o * stride;
    for (let i = 0; i < nr; i++) {
      const down = f64x2.splat(get(lower, o + i));
      const inverse = f64x2.splat(get(pivot, o + i));
      const a = from + <usize>i * stride;
      const old = older + <usize>i * stride;
      const b = to + <usize>i * stride;
      const within = i > 0 ? b - stride : b;
      for (let k: usize = 0; k < stride; k += 16) {
        const y = second ? f64x2.add(f64x2.mul(present, v128.load(a + k)), f64x2.mul(kept, v128.load(old + k))) : v128.load(a + k);
        v128.store(b + k, f64x2.mul(i > 0 ? f64x2.sub(y, f64x2.mul(down, v128.load(within + k))) : y, inverse));
      }
    }
    for (let i = nr - 2; i >= 0; i--) {
      const up = f64x2.splat(get(upper, o + i));
      const b = to + <usize>i * stride;
      const next = b + stride;
      for (let k: usize = 0; k < stride; k += 16) v128.store(b + k, f64x2.sub(v128.load(b + k), f64x2.mul(up, v128.load(next + k))));
    }
  }
}

/** y = free + response·j: the step is taken. */
function commit(): void {
  const stride = <usize>row << 3;
  for (let c = 0; c < classes; c++) {
    const o = c * nr;
    const current = flow + <usize>c * stride;
    for (let i = 0; i < nr; i++) {
      const answer = f64x2.splat(get(response, o + i));
      const a = free + <usize>(o + i) * stride;
      const b = fill + <usize>(o + i) * stride;
      const old = fillKept + <usize>(o + i) * stride;
      for (let k: usize = 0; k < stride; k += 16) {
        v128.store(old + k, v128.load(b + k));
        v128.store(b + k, f64x2.add(v128.load(a + k), f64x2.mul(answer, v128.load(current + k))));
      }
    }
  }
  freeFor = -1;
}

// Of the class at hand, in both lanes; set by `sources`.
let still: v128 = f64x2.splat(0), lowest: v128 = f64x2.splat(0), highest: v128 = f64x2.splat(1), perDrive: v128 = f64x2.splat(0);

/** Two particles (the pair of cells at byte offset `at` of the class arrays), surface potentials `u`, ψ `drive`: stores residual G, G', current density and its slope along U. */
// @ts-ignore: decorator
@inline
function evaluate(at: usize, u: v128, drive: v128): v128 {
  const one = f64x2.splat(1);
  let y = f64x2.splat(0);
  let ySlope = f64x2.splat(0);
  for (let from = paired, end = paired + (<usize>galleries << 6); from < end; from += 64) {
    // Beyond ±300 widths the exponential would overflow; the part is 0 or 1 there.
    const x = f64x2.mul(f64x2.sub(v128.load(from, 16), u), v128.load(from, 32));
    const e = expPair(f64x2.pmin(f64x2.splat(300), f64x2.pmax(f64x2.splat(-300), x)));
    const part = f64x2.div(one, f64x2.add(one, e));
    y = f64x2.add(y, f64x2.mul(v128.load(from), part));
    ySlope = f64x2.add(ySlope, f64x2.mul(f64x2.mul(v128.load(from, 48), part), f64x2.mul(e, part)));
  }
  const below = f64x2.lt(u, f64x2.splat(scalar(U_FLOOR)));
  const above = f64x2.gt(u, f64x2.splat(scalar(U_CEILING)));
  if (v128.any_true(v128.or(below, above))) {
    const floorSlope = f64x2.splat(scalar(SLOPE_FLOOR));
    const ceilingSlope = f64x2.splat(scalar(SLOPE_CEILING));
    const under = f64x2.add(f64x2.splat(scalar(Y_FLOOR)), f64x2.mul(f64x2.sub(u, f64x2.splat(scalar(U_FLOOR))), floorSlope));
    const over = f64x2.add(f64x2.splat(scalar(Y_CEILING)), f64x2.mul(f64x2.sub(u, f64x2.splat(scalar(U_CEILING))), ceilingSlope));
    y = v128.bitselect(under, v128.bitselect(over, y, above), below);
    ySlope = v128.bitselect(floorSlope, v128.bitselect(ceilingSlope, ySlope, above), below);
  }
  const slope = f64x2.mul(ySlope, perDrive);
  const j = f64x2.mul(f64x2.sub(y, still), perDrive);
  const fourI0 = f64x2.splat(4 * scalar(I0));
  const perSum = f64x2.splat(1 / scalar(SUM_X));
  const twoThermal = f64x2.splat(2 * scalar(THERMAL));
  const t = f64x2.mul(y, perSum);
  const inside = f64x2.pmin(highest, f64x2.pmax(lowest, t));
  const perExchange = f64x2.div(one, f64x2.mul(fourI0, f64x2.sqrt(f64x2.mul(inside, f64x2.sub(one, inside)))));
  const q = f64x2.mul(j, perExchange);
  // d ln(i0)/dU = (1 - 2t) y'/(2 ΣX t(1 - t)), 0 where t is held.
  const perRoom = f64x2.mul(f64x2.mul(fourI0, perExchange), f64x2.mul(fourI0, perExchange));
  const exchangeSlope = v128.and(
    f64x2.eq(inside, t),
    f64x2.mul(f64x2.mul(f64x2.sub(f64x2.splat(0.5), t), ySlope), f64x2.mul(perSum, perRoom)),
  );
  const size = f64x2.abs(q);
  const root = f64x2.sqrt(f64x2.add(one, f64x2.mul(q, q)));
  // asinh, odd, without cancellation for negative q.
  const small = f64x2.mul(size, f64x2.sub(one, f64x2.mul(f64x2.mul(size, size), f64x2.splat(1.0 / 6))));
  const arc = v128.bitselect(small, logPair(f64x2.add(size, root)), f64x2.lt(size, f64x2.splat(1e-3)));
  const signed = v128.or(arc, v128.and(q, f64x2.splat(-0.0)));
  const g = f64x2.sub(f64x2.add(u, f64x2.mul(twoThermal, signed)), drive);
  v128.store(gap + at, g);
  v128.store(gapSlope + at, f64x2.add(one, f64x2.mul(f64x2.div(twoThermal, root), f64x2.sub(f64x2.mul(slope, perExchange), f64x2.mul(q, exchangeSlope)))));
  v128.store(flow + at, j);
  v128.store(flowSlope + at, slope);
  return g;
}

/** Brings the particles of a pair whose |G| is above `inner` nearer to their roots, each inside its bracket; returns their G. */
function approach(at: usize, start: v128, first: v128, drive: v128, inner: f64): v128 {
  let u = start;
  let g = first;
  // G' >= 1: the root is never further than |G|.
  const reach = f64x2.add(f64x2.abs(g), f64x2.splat(1e-9));
  let low = f64x2.sub(u, reach);
  let high = f64x2.add(u, reach);
  for (let n = 0; n < 60; n++) {
    const far = f64x2.gt(f64x2.abs(g), f64x2.splat(inner));
    if (!v128.any_true(far)) break;
    const beyond = f64x2.gt(g, f64x2.splat(0));
    high = v128.bitselect(f64x2.pmin(high, u), high, beyond);
    low = v128.bitselect(low, f64x2.pmax(low, u), beyond);
    const newton = f64x2.sub(u, f64x2.div(g, v128.load(gapSlope + at)));
    const within = v128.and(f64x2.gt(newton, low), f64x2.lt(newton, high));
    const to = v128.bitselect(newton, f64x2.mul(f64x2.splat(0.5), f64x2.add(low, high)), within);
    u = v128.bitselect(to, u, far);
    g = evaluate(at, u, drive);
  }
  v128.store(surface + at, u);
  return g;
}

/** Sources of every cell at the present ψ, with the particles eliminated once they are within `inner` (V) of their roots. Returns the largest |G|. */
function sources(inner: f64): f64 {
  const depth = scalar(LENGTH) / <f64>nz;
  const stride = <usize>row << 3;
  const perSum = f64x2.splat(1 / scalar(SUM_X));
  const two = f64x2.splat(2);
  const tLow = f64x2.splat(scalar(T_LOW));
  const tHigh = f64x2.splat(scalar(T_HIGH));
  let worst = f64x2.splat(0);
  memory.fill(source, 0, stride);
  memory.fill(sourceSlope, 0, stride);
  for (let c = 0; c < classes; c++) {
    const area = f64x2.splat((3 * get(particle, 2 * c) * depth) / get(particle, 2 * c + 1));
    perDrive = f64x2.splat(1 / get(rise, c));
    const outermost = free + <usize>((c + 1) * nr - 1) * stride;
    const outerShare = f64x2.splat(get(shares, c));
    const nextShare = f64x2.splat(1 - get(shares, c));
    for (let k: usize = 0; k < stride; k += 16) {
      const at = <usize>c * stride + k;
      // The surface value without current; BDF2 and the extrapolation may bring it outside 0 … ΣX, and i0 is then held further inside.
      still = f64x2.add(f64x2.mul(outerShare, v128.load(outermost + k)), f64x2.mul(nextShare, v128.load(outermost - stride + k)));
      const t = f64x2.mul(still, perSum);
      lowest = f64x2.pmin(f64x2.splat(0.5), f64x2.pmax(tLow, f64x2.neg(t)));
      highest = f64x2.pmax(f64x2.splat(0.5), f64x2.pmin(tHigh, f64x2.sub(two, t)));
      const drive = v128.load(psi + k);
      const u = v128.load(surface + at);
      let g = evaluate(at, u, drive);
      if (v128.any_true(f64x2.gt(f64x2.abs(g), f64x2.splat(inner)))) g = approach(at, u, g, drive, inner);
      worst = f64x2.pmax(worst, f64x2.abs(g));
      const along = f64x2.div(v128.load(flowSlope + at), v128.load(gapSlope + at));
      v128.store(source + k, f64x2.add(v128.load(source + k), f64x2.mul(area, f64x2.sub(v128.load(flow + at), f64x2.mul(along, g)))));
      v128.store(sourceSlope + k, f64x2.add(v128.load(sourceSlope + k), f64x2.mul(area, along)));
    }
  }
  return Math.max(f64x2.extract_lane(worst, 0), f64x2.extract_lane(worst, 1));
}

// ── One time step ───────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * What rounding in y makes of the kinetic overpotential (V), which no Newton step can mend: it grows when the surface answers a current by little, in a short
 * step with fast diffusion. At the ends of the curve i0 is a hundredth of its highest value.
 */
function noise(): f64 {
  let stiffest = get(rise, 0);
  for (let c = 1; c < classes; c++) stiffest = Math.min(stiffest, get(rise, c));
  return (scalar(THERMAL) * 1e-14) / (stiffest * scalar(I0));
}

/**
 * Solves one implicit step of `dt` seconds from y. With `clamp` = 0 the current is `current` (A/cm²); with `clamp` = 1 the cell voltage is
 * `voltage` and the current is the answer. Returns the current, or NaN when it did not converge (galvanostatic: no solution in sight).
 * ψ, U_s and the currents `flow` are those of the solution; y is untouched until `commit`. `wanted`: see TOLERANCE.
 */
function solve(dt: f64, current: f64, clamp: bool, voltage: f64, wanted: f64): f64 {
  relax(dt);
  const tolerance = Math.max(wanted, noise());
  const depth = scalar(LENGTH) / <f64>nz;
  const link = scalar(SIGMA) / depth;
  const series = scalar(R_SEPARATOR) + scalar(R_CONTACT) + 0.5 / link;
  const leak = clamp ? 1 / series : 0;
  const fixed = voltage + scalar(E_ANODE);
  let slopeAtBase: f64 = 0;
  let fraction: f64 = 1;
  let searching = false;
  let inner = INNER;
  const stride = <usize>row << 3;
  for (let n = 0; n < ITERATIONS; n++) {
    const worst = sources(inner);
    for (let k = 0; k < nz; k++) {
      const here = get(psi, k);
      let r = -get(source, k);
      let d = get(sourceSlope, k) + 1e-14;
      if (k > 0) {
        r += link * (get(psi, k - 1) - here);
        d += link;
      } else {
        r += clamp ? leak * (fixed - here) : current;
        d += leak;
      }
      if (k < nz - 1) {
        r -= link * (here - get(psi, k + 1));
        d += link;
      }
      put(residual, k, r);
      put(inverse, k, d);
    }
    if (searching) {
      // Slope of the convex function along the last direction; a clear change of sign means that the step overshot.
      let slope: f64 = 0;
      for (let k = 0; k < nz; k++) slope += get(residual, k) * get(direction, k);
      if (slope < -0.5 * slopeAtBase && fraction > 1e-4) {
        if (inner == INNER) {
          inner = INNER_TIGHT;
          searching = false;
          memory.copy(psi, base, stride);
          continue;
        }
        fraction *= Math.max(0.1, Math.min(0.9, slopeAtBase / (slopeAtBase - slope)));
        for (let k = 0; k < row; k++) put(psi, k, get(base, k) + fraction * get(direction, k));
        continue;
      }
    }
    // Thomas: symmetric, off-diagonals -link; `inverse` goes from the diagonal to the inverse pivots.
    let pivotInverse = 1 / get(inverse, 0);
    put(inverse, 0, pivotInverse);
    let carried = get(residual, 0);
    put(direction, 0, carried);
    for (let k = 1; k < nz; k++) {
      const m = link * pivotInverse;
      pivotInverse = 1 / (get(inverse, k) - m * link);
      put(inverse, k, pivotInverse);
      carried = get(residual, k) + m * carried;
      put(direction, k, carried);
    }
    let largest: f64 = 0;
    carried = 0;
    for (let k = nz - 1; k >= 0; k--) {
      carried = (get(direction, k) + link * carried) * get(inverse, k);
      put(direction, k, carried);
      largest = Math.max(largest, Math.abs(carried));
    }
    if (nz < row) {
      put(direction, nz, get(direction, nz - 1));
      put(residual, nz, 0);
    }
    const shrink = largest > LARGEST_MOVE ? LARGEST_MOVE / largest : 1;
    let slopes = f64x2.splat(0);
    for (let k: usize = 0; k < stride; k += 16) {
      const move = f64x2.mul(f64x2.splat(shrink), v128.load(direction + k));
      v128.store(direction + k, move);
      slopes = f64x2.add(slopes, f64x2.mul(move, v128.load(residual + k)));
      const here = v128.load(psi + k);
      v128.store(base + k, here);
      v128.store(psi + k, f64x2.add(here, move));
      for (let c = 0; c < classes; c++) {
        const at = <usize>c * stride + k;
        const change = f64x2.div(f64x2.sub(move, v128.load(gap + at)), v128.load(gapSlope + at));
        v128.store(surface + at, f64x2.add(v128.load(surface + at), change));
        // The linear current obeys the linear balance exactly: charge is conserved to rounding.
        v128.store(flow + at, f64x2.add(v128.load(flow + at), f64x2.mul(v128.load(flowSlope + at), change)));
      }
    }
    slopeAtBase = f64x2.extract_lane(slopes, 0) + f64x2.extract_lane(slopes, 1);
    searching = true;
    fraction = 1;
    setScalar(NEWTON, scalar(NEWTON) + 1);
    if (largest * shrink < tolerance && worst < tolerance) return clamp ? leak * (fixed - get(psi, 0)) : current;
    // More than 2 V outside the window: no current-controlled solution that a cut-off would not have stopped long before.
    if (!clamp && (get(psi, 0) - fixed > 2 + scalar(V_HIGH) - scalar(V_LOW) || fixed - get(psi, 0) > 2 + scalar(V_HIGH) - scalar(V_LOW))) return NaN;
  }
  return NaN;
}

/** Cell voltage at the solution that `solve` left. */
function cellVoltage(current: f64): f64 {
  const half = scalar(LENGTH) / <f64>(2 * nz) / scalar(SIGMA);
  return get(psi, 0) + current * (half + scalar(R_SEPARATOR) + scalar(R_CONTACT)) - scalar(E_ANODE);
}

/** Guesses the next solution on the line through the last two when `foreseen`; the present one is kept. */
function predict(foreseen: bool): void {
  lead(psi, psiKept, <usize>row << 3, foreseen);
  lead(surface, surfaceKept, <usize>(classes * row) << 3, foreseen);
}
// @ts-ignore: decorator
@inline
function lead(present: usize, before: usize, bytes: usize, foreseen: bool): void {
  for (let k: usize = 0; k < bytes; k += 16) {
    const now = v128.load(present + k);
    if (foreseen) v128.store(present + k, f64x2.sub(f64x2.add(now, now), v128.load(before + k)));
    v128.store(before + k, now);
  }
}
function restore(): void {
  memory.copy(psi, psiKept, <usize>row << 3);
  memory.copy(surface, surfaceKept, <usize>(classes * row) << 3);
}

/** Notes voltage, U(mean y) and losses of the present solution in NOW, and adds the trapezium of charge `dq` since the last point to the results. */
function record(current: f64, sign: f64, voltage: f64, dq: f64, first: bool): void {
  const meanU = openCircuit(scalar(Y_MEAN), scalar(U_MEAN));
  setScalar(U_MEAN, meanU);
  const depth = scalar(LENGTH) / <f64>nz;
  // φ_solid against the separator face, from ψ of the first cell.
  const solid = get(psi, 0) + (current * depth) / (2 * scalar(SIGMA));
  let catholyte: f64 = 0;
  let kinetics: f64 = 0;
  let surfaceU: f64 = 0;
  let total: f64 = 0;
  for (let c = 0; c < classes; c++) {
    const area = (3 * get(particle, 2 * c) * depth) / get(particle, 2 * c + 1);
    for (let k = 0; k < nz; k++) {
      const p = c * row + k;
      const share = area * get(flow, p);
      total += share;
      catholyte += share * (solid - get(psi, k));
      kinetics += share * (get(psi, k) - get(surface, p));
      surfaceU += share * get(surface, p);
    }
  }
  const result = results + (<usize>(<i32>scalar(HALF) * RESULT) << 3);
  const weight = first ? 0 : 0.5 * dq;
  point(result, 0, voltage, weight);
  point(result, 1, meanU, weight);
  point(result, 2, sign * current * scalar(R_SEPARATOR), weight);
  point(result, 3, sign * current * scalar(R_CONTACT), weight);
  point(result, 4, (sign * catholyte) / total, weight);
  point(result, 5, (sign * kinetics) / total, weight);
  point(result, 6, sign * (surfaceU / total - meanU), weight);
  put(result, 0, scalar(Q));
}

/** One term of a point: trapezium with the value before it, which it replaces. */
// @ts-ignore: decorator
@inline
function point(result: usize, term: i32, value: f64, weight: f64): void {
  put(result, 1 + term, get(result, 1 + term) + weight * (value + scalar(NOW + term)));
  setScalar(NOW + term, value);
}

/** Writes the last point as a row of the trace (no trace at address 0). */
function trace(at: usize): usize {
  if (at == 0) return 0;
  put(at, 0, scalar(HALF));
  put(at, 1, scalar(Q));
  memory.copy(at + 16, block + (NOW << 3), TERMS << 3);
  return at + (TRACE << 3);
}

// @ts-ignore: decorator
@inline
function nextHalf(): void {
  setScalar(HALF, scalar(HALF) + 1);
  setScalar(BEGUN, 0);
  setScalar(STREAK, 0);
  setScalar(STEP_BEFORE, 0);
  setScalar(Q, 0);
  if (<i32>scalar(HALF) >= halves) setScalar(STATUS, 1);
}

/** Books a solved step: y, mean y, Q, losses. */
function book(current: f64, sign: f64, dt: f64, voltage: f64): void {
  commit();
  setScalar(STEP_BEFORE, dt);
  const dq = (sign * current * dt * scalar(ONE_C)) / (3600 * scalar(I_ONE_C));
  setScalar(Q, scalar(Q) + dq);
  setScalar(Y_MEAN, scalar(Y_MEAN) + (sign * dq) / scalar(FULL));
  setScalar(STEPS, scalar(STEPS) + 1);
  record(current, sign, voltage, dq, false);
}

function bookFull(current: f64, sign: f64, dt: f64): void {
  book(current, sign, dt, cellVoltage(current));
  setScalar(STREAK, scalar(STREAK) + 1);
}

/**
 * The step that ends at the cut-off: its length as a part of dt, where the current that the cut-off voltage would draw equals the
 * set current (that current falls as the step grows). Books it. Returns false when a full step does not reach the cut-off after all.
 */
function finish(dt: f64, current: f64, sign: f64, limit: f64): bool {
  restore();
  let long: f64 = 1;
  let drawn = solve(dt, 0, true, limit, TOLERANCE_TIGHT);
  let missLong = sign * (drawn - current);
  if (isNaN(drawn)) {
    setScalar(STATUS, 2);
    return true;
  }
  if (missLong >= 0) return false;
  let short: f64 = 0;
  let missShort: f64 = NaN;
  let part: f64 = 0.5;
  const enough = 1e-10 * Math.abs(current);
  for (let n = 0; n < 80; n++) {
    drawn = solve(part * dt, 0, true, limit, TOLERANCE_TIGHT);
    if (isNaN(drawn)) {
      setScalar(STATUS, 2);
      return true;
    }
    const miss = sign * (drawn - current);
    if (Math.abs(miss) <= enough || long - short < 1e-11) break;
    if (miss > 0) {
      short = part;
      missShort = miss;
    } else {
      long = part;
      missLong = miss;
    }
    // Regula falsi, with a bisection every third time so that neither end can stay for ever.
    const falsi = (short * missLong - long * missShort) / (missLong - missShort);
    part = isNaN(falsi) || n % 3 == 2 ? 0.5 * (short + long) : falsi;
  }
  book(drawn, sign, part * dt, limit);
  return true;
}

/**
 * The same by the chord: the step ends at the part of dt where the straight line from the last voltage to that of the full step meets the cut-off.
 * Returns false when there is no solution for that part.
 */
function finishOnChord(dt: f64, current: f64, sign: f64, limit: f64): bool {
  const before = scalar(NOW);
  const part = (limit - before) / (cellVoltage(current) - before);
  restore();
  if (isNaN(solve(part * dt, current, false, limit, TOLERANCE))) return false;
  book(current, sign, part * dt, limit);
  return true;
}

/**
 * Cell voltage at the first instant of a half-cycle: current on, nothing moved yet. NaN when it lies beyond `limit` so far that there is no solution;
 * that is told from a failure by the current that the cut-off voltage draws.
 */
function firstVoltage(dt: f64, current: f64, sign: f64, limit: f64): f64 {
  let answer = solve(dt, current, false, limit, TOLERANCE);
  if (isNaN(answer)) {
    restore();
    const drawn = solve(dt, 0, true, limit, TOLERANCE_TIGHT);
    if (sign * (drawn - current) <= 0) return NaN;
    answer = isNaN(drawn) ? NaN : solve(dt, current, false, limit, TOLERANCE);
    if (isNaN(answer)) setScalar(STATUS, 2);
  }
  return cellVoltage(current);
}

/**
 * Prepares a block whose scalars, galleries, classes and C-rates are set: uniform y, open-circuit potentials. Call once, before `cellAdvance`.
 */
export function cellStart(at: usize): void {
  const mark = arenaMark();
  open(at);
  for (let i = SUM_X; i < HEADER; i++) setScalar(i, 0);
  let sum: f64 = 0;
  for (let g = 0; g < galleries; g++) sum += get(gallery, 3 * g);
  setScalar(SUM_X, sum);
  const first = edge(0, 1);
  setScalar(U_FLOOR, first);
  setScalar(Y_FLOOR, occupied);
  setScalar(SLOPE_FLOOR, occupiedSlope);
  const last = edge(sum, -1);
  setScalar(U_CEILING, last);
  setScalar(Y_CEILING, occupied);
  setScalar(SLOPE_CEILING, occupiedSlope);
  occupation(scalar(V_LOW) + scalar(E_ANODE));
  setScalar(T_LOW, Math.min(0.5, Math.max(T_EDGE, -occupied / sum)));
  occupation(scalar(V_HIGH) + scalar(E_ANODE));
  setScalar(T_HIGH, 1 - Math.min(0.5, Math.max(T_EDGE, occupied / sum - 1)));
  const y = scalar(Y_START);
  const u = openCircuit(y, 0.5 * (scalar(U_FLOOR) + scalar(U_CEILING)));
  for (let k = 0; k < row; k++) put(psi, k, u);
  for (let p = 0; p < classes * row; p++) put(surface, p, u);
  for (let i = 0; i < classes * nr * row; i++) put(fill, i, y);
  for (let i = 0; i < RESULT * halves; i++) put(results, i, 0);
  setScalar(Y_MEAN, y);
  setScalar(U_MEAN, u);
  if (halves == 0) setScalar(STATUS, 1);
  arenaRelease(mark);
}

/**
 * Advances the run in the block at `at` by at most `count` points (a point is the start of a half-cycle, a time step, or its last, shortened
 * step). With `rows` != 0 writes one TRACE row a point there (room for `count` rows). Returns the number of points; the block's status says whether
 * the run goes on (0), is done (1), or stopped because Newton failed (2) or a half-cycle did not end (3). The same bits for any division into calls.
 */
export function cellAdvance(at: usize, count: i32, rows: usize): i32 {
  const mark = arenaMark();
  open(at);
  let done = 0;
  let write = rows;
  while (done < count && scalar(STATUS) == 0) {
    const half = <i32>scalar(HALF);
    const sign: f64 = half & 1 ? -1 : 1;
    const rate = get(rates, half >> 1);
    const current = sign * rate * scalar(I_ONE_C);
    const limit = half & 1 ? scalar(V_LOW) : scalar(V_HIGH);
    const dt = (scalar(STEP_Q) / (rate * scalar(ONE_C))) * 3600;
    predict(scalar(STREAK) >= 2);
    if (scalar(BEGUN) == 0) {
      const voltage = firstVoltage(1e-9 * dt, current, sign, limit);
      if (scalar(STATUS) != 0) continue;
      if (!(sign * (voltage - limit) < 0)) {
        restore();
        nextHalf();
        continue;
      }
      setScalar(BEGUN, 1);
      record(current, sign, voltage, 0, true);
    } else {
      let answer = solve(dt, current, false, limit, TOLERANCE);
      const solved = !isNaN(answer);
      if (solved && sign * (cellVoltage(current) - limit) < 0) bookFull(current, sign, dt);
      else if ((solved && scalar(PLAIN) != 0 && finishOnChord(dt, current, sign, limit)) || finish(dt, current, sign, limit)) {
        write = trace(write);
        done++;
        if (scalar(STATUS) == 0) nextHalf();
        continue;
      } else {
        // A full step fits: its solution lies near the one just found at the cut-off voltage.
        answer = solve(dt, current, false, limit, TOLERANCE);
        if (isNaN(answer)) setScalar(STATUS, 2);
        else bookFull(current, sign, dt);
      }
      // All sodium has moved and still no cut-off: twice the host's capacity is out of reach.
      if (scalar(Q) > 2 * scalar(SUM_X) * scalar(FULL)) setScalar(STATUS, 3);
    }
    write = trace(write);
    done++;
  }
  arenaRelease(mark);
  return done;
}

/** Status of the block at `at`: 0 running, 1 done, 2 no convergence, 3 a half-cycle did not end. */
export function cellStatus(at: usize): i32 {
  return <i32>load<f64>(at, STATUS << 3);
}

/**
 * Voltage (V) of the cell in the block after `dt` seconds at `current` (A/cm², positive charges), from its present state, which is not changed; NaN
 * when there is no such state. With dt → 0 and D → ∞ this is the instantaneous answer.
 */
export function cellProbe(at: usize, current: f64, dt: f64): f64 {
  const mark = arenaMark();
  open(at);
  psiKept = arenaAlloc(<usize>row << 3);
  surfaceKept = arenaAlloc(<usize>(classes * row) << 3);
  predict(false);
  const before = scalar(STEP_BEFORE);
  setScalar(STEP_BEFORE, 0); // another current begins
  const answer = solve(dt, current, false, scalar(V_LOW), TOLERANCE_TIGHT);
  const voltage = isNaN(answer) ? NaN : cellVoltage(current);
  setScalar(STEP_BEFORE, before);
  restore();
  arenaRelease(mark);
  return voltage;
}

/** Mean y of all particles of the block at `at`, from its shells. */
export function cellStored(at: usize): f64 {
  const mark = arenaMark();
  open(at);
  let sum: f64 = 0;
  let whole: f64 = 0;
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < nr; i++) {
      const inner = face(i);
      const outer = face(i + 1);
      const weight = get(particle, 2 * c) * (outer - inner) * cubic(inner, outer);
      for (let k = 0; k < nz; k++) sum += weight * get(fill, (c * nr + i) * row + k);
      whole += weight * <f64>nz;
    }
  }
  arenaRelease(mark);
  return sum / whole;
}

/** U(y) in V vs Na/Na+ for `n` values at `ys`, to `out`, with the galleries and temperature of the started block at `at`. */
export function cellOpenCircuit(at: usize, ys: usize, n: i32, out: usize): void {
  const mark = arenaMark();
  open(at);
  let guess = 0.5 * (scalar(U_FLOOR) + scalar(U_CEILING));
  for (let i = 0; i < n; i++) {
    guess = openCircuit(get(ys, i), guess);
    put(out, i, guess);
  }
  arenaRelease(mark);
}
