/** The long work of the impedance lab: fits of a series, what can be said without a circuit, circuits beside each other, profile intervals. */
import { defineJob, type Steps } from '../../jobs/job.ts';
import type { CircuitFit, FitOptions, Spectrum, Verdict, Weight } from '../../kernels/impedance.ts';
import { profileInterval, type ProfileInterval } from '../../kernels/profile-likelihood.ts';
import type { KramersKronig, Relaxations } from '../../kernels/validation.ts';
import { parseCircuit } from '../../physics/circuit-grammar.ts';

/** A spectrum with the points that are used: 1 or 0 each. */
export interface Masked extends Spectrum {
  mask: number[];
}

/** A result, or the sentence that says why there is none. */
export type Outcome<T> = { ok: T } | { problem: string };

/** Input that cannot be worked on is a sentence; anything else is a fault of the program. */
function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { ok: work() };
  } catch (error) {
    if (error instanceof RangeError) return { problem: error.message };
    throw error;
  }
}

export interface FitInput {
  circuit: string;
  spectra: Masked[];
  options: FitOptions;
}

/** One circuit fitted to every spectrum. */
export const fits = defineJob<FitInput, Outcome<CircuitFit>[]>({
  kernels: () => ['impedance'],
  *steps({ impedance }, { circuit, spectra, options }): Steps<Outcome<CircuitFit>[]> {
    const out: Outcome<CircuitFit>[] = [];
    for (const spectrum of spectra) {
      out.push(attempt(() => impedance.fit(circuit, spectrum, { ...options, mask: spectrum.mask })));
      yield out.length / spectra.length;
    }
    return out;
  },
});

export interface Checks {
  kk: Outcome<KramersKronig>;
  relaxations: Outcome<Relaxations>;
}

/** What a spectrum says before any circuit: Kramers-Kronig, distribution of relaxation times. Points left out are not looked at. */
export const checks = defineJob<Masked, Checks>({
  kernels: () => ['validation'],
  *steps({ validation }, masked): Steps<Checks> {
    const used = onlyUsed(masked);
    const kk = attempt(() => validation.kramersKronig(used));
    yield 0.4;
    return { kk, relaxations: attempt(() => validation.relaxations(used)) };
  },
});

function onlyUsed({ frequency_Hz, zReal_ohm, zImag_ohm, mask }: Masked): Spectrum {
  const pick = (column: ArrayLike<number>): number[] => Array.from(column).filter((_, i) => mask[i] !== 0);
  return { frequency_Hz: pick(frequency_Hz), zReal_ohm: pick(zReal_ohm), zImag_ohm: pick(zImag_ohm) };
}

export interface Candidate {
  circuit: string;
  parameters: number;
  /** Null where the circuit could not be fitted. */
  aicc: number | null;
  verdict: Verdict;
  message: string;
}

/** Circuits on the same points and weight, the one with the least AICc first. */
export const compare = defineJob<{ circuits: string[]; spectrum: Masked; weight: Weight; seed: number }, Candidate[]>({
  kernels: () => ['impedance'],
  *steps({ impedance }, { circuits, spectrum, weight, seed }): Steps<Candidate[]> {
    const out: Candidate[] = [];
    for (const circuit of circuits) {
      const result = attempt(() => impedance.fit(circuit, spectrum, { mask: spectrum.mask, weight, seed }));
      const { length } = parseCircuit(circuit).parameters;
      out.push('ok' in result ? { circuit, parameters: length, aicc: result.ok.aicc, verdict: result.ok.verdict, message: result.ok.message } : { circuit, parameters: length, aicc: null, verdict: 'failed', message: result.problem });
      yield out.length / circuits.length;
    }
    return out.sort((a, b) => (a.aicc ?? Infinity) - (b.aicc ?? Infinity));
  },
});

/** Profile-likelihood intervals of every free parameter. */
export const profiles = defineJob<{ circuit: string; spectrum: Masked; fit: CircuitFit; options: FitOptions }, Outcome<ProfileInterval>[]>({
  kernels: () => ['impedance'],
  *steps({ impedance }, { circuit, spectrum, fit, options }): Steps<Outcome<ProfileInterval>[]> {
    const free = fit.parameters.filter((p) => !p.fixed);
    const out: Outcome<ProfileInterval>[] = [];
    for (const { name } of free) {
      out.push(attempt(() => profileInterval(impedance, circuit, spectrum, fit, name, { ...options, mask: spectrum.mask })));
      yield out.length / free.length;
    }
    return out;
  },
});
