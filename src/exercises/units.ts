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
  cal: [4.184, [2, 1, -2, 0, 0, 0], true],
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
  degree: [Math.PI / 180, NONE],
  '%': [1e-2, NONE],
  '‰': [1e-3, NONE],
  ppm: [1e-6, NONE],
  '1': [1, NONE],
};

const PREFIXES: Record<string, number> = { p: 1e-12, n: 1e-9, µ: 1e-6, u: 1e-6, m: 1e-3, c: 1e-2, d: 1e-1, k: 1e3, M: 1e6, G: 1e9 };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Units written out, with their prefixes; and what is counted, which is no unit. */
const WORDS: Record<string, string> = { siemens: 'S', ohm: 'Ω', volt: 'V', amp: 'A', ampere: 'A', kelvin: 'K', hertz: 'Hz', second: 's', hour: 'h', gram: 'g', mole: 'mol', metre: 'm', meter: 'm', farad: 'F', coulomb: 'C', joule: 'J', electronvolt: 'eV', tesla: 'T' };
const PREFIX_WORDS: Record<string, string> = { pico: 'p', nano: 'n', micro: 'µ', milli: 'm', centi: 'c', kilo: 'k', mega: 'M', giga: 'G' };
const WRITTEN_OUT = new RegExp(`(?<![A-Za-z])(${Object.keys(PREFIX_WORDS).join('|')})?(${Object.keys(WORDS).join('|')})s?(?![A-Za-z])`, 'gi');
const COUNTED = /(?<![A-Za-z])(?:ions?|jumps?|hops?|atoms?|carriers?|Na|Cl)(?![A-Za-z])/g;

/** One way of writing each sign: micro, ohm, ångström, minus, dots, superscripts, "per", weight and mole percent; names of units as their symbols. */
const normalise = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/℃|(?:°|º|deg(?:rees?)?)\s*C(?:elsius)?$|^celsius$/i, '°C')
    .replace(/º/g, '°')
    .replace(/\b(?:cubic|square) (\w+)/g, (phrase, name: string) => `${name}^${phrase.startsWith('c') ? 3 : 2}`)
    .replace(WRITTEN_OUT, (_, prefix: string | undefined, name: string) => (prefix ? PREFIX_WORDS[prefix.toLowerCase()]! : '') + WORDS[name.toLowerCase()]!)
    .replace(COUNTED, '1')
    .replace(/\bcc\b/g, 'cm^3')
    .replace(/(?<!\p{L})(?:[åa]ngstr[öo]ms?|AA)(?!\p{L})/giu, 'Å')
    .replace(/\bPPM\b/g, 'ppm')
    .replace(/\u03bc/g, 'µ')
    .replace(/\u2126|\u03c9/g, 'Ω')
    .replace(/\u212b/g, 'Å')
    .replace(/\bper ?cent\b/g, '%')
    .replace(/\b(wt|weight|mass|mol|mole|at|vol)[.-]?\s*%/g, '%')
    .replace(/%\s*(?:\((?:mol|wt|weight|mass)\)|by \w+)$/, '%')
    .replace(/\bper\b/g, '/')
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (run) => `^${[...run].map((c) => (c === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(c)))).join('')}`)
    .replace(/[−–]/g, '-')
    .replace(/\^\s*\((-?\d+)\)/g, '^$1')
    // A full stop or a hyphen between symbols multiplies: mS.cm-1, Ω-cm.
    .replace(/[.-](?=[A-Za-zµΩÅ])/g, ' ')
    .replace(/[·⋅×*\u00a0\u202f\u2009]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

interface Size {
  scale: number;
  dimension: Dimension;
}

const times = (a: Size, b: Size, power: number): Size => ({ scale: a.scale * b.scale ** power, dimension: a.dimension.map((v, i) => v + power * b.dimension[i]!) as unknown as Dimension });

/** Only what the table itself holds: "toString" is no unit. */
const own = <T>(table: Record<string, T>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

/** A symbol, with a prefix where it may have one. */
function single(name: string): Size | null {
  const plain = own(SYMBOLS, name);
  if (plain) return { scale: plain[0], dimension: plain[1] };
  const prefix = own(PREFIXES, name[0] ?? '');
  const rest = own(SYMBOLS, name.slice(1));
  return prefix !== undefined && rest?.[2] ? { scale: prefix * rest[0], dimension: rest[1] } : null;
}

/** A symbol, or two written together ("Vs", "Ωcm"); a power after them belongs to the second. */
function symbol(name: string, power: number): Size | null {
  const one = single(name);
  if (one) return times({ scale: 1, dimension: NONE }, one, power);
  for (let i = 1; i < name.length; i++) {
    const [left, right] = [single(name.slice(0, i)), single(name.slice(i))];
    if (left && right) return times(left, right, power);
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
      let inner: Size | null = null;
      let name = '';
      if (tokens[at] === '(') {
        at++;
        inner = group();
        if (!inner || tokens[at] !== ')') return null;
        at++;
      } else name = tokens[at++]!;
      const written = /^\^?(-?\d+)$/.exec(tokens[at] ?? '');
      if (written) at++;
      const power = written ? Number(written[1]) : 1;
      const factor = inner ? times({ scale: 1, dimension: NONE }, inner, power) : symbol(name, power);
      if (!factor) return null;
      size = times(size, factor, sign);
      if (!greedy) sign = 1;
    }
    return size;
  };
  const size = group();
  return at === tokens.length ? size : null;
}

/** No unit is longer. */
const MOST_SIGNS = 60;

/** The readings of a unit as written: none when unknown, two where a solidus can be read in two ways. */
export function readUnit(text: string): Unit[] {
  if (text.length > MOST_SIGNS) return [];
  const t = normalise(text);
  if (t === '°C') return [{ scale: 1, dimension: [0, 0, 0, 0, 1, 0], celsius: true }];
  if (t === '') return [{ scale: 1, dimension: NONE, celsius: false }];
  // Not an angle times a farad.
  if (/^° ?F$/.test(t)) return [];
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
  // A lone C means degrees where a temperature is asked for, and a lone A the ångström where a length is.
  if (same(wanted.dimension, [0, 0, 0, 0, 1, 0]) && from.trim() === 'C') return convert(value, '°C', to);
  if (same(wanted.dimension, [1, 0, 0, 0, 0, 0]) && from.trim() === 'A') return convert(value, 'Å', to);
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
  ['W', 'a power'],
  ['m^-1', 'a wave number'],
  ['', 'a pure number'],
];

/** What a unit measures, in words: "a conductivity"; null where this list has no word for it. */
export function quantityName(unit: string): string | null {
  const [read] = readUnit(unit);
  if (!read) return null;
  // An angle is a pure number to the dimensions, and not to a reader.
  if (/^(°|deg|degree|degrees|rad|mrad)$/.test(normalise(unit))) return 'an angle';
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
