/**
 * assembly/kramers-kronig.ts with assembly/householder.ts, line by line in plain JavaScript: one double at a time where the kernel takes two. Left out,
 * and less than a tenth of the work: the look at uneven noise and the two fits for a drift; dense spectra with even noise give the same without.
 */
import { dot } from './levenberg-marquardt.ts';

const DEPENDENT = 1e-10;
const BOTH = 0;
const REAL = 1;
const IMAG = 2;
const MOST_TERMS = 48;
const TERMS_A_POINT = 0.55;
const FEW_TERMS = 9;
const CONTRADICTION = 4;
const CLEAR = 4.5;
const SYSTEMATIC_FLOOR = 2.5e-3;
const NOT_DESCRIBED = 0.1;
const OUTLIER_FLOOR = 2e-2;
const POINTS_AN_OUTLIER = 8;

export interface PlainKramersKronig {
  valid: boolean;
  /** The twelve numbers of the kernel's `kramersKronig`. */
  scalars: Float64Array;
  residualReal: Float64Array;
  residualImag: Float64Array;
  outliers: Int32Array;
}

/** The test of assembly/kramers-kronig.ts: omega (rad/s), Z (ohm), at least 8 points. */
export function kramersKronigTwin(omega: Float64Array, zReal: Float64Array, zImag: Float64Array): PlainKramersKronig {
  const n = omega.length;
  const stride = (n + 1) & ~1;
  let lowest = Infinity;
  let highest = 0;
  for (let k = 0; k < n; k++) {
    lowest = Math.min(lowest, omega[k]!);
    highest = Math.max(highest, omega[k]!);
  }
  const [dataReal, dataImag, weights] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const rhs = new Float64Array(2 * stride);
  const columns = new Float64Array(2 * stride * (MOST_TERMS + 3));
  const betas = new Float64Array(MOST_TERMS + 3);
  const used = new Int32Array(MOST_TERMS + 3);
  let rank = 0;

  function reflect(v: number, y: Float64Array, yAt: number, beta: number, row: number, m: number): void {
    const skip = row & ~1;
    const factor = -beta * dot(columns, v + skip, y, yAt + skip, m - skip);
    for (let i = skip; i < m; i++) y[yAt + i]! += factor * columns[v + i]!;
  }

  function leastSquaresResidual(count: number, m: number): number {
    for (let c = 0; c < count; c++) {
      const column = c * m;
      const length = Math.sqrt(dot(columns, column, columns, column, m));
      const scale = length > 0 ? 1 / length : 0;
      for (let i = 0; i < m; i++) columns[column + i]! *= scale;
    }
    let row = 0;
    for (let c = 0; c < count && row < m; c++) {
      const v = c * m;
      for (let i = 0; i < row; i++) columns[v + i] = 0;
      const rest = Math.sqrt(dot(columns, v, columns, v, m));
      if (!(rest > DEPENDENT)) continue;
      const pivot = columns[v + row]!;
      columns[v + row] = pivot + (pivot < 0 ? -rest : rest);
      const beta = 1 / (rest * (rest + Math.abs(pivot)));
      for (let j = c + 1; j < count; j++) reflect(v, columns, j * m, beta, row, m);
      reflect(v, rhs, 0, beta, row, m);
      betas[row] = beta;
      used[row] = c;
      row++;
    }
    rank = row;
    for (let i = 0; i < row; i++) rhs[i] = 0;
    const sum = dot(rhs, 0, rhs, 0, m);
    for (let r = row - 1; r >= 0; r--) reflect(used[r]! * m, rhs, 0, betas[r]!, r, m);
    return sum;
  }

  function writeColumn(target: Float64Array, start: number, part: number, k: number, re: number, im: number): void {
    const w = weights[k]!;
    if (part !== IMAG) target[start + k] = re * w;
    if (part !== REAL) target[start + (part === BOTH ? stride + k : k)] = im * w;
  }

  function fitTerms(part: number, terms: number, decades: number, elements: number): number {
    const m = part === BOTH ? 2 * stride : stride;
    columns.fill(0, 0, m * (terms + 3));
    rhs.fill(0, 0, m);
    let count = 0;
    const first = -Math.log(highest) - decades * Math.LN10;
    const last = -Math.log(lowest) + decades * Math.LN10;
    for (let k = 0; k < n; k++) writeColumn(rhs, 0, part, k, dataReal[k]!, dataImag[k]!);
    for (let k = 0; k < n; k++) writeColumn(columns, 0, part, k, 1, 0);
    count++;
    if ((elements & 1) !== 0) {
      for (let k = 0; k < n; k++) writeColumn(columns, m * count, part, k, 0, omega[k]! / highest);
      count++;
    }
    if ((elements & 2) !== 0) {
      for (let k = 0; k < n; k++) writeColumn(columns, m * count, part, k, 0, -lowest / omega[k]!);
      count++;
    }
    for (let t = 0; t < terms; t++) {
      const tau = Math.exp(terms === 1 ? 0.5 * (first + last) : first + ((last - first) * t) / (terms - 1));
      for (let k = 0; k < n; k++) {
        const u = omega[k]! * tau;
        const s = 1 / (1 + u * u);
        writeColumn(columns, m * count, part, k, s, -u * s);
      }
      count++;
    }
    return leastSquaresResidual(count, m);
  }

  function takeData(admittance: number): void {
    for (let k = 0; k < n; k++) {
      const a = zReal[k]!;
      const b = zImag[k]!;
      const square = a * a + b * b;
      dataReal[k] = admittance !== 0 ? a / square : a;
      dataImag[k] = admittance !== 0 ? -b / square : b;
      weights[k] = admittance !== 0 ? Math.sqrt(square) : 1 / Math.sqrt(square);
    }
  }

  const residualReal = new Float64Array(n);
  const residualImag = new Float64Array(n);
  function writeResiduals(admittance: number): void {
    for (let k = 0; k < n; k++) {
      let a = rhs[k]!;
      let b = rhs[stride + k]!;
      if (admittance !== 0) {
        const modulus = Math.sqrt(zReal[k]! * zReal[k]! + zImag[k]! * zImag[k]!);
        const yReal = dataReal[k]! - a / modulus;
        const yImag = dataImag[k]! - b / modulus;
        const square = yReal * yReal + yImag * yImag;
        a = (zReal[k]! - yReal / square) / modulus;
        b = (zImag[k]! + yImag / square) / modulus;
      }
      residualReal[k] = a;
      residualImag[k] = b;
    }
  }

  const outliers = new Int32Array(n);
  function findOutliers(terms: number, decades: number, elements: number, together: number, togetherRank: number): number {
    outliers.fill(0);
    const most = Math.max(1, Math.trunc(n / POINTS_AN_OUTLIER));
    let found = 0;
    let sum = together;
    for (let step = 1; step <= most; step++) {
      let worst = 0;
      let largest = 0;
      for (let k = 0; k < n; k++) {
        const square = rhs[k]! * rhs[k]! + rhs[stride + k]! * rhs[stride + k]!;
        if (square <= largest) continue;
        largest = square;
        worst = k;
      }
      const rest = 2 * (n - step) - togetherRank;
      if (largest < OUTLIER_FLOOR * OUTLIER_FLOOR || rest <= 0) break;
      weights[worst] = 0;
      outliers[worst] = step;
      const without = fitTerms(BOTH, terms, decades, elements);
      if (deviate(((sum - without) * 0.5) / Math.max(without / rest, 1e-20), 2, rest) > CLEAR) found = step;
      sum = without;
    }
    for (let k = 0; k < n; k++) outliers[k] = outliers[k]! > 0 && outliers[k]! <= found ? 1 : 0;
    return found;
  }

  let best = Infinity;
  let terms = 1;
  let decades = 0;
  let admittance = 0;
  let elements = 3;
  const most = Math.min(MOST_TERMS, Math.max(Math.trunc(TERMS_A_POINT * n), Math.min(n - 3, FEW_TERMS)));
  for (let y = 0; y < 2; y++) {
    takeData(y);
    for (let beyond = 0; beyond < 2; beyond++) {
      for (let t = 2; t <= most; t = more(t)) {
        const value = akaike(fitTerms(BOTH, t, beyond, 3), 2 * n, rank);
        if (value >= best) continue;
        best = value;
        terms = t;
        decades = beyond;
        admittance = y;
      }
    }
  }
  takeData(admittance);
  for (let e = 0; e < 3; e++) {
    const value = akaike(fitTerms(BOTH, terms, decades, e), 2 * n, rank);
    if (value >= best) continue;
    best = value;
    elements = e;
  }

  const all = fitTerms(BOTH, terms, decades, elements);
  const termsOfAll = terms;
  const elementsOfAll = elements;
  writeResiduals(admittance);
  let square = 0;
  for (let k = 0; k < n; k++) square += residualReal[k]! * residualReal[k]! + residualImag[k]! * residualImag[k]!;

  const found = findOutliers(terms, decades, elements, all, rank);
  takeData(admittance);
  for (let k = 0; k < n; k++) if (outliers[k] !== 0) weights[k] = 0;
  const values = 2 * (n - found);
  best = Infinity;
  for (let t = 2; found > 0 && t <= most; t = more(t)) {
    const value = akaike(fitTerms(BOTH, t, decades, 3), values, rank);
    if (value >= best) continue;
    best = value;
    terms = t;
    elements = 3;
  }
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
  const d1 = apartRank - togetherRank;
  const d2 = values - apartRank;
  const noise = Math.sqrt(apart / Math.max(d2, 1));
  const excess = Math.max(together - apart, 0);
  const contradiction = d1 > 0 && d2 > 0 ? deviate(excess / d1 / Math.max(apart / d2, 1e-20), d1, d2) : 0;
  const systematic = Math.sqrt(Math.max(excess - d1 * noise * noise, 0) / values);
  const rms = Math.sqrt(square / (2 * n));
  const contradicts = contradiction > CONTRADICTION && systematic > SYSTEMATIC_FLOOR;
  const described = rms < NOT_DESCRIBED;
  const scalars = Float64Array.of(rms, noise, termsOfAll, admittance, elementsOfAll, decades, contradiction, systematic, found, contradicts ? 1 : 0, described ? 1 : 0, 0);
  return { valid: !(contradicts || found > 0 || !described), scalars, residualReal, residualImag, outliers };
}

function akaike(sum: number, count: number, parameters: number): number {
  const k = parameters + 1;
  const rest = count - k - 1;
  if (rest <= 0) return Infinity;
  return count * Math.log(Math.max(sum / count, 1e-14)) + 2 * k + (2 * k * (k + 1)) / rest;
}

function deviate(f: number, d1: number, d2: number): number {
  const c = Math.cbrt(f);
  const a = 2 / (9 * d1);
  const b = 2 / (9 * d2);
  return ((1 - b) * c - (1 - a)) / Math.sqrt(b * c * c + a);
}

const more = (terms: number): number => terms + (terms < 12 ? 1 : terms < 24 ? 2 : 4);
