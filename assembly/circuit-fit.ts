/**
 * Complex non-linear least squares of a circuit against a spectrum: several starts, one Levenberg-Marquardt run each, then covariance,
 * outliers and a tally of the minima found. One crossing from the host does it all.
 */
import { arenaAlloc } from './arena';
import { at, cholesky, choleskyInverse, put } from './linalg';
import {
  DEBYE, PARALLEL, RC, RQ, ZARC, adjointAt, circuitEvaluate, circuitPrepare, derivativeOf, innerFrom, naturalFrom,
  nodeField, rootImpedance, stride,
} from './circuit';
import { MODULUS, PROPORTIONAL, gather, weigh, weightOfImag, weightOfReal } from './circuit-residual';
import { drawStart, readFeatures, seedStarts, uniform } from './circuit-start';
import { BAD_START, LIMIT, levenbergMarquardt, lmEvaluate, lmEvaluations, lmNormal, lmPrepare, lmSumOfSquares } from './levenberg-marquardt';
import { orderByKey, sortValues } from './order';
import { studentQuantile } from './statistics';

/** Longest step of one iteration: in a logarithm, and in an exponent. */
export const STEP_LN: f64 = 3;
export const STEP_EXPONENT: f64 = 0.2;
/** Two runs count as the same minimum when their sums of squares agree to this factor. */
const SAME_SUM: f64 = 1.001;
/** Residuals beyond this many robust sigmas are outliers: for 70 clean points the chance of one is 0.3 %. */
const OUTLIER: f64 = 4.5;
/** Neighbours in frequency, on either side, whose residuals tell how large noise is near a point. */
const NEIGHBOURS: i32 = 7;
/** More outliers than one point in so many, and the model is at fault. */
const POINTS_AN_OUTLIER: i32 = 6;

let nNodes: i32 = 0;
let nParameters: i32 = 0;
let nFree: i32 = 0;
let n: i32 = 0;
let slots: usize = 0;
let inner: usize = 0;
let dataReal: usize = 0;
let dataImag: usize = 0;
let weightReal: usize = 0;
let weightImag: usize = 0;

/** All inner values from the free ones; tied parameters share a slot, fixed ones (slot -1) stay. */
function spread(free: usize): void {
  for (let p = 0; p < nParameters; p++) {
    const slot = load<i32>(slots + (<usize>p << 2));
    if (slot >= 0) put(inner, p, at(free, slot));
  }
}

/** Weighted residuals (2 stride) and Jacobian columns; the sum of squares. */
function circuitModel(free: usize, residual: usize, jacobian: usize): f64 {
  spread(free);
  circuitEvaluate(inner, jacobian != 0);
  const z = rootImpedance();
  const half = <usize>stride << 3;
  let squares = f64x2.splat(0);
  for (let offset: usize = 0; offset < half; offset += 16) {
    const a = f64x2.mul(f64x2.sub(v128.load(z + offset), v128.load(dataReal + offset)), v128.load(weightReal + offset));
    const b = f64x2.mul(f64x2.sub(v128.load(z + half + offset), v128.load(dataImag + offset)), v128.load(weightImag + offset));
    v128.store(residual + offset, a);
    v128.store(residual + half + offset, b);
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
  }
  const sum = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  if (jacobian == 0) return sum;
  const column = <usize>stride << 4;
  memory.fill(jacobian, 0, column * nFree);
  for (let i = 0; i < nNodes; i++) {
    if (nodeField(i, 0) <= PARALLEL) continue;
    for (let field = 2; field < 6; field++) {
      const p = nodeField(i, field);
      if (p < 0) break;
      const slot = load<i32>(slots + (<usize>p << 2));
      if (slot >= 0) gather(jacobian + column * slot, derivativeOf(p), adjointAt(i), 1, weightReal, weightImag);
    }
  }
  return sum;
}

