/** Plain words of the content files as HTML: letters that are variables, formulas, values in one piece; the words stay what they were. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { formulas, typeset, typesetReference, typesetSymbol } from '../../src/content/typeset.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';

const words = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ')
    .replaceAll('\u2060', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

test.each([
  ['begins at x = 1.375; two', 'begins at <i>x</i>\u00a0=\u00a01.375; two'],
  ['its apex at σ/2πε, below 7 MHz', 'its apex at <i>σ</i>/2π<i>ε</i>, below 7\u00a0MHz'],
  ['many k_BT high', 'many <i>k</i><sub>B</sub><i>T</i> high'],
  ['s^α', 's<sup><i>α</i></sup>'],
  ['ν0 = γ/2π B0', '<i>ν</i><sub>0</sub> = <i>γ</i>/2π <i>B</i><sub>0</sub>'],
  ['the alloy Na₉Sn₄', 'the alloy Na<sub>9</sub>Sn<sub>4</sub>'],
  ['Na₂.₂₅Cl₆.', 'Na<sub>2.25</sub>Cl<sub>6</sub>.'],
  ['a < b & x', 'a &lt; b &amp; <i>x</i>'],
  ['expected, maximum, taxes', 'expected, maximum, taxes'],
])('“%s”', (text, html) => expect(typeset(text)).toBe(html));

test.each([
  ['YCl3, C2/m', 'YCl<sub>3</sub>, C2/m'],
  ['Na3V2(PO4)3', 'Na<sub>3</sub>V<sub>2</sub>(PO<sub>4</sub>)<sub>3</sub>'],
  ['P2 Na0.67Ni1/3Mn1/3Ti1/3O2', 'P2 Na<sub>0.67</sub>Ni<sub>1/3</sub>Mn<sub>1/3</sub>Ti<sub>1/3</sub>O<sub>2</sub>'],
  ['NaCl 7.2 in Figure S4', 'NaCl 7.2 in Figure S4'],
])('the formula “%s”', (text, html) => expect(formulas(text)).toBe(html));

test('symbols are italic, names are not', () => {
  expect(['δ_iso', 'Q, α', 'εᵣ', 'ν₀', 'hkl', 'ΔS'].map(typesetSymbol)).toEqual(['<i>δ</i><sub>iso</sub>', '<i>Q</i>, <i>α</i>', '<i>ε</i>ᵣ', '<i>ν</i><sub>0</sub>', '<i>hkl</i>', 'ΔS']);
});

test('a range of pages is one piece, and a formula in a title has its index', () => {
  expect(typesetReference('[ZrCl4, Pca21]. 2018;21:21565–78.')).toBe('[ZrCl<sub>4</sub>, Pca2<sub>1</sub>]. 2018;21:21565–\u206078.');
});

describe('no word of the register and of the evidence is lost', () => {
  const texts = ['discrepancies/slips', 'discrepancies/tensions', 'discrepancies/readers-notes', 'data/evidence'].flatMap((file) => strings(parse(readFileSync(join(repositoryRoot(), `content/${file}.yaml`), 'utf8'))));
  test('all texts', () => {
    expect(texts.length).toBeGreaterThan(100);
    for (const text of texts.filter((t) => !/[_^]/.test(t))) expect(words(formulas(typeset(text)))).toBe(plainDigits(text));
  });
});

/** Indices become tags around plain digits. */
const plainDigits = (text: string): string => text.replace(/[₀₁₂₃₄₅₆₇₈₉]/g, (d) => String(d.charCodeAt(0) - 0x2080));

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}
