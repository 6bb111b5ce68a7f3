/** The circuits that the reader can choose, and how the sliders become their parameters. */
import { parseCircuit, visitElements, type Circuit } from '../../physics/circuit-grammar.ts';

export interface CircuitValues {
  R: number;
  /** pF */
  C: number;
  alpha: number;
  R2: number;
  /** nF */
  C2: number;
  /** µS s^α */
  Q: number;
  tail: number;
  /** nH */
  L: number;
}

export type Part = keyof CircuitValues;

export interface CircuitChoice {
  value: string;
  label: string;
  circuit: Circuit;
  /** Which slider each element hears. */
  uses: readonly Part[];
  /** Natural values by parameter name. */
  parameters(v: CircuitValues): Record<string, number>;
  /** Where a direct current would meet the axis, or the tail starts. */
  width_ohm(v: CircuitValues): number;
  /** Rich text: where one meets it. */
  meaning: string;
}

/** Q of a CPE whose arc with R has its top at 1/(2π R C): Q = (RC)^α/R (Hsu and Mansfeld 2001). */
export const arcQ = (r_ohm: number, c_F: number, alpha: number): number => (r_ohm * c_F) ** alpha / r_ohm;

const arc = ({ R, C, alpha }: CircuitValues) => ({ R1: R, CPE1_0: arcQ(R, C * 1e-12, alpha), CPE1_1: alpha });
const tail = ({ Q, tail: a }: CircuitValues, name: string) => ({ [`${name}_0`]: Q * 1e-6, [`${name}_1`]: a });

export const CIRCUITS: readonly CircuitChoice[] = [
  {
    value: 'arc', label: 'arc and tail', circuit: parseCircuit('p(R1,CPE1)-CPE2'), uses: ['R', 'C', 'alpha', 'Q', 'tail'],
    parameters: (v) => ({ ...arc(v), ...tail(v, 'CPE2') }), width_ohm: (v) => v.R,
    meaning: 'a pellet between electrodes that ions cannot enter; the circuit of Figure 3b on these pages',
  },
  {
    value: 'ideal', label: 'ideal capacitors', circuit: parseCircuit('p(R1,C1)-C2'), uses: ['R', 'C', 'Q'],
    parameters: (v) => ({ R1: v.R, C1: v.C * 1e-12, C2: v.Q * 1e-6 }), width_ohm: (v) => v.R,
    meaning: 'the same pellet if nothing in it were rough or uneven',
  },
  {
    value: 'two', label: 'grains and boundaries', circuit: parseCircuit('p(R1,CPE1)-p(R2,CPE2)-CPE3'), uses: ['R', 'C', 'alpha', 'R2', 'C2', 'Q', 'tail'],
    parameters: (v) => ({ ...arc(v), R2: v.R2, CPE2_0: arcQ(v.R2, v.C2 * 1e-9, v.alpha), CPE2_1: v.alpha, ...tail(v, 'CPE3') }), width_ohm: (v) => v.R + v.R2,
    meaning: 'a ceramic whose grain boundaries resist as well, with a larger capacitance because they are thin',
  },
  {
    value: 'lead', label: 'long leads', circuit: parseCircuit('L0-p(R1,CPE1)-CPE2'), uses: ['R', 'C', 'alpha', 'Q', 'tail', 'L'],
    parameters: (v) => ({ L0: v.L * 1e-9, ...arc(v), ...tail(v, 'CPE2') }), width_ohm: (v) => v.R,
    meaning: 'the first circuit behind long wires, which pull the fast end below the axis',
  },
  {
    value: 'randles', label: 'an electrode that reacts', circuit: parseCircuit('R1-p(CPE1,R2-W1)'), uses: ['R', 'R2', 'C2', 'alpha'],
    parameters: (v) => ({ R1: v.R, CPE1_0: arcQ(v.R2, v.C2 * 1e-9, v.alpha), CPE1_1: v.alpha, R2: v.R2, W1: warburg(v) }), width_ohm: (v) => v.R + v.R2,
    meaning: 'sodium enters the electrode (Randles 1947): a charge-transfer arc, then diffusion at 45°',
  },
  {
    value: 'film', label: 'diffusion into a film', circuit: parseCircuit('p(R1,CPE1)-Wo1'), uses: ['R', 'C', 'alpha', 'R2', 'Q'],
    parameters: (v) => ({ ...arc(v), Wo1_0: v.R2, Wo1_1: v.R2 * v.Q * 1e-6 }), width_ohm: (v) => v.R + v.R2 / 3,
    meaning: 'sodium diffuses into a thin layer and finds it closed behind: 45°, then upright',
  },
  {
    value: 'porous', label: 'a porous electrode', circuit: parseCircuit('R1-TLMQ1'), uses: ['R', 'R2', 'Q', 'tail'],
    parameters: (v) => ({ R1: v.R, TLMQ1_0: v.R2, TLMQ1_1: v.Q * 1e-6, TLMQ1_2: v.tail }), width_ohm: (v) => v.R + v.R2 / 3,
    meaning: 'a composite in which ions travel along pores while their walls charge: a third of the pores’ resistance shows',
  },
];

/** A_W such that diffusion outgrows the charge transfer, A_W/√ω = R2, at ω = 900/s (143 Hz): assumed, to keep both in view. */
const warburg = ({ R2 }: CircuitValues): number => 30 * R2;

/** What each type of element does to the Nyquist plot. Rich text. */
export const EFFECT: Readonly<Record<string, string>> = {
  R: 'width along the axis: alone a point, beside a capacitor the diameter of the arc',
  C: 'how slow the arc is: it moves the frequencies along the curve and not the curve; alone in series an upright line',
  L: 'lifts every point by *ωL* towards inductive: bends the fast end below the axis',
  CPE: 'with *R* an arc whose centre is sunk below the axis by (1 − *α*) × 90°; alone a line leaning by as much',
  W: 'a straight line at 45° without end',
  Wo: 'a short piece at 45°, then an upright line at a third of *Z*~0~',
  TLMQ: 'a piece at *α* × 45°, then a tail at a third of *R*~ion~',
};

export const choiceOf = (value: string): CircuitChoice => CIRCUITS.find((c) => c.value === value)!;

/** Natural values in the circuit's own order. */
export const parameterList = (choice: CircuitChoice, v: CircuitValues): number[] => {
  const named = choice.parameters(v);
  return choice.circuit.parameters.map((p) => named[p.name]!);
};

export function elementsOf(circuit: Circuit): { type: string; label: string; first: number }[] {
  const out: { type: string; label: string; first: number }[] = [];
  visitElements(circuit.tree, ({ type, label, firstParameter }) => out.push({ type, label, first: firstParameter }));
  return out;
}
