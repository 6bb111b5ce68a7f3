/**
 * One circuit fitted to spectra at several temperatures at once. Each parameter is free at each temperature, or common to all, or, for a resistance,
 * follows sigma T = sigma0 exp(-Ea/kT): ln R = a + ln(T/T_m) + Ea (1/kT - 1/kT_m), with a and Ea common to all temperatures.
 *
 * All residuals and all free values form one least-squares problem (levenberg-marquardt.ts), from the separate fits as a start. The covariance of (a, Ea)
 * then holds what each temperature's other parameters add.
 */
import { arenaAlloc } from './arena';
import { at, cholesky, choleskyInverse, put } from './linalg';
import { PARALLEL, adjointAt, circuitAxis, circuitEvaluate, circuitLayout, circuitUse, derivativeOf, innerFrom, naturalFrom, nodeField, rootImpedance, stride } from './circuit';
import { gather, weigh, weightOfImag, weightOfReal } from './circuit-residual';
import { STEP_EXPONENT, STEP_LN } from './circuit-fit';
import { levenbergMarquardt, lmEvaluate, lmEvaluations, lmNormal, lmPrepare, lmSpans } from './levenberg-marquardt';
import { studentQuantile } from './statistics';

let nNodes: i32 = 0;
let nParameters: i32 = 0;
let nFree: i32 = 0;
let nTemperatures: i32 = 0;
let rows: i32 = 0;
/** i32 a temperature and parameter: the free value, or -1 where it is held; and the slope's, or -1 where it is not activated. */
let slots: usize = 0;
let slopeSlots: usize = 0;
let centred: usize = 0;
let lnRelative: usize = 0;
let axes: usize = 0;
let firstRow: usize = 0;
let data: usize = 0;
let weights: usize = 0;
let held: usize = 0;
let inner: usize = 0;

// @ts-ignore: decorator
@inline
function integer(base: usize, i: i32): i32 {
  return load<i32>(base + (<usize>i << 2));
}

/** Inner values at temperature t. */
function spread(free: usize, t: i32): void {
  for (let p = 0; p < nParameters; p++) {
    const i = t * nParameters + p;
    const slot = integer(slots, i);
    const slope = integer(slopeSlots, i);
    let value = slot < 0 ? at(held, i) : at(free, slot);
    if (slope >= 0) value += at(lnRelative, t) + at(centred, t) * at(free, slope);
    put(inner, p, value);
  }
}

function seriesModel(free: usize, residual: usize, jacobian: usize): f64 {
  const column = <usize>rows << 3;
  if (jacobian != 0) memory.fill(jacobian, 0, column * nFree);
  let sum: f64 = 0;
  for (let t = 0; t < nTemperatures; t++) sum += blockOf(t, free, residual, jacobian, column);
  return sum;
}

/** Residuals and columns of one temperature; its sum of squares. */
function blockOf(t: i32, free: usize, residual: usize, jacobian: usize, column: usize): f64 {
  circuitUse(load<usize>(axes + (<usize>t << 2)));
  spread(free, t);
  circuitEvaluate(inner, jacobian != 0);
  const z = rootImpedance();
  const offset = <usize>integer(firstRow, t) << 3;
  const w = weights + offset;
  const half = <usize>stride << 3;
  let sum: f64 = 0;
  for (let k = 0; k < 2 * stride; k++) {
    const r = (at(z, k) - at(data + offset, k)) * at(w, k);
    put(residual + offset, k, r);
    sum += r * r;
  }
  if (jacobian == 0) return sum;
  for (let i = 0; i < nNodes; i++) {
    if (nodeField(i, 0) <= PARALLEL) continue;
    for (let field = 2; field < 6; field++) {
      const p = nodeField(i, field);
      if (p < 0) break;
      const slot = integer(slots, t * nParameters + p);
      const slope = integer(slopeSlots, t * nParameters + p);
      if (slot >= 0) gather(jacobian + column * slot + offset, derivativeOf(p), adjointAt(i), 1, w, w + half);
      if (slope >= 0) gather(jacobian + column * slope + offset, derivativeOf(p), adjointAt(i), at(centred, t), w, w + half);
    }
  }
  return sum;
}

