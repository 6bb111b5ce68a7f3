/**
 * Impedance of an equivalent circuit and its exact derivatives, all frequencies of a spectrum in one call.
 *
 * A circuit is a list of nodes, children before parents, the root last. A node is 8 i32:
 *   0 kind (below), 1 parent's index (-1 for the root), 2..5 indices of its parameters, 6 "plain" flag (CPE: see `innerFrom`), 7 unused.
 * Elements are those of impedance.py (Murbach et al., J. Open Source Softw. 5 (2020) 2349), omega = 2 pi f:
 *   R; C: 1/(j omega C); L: j omega L; CPE: 1/(Q (j omega)^alpha); La: (j omega L)^alpha; W: A_W (1 - j)/sqrt(omega);
 *   Wo: Z0 coth(s)/s and Ws: Z0 tanh(s)/s, s = sqrt(j omega tau); G: R/sqrt(1 + j omega t); Gs: R coth(phi g)/g, g = sqrt(1 + j omega t);
 *   K: R/(1 + j omega tau); Zarc: R/(1 + (j omega tau)^gamma);
 *   TLMQ: R coth(x)/x, x = sqrt(R Q (j omega)^gamma) (Landesfeind et al., J. Electrochem. Soc. 163 (2016) A1373, Eq. 11);
 *   T: A coth(b)/b + B/(b sinh b), b = sqrt(a + j omega b') (Paasch et al., Electrochim. Acta 38 (1993) 2653).
 * p(R,C) and p(R,CPE) are nodes of their own (RC, RQ) in the parameters ln R, ln tau, alpha, tau = RC or (RQ)^(1/alpha): these hardly
 * correlate where ln R, ln Q, alpha correlate to 0.99.
 *
 * Inside, positive parameters are logarithms ("inner" values), so that derivatives are with respect to ln p; exponents are themselves.
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { expPair } from './exponential';
import { cosine, sincos, sine } from './trigonometry';
import { coth, csch, divide, im, multiply, re, squareRoot, tanh } from './complex';

export const SERIES: i32 = 0;
export const PARALLEL: i32 = 1;
export const RESISTOR: i32 = 2;
export const CAPACITOR: i32 = 3;
export const INDUCTOR: i32 = 4;
export const CPE: i32 = 5;
export const WARBURG: i32 = 6;
export const WARBURG_OPEN: i32 = 7;
export const WARBURG_SHORT: i32 = 8;
export const GERISCHER: i32 = 9;
export const GERISCHER_FINITE: i32 = 10;
export const DEBYE: i32 = 11;
export const ZARC: i32 = 12;
export const MODIFIED_INDUCTOR: i32 = 13;
export const TRANSMISSION_LINE: i32 = 14;
export const POROUS: i32 = 15;
export const RC: i32 = 16;
export const RQ: i32 = 17;

const HALF_PI: f64 = 0.5 * Math.PI;

let nodes: usize = 0;
let nodeCount: i32 = 0;
/** Points of the spectrum rounded up to even: the distance between the real and the imaginary half of a column. */
export let stride: i32 = 0;
/** ln omega, `stride` values; padding repeats the last point. */
export let lnOmega: usize = 0;
/** sqrt(omega) likewise is never stored: exp(ln omega / 2) is exact enough and rarely needed. */
let impedances: usize = 0;
let adjoints: usize = 0;
let adjointOf: usize = 0;
let derivatives: usize = 0;
/** The frequency (as ln omega) at which a CPE's magnitude is the inner parameter. */
export let lnOmegaReference: f64 = 0;

// @ts-ignore: decorator
@inline
export function nodeField(i: i32, field: i32): i32 {
  return load<i32>(nodes + (<usize>(8 * i + field) << 2));
}

/** Bytes of one complex column: `stride` real parts, then `stride` imaginary parts. */
// @ts-ignore: decorator
@inline
function columnBytes(): usize {
  return <usize>stride << 4;
}

// @ts-ignore: decorator
@inline
function impedanceOf(i: i32): usize {
  return impedances + columnBytes() * i;
}

/** Column of derivatives with respect to inner parameter p (of the element alone, before the rest of the circuit). */
// @ts-ignore: decorator
@inline
export function derivativeOf(p: i32): usize {
  return derivatives + columnBytes() * p;
}