function setWeights(kind: i32, mask: usize): void {
  for (let k = 0; k < stride; k++) {
    weigh(kind, at(dataReal, k), at(dataImag, k));
    const used = k < n && load<i32>(mask + (<usize>k << 2)) != 0;
    put(weightReal, k, used ? weightOfReal : 0);
    put(weightImag, k, used ? weightOfImag : 0);
  }
}

/** True for nodes that may change places with others of their kind: a resistance and a time constant, nothing else. */
function isArc(kind: i32): bool {
  return kind == RC || kind == RQ || kind == DEBYE || kind == ZARC;
}

/** Arcs of one kind under one parent are interchangeable: the fastest is put first. `movable` marks nodes free of ties and limits. */
function sortArcs(free: usize, movable: usize): void {
  spread(free);
  for (let pass = 0; pass < nNodes; pass++) {
    for (let i = 0; i < nNodes; i++) {
      if (!isArc(nodeField(i, 0)) || load<i32>(movable + (<usize>i << 2)) == 0) continue;
      for (let j = i + 1; j < nNodes; j++) {
        if (nodeField(j, 0) != nodeField(i, 0) || nodeField(j, 1) != nodeField(i, 1) || load<i32>(movable + (<usize>j << 2)) == 0) continue;
        if (at(inner, nodeField(i, 3)) <= at(inner, nodeField(j, 3))) continue;
        for (let field = 2; field < 6; field++) {
          const a = nodeField(i, field);
          const b = nodeField(j, field);
          if (a < 0) break;
          const t = at(inner, a);
          put(inner, a, at(inner, b));
          put(inner, b, t);
        }
      }
    }
  }
  for (let p = 0; p < nParameters; p++) {
    const slot = load<i32>(slots + (<usize>p << 2));
    if (slot >= 0) put(free, slot, at(inner, p));
  }
}

/**
 * The fit.
 *
 * nodes, nNodes, nParameters: the circuit (circuit.ts). slots: i32 per parameter, its free variable or -1 (fixed).
 * movable: i32 per node, 1 where an arc may change places with its like. values: natural parameters: fixed values and, when hasStart, the start.
 * lower, upper: natural limits per parameter (0 or infinite where there is none). exponent: i32 per parameter, 1 for exponents.
 * frequency (Hz), zReal, zImag (ohm): n points; mask: i32 per point, 0 leaves it out. weight: 0 modulus, 1 proportional, 2 unit.
 * nStarts >= 1 runs, and then up to mostStarts in all for as long as fewer than `agreeing` of them, and fewer than three in four, have reached the
 * best; `seed` for their draws. quick: 1 leaves all outputs but scalar 3 (AICc, to 1e-4) aside, for comparing circuits.
 * Outputs: scalars (16 f64, below), natural, stderr, intervalLow, intervalHigh, robust (nParameters each; robust: the solution without outliers),
 * covariance (nParameters^2, natural units, scaled by reduced chi2), zFitReal, zFitImag (n), outliers (i32 per point), startSums (mostStarts).
 *   scalars: 0 weighted sum of squares of the chosen weight; 1 sum |dZ|^2/|Z|^2 over all points; 2 reduced chi2; 3 AICc; 4 runs that reached
 *   the best; 5 evaluations; 6 sum of the best other minimum (infinite when none); 7 degrees of freedom; 8 Student's t (95 %);
 *   9 singular (1) or not (0); 10 number of outliers; 11 robust sigma of the relative residuals; 12 rms of |dZ|/|Z|;
 *   13 runs made.
 * Returns 0 converged, 1 iteration limit, 2 no start had a finite sum of squares.
 */
