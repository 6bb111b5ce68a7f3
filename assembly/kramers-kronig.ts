/**
 * Linear Kramers-Kronig test (Boukamp, J. Electrochem. Soc. 142 (1995) 1885; Schoenleber, Klotz & Ivers-Tiffee, Electrochim. Acta 131 (2014) 20).
 *
 * A sum that obeys the relations by construction, R0 + sum_k R_k/(1 + j omega tau_k) + j omega L + 1/(j omega C) with R_k, L, C of either sign, is
 * fitted to Z, or the same sum to Y (then L and C are in parallel), weighted by the modulus, by Householder reflections.
 * The number of terms, the range of tau, Z or Y, and whether L and C take part are those of the least AICc.
 *
 * The verdict does not need the noise to be known. It asks two questions of nested models:
 *  - do Re and Im, fitted each for itself with the same terms, leave clearly less than both fitted together? Then they contradict each other;
 *  - does leaving out single points lower the sum clearly? Then those points are outliers.
 * Both are F tests, turned into normal deviates (Paulson, Ann. Math. Stat. 13 (1942) 233).
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { leastSquaresResidual, rank } from './householder';

const BOTH: i32 = 0;
const REAL: i32 = 1;
const IMAG: i32 = 2;

/** Most terms of the sum. */
const MOST_TERMS: i32 = 48;
/** Terms a data point: Re and Im apart still keep degrees of freedom. */
const TERMS_A_POINT: f64 = 0.55;
/** Few points get up to so many terms, as long as three more points than terms remain. */
const FEW_TERMS: i32 = 9;
/** Normal deviates from which a contradiction (one in thirty thousand at random) and an outlier (one in three hundred thousand, for the largest of many) count. */
const CONTRADICTION: f64 = 4;
const CLEAR: f64 = 4.5;
/** Contradictions below this share of |Z| (rms) are within what bridges and cables do, and within the error of the sum itself. */
const SYSTEMATIC_FLOOR: f64 = 2.5e-3;
/** A residual above this share of |Z| (rms) is no noise of a usable measurement: the sum does not describe the points at all. */
const NOT_DESCRIBED: f64 = 0.1;
/** A point that deviates by less than this share of |Z| is no outlier. */
const OUTLIER_FLOOR: f64 = 2e-2;
/**
 * With fewer points a decade than this the terms of the sum lie too far apart to follow an arc between the points: its own error, which is not the
 * data's, grows tenfold for every 1/SPARSE_SLOPE points a decade less (found on computed spectra of 12 to 35 points).
 */
const DENSE: f64 = 4.75;
const SPARSE_SLOPE: f64 = 0.55;
/** At most one outlier is looked for in so many points: beyond that it is not the points that are wrong. */
const POINTS_AN_OUTLIER: i32 = 8;

let n: i32 = 0;
let stride: i32 = 0;
let omegaAt: usize = 0;
let dataReal: usize = 0;
let dataImag: usize = 0;
let weights: usize = 0;
let columns: usize = 0;
let rhs: usize = 0;
let betas: usize = 0;
let used: usize = 0;
/** How much larger the floors are because the points are few; 1 for DENSE and denser. */
let sparse: f64 = 1;
let lowest: f64 = 0;
let highest: f64 = 0;

/** One column (or the data) with the weights of the points, as Re, Im or both. */
function writeColumn(target: usize, part: i32, k: i32, re: f64, im: f64): void {
  const w = at(weights, k);
  if (part != IMAG) put(target, k, re * w);
  if (part != REAL) put(target, part == BOTH ? stride + k : k, im * w);
}

/**
 * Fits `terms` relaxations with tau over the measured range and `decades` beyond on both sides; elements: bit 0 L, bit 1 C.
 * Leaves the weighted residual in `rhs` and returns its sum of squares.
 */
