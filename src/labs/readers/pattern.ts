/** Powder patterns from text: two or three columns (.xy, .xye, .dat, CSV), the three-number head of FullProf and GSAS-like .dat files, and PANalytical .xrdml. */
import { quoted } from './bytes.ts';
import { binaryKind } from './decode.ts';
import { UnreadableFile, cellsOf, endOfRows, layoutOf, moreCellsThanNames, parseNumber, rowNumbers, tableLayout, type Separator, type TableLayout } from './columns.ts';

export interface PatternRead {
  label: string;
  two_theta_deg: Float64Array;
  intensity: Float64Array;
  /** Standard deviations, where the file gives them. */
  u_intensity: Float64Array | null;
  /** Kα1 (or the only wavelength), Å, where the file states it. */
  wavelength_A: number | null;
  /** Kα2 and its share of Kα1, where the file states them. */
  wavelength2_A: number | null;
  metadata: Record<string, string | number>;
}

export interface PatternReadResult {
  /** "xy" (any table), "start-step-end" or "xrdml". */
  format: string;
  patterns: PatternRead[];
  warnings: string[];
}

const EXPECTED = 'columns of 2θ in degrees and intensity, as in .xy, .xye, .dat or CSV, or .xrdml';
const MOST_POINTS = 1_000_000;

