/** Tables of numbers as text: separators, decimal commas, preambles. Shared by the readers of instrument files. */

/** Longest message: one sentence that fits a terminal and a notice. */
const LONGEST = 360;

/** Input that cannot be read; the message names the line, what was expected and what was found. Always one line, whatever it quotes. */
export class UnreadableFile extends RangeError {
  override name = 'UnreadableFile';

  constructor(message: string) {
    const line = message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
    super(line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);
  }
}

/** Runs a reader; a RangeError of the checks it shares with other code becomes an UnreadableFile. */
export function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && !(error instanceof UnreadableFile)) throw new UnreadableFile(error.message);
    throw error;
  }
}

export type Separator = ',' | ';' | '\t' | '|' | ' ';

/** A cell in double quotes may hold the separator, and a quote written twice (RFC 4180). A quote inside a word, as in Z"/ohm, is none. */
function splitQuoted(line: string, separator: Separator): string[] {
  const cells: string[] = [];
  const quoted = /\s*"((?:[^"]|"")*)"[^\S\t]*/y;
  for (let at = 0; at <= line.length; ) {
    quoted.lastIndex = at;
    const match = quoted.exec(line);
    if (match && (quoted.lastIndex === line.length || line[quoted.lastIndex] === separator)) {
      cells.push(match[1]!.replaceAll('""', '"'));
      at = quoted.lastIndex + 1;
    } else {
      const end = line.indexOf(separator, at);
      cells.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length + 1 : end + 1;
    }
  }
  return cells;
}

/** Cells of one line; runs of blanks count as one separator, cells lose blanks and quotes. */
export function cellsOf(line: string, separator: Separator): string[] {
  if (separator === ' ') return line.trim().split(/\s+/).map((part) => part.replace(/^"(.*)"$/, '$1'));
  const text = line.replace(/[\t ]+$/, '');
  return (text.includes('"') ? splitQuoted(text, separator) : text.split(separator)).map((part) => part.trim());
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
/** Thousands apart by a blank or an apostrophe (SI, Swiss), by commas (before a point), by points (before a comma). */
const GROUPED = /^[+-]?\d{1,3}(?:[\u00a0\u2009\u202f '’]\d{3})+(?:[.,]\d*)?$/;
const COMMA_GROUPS = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;
const POINT_GROUPS = /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/;

/** A number in either decimal notation, or null. Words that JavaScript would read ("Infinity", "0x10", "") are none. */
export function parseNumber(cell: string, decimalComma: boolean): number | null {
  let text = cell.replace(/^[−–]/, '-');
  if (GROUPED.test(text)) text = text.replace(/[\u00a0\u2009\u202f '’]/g, '');
  if (decimalComma) text = (POINT_GROUPS.test(text) ? text.replaceAll('.', '') : text).replace(',', '.');
  else if (COMMA_GROUPS.test(text)) text = text.replaceAll(',', '');
  if (!DECIMAL.test(text)) return null;
  const value = Number(text.replace(/[dD]/, 'e'));
  return Number.isFinite(value) ? value : null;
}

export interface TableLayout {
  separator: Separator;
  decimalComma: boolean;
}

const LAYOUTS: readonly TableLayout[] = [
  { separator: '\t', decimalComma: false },
  { separator: '\t', decimalComma: true },
  { separator: ';', decimalComma: false },
  { separator: ';', decimalComma: true },
  { separator: '|', decimalComma: false },
  { separator: '|', decimalComma: true },
  { separator: ',', decimalComma: false },
  { separator: ',', decimalComma: true },
  { separator: ' ', decimalComma: false },
  { separator: ' ', decimalComma: true },
];

/** How a line of numbers is laid out: the first layout in which at least `least` cells are numbers and none of the others holds anything, or null. */
export function layoutOf(line: string, least: number): TableLayout | null {
  for (const layout of LAYOUTS) {
    // Commas part cells and decimals at once only where cells are quoted.
    if (layout.separator === ',' && layout.decimalComma && !line.includes('"')) continue;
    const cells = cellsOf(line, layout.separator).filter((cell) => cell !== '');
    const numbers = cells.filter((cell) => parseNumber(cell, layout.decimalComma) !== null);
    if (numbers.length >= least && numbers.length === cells.length) return layout;
  }
  return null;
}

/** A comma that can only part decimals: not before three digits, after a zero, after more than three digits, behind points, or in a power of ten. */
const SURE_COMMA = /^[+-]?(?:\d*,(?:\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,})$|^[+-]?\d+,\d+[eE][+-]?\d+$/;
const SURE_POINT = /^[+-]?(?:\d*\.(?:\d{1,2}|\d{4,})|0+\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,})$|^[+-]?\d*\.\d+[eE][+-]?\d+$/;
const MAYBE_COMMA = /^[+-]?\d+,\d+$/;

/**
 * Layout of the table that begins at `first`. Decimal commas may show only further down, where whole numbers come first; a comma before three digits
 * parts thousands where points part the decimals of other cells.
 */
export function tableLayout(lines: readonly string[], first: number, least: number): TableLayout {
  const layout = layoutOf(lines[first]!, least)!;
  if (layout.separator === ',' && !lines[first]!.includes('"')) return layout;
  let maybe = layout.decimalComma;
  let points = false;
  for (let i = first; i < lines.length; i++) {
    for (const raw of cellsOf(lines[i]!, layout.separator)) {
      const cell = raw.replace(/^[−–]/, '-');
      if (SURE_COMMA.test(cell)) return { ...layout, decimalComma: true };
      points ||= SURE_POINT.test(cell);
      maybe ||= MAYBE_COMMA.test(cell);
    }
  }
  return { ...layout, decimalComma: maybe && !points };
}

const isNumberish = (cell: string): boolean => parseNumber(cell, false) !== null || parseNumber(cell, true) !== null || /^[+-]?(nan|inf|infinity|#?n\/?a|null)$/i.test(cell);

/** True for a line in which no cell is a number or stands for a lost one. */
export const isText = (line: string, { separator }: TableLayout): boolean => !cellsOf(line, separator).some(isNumberish) && !line.split(/[\s,;|]+/).some(isNumberish);

/** The end of the rows without the lines of words below them: lines without a number, or below a blank line with too few cells and a word in front. */
export function endOfRows(lines: readonly string[], first: number, end: number, layout: TableLayout, isComment: (line: string) => boolean, needed: number): number {
  const silent = (line: string): boolean => line.trim() === '' || isComment(line) || isText(line, layout);
  const isWords = (line: string): boolean => /^\s*"?[a-z]/i.test(line) && cellsOf(line, layout.separator).length < needed;
  let last = end;
  while (last > first && (silent(lines[last - 1]!) || isWords(lines[last - 1]!))) last--;
  for (let i = last; i < end && lines[i]!.trim() !== ''; i++) if (!silent(lines[i]!)) last = i + 1;
  return last;
}

/** True where the first cells of all rows count up by one: numbers of rows, which have no name in some headers. */
export function rowNumbers(lines: readonly string[], layout: TableLayout, least: number): boolean {
  const leading = lines.filter((line) => layoutOf(line, least) !== null).map((line) => parseNumber(cellsOf(line, layout.separator)[0]!, layout.decimalComma));
  return leading.every((v, i) => v !== null && v === leading[0]! + i);
}

export const moreCellsThanNames = (line: number, cells: number, header: number, names: number): UnreadableFile =>
  new UnreadableFile(`line ${line} has ${cells} cells under the ${names} names of line ${header}: expected one a name; with decimal commas, part the columns by semicolons or tabs`);
