/**
 * Relaxations with a distribution of time constants: their impedance, its derivatives, and the distribution gamma(ln tau) itself.
 *
 * Z = R integral g(ln tau')/(1 + j omega tau') d ln tau', integral g = 1. Three families, x = ln(tau'/tau):
 *   ZARC  R/(1 + (j omega tau)^phi) (Cole & Cole, J. Chem. Phys. 9 (1941) 341);
 *   HN    R/(1 + (j omega tau)^phi)^beta (Havriliak & Negami, Polymer 8 (1967) 161); ZARC is beta = 1;
 *   log-normal in tau', standard deviation sigma of x (Wagner, Ann. Phys. 40 (1913) 817).
 * The log-normal integral is a trapezoidal sum over ln tau', which converges exponentially with the distance of the nearest pole (pi/2) and the width
 * of the Gaussian over the step h: errors exp(-pi^2/h) and exp(-2 (pi sigma/h)^2) (Trefethen & Weideman, SIAM Rev. 56 (2014) 385), below 1e-8
 * for h = 1/2, sigma >= 1/2; a narrower distribution takes h = sigma.
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { cosine, sincos, sine } from './trigonometry';

export const FAMILY_ZARC: i32 = 0;
export const FAMILY_HN: i32 = 1;
export const FAMILY_LOGNORMAL: i32 = 2;

/** Parameters of one arc: ln R, ln tau, shape (phi or sigma), and beta for HN. */
export function arcParameters(family: i32): i32 {
  return family == FAMILY_HN ? 4 : 3;
}

/** Step of ln tau in the sum; sigma itself is the step of distributions narrower than SIGMA_OF_TABLE. */
const TABLE_STEP: f64 = 0.5;
const SIGMA_OF_TABLE: f64 = 0.5;
/** Most nodes of a narrow one: 2 x 5.5 + 1, and one for rounding. */
const OWN_NODES: i32 = 13;
/** A distribution narrower than this cannot be drawn: phi = 1 is a delta. */
const PHI_DRAWN: f64 = 0.995;

const INVERSE_ROOT_TWO_PI: f64 = 0.3989422804014327;

/**
 * Adds an arc to `z` (real half, then imaginary half at `stride`) and writes its parameters' derivatives, unweighted, to consecutive columns
 * of 2 stride f64 each. lnOmega: stride values.
 */
export function addArc(family: i32, p: usize, lnOmega: usize, stride: i32, z: usize, columns: usize): void {
  if (family == FAMILY_LOGNORMAL) addLogNormal(p, stride, z, columns);
  else addHavriliakNegami(family == FAMILY_HN, p, lnOmega, stride, z, columns);
}

function write(column: usize, stride: i32, k: i32, re: f64, im: f64): void {
  put(column, k, re);
  put(column, stride + k, im);
}

function addHavriliakNegami(skewed: bool, p: usize, lnOmega: usize, stride: i32, z: usize, columns: usize): void {
  const bytes = <usize>stride << 4;
  const r = Math.exp(at(p, 0));
  const lnTau = at(p, 1);
  const phi = at(p, 2);
  const beta: f64 = skewed ? at(p, 3) : 1;
  sincos(0.5 * Math.PI * phi);
  const c = cosine;
  const s = sine;
  for (let k = 0; k < stride; k++) {
    const x = at(lnOmega, k) + lnTau;
    const e = Math.exp(phi * x);
    const er = e * c;
    const ei = e * s;
    const inverse = 1 / ((1 + er) * (1 + er) + ei * ei);
    let zr = r * (1 + er) * inverse;
    let zi = -r * ei * inverse;
    if (skewed) {
      const lnModulus = -0.5 * Math.log(inverse);
      const angle = Math.atan2(ei, 1 + er);
      const modulus = r * Math.exp(-beta * lnModulus);
      sincos(beta * angle);
      zr = modulus * cosine;
      zi = -modulus * sine;
      write(columns + 3 * bytes, stride, k, -(lnModulus * zr - angle * zi), -(lnModulus * zi + angle * zr));
    }
    put(z, k, at(z, k) + zr);
    put(z, stride + k, at(z, stride + k) + zi);
    write(columns, stride, k, zr, zi);
    // g = -beta Z E/(1 + E); dZ/d ln tau = phi g, dZ/d phi = (x + j pi/2) g.
    const qr = (er * (1 + er) + ei * ei) * inverse;
    const qi = ei * inverse;
    const gr = -beta * (zr * qr - zi * qi);
    const gi = -beta * (zr * qi + zi * qr);
    write(columns + bytes, stride, k, phi * gr, phi * gi);
    write(columns + 2 * bytes, stride, k, x * gr - 0.5 * Math.PI * gi, x * gi + 0.5 * Math.PI * gr);
  }
}