const isComment = (line: string): boolean => /^\s*([#!%;'*]|\/\/)/.test(line);
const tidy = (name: string): string => name.toLowerCase().replace(/θ/g, 'theta').replace(/["'\s_()[\]°/-]/g, '');

const ANGLE = /^(2theta|twotheta|tth|2th|2t$|angle|pos$|x$|deg)/;
const INTENSITY = /^(intensity|int|counts?|cps|yobs|y$|iobs|i$|signal)/;
const ERROR = /^(sigma|esd|error|uintensity|e$|std|dy)/;

/** Checks what every format has to meet: angles between 0 and 180 degrees that differ, finite intensities. */
function checked(pattern: PatternRead): PatternRead {
  const { two_theta_deg: x, intensity: y, u_intensity: u } = pattern;
  const n = x.length;
  if (n < 2) throw new UnreadableFile(`the pattern has ${n} points: expected at least two`);
  if (n > MOST_POINTS) throw new UnreadableFile(`the pattern has ${n} points: expected at most ${MOST_POINTS}`);
  const bad = x.findIndex((v) => !(v > -180 && v < 180));
  if (bad >= 0) throw new UnreadableFile(`the angle of point ${bad + 1} is ${x[bad]}: expected 2θ in degrees, below 180`);
  const lost = y.findIndex((v, i) => !Number.isFinite(v) || (u !== null && !(Number.isFinite(u[i]!) && u[i]! >= 0)));
  if (lost >= 0) throw new UnreadableFile(`the intensity of point ${lost + 1} or its error is no usable number: the file is damaged`);
  if (x.every((v) => v === x[0])) throw new UnreadableFile(`all points are at ${x[0]}°: expected an axis of 2θ`);
  return pattern;
}

const plain = (x: number[], y: number[], u: number[] | null): PatternRead =>
  checked({ label: 'pattern 1', two_theta_deg: Float64Array.from(x), intensity: Float64Array.from(y), u_intensity: u && Float64Array.from(u), wavelength_A: null, wavelength2_A: null, metadata: {} });

interface Header {
  angle: number;
  intensity: number;
  error: number;
}

/** The columns that line `at` (1-based) names over these rows of `width` cells; moved by one where numbers of rows stand before them without a name. */
function headerOf(line: string, at: number, rows: readonly string[], layout: TableLayout, width: number): Header | null {
  for (const separator of [layout.separator, '\t', ';', ',', '|', ' '] as Separator[]) {
    const names = cellsOf(line.replace(/^\s*[#!%;'*]+\s*/, ''), separator).map(tidy);
    const find = (pattern: RegExp): number => names.findIndex((name) => pattern.test(name));
    const [angle, intensity] = [find(ANGLE), find(INTENSITY)];
    if (angle < 0 || intensity < 0 || angle === intensity) continue;
    const header = { angle, intensity, error: find(ERROR) };
    const named = names.filter((name) => name !== '').length;
    if (named < names.length || named >= width || (separator === ' ' && layout.separator !== ' ')) return header;
    if (named < width - 1 || !rowNumbers(rows, layout, 2)) throw moreCellsThanNames(at + 1, width, at, named);
    return { angle: angle + 1, intensity: intensity + 1, error: header.error < 0 ? -1 : header.error + 1 };
  }
  return null;
}

const AXES_THAT_ARE_NOT_ANGLES: readonly (readonly [RegExp, string])[] = [
  [/^(q|s1|sintheta)/, 'Q'],
  [/^d(a|å|spacing|value)?$/, 'd'],
  [/^(theta|th|omega)(deg(rees?)?)?$/, 'θ or ω'],
  [/^(wavelength|energy|time|tof)/, 'not an angle'],
];

/** "start step end" in the first row, then intensities alone (FullProf INSTRM 0, DBWS): null where the file is no such thing. */
function readHeaded(rows: readonly { line: string; at: number }[]): PatternRead | null {
  const first = rows.findIndex(({ line }) => /^\s*[\d.+-]/.test(line));
  if (first < 0) return null;
  const head = rows[first]!.line.trim().split(/[\s,]+/).slice(0, 3).map(Number);
  const [start, step, end] = head as [number, number, number];
  if (head.length < 3 || !head.every(Number.isFinite) || !(step > 0) || !(end > start) || end >= 180 || step > (end - start) / 2) return null;
  const n = Math.round((end - start) / step) + 1;
  if (n > MOST_POINTS) return null;
  const values: number[] = [];
  // Rows of three of which the first rises are a table, whatever its first row may look like.
  const table = rows.slice(first).map(({ line }) => line.trim().split(/[\s,;]+/));
  if (table.length > 1 && table.every((words, i) => words.length === 3 && (i === 0 || Number(words[0]) > Number(table[i - 1]![0])))) return null;
  for (const { line, at } of rows.slice(first + 1)) {
    for (const word of line.trim().split(/[\s,]+/)) {
      const value = Number(word);
      if (!Number.isFinite(value)) throw new UnreadableFile(`line ${at}: ${quoted(word)} is no number: expected intensities`);
      values.push(value);
      if (values.length > n + 16) return null;
    }
  }
  // A table of pairs has twice as many numbers; a short last row is allowed for.
  if (Math.abs(values.length - n) > 10) return null;
  const count = Math.min(n, values.length);
  return plain(Array.from({ length: count }, (_, i) => start + i * step), values.slice(0, count), null);
}

function readTable(rows: readonly { line: string; at: number }[], all: readonly string[]): PatternRead {
  const first = rows.findIndex(({ line }) => layoutOf(line, 2) !== null);
  if (first < 0) throw new UnreadableFile(`line ${rows[0]!.at} reads ${quoted(rows[0]!.line)}: expected ${EXPECTED}`);
  const layout = tableLayout(rows.map((row) => row.line), first, 2);
  // The header may be a comment: the nearest line above that names both columns.
  let header: Header | null = null;
  const below = rows.slice(first).map((row) => row.line);
  const filled = cellsOf(rows[first]!.line, layout.separator);
  const width = filled.at(-1) === '' ? filled.length - 1 : filled.length;
  for (let i = rows[first]!.at - 2; i >= Math.max(0, rows[first]!.at - 40) && header === null; i--) {
    header = headerOf(all[i]!, i + 1, below, layout, width);
    if (header !== null || isComment(all[i]!)) continue;
    const name = tidy(cellsOf(all[i]!, layout.separator)[0] ?? '');
    const other = AXES_THAT_ARE_NOT_ANGLES.find(([pattern]) => name !== '' && pattern.test(name));
    if (other) throw new UnreadableFile(`line ${i + 1}: the first column is ${quoted(name)}, ${other[1]}: expected 2θ in degrees; convert it with the wavelength`);
  }
  const columns = header ?? { angle: 0, intensity: 1, error: width === 3 ? 2 : -1 };
  const [x, y, u]: [number[], number[], number[]] = [[], [], []];
  const end = endOfRows(all, rows[first]!.at - 1, all.length, layout, isComment, Math.max(columns.angle, columns.intensity) + 1);
  for (const { line, at } of rows.slice(first)) {
    if (at > end) break;
    const cells = cellsOf(line, layout.separator);
    const number = (column: number, name: string): number => {
      const value = parseNumber(cells[column] ?? '', layout.decimalComma);
      if (value === null) throw new UnreadableFile(`line ${at}: ${name} is ${quoted(cells[column] ?? '')}: expected a number`);
      return value;
    };
    x.push(number(columns.angle, '2θ'));
    y.push(number(columns.intensity, 'the intensity'));
    if (columns.error >= 0) u.push(number(columns.error, 'the error of the intensity'));
  }
  return plain(x, y, columns.error >= 0 && u.some((v) => v > 0) ? u : null);
}

/** Content of the first element of a name (any prefix) in `xml`, or null. Tags of .xrdml do not nest in themselves. */
function element(xml: string, name: string, from = 0): { inner: string; open: string; end: number } | null {
  const opening = new RegExp(`<(?:\\w+:)?${name}(\\s[^<>]{0,500})?>`, 'g');
  opening.lastIndex = from;
  const open = opening.exec(xml);
  if (!open) return null;
  const closing = new RegExp(`</(?:\\w+:)?${name}\\s*>`, 'g');
  closing.lastIndex = opening.lastIndex;
  const close = closing.exec(xml);
  if (!close) throw new UnreadableFile(`the element <${name}> is never closed: the file is cut off`);
  return { inner: xml.slice(opening.lastIndex, close.index), open: open[0], end: closing.lastIndex };
}

const numberIn = (xml: string, name: string): number | null => {
  const value = Number(element(xml, name)?.inner.trim() || NaN);
  return Number.isFinite(value) ? value : null;
};

const list = (text: string, what: string): number[] =>
  text.trim().split(/\s+/).map((word, i) => {
    const value = Number(word);
    if (word === '' || !Number.isFinite(value)) throw new UnreadableFile(`${what}, value ${i + 1}, is ${quoted(word)}: expected a number`);
    return value;
  });

/** Scans of a PANalytical .xrdml file (XRD measurement schema 1.x, 2.x). */
function readXrdml(xml: string): PatternRead[] {
  const [first, second] = [numberIn(xml, 'kAlpha1'), numberIn(xml, 'kAlpha2')];
  const sample = element(xml, 'sample');
  const name = sample && (element(sample.inner, 'name') ?? element(sample.inner, 'id'));
  const patterns: PatternRead[] = [];
  for (let at = 0; patterns.length < 100; ) {
    const points = element(xml, 'dataPoints', at);
    if (!points) break;
    at = points.end;
    const intensities = element(points.inner, 'intensities') ?? element(points.inner, 'counts');
    if (!intensities) throw new UnreadableFile('a scan of this .xrdml file has no <intensities> or <counts>: expected one of them');
    const y = list(intensities.inner, 'the intensities');
    let positions: { inner: string; open: string; end: number } | null = null;
    for (let from = 0; ; from = positions.end) {
      positions = element(points.inner, 'positions', from);
      if (!positions || /axis\s*=\s*"2Theta"/i.test(positions.open)) break;
    }
    if (!positions) throw new UnreadableFile('a scan of this .xrdml file has no <positions axis="2Theta">: expected a powder pattern');
    const listed = element(positions.inner, 'listPositions');
    const x = listed ? list(listed.inner, 'the positions') : spread(numberIn(positions.inner, 'startPosition'), numberIn(positions.inner, 'endPosition'), y.length);
    if (x.length !== y.length) throw new UnreadableFile(`a scan has ${x.length} positions and ${y.length} intensities: the file is damaged`);
    const time = numberIn(points.inner, 'commonCountingTime');
    patterns.push(
      checked({
        label: name ? name.inner.trim().slice(0, 80) || `scan ${patterns.length + 1}` : `scan ${patterns.length + 1}`,
        two_theta_deg: Float64Array.from(x),
        intensity: Float64Array.from(y),
        u_intensity: null,
        wavelength_A: first,
        wavelength2_A: second,
        metadata: time === null ? {} : { counting_time_s: time },
      }),
    );
  }
  if (patterns.length === 0) throw new UnreadableFile('this .xrdml file holds no scan: expected <dataPoints> with 2θ and intensities');
  return patterns;
}

function spread(start: number | null, end: number | null, n: number): number[] {
  if (start === null || end === null) throw new UnreadableFile('a scan has no <startPosition> and <endPosition>: expected both ends of 2θ');
  return Array.from({ length: n }, (_, i) => start + ((end - start) * i) / Math.max(1, n - 1));
}

/** Powder patterns of a file's text, points in file order. Throws UnreadableFile with one sentence. */
export function readPattern(raw: string): PatternReadResult {
  const text = raw.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new UnreadableFile(`the file is empty: expected ${EXPECTED}`);
  if (/<(\w+:)?xrdMeasurements?[\s>]/.test(text.slice(0, 20_000))) return { format: 'xrdml', patterns: readXrdml(text), warnings: [] };
  const binary = binaryKind(text);
  if (binary !== null) throw new UnreadableFile(`the file is ${binary}${binary === 'binary' ? ' (such as .raw)' : ''}: expected ${EXPECTED}`);
  const lines = text.split(/\r\n|\n|\r/);
  const rows = lines.map((line, i) => ({ line, at: i + 1 })).filter(({ line }) => line.trim() !== '' && !isComment(line));
  if (rows.length === 0) throw new UnreadableFile(`the file holds comments alone: expected ${EXPECTED}`);
  const headed = readHeaded(rows);
  if (headed) return { format: 'start-step-end', patterns: [headed], warnings: [] };
  const pattern = readTable(rows, lines);
  const warnings = pattern.intensity.some((v) => v < 0) ? ['some intensities are negative: kept as they are'] : [];
  return { format: 'xy', patterns: [pattern], warnings };
}
