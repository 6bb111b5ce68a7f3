/** What every reader of impedance spectra shares: columns by name, rows, the sign of Im Z, sweeps told apart. */
import { quoted } from './bytes.ts';
import { UnreadableFile, cellsOf, endOfRows, parseNumber, type TableLayout } from './columns.ts';

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

/** Where the three quantities stand in a row and what turns them into hertz and ohm. */
export interface Columns {
  frequency: number;
  /** Re Z, or |Z| where `polar`. */
  real: number;
  /** Im Z, or the phase where `polar`. */
  imag: number;
  /** The imaginary column holds −Im Z, or the phase its negative. */
  negated: boolean;
  /** The header states the sign of Im Z beyond doubt. */
  signKnown: boolean;
  polar: boolean;
  /** The frequency column holds its decadic logarithm. */
  logarithm: boolean;
  /** Hertz, ohm (and radians) for one of the column's units; null where no unit is stated. */
  units: { frequency: number | null; real: number | null; imag: number | null };
  /** What a reader should know of these columns. */
  remarks: string[];
}

/** Columns in a fixed order, in hertz and ohm. */
export const columnsAt = (frequency: number, real: number, imag: number, signKnown = false): Columns => ({
  frequency, real, imag, negated: false, signKnown, polar: false, logarithm: false, units: { frequency: null, real: null, imag: null }, remarks: [],
});

