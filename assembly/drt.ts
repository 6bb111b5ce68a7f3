/**
 * Distribution of relaxation times by choice of a model: R0 + j omega L + m arcs of one family (relaxation.ts), with or without a blocking CPE in
 * series, fitted with weight 1/|Z|; family, m and CPE by the Bayesian criterion N ln(S/N) + k ln N (Schwarz, Ann. Stat. 6 (1978) 461), N = 2n,
 * extended by twice the logarithm of the places that each arc could have taken (Chen & Chen, Biometrika 95 (2008) 759).
 *
 * ZARC with m arcs starts from the best m - 1 and one more at several trial time constants; the other families start from ZARC's solutions.
 * With or without CPE first, as the low-frequency end looks; the other only when a conversion of the first's winner shows that it could win. Models that
 * cannot win, because even a sum of squares well below the least one found would not pay for their parameters, are not fitted.
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { cosine, sincos, sine } from './trigonometry';
import { levenbergMarquardt, lmPrepare, lmSumOfSquares } from './levenberg-marquardt';
import { FAMILY_HN, FAMILY_LOGNORMAL, FAMILY_ZARC, addArc, arcParameters, prepareRelaxations } from './relaxation';

export const MOST_ARCS: i32 = 5;
const TRIALS: i32 = 6;
/** Trials that are followed to the end. */
const FOLLOWED: i32 = 3;
/** ln R0, ln L, CPE's ln |Z| at the reference frequency and alpha, then the arcs. */
const MOST_PARAMETERS: i32 = 4 + 4 * MOST_ARCS;

/** An arc's ln tau may lie so far beyond the range. */
const BEYOND_FAST: f64 = 2.5;
const BEYOND_SLOW: f64 = 3;
/** A tail with a smaller exponent is an arc. */
const BLOCKING_LOW: f64 = 0.4;
const PHI_LOW: f64 = 0.35;
const SIGMA_LOW: f64 = 0.05;
const SIGMA_HIGH: f64 = 5;
const BETA_LOW: f64 = 0.15;
/** Another family must win by this much against ZARC, which is its limit or its equal in parameters: "positive" evidence (Kass & Raftery 1995). */
const FAMILY_MARGIN: f64 = 2;
/** A model with a CPE within this distance is preferred to a half-visible giant arc. */
const BLOCKING_MARGIN: f64 = 10;
/** An arc of this share of |Z| beyond the range is such a giant. */
const GIANT: f64 = 0.05;
/** A model is worth fitting when it would win with this share of the least sum of squares so far: spare parameters take off some percent each by chance. */
const HOPE: f64 = 0.85;
/** A tail with -Im Z above this share of |Re Z| at the lowest frequency looks blocking. */
const RISING: f64 = 0.15;

let n: i32 = 0;
let stride: i32 = 0;
let lnOmega: usize = 0;
let omegas: usize = 0;
let data: usize = 0;
let weights: usize = 0;
let family: i32 = 0;
let arcs: i32 = 0;
let blocking: i32 = 0;
let lnOmegaLow: f64 = 0;
let lnOmegaHigh: f64 = 0;
let lnReference: f64 = 0;
let modulusLow: f64 = 0;
let modulusHigh: f64 = 0;
let lower: usize = 0;
let upper: usize = 0;
let maxStep: usize = 0;
let scratch: usize = 0;
let trials: usize = 0;
let zarcs: usize = 0;
let winner: usize = 0;
/** Family, arcs and CPE of the winner, its criterion, and the least sum of squares of all models. */
let bestFamily: i32 = 0;
let bestArcs: i32 = 0;
let bestBlocking: i32 = 0;
let bestValue: f64 = 0;
let bestGiant: f64 = 0;
let leastSum: f64 = 0;
let familyValues: usize = 0;

function parameterCount(): i32 {
  return 2 + 2 * blocking + arcs * arcParameters(family);
}