/** Address of dZ/dZ_i, or 0 where it is 1 at every frequency. */
// @ts-ignore: decorator
@inline
export function adjointAt(i: i32): usize {
  return load<usize>(adjointOf + (<usize>i << 2));
}

/** Lays out scratch for a circuit at n frequencies (Hz, positive) and takes them; the caller's arena mark frees it. */
export function circuitPrepare(nodesAt: usize, nNodes: i32, nParameters: i32, frequency: usize, n: i32): void {
  circuitLayout(nodesAt, nNodes, nParameters, n);
  circuitUse(circuitAxis(frequency, n));
}

/** Scratch for a circuit at up to `most` frequencies, whose axes are made by `circuitAxis` and taken by `circuitUse`. */
export function circuitLayout(nodesAt: usize, nNodes: i32, nParameters: i32, most: i32): void {
  nodes = nodesAt;
  nodeCount = nNodes;
  stride = (most + 1) & ~1;
  impedances = arenaAlloc(columnBytes() * nNodes);
  adjoints = arenaAlloc(columnBytes() * nNodes);
  adjointOf = arenaAlloc(<usize>nNodes << 2);
  derivatives = arenaAlloc(columnBytes() * nParameters);
}

/** An axis: stride (i32), then at 8 the CPE's reference, at 16 ln omega of n frequencies (Hz). */
export function circuitAxis(frequency: usize, n: i32): usize {
  const padded = (n + 1) & ~1;
  const axis = arenaAlloc(16 + (<usize>padded << 3));
  store<i32>(axis, padded);
  let lowest = Infinity;
  for (let k = 0; k < padded; k++) {
    const x = Math.log(2 * Math.PI * at(frequency, k < n ? k : n - 1));
    put(axis + 16, k, x);
    if (x < lowest) lowest = x;
  }
  // Two e-folds above the lowest frequency: there the magnitude and the exponent of a blocking CPE are nearly uncorrelated.
  put(axis, 1, lowest + 2);
  return axis;
}

/** Evaluations that follow are at this axis. */
export function circuitUse(axis: usize): void {
  stride = load<i32>(axis);
  lnOmegaReference = at(axis, 1);
  lnOmega = axis + 16;
}

/** Column of the whole circuit's impedance after `circuitEvaluate`. */
export function rootImpedance(): usize {
  return impedanceOf(nodeCount - 1);
}

/** ln omega at which CPE node i holds its magnitude: 0 (that is Q itself) when the node is flagged plain. */
// @ts-ignore: decorator
@inline
function referenceOf(i: i32): f64 {
  return nodeField(i, 6) != 0 ? 0 : lnOmegaReference;
}

/** inner := the logarithms (or themselves, for exponents) of natural parameters; a CPE holds ln(Q omega_ref^alpha), RC and RQ hold ln tau. */
export function innerFrom(natural: usize, inner: usize): void {
  for (let i = 0; i < nodeCount; i++) {
    const kind = nodeField(i, 0);
    if (kind <= PARALLEL) continue;
    const a = nodeField(i, 2);
    const b = nodeField(i, 3);
    const c = nodeField(i, 4);
    const d = nodeField(i, 5);
    put(inner, a, Math.log(at(natural, a)));
    if (kind == CPE) {
      put(inner, b, at(natural, b));
      put(inner, a, at(inner, a) + at(natural, b) * referenceOf(i));
    } else if (kind == RC) {
      put(inner, b, at(inner, a) + Math.log(at(natural, b)));
    } else if (kind == RQ) {
      put(inner, c, at(natural, c));
      put(inner, b, (at(inner, a) + Math.log(at(natural, b))) / at(natural, c));
    } else if (kind == MODIFIED_INDUCTOR) {
      put(inner, b, at(natural, b));
    } else {
      if (b >= 0) put(inner, b, Math.log(at(natural, b)));
      if (c >= 0) put(inner, c, kind == ZARC || kind == TRANSMISSION_LINE ? at(natural, c) : Math.log(at(natural, c)));
      if (d >= 0) put(inner, d, Math.log(at(natural, d)));
    }
  }
}

