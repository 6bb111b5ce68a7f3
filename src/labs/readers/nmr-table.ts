/** NMR spectra as text tables: shift and intensity, with or without header, any usual separator, decimal comma, comments. */
import { UnreadableFile, cellsOf, layoutOf, parseNumber, tableLayout, type Separator, type TableLayout } from './columns.ts';
import { quoted } from './bytes.ts';
import { checkedSpectrum, usableFrequency, type NmrReadOptions, type NmrSpectrumRead } from './nmr-spectrum.ts';

const EXPECTED = 'a spectrum as CSV with shift_ppm,intensity';
const isComment = (line: string): boolean => /^\s*([#!%]|\/\/)/.test(line);
const tidy = (name: string): string => name.toLowerCase().replace(/["'\s_()[\]/]/g, '');

const SHIFT = /^(shift|chemicalshift|cs|delta|δ|ppm|x$|x-?axis|freq|f1|f2|hz)/;
const REAL = /^(intensity|int$|real|re$|y$|y-?axis|signal|amplitude|spectrum|absorption|data)/;
const IMAGINARY = /^(imag|im$|dispersion)/;

interface Header {
  shift: number;
  real: number;
  imaginary: number;
  hertz: boolean;
}

function headerOf(names: readonly string[]): Header | null {
  const clean = names.map(tidy);
  const find = (pattern: RegExp): number => clean.findIndex((name) => pattern.test(name));
  const [shift, real] = [find(SHIFT), find(REAL)];
  if (shift < 0 || real < 0 || shift === real) return null;
  return { shift, real, imaginary: find(IMAGINARY), hertz: /hz$/.test(clean[shift]!) && !/ppm/.test(clean[shift]!) };
}

/**
 * The spectrum of a table. Without a header the first two columns are shift in ppm and intensity.
 * Throws UnreadableFile with the line: a header without the two names, a cell that is no number, fewer than two points.
 */
export function readNmrTable(text: string, options: NmrReadOptions = {}): NmrSpectrumRead {
  const lines = text.split(/\r\n|\n|\r/);
  const rows = lines.map((line, at) => ({ line, at: at + 1 })).filter(({ line }) => line.trim() !== '' && !isComment(line));
  if (rows.length === 0) throw new UnreadableFile(`the file is empty: expected ${EXPECTED}`);
  const first = rows.findIndex(({ line }) => layoutOf(line, 2) !== null);
  const { layout, header, from } = first < 0 ? withoutNumbers(rows) : withNumbers(rows, first);
  const shifts: number[] = [];
  const real: number[] = [];
  const imaginary: number[] = [];
  for (const { line, at } of rows.slice(from)) {
    const cells = cellsOf(line, layout.separator);
    const number = (column: number, name: string): number => {
      const cell = cells[column] ?? '';
      const value = parseNumber(cell, layout.decimalComma);
      if (value === null) throw new UnreadableFile(`line ${at}: ${name} is ${quoted(cell)}: expected a finite number`);
      return value;
    };
    shifts.push(number(header.shift, 'shift_ppm'));
    real.push(number(header.real, 'intensity'));
    if (header.imaginary >= 0) imaginary.push(number(header.imaginary, 'the imaginary part'));
  }
  if (shifts.length < 2) throw new UnreadableFile(`the spectrum has ${shifts.length} points: expected at least two, as CSV with shift_ppm,intensity`);
  const larmor = usableFrequency(options.larmor_MHz) ? options.larmor_MHz : null;
  if (header.hertz && larmor === null) throw new UnreadableFile('the axis is in Hz and the file names no observe frequency: give the Larmor frequency in MHz, or a column in ppm');
  const scale = header.hertz ? 1 / larmor! : 1;
  return checkedSpectrum({
    label: 'spectrum 1',
    shift_ppm: Float64Array.from(shifts, (v) => v * scale),
    intensity: Float64Array.from(real),
    imaginary: header.imaginary >= 0 ? Float64Array.from(imaginary) : null,
    larmor_MHz: null,
    nucleus: null,
    metadata: {},
  });
}

type Row = { line: string; at: number };
interface Plan {
  layout: TableLayout;
  header: Header;
  from: number;
}

const SEPARATORS: readonly Separator[] = ['\t', ';', ',', ' '];
const PLAIN: Header = { shift: 0, real: 1, imaginary: -1, hertz: false };

function headerIn(line: string, preferred: Separator | null): Header | null {
  for (const separator of preferred === null ? SEPARATORS : [preferred, ...SEPARATORS]) {
    const header = headerOf(cellsOf(line, separator));
    if (header) return header;
  }
  return null;
}

const isNumberish = (cell: string): boolean => parseNumber(cell, false) !== null || parseNumber(cell, true) !== null || /^[-+]?(nan|inf)/i.test(cell);

function withNumbers(rows: readonly Row[], first: number): Plan {
  const layout = tableLayout(rows.map((row) => row.line), first, 2);
  // Rows above the first row of numbers: the nearest that names both columns is the header; a row that begins with a number is data, and damaged.
  let from = first;
  let header: Header | null = null;
  for (let i = first - 1; i >= 0 && header === null; i--) {
    if (isNumberish(cellsOf(rows[i]!.line, layout.separator)[0] ?? '')) from = i;
    else header = headerIn(rows[i]!.line, layout.separator);
  }
  if (header === null && from > 0 && first > 0) {
    throw new UnreadableFile(`line ${rows[from - 1]!.at} has the header ${quoted(rows[from - 1]!.line, 80)}: expected shift_ppm,intensity, or rows of numbers alone`);
  }
  return { layout, header: header ?? PLAIN, from };
}

/** No row of two numbers: a header alone, a damaged row, or no table at all. */
function withoutNumbers(rows: readonly Row[]): Plan {
  const [head] = rows as [Row];
  const header = headerIn(head.line, null);
  if (header) {
    const separator = SEPARATORS.find((s) => headerOf(cellsOf(head.line, s)) !== null)!;
    return { layout: { separator, decimalComma: false }, header, from: 1 };
  }
  throw new UnreadableFile(`line ${head.at} reads ${quoted(head.line)}: expected ${EXPECTED}`);
}
