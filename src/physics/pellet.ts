/** What a fitted circuit says about a pellet: its conductivity beside quick estimates of R, and what each arc's capacitance belongs to. */
import { brugCapacitance, capacitanceClass, hsuMansfeldCapacitance, permittivityCheck, type CapacitanceClass, type PermittivityCheck } from './capacitance.ts';
import { conductivity, type Conductivity, type Disc } from './conductivity.ts';
import type { Circuit, CircuitNode } from './circuit-grammar.ts';
import { quickResistances, type QuickMethod } from './quick-resistance.ts';

/** The part of a fit that is needed: values in order of `Circuit.parameters`, their covariance in natural units. */
export interface FittedValues {
  parameters: readonly { name: string; value: number; stderr: number | null }[];
  covariance: readonly (readonly number[])[];
}

export interface PelletArc {
  /** As in the circuit: `p(R1,CPE1)`, `Zarc1`, `CPE2`. */
  branch: string;
  r_ohm: number | null;
  /** Time constant R C of the effective capacitance; null for a blocking element. */
  tau_s: number | null;
  capacitance_F: number;
  u_capacitance_F: number | null;
  /** Hsu & Mansfeld for bulk and grain boundary, Brug for electrodes, none where the element is a capacitor. */
  model: 'Hsu-Mansfeld' | 'Brug' | 'capacitor';
  class: CapacitanceClass;
  /** Null for a blocking element. */
  permittivity: PermittivityCheck | null;
  words: string;
}

export interface PelletEstimate {
  method: QuickMethod;
  r_ohm: number | null;
  /** (estimate - fit)/fit in %. */
  deviation_percent: number | null;
  agrees: boolean | null;
  words: string;
}

export interface PelletReport {
  /** All resistances in series up to the blocking element. */
  total_ohm: number;
  u_total_ohm: number | null;
  /** Of the whole pellet, from the total; null without a standard error of it. */
  conductivity: Conductivity | null;
  estimates: PelletEstimate[];
  arcs: PelletArc[];
  words: string;
}

/** A quantity with its slopes by parameter index. */
interface Sloped {
  value: number;
  slope: ReadonlyMap<number, number>;
}

const ZERO: Sloped = { value: 0, slope: new Map() };
/** All others add no resistance of the sample: they block, belong to diffusion, or to leads. */
const RESISTIVE = new Set(['R', 'K', 'Zarc']);

const sum = (a: Sloped, b: Sloped): Sloped => {
  const slope = new Map(a.slope);
  for (const [i, s] of b.slope) slope.set(i, (slope.get(i) ?? 0) + s);
  return { value: a.value + b.value, slope };
};
const times = (a: Sloped, factor: number): ReadonlyMap<number, number> => new Map([...a.slope].map(([i, s]) => [i, s * factor]));

/** Resistance along the direct path through a node, elements that block or diffuse left out; null for a branch that holds nothing else. */
function directResistance(node: CircuitNode, values: readonly number[]): Sloped | null {
  if (node.kind === 'element') {
    if (!RESISTIVE.has(node.type)) return null;
    return { value: values[node.firstParameter]!, slope: new Map([[node.firstParameter, 1]]) };
  }
  const branches = node.children.map((child) => directResistance(child, values)).filter((b) => b !== null);
  if (branches.length === 0) return null;
  if (node.kind === 'series') return branches.reduce(sum, ZERO);
  // 1/r = sum 1/r_i: dr = r^2 sum dr_i/r_i^2.
  const value = 1 / branches.reduce((total, b) => total + 1 / b.value, 0);
  return branches.reduce<Sloped>((total, b) => ({ value, slope: sum({ value: 0, slope: total.slope }, { value: 0, slope: times(b, (value / b.value) ** 2) }).slope }), { value, slope: new Map() });
}

function errorOf({ slope }: Sloped, covariance: FittedValues['covariance']): number | null {
  let variance = 0;
  for (const [i, a] of slope) for (const [j, b] of slope) variance += a * b * covariance[i]![j]!;
  return Number.isFinite(variance) && variance >= 0 ? Math.sqrt(variance) : null;
}

/** R, Q and alpha of a branch. */
interface Depressed {
  branch: string;
  r: number;
  Q: number;
  alpha: number;
  /** Covariance of (r, Q, alpha). */
  covariance: number[][];
  capacitor: boolean;
}