/** Weighted residuals and Jacobian of the present family, arcs and blocking. */
function drtModel(p: usize, residual: usize, jacobian: usize): f64 {
  const bytes = <usize>stride << 4;
  const r0 = Math.exp(at(p, 0));
  const inductance = Math.exp(at(p, 1));
  for (let k = 0; k < stride; k++) {
    const x = inductance * at(omegas, k);
    put(residual, k, r0);
    put(residual, stride + k, x);
    put(jacobian, k, r0);
    put(jacobian, stride + k, 0);
    put(jacobian + bytes, k, 0);
    put(jacobian + bytes, stride + k, x);
  }
  let column = 2;
  if (blocking != 0) {
    const alpha = at(p, 3);
    sincos(0.5 * Math.PI * alpha);
    const c = cosine;
    const s = sine;
    const byModulus = jacobian + 2 * bytes;
    const byAlpha = jacobian + 3 * bytes;
    for (let k = 0; k < stride; k++) {
      const x = at(lnOmega, k) - lnReference;
      const modulus = Math.exp(at(p, 2) - alpha * x);
      const zr = modulus * c;
      const zi = -modulus * s;
      put(residual, k, at(residual, k) + zr);
      put(residual, stride + k, at(residual, stride + k) + zi);
      put(byModulus, k, zr);
      put(byModulus, stride + k, zi);
      // d/d alpha (j w)^-alpha = -(x + j pi/2) Z
      put(byAlpha, k, -(x * zr - 0.5 * Math.PI * zi));
      put(byAlpha, stride + k, -(x * zi + 0.5 * Math.PI * zr));
    }
    column = 4;
  }
  const each = arcParameters(family);
  for (let a = 0; a < arcs; a++) {
    addArc(family, p + (<usize>column << 3), lnOmega, stride, residual, jacobian + bytes * column);
    column += each;
  }
  let sum: f64 = 0;
  for (let k = 0; k < 2 * stride; k++) {
    const r = (at(residual, k) - at(data, k)) * at(weights, k);
    put(residual, k, r);
    sum += r * r;
  }
  for (let c = 0; c < column; c++) {
    const address = jacobian + bytes * c;
    for (let k = 0; k < 2 * stride; k++) put(address, k, at(address, k) * at(weights, k));
  }
  return sum;
}

function limit(i: i32, low: f64, high: f64, step: f64): void {
  put(lower, i, low);
  put(upper, i, high);
  put(maxStep, i, step);
}

function setLimits(): void {
  const least = Math.log(1e-6 * modulusLow);
  const most = Math.log(1e4 * modulusHigh);
  limit(0, least, most, 3);
  limit(1, Math.log(1e-7 * modulusLow) - lnOmegaHigh, Math.log(100 * modulusHigh) - lnOmegaHigh, 3);
  let i = 2;
  if (blocking != 0) {
    limit(2, least, most, 3);
    limit(3, BLOCKING_LOW, 1, 0.2);
    i = 4;
  }
  for (let a = 0; a < arcs; a++) {
    limit(i, least, most, 3);
    limit(i + 1, -lnOmegaHigh - BEYOND_FAST, -lnOmegaLow + BEYOND_SLOW, 3);
    if (family == FAMILY_LOGNORMAL) limit(i + 2, SIGMA_LOW, SIGMA_HIGH, 0.5);
    else limit(i + 2, PHI_LOW, 1, 0.2);
    if (family == FAMILY_HN) limit(i + 3, BETA_LOW, 1, 0.2);
    i += arcParameters(family);
  }
}

/** Runs from `p` in place; returns the sum of squares. */
function run(p: usize, iterations: i32, tolerance: f64): f64 {
  const count = parameterCount();
  setLimits();
  for (let i = 0; i < count; i++) put(p, i, Math.max(at(lower, i), Math.min(at(upper, i), at(p, i))));
  levenbergMarquardt(drtModel, count, 2 * stride, p, lower, upper, maxStep, iterations, tolerance);
  return lmSumOfSquares;
}

function bayes(sum: f64): f64 {
  const values = <f64>(2 * n);
  // An arc may stand at any of so many places, a factor e in tau apart: noise finds one of them more easily than the plain criterion supposes.
  const places = Math.max(1, lnOmegaHigh - lnOmegaLow);
  // Below 1e-5 of |Z| nothing is left to explain.
  return values * Math.log(Math.max(sum / values, 1e-10)) + <f64>parameterCount() * Math.log(values) + 2 * <f64>arcs * Math.log(places);
}

/** Re Z and Im Z of the point nearest to ln omega = x. */
function nearest(x: f64): i32 {
  let best = 0;
  for (let k = 1; k < n; k++) if (Math.abs(at(lnOmega, k) - x) < Math.abs(at(lnOmega, best) - x)) best = k;
  return best;
}

