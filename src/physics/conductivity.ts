/** From resistance to conductivity: sigma = d/(R A) for a disc of thickness d and diameter D, with the errors of both kept apart from that of R. */

import { faceArea_cm2 } from './composition.ts';

export interface Disc {
  thickness_cm: number;
  u_thickness_cm: number;
  diameter_cm: number;
  u_diameter_cm: number;
}

export interface Conductivity {
  sigma_S_cm: number;
  /** From R alone: what scatters from point to point. */
  u_sigma_stat_S_cm: number;
  /** With the geometry, which all points of a sample share. */
  u_sigma_S_cm: number;
}

/** Relative standard deviation of d/A: sqrt((u_d/d)^2 + (2 u_D/D)^2). */
export function geometryRelativeError(disc: Disc): number {
  const d = disc.u_thickness_cm / disc.thickness_cm;
  const a = (2 * disc.u_diameter_cm) / disc.diameter_cm;
  return Math.sqrt(d * d + a * a);
}

/** sigma of a disc from R (ohm) and its standard deviation, first-order propagation. Throws RangeError unless sizes and R are positive. */
export function conductivity(r_ohm: number, u_r_ohm: number, disc: Disc): Conductivity {
  for (const [name, value] of [['r_ohm', r_ohm], ['thickness_cm', disc.thickness_cm], ['diameter_cm', disc.diameter_cm]] as const) {
    if (!(value > 0) || !Number.isFinite(value)) throw new RangeError(`${name} is ${value}: expected a positive number`);
  }
  const sigma = disc.thickness_cm / (r_ohm * faceArea_cm2(disc.diameter_cm));
  const relative = u_r_ohm / r_ohm;
  const geometry = geometryRelativeError(disc);
  return { sigma_S_cm: sigma, u_sigma_stat_S_cm: sigma * relative, u_sigma_S_cm: sigma * Math.sqrt(relative * relative + geometry * geometry) };
}
