/** Numbers as people type them: 4e-4, 4×10⁻⁴, 0,4, with or without the unit of the box. */

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A finite number, or null. A comma is a decimal sign; a unit after the number is allowed when it is the expected one. */
export function parseQuantity(text: string, unit = ''): number | null {
  let t = text
    .trim()
    .replace(/[−–]/g, '-')
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (run) => `^${[...run].map((c) => (c === '⁻' ? '-' : String(SUPERSCRIPTS.indexOf(c)))).join('')}`)
    .replace(/\s*[×x·*]\s*10\s*\^?\s*\(?(-?\d+)\)?/i, 'e$1');
  if (unit !== '' && t.toLowerCase().endsWith(unit.toLowerCase())) t = t.slice(0, -unit.length).trim();
  if (/^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(t)) t = t.replace(',', '.');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(t)) return null;
  const value = Number(t);
  return Number.isFinite(value) ? value : null;
}