export function circuitFit(
  nodes: usize, nodesLength: i32, parametersLength: i32, slotsAt: usize, free: i32, movable: usize, values: usize, hasStart: i32,
  lower: usize, upper: usize, exponent: usize, frequency: usize, zReal: usize, zImag: usize, pointsLength: i32, mask: usize, weight: i32,
  nStarts: i32, mostStarts: i32, agreeing: i32, seed: i32, quick: i32, scalars: usize, natural: usize, stderr: usize, intervalLow: usize, intervalHigh: usize, robust: usize,
  covariance: usize, zFitReal: usize, zFitImag: usize, outliers: usize, startSums: usize,
): i32 {
  nNodes = nodesLength;
  nParameters = parametersLength;
  nFree = free;
  n = pointsLength;
  slots = slotsAt;
  circuitPrepare(nodes, nNodes, nParameters, frequency, n);
  const m = 2 * stride;
  const freeBytes = <usize>nFree << 3;
  inner = arenaAlloc(<usize>nParameters << 3);
  dataReal = arenaAlloc(<usize>stride << 3);
  dataImag = arenaAlloc(<usize>stride << 3);
  weightReal = arenaAlloc(<usize>stride << 3);
  weightImag = arenaAlloc(<usize>stride << 3);
  for (let k = 0; k < stride; k++) {
    put(dataReal, k, at(zReal, k < n ? k : n - 1));
    put(dataImag, k, at(zImag, k < n ? k : n - 1));
  }
  setWeights(weight, mask);
  readFeatures(zReal, zImag, mask, n);
  lmPrepare(nFree, m);

  const given = arenaAlloc(<usize>nParameters << 3);
  innerFrom(values, given);

  const low = arenaAlloc(freeBytes);
  const high = arenaAlloc(freeBytes);
  const maxStep = arenaAlloc(freeBytes);
  setLimits(low, high, maxStep, lower, upper, exponent);

  const candidate = arenaAlloc(freeBytes);
  const drawn = arenaAlloc(freeBytes);
  const found = arenaAlloc(freeBytes * mostStarts);
  const scratch = arenaAlloc(<usize>m << 3);
  let best = Infinity;
  let bestRun = -1;
  let bestStatus = BAD_START;
  let evaluations = 0;
  seedStarts(seed);
  let runs = 0;
  for (; runs < mostStarts; runs++) {
    if (runs >= nStarts) {
      const reached = reachedBy(startSums, runs, best);
      if (reached >= agreeing || 4 * reached >= 3 * runs) break;
    }
    // Fixed values are written once a run, because drawing overwrites all.
    if (hasStart != 0 && (runs == 0 || (runs & 1) == 1)) {
      for (let p = 0; p < nParameters; p++) put(inner, p, at(given, p));
      collect(candidate);
      if (runs > 0) perturb(candidate, maxStep);
      clampFree(candidate, low, high);
    } else {
      // The best of three draws: an evaluation costs far less than a run.
      let least = Infinity;
      for (let draw = 0; draw < 3; draw++) {
        drawStart(inner, nNodes);
        collect(drawn);
        clampFree(drawn, low, high);
        restoreFixed(given);
        const sum = circuitModel(drawn, scratch, 0);
        evaluations++;
        if (draw == 0 || sum < least) {
          least = sum;
          memory.copy(candidate, drawn, freeBytes);
        }
      }
    }
    restoreFixed(given);
    const status = levenbergMarquardt(circuitModel, nFree, m, candidate, low, high, maxStep, quick != 0 ? 30 : 80, quick != 0 ? 1e-4 : 1e-5);
    evaluations += lmEvaluations;
    const sum = status == BAD_START ? Infinity : lmSumOfSquares;
    put(startSums, runs, sum);
    if (status != BAD_START) sortArcs(candidate, movable);
    memory.copy(found + freeBytes * runs, candidate, freeBytes);
    if (sum < best) {
      best = sum;
      bestRun = runs;
      bestStatus = status;
    }
  }
  for (let i = 0; i < 16; i++) put(scalars, i, 0);
  put(scalars, 5, <f64>evaluations);
  if (bestRun < 0) return BAD_START;
  if (quick == 0 && nFree > 0 && runs > 1 && reachedBy(startSums, runs, best) < 2) {
    // In a long flat valley runs end before its floor: those near the best go on, so that the tally means something.
    const near = 2 * best;
    for (let run = 0; run < runs; run++) {
      if (!(at(startSums, run) <= near)) continue;
      memory.copy(candidate, found + freeBytes * run, freeBytes);
      const status = levenbergMarquardt(circuitModel, nFree, m, candidate, low, high, maxStep, 400, 1e-9);
      evaluations += lmEvaluations;
      put(startSums, run, lmSumOfSquares);
      sortArcs(candidate, movable);
      memory.copy(found + freeBytes * run, candidate, freeBytes);
      if (lmSumOfSquares >= best) continue;
      best = lmSumOfSquares;
      bestRun = run;
      bestStatus = status;
    }
  }

  const solution = arenaAlloc(freeBytes);
  memory.copy(solution, found + freeBytes * bestRun, freeBytes);
  if (nFree > 0) {
    bestStatus = levenbergMarquardt(circuitModel, nFree, m, solution, low, high, maxStep, quick != 0 ? 40 : 400, quick != 0 ? 1e-6 : 1e-13);
    evaluations += lmEvaluations;
  }
  if (quick != 0) {
    put(scalars, 3, correctedAkaike(lmSumOfSquares, 2 * countUsed(mask), nFree));
    return bestStatus;
  }
  const sum = lmEvaluate(circuitModel, nFree, m, solution);
  const z = rootImpedance();
  memory.copy(zFitReal, z, <usize>n << 3);
  memory.copy(zFitImag, z + (<usize>stride << 3), <usize>n << 3);

  const used = countUsed(mask);
  const dof = 2 * used - nFree;
  const chi2 = dof > 0 ? sum / <f64>dof : NaN;
  let modulusSum: f64 = 0;
  for (let k = 0; k < n; k++) modulusSum += relativeSquare(zFitReal, zFitImag, k);
  const reached = reachedBy(startSums, runs, Math.max(sum, best));

  put(scalars, 0, sum);
  put(scalars, 1, modulusSum);
  put(scalars, 2, chi2);
  put(scalars, 3, correctedAkaike(sum, 2 * used, nFree));
  put(scalars, 4, <f64>reached);
  put(scalars, 5, <f64>evaluations);
  put(scalars, 13, <f64>runs);
  put(scalars, 7, <f64>dof);
  const t = studentQuantile(0.95, dof);
  put(scalars, 8, t);
  put(scalars, 12, Math.sqrt(modulusSum / <f64>n));
  put(scalars, 9, uncertainties(chi2, t, lower, upper, exponent, natural, stderr, intervalLow, intervalHigh, covariance));
  put(scalars, 6, bestOther(found, startSums, runs, solution, sum, chi2));
  findOutliers(weight, mask, solution, low, high, maxStep, movable, frequency, outliers, robust, scalars);
  return bestStatus == LIMIT ? LIMIT : 0;
}

