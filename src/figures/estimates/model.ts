/** One spectrum, four ways to read the resistance, and the capacitance that the fit implies. */
import type { Kernels } from '../../kernels/all.ts';
import type { CircuitFit } from '../../kernels/impedance.ts';
import { parseCircuit } from '../../physics/circuit-grammar.ts';
import { PELLET } from '../../physics/composition.ts';
import { pelletReport, type PelletArc } from '../../physics/pellet.ts';
import { quickResistances, type QuickMethod } from '../../physics/quick-resistance.ts';
import { PELLET_CIRCUIT, type Pellet } from '../../physics/transport-model.ts';
import type { Measurement } from '../parts/pellet-spectrum.ts';

export interface Reading {
  name: string;
  /** Null where the rule does not apply. */
  r_ohm: number | null;
  u_r_ohm: number | null;
  how: string;
}

export interface Estimates {
  fit: CircuitFit;
  full: Reading & { r_ohm: number };
  quick: Record<QuickMethod, Reading>;
  /** The arc of the bulk, and the electrodes. */
  arc: PelletArc;
  electrodes: PelletArc;
}

const CIRCUIT = parseCircuit(PELLET_CIRCUIT);
const NAMES: Record<QuickMethod, string> = { line: 'the tail’s line', circle: 'circle', minimum: 'lowest point' };

/** The full fit, the three quick rules, and what the arcs' capacitances belong to. */
export function estimates(kernels: Kernels, m: Measurement, { thickness_cm }: Pellet): Estimates {
  const fit = kernels.impedance.fit(CIRCUIT, m, { compareSimpler: false });
  const report = pelletReport(CIRCUIT, fit, m, { thickness_cm, u_thickness_cm: 0, diameter_cm: PELLET.diameter_cm, u_diameter_cm: 0 });
  const rules = quickResistances(m);
  const rule = (method: QuickMethod): Reading => ({ ...rules.find((q) => q.method === method)!, name: NAMES[method] });
  const quick = { line: rule('line'), circle: rule('circle'), minimum: rule('minimum') };
  return { fit, full: { name: 'full fit', r_ohm: report.total_ohm, u_r_ohm: report.u_total_ohm, how: fit.message }, quick, arc: report.arcs[0]!, electrodes: report.arcs[1]! };
}

/** The readings in the order in which they are drawn. */
export const readingsOf = ({ full, quick }: Estimates): Reading[] => [full, quick.line, quick.circle, quick.minimum];
