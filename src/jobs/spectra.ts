/**
 * One circuit fitted to many spectra, with progress: maps, cycles, long temperature programmes.
 * In: spectra (columns as arrays or Float64Array), circuit, options of each fit. Out: one row a spectrum, in order; a spectrum that cannot be fitted is a
 * row with `problem`, not the end of the work.
 */
import type { FitOptions, Spectrum, Verdict } from '../kernels/impedance.ts';
import { parseCircuit } from '../physics/circuit-grammar.ts';
import { defineJob } from './job.ts';

export interface SpectraInput {
  spectra: readonly (Spectrum & { label?: string })[];
  circuit: string;
  options?: FitOptions;
}

export interface SpectrumRow {
  label: string;
  verdict: Verdict | null;
  message: string;
  /** In order of the circuit's parameters; empty where there is a problem. */
  values: number[];
  stderr: (number | null)[];
  wssr: number | null;
  aicc: number | null;
  outliers: number[];
  /** Why there is no fit: one sentence. */
  problem: string | null;
}

export interface SpectraOutput {
  circuit: string;
  names: string[];
  units: string[];
  rows: SpectrumRow[];
  /** Rows a verdict; `problem` counts those without. */
  tally: Record<Verdict | 'problem', number>;
}

export default defineJob<SpectraInput, SpectraOutput>({
  kernels: () => ['impedance'],
  *steps({ impedance }, { spectra, circuit: text, options = {} }) {
    const circuit = parseCircuit(text);
    const rows: SpectrumRow[] = [];
    const tally = { converged: 0, several_minima: 0, not_determined: 0, failed: 0, problem: 0 };
    for (const [i, spectrum] of spectra.entries()) {
      const label = spectrum.label ?? `spectrum ${i + 1}`;
      try {
        const fit = impedance.fit(circuit, spectrum, options);
        tally[fit.verdict]++;
        rows.push({ label, verdict: fit.verdict, message: fit.message, values: fit.parameters.map((p) => p.value), stderr: fit.parameters.map((p) => p.stderr), wssr: fit.wssr, aicc: fit.aicc, outliers: fit.outliers, problem: null });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        tally.problem++;
        rows.push({ label, verdict: null, message: '', values: [], stderr: [], wssr: null, aicc: null, outliers: [], problem: error.message });
      }
      yield (i + 1) / spectra.length;
    }
    return { circuit: circuit.text, names: circuit.parameters.map((p) => p.name), units: circuit.parameters.map((p) => p.unit), rows, tally };
  },
});