/** Runs whose sum is that of the best, to SAME_SUM or to rounding. */
function reachedBy(sums: usize, nStarts: i32, best: f64): i32 {
  let reached = 0;
  for (let run = 0; run < nStarts; run++) if (at(sums, run) <= best * SAME_SUM + 1e-24 * <f64>n) reached++;
  return reached;
}

function countUsed(mask: usize): i32 {
  let used = 0;
  for (let k = 0; k < n; k++) if (load<i32>(mask + (<usize>k << 2)) != 0) used++;
  return used;
}

/** |Z_fit - Z|^2/|Z|^2 at point k. */
function relativeSquare(fitReal: usize, fitImag: usize, k: i32): f64 {
  const a = at(dataReal, k);
  const b = at(dataImag, k);
  const da = at(fitReal, k) - a;
  const db = at(fitImag, k) - b;
  return (da * da + db * db) / (a * a + b * b);
}

/** N ln(S/N) + 2k + 2k(k+1)/(N-k-1), k = free parameters + 1 for the variance (Hurvich & Tsai, Biometrika 76 (1989) 297). */
export function correctedAkaike(sum: f64, count: i32, parameters: i32): f64 {
  const k = <f64>(parameters + 1);
  const rest = <f64>count - k - 1;
  if (rest <= 0) return NaN;
  return <f64>count * Math.log(Math.max(sum, 1e-300) / <f64>count) + 2 * k + (2 * k * (k + 1)) / rest;
}

