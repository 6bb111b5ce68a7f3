/**
 * Profile-likelihood intervals: the values of one parameter for which the best fit with that parameter held is not clearly worse.
 * They stay honest where a standard error does not: half-visible arcs, exponents at their limit, parameters that the data bound on one side only.
 */
import { EXPONENT_RANGE, parseCircuit, type Circuit } from '../physics/circuit-grammar.ts';
import type { CircuitFit, FitOptions, ImpedanceKernel, Spectrum } from './impedance.ts';

export interface ProfileInterval {
  name: string;
  /** 95 %; an end is null when the data do not bound the parameter on that side (within fifteen decades). */
  interval95: [number | null, number | null];
  /** Values held on the way with their sums of squares, ascending: the profile itself. */
  profile: { value: number; sumOfSquares: number }[];
}

/** ln of the farthest factor looked at. */
const FAR = Math.log(1e15);
/** Halvings of the bracket: ends are known to 0.1 % of the first step. */
const HALVINGS = 10;

/**
 * The interval of parameter `name` around a finished fit. An end is where S = S_min (1 + t^2/nu), t Student's for 95 % and nu degrees of freedom
 * (Bates & Watts, Nonlinear Regression Analysis, 1988, Eq. 6.8). `options` as for the fit. Throws RangeError for an unknown or fixed parameter or
 * a fit without degrees of freedom.
 */
export function profileInterval(kernel: ImpedanceKernel, circuit: string | Circuit, spectrum: Spectrum, fitted: CircuitFit, name: string, options: FitOptions = {}): ProfileInterval {
  const parsed = typeof circuit === 'string' ? parseCircuit(circuit) : circuit;
  const index = parsed.parameters.findIndex((p) => p.name === name);
  if (index < 0) throw new RangeError(`${parsed.text} has no parameter ${name}: expected one of ${parsed.parameters.map((p) => p.name).join(', ')}`);
  if (fitted.parameters[index]!.fixed || (options.ties && name in options.ties)) throw new RangeError(`${name} is fixed or tied: only a free parameter has an interval`);
  if (fitted.studentT === null || fitted.degreesOfFreedom < 1) throw new RangeError(`the fit has ${fitted.degreesOfFreedom} degrees of freedom: expected at least 1 for an interval`);
  const exponent = parsed.parameters[index]!.kind === 'exponent';
  const { value: best, stderr } = fitted.parameters[index]!;
  const target = fitted.sumOfSquares * (1 + fitted.studentT ** 2 / fitted.degreesOfFreedom);
  const toValue = (u: number): number => (exponent ? u : Math.exp(u));
  const [low, high] = exponent ? [EXPONENT_RANGE.lower, EXPONENT_RANGE.upper] : [Math.log(best) - FAR, Math.log(best) + FAR];
  const origin = exponent ? best : Math.log(best);
  const widest = exponent ? 0.1 : 1;
  const first = stderr === null ? widest : Math.min(widest, (fitted.studentT * stderr) / (exponent ? 1 : best));
  const profile = [{ value: best, sumOfSquares: fitted.sumOfSquares }];

  /** Best sum with the parameter held at u, from the parameters of a neighbour; and those it leads to. */
  const held = (u: number, from: readonly number[]): { sum: number; parameters: number[] } => {
    const value = toValue(u);
    const start = from.map((x, i) => (i === index ? value : x));
    const result = kernel.fit(parsed, spectrum, { ...options, start, starts: 1, compareSimpler: false, fixed: { ...options.fixed, [name]: value } });
    profile.push({ value, sumOfSquares: result.sumOfSquares });
    return { sum: result.sumOfSquares, parameters: result.parameters.map((p) => p.value) };
  };

  const end = (sign: 1 | -1): number | null => {
    const limit = sign > 0 ? high : low;
    let inside = { u: origin, parameters: fitted.parameters.map((p) => p.value) };
    let step = first > 0 ? first : widest;
    for (;;) {
      const u = sign > 0 ? Math.min(limit, inside.u + step) : Math.max(limit, inside.u - step);
      if (u === inside.u) return exponent ? limit : null;
      const { sum, parameters } = held(u, inside.parameters);
      if (sum > target) return between(inside, u);
      inside = { u, parameters };
      step = Math.min(2 * step, exponent ? 0.2 : 3);
    }
  };

  const between = (inside: { u: number; parameters: number[] }, outside: number): number => {
    let [near, far] = [inside, outside];
    for (let i = 0; i < HALVINGS; i++) {
      const middle = 0.5 * (near.u + far);
      const { sum, parameters } = held(middle, near.parameters);
      if (sum > target) far = middle;
      else near = { u: middle, parameters };
    }
    return toValue(0.5 * (near.u + far));
  };

  const interval95: [number | null, number | null] = [end(-1), end(1)];
  return { name, interval95, profile: profile.sort((a, b) => a.value - b.value) };
}