/** A free value of one temperature touches the residuals of that temperature alone. */
function setSpans(): void {
  const first = arenaAlloc(<usize>nFree << 2);
  const end = arenaAlloc(<usize>nFree << 2);
  for (let i = 0; i < nFree; i++) {
    store<i32>(first + (<usize>i << 2), rows);
    store<i32>(end + (<usize>i << 2), 0);
  }
  for (let t = 0; t < nTemperatures; t++) {
    const from = integer(firstRow, t);
    const to = t + 1 < nTemperatures ? integer(firstRow, t + 1) : rows;
    for (let p = 0; p < nParameters; p++) {
      widen(first, end, integer(slots, t * nParameters + p), from, to);
      widen(first, end, integer(slopeSlots, t * nParameters + p), from, to);
    }
  }
  lmSpans(first, end);
}

function widen(first: usize, end: usize, slot: i32, from: i32, to: i32): void {
  if (slot < 0) return;
  store<i32>(first + (<usize>slot << 2), min(integer(first, slot), from));
  store<i32>(end + (<usize>slot << 2), max(integer(end, slot), to));
}

/** Free values from the separate fits' inner ones (in `held`): means of common ones, straight lines of activated ones. */
function startFrom(free: usize, count: usize, sumXX: f64): void {
  memory.fill(free, 0, <usize>nFree << 3);
  memory.fill(count, 0, <usize>nFree << 3);
  for (let t = 0; t < nTemperatures; t++) {
    for (let p = 0; p < nParameters; p++) {
      const i = t * nParameters + p;
      const slot = integer(slots, i);
      const slope = integer(slopeSlots, i);
      if (slot < 0) continue;
      const value = at(held, i) - (slope >= 0 ? at(lnRelative, t) : 0);
      put(free, slot, at(free, slot) + value);
      put(count, slot, at(count, slot) + 1);
      if (slope >= 0) put(free, slope, at(free, slope) + (value * at(centred, t)) / sumXX);
    }
  }
  for (let i = 0; i < nFree; i++) if (at(count, i) > 0) put(free, i, at(free, i) / at(count, i));
}

/**
 * nodes, nNodes, nParameters: the circuit. slots, slopeSlots: i32 a temperature and parameter; `free` values in all. exponent: i32 a parameter.
 * temperatures: nT; centred: 1/kT minus its mean; relative: T/T_m. counts: i32 points a temperature; frequency (Hz), zReal, zImag (ohm): one after the
 * other. values: natural parameters a temperature, the start. weight: 0 modulus, 1 proportional, 2 unit.
 * Outputs: solution (free), covariance (free^2, inner units, scaled by S/dof), natural (nT x nParameters), sums (nT), scalars (8 f64): 0 sum of squares;
 * 1 degrees of freedom; 2 Student's t (95 %) for nT - 2; 3 evaluations; 4 singular (1) or not.
 * Returns 0 converged, 1 iteration limit, 2 no finite start.
 */