function collect(free: usize): void {
  for (let p = 0; p < nParameters; p++) {
    const slot = load<i32>(slots + (<usize>p << 2));
    if (slot >= 0) put(free, slot, at(inner, p));
  }
}

function restoreFixed(given: usize): void {
  for (let p = 0; p < nParameters; p++) if (load<i32>(slots + (<usize>p << 2)) < 0) put(inner, p, at(given, p));
}

function clampFree(free: usize, low: usize, high: usize): void {
  for (let i = 0; i < nFree; i++) put(free, i, Math.max(at(low, i), Math.min(at(high, i), at(free, i))));
}

/** Moves every value by up to half its longest step: a factor of 4.5 in R, Q, C; 0.1 in an exponent. */
function perturb(free: usize, maxStep: usize): void {
  for (let i = 0; i < nFree; i++) {
    const reach = 0.5 * at(maxStep, i);
    put(free, i, at(free, i) + uniform(-reach, reach));
  }
}

/** Natural limits as inner ones. RC, RQ and unplain CPE carry a composed parameter: the binding gives limits to none of those. */
function setLimits(low: usize, high: usize, maxStep: usize, lower: usize, upper: usize, exponent: usize): void {
  for (let i = 0; i < nFree; i++) {
    put(low, i, -Infinity);
    put(high, i, Infinity);
  }
  for (let p = 0; p < nParameters; p++) {
    const slot = load<i32>(slots + (<usize>p << 2));
    if (slot < 0) continue;
    const isExponent = load<i32>(exponent + (<usize>p << 2)) != 0;
    put(low, slot, Math.max(at(low, slot), isExponent ? at(lower, p) : Math.log(at(lower, p))));
    put(high, slot, Math.min(at(high, slot), isExponent ? at(upper, p) : Math.log(at(upper, p))));
    put(maxStep, slot, isExponent ? STEP_EXPONENT : STEP_LN);
  }
}

/**
 * Covariance in natural units: (J^T J)^-1 chi2 through the chain rule. Columns are scaled to unit length first. A direction that the data
 * leave open (singular to 1e-13) gets a ridge of 1e-10, so that the parameters in it show an error of at least 1e5 sigma; returns 1 then.
 */
function uncertainties(
  chi2: f64, t: f64, lower: usize, upper: usize, exponent: usize, natural: usize, stderr: usize, intervalLow: usize, intervalHigh: usize, covariance: usize,
): f64 {
  const size = <usize>(nFree * nFree) << 3;
  const scaled = arenaAlloc(size);
  const inverse = arenaAlloc(size);
  let singular: f64 = 0;
  fillScaled(scaled, 0);
  if (!cholesky(scaled, nFree, 1e-13)) {
    singular = 1;
    fillScaled(scaled, 1e-10);
    cholesky(scaled, nFree, 0);
  }
  choleskyInverse(scaled, nFree, inverse);
  const slope = arenaAlloc(<usize>(nParameters * nParameters) << 3);
  naturalFrom(inner, natural, slope, nParameters);
  // natural_i depends on the few inner values of its own element: sums over them only.
  for (let i = 0; i < nParameters; i++) {
    for (let j = 0; j < nParameters; j++) {
      let s: f64 = 0;
      for (let p = 0; p < nParameters; p++) {
        const a = at(slope, i * nParameters + p);
        const sp = load<i32>(slots + (<usize>p << 2));
        if (a == 0 || sp < 0) continue;
        for (let q = 0; q < nParameters; q++) {
          const b = at(slope, j * nParameters + q);
          const sq = load<i32>(slots + (<usize>q << 2));
          if (b == 0 || sq < 0) continue;
          s += (a * b * at(inverse, sp * nFree + sq)) / (scaleOf(sp) * scaleOf(sq));
        }
      }
      put(covariance, i * nParameters + j, s * chi2);
    }
  }
  for (let i = 0; i < nParameters; i++) {
    const value = at(natural, i);
    const error = Math.sqrt(at(covariance, i * nParameters + i));
    put(stderr, i, error);
    if (load<i32>(exponent + (<usize>i << 2)) != 0) {
      put(intervalLow, i, Math.max(at(lower, i), value - t * error));
      put(intervalHigh, i, Math.min(at(upper, i), value + t * error));
    } else {
      // Positive quantities: the interval is symmetric in the logarithm, so it never reaches zero.
      const factor = Math.exp((t * error) / value);
      put(intervalLow, i, value / factor);
      put(intervalHigh, i, value * factor);
    }
  }
  return singular;
}

