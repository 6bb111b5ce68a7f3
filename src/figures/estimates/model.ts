/** One spectrum, three ways to read the resistance, and the capacitance that the fit implies. */
import type { CircuitFit } from '../../kernels/impedance.ts';
import type { Kernels } from '../../kernels/all.ts';
import { brugCapacitance, capacitanceClass, hsuMansfeldCapacitance, permittivityCheck, type CapacitanceClass, type EffectiveCapacitance } from '../../physics/capacitance.ts';
import type { Pellet } from '../../physics/transport-model.ts';
import { PELLET_CIRCUIT } from '../../physics/transport-model.ts';
import type { Measurement } from '../parts/pellet-spectrum.ts';

export interface Estimate {
  r_ohm: number;
  u_r_ohm: number | null;
}

export interface Line {
  /** Z′ = intercept + slope × (−Z″). */
  intercept_ohm: number;
  slope: number;
  /** Indices of the points used. */
  points: number[];
}

export interface Estimates {
  fit: CircuitFit;
  full: Estimate;
  /** Where a straight line through the tail meets the axis. */
  line: Line & Estimate;
  /** Z′ at the point of least −Z″ between arc and tail. */
  minimum: Estimate & { at: number };
  bulk: EffectiveCapacitance;
  bulkClass: CapacitanceClass;
  permittivity: number;
  u_permittivity: number | null;
  plausible: boolean;
  electrode: EffectiveCapacitance;
}

/** Points of the tail lie at least so far (a factor) below the frequency of the minimum. */
const BELOW = 10;

/** The valley between tail and arc, met when one comes up from the lowest frequency: the least −Z″ before it rises again by a fifth. */
export function valley({ zImag_ohm }: Measurement): number {
  let least = zImag_ohm.length - 1;
  for (let i = least; i >= 0; i--) {
    if (-zImag_ohm[i]! < -zImag_ohm[least]!) least = i;
    else if (-zImag_ohm[i]! > 1.2 * Math.abs(zImag_ohm[least]!) && -zImag_ohm[least]! < -zImag_ohm.at(-1)! / 1.2) return least;
  }
  return least;
}

/** Line of Z′ on −Z″ through the tail, weighted with 1/|Z|², and its error from the scatter. Needs three points below the valley, else null. */
export function tailLine(m: Measurement): (Line & Estimate) | null {
  const limit = m.frequency_Hz[valley(m)]! / BELOW;
  const points = m.frequency_Hz.flatMap((f, i) => (f <= limit ? [i] : []));
  if (points.length < 3) return null;
  const weight = points.map((i) => 1 / (m.zReal_ohm[i]! ** 2 + m.zImag_ohm[i]! ** 2));
  const sum = (f: (i: number) => number): number => points.reduce((s, i, k) => s + weight[k]! * f(i), 0);
  const [w, x, y] = [sum(() => 1), sum((i) => -m.zImag_ohm[i]!), sum((i) => m.zReal_ohm[i]!)];
  const [xx, xy] = [sum((i) => m.zImag_ohm[i]! ** 2), sum((i) => -m.zImag_ohm[i]! * m.zReal_ohm[i]!)];
  const determinant = w * xx - x * x;
  const slope = (w * xy - x * y) / determinant;
  const intercept = (y - slope * x) / w;
  const scatter = sum((i) => (m.zReal_ohm[i]! - intercept + slope * m.zImag_ohm[i]!) ** 2) / (points.length - 2);
  return { intercept_ohm: intercept, slope, points, r_ohm: intercept, u_r_ohm: Math.sqrt((scatter * xx) / determinant) };
}

/** All three, and the capacitances; null where the tail is too short for a line. */
export function estimates(kernels: Kernels, m: Measurement, pellet: Pellet, diameter_cm: number): Estimates | null {
  const line = tailLine(m);
  if (!line) return null;
  const fit = kernels.impedance.fit(PELLET_CIRCUIT, m, { compareSimpler: false });
  const [r, q, a, tailQ, tailA] = fit.parameters.map((p) => p.value) as [number, number, number, number, number];
  const block = (from: number, to: number): number[][] => fit.covariance.slice(from, to).map((row) => row.slice(from, to));
  const disc = { thickness_cm: pellet.thickness_cm, u_thickness_cm: 0, diameter_cm, u_diameter_cm: 0 };
  const bulk = hsuMansfeldCapacitance({ r_ohm: r, Q: q, alpha: a }, block(0, 3));
  const check = permittivityCheck(bulk, disc);
  const at = valley(m);
  return {
    fit,
    full: { r_ohm: r, u_r_ohm: fit.parameters[0]!.stderr },
    line,
    minimum: { r_ohm: m.zReal_ohm[at]!, u_r_ohm: null, at },
    bulk,
    bulkClass: capacitanceClass(bulk.capacitance_F, disc),
    permittivity: check.relativePermittivity,
    u_permittivity: check.u_relativePermittivity,
    plausible: check.plausibleForBulk,
    electrode: brugCapacitance({ r_ohm: Infinity, Q: tailQ, alpha: tailA }, r),
  };
}
