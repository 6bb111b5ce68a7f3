/**
 * Activation energy from conductivities: sigma T = sigma0 exp(-Ea/kT), a straight line of y = ln(sigma T) against 1/kT.
 *
 * Weighted linear regression (York et al., Am. J. Phys. 72 (2004) 367, without errors in T) with u(y) = u(sigma)/sigma. 1/kT is taken from its
 * weighted mean, which makes slope and centre uncorrelated and keeps every digit.
 */
import { arenaAlloc } from './arena';
import { at, put } from './linalg';
import { studentQuantile } from './statistics';

/** Above this reduced chi2 the scatter of the points, not their stated errors, decides. */
const CHI2_TRUSTED: f64 = 3;
/** Two lines must be better than one at this level, over all breaks tried. */
const BREAK_LEVEL: f64 = 0.01;

let slope: f64 = 0;
let centreX: f64 = 0;
let centreY: f64 = 0;
let sumW: f64 = 0;
let sumXX: f64 = 0;
let sumResidual: f64 = 0;

/** Line through points [from, to); leaves slope, centre and the weighted sum of squared residuals. */
function line(x: usize, y: usize, w: usize, from: i32, to: i32): void {
  // Sums are local: a global is written to memory at every addition.
  let weights: f64 = 0;
  let meanX: f64 = 0;
  let meanY: f64 = 0;
  for (let i = from; i < to; i++) {
    weights += at(w, i);
    meanX += at(w, i) * at(x, i);
    meanY += at(w, i) * at(y, i);
  }
  meanX /= weights;
  meanY /= weights;
  let xx: f64 = 0;
  let xy: f64 = 0;
  for (let i = from; i < to; i++) {
    const dx = at(x, i) - meanX;
    xx += at(w, i) * dx * dx;
    xy += at(w, i) * dx * (at(y, i) - meanY);
  }
  const b = xy / xx;
  let squares: f64 = 0;
  for (let i = from; i < to; i++) {
    const r = at(y, i) - meanY - b * (at(x, i) - meanX);
    squares += at(w, i) * r * r;
  }
  sumW = weights;
  centreX = meanX;
  centreY = meanY;
  sumXX = xx;
  slope = b;
  sumResidual = squares;
}

/**
 * T (K) ascending, sigma (S/cm), u (S/cm, one standard deviation; 0 = no errors, unweighted), n >= 3 points with at least two temperatures.
 * k: Boltzmann's constant in eV/K. reference: the temperature (K) at which sigma is wanted. uGeometry: relative error common to all points
 * (thickness, area): it enters ln sigma0 and sigma, never Ea.
 * out (16 f64): 0 Ea (eV), 1 u(Ea), 2 and 3 its 95 % interval (Student's t, n - 2), 4 sigma0 (S K/cm), 5 u(ln sigma0), 6 cov(Ea, ln sigma0) (eV),
 * 7 reduced chi2 (NaN without errors), 8 error from fit (0) or scatter (1), 9 one line (1) or two (0), 10 break temperature (K; NaN),
 * 11 sigma(reference), 12 u(sigma(reference)), 13 t, 14 and 15 Ea below and above the break (NaN). residual: n f64, ln(sigma T) minus the line.
 */
export function arrheniusFit(temperature: usize, sigma: usize, u: usize, n: i32, k: f64, reference: f64, uGeometry: f64, out: usize, residual: usize): void {
  const x = arenaAlloc(<usize>n << 3);
  const y = arenaAlloc(<usize>n << 3);
  const w = arenaAlloc(<usize>n << 3);
  for (let i = 0; i < n; i++) {
    put(x, i, 1 / (k * at(temperature, i)));
    put(y, i, Math.log(at(sigma, i) * at(temperature, i)));
    const relative = u == 0 ? 1 : at(u, i) / at(sigma, i);
    put(w, i, 1 / (relative * relative));
  }
  findBreak(temperature, x, y, w, n, u != 0, out);
  line(x, y, w, 0, n);
  const dof = n - 2;
  const chi2 = sumResidual / <f64>dof;
  const scatter = u == 0 || chi2 > CHI2_TRUSTED;
  const scale = scatter ? chi2 : 1;
  const varianceSlope = scale / sumXX;
  const varianceCentre = scale / sumW;
  const t = studentQuantile(0.95, dof);
  const energy = -slope;
  const uEnergy = Math.sqrt(varianceSlope);
  put(out, 0, energy);
  put(out, 1, uEnergy);
  put(out, 2, energy - t * uEnergy);
  put(out, 3, energy + t * uEnergy);
  // ln sigma0 = centreY + Ea centreX
  put(out, 4, Math.exp(centreY + energy * centreX));
  put(out, 5, Math.sqrt(varianceCentre + centreX * centreX * varianceSlope + uGeometry * uGeometry));
  put(out, 6, centreX * varianceSlope);
  put(out, 7, u == 0 ? NaN : chi2);
  put(out, 8, scatter ? 1 : 0);
  const dx = 1 / (k * reference) - centreX;
  const sigmaReference = Math.exp(centreY - energy * dx) / reference;
  put(out, 11, sigmaReference);
  put(out, 12, sigmaReference * Math.sqrt(varianceCentre + dx * dx * varianceSlope + uGeometry * uGeometry));
  put(out, 13, t);
  for (let i = 0; i < n; i++) put(residual, i, at(y, i) - centreY + energy * (at(x, i) - centreX));
}

/**
 * One line or two: every break with at least two points on each side, n >= 6. F test of two free lines against one, whose tail for two extra
 * parameters is (S2/S1)^((n - 4)/2), times the number of breaks tried (Bonferroni). Points with errors must also gain more than those errors allow by
 * chance, exp(-(S1 - S2)/2): few points that happen to lie well on two lines are no break. Roundoff alone (S1 below 1e-18 of the data) is one line.
 */
function findBreak(temperature: usize, x: usize, y: usize, w: usize, n: i32, errors: bool, out: usize): void {
  put(out, 9, 1);
  put(out, 10, NaN);
  put(out, 14, NaN);
  put(out, 15, NaN);
  line(x, y, w, 0, n);
  const one = sumResidual;
  if (n < 6 || one / sumW < 1e-18) return;
  let least = Infinity;
  let below: f64 = 0;
  let above: f64 = 0;
  let broken = -1;
  let tried = 0;
  for (let split = 2; split <= n - 2; split++) {
    if (at(temperature, split) == at(temperature, split - 1) || at(temperature, 0) == at(temperature, split - 1) || at(temperature, split) == at(temperature, n - 1)) continue;
    tried++;
    line(x, y, w, 0, split);
    const first = sumResidual;
    const firstEnergy = -slope;
    line(x, y, w, split, n);
    if (first + sumResidual < least) {
      least = first + sumResidual;
      below = firstEnergy;
      above = -slope;
      broken = split;
    }
  }
  if (broken < 0) return;
  const tail = Math.exp(0.5 * <f64>(n - 4) * Math.log(Math.max(least / one, 1e-300)));
  if (tail * <f64>tried > BREAK_LEVEL) return;
  if (errors && Math.exp(-0.5 * (one - least)) * <f64>tried > BREAK_LEVEL) return;
  put(out, 9, 0);
  put(out, 10, 0.5 * (at(temperature, broken - 1) + at(temperature, broken)));
  put(out, 14, below);
  put(out, 15, above);
}