/**
 * natural := parameters of the circuit from inner ones, and, when `slope` is not 0, the matrix d natural_i / d inner_j
 * (nParameters x nParameters, cleared here).
 */
export function naturalFrom(inner: usize, natural: usize, slope: usize, nParameters: i32): void {
  if (slope != 0) for (let i = 0; i < nParameters * nParameters; i++) put(slope, i, 0);
  for (let i = 0; i < nodeCount; i++) {
    const kind = nodeField(i, 0);
    if (kind <= PARALLEL) continue;
    const a = nodeField(i, 2);
    const b = nodeField(i, 3);
    const c = nodeField(i, 4);
    const d = nodeField(i, 5);
    if (kind == CPE) {
      const q = Math.exp(at(inner, a) - at(inner, b) * referenceOf(i));
      setNatural(natural, slope, nParameters, a, q, q);
      setNatural(natural, slope, nParameters, b, at(inner, b), 1);
      if (slope != 0) put(slope, a * nParameters + b, -q * referenceOf(i));
    } else if (kind == RC || kind == RQ) {
      const r = Math.exp(at(inner, a));
      const exponent = kind == RQ ? at(inner, c) : 1;
      const q = Math.exp(exponent * at(inner, b) - at(inner, a));
      setNatural(natural, slope, nParameters, a, r, r);
      setNatural(natural, slope, nParameters, b, q, q * exponent);
      if (slope != 0) put(slope, b * nParameters + a, -q);
      if (kind == RQ) {
        setNatural(natural, slope, nParameters, c, exponent, 1);
        if (slope != 0) put(slope, b * nParameters + c, q * at(inner, b));
      }
    } else {
      setLogarithmic(natural, slope, nParameters, a, inner);
      if (kind == MODIFIED_INDUCTOR) setNatural(natural, slope, nParameters, b, at(inner, b), 1);
      else if (b >= 0) setLogarithmic(natural, slope, nParameters, b, inner);
      if (kind == ZARC || kind == TRANSMISSION_LINE) setNatural(natural, slope, nParameters, c, at(inner, c), 1);
      else if (c >= 0) setLogarithmic(natural, slope, nParameters, c, inner);
      if (d >= 0) setLogarithmic(natural, slope, nParameters, d, inner);
    }
  }
}

function setNatural(natural: usize, slope: usize, n: i32, i: i32, value: f64, derivative: f64): void {
  put(natural, i, value);
  if (slope != 0) put(slope, i * n + i, derivative);
}

function setLogarithmic(natural: usize, slope: usize, n: i32, i: i32, inner: usize): void {
  const value = Math.exp(at(inner, i));
  setNatural(natural, slope, n, i, value, value);
}

/**
 * Z of every node at inner parameters `p`; with `withDerivatives` also each element's own derivatives and the factors dZ/dZ_i.
 * In series the factor passes unchanged, in parallel it is multiplied by (Z/Z_i)^2.
 */
export function circuitEvaluate(p: usize, withDerivatives: bool): void {
  const column = columnBytes();
  for (let i = 0; i < nodeCount; i++) if (nodeField(i, 0) <= PARALLEL) memory.fill(impedanceOf(i), 0, column);
  for (let i = 0; i < nodeCount; i++) {
    const kind = nodeField(i, 0);
    if (kind == PARALLEL) invertColumn(impedanceOf(i));
    else if (kind != SERIES) element(i, kind, p, withDerivatives);
    const parent = nodeField(i, 1);
    if (parent >= 0) {
      if (nodeField(parent, 0) == SERIES) addColumn(impedanceOf(parent), impedanceOf(i));
      else addInverse(impedanceOf(parent), impedanceOf(i));
    }
  }
  if (!withDerivatives) return;
  for (let i = nodeCount - 1; i >= 0; i--) {
    const parent = nodeField(i, 1);
    let factor: usize = 0;
    if (parent >= 0) {
      factor = adjointAt(parent);
      if (nodeField(parent, 0) == PARALLEL) {
        const own = adjoints + column * i;
        parallelAdjoint(own, factor, impedanceOf(parent), impedanceOf(i));
        factor = own;
      }
    }
    store<usize>(adjointOf + (<usize>i << 2), factor);
  }
}

