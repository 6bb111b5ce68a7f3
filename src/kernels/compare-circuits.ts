/** Which circuit do the data ask for? Several circuits fitted to one spectrum, ranked by AICc. */
import { parseCircuit, type Circuit } from '../physics/circuit-grammar.ts';
import type { CircuitFit, FitOptions, ImpedanceKernel, Spectrum } from './impedance.ts';

export interface ComparedCircuit {
  circuit: string;
  wssr: number;
  /** Free parameters. */
  k: number;
  aicc: number | null;
  /** Above the least AICc of those that describe the data; null where there is no AICc. */
  delta_aicc: number | null;
  /** Akaike weight: exp(-delta/2), normalised over all circuits (Burnham & Anderson, Model Selection and Multimodel Inference, 2002, ch. 2). */
  weight: number | null;
  verdict: CircuitFit['verdict'];
  words: string;
  fit: CircuitFit;
}

/** Distances of AICc: below the first the data do not choose, above the second there is essentially no support (Burnham & Anderson 2002, p. 70). */
export const EQUAL_AICC = 2;
const NO_SUPPORT = 10;

/**
 * Fits each circuit (a string in either notation, 1 to 20 different ones) and ranks them, best first; circuits whose fit failed come last.
 * `options` without start, constraints: those belong to one circuit. Throws RangeError on a bad circuit or spectrum.
 */
export function compareCircuits(kernel: ImpedanceKernel, spectrum: Spectrum, circuits: readonly string[], options: Pick<FitOptions, 'weight' | 'starts' | 'seed' | 'mask'> = {}): ComparedCircuit[] {
  if (circuits.length < 1 || circuits.length > 20) throw new RangeError(`${circuits.length} circuits are given: expected 1 to 20`);
  const parsed = circuits.map((text): Circuit => parseCircuit(text));
  const twice = parsed.find((c, i) => parsed.findIndex((other) => other.text === c.text) !== i);
  if (twice) throw new RangeError(`the circuit ${twice.text} is given twice: expected different circuits`);
  const fits = parsed.map((circuit) => kernel.fit(circuit, spectrum, options));
  const best = Math.min(...fits.map((f) => (f.verdict === 'failed' ? Infinity : (f.aicc ?? Infinity))));
  const delta = fits.map((f) => (f.aicc === null || !Number.isFinite(best) ? null : f.aicc - best));
  const total = delta.reduce<number>((sum, d) => sum + (d === null ? 0 : Math.exp(-d / 2)), 0);
  const rows = fits.map((fit, i): ComparedCircuit => ({
    circuit: fit.circuit,
    wssr: fit.wssr,
    k: fit.parameters.filter((p) => !p.fixed).length,
    aicc: fit.aicc,
    delta_aicc: delta[i]!,
    weight: delta[i] === null ? null : Math.exp(-delta[i]! / 2) / total,
    verdict: fit.verdict,
    words: '',
    fit,
  }));
  const rank = (r: ComparedCircuit): number => (r.verdict === 'failed' ? 1e12 : 0) + (r.delta_aicc ?? 1e9);
  rows.sort((a, b) => rank(a) - rank(b));
  // The simplest circuit that the data cannot tell from the best: what one should report.
  const simplest = rows.filter((r) => r.verdict !== 'failed' && r.delta_aicc !== null && r.delta_aicc < EQUAL_AICC).sort((a, b) => a.k - b.k)[0];
  for (const row of rows) row.words = wordsOf(row, rows[0]!, simplest);
  return rows;
}

function wordsOf(row: ComparedCircuit, best: ComparedCircuit, simplest: ComparedCircuit | undefined): string {
  if (row.verdict === 'failed') return row.fit.message;
  if (row.delta_aicc === null) return 'no AICc: too few points for so many parameters';
  const distance = Number(row.delta_aicc.toPrecision(2));
  const open = row.verdict === 'not_determined' ? `; but ${row.fit.message}` : '';
  if (row === best) return `least AICc${simplest && simplest !== best ? `, though ${simplest.circuit} with fewer parameters is as good` : ''}${open}`;
  if (row.delta_aicc < EQUAL_AICC) return `as good as the best (AICc ${distance} above)${row === simplest ? ' with fewer parameters: prefer it' : ''}${open}`;
  if (row.delta_aicc < NO_SUPPORT) return `less support than the best (AICc ${distance} above)${open}`;
  return `no support beside the best (AICc ${distance} above): ${row.k > best.k && row.wssr <= best.wssr ? 'its further parameters do not pay' : row.k < best.k ? 'it leaves structure in the residuals' : 'it describes the data less well'}`;
}
