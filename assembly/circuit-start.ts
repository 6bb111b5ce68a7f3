/**
 * Starting values for a circuit fit, drawn from the data: features of the spectrum bound each element's scale, a seeded
 * generator fills the rest. Works for every circuit, because each element only asks for a resistance, a time constant or a blocking magnitude.
 */
import { at, put } from './linalg';
import {
  CAPACITOR, CPE, DEBYE, GERISCHER, GERISCHER_FINITE, INDUCTOR, MODIFIED_INDUCTOR, PARALLEL, POROUS, RC, RESISTOR, RQ, SERIES,
  TRANSMISSION_LINE, WARBURG, WARBURG_OPEN, WARBURG_SHORT, ZARC, lnOmega, lnOmegaReference, nodeField,
} from './circuit';

let state: u64 = 0;

export function seedStarts(seed: i32): void {
  state = <u64>seed * 0x9e3779b97f4a7c15 + 0x1234567;
}

/** Uniform in [low, high): splitmix64 (Steele, Lea & Flood, OOPSLA 2014). */
export function uniform(low: f64, high: f64): f64 {
  state += 0x9e3779b97f4a7c15;
  let z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  z ^= z >> 31;
  return low + (high - low) * (<f64>(z >> 11) * (1.0 / 9007199254740992.0));
}

// Features of the spectrum.
let lnOmegaLow: f64 = 0;
let lnOmegaHigh: f64 = 0;
/** Where |Im|/|Z| is smallest: between arcs and blocking tail, Re Z there is the sum of the arcs. */
let lnOmegaMiddle: f64 = 0;
let realMiddle: f64 = 0;
let realLargest: f64 = 0;
let realHigh: f64 = 0;
let imagHigh: f64 = 0;
let imagLow: f64 = 0;
let blocking: bool = false;

/** Reads the features from n points; |Re| stands for Re where noise makes it negative. */
export function readFeatures(zReal: usize, zImag: usize, mask: usize, n: i32): void {
  let low = -1;
  let high = -1;
  let middle = -1;
  let least = Infinity;
  realLargest = 0;
  for (let k = 0; k < n; k++) {
    if (load<i32>(mask + (<usize>k << 2)) == 0) continue;
    const x = at(lnOmega, k);
    if (low < 0 || x < at(lnOmega, low)) low = k;
    if (high < 0 || x > at(lnOmega, high)) high = k;
    const ratio = Math.abs(at(zImag, k)) / (Math.abs(at(zReal, k)) + Math.abs(at(zImag, k)));
    if (ratio < least) {
      least = ratio;
      middle = k;
    }
    realLargest = Math.max(realLargest, Math.abs(at(zReal, k)));
  }
  lnOmegaLow = at(lnOmega, low);
  lnOmegaHigh = at(lnOmega, high);
  lnOmegaMiddle = at(lnOmega, middle);
  realMiddle = Math.abs(at(zReal, middle)) + 1e-30;
  realHigh = Math.abs(at(zReal, high)) + 1e-30;
  imagHigh = at(zImag, high);
  imagLow = Math.abs(at(zImag, low)) + 1e-30;
  // A tail that still rises at the lowest frequency; an arc would have closed.
  blocking = -at(zImag, low) > 0.15 * Math.abs(at(zReal, low));
}

/** True when node i or one of the branches that hold it lies in parallel with something. */
function inParallel(i: i32): bool {
  for (let up = nodeField(i, 1); up >= 0; up = nodeField(up, 1)) if (nodeField(up, 0) == PARALLEL) return true;
  return false;
}

let stratum: f64 = 0;
let strata: f64 = 1;
let ordered: bool = false;

/** ln tau of the next arc: ascending thirds, halves … of the window in ordered draws, anywhere otherwise. */
function drawLnTau(): f64 {
  const low = -lnOmegaHigh - 2.5;
  const high = blocking && uniform(0, 1) < 0.8 ? Math.max(-lnOmegaMiddle, low + 3) : -lnOmegaLow + 1;
  if (!ordered) return uniform(low, high);
  const width = (high - low) / strata;
  const x = low + width * (stratum + uniform(0.2, 0.8));
  stratum += 1;
  return x;
}