/** First solution without arcs. */
function startWithoutArcs(p: usize): void {
  const high = nearest(lnOmegaHigh);
  const low = nearest(lnOmegaLow);
  put(p, 0, Math.log(Math.max(at(data, high), 1e-3 * modulusLow)));
  put(p, 1, Math.log(Math.max(at(data, stride + high), 1e-4 * modulusLow)) - lnOmegaHigh);
  if (blocking == 0) return;
  put(p, 2, Math.log(Math.max(-at(data, stride + low), 1e-3 * modulusLow)) - 0.8 * (lnReference - lnOmegaLow));
  put(p, 3, 0.8);
}

/** One more ZARC than `from` holds: several time constants, the best of them followed; the best result is left in `to`. Returns its sum of squares. */
function addOneArc(from: usize, to: usize): f64 {
  const at0 = 2 + 2 * blocking + 3 * (arcs - 1);
  const bytes = <usize>MOST_PARAMETERS << 3;
  for (let trial = 0; trial < TRIALS; trial++) {
    const p = trials + (bytes + 8) * trial;
    memory.copy(p, from, bytes);
    const lnTau = -lnOmegaHigh + ((lnOmegaHigh - lnOmegaLow) * (<f64>trial + 0.5)) / <f64>TRIALS;
    const k = nearest(-lnTau);
    put(p, at0, Math.log(0.3 * Math.sqrt(at(data, k) * at(data, k) + at(data, stride + k) * at(data, stride + k))));
    put(p, at0 + 1, lnTau);
    put(p, at0 + 2, 0.85);
    put(p, MOST_PARAMETERS, run(p, 8, 1e-3));
  }
  let best = Infinity;
  for (let round = 0; round < FOLLOWED; round++) {
    let next = 0;
    for (let trial = 1; trial < TRIALS; trial++) if (sumOfTrial(trial) < sumOfTrial(next)) next = trial;
    const p = trials + (bytes + 8) * next;
    const sum = run(p, 25, 1e-4);
    put(p, MOST_PARAMETERS, Infinity);
    if (!(sum < best)) continue;
    best = sum;
    memory.copy(to, p, bytes);
  }
  return run(to, 100, 1e-8);
}

function sumOfTrial(trial: i32): f64 {
  return at(trials + <usize>((MOST_PARAMETERS + 1) * trial) * 8, MOST_PARAMETERS);
}

/** A ZARC solution as the start of another family: phi to sigma by the variance pi^2/3 (1/phi^2 - 1) of ln tau; beta 0.9. */
function convert(zarc: usize, to: usize): void {
  const first = 2 + 2 * blocking;
  memory.copy(to, zarc, <usize>first << 3);
  const each = arcParameters(family);
  for (let a = 0; a < arcs; a++) {
    const source = zarc + (<usize>(first + 3 * a) << 3);
    const target = to + (<usize>(first + each * a) << 3);
    const phi = at(source, 2);
    put(target, 0, at(source, 0));
    put(target, 1, at(source, 1));
    put(target, 2, family == FAMILY_LOGNORMAL ? Math.max(0.2, Math.sqrt(Math.max(0, 1 / (phi * phi) - 1) / 3) * Math.PI * 0.8) : phi);
    if (family == FAMILY_HN) put(target, 3, 0.9);
  }
}

/** The largest R, as a share of the largest |Z|, of arcs slower than the range; 0 when there is none. */
function giantArc(p: usize): f64 {
  let share: f64 = 0;
  const each = arcParameters(family);
  for (let a = 0; a < arcs; a++) {
    const arc = p + (<usize>(2 + 2 * blocking + each * a) << 3);
    if (at(arc, 1) > -lnOmegaLow) share = Math.max(share, Math.exp(at(arc, 0)) / modulusHigh);
  }
  return share;
}

/**
 * The choice. omega (rad/s), zReal, zImag (ohm): n >= 8 points, any order. allow: 0 no CPE, 1 a CPE if the data ask for it.
 * parameters (24 f64): the winner's ln R0, ln L, [ln |Z_CPE| at exp(scalars[7]), alpha,] then its arcs.
 * criteria (3 f64): best criterion of each family (infinite where not tried). zFit (2 stride f64): Re, then Im from `stride` = n rounded up to even.
 * scalars (12 f64): 0 family; 1 arcs; 2 blocking; 3 sum of squares; 4 its criterion; 5 rms of the residual a part; 6 parameters;
 * 7 ln of the CPE's reference frequency (rad/s); 9, 10 ln of the lowest and highest omega.
 */
