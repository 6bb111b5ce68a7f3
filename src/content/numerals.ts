/**
 * Numerals in prose. A number about the paper stands in a text only through the ledger: `<Num id/>`, `<Method id/>`, or as the name of a sample.
 * What else may hold a digit is listed here, each kind with its reason; every other digit, and every number word with a unit, is a finding.
 */
import type { Provenance } from '../physics/provenance.ts';
import type { Ledger } from './ledger.ts';
import { sampleNumber } from './sample-names.ts';

/** Kinds of `<Fact is="…" why="…">`, and the provenance word that each wears. */
export const FACT_KINDS: Record<FactKind, { word: Provenance | null; reason: string }> = {
  setting: { word: null, reason: 'the reader sets it in a figure; nobody reports it' },
  textbook: { word: null, reason: 'general knowledge about nature, mathematics or instruments, true without this paper' },
  arithmetic: { word: 'derived', reason: 'arithmetic of this site on numbers that stand beside it' },
  model: { word: 'reconstructed', reason: 'computed by a figure of this site, where the reader can see it' },
};
export type FactKind = 'setting' | 'textbook' | 'arithmetic' | 'model';

export interface Finding {
  /** Line of the text, from 1. */
  line: number;
  /** The numeral. */
  numeral: string;
  /** What is wrong with it, and what to do. */
  says: string;
}

const ELEMENT = '(?:A[lrs]|B[re]?|C[lorsu]?|D[y]|E[ru]|F[e]?|G[ade]|H[eo]?|I[n]?|K|L[aiu]|M[gno]|N[abi]?|O|P[b]?|R[bu]|S[bcimnr]?|T[abi]|U|V|W|Y[b]?|Z[nr])';
const INDEX = String.raw`(?:<sub>[^<]*</sub>|~[^~\s]*~|\d+(?:\.\d+)?(?:/\d+)?)`;