function fitTerms(part: i32, terms: i32, decades: f64, elements: i32): f64 {
  const m = part == BOTH ? 2 * stride : stride;
  const bytes = <usize>m << 3;
  memory.fill(columns, 0, bytes * (terms + 3));
  memory.fill(rhs, 0, bytes);
  let count = 0;
  const first = -Math.log(highest) - decades * Math.LN10;
  const last = -Math.log(lowest) + decades * Math.LN10;
  for (let k = 0; k < n; k++) writeColumn(rhs, part, k, at(dataReal, k), at(dataImag, k));
  for (let k = 0; k < n; k++) writeColumn(columns, part, k, 1, 0);
  count++;
  if ((elements & 1) != 0) {
    for (let k = 0; k < n; k++) writeColumn(columns + bytes * count, part, k, 0, at(omegaAt, k) / highest);
    count++;
  }
  if ((elements & 2) != 0) {
    for (let k = 0; k < n; k++) writeColumn(columns + bytes * count, part, k, 0, -lowest / at(omegaAt, k));
    count++;
  }
  for (let t = 0; t < terms; t++) {
    const tau = Math.exp(terms == 1 ? 0.5 * (first + last) : first + ((last - first) * <f64>t) / <f64>(terms - 1));
    const column = columns + bytes * count;
    for (let k = 0; k < n; k++) {
      const u = at(omegaAt, k) * tau;
      const s = 1 / (1 + u * u);
      writeColumn(column, part, k, s, -u * s);
    }
    count++;
  }
  return leastSquaresResidual(columns, count, m, rhs, betas, used);
}

/** N ln(S/N) + 2k + 2k(k+1)/(N-k-1) (Hurvich & Tsai 1989); infinite without degrees of freedom. */
function akaike(sum: f64, count: i32, parameters: i32): f64 {
  const k = <f64>(parameters + 1);
  const rest = <f64>count - k - 1;
  if (rest <= 0) return Infinity;
  // Below 1e-7 of |Z| the columns' own rounding is left: nothing to gain.
  return <f64>count * Math.log(Math.max(sum / <f64>count, 1e-14)) + 2 * k + (2 * k * (k + 1)) / rest;
}

/** Normal deviate of an F value with d1 and d2 degrees of freedom. */
function deviate(f: f64, d1: f64, d2: f64): f64 {
  const c = Math.cbrt(f);
  const a = 2 / (9 * d1);
  const b = 2 / (9 * d2);
  return ((1 - b) * c - (1 - a)) / Math.sqrt(b * c * c + a);
}

/** The next number of terms to try: every one up to 12, then in steps. */
function more(terms: i32): i32 {
  return terms + (terms < 12 ? 1 : terms < 24 ? 2 : 4);
}

/** The data as Z (admittance 0) or Y (1), and weights 1/modulus. */
function takeData(zReal: usize, zImag: usize, admittance: i32): void {
  for (let k = 0; k < n; k++) {
    const a = at(zReal, k);
    const b = at(zImag, k);
    const square = a * a + b * b;
    put(dataReal, k, admittance != 0 ? a / square : a);
    put(dataImag, k, admittance != 0 ? -b / square : b);
    put(weights, k, admittance != 0 ? Math.sqrt(square) : 1 / Math.sqrt(square));
  }
}

/** (Z - Zfit)/|Z| from the weighted residuals; for Y, Zfit = 1/Yfit. */
function writeResiduals(zReal: usize, zImag: usize, admittance: i32, residualReal: usize, residualImag: usize): void {
  for (let k = 0; k < n; k++) {
    let a = at(rhs, k);
    let b = at(rhs, stride + k);
    if (admittance != 0) {
      const modulus = Math.sqrt(at(zReal, k) * at(zReal, k) + at(zImag, k) * at(zImag, k));
      const yReal = at(dataReal, k) - a / modulus;
      const yImag = at(dataImag, k) - b / modulus;
      const square = yReal * yReal + yImag * yImag;
      a = (at(zReal, k) - yReal / square) / modulus;
      b = (at(zImag, k) + yImag / square) / modulus;
    }
    put(residualReal, k, a);
    put(residualImag, k, b);
  }
}