/** Arcs and blocking elements along the main series of the circuit. */
function branchesOf(circuit: Circuit, values: readonly number[], covariance: FittedValues['covariance']): Depressed[] {
  const nodes = circuit.tree.kind === 'series' ? circuit.tree.children : [circuit.tree];
  const block = (slopes: readonly ReadonlyMap<number, number>[]): number[][] =>
    slopes.map((a) => slopes.map((b) => [...a].reduce((total, [i, s]) => total + [...b].reduce((row, [j, t]) => row + s * t * covariance[i]![j]!, 0), 0)));
  const own = (i: number): ReadonlyMap<number, number> => new Map([[i, 1]]);
  return nodes.flatMap((node): Depressed[] => {
    if (node.kind === 'element') {
      const at = node.firstParameter;
      if (node.type === 'CPE') return [{ branch: node.label, r: Infinity, Q: values[at]!, alpha: values[at + 1]!, capacitor: false, covariance: block([new Map(), own(at), own(at + 1)]) }];
      if (node.type === 'C') return [{ branch: node.label, r: Infinity, Q: values[at]!, alpha: 1, capacitor: true, covariance: block([new Map(), own(at), new Map()]) }];
      if (node.type !== 'Zarc' && node.type !== 'K') return [];
      // Q = tau^alpha/R
      const [r, tau] = [values[at]!, values[at + 1]!];
      const alpha = node.type === 'K' ? 1 : values[at + 2]!;
      const Q = tau ** alpha / r;
      const slopeQ = new Map([[at, -Q / r], [at + 1, (Q * alpha) / tau], ...(node.type === 'Zarc' ? [[at + 2, Q * Math.log(tau)] as const] : [])]);
      return [{ branch: node.label, r, Q, alpha, capacitor: node.type === 'K', covariance: block([own(at), slopeQ, node.type === 'Zarc' ? own(at + 2) : new Map()]) }];
    }
    if (node.kind !== 'parallel' || node.children.length !== 2) return [];
    const [a, b] = node.children as [CircuitNode, CircuitNode];
    if (a.kind !== 'element' || b.kind !== 'element') return [];
    const [resistor, other] = a.type === 'R' ? [a, b] : [b, a];
    if (resistor.type !== 'R' || (other.type !== 'CPE' && other.type !== 'C')) return [];
    const [i, j] = [resistor.firstParameter, other.firstParameter];
    const capacitor = other.type === 'C';
    return [{ branch: `p(${a.label},${b.label})`, r: values[i]!, Q: values[j]!, alpha: capacitor ? 1 : values[j + 1]!, capacitor, covariance: block([own(i), own(j), capacitor ? new Map() : own(j + 1)]) }];
  });
}

const ELECTRODE: readonly CapacitanceClass[] = ['electrode interface', 'electrochemical reaction'];
const short = (x: number): string => (x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential(2) : String(Number(x.toPrecision(3))));

/** Null where exponents near their limit leave no capacitance that a number can hold. */
function describeArc(d: Depressed, total: number, disc: Disc): PelletArc | null {
  const blocking = d.r === Infinity;
  const arc = { r_ohm: d.r, Q: d.Q, alpha: d.alpha };
  const series = blocking ? total : total - d.r;
  const hsu = blocking ? null : hsuMansfeldCapacitance(arc, d.covariance);
  const brug = series > 1e-9 * total && total > 0 ? brugCapacitance(arc, series, d.covariance) : null;
  const usable = [hsu, brug].every((c) => c === null || (c.capacitance_F > 1e-100 && c.capacitance_F < 1e100));
  if (!usable) return null;
  const electrode = blocking || (hsu !== null && ELECTRODE.includes(capacitanceClass(hsu.capacitance_F, disc)));
  // A blocking CPE with no resistance before it has no effective capacitance but Q itself.
  const chosen = (electrode ? brug : hsu) ?? hsu ?? { capacitance_F: d.Q, u_capacitance_F: null };
  // A double layer grows with the face alone, so its capacitance is taken an area, not for d/A = 1 /cm.
  const kind = capacitanceClass(chosen.capacitance_F, electrode ? { ...disc, thickness_cm: 1 } : disc);
  const permittivity = blocking ? null : permittivityCheck(chosen, disc);
  const model = d.capacitor ? 'capacitor' : electrode && brug ? 'Brug' : 'Hsu-Mansfeld';
  const epsilon = permittivity && !ELECTRODE.includes(kind) ? `; as bulk it would mean a relative permittivity of ${short(permittivity.relativePermittivity)}, ${permittivity.plausibleForBulk ? 'as solid ion conductors have' : 'which the bulk of a solid ion conductor does not have (3 to 100)'}` : '';
  return {
    branch: d.branch,
    r_ohm: blocking ? null : d.r,
    tau_s: blocking ? null : d.r * chosen.capacitance_F,
    ...chosen,
    model,
    class: kind,
    permittivity,
    words: `${d.branch}: C = ${short(chosen.capacitance_F)} F, typical of ${kind}${epsilon}`,
  };
}

