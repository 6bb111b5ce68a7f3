/**
 * JCAMP-DX spectra in one dimension (McDonald & Wilks, Appl. Spectrosc. 42 (1988) 151; NMR: Davies & Lampen, Appl. Spectrosc. 47 (1993) 1093):
 * XYDATA, XYPOINTS and NTUPLES; ordinates as AFFN, PAC, SQZ, DIF and DUP; several blocks.
 */
import { UnreadableFile } from './columns.ts';
import { quoted } from './bytes.ts';
import { MOST_SPECTRUM_POINTS, checkedSpectrum, isotope, usableFrequency, type NmrReadOptions, type NmrSpectrumRead } from './nmr-spectrum.ts';

interface LabelledRecord {
  /** Upper case without blanks, dashes, slashes and underscores: ".OBSERVEFREQUENCY", "$SF". */
  label: string;
  /** The text behind "=" in the first line. */
  value: string;
  /** The lines that follow, with comments taken off. */
  rows: { text: string; line: number }[];
  line: number;
}

type Block = LabelledRecord[];

const withoutComment = (line: string): string => {
  const at = line.indexOf('$$');
  return at < 0 ? line : line.slice(0, at);
};

/** Blocks from ##TITLE to the next; a LINK block holds records and no data of its own. */
function readBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let record: LabelledRecord | null = null;
  text.split(/\r\n|\n|\r/).forEach((raw, i) => {
    const head = /^\s*##([^=]*)=(.*)$/.exec(raw);
    if (!head) {
      record?.rows.push({ text: withoutComment(raw), line: i + 1 });
      return;
    }
    record = { label: head[1]!.toUpperCase().replace(/[\s\-/_]/g, ''), value: withoutComment(head[2]!).trim(), rows: [], line: i + 1 };
    if (record.label === 'TITLE' || blocks.length === 0) blocks.push([]);
    blocks.at(-1)!.push(record);
  });
  return blocks;
}

const find = (block: Block, ...labels: string[]): LabelledRecord | undefined => block.find((r) => labels.includes(r.label));
const textOf = (block: Block, ...labels: string[]): string | undefined => find(block, ...labels)?.value || undefined;

/** The first number of a record; undefined when the record is absent. Throws UnreadableFile on a record without a number. */
function numberOf(block: Block, ...labels: string[]): number | undefined {
  const record = find(block, ...labels);
  if (!record || record.value === '') return undefined;
  const value = Number(record.value.split(/[\s,]/)[0]);
  if (!Number.isFinite(value)) throw new UnreadableFile(`line ${record.line}: ##${record.label} is ${quoted(record.value)}: expected a number`);
  return value;
}

const SQZ = new Map([...'@ABCDEFGHI'].map((c, i) => [c, String(i)]).concat([...'abcdefghi'].map((c, i) => [c, `-${i + 1}`])) as [string, string][]);
const DIF = new Map([...'%JKLMNOPQR'].map((c, i) => [c, String(i)]).concat([...'jklmnopqr'].map((c, i) => [c, `-${i + 1}`])) as [string, string][]);
const DUP = new Map([...'STUVWXYZ'].map((c, i) => [c, String(i + 1)]).concat([['s', '9']]) as [string, string][]);

/** One word of ASDF data, with its form. An exponent has a sign, as the standard asks: without one, E is a squeezed 5. */
const WORD = /([@A-Ia-i%J-Rj-rS-Zs?+-])?(\d*\.?\d*(?:[Ee][+-]\d{1,3})?)/y;

/** The numbers of a row that is plain AFFN, or null: written apart, exponents with or without a sign. */
function plainNumbers(body: string): number[] | null {
  const words = body.split(/[\s,;]+/).filter((word) => word !== '');
  return words.length > 1 && words.every((word) => /^[+-]?(\d+\.?\d*|\.\d+)([Ee][+-]?\d{1,3})?$/.test(word)) ? words.map(Number) : null;
}

