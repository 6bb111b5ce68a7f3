/**
 * Impedance spectra from files. `readImpedance` asks each format in turn whether a text is its own; a further instrument is one more entry
 * in instruments.ts. The last entry reads any table whose columns can be named or guessed.
 */
import { UnreadableFile, cellsOf, layoutOf, parseNumber, tableLayout, type Separator } from './columns.ts';
import { INSTRUMENTS } from './instruments.ts';
import { columnsByName, isComment, readRows, settleSign, splitSweeps, type Columns, type Format, type ReadSpectrum } from './spectrum-table.ts';

export type { ReadSpectrum } from './spectrum-table.ts';

export interface ReadResult {
  format: string;
  spectra: ReadSpectrum[];
  warnings: string[];
}

/** Separators that a header line may use although the rows use another. */
const HEADER_SEPARATORS: readonly Separator[] = ['\t', ';', ',', ' '];

const TABLE: Format = {
  name: 'table',
  owns: () => true,
  read(lines) {
    const first = lines.findIndex((line) => !isComment(line) && layoutOf(line, 3) !== null);
    if (first < 0) throw new UnreadableFile(tableComplaint(lines));
    const layout = tableLayout(lines, first, 3);
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
        if (between >= 0) readRows(lines, i + 1, lines.length, layout, columns);
      }
    }
    // Without names: three columns in the usual order, or ZPlot's nine without their header.
    columns ??= width >= 8 ? { frequency: 0, real: 4, imag: 5, negated: false, signKnown: false } : { frequency: 0, real: 1, imag: 2, negated: false, signKnown: false };
    const warnings: string[] = [];
    const spectrum = readRows(lines, first, lines.length, layout, columns);
    settleSign(spectrum, columns, warnings);
    return { spectra: splitSweeps(spectrum), warnings };
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

const FORMATS: readonly Format[] = [...INSTRUMENTS, TABLE];

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