export function relaxationFit(omega: usize, zReal: usize, zImag: usize, points: i32, allow: i32, parameters: usize, criteria: usize, zFit: usize, scalars: usize): void {
  n = points;
  stride = (n + 1) & ~1;
  const vector = <usize>stride << 3;
  lnOmega = arenaAlloc(vector);
  omegas = arenaAlloc(vector);
  data = arenaAlloc(vector << 1);
  weights = arenaAlloc(vector << 1);
  modulusLow = Infinity;
  modulusHigh = 0;
  lnOmegaLow = Infinity;
  lnOmegaHigh = -Infinity;
  for (let k = 0; k < stride; k++) {
    const i = k < n ? k : n - 1;
    const a = at(zReal, i);
    const b = at(zImag, i);
    const modulus = Math.sqrt(a * a + b * b);
    const w: f64 = k < n ? 1 / modulus : 0;
    const x = Math.log(at(omega, i));
    put(lnOmega, k, x);
    put(omegas, k, at(omega, i));
    put(data, k, a);
    put(data, stride + k, b);
    put(weights, k, w);
    put(weights, stride + k, w);
    modulusLow = Math.min(modulusLow, modulus);
    modulusHigh = Math.max(modulusHigh, modulus);
    lnOmegaLow = Math.min(lnOmegaLow, x);
    lnOmegaHigh = Math.max(lnOmegaHigh, x);
  }
  prepareRelaxations(omegas, stride, -lnOmegaHigh - BEYOND_FAST, -lnOmegaLow + BEYOND_SLOW, SIGMA_HIGH);
  lnReference = lnOmegaLow + 2;
  const bytes = <usize>MOST_PARAMETERS << 3;
  lower = arenaAlloc(bytes);
  upper = arenaAlloc(bytes);
  maxStep = arenaAlloc(bytes);
  scratch = arenaAlloc(bytes);
  winner = arenaAlloc(bytes);
  trials = arenaAlloc((bytes + 8) * TRIALS);
  zarcs = arenaAlloc(bytes * (MOST_ARCS + 1));
  lmPrepare(MOST_PARAMETERS, 2 * stride);
  familyValues = criteria;
  for (let f = 0; f < 3; f++) put(criteria, f, Infinity);
  bestValue = Infinity;
  leastSum = Infinity;

  const lowest = nearest(lnOmegaLow);
  const first = allow != 0 && -at(data, stride + lowest) > RISING * Math.abs(at(data, lowest)) ? 1 : 0;
  climb(first);
  if (allow != 0 && convertBlocking(1 - first)) climb(1 - first);
  family = bestFamily;
  arcs = bestArcs;
  blocking = bestBlocking;
  const sum = run(winner, 200, 1e-13);
  memory.copy(parameters, winner, <usize>MOST_PARAMETERS << 3);
  // The model leaves weighted residuals: back to Z.
  const jacobian = arenaAlloc((vector << 1) * MOST_PARAMETERS);
  drtModel(winner, zFit, jacobian);
  for (let k = 0; k < 2 * stride; k++) put(zFit, k, at(weights, k) > 0 ? at(zFit, k) / at(weights, k) + at(data, k) : 0);
  put(scalars, 0, <f64>family);
  put(scalars, 1, <f64>arcs);
  put(scalars, 2, <f64>blocking);
  put(scalars, 3, sum);
  put(scalars, 4, bestValue);
  put(scalars, 5, Math.sqrt(sum / <f64>(2 * n)));
  put(scalars, 6, <f64>parameterCount());
  put(scalars, 7, lnReference);
  put(scalars, 9, lnOmegaLow);
  put(scalars, 10, lnOmegaHigh);
}

