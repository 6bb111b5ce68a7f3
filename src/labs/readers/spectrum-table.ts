/** What every reader of impedance spectra shares: columns by name, rows, the sign of Im Z, sweeps told apart. */
import { UnreadableFile, cellsOf, parseNumber, type TableLayout } from './columns.ts';

export interface ReadSpectrum {
  label: string;
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  metadata: Record<string, string | number>;
}

export interface Format {
  name: string;
  owns(lines: readonly string[]): boolean;
  read(lines: readonly string[]): { spectra: ReadSpectrum[]; warnings: string[] };
}

/** Where the three quantities stand in a row, and whether the imaginary column holds -Im Z. */
export interface Columns {
  frequency: number;
  real: number;
  imag: number;
  negated: boolean;
  /** The header states the sign of Im Z beyond doubt. */
  signKnown: boolean;
}

const clean = (name: string): string => name.toLowerCase().replace(/["\s_]/g, '').replace(/[′’`´]/g, "'").replace(/''|″|”/g, '"');

/** Columns from a header line, or null when one of the three is missing. */
export function columnsByName(names: readonly string[]): Columns | null {
  const cleaned = names.map((n) => clean(n.replace(/''|″|”|(?<=Zs?)"/gi, '§')).replace(/§/g, '"'));
  const find = (pattern: RegExp): number => cleaned.findIndex((name) => pattern.test(name));
  const frequency = find(/^(freq|f\b|f\(|f\/|f\[|frequency|hz)/);
  const imag = find(/^[-−]?(im\b|im\(|imz|imag|zim|z"|zs"|z2|zi\b|x\b)|^[-−]?z'?imag|^[-−]?im\(z\)|^[-−]?impedanceimag/);
  const real = find(/^(re\b|re\(|rez|real|zre|z'(?!')|zs'|z1|zr\b|z'real)|^zreal|^impedancereal/);
  if (frequency < 0 || imag < 0 || real < 0) return null;
  return { frequency, real, imag, negated: /^[-−]/.test(cleaned[imag]!), signKnown: /^[-−]/.test(cleaned[imag]!) || names[imag]!.trim() === 'z_imag_ohm' };
}

export const isComment = (line: string): boolean => /^\s*[#!%]/.test(line);

/**
 * Reads the rows from `first` to before `end`; every needed cell must be a number. Blank lines and comments are passed over, and rows for which
 * `skip` says so (frequency 0 where an instrument also logs direct current). The label is left to the caller.
 */
export function readRows(lines: readonly string[], first: number, end: number, layout: TableLayout, columns: Columns, skip: (frequency: number) => boolean = () => false): ReadSpectrum {
  const spectrum: ReadSpectrum = { label: 'sweep 1', frequency_Hz: [], zReal_ohm: [], zImag_ohm: [], metadata: {} };
  for (let i = first; i < end; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isComment(line)) continue;
    const cells = cellsOf(line, layout.separator);
    const number = (at: number, name: string): number => {
      const cell = cells[at];
      const value = cell === undefined ? null : parseNumber(cell, layout.decimalComma);
      if (value === null) throw new UnreadableFile(`line ${i + 1}: ${name} is ${cell === undefined || cell === '' ? 'missing' : `"${cell}"`}, expected a number`);
      return value;
    };
    const f = number(columns.frequency, 'the frequency');
    if (skip(f)) continue;
    if (f <= 0) throw new UnreadableFile(`line ${i + 1}: the frequency is ${f}, expected a positive number of hertz`);
    spectrum.frequency_Hz.push(f);
    spectrum.zReal_ohm.push(number(columns.real, 'Re Z'));
    spectrum.zImag_ohm.push((columns.negated ? -1 : 1) * number(columns.imag, 'Im Z'));
  }
  return spectrum;
}

/** Nearly all imaginary parts positive and no sign in the header: the file holds -Im Z. */
export function settleSign(spectrum: ReadSpectrum, columns: Columns, warnings: string[]): void {
  if (columns.signKnown) return;
  const positive = spectrum.zImag_ohm.filter((z) => z > 0).length;
  if (positive < 0.8 * spectrum.zImag_ohm.length) return;
  spectrum.zImag_ohm = spectrum.zImag_ohm.map((z) => -z);
  warnings.push('nearly all imaginary parts are positive: read as -Im Z (capacitive)');
}

/** Points of one spectrum as several, beginning at each of `starts` (ascending, the first 0). */
function cut(spectrum: ReadSpectrum, starts: readonly number[], label: (i: number) => string): ReadSpectrum[] {
  return starts.map((from, i) => {
    const part = (column: number[]): number[] => column.slice(from, starts[i + 1] ?? column.length);
    return { label: label(i), frequency_Hz: part(spectrum.frequency_Hz), zReal_ohm: part(spectrum.zReal_ohm), zImag_ohm: part(spectrum.zImag_ohm), metadata: spectrum.metadata };
  });
}

/** Of points in random order two thirds are turns; sweeps of five points and more turn at two in five at most. */
const SHUFFLED = 0.4;
/** Fewest points of a sweep that is told from points in no order. */
const FEWEST_OF_SWEEP = 4;
/** Frequencies within 0.5 % are one frequency measured again. */
const SAME_LOG10 = 0.002;

/** True for points in no order, each at a frequency of its own: one spectrum, whatever its jumps. `starts`: where sweeps would begin. */
function isShuffled(logs: readonly number[], starts: readonly number[]): boolean {
  const turns = logs.filter((x, k) => k > 0 && k < logs.length - 1 && (x - logs[k - 1]!) * (logs[k + 1]! - x) < 0).length;
  const shortest = Math.min(...starts.map((from, i) => (starts[i + 1] ?? logs.length) - from));
  if (turns <= SHUFFLED * (logs.length - 2) && shortest >= FEWEST_OF_SWEEP) return false;
  const sorted = [...logs].sort((a, b) => a - b);
  return sorted.every((x, k) => k === 0 || x - sorted[k - 1]! > SAME_LOG10);
}

/** A jump back by more than a decade, over at least half of the range swept so far (in decades), begins a new sweep, unless the points are in no order at all. */
export function splitSweeps(spectrum: ReadSpectrum): ReadSpectrum[] {
  const logs = spectrum.frequency_Hz.map((f) => Math.log10(f));
  const starts = [0];
  for (let k = 2; k < logs.length; k++) {
    const from = starts[starts.length - 1]!;
    if (k - from < 2) continue;
    const swept = logs[k - 1]! - logs[from]!;
    const back = logs[k - 1]! - logs[k]!;
    if (Math.abs(back) > 1 && back * swept > 0 && Math.abs(back) > 0.5 * Math.abs(swept)) starts.push(k);
  }
  return cut(spectrum, starts.length > 1 && isShuffled(logs, starts) ? [0] : starts, (i) => `sweep ${i + 1}`);
}

/** One spectrum for each run of equal cycle numbers. */
export function splitCycles(spectrum: ReadSpectrum, cycles: readonly number[]): ReadSpectrum[] {
  const starts = cycles.flatMap((cycle, k) => (k === 0 || cycle !== cycles[k - 1] ? [k] : []));
  return cut(spectrum, starts, (i) => `cycle ${cycles[starts[i]!]!}`);
}
