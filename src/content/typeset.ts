/** Plain words of the content files as HTML: variables in italics, values that stay with their units. The words are not touched. */
import { escapeText } from '../runtime/svg.ts';

const UNITS = ['°C', '°', 'MHz', 'kHz', 'Hz', 'mV', 'meV', 'V', 'Ω', 'S/cm', 'µA/cm²', 'mAh/g', 'mAh', 'ppm', 'pF', 'mg', 'mm', 'T', 'C', '%', 'wt %', 'per cent'].join('|');
const VALUE = new RegExp(`(?<=\\d) (?=(?:${UNITS})(?![\\wµ/]))`, 'g');

/** Italic x, y, σ, ε and σT wherever they stand alone; no break inside an equality or between a number and its unit. */
export const typeset = (text: string): string =>
  escapeText(text)
    .replace(/ ([=≤≥]) (?=[\d−])/g, '\u00a0$1\u00a0')
    .replace(/~ /g, '~\u00a0')
    .replace(VALUE, '\u00a0')
    .replace(/(?<![\p{L}\d])(?:σT|[xyσ])(?![\p{L}\d])|(?<=π)ε/gu, '<i>$&</i>');

const ELEMENT = '(?:Na|Li|Al|Zr|Ho|Dy|In|Ta|Sn|Cl|Br|F|Y|M)';
const FORMULA = new RegExp(`(?<![\\w.])(?:${ELEMENT}(?:\\d+(?:\\.\\d+)?)?(?:-?x)?){2,}(?![a-z])`, 'g');

/** A line of the bibliography as HTML: formulas and space groups with their subscripts, page ranges in one piece. */
export const typesetReference = (text: string): string =>
  escapeText(text)
    .replace(FORMULA, (formula) => formula.replace(/\d[\d.]*(?:-x)?|x/g, (index) => `<sub>${index.replace('-', '−').replace('x', '<i>x</i>')}</sub>`))
    .replace(/\b(P|Pca)21\b/g, '$12<sub>1</sub>')
    .replace(/(?<=\d)–(?=\d)/g, '–\u2060');