/** Digits that name or count and claim nothing about the paper. */
export const ALLOWED: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /\b(?:Talos F200X|SP-200|X8-ApexII|Source (?:Serif 4|Sans 3)|CC BY 4\.0|SHA-256|d3’s|RO-Crate 1\.1|\*Matter\* 7)/g, reason: 'a proper name' },
  { pattern: /`[^`]*`|<code>[^<]*<\/code>/g, reason: 'code: the name of a command or of its options' },
  { pattern: /(?:Figures?|Fig\.|Tables?|Equations?|chapters?|lessons?|exercises?|lines?|panels?|no\.)\s+S?\d+[a-f]?(?:[–-]S?\d*[a-f]?)?(?:(?:, | and | or | to )S?\d+[a-f]?)*/gi, reason: 'a reference to a figure, a table, an equation, an exercise, a line' },
  { pattern: /\bS\d{1,2}\b|\bT[12]\b|\bE\d{1,2}\b/g, reason: 'a supplementary item or an entry of the register' },
  { pattern: /\b(?:CPE|R|C|L)\d\b/g, reason: 'an element of a circuit' },
  { pattern: new RegExp(`(?:\\(?${ELEMENT}${INDEX}?\\)?${INDEX}?(?:<sup>[^<]*</sup>|\\^[^^\\s]*\\^)?){2,}|${ELEMENT}(?:<sub>[^<]*</sub>|~[^~\\s]*~|<sup>\\d*[+−]</sup>|\\^\\d*[+−]\\^)+`, 'g'), reason: 'a chemical formula, the name of a compound or an ion' },
  { pattern: sampleNumber(), reason: 'the name of a sample, which the build ties to the ledger entry of its x' },
  { pattern: /\*?x\*? = 0(?![.\d])/g, reason: 'the name of the stoichiometric reference, likewise' },
  { pattern: /\b(?:[Ss]odium|hydrogen|chlorine)-\d+\b|\bspin \d\/2\b|\b23Na\b/g, reason: 'the name of a nucleus and its spin' },
  { pattern: /(?:\d+\/)?\d+(?=<i>)|1\/(?=<i>)|\(\d+\/\d+\)|\d+ [+−] (?=\*\p{L}\*)|(?<=\*[²³]?|[²³])\/\d+|(?<=[(√])\d+ [+−](?=\s)|\b1\/\*[A-Za-z]\*|\b1\s*−\s*\*[a-z]\*|(?<!\d)2(?=\*?θ|π)/gu, reason: 'a mathematical expression' },
  { pattern: /\*[^*\s]{1,2}\*(?:<sub>[^<]*<\/sub>|~[^~\s]*~)/g, reason: 'the index of a symbol' },
  { pattern: /(?<![\d.])1\s?C\b/g, reason: 'the unit of current of the cells; its size is the entry one-c-specific' },
  { pattern: /\b(?:in|of|since|from|In|Since)\s(?:19|20)\d\d\b(?!\s*(?:cycles|[A-Z]))/g, reason: 'a year' },
  { pattern: /\b[123]-?D\b/g, reason: 'a number of dimensions' },
];

const ONES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const PARTS: Record<string, number> = { half: 1 / 2, third: 1 / 3, quarter: 1 / 4, fifth: 1 / 5, tenth: 1 / 10, fortieth: 1 / 40, hundredth: 1 / 100 };
const WORD = `(?:${[...ONES.slice(1), ...TENS, 'hundred', 'thousand', 'million'].join('|')})`;
const WORDS = `(?:a )?${WORD}(?:(?:[- ]| and )${WORD})*`;
const UNIT =
  '(?:(?:mol |weight )?per cent|hours?|seconds?|volts?|millivolts?|(?:milli)?electronvolts?|degrees?|kelvins?|ångströms?|(?:nano|micro|milli|centi)?metres?|(?:milli|micro)amperes?|ohms?|cycles?|(?:kilo|mega)?hertz|teslas?|(?:milli)?grams?|millisiemens|mAh/g|mV|meV|mS|nm|times)';
const SPELLED = new RegExp(`\\b(?:${WORDS}(?: and a half)?|(?:a |one )?(?:${Object.keys(PARTS).join('|')}) of (?:a|an))[ \u00a0-]${UNIT}(?![a-z])|\\bfactor of ${WORDS}\\b`, 'gi');

/** Digits, with the unit behind them where there is one. */
const NUMERAL = /[−-]?\d+(?:[.,]\d+)*(?:[\u00a0 ]?(?:×|%|°C?|[µnmkMG]?(?:V|A|Hz|eV|m|g|S|Ω|K|T|h|s|C|Å)(?![\p{L}])(?:\/[\p{L}]+)?))?/gu;

/** The numbers that a wording states, in digits or in words: "five hundred cycles" states 500. */
export function numbersIn(wording: string): number[] {
  const digits = [...wording.replaceAll('−', '-').matchAll(/-?\d+(?:\.\d+)?/g)].map(([n]) => Math.abs(Number(n)));
  const words: number[] = [];
  let value: number | null = null;
  for (const word of [...wording.toLowerCase().split(/[^a-z]+/), '']) {
    const one = ONES.indexOf(word);
    const ten = TENS.indexOf(word);
    if (one >= 0) value = (value ?? 0) + one;
    else if (ten >= 0) value = (value ?? 0) + 20 + 10 * ten;
    else if (word === 'hundred' || word === 'thousand' || word === 'million') value = (value ?? 1) * { hundred: 100, thousand: 1000, million: 1e6 }[word];
    else if (PARTS[word] !== undefined) [value] = [(value ?? 1) * PARTS[word]];
    else if (value !== null && word !== 'and') {
      words.push(value);
      value = null;
    }
  }
  return [...digits, ...words];
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
const attribute = (tag: string, name: string): string | undefined => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').trim();

/** Three digits or more that round another number: 212 for 211.65. Fewer digits would round too much. */
const isRounded = (exact: number, written: number): boolean => {
  const digits = String(written);
  const decimals = digits.split('.')[1]?.length ?? 0;
  return digits.replace(/^0?\.?0*|\./g, '').length >= 3 && Number(exact.toFixed(decimals)) === written;
};

/** Digits and number words that nothing explains. `explained` are numbers that the text may state, because their source stands beside it. */
export function bareNumerals(text: string, explained: readonly number[] = []): Finding[] {
  let rest = text;
  for (const { pattern } of ALLOWED) rest = rest.replace(pattern, blank);
  rest = rest.replace(/<[^>]*>/g, blank);
  const known = (numeral: string): boolean => {
    const stated = numbersIn(numeral);
    return stated.length > 0 && stated.every((n) => explained.some((k) => Math.abs(k - n) <= 1e-9 * Math.max(1, n) || isRounded(k, n)));
  };
  const found = [...rest.matchAll(NUMERAL), ...rest.matchAll(SPELLED)]
    .filter(([numeral]) => !known(numeral))
    .map((match) => ({ line: lineOf(text, match.index), numeral: match[0].trim(), says: 'stands without the ledger: write <Num id="…"/>, or <Fact is="…" why="…"> where it is not the paper’s' }));
  return found.sort((a, b) => a.line - b.line);
}

/** Findings in an MDX text: bare numerals, wordings of `<Num as>` that state another number, and reported numbers that hide in a `<Fact>`. */
export function numeralsInMdx(source: string, ledger: Ledger): Finding[] {
  const findings: Finding[] = [];
  const report = (index: number, numeral: string, says: string): void => void findings.push({ line: lineOf(source, index), numeral, says });
  const reported = new Map([...ledger.values()].filter((entry) => entry.provenance === 'reported').map((entry) => [plain(entry.display), entry.id]));
  let text = source.replace(/^---\n[\s\S]*?\n---\n/, (matter) => matter.split('\n').map((line) => (/^(?:title|summary|question):/.test(line) ? line.replace(/^\w+:/, blank) : blank(line))).join('\n'));
  text = text.replace(/<Num\b[^>]*>/g, (tag, index: number) => {
    const id = attribute(tag, 'id') ?? '';
    const as = attribute(tag, 'as');
    const entry = ledger.get(id);
    if (!entry) report(index, id, 'is not in the ledger');
    else if (as) {
      const value = typeof entry.value === 'number' ? [entry.value] : 'bound' in entry.value ? [entry.value.value] : [entry.value.min, entry.value.max];
      const held = [...value, ...numbersIn(entry.display)];
      for (const n of numbersIn(as)) if (!held.some((k) => Math.abs(k - n) <= 0.005 * Math.abs(k))) report(index, as, `does not word ${id}, which is ${plain(entry.display)}`);
    }
    return blank(tag);
  });
  text = text.replace(/<Fact\b([^>]*)>([\s\S]*?)<\/Fact>/g, (all: string, attributes: string, inner: string, index: number) => {
    const id = reported.get(plain(inner.replace(/<[^>]*>/g, '')));
    if (!((attribute(attributes, 'is') ?? '') in FACT_KINDS) || !attribute(attributes, 'why')) report(index, inner, 'is a <Fact> without is and why');
    if (id) report(index, inner, `is reported: write <Num id="${id}"/>`);
    return blank(all);
  });
  // Components that typeset from checked sources; the text between the tags of any other element is prose.
  text = text.replace(/<[A-Z][^>]*\/>/g, blank);
  return [...findings, ...bareNumerals(text)].sort((a, b) => a.line - b.line);
}

/** What stands between braces or tags and is no text: operators, calls, the ends of expressions, attributes. */
const CODE = /=>|="|=\s*$|[=!]==|&&|\|\||\w\(|^\s*[\]):?,;]|[?:]\s*\(?\s*$|\b(?:const|return|import)\b/;
/** Four words or more, and no sign of code among them. */
const isProse = (literal: string): boolean => (literal.match(/(?<!\S)[\p{L}\d]+/gu)?.length ?? 0) >= 4 && !/[={}()[\]]/.test(literal);

/** Findings in the template of an Astro page or component: its text nodes, spoken attributes, and string literals of at least four words. */
export function numeralsInAstro(source: string): Finding[] {
  const body = source.replace(/<(script|style|code)\b[\s\S]*?<\/\1>/g, blank).replace(/\/\*[\s\S]*?\*\//g, blank).replace(/^\s*\/\/.*$/gm, blank);
  const kept = blank(source).split('');
  const keep = (start: number, length: number): void => {
    for (let i = start; i < start + length; i++) kept[i] = body[i]!;
  };
  const template = /^---\n[\s\S]*?\n---\n/.exec(body)?.[0].length ?? 0;
  for (const match of body.matchAll(/(?<=[>}])[^<>{}]*(?=[<{])/g)) if (match.index >= template && !CODE.test(match[0])) keep(match.index, match[0].length);
  // A formula keeps its subscripts and a term its variable: letters, digits and their tags stay together.
  for (const match of body.matchAll(/[A-Z][A-Za-z]*(?:<su[bp]>[^<]*<\/su[bp]>[A-Za-z]*)+/g)) if (match.index >= template) keep(match.index, match[0].length);
  for (const match of body.matchAll(/\d[\d/]*<i>[^<]*<\/i>/g)) if (match.index >= template) keep(match.index, match[0].length);
  for (const match of body.matchAll(/\b(?:title|description|aria-label)="([^"]*)"/g)) keep(match.index + match[0].length - 1 - match[1]!.length, match[1]!.length);
  for (const match of body.matchAll(/(['`])((?:(?!\1)[^\n\\])*)\1/g)) if (isProse(match[2]!)) keep(match.index + 1, match[2]!.length);
  return bareNumerals(kept.join(''));
}