function addColumn(sum: usize, term: usize): void {
  const end = sum + columnBytes();
  while (sum < end) {
    v128.store(sum, f64x2.add(v128.load(sum), v128.load(term)));
    sum += 16;
    term += 16;
  }
}

function addInverse(sum: usize, z: usize): void {
  for (let k = 0; k < stride; k++) {
    divide(1, 0, at(z, k), at(z, stride + k));
    put(sum, k, at(sum, k) + re);
    put(sum, stride + k, at(sum, stride + k) + im);
  }
}

function invertColumn(z: usize): void {
  for (let k = 0; k < stride; k++) {
    divide(1, 0, at(z, k), at(z, stride + k));
    put(z, k, re);
    put(z, stride + k, im);
  }
}

function parallelAdjoint(own: usize, factor: usize, total: usize, z: usize): void {
  for (let k = 0; k < stride; k++) {
    divide(at(total, k), at(total, stride + k), at(z, k), at(z, stride + k));
    multiply(re, im, re, im);
    if (factor != 0) multiply(re, im, at(factor, k), at(factor, stride + k));
    put(own, k, re);
    put(own, stride + k, im);
  }
}

/** Stores a + jb at point k of a column. */
// @ts-ignore: decorator
@inline
function set(column: usize, k: i32, a: f64, b: f64): void {
  put(column, k, a);
  put(column, stride + k, b);
}

/** Z and derivatives of one element; Z is written to its node, d Z/d p to the parameters' columns. */
function element(i: i32, kind: i32, p: usize, withDerivatives: bool): void {
  const z = impedanceOf(i);
  const ia = nodeField(i, 2);
  const ib = nodeField(i, 3);
  const ic = nodeField(i, 4);
  const id = nodeField(i, 5);
  const da = derivativeOf(ia);
  const db = derivativeOf(ib);
  const dc = derivativeOf(ic);
  const dd = derivativeOf(id);
  const a = at(p, ia);
  const b = ib < 0 ? 0 : at(p, ib);
  const c = ic < 0 ? 0 : at(p, ic);
  const d = id < 0 ? 0 : at(p, id);
  if (kind == RQ || kind == ZARC) arc(z, da, db, dc, a, b, c, withDerivatives);
  else if (kind == RC || kind == DEBYE) debye(z, da, db, a, b, withDerivatives);
  else if (kind == CPE) constantPhase(z, da, db, a, b, referenceOf(i), withDerivatives);
  else if (kind == RESISTOR) {
    const r = Math.exp(a);
    for (let k = 0; k < stride; k++) set(z, k, r, 0);
    if (withDerivatives) memory.copy(da, z, columnBytes());
  } else if (kind == CAPACITOR) {
    for (let k = 0; k < stride; k++) {
      const x = -Math.exp(-a - at(lnOmega, k));
      set(z, k, 0, x);
      if (withDerivatives) set(da, k, 0, -x);
    }
  } else if (kind == INDUCTOR) {
    for (let k = 0; k < stride; k++) set(z, k, 0, Math.exp(a + at(lnOmega, k)));
    if (withDerivatives) memory.copy(da, z, columnBytes());
  } else if (kind == WARBURG) {
    for (let k = 0; k < stride; k++) {
      const x = Math.exp(a - 0.5 * at(lnOmega, k));
      set(z, k, x, -x);
    }
    if (withDerivatives) memory.copy(da, z, columnBytes());
  } else if (kind == WARBURG_OPEN || kind == WARBURG_SHORT) warburg(z, da, db, a, b, kind == WARBURG_OPEN, withDerivatives);
  else if (kind == GERISCHER) gerischer(z, da, db, a, b, withDerivatives);
  else if (kind == GERISCHER_FINITE) gerischerFinite(z, da, db, dc, a, b, c, withDerivatives);
  else if (kind == MODIFIED_INDUCTOR) modifiedInductor(z, da, db, a, b, withDerivatives);
  else if (kind == TRANSMISSION_LINE) transmissionLine(z, da, db, dc, a, b, c, withDerivatives);
  else if (kind == POROUS) porous(z, da, db, dc, dd, a, b, c, d, withDerivatives);
}

/** Stores re + j im of a pair of points at `offset` bytes of a column. */
// @ts-ignore: decorator
@inline
function setPair(column: usize, offset: usize, re: v128, im: v128): void {
  v128.store(column + offset, re);
  v128.store(column + offset + (<usize>stride << 3), im);
}

