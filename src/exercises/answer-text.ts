/** An answer as typed, "0,4 mS/cm": its number in the unit of the question, or what is wrong with it in one sentence. Pure. */
import { parseQuantity } from '../runtime/quantity.ts';
import { convert, otherCapitals, quantityName, readUnit } from './units.ts';

/** `bare`: the number as typed, before its unit counts. */
export type ReadAnswer = { value: number; unitTyped: boolean; bare: number; typed: string } | { problem: string };

/** Longer than any number with its unit; more is not read at all. */
const MOST_SIGNS = 120;
const MOST_SHOWN = 40;
const shown = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

/** The number at the head: digits with point or comma, in groups of three if spaced, an exponent in any usual form; or a power of ten alone. */
const POWER = String.raw`(?:\^\s*\(?\s*[-+]?\s*\d+\s*\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)`;
const PLAIN = String.raw`(?:(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d*)?|[.,]\d+)`;
const TIMES_TEN = String.raw`(?:\s*[eE]\s*[-+]?\s*\d+|\s*[×x*]\s*10\s*(?:${POWER}|[-+]?\d+)|\s+10\s*${POWER})`;
const NUMBER = new RegExp(String.raw`^[-+]?10\s*${POWER}|^[-+]?${PLAIN}${TIMES_TEN}?`);
/** A quotient of two plain numbers, "105/250.5"; "1/s" is none. */
const QUOTIENT = new RegExp(String.raw`^([-+]?${PLAIN})\s*/\s*(${PLAIN})(?![\d.,^])`);

/** One way of writing each sign, and nothing around the number: no "σ =", no "about", no uncertainty, no full stop. */
const tidy = (text: string): string =>
  text
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\n\r]/g, ' ')
    .replace(/[−–‐‑‒—]/g, '-')
    .replace(/\\times|\\cdot|[·⋅∙•∗]/g, '*')
    .replace(/\*\s*\*/g, '^')
    .replace(/(\d)\s*X\s*(?=10)/g, '$1×')
    .replace(/[⁄∕÷]/g, '/')
    .replace(/[{}]/g, '')
    .replace(/^.*=/, '')
    .replace(/^[\s~≈]*(?:(?:about|approximately|approx\.?|roughly|ca\.?)\s)?\s*/i, '')
    .replace(/^minus\s*/i, '-')
    .replace(/^([-+])\s+/, '$1')
    // An uncertainty is no part of the number: 4.0(1), (4.0 ± 0.1), 4.0 ± 0.1.
    .replace(/(\d)\(\d{1,2}\)/, '$1')
    .replace(/^\(([^()±]+)(?:±|\+\/?-)[^()]*\)/, '$1')
    .replace(/\s*(?:±|\+\/-)\s*[\d.,]+(?:[eE][-+]?\d+)?/, '')
    // Thousands: with an apostrophe, or with the sign that is not the decimal one.
    .replace(/(\d)['’](?=\d{3})/g, '$1')
    .replace(/^([-+]?\d{1,3}(?:,\d{3})+)(?=\.\d)/, (n) => n.replaceAll(',', ''))
    .replace(/^([-+]?\d{1,3}(?:\.\d{3})+)(?=,\d)/, (n) => n.replaceAll('.', ''))
    // "4.10^-4" has a full stop for the sign of multiplication.
    .replace(/(\d)\.10(?=\^|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹])/, '$1×10')
    .replace(/(?<=.)\.\s*$/, '')
    .trim();

/**
 * Reads `text` as a quantity and gives it in `unit`, the unit of the question ("" or "1" for a pure number). A bare number counts in that
 * unit. Decimal comma or point; a quotient; any unit of the same dimension.
 */
export function readAnswer(text: string, unit: string): ReadAnswer {
  const pure = unit === '' || unit === '1';
  const example = `4e-4, 4×10⁻⁴ or 56,2${pure ? '' : `, with or without ${unit}`}`;
  if (text.length > MOST_SIGNS) return { problem: `That is longer than a number with its unit can be. Type one such as ${example}.` };
  const t = tidy(text);
  if (t === '') return { problem: `Type a number first: ${example}.` };
  const quotient = QUOTIENT.exec(t);
  const head = quotient?.[0] ?? NUMBER.exec(t)?.[0];
  const number = head === undefined ? null : quotient ? numberOf(quotient[1]!)! / numberOf(quotient[2]!)! : numberOf(head);
  if (head === undefined || number === null || !Number.isFinite(number)) {
    const why = head !== undefined && /[eE^×*⁰-⁹]/.test(head) ? 'is too large a number for anything here' : 'was not understood as a number';
    return { problem: `“${shown(text.trim())}” ${why}. Type one such as ${example}.` };
  }
  const typed = t.slice(head.length).trim();
  if (typed === '') return { value: number, unitTyped: false, bare: number, typed };
  const converted = convert(number, typed, unit);
  if (converted !== null) return { value: converted, unitTyped: true, bare: number, typed };
  const capitals = otherCapitals(typed, unit);
  if (capitals) return { problem: `Capital letters matter in units: “${typed}” means something else; did you mean ${capitals}?` };
  if (readUnit(typed).length === 0) return { problem: `The unit “${shown(typed)}” was not understood. The question asks for ${pure ? 'a pure number' : `${unit}; any unit of the same kind will do`}.` };
  return { problem: `“${shown(typed)}” is the unit of ${quantityName(typed) ?? 'something else'}; the question asks for ${quantityName(unit) ?? 'another quantity'}${pure ? '' : `, for instance in ${unit}`}.` };
}

function numberOf(head: string): number | null {
  const joined = head.replace(/(\d) (?=\d{3})/g, '$1').replace(/^([-+]?)10\s*(?=[\^⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])/, '$11×10');
  return parseQuantity(joined.replace(/\+(?=\s*\d)/g, '').replace(/(?<=\d)\s+(?=10\s*[\^⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])/, '×').replaceAll(' ', ''));
}