function drawResistance(): f64 {
  const budget = uniform(0, 1) < 0.7 ? realMiddle : realLargest;
  const u = uniform(0, 1);
  return Math.log(budget) - 3 * u * u;
}

/** Writes inner values of every parameter (before fixed ones are put back) for one start. */
export function drawStart(inner: usize, nodeCount: i32): void {
  strata = 0;
  stratum = 0;
  for (let i = 0; i < nodeCount; i++) {
    const kind = nodeField(i, 0);
    if (kind >= WARBURG_OPEN && kind != MODIFIED_INDUCTOR || ((kind == CAPACITOR || kind == CPE) && inParallel(i))) strata += 1;
  }
  if (strata == 0) strata = 1;
  ordered = uniform(0, 1) < 0.6;
  for (let i = 0; i < nodeCount; i++) {
    const kind = nodeField(i, 0);
    if (kind == SERIES || kind == PARALLEL) continue;
    const a = nodeField(i, 2);
    const b = nodeField(i, 3);
    const c = nodeField(i, 4);
    const d = nodeField(i, 5);
    const inside = inParallel(i);
    if (kind == RESISTOR) {
      put(inner, a, inside ? drawResistance() : Math.log(realHigh) - uniform(0, 3) * uniform(0, 1));
    } else if (kind == CAPACITOR) {
      put(inner, a, inside ? drawLnTau() - drawResistance() : -lnOmegaLow - Math.log(imagLow) + uniform(-1, 1));
    } else if (kind == INDUCTOR) {
      put(inner, a, lnReactanceHigh() - lnOmegaHigh);
    } else if (kind == MODIFIED_INDUCTOR) {
      const alpha = uniform(0.7, 1);
      put(inner, b, alpha);
      put(inner, a, lnReactanceHigh() / alpha - lnOmegaHigh);
    } else if (kind == CPE) {
      const alpha = inside ? uniform(0.65, 1) : uniform(0.5, 1);
      const reference = nodeField(i, 6) != 0 ? 0 : lnOmegaReference;
      put(inner, b, alpha);
      // Inside: Q = tau^alpha/R. In series: |Z| = |Im| at the lowest frequency, carried to the reference with alpha.
      if (inside) put(inner, a, alpha * (drawLnTau() + reference) - drawResistance());
      else put(inner, a, alpha * (reference - lnOmegaLow) - Math.log(imagLow) + uniform(-0.7, 0.7));
    } else if (kind == WARBURG) {
      put(inner, a, inside ? drawResistance() - 0.5 * drawLnTau() : Math.log(imagLow) + 0.5 * lnOmegaLow + uniform(-1, 1));
    } else {
      put(inner, a, drawResistance());
      if (kind == RC || kind == RQ || kind == DEBYE || kind == ZARC) {
        put(inner, b, drawLnTau());
        if (kind == RQ || kind == ZARC) put(inner, c, uniform(0.65, 1));
      } else if (kind == WARBURG_OPEN || kind == WARBURG_SHORT || kind == GERISCHER || kind == GERISCHER_FINITE) {
        put(inner, b, uniform(-lnOmegaHigh - 1, -lnOmegaLow + 2));
        if (kind == GERISCHER_FINITE) put(inner, c, uniform(-1.5, 1.5));
      } else if (kind == TRANSMISSION_LINE) {
        const gamma = uniform(0.65, 1);
        put(inner, c, gamma);
        put(inner, b, gamma * uniform(-lnOmegaHigh - 1, -lnOmegaLow + 2) - at(inner, a));
      } else if (kind == POROUS) {
        put(inner, b, drawResistance());
        put(inner, c, uniform(-3, 1));
        put(inner, d, uniform(-lnOmegaHigh - 1, -lnOmegaLow + 2));
      }
    }
  }
}

/** ln of the inductive reactance at the top of the range: Im Z where positive, else a small part of Re Z. */
function lnReactanceHigh(): f64 {
  return imagHigh > 0 ? Math.log(imagHigh) + uniform(-0.2, 0.7) : Math.log(realHigh) - uniform(1, 5);
}
