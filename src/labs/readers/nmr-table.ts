/** NMR spectra as text tables: shift and intensity, with or without header, any usual separator, decimal comma, comments. */
import { UnreadableFile, cellsOf, endOfRows, layoutOf, moreCellsThanNames, parseNumber, rowNumbers, tableLayout, type Separator, type TableLayout } from './columns.ts';
import { quoted } from './bytes.ts';
import { checkedSpectrum, evenShifts, usableFrequency, type NmrReadOptions, type NmrSpectrumRead } from './nmr-spectrum.ts';

const EXPECTED = 'a spectrum as CSV with shift_ppm,intensity';
const isComment = (line: string): boolean => /^\s*([#!%]|\/\/)/.test(line);
const tidy = (name: string): string => name.toLowerCase().replace(/["'\s_()[\]/]/g, '');

const SHIFT = /^(shift|chemicalshift|cs|delta|δ|ppm|x$|x-?axis|freq|f1|f2|hz)/;
const REAL = /^(intensity|int$|real|re$|y$|y-?axis|signal|amplitude|spectrum|absorption|data|i$|ia\.?u)/;
const IMAGINARY = /^(imag|im$|dispersion)/;

interface Header {
  shift: number;
  real: number;
  imaginary: number;
  /** Hertz for one of the shift column's unit; null where it is ppm. */
  hertz: number | null;
}

function headerOf(names: readonly string[]): Header | null {
  const clean = names.map(tidy);
  const find = (pattern: RegExp): number => clean.findIndex((name) => pattern.test(name));
  // A column in ppm goes before one in hertz beside it.
  const ppm = clean.findIndex((name) => SHIFT.test(name) && /ppm/.test(name));
  const [shift, real] = [ppm >= 0 ? ppm : find(SHIFT), find(REAL)];
  if (shift < 0 || real < 0 || shift === real) return null;
  const unit = ppm >= 0 ? null : /([kmg]?)hz$/.exec(clean[shift]!);
  return { shift, real, imaginary: find(IMAGINARY), hertz: unit ? { '': 1, k: 1e3, m: 1e6, g: 1e9 }[unit[1]!]! : null };
}

/**
 * The spectrum of a table. Without a header the first two columns are shift in ppm and intensity.
 * Throws UnreadableFile with the line: a header without the two names, a cell that is no number, fewer than two points.
 */
export function readNmrTable(text: string, options: NmrReadOptions = {}): NmrSpectrumRead {
  const lines = text.split(/\r\n|\n|\r/);
  const rows = lines.map((line, at) => ({ line, at: at + 1 })).filter(({ line }) => line.trim() !== '' && !isComment(line));
  const listed = readTopspinList(lines, rows);
  if (listed) return listed;
  if (rows.length === 0) throw new UnreadableFile(`the file is empty: expected ${EXPECTED}`);
  const first = rows.findIndex(({ line }) => layoutOf(line, 2) !== null);
  const { layout, header, from } = first < 0 ? withoutNumbers(rows) : withNumbers(rows, first);
  const shifts: number[] = [];
  const real: number[] = [];
  const imaginary: number[] = [];
  const end = endOfRows(lines, rows[from]?.at ?? 0, lines.length, layout, isComment, Math.max(header.shift, header.real) + 1);
  for (const { line, at } of rows.slice(from)) {
    if (at > end) break;
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
  if (header.hertz !== null && larmor === null) throw new UnreadableFile('the axis is in Hz and the file names no observe frequency: give the Larmor frequency in MHz, or a column in ppm');
  const scale = header.hertz === null ? 1 : header.hertz / larmor!;
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

const SEPARATORS: readonly Separator[] = ['\t', ';', ',', '|', ' '];
const PLAIN: Header = { shift: 0, real: 1, imaginary: -1, hertz: null };

function headerIn(line: string): Header | null {
  for (const separator of SEPARATORS) {
    const header = headerOf(cellsOf(line, separator));
    if (header) return header;
  }
  return null;
}

/** TopSpin's "totxt": ends of the axis in comments, intensities alone below. */
function readTopspinList(lines: readonly string[], rows: readonly Row[]): NmrSpectrumRead | null {
  const head = lines.filter(isComment).slice(0, 40).join('\n');
  const ends = /LEFT\s*=\s*([-+\d.eE]+)\s*ppm[\s\S]{0,40}?RIGHT\s*=\s*([-+\d.eE]+)\s*ppm/.exec(head);
  const size = /SIZE\s*=\s*(\d+)/.exec(head);
  if (!ends || rows.length < 2 || !rows.every(({ line }) => /^\s*\S+\s*$/.test(line))) return null;
  const [left, right] = [Number(ends[1]), Number(ends[2])];
  if (size && Number(size[1]) !== rows.length) throw new UnreadableFile(`the file holds ${rows.length} intensities and states SIZE = ${size[1]}: it is cut off or damaged`);
  const intensity = rows.map(({ line, at }) => {
    const value = parseNumber(line.trim(), false);
    if (value === null) throw new UnreadableFile(`line ${at}: intensity is ${quoted(line)}: expected a finite number`);
    return value;
  });
  const step = (right - left) / (rows.length - 1);
  return checkedSpectrum({ label: 'spectrum 1', shift_ppm: evenShifts(rows.length, left, step), intensity: Float64Array.from(intensity), imaginary: null, larmor_MHz: null, nucleus: null, metadata: {} });
}

const isNumberish = (cell: string): boolean => parseNumber(cell, false) !== null || parseNumber(cell, true) !== null || /^[-+]?(nan|inf)/i.test(cell);

/** The header in row `i` over rows of `width` cells; moved by one where numbers of rows stand before them without a name. */
function headerOver(rows: readonly Row[], i: number, first: number, layout: TableLayout, width: number): Header | null {
  for (const separator of [layout.separator, ...SEPARATORS]) {
    const names = cellsOf(rows[i]!.line, separator);
    const header = headerOf(names);
    if (!header) continue;
    const named = names.filter((name) => name !== '').length;
    if (names.length > named || named >= width || (separator === ' ' && layout.separator !== ' ')) return header;
    if (named === width - 1 && rowNumbers(rows.slice(first).map((row) => row.line), layout, 2)) {
      return { ...header, shift: header.shift + 1, real: header.real + 1, imaginary: header.imaginary < 0 ? -1 : header.imaginary + 1 };
    }
    throw moreCellsThanNames(rows[first]!.at, width, rows[i]!.at, named);
  }
  return null;
}

function withNumbers(rows: readonly Row[], first: number): Plan {
  const layout = tableLayout(rows.map((row) => row.line), first, 2);
  // Rows above the first row of numbers: the nearest that names both columns is the header; a row that begins with a number is data, and damaged.
  let from = first;
  let header: Header | null = null;
  const width = cellsOf(rows[first]!.line, layout.separator).filter((cell) => cell !== '').length;
  for (let i = first - 1; i >= 0 && header === null; i--) {
    if (isNumberish(cellsOf(rows[i]!.line, layout.separator)[0] ?? '')) from = i;
    else header = headerOver(rows, i, first, layout, width);
  }
  // Names that are as many as the columns are a header; other words are a preamble.
  const isHeader = (line: string): boolean => SEPARATORS.some((separator) => cellsOf(line, separator).length === width);
  if (header === null && from > 0 && first > 0 && isHeader(rows[from - 1]!.line)) {
    throw new UnreadableFile(`line ${rows[from - 1]!.at} has the header ${quoted(rows[from - 1]!.line, 80)}: expected shift_ppm,intensity, or rows of numbers alone`);
  }
  return { layout, header: header ?? PLAIN, from };
}

/** No row of two numbers: a header alone, a damaged row, or no table at all. */
function withoutNumbers(rows: readonly Row[]): Plan {
  const [head] = rows as [Row];
  const header = headerIn(head.line);
  if (header) {
    const separator = SEPARATORS.find((s) => headerOf(cellsOf(head.line, s)) !== null)!;
    return { layout: { separator, decimalComma: false }, header, from: 1 };
  }
  throw new UnreadableFile(`line ${head.at} reads ${quoted(head.line)}: expected ${EXPECTED}`);
}