const clean = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/["\s_]/g, '')
    .replace(/[′’`´]/g, "'")
    .replace(/''|″|”/g, '"')
    .replace(/^(?:[-−–‐]|\(-\)|minus|neg(?:ative)?[.-]?)/, '-')
    .replace(/^(-?z)-(?=re|im|mod|ph)/, '$1');

const FREQUENCY = /^(freq|f[kmg]?hz|f\b|f\(|f\/|f\[|f,|hz|omega|ω|angularfreq|log(10)?\(?f)/;
const REAL = /^(re($|[,[/]|[.(-]?z)|real(?!part\(?y|\(?y)|reel|zre|z'(?!')|zs'|z1|zr\b|impedance\(?real|rs?($|[(/[,]))/;
const IMAGINARY = /^-?(im($|[,[/]|[.(-]?z)|imag(?!(inary)?(part)?\(?y)|zim|z"|zs"|z2|zi\b|z'?imag|impedance\(?imag|xs?($|[(/[,]))/;
const MODULUS = /^(\|z|z($|[(/[,])|zmod|mod(ul|$|[(/[,])|zmag|zabs|abs\(?z|mag(nitude)?\b|impedance($|[(/[,])|impedancemag|\|impedance|betrag)/;
const PHASE = /^-?(phase|phasenwinkel|phi($|[(/[,])|φ|ϕ|theta|θ|zph|arg($|z|\(z)|impedancephase)/;

const UNIT = /[([{]\s*([^()[\]{}]+?)\s*[)\]}]\s*$|\/\s*\(?([^/()]+?)\)?\s*$|[,_\s]\s*([A-Za-zµμΩΩ°]+)$/;

/** A name and the unit in brackets or behind a slash, comma, underscore or blank at its end: "Z' / kΩ" → Z' and kΩ. What is no unit stays in the name. */
function withoutUnit(text: string): { name: string; unit: string | null } {
  const match = UNIT.exec(text.trim());
  const unit = match ? (match[1] ?? match[2] ?? match[3] ?? null) : null;
  if (unit === null || (hertzOf(unit) === null && ohmOf(unit) === null && radiansOf(unit) === null && !SIEMENS.test(unit))) return { name: text, unit: null };
  return { name: text.trim().slice(0, match!.index), unit };
}

const SIEMENS = /^\s*[mµμu]?(S|siemens|mho)\s*$/;
const PREFIXES: Record<string, number> = { '': 1, G: 1e9, M: 1e6, k: 1e3, K: 1e3, m: 1e-3, u: 1e-6, µ: 1e-6, μ: 1e-6 };

/** Hertz for one of a unit of frequency, or null. */
export function hertzOf(unit: string): number | null {
  const text = unit.replace(/\s+/g, '');
  if (/^(rad\W*(\/?s|sec)(-1|\^-1|⁻¹)?|rads-?1|1\/s|s-1|s\^-1|s⁻¹)$/i.test(text)) return 1 / (2 * Math.PI);
  const match = /^([GMkKmuµμ]?)hz$/i.exec(text);
  return match ? PREFIXES[match[1]!] ?? null : null;
}

/** Ohm for one of a unit of impedance, with whether it is per area or length; null for what is none. "MOhm" is mega, "mOhm" milli. */
export function ohmOf(unit: string): { factor: number; specific: boolean } | null {
  const text = unit.replace(/\s+/g, '');
  const match = /^([GMkKmuµμ]?)(?:ohms?|[ΩΩ])(.*)$/i.exec(text);
  if (!match) return null;
  const rest = match[2]!;
  if (rest !== '' && !/^[·.*⋅×-]?[mc]?m(\^?[23²]|)$/i.test(rest)) return null;
  return { factor: PREFIXES[match[1]!] ?? 1, specific: rest !== '' };
}

/** Radians for one of a unit of angle, or null. */
export function radiansOf(unit: string): number | null {
  const text = unit.replace(/\s+/g, '').toLowerCase();
  if (/^(°|º|'|deg|degrees?|grad|gradzahl|\?)$/.test(text)) return Math.PI / 180;
  if (/^(rad|radians?)$/.test(text)) return 1;
  return text === 'mrad' ? 1e-3 : null;
}

/** The columns with the units that `cells` (of the header, or of a line of units under it) state. Throws on a unit of something else. */
export function withUnits(columns: Columns, cells: readonly (string | null)[], line: number | null = null): Columns {
  const units = { ...columns.units };
  const remarks = [...columns.remarks];
  const frequency = cells[columns.frequency];
  if (frequency) units.frequency = hertzOf(frequency) ?? units.frequency;
  for (const part of ['real', 'imag'] as const) {
    const unit = cells[columns[part]];
    if (!unit) continue;
    if (part === 'imag' && columns.polar) {
      units.imag = radiansOf(unit) ?? units.imag;
      continue;
    }
    if (SIEMENS.test(unit)) throw new UnreadableFile(`${line === null ? '' : `line ${line}: `}the columns are in ${unit.trim()}, an admittance: expected an impedance in ohm`);
    const ohm = ohmOf(unit);
    if (!ohm) continue;
    units[part] = ohm.factor;
    if (ohm.specific && part === 'real') remarks.push(`the impedance is in ${unit.trim()}, not in ohm: read as it stands, so no size of a pellet belongs to it`);
  }
  return { ...columns, units, remarks };
}

/** Columns from a header line, or null when one of the three is missing. */
export function columnsByName(names: readonly string[]): Columns | null {
  const parts = names.map(withoutUnit);
  const cleaned = parts.map(({ name }) => clean(name.replace(/''|″|”|(?<=Zs?)"/gi, '§')).replace(/§/g, '"'));
  const find = (pattern: RegExp): number => cleaned.findIndex((name) => pattern.test(name));
  // A plain frequency goes before its logarithm or an angular frequency beside it.
  const plain = cleaned.findIndex((name) => FREQUENCY.test(name) && !/^(log|omega|ω|angular)/.test(name));
  const frequency = plain >= 0 ? plain : find(FREQUENCY);
  let [real, imag] = [find(REAL), find(IMAGINARY)];
  const polar = real < 0 || imag < 0;
  if (polar) [real, imag] = [find(MODULUS), find(PHASE)];
  if (frequency < 0 || real < 0 || imag < 0 || new Set([frequency, real, imag]).size < 3) return null;
  const negated = cleaned[imag]!.startsWith('-');
  const columns = { ...columnsAt(frequency, real, imag, negated || names[imag]!.trim() === 'z_imag_ohm'), negated, polar, logarithm: /^log/.test(cleaned[frequency]!) };
  if (!columns.logarithm && /^(omega|ω|angular)/.test(cleaned[frequency]!)) columns.units.frequency = 1 / (2 * Math.PI);
  const more = cleaned.filter((name, i) => i > imag && (polar ? PHASE : IMAGINARY).test(name)).length;
  if (more > 0) columns.remarks.push(`${more === 1 ? 'one further column of an imaginary part or phase is' : `${more} further columns of imaginary parts or phases are`} passed over: a file holds one spectrum beside another in rows, not in columns`);
  return withUnits(columns, parts.map(({ unit }, i) => (columns.logarithm && i === frequency ? null : unit)));
}

/** True where a header names a frequency or a part of Z: a header of this kind with something missing is a fault, not an unknown one. */
export const namesSomething = (names: readonly string[]): boolean => names.map((n) => clean(withoutUnit(n).name)).some((name) => [FREQUENCY, REAL, IMAGINARY, PHASE].some((pattern) => pattern.test(name)));

export const isComment = (line: string): boolean => /^\s*([#!%]|\/\/)/.test(line);

/**
 * Reads the rows from `first` to before `end`; every needed cell must be a number. Blank lines and comments are passed over, and rows for which
 * `skip` says so (frequency 0 where an instrument also logs direct current). Lines of words below the last row are no rows. The label is left to the caller.
 */
export function readRows(lines: readonly string[], first: number, end: number, layout: TableLayout, columns: Columns, skip: (frequency: number) => boolean = () => false): ReadSpectrum {
  const spectrum: ReadSpectrum = { label: 'sweep 1', frequency_Hz: [], zReal_ohm: [], zImag_ohm: [], metadata: {} };
  const { units, polar, logarithm } = columns;
  // A phase without a unit is in degrees, as instruments write it.
  const [hertz, ohm, part] = [units.frequency ?? 1, units.real ?? 1, units.imag ?? (polar ? Math.PI / 180 : units.real ?? 1)];
  const last = endOfRows(lines, first, end, layout, isComment, Math.max(columns.frequency, columns.real, columns.imag) + 1);
  for (let i = first; i < last; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isComment(line)) continue;
    const cells = cellsOf(line, layout.separator);
    const number = (at: number, name: string): number => {
      const cell = cells[at];
      const value = cell === undefined ? null : parseNumber(cell, layout.decimalComma);
      if (value === null) throw new UnreadableFile(`line ${i + 1}: ${name} is ${cell === undefined || cell === '' ? 'missing' : quoted(cell)}, expected a number`);
      return value;
    };
    const stated = number(columns.frequency, 'the frequency');
    const f = logarithm ? 10 ** stated : stated * hertz;
    if (skip(f)) continue;
    if (!(f > 0 && f < Infinity)) throw new UnreadableFile(`line ${i + 1}: the frequency is ${stated}, expected a positive number of hertz`);
    const a = number(columns.real, polar ? '|Z|' : 'Re Z') * ohm;
    const b = (columns.negated ? -1 : 1) * number(columns.imag, polar ? 'the phase' : 'Im Z') * part;
    if (polar && a < 0) throw new UnreadableFile(`line ${i + 1}: |Z| is ${a}, expected a number from 0`);
    spectrum.frequency_Hz.push(f);
    spectrum.zReal_ohm.push(polar ? a * Math.cos(b) : a);
    spectrum.zImag_ohm.push(polar ? a * Math.sin(b) : b);
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
