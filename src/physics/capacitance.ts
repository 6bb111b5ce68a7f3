/** From a CPE to a capacitance: which one, of what in the sample, and whether the permittivity it implies is possible. */
import { vacuumPermittivity } from './constants.ts';
import { faceArea_cm2 } from './composition.ts';
import { geometryRelativeError, type Disc } from './conductivity.ts';

/** A fitted p(R, CPE): Z = R/(1 + R Q (j omega)^alpha). */
export interface DepressedArc {
  r_ohm: number;
  /** S s^alpha. */
  Q: number;
  alpha: number;
}

export interface EffectiveCapacitance {
  capacitance_F: number;
  /** One standard deviation, with the correlations of R, Q and alpha; null when they are not known. */
  u_capacitance_F: number | null;
}

export type CapacitanceClass = 'bulk' | 'minor phase or bulk near grain boundary' | 'grain boundary' | 'surface layer' | 'electrode interface' | 'electrochemical reaction';

function checkArc({ r_ohm, Q, alpha }: DepressedArc): void {
  for (const [name, value] of [['r_ohm', r_ohm], ['Q', Q]] as const) if (!(value > 0) || !Number.isFinite(value)) throw new RangeError(`${name} is ${value}: expected a positive number`);
  if (!(alpha > 0 && alpha <= 1)) throw new RangeError(`alpha is ${alpha}: expected a number above 0 and up to 1`);
}

/** ln C = (ln Q + (1 - alpha) ln R)/alpha and its error from the covariance of (R, Q, alpha), natural units, first order. */
function fromLogarithm(arc: DepressedArc, resistance: number, dLnC_dLnR: number, covariance?: readonly (readonly number[])[]): EffectiveCapacitance {
  const { r_ohm, Q, alpha } = arc;
  const capacitance = Math.exp((Math.log(Q) + (1 - alpha) * Math.log(resistance)) / alpha);
  if (!covariance) return { capacitance_F: capacitance, u_capacitance_F: null };
  const gradient = [dLnC_dLnR / r_ohm, 1 / (alpha * Q), -(Math.log(Q) + Math.log(resistance)) / (alpha * alpha)];
  const variance = gradient.reduce((sum, gi, i) => sum + gradient.reduce((row, gj, j) => row + gi * gj * covariance[i]![j]!, 0), 0);
  return { capacitance_F: capacitance, u_capacitance_F: Number.isFinite(variance) && variance >= 0 ? capacitance * Math.sqrt(variance) : null };
}

/**
 * Distribution of time constants through the thickness, C = Q^(1/alpha) R^((1-alpha)/alpha) = tau/R: the frequency of the arc's top is 1/(2 pi R C).
 * Hsu & Mansfeld, Corrosion 57 (2001) 747, Eq. 3. For bulk and grain boundary. covariance: of (r_ohm, Q, alpha). Throws RangeError on values out of range.
 */
export function hsuMansfeldCapacitance(arc: DepressedArc, covariance?: readonly (readonly number[])[]): EffectiveCapacitance {
  checkArc(arc);
  return fromLogarithm(arc, arc.r_ohm, (1 - arc.alpha) / arc.alpha, covariance);
}

/**
 * Distribution of time constants along the surface, C = Q^(1/alpha) (1/R_series + 1/R)^((alpha-1)/alpha): Brug et al., J. Electroanal. Chem. 176 (1984)
 * 275, Eq. 20. For electrodes; `arc.r_ohm` infinite for a blocking one. rSeries_ohm: all that lies in series; its error is not propagated.
 */
export function brugCapacitance(arc: DepressedArc, rSeries_ohm: number, covariance?: readonly (readonly number[])[]): EffectiveCapacitance {
  const blocking = arc.r_ohm === Infinity;
  checkArc(blocking ? { ...arc, r_ohm: 1 } : arc);
  if (!(rSeries_ohm > 0) || !Number.isFinite(rSeries_ohm)) throw new RangeError(`rSeries_ohm is ${rSeries_ohm}: expected a positive number`);
  const parallel = blocking ? rSeries_ohm : 1 / (1 / rSeries_ohm + 1 / arc.r_ohm);
  const share = blocking ? 0 : (((1 - arc.alpha) / arc.alpha) * parallel) / arc.r_ohm;
  return fromLogarithm(blocking ? { ...arc, r_ohm: 1 } : arc, parallel, share, covariance);
}

/** Upper ends of the classes, F for a cell of d/A = 1 /cm, at the geometric middle between the entries of the table. */
const CLASSES: readonly (readonly [number, CapacitanceClass])[] = [
  [5e-12, 'bulk'],
  [2e-11, 'minor phase or bulk near grain boundary'],
  [3e-9, 'grain boundary'],
  [1e-7, 'surface layer'],
  [3e-5, 'electrode interface'],
  [Infinity, 'electrochemical reaction'],
];

/**
 * What a capacitance is likely to belong to, after scaling to a cell of d/A = 1 /cm: Irvine, Sinclair & West, Adv. Mater. 2 (1990) 132, Table 1
 * (bulk 1e-12 F, minor phase 1e-11, grain boundary 1e-11 to 1e-8, surface layer 1e-9 to 1e-7, interface 1e-7 to 1e-5, reaction 1e-4). The classes overlap: a guess.
 */
export function capacitanceClass(capacitance_F: number, disc: Disc): CapacitanceClass {
  const scaled = capacitance_F * (disc.thickness_cm / faceArea_cm2(disc.diameter_cm));
  if (!(scaled > 0)) throw new RangeError(`capacitance_F is ${capacitance_F}: expected a positive number`);
  return CLASSES.find(([upper]) => scaled < upper)![1];
}

export interface PermittivityCheck {
  /** C d/(epsilon_0 A). */
  relativePermittivity: number;
  u_relativePermittivity: number | null;
  /** Inorganic ion conductors lie between 3 and 100 (ferroelectrics apart): outside, the arc is not the bulk, or the geometry is wrong. */
  plausibleForBulk: boolean;
}

/** The permittivity that a capacitance would mean if it were the bulk's. Errors of C and of the geometry add in squares. */
export function permittivityCheck(c: EffectiveCapacitance, disc: Disc): PermittivityCheck {
  const value = (c.capacitance_F * disc.thickness_cm) / (vacuumPermittivity.value * faceArea_cm2(disc.diameter_cm));
  if (!(value > 0) || !Number.isFinite(value)) throw new RangeError(`the permittivity would be ${value}: expected a positive capacitance, thickness and diameter`);
  const u = c.u_capacitance_F === null ? null : value * Math.hypot(c.u_capacitance_F / c.capacitance_F, geometryRelativeError(disc));
  return { relativePermittivity: value, u_relativePermittivity: u, plausibleForBulk: value >= 3 && value <= 100 };
}
