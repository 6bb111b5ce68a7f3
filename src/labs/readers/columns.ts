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

export type Separator = ',' | ';' | '\t' | ' ';

/** Cells of one line; runs of blanks count as one separator, cells lose blanks and quotes. */
export function cellsOf(line: string, separator: Separator): string[] {
  const parts = separator === ' ' ? line.trim().split(/\s+/) : line.replace(/[\t ]+$/, '').split(separator);
  return parts.map((part) => part.trim().replace(/^"(.*)"$/, '$1'));
}

/** A number in either decimal notation, or null. Words that JavaScript would read ("Infinity", "0x10", "") are none. */
export function parseNumber(cell: string, decimalComma: boolean): number | null {
  const text = decimalComma ? cell.replace(',', '.') : cell;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text.replace(/[dD]/, 'e'));
  return Number.isFinite(value) ? value : null;
}

export interface TableLayout {
  separator: Separator;
  decimalComma: boolean;
}

/** How a line of numbers is laid out: the first layout in which at least `least` cells are numbers and none is empty, or null. */
export function layoutOf(line: string, least: number): TableLayout | null {
  const layouts: TableLayout[] = [
    { separator: '\t', decimalComma: false },
    { separator: '\t', decimalComma: true },
    { separator: ';', decimalComma: false },
    { separator: ';', decimalComma: true },
    { separator: ',', decimalComma: false },
    { separator: ' ', decimalComma: false },
    { separator: ' ', decimalComma: true },
  ];
  for (const layout of layouts) {
    const cells = cellsOf(line, layout.separator).filter((cell) => cell !== '');
    const numbers = cells.filter((cell) => parseNumber(cell, layout.decimalComma) !== null);
    if (numbers.length >= least && numbers.length === cells.length) return layout;
  }
  return null;
}

/** Layout of the table that begins at `first`: decimal commas may show only further down, where whole numbers come first. */
export function tableLayout(lines: readonly string[], first: number, least: number): TableLayout {
  const layout = layoutOf(lines[first]!, least)!;
  if (layout.separator === ',' || layout.decimalComma) return layout;
  const comma = lines.slice(first).some((line) => cellsOf(line, layout.separator).some((cell) => /^[+-]?\d+,\d+([eE][+-]?\d+)?$/.test(cell)));
  return { ...layout, decimalComma: comma };
}