/** Half-width of the sum, in sigma: 3e-8 of the area lies beyond. */
const REACH: f64 = 5.5;
/** Most nodes of one sum: 2 x 5.5 x 5/0.5 for the widest distribution, and both ends. */
const MOST_NODES: i32 = 116;

let omegas: usize = 0;
let nodeWeights: usize = 0;
let ownTable: usize = 0;
/** 1/(1 + j omega tau') for pairs of frequencies at fixed tau': two v128 (Re, Im) a node, nodes contiguous. */
let kernelTable: usize = 0;
let tableNodes: i32 = 0;
let tableFirst: f64 = 0;

/**
 * Once for a set of frequencies: omega (rad/s, `stride` values), and the span of ln tau in which log-normal arcs of sigma <= sigmaHigh may lie.
 * The caller's arena mark frees the table.
 */
export function prepareRelaxations(omega: usize, stride: i32, lnTauLow: f64, lnTauHigh: f64, sigmaHigh: f64): void {
  omegas = omega;
  nodeWeights = arenaAlloc(<usize>MOST_NODES * 24);
  tableFirst = lnTauLow - (REACH * sigmaHigh + 2 * TABLE_STEP);
  tableNodes = <i32>Math.ceil((lnTauHigh + REACH * sigmaHigh + 2 * TABLE_STEP - tableFirst) / TABLE_STEP) + 1;
  const pairs = stride >> 1;
  ownTable = arenaAlloc(<usize>(pairs * OWN_NODES) << 5);
  kernelTable = arenaAlloc(<usize>(pairs * tableNodes) << 5);
  for (let t = 0; t < tableNodes; t++) {
    const tau = f64x2.splat(Math.exp(tableFirst + TABLE_STEP * <f64>t));
    for (let pair = 0; pair < pairs; pair++) writeKernel(kernelTable + (<usize>(pair * tableNodes + t) << 5), tau, v128.load(omega + (<usize>pair << 4)));
  }
}

/** 1/(1 + ju) = s - jus, s = 1/(1 + u^2), u = omega tau. */
// @ts-ignore: decorator
@inline
function writeKernel(target: usize, tau: v128, omega: v128): void {
  const u = f64x2.mul(tau, omega);
  const one = f64x2.splat(1);
  const s = f64x2.div(one, f64x2.add(one, f64x2.mul(u, u)));
  v128.store(target, s);
  v128.store(target, f64x2.neg(f64x2.mul(u, s)), 16);
}

/**
 * sum_k w_k/(1 + j omega tau_k) with w_k = R step phi((ln tau_k - ln tau)/sigma)/sigma, and its derivatives through those of the weights. A wide arc
 * takes its nodes from the table, whatever its own place; a narrow one has nodes of its own.
 */