/**
 * The test. omega (rad/s), zReal, zImag (ohm): n >= 8 points in any order, Z not 0.
 * residualReal, residualImag: n each, (Z - Zfit)/|Z|; outliers: i32 a point.
 * scalars (12 f64): 0 rms of all residuals; 1 noise a part, from Re and Im fitted apart without outliers; 2 terms; 3 admittance (1) or impedance (0);
 * 4 elements (bit 0 L, bit 1 C); 5 decades beyond the range; 6 deviate of the contradiction; 7 its rms; 8 outliers; 9 contradiction (1) or not (0);
 * 10 described at all (1) or not (0); 11 the floor of contradictions (share of |Z|).
 * Returns 1 when the spectrum obeys the relations, else 0.
 */
export function kramersKronig(omega: usize, zReal: usize, zImag: usize, points: i32, residualReal: usize, residualImag: usize, outliers: usize, scalars: usize): i32 {
  n = points;
  stride = (n + 1) & ~1;
  omegaAt = omega;
  lowest = Infinity;
  highest = 0;
  for (let k = 0; k < n; k++) {
    lowest = Math.min(lowest, at(omega, k));
    highest = Math.max(highest, at(omega, k));
  }
  const decades10 = Math.log(highest / lowest) / Math.LN10;
  sparse = decades10 > 0 ? Math.exp(Math.LN10 * SPARSE_SLOPE * Math.max(0, DENSE - <f64>(n - 1) / decades10)) : 1;
  const vector = <usize>stride << 3;
  dataReal = arenaAlloc(vector);
  dataImag = arenaAlloc(vector);
  weights = arenaAlloc(vector);
  rhs = arenaAlloc(vector << 1);
  columns = arenaAlloc((vector << 1) * (MOST_TERMS + 3));
  betas = arenaAlloc((MOST_TERMS + 3) << 3);
  used = arenaAlloc((MOST_TERMS + 3) << 2);

  let best = Infinity;
  let terms = 1;
  let decades: f64 = 0;
  let admittance = 0;
  let elements = 3;
  const most = min(MOST_TERMS, max(<i32>(TERMS_A_POINT * <f64>n), min(n - 3, FEW_TERMS)));
  for (let y = 0; y < 2; y++) {
    takeData(zReal, zImag, y);
    for (let beyond = 0; beyond < 2; beyond++) {
      for (let t = 2; t <= most; t = more(t)) {
        const value = akaike(fitTerms(BOTH, t, <f64>beyond, 3), 2 * n, rank);
        if (value >= best) continue;
        best = value;
        terms = t;
        decades = <f64>beyond;
        admittance = y;
      }
    }
  }
  takeData(zReal, zImag, admittance);
  for (let e = 0; e < 3; e++) {
    const value = akaike(fitTerms(BOTH, terms, decades, e), 2 * n, rank);
    if (value >= best) continue;
    best = value;
    elements = e;
  }

  const all = fitTerms(BOTH, terms, decades, elements);
  const termsOfAll = terms;
  const elementsOfAll = elements;
  writeResiduals(zReal, zImag, admittance, residualReal, residualImag);
  let square: f64 = 0;
  for (let k = 0; k < n; k++) square += at(residualReal, k) * at(residualReal, k) + at(residualImag, k) * at(residualImag, k);

  const found = findOutliers(terms, decades, elements, all, rank, outliers);
  takeData(zReal, zImag, admittance);
  for (let k = 0; k < n; k++) if (load<i32>(outliers + (<usize>k << 2)) != 0) put(weights, k, 0);
  const values = 2 * (n - found);
  best = Infinity;
  for (let t = 2; found > 0 && t <= most; t = more(t)) {
    const value = akaike(fitTerms(BOTH, t, decades, 3), values, rank);
    if (value >= best) continue;
    best = value;
    terms = t;
    elements = 3;
  }
  // Re and Im apart may ask for more terms than they do together (a contradiction hides detail): both are compared with the larger number.
  best = Infinity;
  for (let t = terms; t <= most; t = more(t)) {
    const sum = fitTerms(REAL, t, decades, elements);
    const realRank = rank;
    const value = akaike(sum + fitTerms(IMAG, t, decades, elements), values, realRank + rank);
    if (value >= best) continue;
    best = value;
    terms = t;
  }
  const apartReal = fitTerms(REAL, terms, decades, elements);
  let apartRank = rank;
  const apartImag = fitTerms(IMAG, terms, decades, elements);
  apartRank += rank;
  const together = fitTerms(BOTH, terms, decades, elements);
  const togetherRank = rank;

  const apart = apartReal + apartImag;
  const d1 = <f64>(apartRank - togetherRank);
  const d2 = <f64>(values - apartRank);
  const noise = Math.sqrt(apart / Math.max(d2, 1));
  const excess = Math.max(together - apart, 0);
  const contradiction = d1 > 0 && d2 > 0 ? deviate(excess / d1 / Math.max(apart / d2, 1e-20), d1, d2) : 0;
  const systematic = Math.sqrt(Math.max(excess - d1 * noise * noise, 0) / <f64>values);

  put(scalars, 0, Math.sqrt(square / <f64>(2 * n)));
  put(scalars, 1, noise);
  put(scalars, 2, <f64>termsOfAll);
  put(scalars, 3, <f64>admittance);
  put(scalars, 4, <f64>elementsOfAll);
  put(scalars, 5, decades);
  put(scalars, 6, contradiction);
  put(scalars, 7, systematic);
  put(scalars, 8, <f64>found);
  const contradicts = contradiction > CONTRADICTION && systematic > SYSTEMATIC_FLOOR * sparse;
  put(scalars, 9, contradicts ? 1 : 0);
  const described = at(scalars, 0) < NOT_DESCRIBED;
  put(scalars, 10, described ? 1 : 0);
  put(scalars, 11, SYSTEMATIC_FLOOR * sparse);
  return contradicts || found > 0 || !described ? 0 : 1;
}

