/**
 * Relaxations with a distribution of time constants: their impedance, its derivatives, and the distribution gamma(ln tau) itself.
 *
 * Z = R integral g(ln tau')/(1 + j omega tau') d ln tau', integral g = 1. Three families, x = ln(tau'/tau):
 *   ZARC  R/(1 + (j omega tau)^phi) (Cole & Cole, J. Chem. Phys. 9 (1941) 341);
 *   HN    R/(1 + (j omega tau)^phi)^beta (Havriliak & Negami, Polymer 8 (1967) 161); ZARC is beta = 1;
 *   log-normal in tau', standard deviation sigma of x (Wagner, Ann. Phys. 40 (1913) 817).
 * The log-normal integral is a trapezoidal sum over 41 points of step sigma/4, which converges exponentially: error below 1e-6 for sigma <= 5.
 */
import { at, put } from './linalg';
import { cosine, sincos, sine } from './trigonometry';

export const FAMILY_ZARC: i32 = 0;
export const FAMILY_HN: i32 = 1;
export const FAMILY_LOGNORMAL: i32 = 2;

/** Parameters of one arc: ln R, ln tau, shape (phi or sigma), and beta for HN. */
export function arcParameters(family: i32): i32 {
  return family == FAMILY_HN ? 4 : 3;
}

const NODES: i32 = 41;
const NODE_STEP: f64 = 0.25;
/** A distribution narrower than this cannot be drawn: phi = 1 is a delta. */
const PHI_DRAWN: f64 = 0.995;

const INVERSE_ROOT_TWO_PI: f64 = 0.3989422804014327;

/**
 * Adds an arc to `z` (real half, then imaginary half at `stride`) and writes its parameters' derivatives, unweighted, to consecutive columns
 * of 2 stride f64 each. lnOmega: stride values.
 */
export function addArc(family: i32, p: usize, lnOmega: usize, stride: i32, z: usize, columns: usize): void {
  if (family == FAMILY_LOGNORMAL) addLogNormal(p, lnOmega, stride, z, columns);
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

// @ts-ignore: decorator
@inline
function accumulate(address: usize, half: usize, re: v128, im: v128): void {
  v128.store(address, f64x2.add(v128.load(address), re));
  v128.store(address + half, f64x2.add(v128.load(address + half), im));
}

function addLogNormal(p: usize, lnOmega: usize, stride: i32, z: usize, columns: usize): void {
  const bytes = <usize>stride << 4;
  const r = Math.exp(at(p, 0));
  const sigma = at(p, 2);
  memory.fill(columns, 0, 3 * bytes);
  for (let i = 0; i < NODES; i++) {
    const t = NODE_STEP * <f64>(i - (NODES >> 1));
    const weight = r * NODE_STEP * INVERSE_ROOT_TWO_PI * Math.exp(-0.5 * t * t);
    const lnTau = at(p, 1) + sigma * t;
    const scale = Math.exp(lnTau);
    const half = <usize>stride << 3;
    const one = f64x2.splat(1);
    const two = f64x2.splat(2);
    const by = f64x2.splat(scale);
    const share = f64x2.splat(weight);
    const ts = f64x2.splat(t);
    for (let offset: usize = 0; offset < half; offset += 16) {
      const v = f64x2.mul(by, v128.load(omegas + offset));
      const square = f64x2.mul(v, v);
      const s = f64x2.div(one, f64x2.add(one, square));
      const w = f64x2.mul(share, s);
      const ws = f64x2.mul(w, s);
      // dZ/d ln tau = -jv/(1 + jv)^2 = -2 v^2 s^2 - j v (1 - v^2) s^2
      const dr = f64x2.neg(f64x2.mul(two, f64x2.mul(square, ws)));
      const di = f64x2.mul(f64x2.mul(v, f64x2.sub(square, one)), ws);
      accumulate(columns + offset, half, w, f64x2.neg(f64x2.mul(v, w)));
      accumulate(columns + bytes + offset, half, dr, di);
      accumulate(columns + 2 * bytes + offset, half, f64x2.mul(ts, dr), f64x2.mul(ts, di));
    }
  }
  for (let k = 0; k < 2 * stride; k++) put(z, k, at(z, k) + at(columns, k));
}

/** omega itself, `stride` values: set by whoever sets lnOmega. */
let omegas: usize = 0;
export function setOmegas(address: usize): void {
  omegas = address;
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