/** Ordinates of (X++(Y..Y)) rows. `n` is what the file promises, null when it does not. Throws UnreadableFile with the line. */
export function decodeOrdinates(rows: readonly { text: string; line: number }[], n: number | null): Float64Array {
  const most = Math.min(MOST_SPECTRUM_POINTS, n === null ? MOST_SPECTRUM_POINTS : n + 1);
  const values: number[] = [];
  let difference: number | null = null;
  for (const { text, line } of rows) {
    if (text.trim() === '') continue;
    const body = text.trim();
    const plain = difference === null ? plainNumbers(body) : null;
    if (plain) {
      if (values.length + plain.length - 1 > most) throw tooMany(line, n);
      values.push(...plain.slice(1));
      continue;
    }
    // The abscissa: a plain number, ended by a blank, a separator or the first squeezed word.
    const abscissa = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]\d{1,3})?[\s,;]*/.exec(body);
    if (!abscissa) throw new UnreadableFile(`line ${line}: ${quoted(body)} does not begin with an abscissa: expected (X++(Y..Y)) data`);
    // After a line that ended in differences the first ordinate repeats the last one, as a check.
    const check: boolean = difference !== null && values.length > 0;
    let firstWord = true;
    let last: { form: 'value' | 'difference'; amount: number } | null = null;
    WORD.lastIndex = abscissa[0].length;
    const push = (value: number): void => {
      if (values.length >= most) throw tooMany(line, n);
      values.push(value);
    };
    while (WORD.lastIndex < body.length) {
      const at = WORD.lastIndex;
      if (/[\s,;]/.test(body[at]!)) {
        WORD.lastIndex = at + 1;
        continue;
      }
      const match = WORD.exec(body);
      if (!match || match[0] === '') throw new UnreadableFile(`line ${line}: ${quoted(body.slice(at, at + 12))} is no ordinate: expected AFFN, PAC, SQZ, DIF or DUP data`);
      const [, sign = '', digits = ''] = match;
      if (sign === '?') throw new UnreadableFile(`line ${line}: a missing ordinate ("?") cannot be used: expected a number for every point`);
      if (DUP.has(sign)) {
        const times = Number(DUP.get(sign)! + digits);
        if (!Number.isInteger(times) || times < 1 || last === null) throw new UnreadableFile(`line ${line}: ${quoted(match[0])} repeats nothing: the file is damaged`);
        for (let k = 1; k < times; k++) push(last.form === 'value' ? last.amount : values.at(-1)! + last.amount);
        continue;
      }
      if (DIF.has(sign)) {
        const amount = Number(DIF.get(sign)! + digits);
        if (!Number.isFinite(amount) || values.length === 0) throw new UnreadableFile(`line ${line}: ${quoted(match[0])} is a difference to nothing: expected an ordinate first`);
        push(values.at(-1)! + amount);
        last = { form: 'difference', amount };
        difference = amount;
        firstWord = false;
        continue;
      }
      const value = Number((SQZ.get(sign) ?? (sign === '+' ? '' : sign)) + digits);
      if (!Number.isFinite(value) || match[0] === '+' || match[0] === '-') throw new UnreadableFile(`line ${line}: ${quoted(match[0])} is no number: expected an ordinate`);
      if (firstWord && check) {
        if (Math.abs(value - values.at(-1)!) > 1e-6 * Math.abs(value) + 1) {
          throw new UnreadableFile(`line ${line}: the check ordinate is ${value}, but the line before ended at ${values.at(-1)}: lines are missing or damaged`);
        }
      } else push(value);
      last = { form: 'value', amount: value };
      difference = null;
      firstWord = false;
    }
  }
  return Float64Array.from(values);
}

const tooMany = (line: number, n: number | null): UnreadableFile => new UnreadableFile(`line ${line}: more points than the ${n ?? MOST_SPECTRUM_POINTS} that were promised: the file is damaged`);