/**
 * Leaves out the point with the largest residual, again and again; flags and counts all points up to the last whose leaving lowers the sum
 * clearly: several outliers hide one another until the last of them goes.
 */
function findOutliers(terms: i32, decades: f64, elements: i32, together: f64, togetherRank: i32, outliers: usize): i32 {
  for (let k = 0; k < n; k++) store<i32>(outliers + (<usize>k << 2), 0);
  const most = max(1, n / POINTS_AN_OUTLIER);
  let found = 0;
  let sum = together;
  for (let step = 1; step <= most; step++) {
    let worst = 0;
    let largest: f64 = 0;
    for (let k = 0; k < n; k++) {
      const square = at(rhs, k) * at(rhs, k) + at(rhs, stride + k) * at(rhs, stride + k);
      if (square <= largest) continue;
      largest = square;
      worst = k;
    }
    const rest = <f64>(2 * (n - step) - togetherRank);
    if (largest < OUTLIER_FLOOR * OUTLIER_FLOOR * sparse || rest <= 0) break;
    put(weights, worst, 0);
    store<i32>(outliers + (<usize>worst << 2), step);
    const without = fitTerms(BOTH, terms, decades, elements);
    if (deviate(((sum - without) * 0.5) / Math.max(without / rest, 1e-20), 2, rest) > CLEAR) found = step;
    sum = without;
  }
  for (let k = 0; k < n; k++) {
    const step = load<i32>(outliers + (<usize>k << 2));
    store<i32>(outliers + (<usize>k << 2), step > 0 && step <= found ? 1 : 0);
  }
  return found;
}
