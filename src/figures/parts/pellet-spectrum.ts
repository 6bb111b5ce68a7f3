/** The spectrum that the model pellet would show, its synthetic measurement and its fit: shared by Figure 3b and the first picture. */
import type { CircuitFit } from '../../kernels/impedance.ts';
import type { Kernels } from '../../kernels/all.ts';
import { SAMPLES } from '../../physics/composition.ts';
import { normal } from '../../physics/random.ts';
import { INSTRUMENT, isReportedSigma, logFrequencies, PELLET_CIRCUIT, pelletAt, pelletParameters, type Pellet, type PelletInput } from '../../physics/transport-model.ts';
import type { Trace } from './nyquist.ts';

/** Relative noise of the synthetic measurement (assumed). */
export const NOISE = 0.005;
/** Points of the synthetic measurement, and of a curve on the page. */
const MEASURED = logFrequencies(INSTRUMENT.max_Hz, INSTRUMENT.min_Hz, 70);
const DRAWN = logFrequencies(1e9, 30, 110);

export const traceOf = (kernels: Kernels, input: PelletInput, pellet = pelletAt(input)): Trace => ({
  x: input.x,
  frequency_Hz: DRAWN,
  ...kernels.impedance.impedance(PELLET_CIRCUIT, pelletParameters(pellet), DRAWN),
  r_ohm: pellet.r_ohm,
  pinned: isReportedSigma(input.x),
});

/** The other samples at the same conditions, for comparison. */
export const otherTraces = (kernels: Kernels, input: PelletInput): Trace[] => SAMPLES.filter((x) => x !== input.x).map((x) => traceOf(kernels, { ...input, x }));

export interface Measurement {
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  /** (measurement − model)/|Z| in %. */
  residualReal_percent: number[];
  residualImag_percent: number[];
}

/** 70 points, 7 MHz to 1 Hz, Gaussian noise of 0.5 % of |Z| on both parts, from a seed. Synthetic, never the authors' data. */
export function measure(kernels: Kernels, pellet: Pellet, seed: number): Measurement {
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

/** A round right end for the Z′ axis that keeps the arc and the foot of the tail in view, in fixed steps so that axes rest while x moves. */
export function extentFor(r_ohm: number): number {
  const steps = [20, 50, 100, 200, 350, 650, 1200, 2500, 5000, 10000, 20000, 50000, 100000];
  return steps.find((s) => s >= 1.22 * r_ohm) ?? 2 * r_ohm;
}
