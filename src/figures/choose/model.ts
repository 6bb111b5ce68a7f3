/** One synthetic spectrum, four circuits: which one do the data ask for? */
import type { Kernels } from '../../kernels/all.ts';
import { compareCircuits } from '../../kernels/compare-circuits.ts';
import type { CircuitFit } from '../../kernels/impedance.ts';
import { parseCircuit } from '../../physics/circuit-grammar.ts';
import { normal } from '../../physics/random.ts';
import { ARC_ALPHA, BLOCKING, EA_DEFAULT_meV, HEATING, INSTRUMENT, logFrequencies, pelletAt } from '../../physics/transport-model.ts';
import type { Locus } from '../parts/impedance-plane.ts';
import type { Measurement } from '../parts/pellet-spectrum.ts';
import { arcQ } from '../s6/circuits.ts';

/** The circuits compared, from few parameters to many. */
export const CANDIDATES = [
  { text: 'p(R1,C1)-C2', words: 'ideal capacitors' },
  { text: 'p(R1,CPE1)-CPE2', words: 'one arc' },
  { text: 'R0-p(R1,CPE1)-CPE2', words: 'one arc and a resistor' },
  { text: 'p(R1,CPE1)-p(R2,CPE2)-CPE3', words: 'two arcs' },
].map((c) => ({ ...c, circuit: parseCircuit(c.text) }));

const TWO_ARCS = CANDIDATES[3]!.circuit;
const ONE_ARC = CANDIDATES[1]!.circuit;
const FREQUENCIES = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 70);
const DENSE = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 160);
const STARTS = 8;

export interface TruthInput {
  T_C: number;
  /** Share of the resistance that sits in a second arc, 0 to 1. */
  share: number;
  /** Its capacitance over that of the first. */
  ratio: number;
  /** Relative, on both parts. */
  noise: number;
  seed: number;
}

export interface Rival {
  text: string;
  words: string;
  fit: CircuitFit;
  /** What the comparison says of it. */
  remark: string;
  parameters: number;
  /** Sum of the resistances and its standard error; null where it has none. */
  r_ohm: number;
  u_r_ohm: number | null;
  /** The fitted circuit over the measured range. */
  locus: Locus;
  deltaAicc: number;
  weight: number;
}

/** Total resistance of the heated pellet of x = 1.625, and the parameters of the truth. */
export function truth({ T_C, share, ratio }: TruthInput): { circuit: typeof TWO_ARCS; parameters: number[]; r_ohm: number } {
  const pellet = pelletAt({ x: 1.625, T_C, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10, heating: HEATING });
  const [first, second] = [(1 - share) * pellet.r_ohm, share * pellet.r_ohm];
  const arc = (r: number, c: number): number[] => [r, arcQ(r, c, ARC_ALPHA), ARC_ALPHA];
  const tail = [BLOCKING.Q, BLOCKING.alpha];
  if (share === 0) return { circuit: ONE_ARC, parameters: [...arc(first, pellet.capacitance_F), ...tail], r_ohm: pellet.r_ohm };
  return { circuit: TWO_ARCS, parameters: [...arc(first, pellet.capacitance_F), ...arc(second, ratio * pellet.capacitance_F), ...tail], r_ohm: pellet.r_ohm };
}

export function syntheticSpectrum(kernels: Kernels, input: TruthInput): Measurement & { r_ohm: number } {
  const { circuit, parameters, r_ohm } = truth(input);
  const z = kernels.impedance.impedance(circuit, parameters, FREQUENCIES);
  const next = normal(input.seed);
  const out: Measurement = { frequency_Hz: FREQUENCIES, zReal_ohm: [], zImag_ohm: [], residualReal_percent: [], residualImag_percent: [] };
  FREQUENCIES.forEach((_, i) => {
    const modulus = Math.hypot(z.zReal_ohm[i]!, z.zImag_ohm[i]!);
    const [a, b] = [input.noise * next(), input.noise * next()];
    out.zReal_ohm.push(z.zReal_ohm[i]! + a * modulus);
    out.zImag_ohm.push(z.zImag_ohm[i]! + b * modulus);
    out.residualReal_percent.push(100 * a);
    out.residualImag_percent.push(100 * b);
  });
  return { ...out, r_ohm };
}

/** Every candidate fitted to the same points, in the order of CANDIDATES. */
export function compareCandidates(kernels: Kernels, spectrum: Measurement): Rival[] {
  const rows = compareCircuits(kernels.impedance, spectrum, CANDIDATES.map((c) => c.text), { starts: STARTS });
  return CANDIDATES.map(({ text, words, circuit }): Rival => {
    const row = rows.find((r) => r.circuit === circuit.text)!;
    const { fit } = row;
    const resistors = fit.parameters.flatMap((p, k) => (/^R\d/.test(p.name) ? [k] : []));
    const variance = resistors.reduce((sum, a) => sum + resistors.reduce((inner, b) => inner + fit.covariance[a]![b]!, 0), 0);
    return {
      text,
      words,
      fit,
      remark: row.words,
      parameters: row.k,
      r_ohm: resistors.reduce((sum, k) => sum + fit.parameters[k]!.value, 0),
      u_r_ohm: Number.isFinite(variance) && variance > 0 ? Math.sqrt(variance) : null,
      locus: { frequency_Hz: DENSE, ...kernels.impedance.impedance(circuit, fit.parameters.map((p) => p.value), DENSE) },
      deltaAicc: row.delta_aicc ?? Infinity,
      weight: row.weight ?? 0,
    };
  });
}

/** Below this difference of AICc two circuits count as equally good (Burnham & Anderson 2002, p. 70). */
const EQUAL = 2;

/** What the comparison says, one sentence of rich text. */
export function verdict(rivals: readonly Rival[]): string {
  const best = rivals.reduce((a, b) => (b.weight > a.weight ? b : a));
  const close = rivals.filter((r) => r !== best && r.deltaAicc < EQUAL);
  if (close.length === 0) return `**${best.words}** has ${best.weight > 0.9995 ? 'all but nothing' : `${(100 * best.weight).toFixed(best.weight > 0.99 ? 1 : 0)} %`} of the weight`.replace('has all but nothing of the weight', 'takes all of the weight');
  return `**${best.words}** leads with ${(100 * best.weight).toFixed(0)} % of the weight, but ${close.map((r) => r.words).join(' and ')} ${close.length > 1 ? 'are' : 'is'} not refused (Δ below 2): of equals take the one with fewest parameters`;
}