/** R/(1 + u), u = (j omega tau)^alpha. d/d ln tau = -Z alpha u/(1+u); d/d alpha = -Z u/(1+u) (ln omega tau + j pi/2). */
function arc(z: usize, dR: usize, dTau: usize, dAlpha: usize, lnR: f64, lnTau: f64, alpha: f64, withDerivatives: bool): void {
  sincos(alpha * HALF_PI);
  const r = f64x2.splat(Math.exp(lnR));
  const c = f64x2.splat(cosine);
  const s = f64x2.splat(sine);
  const one = f64x2.splat(1);
  const exponent = f64x2.splat(alpha);
  const right = f64x2.splat(HALF_PI);
  for (let offset: usize = 0; offset < <usize>stride << 3; offset += 16) {
    const x = f64x2.add(v128.load(lnOmega + offset), f64x2.splat(lnTau));
    // Beyond e^300 the square below would overflow; Z is 0 there to every digit.
    const e = expPair(f64x2.min(f64x2.mul(exponent, x), f64x2.splat(300)));
    const ur = f64x2.mul(e, c);
    const ui = f64x2.mul(e, s);
    const vr = f64x2.add(one, ur);
    const inverse = f64x2.div(one, f64x2.add(f64x2.mul(vr, vr), f64x2.mul(ui, ui)));
    const scale = f64x2.mul(r, inverse);
    const zr = f64x2.mul(scale, vr);
    const zi = f64x2.neg(f64x2.mul(scale, ui));
    setPair(z, offset, zr, zi);
    if (withDerivatives) {
      // -Z u/(1+u): u/(1+u) = (|u|^2 + u_r + j u_i)/|1+u|^2
      const qr = f64x2.mul(f64x2.add(f64x2.mul(ur, vr), f64x2.mul(ui, ui)), inverse);
      const qi = f64x2.mul(ui, inverse);
      const tr = f64x2.sub(f64x2.mul(zi, qi), f64x2.mul(zr, qr));
      const ti = f64x2.neg(f64x2.add(f64x2.mul(zr, qi), f64x2.mul(zi, qr)));
      setPair(dTau, offset, f64x2.mul(exponent, tr), f64x2.mul(exponent, ti));
      setPair(dAlpha, offset, f64x2.sub(f64x2.mul(tr, x), f64x2.mul(ti, right)), f64x2.add(f64x2.mul(tr, right), f64x2.mul(ti, x)));
    }
  }
  if (withDerivatives) memory.copy(dR, z, columnBytes());
}

/** R/(1 + j omega tau). */
function debye(z: usize, dR: usize, dTau: usize, lnR: f64, lnTau: f64, withDerivatives: bool): void {
  const r = Math.exp(lnR);
  for (let k = 0; k < stride; k++) {
    const u = Math.exp(Math.min(at(lnOmega, k) + lnTau, 300));
    const inverse = 1 / (1 + u * u);
    const zr = r * inverse;
    const zi = -r * u * inverse;
    set(z, k, zr, zi);
    if (withDerivatives) {
      const qr = u * u * inverse;
      const qi = u * inverse;
      set(dTau, k, zi * qi - zr * qr, -zr * qi - zi * qr);
    }
  }
  if (withDerivatives) memory.copy(dR, z, columnBytes());
}

/** exp(-q) (j omega/omega_ref)^-alpha, q = ln(Q omega_ref^alpha) (without the constant (j)^alpha, which stays with the frequency). */
function constantPhase(z: usize, dQ: usize, dAlpha: usize, q: f64, alpha: f64, reference: f64, withDerivatives: bool): void {
  sincos(alpha * HALF_PI);
  const c = f64x2.splat(cosine);
  const s = f64x2.splat(-sine);
  const exponent = f64x2.splat(alpha);
  const right = f64x2.splat(HALF_PI);
  for (let offset: usize = 0; offset < <usize>stride << 3; offset += 16) {
    const x = f64x2.sub(v128.load(lnOmega + offset), f64x2.splat(reference));
    const magnitude = expPair(f64x2.sub(f64x2.splat(-q), f64x2.mul(exponent, x)));
    const zr = f64x2.mul(magnitude, c);
    const zi = f64x2.mul(magnitude, s);
    setPair(z, offset, zr, zi);
    if (withDerivatives) {
      setPair(dQ, offset, f64x2.neg(zr), f64x2.neg(zi));
      setPair(dAlpha, offset, f64x2.sub(f64x2.mul(zi, right), f64x2.mul(zr, x)), f64x2.neg(f64x2.add(f64x2.mul(zr, right), f64x2.mul(zi, x))));
    }
  }
}