export function seriesFit(
  nodes: usize, nodesLength: i32, parametersLength: i32, slotsAt: usize, slopeSlotsAt: usize, free: i32, exponent: usize, temperatures: i32, centredAt: usize, relative: usize,
  counts: usize, frequency: usize, zReal: usize, zImag: usize, values: usize, exponentLow: f64, weight: i32,
  solution: usize, covariance: usize, natural: usize, sums: usize, scalars: usize,
): i32 {
  nNodes = nodesLength;
  nParameters = parametersLength;
  nFree = free;
  nTemperatures = temperatures;
  slots = slotsAt;
  slopeSlots = slopeSlotsAt;
  centred = centredAt;
  lnRelative = arenaAlloc(<usize>nTemperatures << 3);
  for (let t = 0; t < nTemperatures; t++) put(lnRelative, t, Math.log(at(relative, t)));
  axes = arenaAlloc(<usize>nTemperatures << 2);
  firstRow = arenaAlloc(<usize>nTemperatures << 2);
  inner = arenaAlloc(<usize>nParameters << 3);
  held = arenaAlloc(<usize>(nTemperatures * nParameters) << 3);
  let most = 0;
  rows = 0;
  let points = 0;
  for (let t = 0; t < nTemperatures; t++) {
    const n = integer(counts, t);
    most = max(most, n);
    store<i32>(firstRow + (<usize>t << 2), rows);
    rows += 2 * ((n + 1) & ~1);
    points += n;
  }
  circuitLayout(nodes, nNodes, nParameters, most);
  data = arenaAlloc(<usize>rows << 3);
  weights = arenaAlloc(<usize>rows << 3);
  memory.fill(data, 0, <usize>rows << 3);
  memory.fill(weights, 0, <usize>rows << 3);
  let from = 0;
  let sumXX: f64 = 0;
  let reach: f64 = 0;
  for (let t = 0; t < nTemperatures; t++) {
    const n = integer(counts, t);
    const axis = circuitAxis(frequency + (<usize>from << 3), n);
    store<usize>(axes + (<usize>t << 2), axis);
    circuitUse(axis);
    const offset = <usize>integer(firstRow, t) << 3;
    for (let k = 0; k < n; k++) {
      const re = at(zReal, from + k);
      const im = at(zImag, from + k);
      put(data + offset, k, re);
      put(data + offset, stride + k, im);
      weigh(weight, re, im);
      put(weights + offset, k, weightOfReal);
      put(weights + offset, stride + k, weightOfImag);
    }
    innerFrom(values + (<usize>(t * nParameters) << 3), held + (<usize>(t * nParameters) << 3));
    sumXX += at(centred, t) * at(centred, t);
    reach = Math.max(reach, Math.abs(at(centred, t)));
    from += n;
  }
  const bytes = <usize>nFree << 3;
  const low = arenaAlloc(bytes);
  const high = arenaAlloc(bytes);
  const maxStep = arenaAlloc(bytes);
  for (let i = 0; i < nFree; i++) {
    put(low, i, -Infinity);
    put(high, i, Infinity);
    put(maxStep, i, STEP_LN);
  }
  startFrom(solution, maxStep, sumXX);
  for (let i = 0; i < nFree; i++) put(maxStep, i, STEP_LN);
  for (let i = 0; i < nTemperatures * nParameters; i++) {
    const slot = integer(slots, i);
    if (integer(slopeSlots, i) >= 0) put(maxStep, integer(slopeSlots, i), STEP_LN / reach);
    if (slot < 0 || integer(exponent, i % nParameters) == 0) continue;
    put(low, slot, exponentLow);
    put(high, slot, 1);
    put(maxStep, slot, STEP_EXPONENT);
    put(solution, slot, Math.max(exponentLow, Math.min(1, at(solution, slot))));
  }
  lmPrepare(nFree, rows);
  setSpans();
  const status = levenbergMarquardt(seriesModel, nFree, rows, solution, low, high, maxStep, 200, 1e-11);
  put(scalars, 3, <f64>lmEvaluations);
  if (status == 2) return 2;
  const sum = lmEvaluate(seriesModel, nFree, rows, solution);
  const dof = 2 * points - nFree;
  put(scalars, 0, sum);
  put(scalars, 1, <f64>dof);
  put(scalars, 2, studentQuantile(0.95, nTemperatures - 2));
  put(scalars, 4, covarianceOf(sum / <f64>dof, covariance));
  const residual = arenaAlloc(<usize>rows << 3);
  for (let t = 0; t < nTemperatures; t++) {
    put(sums, t, blockOf(t, solution, residual, 0, 0));
    naturalFrom(inner, natural + (<usize>(t * nParameters) << 3), 0, nParameters);
  }
  return status;
}

/** (J^T J)^-1 times `chi2`, columns scaled to unit length first; a singular direction gets a ridge of 1e-10. Returns 1 for such a one. */
function covarianceOf(chi2: f64, covariance: usize): f64 {
  const scaled = arenaAlloc(<usize>(nFree * nFree) << 3);
  let singular: f64 = 0;
  for (let ridge: f64 = 0; ; ridge = 1e-10) {
    for (let i = 0; i < nFree; i++) {
      for (let j = 0; j < nFree; j++) put(scaled, i * nFree + j, at(lmNormal, i * nFree + j) / (lengthOf(i) * lengthOf(j)));
      put(scaled, i * nFree + i, 1 + ridge);
    }
    if (cholesky(scaled, nFree, ridge == 0 ? 1e-13 : 0)) break;
    singular = 1;
  }
  choleskyInverse(scaled, nFree, covariance);
  for (let i = 0; i < nFree; i++) for (let j = 0; j < nFree; j++) put(covariance, i * nFree + j, (chi2 * at(covariance, i * nFree + j)) / (lengthOf(i) * lengthOf(j)));
  return singular;
}

function lengthOf(i: i32): f64 {
  const d = at(lmNormal, i * nFree + i);
  return d > 0 ? Math.sqrt(d) : 1;
}
