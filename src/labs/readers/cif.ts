/**
 * Crystal structures from CIF (Hall, Allen & Brown, Acta Cryst. A47 (1991) 655; core dictionary 2.4): cell, symmetry, sites.
 * Reads what a powder pattern needs and passes over the rest. Throws RangeError with one sentence, with the line where it can be named.
 */
import { reading } from './columns.ts';
import { elementOfLabel, elementOfType } from '../../physics/form-factors.ts';
import { checkCell, checkCrystal, metricTensor, type Cell, type Crystal, type Site } from '../../physics/crystal.ts';
import { findSpaceGroup, operationsOfHall, parseTriplet, spaceGroupOfNumber, type SymmetryOperation } from '../../physics/space-groups.ts';

interface Token {
  text: string;
  line: number;
  /** A quoted string or text field: never a tag or a keyword. */
  quoted: boolean;
}

interface Block {
  name: string;
  /** Tag in lower case → its values, one for a plain item. */
  items: Map<string, Token[]>;
}

/** Splits a CIF into tokens: words, 'quoted', "quoted", and text fields between lines that begin with a semicolon. */
function tokenize(text: string): Token[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const two = /^#\\#CIF_2/.test(lines[0] ?? '');
  const tokens: Token[] = [];
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n]!;
    if (line.startsWith(';')) {
      const first = n;
      const parts = [line.slice(1)];
      for (n++; n < lines.length && !lines[n]!.startsWith(';'); n++) parts.push(lines[n]!);
      if (n === lines.length) throw new RangeError(`line ${first + 1}: the text field that begins with ";" is never closed: expected a line that is ";"`);
      tokens.push({ text: parts.join('\n').trim(), line: first + 1, quoted: true });
      continue;
    }
    // CIF 2.0: three quotes begin a text that may go on over lines.
    const triple = two ? /^([^'"#]*(?:\s|^))('''|""")/.exec(line) : null;
    if (triple) {
      const [, before = '', mark = ''] = triple;
      const parts = [line.slice(before.length + 3)];
      let end = n;
      while (!parts.at(-1)!.includes(mark) && end + 1 < lines.length) parts.push(lines[++end]!);
      const close = parts.at(-1)!.indexOf(mark);
      if (close < 0) throw new RangeError(`line ${n + 1}: the text that begins with ${mark} is never closed`);
      lines[end] = parts.at(-1)!.slice(close + 3);
      parts.push(parts.pop()!.slice(0, close));
      for (const word of before.split(/\s+/).filter((w) => w !== '')) tokens.push({ text: word, line: n + 1, quoted: false });
      tokens.push({ text: parts.join('\n'), line: n + 1, quoted: true });
      n = end - 1;
      continue;
    }
    // A quote ends only before a blank: 'C2' symmetry' is one value.
    const pattern = two ? /#.*$|'(.*?)'(?=[\s\]},:]|$)|"(.*?)"(?=[\s\]},:]|$)|\S+/g : /#.*$|'(.*?)'(?=\s|$)|"(.*?)"(?=\s|$)|\S+/g;
    for (const match of line.matchAll(pattern)) {
      const word = match[0];
      if (word.startsWith('#')) continue;
      const inside = match[1] ?? match[2];
      if (inside === undefined && /^['"]/.test(word)) throw new RangeError(`line ${n + 1}: the quote that begins ${word.slice(0, 20)} is never closed`);
      tokens.push({ text: inside ?? word, line: n + 1, quoted: inside !== undefined });
    }
  }
  return two ? withoutLists(tokens) : tokens;
}

/** CIF 2.0: a list or table in brackets is one value, which nothing here reads. */
function withoutLists(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    const opened = depth > 0 || (!token.quoted && /^[[{]/.test(token.text));
    if (!opened) out.push(token);
    else {
      if (depth === 0) out.push({ ...token, quoted: true });
      if (!token.quoted) depth += (token.text.match(/[[{]/g) ?? []).length - (token.text.match(/[\]}]/g) ?? []).length;
    }
  }
  return out;
}

const isTag = (token: Token | undefined): boolean => token !== undefined && !token.quoted && token.text.startsWith('_');
const isKeyword = (token: Token | undefined): boolean => token !== undefined && !token.quoted && /^(data_|loop_$|save_|global_$|stop_$)/i.test(token.text);
const isValue = (token: Token | undefined): boolean => token !== undefined && !isTag(token) && !isKeyword(token);

/** "_atom_site.fract_x" (DDLm and mmCIF) and "_atom_site_fract_x" are the same tag here. */
const tagName = (text: string): string => text.toLowerCase().replace('.', '_');

function readBlocks(text: string): Block[] {
  const tokens = tokenize(text);
  const blocks: Block[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at++]!;
    if (/^data_/i.test(token.text) && !token.quoted) {
      blocks.push({ name: token.text.slice(5), items: new Map() });
      continue;
    }
    const block = blocks.at(-1);
    if (!block) throw new RangeError(`line ${token.line}: "${token.text.slice(0, 30)}" stands before any data block: expected a CIF, which begins with "data_"`);
    if (!token.quoted && /^loop_$/i.test(token.text)) {
      const tags: Token[] = [];
      while (isTag(tokens[at])) tags.push(tokens[at++]!);
      const values: Token[] = [];
      while (isValue(tokens[at])) values.push(tokens[at++]!);
      if (tags.length === 0) throw new RangeError(`line ${token.line}: a loop_ without tags: expected names such as _atom_site_label after it`);
      if (values.length % tags.length !== 0) {
        throw new RangeError(`line ${token.line}: the loop over ${tags.length} tags beginning with ${tags[0]!.text} holds ${values.length} values: expected a multiple of ${tags.length}`);
      }
      tags.forEach((tag, i) => block.items.set(tagName(tag.text), values.filter((_, n) => n % tags.length === i)));
    } else if (isTag(token)) {
      if (!isValue(tokens[at])) throw new RangeError(`line ${token.line}: ${token.text} has no value: expected one after it`);
      block.items.set(tagName(token.text), [tokens[at++]!]);
    } else if (!isKeyword(token)) {
      throw new RangeError(`line ${token.line}: "${token.text.slice(0, 30)}" belongs to no tag: expected a tag, "loop_" or "data_"`);
    }
  }
  return blocks;
}

const isMissing = (token: Token | undefined): boolean => token === undefined || (!token.quoted && (token.text === '?' || token.text === '.'));

/** A CIF number with or without its standard uncertainty: 5.6402(2) → 5.6402. */
function toNumber(token: Token, tag: string): number {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:\(\d+\))?$/.exec(token.text);
  if (!match) throw new RangeError(`line ${token.line}: ${tag} is "${token.text.slice(0, 30)}": expected a number`);
  return Number(match[1]);
}

function readCell(items: Block['items']): Cell {
  const value = (tag: string, fallback?: number): number => {
    const token = items.get(tag)?.[0];
    if (!isMissing(token)) return toNumber(token!, tag);
    if (fallback === undefined) throw new RangeError(`${tag} is missing: expected the three cell edges in Å`);
    return fallback;
  };
  // The core dictionary makes a missing angle 90°.
  const cell: Cell = {
    a_A: value('_cell_length_a'),
    b_A: value('_cell_length_b'),
    c_A: value('_cell_length_c'),
    alpha_deg: value('_cell_angle_alpha', 90),
    beta_deg: value('_cell_angle_beta', 90),
    gamma_deg: value('_cell_angle_gamma', 90),
  };
  checkCell(cell);
  return cell;
}

const OPERATION_TAGS = ['_space_group_symop_operation_xyz', '_symmetry_equiv_pos_as_xyz'];
const HM_TAGS = ['_space_group_name_h-m_alt', '_space_group_name_h-m_full', '_symmetry_space_group_name_h-m', '_space_group_name_h-m'];
const HALL_TAGS = ['_space_group_name_hall', '_symmetry_space_group_name_hall'];
const NUMBER_TAGS = ['_space_group_it_number', '_symmetry_int_tables_number'];

/** Operations as listed; else of the Hall symbol; else of the Hermann-Mauguin symbol; else of the number. */
function readSymmetry(items: Block['items'], cell: Cell): { spaceGroup: string; operations: SymmetryOperation[] } {
  const first = (tags: string[]): Token | undefined => tags.map((tag) => items.get(tag)?.[0]).find((token) => !isMissing(token));
  const symbol = first(HM_TAGS);
  const hall = first(HALL_TAGS);
  const number = first(NUMBER_TAGS);
  const spaceGroup = symbol?.text ?? hall?.text ?? number?.text ?? 'of the listed operations';
  const hexagonal = Math.abs(cell.gamma_deg - 120) < 0.5 && Math.abs(cell.alpha_deg - 90) < 0.5;
  const listed = OPERATION_TAGS.map((tag) => items.get(tag)).find((tokens) => tokens !== undefined && tokens.some((t) => !isMissing(t)));
  if (listed) return { spaceGroup, operations: listed.map((token) => atLine(token, () => parseTriplet(token.text))) };
  if (hall) return { spaceGroup, operations: atLine(hall, () => operationsOfHall(hall.text)) };
  if (symbol) return { spaceGroup, operations: atLine(symbol, () => operationsOfHall(spellings(symbol.text, hexagonal).hall)) };
  if (number) {
    const value = toNumber(number, NUMBER_TAGS[0]!);
    return { spaceGroup, operations: atLine(number, () => operationsOfHall(spaceGroupOfNumber(value, hexagonal).hall)) };
  }
  throw new RangeError('no symmetry is given: expected _space_group_symop_operation_xyz, _space_group_name_H-M_alt, a Hall symbol or a space-group number');
}

/**
 * The setting of a Hermann-Mauguin symbol as it stands, else with the origin that the ICSD appends (S: choice 1, Z: choice 2), else of a full
 * symbol made short: axes above mirrors go ("F 4/m -3 2/m", "P 21/n 21/m 21/a"), first twofold ones alone ("P 4/m 2/m 2/m").
 */
function spellings(symbol: string, hexagonal: boolean): ReturnType<typeof findSpaceGroup> {
  const origin = /^(.*\S)\s+([SZ])$/i.exec(symbol.trim());
  const bare = origin ? origin[1]! : symbol;
  const choices = origin ? [`${bare}:${origin[2]!.toUpperCase() === 'S' ? 1 : 2}`, bare] : [symbol];
  const short = (axes: RegExp): string => bare.replace(axes, '$1');
  for (const text of [...choices, short(/\b2_?1?\/([a-z])/gi), short(/\b[2346](?:_?[1-5])?\/([a-z])/gi)]) {
    try {
      return findSpaceGroup(text, hexagonal);
    } catch {
      // The next spelling; the symbol itself is named when none is known.
    }
  }
  return findSpaceGroup(symbol, hexagonal);
}

function atLine<T>(token: Token, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`line ${token.line}: ${error.message}`);
    throw error;
  }
}

const EIGHT_PI_SQUARED = 8 * Math.PI * Math.PI;

function readSites(items: Block['items'], cell: Cell): Site[] {
  const xs = items.get('_atom_site_fract_x');
  if (!xs) throw new RangeError('_atom_site_fract_x is missing: expected a loop of atom sites with fractional coordinates');
  const labels = items.get('_atom_site_label');
  const anisotropic = readAnisotropic(items, cell);
  const at = (tag: string, i: number): Token | undefined => items.get(tag)?.[i];
  return xs.flatMap((x, i) => {
    const type = at('_atom_site_type_symbol', i);
    const name = isMissing(type) ? labels?.[i] : type;
    if (!name) throw new RangeError(`line ${x.line}: this atom site has neither _atom_site_label nor _atom_site_type_symbol: expected one of them`);
    const label = labels?.[i]?.text ?? name.text;
    const element = isMissing(type) ? elementOfLabel(name.text) : elementOfType(name.text);
    if (!element) throw new RangeError(`line ${name.line}: "${name.text}" is no element with a form factor (H to Cf): expected a symbol such as Na or Cl1-`);
    const coordinate = (axis: string): number => {
      const token = at(`_atom_site_fract_${axis}`, i);
      if (isMissing(token)) throw new RangeError(`line ${x.line}: site ${label} has no _atom_site_fract_${axis}: expected three fractional coordinates`);
      return toNumber(token!, `_atom_site_fract_${axis}`);
    };
    const optional = (tag: string): number | undefined => {
      const token = at(tag, i);
      return isMissing(token) ? undefined : toNumber(token!, tag);
    };
    const U = optional('_atom_site_u_iso_or_equiv');
    const B = optional('_atom_site_b_iso_or_equiv') ?? (U === undefined ? undefined : U * EIGHT_PI_SQUARED) ?? anisotropic.get(label) ?? 0;
    return [{ label, element, x: coordinate('x'), y: coordinate('y'), z: coordinate('z'), B_A2: B, occupancy: optional('_atom_site_occupancy') ?? 1 }];
  });
}

/** Equivalent isotropic B of sites with anisotropic U or B only: U_eq = (1/3) sum_ij U_ij a*_i a*_j a_i·a_j (Fischer & Tillmanns 1988). */
function readAnisotropic(items: Block['items'], cell: Cell): Map<string, number> {
  const found = new Map<string, number>();
  const labels = items.get('_atom_site_aniso_label') ?? [];
  const g = metricTensor(cell);
  const volume2 = g[0]! * (g[4]! * g[8]! - g[5]! ** 2) - g[1]! * (g[1]! * g[8]! - g[5]! * g[2]!) + g[2]! * (g[1]! * g[5]! - g[4]! * g[2]!);
  const star = [g[4]! * g[8]! - g[5]! ** 2, g[0]! * g[8]! - g[2]! ** 2, g[0]! * g[4]! - g[1]! ** 2].map((m) => Math.sqrt(m / volume2));
  labels.forEach((label, n) => {
    for (const [letter, factor] of [['u', EIGHT_PI_SQUARED], ['b', 1]] as const) {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const tag = `_atom_site_aniso_${letter}_${Math.min(i, j) + 1}${Math.max(i, j) + 1}`;
          const token = items.get(tag)?.[n];
          sum += isMissing(token) ? (i === j ? NaN : 0) : toNumber(token!, tag) * star[i]! * star[j]! * g[3 * i + j]!;
        }
      }
      if (Number.isFinite(sum)) found.set(label.text, (factor * sum) / 3);
    }
  });
  return found;
}

/**
 * The first structure of a CIF that has a cell and atom sites. Elements are taken as neutral atoms; a missing B is 0, a missing occupancy 1.
 * Throws UnreadableFile (a RangeError) with one sentence on broken syntax, a missing or impossible cell, unknown symmetry or element, or impossible sites.
 */
export const readCif = (text: string): Crystal => reading(() => firstStructure(text));

function firstStructure(text: string): Crystal {
  const blocks = readBlocks(text);
  const block = blocks.find(({ items }) => items.has('_cell_length_a') && items.has('_atom_site_fract_x')) ?? blocks[0];
  if (!block) throw new RangeError('this is no CIF: it holds no data block; expected a line that begins with "data_"');
  const cell = readCell(block.items);
  const { spaceGroup, operations } = readSymmetry(block.items, cell);
  const crystal: Crystal = { name: block.name, cell, spaceGroup, operations, sites: readSites(block.items, cell) };
  checkCrystal(crystal);
  return crystal;
}

/** True for text whose first line, blank lines and comments passed over, begins a data block. */
export function isCif(text: string): boolean {
  const first = text.replace(/^\uFEFF/, '').slice(0, 50_000).split(/[\n\r]+/).find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return /^\s*data_/i.test(first ?? '');
}
