/** Units as people write them: products of symbols with prefixes and powers, compared by dimension and scale. Pure. */

/** Exponents of metre, kilogram, second, ampere, kelvin, mole. */
export type Dimension = readonly [number, number, number, number, number, number];

export interface Unit {
  /** Size in SI base units. */
  scale: number;
  dimension: Dimension;
  /** Degrees Celsius standing alone: 273.15 K is added. */
  celsius: boolean;
}

type Symbols = Record<string, readonly [scale: number, dimension: Dimension, prefixes?: boolean]>;

const NONE: Dimension = [0, 0, 0, 0, 0, 0];
const ELEMENTARY_CHARGE_C = 1.602176634e-19;
const AVOGADRO_per_mol = 6.02214076e23;

const SYMBOLS: Symbols = {
  m: [1, [1, 0, 0, 0, 0, 0], true],
  g: [1e-3, [0, 1, 0, 0, 0, 0], true],
  s: [1, [0, 0, 1, 0, 0, 0], true],
  sec: [1, [0, 0, 1, 0, 0, 0]],
  min: [60, [0, 0, 1, 0, 0, 0]],
  h: [3600, [0, 0, 1, 0, 0, 0]],
  d: [86400, [0, 0, 1, 0, 0, 0]],
  A: [1, [0, 0, 0, 1, 0, 0], true],
  K: [1, [0, 0, 0, 0, 1, 0]],
  mol: [1, [0, 0, 0, 0, 0, 1], true],
  S: [1, [-2, -1, 3, 2, 0, 0], true],
  Ω: [1, [2, 1, -3, -2, 0, 0], true],
  ohm: [1, [2, 1, -3, -2, 0, 0], true],
  Ohm: [1, [2, 1, -3, -2, 0, 0], true],
  V: [1, [2, 1, -3, -1, 0, 0], true],
  F: [1, [-2, -1, 4, 2, 0, 0], true],
  C: [1, [0, 0, 1, 1, 0, 0], true],
  Ah: [3600, [0, 0, 1, 1, 0, 0], true],
  J: [1, [2, 1, -2, 0, 0, 0], true],
  W: [1, [2, 1, -3, 0, 0, 0], true],
  eV: [ELEMENTARY_CHARGE_C, [2, 1, -2, 0, 0, 0], true],
  Hz: [1, [0, 0, -1, 0, 0, 0], true],
  T: [1, [0, 1, -2, -1, 0, 0], true],
  Pa: [1, [-1, 1, -2, 0, 0, 0], true],
  Å: [1e-10, [1, 0, 0, 0, 0, 0]],
  angstrom: [1e-10, [1, 0, 0, 0, 0, 0]],
  L: [1e-3, [3, 0, 0, 0, 0, 0], true],
  rad: [1, NONE, true],
  '°': [Math.PI / 180, NONE],
  deg: [Math.PI / 180, NONE],
  degrees: [Math.PI / 180, NONE],
  '%': [1e-2, NONE],
  percent: [1e-2, NONE],
  ppm: [1e-6, NONE],
  '1': [1, NONE],
};