/** sqrt of a diagonal entry of J^T J; 1 for a column of zeros. */
function scaleOf(i: i32): f64 {
  const d = at(lmNormal, i * nFree + i);
  return d > 0 ? Math.sqrt(d) : 1;
}

function fillScaled(scaled: usize, ridge: f64): void {
  for (let i = 0; i < nFree; i++) {
    for (let j = 0; j < nFree; j++) put(scaled, i * nFree + j, at(lmNormal, i * nFree + j) / (scaleOf(i) * scaleOf(j)));
    put(scaled, i * nFree + i, at(lmNormal, i * nFree + i) > 0 ? 1 + ridge : 1e-10);
  }
}

/** Smallest sum of squares among runs that ended elsewhere: a free value off by more than 0.1 and three times its standard error. */
function bestOther(found: usize, sums: usize, nStarts: i32, solution: usize, sum: f64, chi2: f64): f64 {
  const bytes = <usize>nFree << 3;
  const scaled = arenaAlloc(bytes * nFree);
  const inverse = arenaAlloc(bytes * nFree);
  fillScaled(scaled, 1e-10);
  if (!cholesky(scaled, nFree, 0)) return Infinity;
  choleskyInverse(scaled, nFree, inverse);
  let least = Infinity;
  for (let run = 0; run < nStarts; run++) {
    const s = at(sums, run);
    if (!(s < least)) continue;
    for (let i = 0; i < nFree; i++) {
      const distance = Math.abs(at(found + bytes * run, i) - at(solution, i));
      const error = Math.sqrt(at(inverse, i * nFree + i) * Math.max(chi2, sum * 1e-9)) / scaleOf(i);
      if (distance > 0.1 && distance > 3 * error) {
        least = s;
        break;
      }
    }
  }
  return least;
}

/**
 * Points whose weighted residual exceeds OUTLIER robust sigmas (median/1.1774: Rayleigh) in a fit without them; at most one in POINTS_AN_OUTLIER,
 * else the model is at fault and none is named. Sigma is that of all points or that of the neighbours in frequency, whichever is larger, and a point
 * must stand out of its neighbours both as a share of |Z| and in ohm: noise that does not follow the weights is no outlier. While outliers still pull
 * the fit, good points look bad too: no more than the worst sixth goes at a time.
 * Writes i32 flags, the solution without the outliers, and scalars 10, 11.
 */