/** Pairs of (XY..XY) data. */
function decodePairs(rows: readonly { text: string; line: number }[]): { x: Float64Array; y: Float64Array } {
  const x: number[] = [];
  const y: number[] = [];
  let waiting: number | null = null;
  for (const { text, line } of rows) {
    for (const word of text.split(/[\s,;()<>]+/)) {
      if (word === '') continue;
      const value = Number(word);
      if (!Number.isFinite(value)) throw new UnreadableFile(`line ${line}: ${quoted(word)} is no number: expected pairs of abscissa and ordinate`);
      if (waiting === null) waiting = value;
      else {
        x.push(waiting);
        y.push(value);
        waiting = null;
      }
    }
    if (x.length > MOST_SPECTRUM_POINTS) throw new UnreadableFile(`line ${line}: more than ${MOST_SPECTRUM_POINTS} points: the file is damaged`);
  }
  if (waiting !== null) throw new UnreadableFile('the last abscissa has no ordinate: the file is cut off');
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

interface Axis {
  x: Float64Array;
  unit: string;
}

/** x in ppm. Hz is counted from the shift reference where there is one, else from 0 ppm. */
function toShifts(block: Block, { x, unit }: Axis, options: NmrReadOptions): { shift_ppm: Float64Array; larmor_MHz: number | null } {
  // $SF (Bruker) is the frequency of 0 ppm; the observe frequency is the carrier's.
  const stated = [numberOf(block, '$SF'), numberOf(block, '.OBSERVEFREQUENCY')].find(usableFrequency) ?? null;
  const name = unit.toUpperCase().replace(/[^A-Z]/g, '');
  if (name === 'PPM') return { shift_ppm: x, larmor_MHz: stated };
  if (name === 'SECONDS' || name === 'S' || name === 'SEC') throw new UnreadableFile('the file holds a free induction decay over time: expected a spectrum; transform it first');
  const factor = { HZ: 1, KHZ: 1e3, MHZ: 1e6 }[name];
  if (factor === undefined) throw new UnreadableFile(`the abscissa is in ${quoted(unit)}: expected HZ or PPM, as an NMR spectrum has it`);
  const larmor = [stated, options.larmor_MHz].find(usableFrequency);
  if (larmor === undefined) throw new UnreadableFile('the axis is in Hz and the file names no observe frequency: give the Larmor frequency in MHz');
  const reference = shiftReference(block);
  const zero = reference && reference.point <= x.length ? x[reference.point - 1]! * factor - reference.ppm * larmor : 0;
  return { shift_ppm: x.map((v) => (v * factor - zero) / larmor), larmor_MHz: stated };
}

/** "INTERNAL, CDCl3, 1, 15.47866" → point 1 is at 15.47866 ppm. */
function shiftReference(block: Block): { point: number; ppm: number } | null {
  const parts = textOf(block, '.SHIFTREFERENCE')?.split(',') ?? [];
  const point = Number(parts[2]?.trim() || NaN);
  const ppm = Number(parts[3]?.trim() || NaN);
  if (Number.isInteger(point) && point >= 1 && Number.isFinite(ppm)) return { point, ppm };
  const offset = numberOf(block, '$OFFSET');
  return offset === undefined ? null : { point: 1, ppm: offset };
}

const DATA_LABELS = ['XYDATA', 'XYPOINTS', 'NTUPLES'];
const listOf = (record: LabelledRecord | undefined): string[] => record?.value.split(',').map((s) => s.trim()) ?? [];

function countOf(value: number | undefined, line: number): number | null {
  if (value === undefined) return null;
  if (!Number.isInteger(value) || value < 1 || value > MOST_SPECTRUM_POINTS) throw new UnreadableFile(`line ${line}: the number of points is ${value}: expected a whole number from 2 to ${MOST_SPECTRUM_POINTS}`);
  return value;
}

function checkCount(found: number, promised: number | null): void {
  if (promised !== null && found !== promised) throw new UnreadableFile(`the table holds ${found} points, the file promises ${promised}: it is cut off or damaged`);
}

function readXydata(block: Block, record: LabelledRecord): { axis: Axis; y: Float64Array } {
  const unit = textOf(block, 'XUNITS') ?? 'HZ';
  const [xFactor, yFactor] = [numberOf(block, 'XFACTOR') ?? 1, numberOf(block, 'YFACTOR') ?? 1];
  const n = countOf(numberOf(block, 'NPOINTS'), find(block, 'NPOINTS')?.line ?? record.line);
  if (/\(XY\.\.XY\)/i.test(record.value) || record.label === 'XYPOINTS') {
    const { x, y } = decodePairs(record.rows);
    checkCount(x.length, n);
    return { axis: { x: x.map((v) => v * xFactor), unit }, y: y.map((v) => v * yFactor) };
  }
  if (!/\(X\+\+\(Y\.\.Y\)\)/i.test(record.value.replace(/\s/g, ''))) throw new UnreadableFile(`line ${record.line}: ##${record.label} is ${quoted(record.value)}: expected (X++(Y..Y)) or (XY..XY)`);
  const y = decodeOrdinates(record.rows, n);
  checkCount(y.length, n);
  const first = numberOf(block, 'FIRSTX');
  const step = numberOf(block, 'DELTAX');
  const last = numberOf(block, 'LASTX') ?? (first === undefined || step === undefined ? undefined : first + step * (y.length - 1));
  if (first === undefined || last === undefined) throw new UnreadableFile('##FIRSTX or ##LASTX is missing: expected both ends of the axis');
  return { axis: { x: ends(first, last, y.length), unit }, y: y.map((v) => v * yFactor) };
}

const ends = (first: number, last: number, n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => first + ((last - first) * i) / Math.max(1, n - 1));

/** Pages of an NTUPLES block: X with R and, where it is there, I. */
function readNtuples(block: Block): { axis: Axis; y: Float64Array; imaginary: Float64Array | null } {
  const symbols = listOf(find(block, 'SYMBOL'));
  const column = (symbol: string): number => symbols.findIndex((s) => s.toUpperCase() === symbol);
  const x = column('X');
  if (x < 0) throw new UnreadableFile(`the symbols of this NTUPLES block are ${quoted(symbols.join(', '))}: expected X with R or Y, a spectrum in one dimension`);
  const at = (label: string, i: number): number | undefined => {
    const record = find(block, label);
    const cell = listOf(record)[i];
    if (cell === undefined || cell === '') return undefined;
    const value = Number(cell);
    if (!Number.isFinite(value)) throw new UnreadableFile(`line ${record!.line}: ##${label} holds ${quoted(cell)}: expected a number`);
    return value;
  };
  const page = (symbol: string): Float64Array | null => {
    const record = block.find((r) => r.label === 'DATATABLE' && new RegExp(`\\(X\\+\\+\\(${symbol}\\.\\.${symbol}\\)\\)`, 'i').test(r.value.replace(/\s/g, '')));
    if (!record) return null;
    const k = column(symbol);
    const n = countOf(at('VARDIM', k), find(block, 'VARDIM')?.line ?? record.line);
    const values = decodeOrdinates(record.rows, n);
    checkCount(values.length, n);
    const factor = at('FACTOR', k) ?? 1;
    return values.map((v) => v * factor);
  };
  const y = page('R') ?? page('Y');
  if (y === null) throw new UnreadableFile('this NTUPLES block holds no table (X++(R..R)): expected the real part of a spectrum');
  const imaginary = page('I');
  if (imaginary !== null && imaginary.length !== y.length) throw new UnreadableFile(`the real part has ${y.length} points and the imaginary part ${imaginary.length}: the file is damaged`);
  const [first, last] = [at('FIRST', x), at('LAST', x)];
  if (first === undefined || last === undefined) throw new UnreadableFile('##FIRST or ##LAST of X is missing: expected both ends of the axis');
  return { axis: { x: ends(first, last, y.length), unit: listOf(find(block, 'UNITS'))[x] ?? 'HZ' }, y, imaginary };
}

function readBlock(block: Block, index: number, options: NmrReadOptions): NmrSpectrumRead {
  const type = textOf(block, 'DATATYPE') ?? '';
  if (/FID/i.test(type)) throw new UnreadableFile(`the data type is ${quoted(type)}: expected a spectrum; transform the free induction decay first`);
  if (/^\s*nD/i.test(type) || (numberOf(block, 'NUMDIM') ?? 1) > 1) throw new UnreadableFile(`the data type is ${quoted(type)}: expected a spectrum in one dimension`);
  if (type !== '' && !/NMR/i.test(type)) throw new UnreadableFile(`the data type is ${quoted(type)}: expected NMR SPECTRUM`);
  const record = find(block, 'XYDATA', 'XYPOINTS');
  const { axis, y, imaginary } = record ? { ...readXydata(block, record), imaginary: null } : readNtuples(block);
  const { shift_ppm, larmor_MHz } = toShifts(block, axis, options);
  const metadata: Record<string, string | number> = {};
  for (const [name, ...labels] of [['title', 'TITLE'], ['origin', 'ORIGIN'], ['date', 'LONGDATE', 'LONG DATE', 'DATE'], ['pulse_sequence', '.PULSESEQUENCE'], ['data_type', 'DATATYPE']] as const) {
    const value = textOf(block, ...labels);
    if (value !== undefined) metadata[name] = value;
  }
  const masr_Hz = numberOf(block, '$MASR');
  if (masr_Hz !== undefined) metadata['masr_Hz'] = masr_Hz;
  return checkedSpectrum({
    label: textOf(block, 'TITLE') ?? `block ${index + 1}`,
    shift_ppm,
    intensity: y,
    imaginary,
    larmor_MHz,
    nucleus: isotope(textOf(block, '.OBSERVENUCLEUS')),
    metadata,
  });
}

/** True for text whose first line, comments passed over, is a ##TITLE. */
export function isJcamp(text: string): boolean {
  const first = text.slice(0, 20_000).split(/[\n\r]+/).find((line) => line.trim() !== '' && !line.trim().startsWith('$$'));
  return /^\s*##\s*TITLE\s*=/i.test(first ?? '');
}

/** All spectra of a JCAMP-DX file. Blocks that hold something else are named in `warnings` when at least one spectrum is read. Throws UnreadableFile. */
export function readJcamp(text: string, options: NmrReadOptions = {}): { spectra: NmrSpectrumRead[]; warnings: string[] } {
  const blocks = readBlocks(text).filter((block) => block.some((r) => DATA_LABELS.includes(r.label)));
  if (blocks.length === 0) throw new UnreadableFile('this JCAMP-DX file holds no spectrum: expected ##XYDATA, ##XYPOINTS or ##NTUPLES');
  const spectra: NmrSpectrumRead[] = [];
  const warnings: string[] = [];
  let problem: UnreadableFile | null = null;
  blocks.forEach((block, i) => {
    try {
      spectra.push(readBlock(block, i, options));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problem ??= error;
      warnings.push(`block ${i + 1} is left out: ${error.message}`);
    }
  });
  if (spectra.length === 0) throw problem!;
  return { spectra, warnings };
}
