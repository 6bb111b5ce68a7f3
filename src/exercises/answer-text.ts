/** An answer as typed, "0,4 mS/cm": its number in the unit of the question, or what is wrong with it in one sentence. Pure. */
import { parseQuantity } from '../runtime/quantity.ts';
import { convert, otherCapitals, quantityName, readUnit } from './units.ts';

export type ReadAnswer = { value: number; unitTyped: boolean } | { problem: string };

/** The number at the head: digits with point or comma, in groups of three if spaced, an exponent in any usual form; or a power of ten alone. */
const NUMBER = /^[-+]?10\s*(?:\^\s*\(?[-+]?\d+\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|^[-+]?(?:(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d*)?|[.,]\d+)(?:\s*[eE][-+]?\d+|\s*[×x·*]\s*10\s*(?:\^?\s*\(?[-+]?\d+\)?|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/;

const tidy = (text: string): string =>
  text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/[−–]/g, '-')
    .replace(/^[^=]*=/, '')
    .replace(/^[\s~≈]+/, '')
    .trim();

/**
 * Reads `text` as a quantity and gives it in `unit`, the unit of the question ("" or "1" for a pure number). A bare number counts in that
 * unit. Decimal comma or point; any unit of the same dimension.
 */
export function readAnswer(text: string, unit: string): ReadAnswer {
  const t = tidy(text);
  const example = `4e-4, 4×10⁻⁴ or 56,2${unit === '' || unit === '1' ? '' : `, with or without ${unit}`}`;
  const head = NUMBER.exec(t)?.[0];
  if (head === undefined) return { problem: t === '' ? `Type a number first: ${example}.` : `“${text.trim()}” was not understood as a number. Type one such as ${example}.` };
  const value = numberOf(head);
  const typed = t.slice(head.length).trim();
  if (value === null) return { problem: `“${text.trim()}” was not understood as a number. Type one such as ${example}.` };
  if (typed === '') return { value, unitTyped: false };
  const readings = readUnit(typed);
  const converted = convert(value, typed, unit);
  if (converted !== null) return { value: converted, unitTyped: true };
  const capitals = otherCapitals(typed, unit);
  if (capitals) return { problem: `Capital letters matter in units: “${typed}” means something else; did you mean ${capitals}?` };
  if (readings.length === 0) return { problem: `The unit “${typed}” was not understood. The question asks for ${unit === '' || unit === '1' ? 'a pure number' : unit}; any unit of the same kind will do.` };
  const wanted = quantityName(unit);
  const given = quantityName(typed);
  return { problem: `“${typed}” is the unit of ${given ?? 'something else'}; the question asks for ${wanted ?? 'another quantity'}${unit === '' || unit === '1' ? '' : `, for instance in ${unit}`}.` };
}

function numberOf(head: string): number | null {
  const joined = head.replace(/(\d) (?=\d{3})/g, '$1').replace(/^([-+]?)10\s*(?=[\^⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])/, '$11×10');
  return parseQuantity(joined.replace(/\+(?=\d)/g, ''));
}