function findOutliers(
  weight: i32, mask: usize, solution: usize, low: usize, high: usize, maxStep: usize, movable: usize, frequency: usize, outliers: usize, robust: usize, scalars: usize,
): void {
  const size = arenaAlloc(<usize>n << 3);
  const other = arenaAlloc(<usize>n << 3);
  const excess = arenaAlloc(<usize>n << 3);
  const sorted = arenaAlloc(<usize>n << 3);
  const order = arenaAlloc(<usize>n << 2);
  const clean = arenaAlloc(<usize>n << 2);
  const residual = arenaAlloc(<usize>stride << 4);
  const point = arenaAlloc(<usize>nFree << 3);
  memory.copy(point, solution, <usize>nFree << 3);
  memory.copy(clean, mask, <usize>n << 2);
  const used = orderByKey(frequency, n, mask, order);
  const most = used / POINTS_AN_OUTLIER;
  // Free parameters take their share of the residuals.
  const share = Math.sqrt(<f64>(2 * used) / <f64>max(1, 2 * used - nFree));
  let flagged = 0;
  for (let round = 0; round < 12; round++) {
    // A part near zero is no outlier, however large its own share of itself.
    setWeights(weight == PROPORTIONAL ? MODULUS : weight, mask);
    circuitModel(point, residual, 0);
    for (let k = 0; k < n; k++) {
      const a = at(residual, k);
      const b = at(residual, stride + k);
      put(size, k, Math.sqrt(a * a + b * b));
    }
    // The other measure: ohm beside shares of |Z|, shares beside ohm.
    for (let k = 0; k < n; k++) {
      const modulus = Math.sqrt(at(dataReal, k) * at(dataReal, k) + at(dataImag, k) * at(dataImag, k));
      put(other, k, weight <= PROPORTIONAL ? at(size, k) * modulus : at(size, k) / modulus);
    }
    const sigma = share * robustSigma(size, order, 0, used, sorted);
    put(scalars, 11, sigma);
    for (let i = 0; i < used; i++) {
      const k = load<i32>(order + (<usize>i << 2));
      const first = max(0, i - NEIGHBOURS);
      const end = min(used, i + NEIGHBOURS + 1);
      const near = share * robustSigma(size, order, first, end, sorted);
      const otherNear = share * robustSigma(other, order, first, end, sorted);
      const real = at(size, k) > 1e-9 * largestOf(weight, k);
      put(excess, k, real ? Math.min(at(size, k) / Math.max(sigma, near), at(other, k) / otherNear) / OUTLIER : 0);
    }
    for (let i = 0; i < used; i++) put(sorted, i, at(excess, load<i32>(order + (<usize>i << 2))));
    sortValues(sorted, used);
    const limit = Math.max(1, used > most ? at(sorted, used - 1 - most) : 0);
    let changed = false;
    flagged = 0;
    for (let k = 0; k < n; k++) {
      if (load<i32>(mask + (<usize>k << 2)) == 0) continue;
      const keep = at(excess, k) > limit ? 0 : 1;
      if (load<i32>(clean + (<usize>k << 2)) != keep) changed = true;
      store<i32>(clean + (<usize>k << 2), keep);
      if (keep == 0) flagged++;
    }
    // As many as ever may go still do not free the fit: the model is at fault.
    if (!changed && limit > 1) flagged = 0;
    if (!changed) break;
    setWeights(weight, clean);
    levenbergMarquardt(circuitModel, nFree, <i32>(stride * 2), point, low, high, maxStep, 80, 1e-10);
    if (round == 11) flagged = 0;
  }
  for (let k = 0; k < n; k++) {
    const out = flagged > 0 && load<i32>(mask + (<usize>k << 2)) != 0 && load<i32>(clean + (<usize>k << 2)) == 0;
    store<i32>(outliers + (<usize>k << 2), out ? 1 : 0);
  }
  if (flagged == 0) memory.copy(point, solution, <usize>nFree << 3);
  sortArcs(point, movable);
  spread(point);
  naturalFrom(inner, robust, 0, nParameters);
  put(scalars, 10, <f64>flagged);
}

/** One sigma of a part from the median of the sizes at order[from] to before order[end]. */
function robustSigma(size: usize, order: usize, from: i32, end: i32, scratch: usize): f64 {
  for (let i = from; i < end; i++) put(scratch, i - from, at(size, load<i32>(order + (<usize>i << 2))));
  return median(scratch, end - from) / 1.1774100225154747;
}

/** The size that a weighted datum itself has: 1, or |Z| for unit weight. */
function largestOf(weight: i32, k: i32): f64 {
  return weight <= PROPORTIONAL ? 1 : Math.sqrt(at(dataReal, k) * at(dataReal, k) + at(dataImag, k) * at(dataImag, k));
}

/** Median of `count` values, which are put in order. */
function median(values: usize, count: i32): f64 {
  sortValues(values, count);
  return count & 1 ? at(values, count >> 1) : 0.5 * (at(values, (count >> 1) - 1) + at(values, count >> 1));
}