/** (j omega L)^alpha. */
function modifiedInductor(z: usize, dL: usize, dAlpha: usize, lnL: f64, alpha: f64, withDerivatives: bool): void {
  sincos(alpha * HALF_PI);
  const c = cosine;
  const s = sine;
  for (let k = 0; k < stride; k++) {
    const x = at(lnOmega, k) + lnL;
    const magnitude = Math.exp(alpha * x);
    const zr = magnitude * c;
    const zi = magnitude * s;
    set(z, k, zr, zi);
    if (withDerivatives) {
      set(dL, k, alpha * zr, alpha * zi);
      set(dAlpha, k, zr * x - zi * HALF_PI, zr * HALF_PI + zi * x);
    }
  }
}

/**
 * Z0 coth(s)/s (open) or Z0 tanh(s)/s (short), s = sqrt(j omega tau).
 * d/d ln tau = Z0/2 (1 - coth^2 s) - Z/2, and the same with tanh.
 */
function warburg(z: usize, dZ0: usize, dTau: usize, lnZ0: f64, lnTau: f64, open: bool, withDerivatives: bool): void {
  const z0 = Math.exp(lnZ0);
  for (let k = 0; k < stride; k++) {
    const s = Math.sqrt(0.5) * Math.exp(0.5 * (at(lnOmega, k) + lnTau));
    if (open) coth(s, s);
    else tanh(s, s);
    const tr = re;
    const ti = im;
    divide(z0 * tr, z0 * ti, s, s);
    const zr = re;
    const zi = im;
    set(z, k, zr, zi);
    if (withDerivatives) set(dTau, k, 0.5 * (z0 * (1 - tr * tr + ti * ti) - zr), 0.5 * (-2 * z0 * tr * ti - zi));
  }
  if (withDerivatives) memory.copy(dZ0, z, columnBytes());
}

/** R/sqrt(1 + j omega t); d/d ln t = -(Z/2) j omega t/(1 + j omega t). */
function gerischer(z: usize, dR: usize, dT: usize, lnR: f64, lnT: f64, withDerivatives: bool): void {
  const r = Math.exp(lnR);
  for (let k = 0; k < stride; k++) {
    const u = Math.exp(at(lnOmega, k) + lnT);
    squareRoot(1, u);
    divide(r, 0, re, im);
    const zr = re;
    const zi = im;
    set(z, k, zr, zi);
    if (withDerivatives) {
      divide(0, u, 1, u);
      multiply(re, im, -0.5 * zr, -0.5 * zi);
      set(dT, k, re, im);
    }
  }
  if (withDerivatives) memory.copy(dR, z, columnBytes());
}

/** R coth(phi g)/g, g = sqrt(1 + j omega t). d/d ln phi = R phi (1 - coth^2); d/d ln t = [R phi (1 - coth^2)/g - R coth/g^2] j omega t/(2g). */
function gerischerFinite(z: usize, dR: usize, dT: usize, dPhi: usize, lnR: f64, lnT: f64, lnPhi: f64, withDerivatives: bool): void {
  const r = Math.exp(lnR);
  const phi = Math.exp(lnPhi);
  for (let k = 0; k < stride; k++) {
    const u = Math.exp(at(lnOmega, k) + lnT);
    squareRoot(1, u);
    const gr = re;
    const gi = im;
    coth(phi * gr, phi * gi);
    const cr = re;
    const ci = im;
    divide(r * cr, r * ci, gr, gi);
    const zr = re;
    const zi = im;
    set(z, k, zr, zi);
    if (withDerivatives) {
      const pr = r * phi * (1 - cr * cr + ci * ci);
      const pi = -2 * r * phi * cr * ci;
      set(dPhi, k, pr, pi);
      divide(pr - zr, pi - zi, gr, gi);
      const hr = re;
      const hi = im;
      divide(0, 0.5 * u, gr, gi);
      multiply(re, im, hr, hi);
      set(dT, k, re, im);
    }
  }
  if (withDerivatives) memory.copy(dR, z, columnBytes());
}