function addLogNormal(p: usize, stride: i32, z: usize, columns: usize): void {
  const r = Math.exp(at(p, 0));
  const lnTau = at(p, 1);
  const sigma = at(p, 2);
  const wide = sigma >= SIGMA_OF_TABLE;
  const step = wide ? TABLE_STEP : sigma;
  let first = 0;
  let start = lnTau - REACH * sigma;
  if (wide) {
    first = max(0, <i32>Math.ceil((start - tableFirst) / TABLE_STEP));
    start = tableFirst + TABLE_STEP * <f64>first;
  }
  let count = min(MOST_NODES, <i32>Math.floor((lnTau + REACH * sigma - start) / step) + 1);
  if (wide) count = min(count, tableNodes - first);
  const scale = r * step * INVERSE_ROOT_TWO_PI / sigma;
  for (let k = 0; k < count; k++) {
    const u = (start + step * <f64>k - lnTau) / sigma;
    const w = scale * Math.exp(-0.5 * u * u);
    put(nodeWeights, 3 * k, w);
    put(nodeWeights, 3 * k + 1, (w * u) / sigma);
    put(nodeWeights, 3 * k + 2, (w * (u * u - 1)) / sigma);
  }
  const own = wide ? 0 : ownKernels(start, step, count, stride);
  const half = <usize>stride << 3;
  const bytes = half << 1;
  for (let pair = 0; pair < stride >> 1; pair++) {
    let kernel = wide ? kernelTable + (<usize>(pair * tableNodes + first) << 5) : own + (<usize>(pair * count) << 5);
    let weight = nodeWeights;
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let e = a;
    let f = a;
    for (const end = weight + <usize>count * 24; weight < end; weight += 24, kernel += 32) {
      const re = v128.load(kernel);
      const im = v128.load(kernel, 16);
      const wR = v128.load64_splat(weight);
      const wTau = v128.load64_splat(weight, 8);
      const wSigma = v128.load64_splat(weight, 16);
      a = f64x2.add(a, f64x2.mul(wR, re));
      b = f64x2.add(b, f64x2.mul(wR, im));
      c = f64x2.add(c, f64x2.mul(wTau, re));
      d = f64x2.add(d, f64x2.mul(wTau, im));
      e = f64x2.add(e, f64x2.mul(wSigma, re));
      f = f64x2.add(f, f64x2.mul(wSigma, im));
    }
    const offset = <usize>pair << 4;
    storePair(columns + offset, half, a, b);
    storePair(columns + bytes + offset, half, c, d);
    storePair(columns + 2 * bytes + offset, half, e, f);
    storePair(z + offset, half, f64x2.add(v128.load(z + offset), a), f64x2.add(v128.load(z + offset + half), b));
  }
}

// @ts-ignore: decorator
@inline
function storePair(address: usize, half: usize, re: v128, im: v128): void {
  v128.store(address, re);
  v128.store(address + half, im);
}

/** Kernels of `count` nodes from `start` on, laid out as in the table. */
function ownKernels(start: f64, step: f64, count: i32, stride: i32): usize {
  const pairs = stride >> 1;
  for (let t = 0; t < count; t++) {
    const tau = f64x2.splat(Math.exp(start + step * <f64>t));
    for (let pair = 0; pair < pairs; pair++) writeKernel(ownTable + (<usize>(pair * count + t) << 5), tau, v128.load(omegas + (<usize>pair << 4)));
  }
  return ownTable;
}

/**
 * gamma at n time constants (s), in ohm per unit of ln tau, summed over `arcs` arcs (natural ln R, ln tau, shape, beta; 4 f64 each): its integral
 * over ln tau is the sum of R. ZARC and HN: Havriliak & Negami (1967), Eq. 19, phi not above 0.995; log-normal: the Gaussian of ln tau.
 */
export function relaxationDensity(family: i32, parameters: usize, arcs: i32, tau: usize, n: i32, gamma: usize): void {
  for (let i = 0; i < n; i++) {
    let sum: f64 = 0;
    for (let a = 0; a < arcs; a++) sum += density(family, parameters + (<usize>a << 5), Math.log(at(tau, i)));
    put(gamma, i, sum);
  }
}

function density(family: i32, p: usize, lnTau: f64): f64 {
  const r = Math.exp(at(p, 0));
  const x = lnTau - at(p, 1);
  if (family == FAMILY_LOGNORMAL) {
    const u = x / at(p, 2);
    return (r * INVERSE_ROOT_TWO_PI * Math.exp(-0.5 * u * u)) / at(p, 2);
  }
  const phi = Math.min(at(p, 2), PHI_DRAWN);
  const beta: f64 = family == FAMILY_HN ? at(p, 3) : 1;
  sincos(Math.PI * phi);
  const y = Math.exp(phi * x);
  const square = y * y + 2 * y * cosine + 1;
  const angle = Math.atan2(sine, y + cosine);
  sincos(beta * angle);
  return (r / Math.PI) * Math.exp(beta * (phi * x - 0.5 * Math.log(square))) * sine;
}

/** Replaces n values by their exponentials: for callers, whose own functions differ from engine to engine in the last bit. */
export function exponentials(values: usize, n: i32): void {
  for (let i = 0; i < n; i++) put(values, i, Math.exp(at(values, i)));
}
