/**
 * Linear Kramers-Kronig test (Boukamp, J. Electrochem. Soc. 142 (1995) 1885; Schoenleber, Klotz & Ivers-Tiffee, Electrochim. Acta 131 (2014) 20).
 *
 * A sum that obeys the relations by construction, R0 + sum_k R_k/(1 + j omega tau_k) + j omega L + 1/(j omega C) with R_k, L, C of either sign, is
 * fitted to Z, or the same sum to Y (then L and C are in parallel), weighted by the modulus, by Householder reflections.
 * The number of terms, the range of tau, Z or Y, and whether L and C take part are those of the least AICc.
 *
 * The verdict does not need the noise to be known. It asks three questions of nested models:
 *  - do Re and Im, fitted each for itself with the same terms, leave clearly less than both fitted together? Then they contradict each other;
 *  - does the sum leave clearly less when its terms may change steadily during the sweep, with ln omega or with the time that a sweep from high to low
 *    frequency takes (as 1/omega)? Then the sample drifted, or its answer hangs on the amplitude. Three more columns see this below the errors of bridges
 *    and cables, which look different: nine measured spectra show 5.9 deviates and 0.07 % of |Z| at most, a drift of 10 % mostly 10 and 0.2 %;
 *  - does leaving out single points lower the sum clearly? Then those points are outliers.
 * All are F tests, turned into normal deviates (Paulson, Ann. Math. Stat. 13 (1942) 233).
 *
 * Noise need not be a constant share of |Z|: where second differences of a first fit's residuals (Rice, Ann. Stat. 12 (1984) 1215) show that it is not,
 * all is done again with weights that follow it.
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { leastSquaresResidual, rank } from './householder';
import { orderByKey, sortValues } from './order';

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
/** Normal deviate of a drift, and the share of |Z| (rms) that it must explain: measured spectra of good bridges, and the sum's own error, look like one below. */
const DRIFT: f64 = 6;
const DRIFT_FLOOR: f64 = 8e-4;
const DRIFT_COLUMNS: i32 = 3;
const STEADY: i32 = 0;
const WITH_LN_OMEGA: i32 = 1;
const WITH_TIME: i32 = 2;
/** Neighbours in frequency, on either side, that tell the noise near a point, and how many times the least quarter's it must somewhere be to count as uneven. */
const NEIGHBOURS: i32 = 7;
const UNEVEN: f64 = 2.5;
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
/** The same for what a drift explains: three columns more find such an error before Re and Im contradict each other. */
const DRIFT_DENSE: f64 = 6;
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
/** Indices of the points by rising frequency; noise of each point against the least quarter's, 1 where it is even. */
let order: usize = 0;
let scales: usize = 0;
let clean: usize = 0;
let window: usize = 0;
/** How much larger the floors are because the points are few; 1 for DENSE and denser. */
let sparse: f64 = 1;
let driftSparse: f64 = 1;
let lowest: f64 = 0;
let highest: f64 = 0;

/** One column (or the data) with the weights of the points, as Re, Im or both. */
function writeColumn(target: usize, part: i32, k: i32, re: f64, im: f64): void {
  const w = at(weights, k);
  if (part != IMAG) put(target, k, re * w);
  if (part != REAL) put(target, part == BOTH ? stride + k : k, im * w);
}

/**
 * Fits `terms` relaxations with tau over the measured range and `decades` beyond on both sides; elements: bit 0 L, bit 1 C; drift: terms may change
 * with ln omega, with time, or not. Leaves the weighted residual in `rhs` and returns its sum of squares.
 */