/** R coth(x)/x, x = sqrt(R Q (j omega)^gamma). d/d ln Q = R (1 - coth^2)/2 - Z/2 = h; d/d ln R = Z + h; d/d gamma = h (ln omega + j pi/2). */
function transmissionLine(z: usize, dR: usize, dQ: usize, dGamma: usize, lnR: f64, lnQ: f64, gamma: f64, withDerivatives: bool): void {
  const r = Math.exp(lnR);
  sincos(0.5 * gamma * HALF_PI);
  const c = cosine;
  const s = sine;
  for (let k = 0; k < stride; k++) {
    const w = at(lnOmega, k);
    const x = Math.exp(0.5 * (lnR + lnQ + gamma * w));
    coth(x * c, x * s);
    const cr = re;
    const ci = im;
    divide(r * cr, r * ci, x * c, x * s);
    const zr = re;
    const zi = im;
    set(z, k, zr, zi);
    if (withDerivatives) {
      const hr = 0.5 * (r * (1 - cr * cr + ci * ci) - zr);
      const hi = 0.5 * (-2 * r * cr * ci - zi);
      set(dQ, k, hr, hi);
      set(dR, k, zr + hr, zi + hi);
      set(dGamma, k, hr * w - hi * HALF_PI, hr * HALF_PI + hi * w);
    }
  }
}

/**
 * A coth(b)/b + B/(b sinh b), b = sqrt(a + j omega t).
 * dZ/db = [A (1 - coth^2) - B coth/sinh]/b - Z/b; db/d ln a = a/(2b), db/d ln t = j omega t/(2b).
 */
function porous(z: usize, dA: usize, dB: usize, da: usize, dt: usize, lnA: f64, lnB: f64, lna: f64, lnt: f64, withDerivatives: bool): void {
  const bigA = Math.exp(lnA);
  const bigB = Math.exp(lnB);
  const a = Math.exp(lna);
  for (let k = 0; k < stride; k++) {
    const u = Math.exp(at(lnOmega, k) + lnt);
    squareRoot(a, u);
    const br = re;
    const bi = im;
    coth(br, bi);
    const cr = re;
    const ci = im;
    csch(br, bi);
    const sr = re;
    const si = im;
    divide(bigA * cr, bigA * ci, br, bi);
    const ar = re;
    const ai = im;
    divide(bigB * sr, bigB * si, br, bi);
    const zr = ar + re;
    const zi = ai + im;
    set(z, k, zr, zi);
    if (withDerivatives) {
      set(dA, k, ar, ai);
      set(dB, k, zr - ar, zi - ai);
      multiply(cr, ci, sr, si);
      const nr = bigA * (1 - cr * cr + ci * ci) - bigB * re - zr;
      const ni = -2 * bigA * cr * ci - bigB * im - zi;
      // divided by b for dZ/db and by 2b for db/d ln: 2 b^2 = 2 (a + ju)
      divide(nr, ni, 2 * a, 2 * u);
      const fr = re;
      const fi = im;
      set(da, k, a * fr, a * fi);
      set(dt, k, -u * fi, u * fr);
    }
  }
}

/**
 * Z of a circuit: natural parameters (positive; exponents in (0, 1]) at n frequencies (Hz) into zReal, zImag (ohm).
 * `inner` is scratch of nParameters f64. Values that the arithmetic cannot hold come out as NaN or infinite: the binding refuses them.
 */
export function circuitImpedance(nodesAt: usize, nNodes: i32, nParameters: i32, natural: usize, inner: usize, frequency: usize, n: i32, zReal: usize, zImag: usize): void {
  circuitPrepare(nodesAt, nNodes, nParameters, frequency, n);
  innerFrom(natural, inner);
  circuitEvaluate(inner, false);
  const z = rootImpedance();
  memory.copy(zReal, z, <usize>n << 3);
  memory.copy(zImag, z + (<usize>stride << 3), <usize>n << 3);
}
