/**
 * Impedance spectra from files. `readImpedance` asks each format in turn whether a text is its own; a further instrument is one more entry
 * in instruments.ts. The last entry reads any table whose columns can be named or guessed.
 */
import { UnreadableFile, cellsOf, isText, layoutOf, moreCellsThanNames, parseNumber, rowNumbers, tableLayout, type Separator, type TableLayout } from './columns.ts';
import { binaryKind } from './decode.ts';
import { INSTRUMENTS } from './instruments.ts';
import { columnsAt, columnsByName, isComment, namesSomething, readRows, settleSign, splitSweeps, withUnits, type Columns, type Format, type ReadSpectrum } from './spectrum-table.ts';

export type { ReadSpectrum } from './spectrum-table.ts';

export interface ReadResult {
  format: string;
  spectra: ReadSpectrum[];
  warnings: string[];
}

/** Separators that a header line may use although the rows use another. */
const HEADER_SEPARATORS: readonly Separator[] = ['\t', ';', ',', '|', ' '];
const MARKS = /^\s*([#!%]+|\/\/)\s*/;

/** Names of a header over rows of `width` cells: those that are as many as the cells go first, and names apart by two blanks or with a unit behind one blank. */
function headerReadings(line: string, layout: TableLayout, width: number): string[][] {
  const text = line.replace(MARKS, '');
  const readings = [layout.separator, ...HEADER_SEPARATORS].map((separator) => cellsOf(text, separator));
  readings.push(text.trim().split(/\s{2,}|\t/), text.trim().replace(/\s+(?=[([/])/g, '').split(/\s+/));
  const trimmed = readings.map((cells) => (cells.at(-1) === '' && cells.length > width ? cells.slice(0, -1) : cells));
  return trimmed.filter((cells) => cells.length === width || (cells.length < width && cells.length >= 3 && (layout.separator !== ' ' || cells.length === width - 1)));
}

/** Columns of a header line over such rows, or null. */
function columnsOver(line: string, layout: TableLayout, width: number): Columns | null {
  for (const names of headerReadings(line, layout, width)) {
    const columns = columnsByName(names);
    if (columns !== null) return columns;
  }
  return null;
}

/** Where the rows of a header in line `at` begin, and its columns with the units that a line under it may state. */
function below(lines: readonly string[], at: number, columns: Columns, layout: TableLayout): { first: number; columns: Columns } {
  let found = columns;
  for (let i = at + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isComment(line)) continue;
    // A line that holds one whole number is the count of the points.
    if (/^\s*\d+\s*$/.test(line)) continue;
    if (!isText(line, layout)) return { first: i, columns: found };
    found = withUnits(found, cellsOf(line, layout.separator).map((cell) => cell.replace(/^[([]\s*|\s*[)\]]$/g, '')), i + 1);
  }
  return { first: lines.length, columns: found };
}

const TABLE: Format = {
  name: 'table',
  owns: () => true,
  read(lines) {
    const numeric = (from: number): number => lines.findIndex((line, i) => i >= from && !isComment(line) && layoutOf(line, 3) !== null);
    let start = numeric(0);
    if (start < 0) throw new UnreadableFile(tableComplaint(lines));
    let layout = tableLayout(lines, start, 3);
    let width = widthOf(lines[start]!, layout);
    // The header is the nearest line above the rows that names all three columns, or one below a line of numbers that is no row.
    let at = start - 1;
    while (at >= Math.max(0, start - HEADER_LINES) && !namesColumns(lines[at]!, layout, width)) at--;
    if (at < Math.max(0, start - HEADER_LINES)) at = -1;
    for (let i = start + 1; at < 0 && i < Math.min(lines.length, start + HEADER_LINES); i++) {
      const next = HEADER_WORD.test(lines[i]!) && layoutOf(lines[i]!, 3) === null ? numeric(i + 1) : -1;
      if (next < 0) continue;
      const [layoutBelow, widthBelow] = [tableLayout(lines, next, 3), widthOf(lines[next]!, layoutOf(lines[next]!, 3)!)];
      if (namesColumns(lines[i]!, layoutBelow, widthBelow)) [at, start, layout, width] = [i, next, layoutBelow, widthBelow];
    }
    if (at < 0) return withoutNames(lines, start, layout, width);
    const warnings: string[] = [];
    const spectra: ReadSpectrum[] = [];
    const header = lines[at]!.trim();
    // A file of several sweeps may repeat its header.
    const starts = lines.flatMap((line, i) => (i === at || (i > at && line.trim() === header) ? [i] : []));
    starts.forEach((top, k) => {
      const end = starts[k + 1] ?? lines.length;
      const { first, columns } = below(lines, top, shifted(columnsOver(lines[top]!, layout, width)!, lines, top, end, layout, width), layout);
      const spectrum = readRows(lines, first, end, layout, columns);
      const before = k === 0 ? warnings : [];
      before.push(...columns.remarks);
      if (columns.polar && columns.units.imag === null) before.push('the phase has no unit: read in degrees');
      settleSign(spectrum, columns, before);
      if (spectrum.frequency_Hz.length > 0) spectra.push(...splitSweeps(spectrum));
    });
    return { spectra: spectra.length > 1 ? spectra.map((s, i) => ({ ...s, label: `sweep ${i + 1}` })) : spectra, warnings };
  },
};

/** Lines above (or below) the first row of numbers in which a header is looked for, and a word that any header has. */
const HEADER_LINES = 40;
const HEADER_WORD = /[a-zω]/i;
const namesColumns = (line: string, layout: TableLayout, width: number): boolean => HEADER_WORD.test(line) && columnsOver(line, layout, width) !== null;

/** Cells of a row, without the empty one behind a last separator. */
function widthOf(line: string, layout: TableLayout): number {
  const cells = cellsOf(line, layout.separator);
  return cells.at(-1) === '' ? cells.length - 1 : cells.length;
}

/** Rows with one cell more than names: row numbers stand before them, where they count up; anything else is a fault. */
function shifted(columns: Columns, lines: readonly string[], at: number, end: number, layout: TableLayout, width: number): Columns {
  const names = headerReadings(lines[at]!, layout, width).find((reading) => columnsByName(reading) !== null)!;
  const first = lines.findIndex((line, i) => i > at && i < end && layoutOf(line, 3) !== null);
  const cells = cellsOf(lines[first] ?? '', layout.separator);
  const missing = cells.filter((cell) => cell !== '').length - names.length;
  if (missing <= 0 || names.length === cells.length) return columns;
  if (missing === 1 && rowNumbers(lines.slice(first, end), layout, 3)) return { ...columns, frequency: columns.frequency + 1, real: columns.real + 1, imag: columns.imag + 1 };
  throw moreCellsThanNames(first + 1, cells.length, at + 1, names.length);
}

/** A table whose header names nothing that is known, or that has none: the usual order. A header that names a part of what is needed is a fault. */
function withoutNames(lines: readonly string[], start: number, layout: TableLayout, width: number): { spectra: ReadSpectrum[]; warnings: string[] } {
  const warnings: string[] = [];
  let first = start;
  for (let i = start - 1; i >= Math.max(0, start - 10); i--) {
    const line = lines[i]!;
    if (line.trim() === '') continue;
    // Rows that failed to be numbers above the first good one are faults.
    if (!isComment(line) && !isText(line, layout) && cellsOf(line, layout.separator).length >= 3 && /^\s*["+-]?[\d.]/.test(line)) first = i;
    if (first !== start || !HEADER_WORD.test(line)) continue;
    const names = headerReadings(line, layout, width).find((reading) => reading.length === width);
    if (!names) continue;
    if (namesSomething(names)) {
      throw new UnreadableFile(`line ${i + 1} names ${names.filter((n) => n !== '').slice(0, 6).map((n) => n.slice(0, 30)).join(', ')}: expected the frequency with Re Z and Im Z, or with |Z| and the phase`);
    }
    if (!isComment(line)) warnings.push(`the names in line ${i + 1} are not known: the columns are read as frequency in Hz, Re Z and Im Z in ohm`);
    break;
  }
  const filled = cellsOf(lines[start]!, layout.separator).flatMap((cell, i) => (cell === '' ? [] : [i]));
  const constant = (k: number): boolean => {
    const values = new Set(lines.slice(start).filter((line) => layoutOf(line, 3) !== null).map((line) => cellsOf(line, layout.separator)[k]));
    return values.size === 1;
  };
  // ZPlot's nine columns (or its first six: amplitude and bias stay the same) without their header.
  const zplot = filled.length >= 8 || (filled.length >= 6 && constant(1) && constant(2));
  const columns = zplot ? columnsAt(0, 4, 5) : columnsAt(filled[0]!, filled[1]!, filled[2]!);
  if (filled.length > 3 && warnings.length === 0) warnings.push(`no line names the ${filled.length} columns: read as frequency in Hz${zplot ? ', amplitude, bias, time' : ''}, Re Z and Im Z in ohm`);
  const spectrum = readRows(lines, first, lines.length, layout, columns);
  settleSign(spectrum, columns, warnings);
  return { spectra: splitSweeps(spectrum), warnings };
}

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
  const binary = binaryKind(text);
  if (binary !== null) throw new UnreadableFile(`the file is ${binary}: expected text with columns of frequency in Hz, Re Z and Im Z in ohm; export it as text`);
  const format = FORMATS.find((f) => f.owns(lines))!;
  const { spectra, warnings } = format.read(lines);
  if (spectra.every((s) => s.frequency_Hz.length === 0)) throw new UnreadableFile('the file holds no points: expected rows of frequency in Hz, Re Z and Im Z in ohm');
  return { format: format.name, spectra, warnings };
}