function fitTerms(part: i32, terms: i32, decades: f64, elements: i32, drift: i32 = STEADY): f64 {
  const m = part == BOTH ? 2 * stride : stride;
  const bytes = <usize>m << 3;
  memory.fill(columns, 0, bytes * (terms + 3 + DRIFT_COLUMNS));
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
  const middle = Math.sqrt(lowest * highest);
  for (let d = 0; drift != STEADY && d < DRIFT_COLUMNS; d++) {
    const tau = Math.exp(-Math.log(highest) + (Math.log(highest / lowest) * <f64>d) / <f64>(DRIFT_COLUMNS - 1));
    const column = columns + bytes * count;
    for (let k = 0; k < n; k++) {
      const u = at(omegaAt, k) * tau;
      const s = (drift == WITH_TIME ? lowest / at(omegaAt, k) : Math.log(at(omegaAt, k) / middle)) / (1 + u * u);
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
    put(weights, k, (admittance != 0 ? Math.sqrt(square) : 1 / Math.sqrt(square)) / at(scales, k));
  }
}

/** (Z - Zfit)/|Z| from the weighted residuals; for Y, Zfit = 1/Yfit. */
function writeResiduals(zReal: usize, zImag: usize, admittance: i32, residualReal: usize, residualImag: usize): void {
  for (let k = 0; k < n; k++) {
    let a = at(rhs, k) * at(scales, k);
    let b = at(rhs, stride + k) * at(scales, k);
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

let best: f64 = 0;
let terms: i32 = 0;
let decades: f64 = 0;
let admittance: i32 = 0;
let elements: i32 = 0;

/** Terms, range, Z or Y, and elements of the least AICc with the present scales; leaves the data taken accordingly. */
function choose(zReal: usize, zImag: usize, most: i32): void {
  best = Infinity;
  terms = 1;
  decades = 0;
  admittance = 0;
  elements = 3;
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
}

/** The value at `share` of `count` values, which are put in order. */
function quantile(values: usize, count: i32, share: f64): f64 {
  sortValues(values, count);
  return at(values, <i32>(share * <f64>(count - 1)));
}

/**
 * From the residual in `rhs`: `scatter`, the median size of second differences over the neighbours of each point, which follows noise but no slow runs.
 * Points flagged in `outliers` are passed over. Returns the least quarter's scatter when the noise is
 * uneven and somewhere large enough to matter, else 0.
 */
function unevenScatter(outliers: usize, scatter: usize): f64 {
  let count = 0;
  for (let i = 0; i < n; i++) {
    const k = load<i32>(order + (<usize>i << 2));
    if (load<i32>(outliers + (<usize>k << 2)) != 0) continue;
    store<i32>(clean + (<usize>count << 2), k);
    count++;
  }
  let place = 0;
  for (let i = 0; i < n; i++) {
    const k = load<i32>(order + (<usize>i << 2));
    let values = 0;
    for (let j = max(1, place - NEIGHBOURS); j <= min(count - 2, place + NEIGHBOURS); j++) {
      const address = clean + (<usize>j << 2);
      for (let part = 0; part < 2; part++) {
        const from = rhs + (<usize>(part * stride) << 3);
        put(window, values++, Math.abs(at(from, load<i32>(address - 4)) - 2 * at(from, load<i32>(address)) + at(from, load<i32>(address + 4))));
      }
    }
    put(scatter, k, values > 0 ? quantile(window, values, 0.5) : 0);
    if (load<i32>(outliers + (<usize>k << 2)) == 0) place++;
  }
  memory.copy(window, scatter, <usize>n << 3);
  const quiet = quantile(window, n, 0.25);
  return at(window, n - 1) > Math.max(UNEVEN * quiet, SYSTEMATIC_FLOOR) ? quiet : 0;
}

/** Two outliers and more, all within a quarter of the points: a noisy stretch. */
function inOneStretch(outliers: usize): bool {
  let first = n;
  let last = -1;
  for (let i = 0; i < n; i++) {
    if (load<i32>(outliers + (<usize>load<i32>(order + (<usize>i << 2)) << 2)) == 0) continue;
    first = min(first, i);
    last = i;
  }
  return last > first && 4 * (last - first) < n;
}

/**
 * Weights that follow the noise, where it is uneven without the outliers, or they lie together; then outliers count as noise at first, because points of a noisy stretch look
 * like outliers. True when weights changed.
 */
function followNoise(zReal: usize, zImag: usize, outliers: usize): bool {
  const scatter = arenaAlloc(<usize>n << 3);
  clean = arenaAlloc(<usize>n << 2);
  window = arenaAlloc(<usize>max(n, 4 * NEIGHBOURS + 2) << 3);
  fitTerms(BOTH, terms, decades, elements);
  if (unevenScatter(outliers, scatter) == 0 && !inOneStretch(outliers)) return false;
  memory.fill(outliers, 0, <usize>n << 2);
  takeData(zReal, zImag, admittance);
  fitTerms(BOTH, terms, decades, elements);
  const quiet = unevenScatter(outliers, scatter);
  for (let k = 0; quiet > 0 && k < n; k++) put(scales, k, Math.max(1, at(scatter, k) / quiet));
  return true;
}

/** The data with weight 0 for the outliers. */
function takeWithoutOutliers(zReal: usize, zImag: usize, outliers: usize): void {
  takeData(zReal, zImag, admittance);
  for (let k = 0; k < n; k++) if (load<i32>(outliers + (<usize>k << 2)) != 0) put(weights, k, 0);
}

/**
 * The test. omega (rad/s), zReal, zImag (ohm): n >= 8 points in any order, Z not 0.
 * residualReal, residualImag: n each, (Z - Zfit)/|Z|; outliers: i32 a point.
 * scalars (16 f64): 0 rms of all residuals; 1 noise a part (rms), from Re and Im fitted apart without outliers; 2 terms; 3 admittance (1) or impedance (0);
 * 4 elements (bit 0 L, bit 1 C); 5 decades beyond the range; 6 deviate of the contradiction; 7 its rms; 8 outliers; 9 contradiction (1) or not (0);
 * 10 described at all (1) or not (0); 11 the floor of contradictions (share of |Z|); 12 deviate of the drift; 13 its rms; 14 drift (1) or not (0).
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
  const density = decades10 > 0 ? <f64>(n - 1) / decades10 : Infinity;
  sparse = Math.exp(Math.LN10 * SPARSE_SLOPE * Math.max(0, DENSE - density));
  driftSparse = Math.exp(Math.LN10 * SPARSE_SLOPE * Math.max(0, DRIFT_DENSE - density));
  const vector = <usize>stride << 3;
  dataReal = arenaAlloc(vector);
  dataImag = arenaAlloc(vector);
  weights = arenaAlloc(vector);
  rhs = arenaAlloc(vector << 1);
  columns = arenaAlloc((vector << 1) * (MOST_TERMS + 3 + DRIFT_COLUMNS));
  betas = arenaAlloc((MOST_TERMS + 3 + DRIFT_COLUMNS) << 3);
  used = arenaAlloc((MOST_TERMS + 3 + DRIFT_COLUMNS) << 2);
  order = arenaAlloc(<usize>n << 2);
  scales = arenaAlloc(vector);
  for (let k = 0; k < stride; k++) put(scales, k, 1);
  orderByKey(omega, n, 0, order);

  const most = min(MOST_TERMS, max(<i32>(TERMS_A_POINT * <f64>n), min(n - 3, FEW_TERMS)));
  let termsOfAll = 0;
  let elementsOfAll = 0;
  let found = 0;
  for (let pass = 0; pass < 2; pass++) {
    choose(zReal, zImag, most);
    const all = fitTerms(BOTH, terms, decades, elements);
    termsOfAll = terms;
    elementsOfAll = elements;
    writeResiduals(zReal, zImag, admittance, residualReal, residualImag);
    found = findOutliers(all, rank, outliers);
    takeWithoutOutliers(zReal, zImag, outliers);
    // Few points a decade: second differences hold the sum's own error too.
    if (pass > 0 || sparse > 1) break;
    if (!followNoise(zReal, zImag, outliers)) break;
  }
  let square: f64 = 0;
  let scaledSquare: f64 = 0;
  let meanSquareScale: f64 = 0;
  for (let k = 0; k < n; k++) {
    const scale = at(scales, k) * at(scales, k);
    const r = at(residualReal, k) * at(residualReal, k) + at(residualImag, k) * at(residualImag, k);
    square += r;
    scaledSquare += r / scale;
    meanSquareScale += scale / <f64>n;
  }

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
  let drift: f64 = 0;
  let driftShare: f64 = 0;
  for (let kind = WITH_LN_OMEGA; kind <= WITH_TIME; kind++) {
    const sum = fitTerms(BOTH, terms, decades, elements, kind);
    const gained = <f64>(rank - togetherRank);
    const rest = <f64>(values - rank);
    if (gained <= 0 || rest <= 0 || sum >= together) continue;
    const variance = Math.max(sum / rest, 1e-20);
    const clear = deviate((together - sum) / gained / variance, gained, rest);
    const share = Math.sqrt(Math.max(together - sum - gained * variance, 0) / <f64>values);
    if (clear <= drift) continue;
    drift = clear;
    driftShare = share;
  }

  const apart = apartReal + apartImag;
  const d1 = <f64>(apartRank - togetherRank);
  const d2 = <f64>(values - apartRank);
  const noise = Math.sqrt(apart / Math.max(d2, 1));
  const excess = Math.max(together - apart, 0);
  const contradiction = d1 > 0 && d2 > 0 ? deviate(excess / d1 / Math.max(apart / d2, 1e-20), d1, d2) : 0;
  const systematic = Math.sqrt(Math.max(excess - d1 * noise * noise, 0) / <f64>values);

  put(scalars, 0, Math.sqrt(square / <f64>(2 * n)));
  put(scalars, 1, noise * Math.sqrt(meanSquareScale));
  put(scalars, 2, <f64>termsOfAll);
  put(scalars, 3, <f64>admittance);
  put(scalars, 4, <f64>elementsOfAll);
  put(scalars, 5, decades);
  put(scalars, 6, contradiction);
  put(scalars, 7, systematic);
  put(scalars, 8, <f64>found);
  const contradicts = contradiction > CONTRADICTION && systematic > SYSTEMATIC_FLOOR * sparse;
  put(scalars, 9, contradicts ? 1 : 0);
  const described = Math.sqrt(scaledSquare / <f64>(2 * n)) < NOT_DESCRIBED;
  put(scalars, 10, described ? 1 : 0);
  put(scalars, 11, SYSTEMATIC_FLOOR * sparse);
  const drifts = drift > DRIFT && driftShare > DRIFT_FLOOR * driftSparse;
  put(scalars, 12, drift);
  put(scalars, 13, driftShare);
  put(scalars, 14, drifts ? 1 : 0);
  return contradicts || drifts || found > 0 || !described ? 0 : 1;
}

/**
 * Leaves out the point with the largest residual, again and again; flags and counts all points up to the last whose leaving lowers the sum
 * clearly: several outliers hide one another until the last of them goes.
 */
function findOutliers(together: f64, togetherRank: i32, outliers: usize): i32 {
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
