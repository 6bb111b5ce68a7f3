/**
 * Impedance spectra from files. `readImpedance` asks each format in turn whether a text is its own; a further instrument is one more entry
 * in `FORMATS`. The last entry reads any table whose columns can be named or guessed.
 */
import { UnreadableFile, cellsOf, layoutOf, parseNumber, type Separator, type TableLayout } from './columns.ts';

export interface ReadSpectrum {
  label: string;
  frequency_Hz: number[];
  zReal_ohm: number[];
  zImag_ohm: number[];
  metadata: Record<string, string | number>;
}

export interface ReadResult {
  format: string;
  spectra: ReadSpectrum[];
  warnings: string[];
}

interface Format {
  name: string;
  owns(lines: readonly string[]): boolean;
  read(lines: readonly string[]): { spectra: ReadSpectrum[]; warnings: string[] };
}

/** Where the three quantities stand in a row, and whether the imaginary column holds -Im Z. */
interface Columns {
  frequency: number;
  real: number;
  imag: number;
  negated: boolean;
  /** The header states the sign of Im Z beyond doubt. */
  signKnown: boolean;
}

const clean = (name: string): string => name.toLowerCase().replace(/["\s_]/g, '').replace(/[′’`´]/g, "'").replace(/''|″|”/g, '"');

/** Columns from a header line, or null when one of the three is missing. */
function columnsByName(names: readonly string[]): Columns | null {
  const cleaned = names.map((n) => clean(n.replace(/''|″|”/g, '§')).replace(/§/g, '"'));
  const find = (pattern: RegExp): number => cleaned.findIndex((name) => pattern.test(name));
  const frequency = find(/^(freq|f\b|f\(|f\/|f\[|frequency|hz)/);
  const imag = find(/^[-−]?(im\b|im\(|imz|imag|zim|z"|zs"|z2|zi\b|x\b)|^[-−]?z'?imag|^[-−]?im\(z\)/);
  const real = find(/^(re\b|re\(|rez|real|zre|z'(?!')|zs'|z1|zr\b|z'real)|^zreal/);
  if (frequency < 0 || imag < 0 || real < 0) return null;
  return { frequency, real, imag, negated: /^[-−]/.test(cleaned[imag]!), signKnown: /^[-−]/.test(cleaned[imag]!) || names[imag]!.trim() === 'z_imag_ohm' };
}

const isComment = (line: string): boolean => /^\s*[#!%]/.test(line);

/** Reads rows from `first` to the first line that is no row; every needed cell must be a number. */
function readRows(lines: readonly string[], first: number, layout: TableLayout, columns: Columns, label: string): ReadSpectrum {
  const spectrum: ReadSpectrum = { label, frequency_Hz: [], zReal_ohm: [], zImag_ohm: [], metadata: {} };
  for (let i = first; i < lines.length; i++) {
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
    if (f <= 0) throw new UnreadableFile(`line ${i + 1}: the frequency is ${f}, expected a positive number of hertz`);
    spectrum.frequency_Hz.push(f);
    spectrum.zReal_ohm.push(number(columns.real, 'Re Z'));
    spectrum.zImag_ohm.push((columns.negated ? -1 : 1) * number(columns.imag, 'Im Z'));
  }
  return spectrum;
}

/** Nearly all imaginary parts positive and no sign in the header: the file holds -Im Z. */
function settleSign(spectrum: ReadSpectrum, columns: Columns, warnings: string[]): void {
  if (columns.signKnown) return;
  const positive = spectrum.zImag_ohm.filter((z) => z > 0).length;
  if (positive < 0.8 * spectrum.zImag_ohm.length) return;
  spectrum.zImag_ohm = spectrum.zImag_ohm.map((z) => -z);
  warnings.push('nearly all imaginary parts are positive: read as -Im Z (capacitive)');
}

const ZPLOT: Format = {
  name: 'zplot',
  owns: (lines) => /^\s*"?ZPLOT/i.test(lines[0] ?? '') || lines.some((line) => /^\s*End Comments/i.test(line)),
  read(lines) {
    const end = lines.findIndex((line) => /^\s*End Comments/i.test(line));
    const first = end >= 0 ? end + 1 : lines.findIndex((line) => layoutOf(line, 6) !== null);
    const row = lines.slice(Math.max(first, 0)).find((line) => line.trim() !== '');
    const layout = row === undefined ? null : layoutOf(row, 6);
    if (first < 0 || layout === null) throw new UnreadableFile('this ZPlot file holds no rows of data: expected frequency, amplitude, bias, time, Z\', Z" after "End Comments"');
    const header = end > 0 ? columnsByName(cellsOf(lines[end - 1]!.replace(/\((a|b)\)/g, ''), '\t')) : null;
    const columns = { ...(header ?? { frequency: 0, real: 4, imag: 5 }), negated: false, signKnown: true };
    return { spectra: [readRows(lines, first, layout, columns, 'sweep 1')], warnings: [] };
  },
};

/** Separators that a header line may use although the rows use another. */
const HEADER_SEPARATORS: readonly Separator[] = ['\t', ';', ',', ' '];

const TABLE: Format = {
  name: 'table',
  owns: () => true,
  read(lines) {
    const first = lines.findIndex((line) => !isComment(line) && layoutOf(line, 3) !== null);
    if (first < 0) throw new UnreadableFile(tableComplaint(lines));
    const layout = layoutOf(lines[first]!, 3)!;
    const width = cellsOf(lines[first]!, layout.separator).length;
    // The header is the nearest line above that names all three columns; rows that failed to be numbers in between are faults.
    let columns: Columns | null = null;
    for (let i = first - 1; i >= Math.max(0, first - 10) && columns === null; i--) {
      for (const separator of [layout.separator, ...HEADER_SEPARATORS]) {
        columns = columnsByName(cellsOf(lines[i]!.replace(/^\s*[#!%]+\s*/, ''), separator));
        if (columns !== null) break;
      }
      if (columns !== null && i < first - 1) {
        const between = lines.slice(i + 1, first).findIndex((line) => line.trim() !== '' && !isComment(line) && cellsOf(line, layout.separator).some((cell) => parseNumber(cell, layout.decimalComma) !== null));
        if (between >= 0) readRows(lines, i + 1, layout, columns, '');
      }
    }
    // Without names: three columns in the usual order, or ZPlot's nine without their header.
    columns ??= width >= 8 ? { frequency: 0, real: 4, imag: 5, negated: false, signKnown: false } : { frequency: 0, real: 1, imag: 2, negated: false, signKnown: false };
    const warnings: string[] = [];
    const spectrum = readRows(lines, first, layout, columns, 'sweep 1');
    settleSign(spectrum, columns, warnings);
    return { spectra: [spectrum], warnings };
  },
};

/** Says why no row of three numbers was found. */
function tableComplaint(lines: readonly string[]): string {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    for (const separator of HEADER_SEPARATORS) {
      const cells = cellsOf(line, separator);
      if (cells.length < 3 || cells.filter((cell) => parseNumber(cell, false) !== null).length < 2) continue;
      const bad = cells.find((cell) => parseNumber(cell, false) === null)!;
      return `line ${i + 1}: "${bad}" is not a number, expected frequency, Re Z, Im Z`;
    }
  }
  return 'no row of three numbers was found: expected columns of frequency in Hz, Re Z and Im Z in ohm';
}

const FORMATS: readonly Format[] = [ZPLOT, TABLE];

/**
 * Spectra of a file's text (UTF-8 or latin-1 already decoded). Im Z is negative where capacitive, points stay in file order.
 * Throws UnreadableFile (a RangeError) with one sentence: empty, no table, text in a number, frequency not positive.
 */
export function readImpedance(text: string): ReadResult {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (text.trim() === '') throw new UnreadableFile('the file is empty: expected columns of frequency in Hz, Re Z and Im Z in ohm');
  const format = FORMATS.find((f) => f.owns(lines))!;
  const { spectra, warnings } = format.read(lines);
  if (spectra.every((s) => s.frequency_Hz.length === 0)) throw new UnreadableFile('the file holds no points: expected rows of frequency in Hz, Re Z and Im Z in ohm');
  return { format: format.name, spectra, warnings };
}