/** ZARC with more and more arcs, each followed by the other families, while one of them could still win. */
function climb(cpe: i32): void {
  // More parameters than a third of the values are never asked for.
  const most = min(MOST_ARCS, max(1, ((2 * n) / 3 - 4) / 4));
  blocking = cpe;
  let best = Infinity;
  let needed = 0;
  for (let m = 0; m <= most; m++) {
    family = FAMILY_ZARC;
    arcs = m;
    if (m > needed + 2 || (m > needed + 1 && !couldWin())) break;
    const p = zarcs + (<usize>(MOST_PARAMETERS * m) << 3);
    if (m == 0) startWithoutArcs(p);
    const sum = m == 0 ? run(p, 60, 1e-6) : addOneArc(p - (<usize>MOST_PARAMETERS << 3), p);
    const value = consider(p, sum);
    if (value < best) {
      best = value;
      needed = m;
    }
    // More arcs than ZARC needs do not pay in a family with as many or more parameters an arc.
    if (m == 0 || m > max(1, needed)) continue;
    for (let f = FAMILY_LOGNORMAL; f >= FAMILY_HN; f--) {
      family = f;
      arcs = m;
      if (!couldWin()) continue;
      convert(p, scratch);
      consider(scratch, run(scratch, 120, 1e-8));
    }
  }
}

/** Whether the present model would win with HOPE times the least sum of squares so far. */
function couldWin(): bool {
  return criterionOf(HOPE * leastSum) < bestValue;
}

/** The criterion, and what other families than ZARC have to win by. */
function criterionOf(sum: f64): f64 {
  return bayes(sum) + (family == FAMILY_ZARC ? 0 : FAMILY_MARGIN);
}

/**
 * The winner with a CPE added, alone or for its slowest arc; or without its CPE, or with an arc in the place of it. True when one of them wins: then
 * the models of that kind deserve to be fitted one by one.
 */
function convertBlocking(cpe: i32): bool {
  const each = arcParameters(bestFamily);
  const from = 2 + 2 * (1 - cpe);
  const to = 2 + 2 * cpe;
  const before = bestValue;
  const source = trials;
  const count = bestArcs;
  memory.copy(source, winner, <usize>MOST_PARAMETERS << 3);
  for (let variant = 0; variant < 2; variant++) {
    family = bestFamily;
    blocking = cpe;
    arcs = variant == 0 ? count : cpe != 0 ? count - 1 : count + 1;
    if (arcs < 0 || arcs > MOST_ARCS) continue;
    startWithoutArcs(scratch);
    put(scratch, 0, at(source, 0));
    put(scratch, 1, at(source, 1));
    let slowest = -1;
    if (cpe != 0 && variant == 1) for (let a = 0; a < count; a++) if (slowest < 0 || at(source, from + each * a + 1) > at(source, from + each * slowest + 1)) slowest = a;
    let kept = 0;
    for (let a = 0; a < count; a++) {
      if (a == slowest) continue;
      memory.copy(scratch + (<usize>(to + each * kept) << 3), source + (<usize>(from + each * a) << 3), <usize>each << 3);
      kept++;
    }
    if (cpe == 0 && variant == 1) {
      const arc = scratch + (<usize>(to + each * kept) << 3);
      put(arc, 0, Math.log(10 * modulusHigh));
      put(arc, 1, -lnOmegaLow + 1);
      put(arc, 2, family == FAMILY_LOGNORMAL ? 1 : at(source, 3));
      if (family == FAMILY_HN) put(arc, 3, 0.9);
    }
    consider(scratch, run(scratch, 120, 1e-8));
  }
  return bestValue < before || bestBlocking == cpe;
}

/** Keeps the better of the present model and the winner so far; returns its criterion. A CPE may lose a little against a giant arc beyond the range. */
function consider(p: usize, sum: f64): f64 {
  leastSum = Math.min(leastSum, sum);
  const value = criterionOf(sum);
  // A tail on the least exponent, a few per cent of |Z| at the lowest frequency, is noise drawn out: nothing blocks.
  if (blocking != 0 && at(p, 3) <= BLOCKING_LOW && Math.exp(at(p, 2) + BLOCKING_LOW * (lnReference - lnOmegaLow)) < GIANT * modulusHigh) return value;
  put(familyValues, family, Math.min(at(familyValues, family), value));
  const giant = giantArc(p);
  let margin: f64 = 0;
  if (blocking != 0 && bestBlocking == 0 && bestGiant > GIANT && giant <= GIANT) margin = BLOCKING_MARGIN;
  if (blocking == 0 && bestBlocking != 0 && giant > GIANT && bestGiant <= GIANT) margin = -BLOCKING_MARGIN;
  if (!(value - margin < bestValue)) return value;
  memory.copy(winner, p, <usize>MOST_PARAMETERS << 3);
  bestFamily = family;
  bestArcs = arcs;
  bestBlocking = blocking;
  bestValue = value;
  bestGiant = giant;
  return value;
}