const PREFIXES: Record<string, number> = { p: 1e-12, n: 1e-9, µ: 1e-6, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1, k: 1e3, M: 1e6, G: 1e9 };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** One way of writing each sign: micro, ohm, ångström, minus, dots, superscripts, "per", weight and mole percent. */
const normalise = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\u03bc/g, 'µ')
    .replace(/\u2126|\u03c9/g, 'Ω')
    .replace(/\u212b/g, 'Å')
    .replace(/\b(wt|mol|at|vol)[.-]?\s*(%|percent)/g, '%')
    .replace(/\bper\b/g, '/')
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) => `^${[...run].map((c) => (c === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(c)))).join('')}`)
    .replace(/[−–]/g, '-')
    .replace(/[·⋅×*\u00a0\u202f\u2009]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

interface Size {
  scale: number;
  dimension: Dimension;
}

const times = (a: Size, b: Size, power: number): Size => ({ scale: a.scale * b.scale ** power, dimension: a.dimension.map((v, i) => v + power * b.dimension[i]!) as unknown as Dimension });

/** A symbol, with a prefix where it may have one, or two symbols written together ("Vs"). */
function symbol(name: string): Size | null {
  const plain = SYMBOLS[name];
  if (plain) return { scale: plain[0], dimension: plain[1] };
  const prefix = PREFIXES[name[0] ?? ''];
  const rest = SYMBOLS[name.slice(1)];
  if (prefix !== undefined && rest?.[2]) return { scale: prefix * rest[0], dimension: rest[1] };
  for (let i = 1; i < name.length; i++) {
    const [left, right] = [SYMBOLS[name.slice(0, i)], SYMBOLS[name.slice(i)]];
    if (left && right) return times({ scale: left[0], dimension: left[1] }, { scale: right[0], dimension: right[1] }, 1);
  }
  return null;
}

/** The product that `text` writes; `greedy`: a solidus divides by all that follows it ("cm²/V s"). Null where a symbol is unknown. */
function product(text: string, greedy: boolean): Size | null {
  const tokens = text.match(/\(|\)|\/|\^?-?\d+|[A-Za-zµΩÅ°%]+|\S/g) ?? [];
  let at = 0;
  const group = (): Size | null => {
    let size: Size = { scale: 1, dimension: NONE };
    let sign = 1;
    while (at < tokens.length && tokens[at] !== ')') {
      if (tokens[at] === '/') {
        sign = -1;
        at++;
        continue;
      }
      let factor: Size | null;
      if (tokens[at] === '(') {
        at++;
        factor = group();
        if (tokens[at] !== ')') return null;
        at++;
      } else factor = symbol(tokens[at++]!);
      if (!factor) return null;
      const power = /^\^?(-?\d+)$/.exec(tokens[at] ?? '');
      if (power && factor.dimension !== undefined) at++;
      size = times(size, factor, sign * (power ? Number(power[1]) : 1));
      if (!greedy) sign = 1;
    }
    return size;
  };
  const size = group();
  return at === tokens.length ? size : null;
}

/** The readings of a unit as written: none when unknown, two where a solidus can be read in two ways. */
export function readUnit(text: string): Unit[] {
  const t = normalise(text);
  if (/^(°|deg ?)C$/.test(t)) return [{ scale: 1, dimension: [0, 0, 0, 0, 1, 0], celsius: true }];
  if (t === '') return [{ scale: 1, dimension: NONE, celsius: false }];
  return [product(t, false), product(t, true)].flatMap((size) => (size ? [{ ...size, celsius: false }] : []));
}

const same = (a: Dimension, b: Dimension): boolean => a.every((v, i) => v === b[i]);
const ENERGY: Dimension = [2, 1, -2, 0, 0, 0];
const MOLAR_ENERGY: Dimension = [2, 1, -2, 0, 0, -1];

/** `value` in `from` as a number in `to`, or null where the two measure different things. An energy per mole counts as one per particle. */
export function convert(value: number, from: string, to: string): number | null {
  const wanted = readUnit(to)[0];
  if (!wanted) throw new RangeError(`the unit “${to}” is not known`);
  for (const given of readUnit(from)) {
    let scale = given.scale;
    if (same(given.dimension, MOLAR_ENERGY) && same(wanted.dimension, ENERGY)) scale /= AVOGADRO_per_mol;
    else if (same(given.dimension, ENERGY) && same(wanted.dimension, MOLAR_ENERGY)) scale *= AVOGADRO_per_mol;
    else if (!same(given.dimension, wanted.dimension)) continue;
    const si = value * scale + (given.celsius ? 273.15 : 0);
    return (si - (wanted.celsius ? 273.15 : 0)) / wanted.scale;
  }
  // A lone C means degrees where a temperature is asked for.
  if (wanted.dimension[4] === 1 && same(wanted.dimension, [0, 0, 0, 0, 1, 0]) && from.trim() === 'C') return convert(value, '°C', to);
  return null;
}

const QUANTITIES: readonly (readonly [string, string])[] = [
  ['S/cm', 'a conductivity'],
  ['Ω', 'a resistance'],
  ['S', 'a conductance'],
  ['Ω cm', 'a resistivity'],
  ['Ω cm^2', 'a resistance times an area'],
  ['m', 'a length'],
  ['cm^2', 'an area'],
  ['cm^3', 'a volume'],
  ['g', 'a mass'],
  ['g/mol', 'a molar mass'],
  ['g/cm^3', 'a density'],
  ['s', 'a time'],
  ['Hz', 'a frequency or a rate'],
  ['A', 'a current'],
  ['A/cm^2', 'a current density'],
  ['A/g', 'a current per mass'],
  ['Ah', 'a charge'],
  ['Ah/g', 'a charge per mass'],
  ['Ah/cm^2', 'a charge per area'],
  ['V', 'a voltage'],
  ['F', 'a capacitance'],
  ['eV', 'an energy'],
  ['J/mol', 'an energy per mole'],
  ['K', 'a temperature'],
  ['T', 'a magnetic flux density'],
  ['cm^-3', 'a number per volume'],
  ['cm^2/(V s)', 'a mobility'],
  ['cm^2/s', 'a diffusion coefficient'],
  ['S K/cm', 'a conductivity times a temperature'],
  ['mol', 'an amount of substance'],
  ['Pa', 'a pressure'],
  ['', 'a pure number'],
];

/** What a unit measures, in words: "a conductivity"; null where this list has no word for it. */
export function quantityName(unit: string): string | null {
  const [read] = readUnit(unit);
  if (!read) return null;
  return QUANTITIES.find(([u]) => same(readUnit(u)[0]!.dimension, read.dimension))?.[1] ?? null;
}

/** A spelling of `unit` with other capital letters that measures what `wanted` does ("ms/cm" for mS/cm), or null. */
export function otherCapitals(unit: string, wanted: string): string | null {
  const t = normalise(unit);
  const letters = [...t].flatMap((c, i) => (/[A-Za-z]/.test(c) ? [i] : []));
  if (letters.length > 10) return null;
  const swap = (...places: number[]): string => [...t].map((c, k) => (places.includes(k) ? (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()) : c)).join('');
  // At most two letters changed, one before two: enough for a slip of the shift key.
  const candidates = [...letters.map((i) => swap(i)), ...letters.flatMap((i) => letters.filter((k) => k > i).map((k) => swap(i, k)))];
  for (const candidate of candidates) if (convert(1, candidate, wanted) !== null) return candidate;
  return null;
}
