/** The spectrum that the model pellet would show, its synthetic measurement and its fit: shared by Figure 3b and the first picture. */
import type { CircuitFit } from '../../kernels/impedance.ts';
import type { Kernels } from '../../kernels/all.ts';
import { SAMPLES } from '../../physics/composition.ts';
import { normal } from '../../physics/random.ts';
import { remember } from '../../physics/remember.ts';
import { HEATED_X, INSTRUMENT, isReportedSigma, logFrequencies, PELLET_CIRCUIT, pelletAt, pelletParameters, type Pellet, type PelletInput } from '../../physics/transport-model.ts';
import type { Trace } from './nyquist.ts';

/** Relative noise of the synthetic measurement (assumed). */
export const NOISE = 0.005;
/** Points of the synthetic measurement, and of a curve on the page. */
const MEASURED = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 70);
/** Dense where arcs bend, sparse along the straight tail. */
const DRAWN = [...logFrequencies(2e9, 3e8, 5), ...logFrequencies(2.8e8, 4e4, 86), ...logFrequencies(3e4, 30, 14)];

/** Those of late are kept: while x moves, the other samples stay. */
const traces = remember<Trace>(16);

export const traceOf = (kernels: Kernels, input: PelletInput, pellet = pelletAt(input)): Trace =>
  traces(JSON.stringify([input, pellet]), () => ({
    x: input.x,
    frequency_Hz: DRAWN,
    ...kernels.impedance.impedance(PELLET_CIRCUIT, pelletParameters(pellet), DRAWN),
    r_ohm: pellet.r_ohm,
    pinned: isReportedSigma(input.x) && !input.heating,
    ...(input.heating && { state: 'heated' }),
  }));

/** The other samples at the same conditions, for comparison; beside a heated one the other heated one, and both as milled. */
export function otherTraces(kernels: Kernels, input: PelletInput): Trace[] {
  const { heating, ...milled } = input;
  if (!heating) return SAMPLES.filter((x) => x !== input.x).map((x) => traceOf(kernels, { ...input, x }));
  return [...HEATED_X.filter((x) => x !== input.x).map((x) => traceOf(kernels, { ...input, x })), ...HEATED_X.map((x) => traceOf(kernels, { ...milled, x }))];
}

export interface Measurement {
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  /** (measurement − model)/|Z| in %. */
  residualReal_percent: number[];
  residualImag_percent: number[];
}

/** 70 points, 7 MHz to 1 Hz, Gaussian noise of 0.5 % of |Z| on both parts, from a seed. Synthetic, never the authors' data. */
export function measure(kernels: Pick<Kernels, 'impedance'>, pellet: Pellet, seed: number): Measurement {
  const { zReal_ohm, zImag_ohm } = kernels.impedance.impedance(PELLET_CIRCUIT, pelletParameters(pellet), MEASURED);
  const next = normal(seed);
  const out: Measurement = { frequency_Hz: MEASURED, zReal_ohm: [], zImag_ohm: [], residualReal_percent: [], residualImag_percent: [] };
  MEASURED.forEach((_, i) => {
    const modulus = Math.sqrt(zReal_ohm[i]! ** 2 + zImag_ohm[i]! ** 2);
    const [a, b] = [NOISE * next(), NOISE * next()];
    out.zReal_ohm.push(zReal_ohm[i]! + a * modulus);
    out.zImag_ohm.push(zImag_ohm[i]! + b * modulus);
    out.residualReal_percent.push(100 * a);
    out.residualImag_percent.push(100 * b);
  });
  return out;
}

/** The fit of the paper's kind of circuit to a synthetic measurement, starts from the data. */
export const fitMeasurement = (kernels: Kernels, measurement: Measurement): CircuitFit => kernels.impedance.fit(PELLET_CIRCUIT, measurement, { compareSimpler: false });

/** A round right end for the Z′ axis that keeps the largest of the six arcs in view: it rests while x moves, and steps with temperature. */
export function extentFor(input: PelletInput): number {
  const widest = pelletAt({ ...input, x: 2 }).r_ohm;
  const decade = 10 ** Math.floor(Math.log10(widest));
  return [1.3, 2, 3, 4, 5, 6.5, 8, 10, 13].map((s) => s * decade).find((s) => s >= 1.2 * widest)!;
}