/** Estimates within this share of the fit agree with it, whatever the standard error: quick rules are no better. */
const QUICK_ENOUGH = 0.02;

const REASON: Record<QuickMethod, (high: boolean) => string> = {
  minimum: (high) => (high ? 'arc and tail overlap there, and the tail lifts the minimum' : 'the arc has not closed where −Im Z is least'),
  circle: (high) => (high ? 'the circle runs on into what follows the arc' : 'one circle does not hold all arcs'),
  line: (high) => (high ? 'the tail bends, as one blocking element alone does not' : 'the arc still bends the tail'),
};

/**
 * Everything at once, from a finished fit of `circuit` to `spectrum`. disc: thickness and diameter with standard errors, cm. Throws RangeError where the
 * circuit has no resistance or the sizes are not positive.
 */
export function pelletReport(circuit: Circuit, fit: FittedValues, spectrum: Parameters<typeof quickResistances>[0], disc: Disc): PelletReport {
  const values = fit.parameters.map((p) => p.value);
  const direct = directResistance(circuit.tree, values);
  if (direct === null || !(direct.value > 0)) throw new RangeError(`${circuit.text} has no resistance on its direct path: expected at least one R, K or Zarc for a conductivity`);
  const u = [...direct.slope.keys()].every((i) => fit.parameters[i]!.stderr !== null) ? errorOf(direct, fit.covariance) : null;
  const estimates = quickResistances(spectrum).map((quick): PelletEstimate => {
    if (quick.r_ohm === null) return { method: quick.method, r_ohm: null, deviation_percent: null, agrees: null, words: quick.how };
    const deviation = quick.r_ohm / direct.value - 1;
    const agrees = Math.abs(deviation) <= Math.max(QUICK_ENOUGH, (3 * Math.hypot(u ?? 0, quick.u_r_ohm ?? 0)) / direct.value);
    const judged = agrees ? `agrees with the fit${Math.abs(deviation) > QUICK_ENOUGH ? ` within its own error of ${short(quick.u_r_ohm ?? u ?? 0)} Ω` : ''}` : `${short(100 * Math.abs(deviation))} % ${deviation > 0 ? 'above' : 'below'} the fit: ${REASON[quick.method](deviation > 0)}`;
    return { method: quick.method, r_ohm: quick.r_ohm, deviation_percent: 100 * deviation, agrees, words: `${quick.how}: ${short(quick.r_ohm)} Ω, ${judged}` };
  });
  const known = estimates.filter((e) => e.agrees !== null);
  const apart = known.filter((e) => e.agrees === false);
  return {
    total_ohm: direct.value,
    u_total_ohm: u,
    conductivity: u === null ? null : conductivity(direct.value, u, disc),
    estimates,
    arcs: branchesOf(circuit, values, fit.covariance).map((d) => describeArc(d, direct.value, disc)).filter((arc) => arc !== null),
    words: known.length === 0 ? 'no quick estimate applies to this spectrum: only the fit gives R' : apart.length === 0 ? `${known.length === 1 ? 'the one quick estimate that applies agrees' : known.length === 2 ? 'both quick estimates that apply agree' : 'all three quick estimates agree'} with the fit` : `${apart.length} of the ${known.length} quick estimates that apply ${apart.length === 1 ? 'disagrees' : 'disagree'} with the fit: trust the fit where its verdict is good`,
  };
}
