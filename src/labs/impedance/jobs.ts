/** The long work of the impedance lab: fits of a series, what can be said without a circuit, circuits beside each other, profile intervals. */
import { defineJob, type Steps } from '../../jobs/job.ts';
import { compareCircuits, EQUAL_AICC, type ComparedCircuit } from '../../kernels/compare-circuits.ts';
import type { CircuitFit, FitOptions, Spectrum, Weight } from '../../kernels/impedance.ts';
import { profileInterval, type ProfileInterval } from '../../kernels/profile-likelihood.ts';
import { temperatureSeries, type GlobalSeries, type SeriesInput } from '../../kernels/temperature-series.ts';
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
  // Transport is for the fit of all temperatures: with the first fit all kernels are there, and the network is silent from then on.
  kernels: () => ['impedance', 'transport'],
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

/** A circuit beside others; AICc and its distance are null where it could not be fitted. */
export type Candidate = Pick<ComparedCircuit, 'circuit' | 'k' | 'delta_aicc' | 'verdict' | 'words'>;

/** Circuits on the same points and weight, best first; those with more parameters than points come last, with that as their sentence. */
export const compare = defineJob<{ circuits: string[]; spectrum: Masked; weight: Weight; seed: number }, Candidate[]>({
  kernels: () => ['impedance'],
  *steps({ impedance }, { circuits, spectrum, weight, seed }): Steps<Candidate[]> {
    const points = spectrum.mask.filter((m) => m !== 0).length;
    const sized = circuits.map((circuit) => ({ circuit, k: parseCircuit(circuit).parameters.length }));
    const possible = sized.filter(({ k }) => k <= points).map(({ circuit }) => circuit);
    yield 0;
    const rows = possible.length > 0 ? compareCircuits(impedance, spectrum, possible, { mask: spectrum.mask, weight, seed }) : [];
    return [
      ...rows.map(({ circuit, k, delta_aicc, verdict, words }): Candidate => ({ circuit, k, delta_aicc, verdict, words })),
      ...sized.filter(({ k }) => k > points).map(({ circuit, k }): Candidate => ({ circuit, k, delta_aicc: null, verdict: 'failed', words: `${k} parameters cannot be had from ${points} points` })),
    ];
  },
});

/** The circuit to take: of those with one minimum the simplest that AICc cannot tell from the best of them; null when there is none. */
export function recommended(candidates: readonly Candidate[]): string | null {
  const sure = candidates.filter((c) => c.verdict === 'converged' && c.delta_aicc !== null);
  const best = Math.min(...sure.map((c) => c.delta_aicc!));
  return sure.filter((c) => c.delta_aicc! < best + EQUAL_AICC).sort((a, b) => a.k - b.k)[0]?.circuit ?? null;
}

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

/** Spectra with their temperatures, and the pellet, for one fit of all of them. */
export type GlobalInput = Pick<SeriesInput, 'circuit' | 'disc'> & { resistance: string; spectra: (Masked & { T_K: number; name: string })[]; options: FitOptions };

/** One fit of all temperatures, in which the resistance follows sigma T = sigma0 exp(-Ea/kT) and all other parameters are free at each. */
export const global = defineJob<GlobalInput, Outcome<GlobalSeries>>({
  kernels: () => ['impedance', 'transport'],
  *steps(kernels, { circuit, disc, resistance, spectra, options }): Steps<Outcome<GlobalSeries>> {
    const { weight, starts, seed, fixed } = options;
    const fit: FitOptions = { ...(weight && { weight }), ...(starts && { starts }), ...(seed !== undefined && { seed }), ...(fixed && { fixed }) };
    const series = spectra.map((s) => ({ T_K: s.T_K, label: s.name, spectrum: onlyUsed(s) }));
    try {
      const { global: found } = yield* temperatureSeries(kernels, { circuit, disc, resistance, spectra: series, fit, global: {} });
      return { ok: found! };
    } catch (error) {
      if (error instanceof RangeError) return { problem: error.message };
      throw error;
    }
  },
});
