/** Plain words of the content files as HTML: variables in italics, values that stay with their units. The words are not touched. */
import { escapeText } from '../runtime/svg.ts';

const UNITS = ['°C', '°', 'MHz', 'kHz', 'Hz', 'mV', 'meV', 'V', 'Ω', 'S/cm', 'µA/cm²', 'mAh/g', 'mAh', 'ppm', 'pF', 'mg', 'mm', 'T', 'C', '%', 'wt %', 'per cent'].join('|');
const VALUE = new RegExp(`(?<=\\d) (?=(?:${UNITS})(?![\\wµ/]))`, 'g');

/** Indices that a text writes as characters of their own, as real ones: those of the typefaces are too small for a formula. */
const indices = (html: string): string => html.replace(/[\u2080-\u2089]+(?:\.[\u2080-\u2089]+)?/g, (digits) => `<sub>${digits.replace(/[^.]/g, (d) => String(d.charCodeAt(0) - 0x2080))}</sub>`);

/** Italic x, σ, ε … wherever they stand alone, k_ex and s^α with their indices; no break inside an equality or between a number and its unit. */
export const typeset = (text: string): string =>
  indices(escapeText(text))
    .replace(/ ([=≤≥]) (?=[\d−])/g, '\u00a0$1\u00a0')
    .replace(/~ /g, '~\u00a0')
    .replace(VALUE, '\u00a0')
    .replace(/(?<!\p{L})(?:σT|[xyσθλτνωηεδαγEZQ])(?![\p{L}\d_])|(?<=π)ε/gu, '<i>$&</i>')
    .replace(/(?<!\p{L})(\p{L})_(B(?=T)|\p{L}+)(T?)/gu, (_, letter: string, index: string, after: string) => `<i>${letter}</i><sub>${index}</sub>${after && '<i>T</i>'}`)
    .replace(/(?<![\p{L}\d])([\u03bdB])0(?![\d.])/gu, '<i>$1</i><sub>0</sub>')
    .replace(/\^(<i>.<\/i>)/gu, '<sup>$1</sup>');

/** A value of the ledger as the text shows it: its x or y in italics, formulas with real indices. */
export const typesetValue = (text: string): string => indices(escapeText(text)).replace(/\b[xy]\b/g, '<i>$&</i>');

/** A symbol, or several with commas between: their letters are variables, whatever they stand for. */
export const typesetSymbol = (symbol: string): string =>
  symbol
    .split(', ')
    .map((one) => (/^(?:\p{L}[\u2080-\u209cᵢᵣ]*|hkl)$/u.test(one) ? indices(one.replace(/^(?:hkl|\p{L})/u, '<i>$&</i>')) : typeset(one)))
    .join(', ');

const ELEMENT = '(?:Na|Li|Al|Zr|Ho|Dy|Er|La|In|Ta|Sn|Cr|Co|Mn|Ni|Fe|Ti|Mg|Cl|Br|F|Y|M|P|S|V|O)';
const FORMULA = new RegExp(`(?<![\\w.])(?:${ELEMENT}(?:\\d+(?:[./]\\d+)?)?(?:-?x)?){2,}(?![a-z])`, 'g');

/** HTML in which formulas have their subscripts: YCl3, Na3V2(PO4)3. */
export const formulas = (html: string): string =>
  html
    .replace(FORMULA, (formula) => formula.replace(/\d[\d./]*(?:-x)?|x/g, (index) => `<sub>${index.replace('-', '−').replace('x', '<i>x</i>')}</sub>`))
    .replace(/(?<=<\/sub>\))\d\b/g, '<sub>$&</sub>');

/** A line of the bibliography as HTML: formulas and space groups with their subscripts, page ranges in one piece. */
export const typesetReference = (text: string): string =>
  indices(formulas(escapeText(text)))
    .replace(/\b(P|Pca)21\b/g, '$12<sub>1</sub>')
    .replace(/(?<=\d)–(?=\d)/g, '–\u2060');
