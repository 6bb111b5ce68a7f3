/** Numbers as a printer would set them: real minus, thin powers of ten, SI prefixes. Output is rich text (rich.ts). */

const minus = (text: string): string => text.replace('-', '−');

/** Fixed decimals with a real minus: fixed(-2.5, 1) = "−2.5". */
export const fixed = (value: number, decimals: number): string => minus((Object.is(value, -0) ? 0 : value).toFixed(decimals)).replace(/^−(0(?:\.0*)?)$/, '$1');

/** Significant digits without an exponent where it reads well: significant(153.33, 3) = "153". */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= 5 || exponent < -3) return scientific(value, digits);
  const rounded = Number(value.toPrecision(digits));
  return fixed(rounded, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded)))));
}

/** scientific(4e-4, 2) = "4.0 × 10^−4^". */
export function scientific(value: number, digits: number): string {
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  return `${minus(mantissa)} × 10^${minus(String(Number(exponent)))}^`;
}

const PREFIXES = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
  ['m', 1e-3],
  ['µ', 1e-6],
  ['n', 1e-9],
  ['p', 1e-12],
] as const;

/** withPrefix(9.07e6, 'Hz', 2) = "9.1 MHz". */
export function withPrefix(value: number, unit: string, digits: number): string {
  const rounded = Number(value.toPrecision(digits));
  const [prefix, size] = PREFIXES.find(([, s]) => Math.abs(rounded) >= s) ?? PREFIXES.at(-1)!;
  return `[${significant(rounded / size, digits)} ${prefix}${unit}]`;
}

/** A conductivity in S/cm, two digits: "[4.0 × 10^−4^ S/cm]". */
export const conductivity = (sigma_S_cm: number, digits = 2): string => `[${scientific(sigma_S_cm, digits)} S/cm]`;

/** value ± error with the error at two digits: withError(153.31, 0.24) = "153.31 ± 0.24". An error of rounding alone, below a billionth, is left out. */
export function withError(value: number, error: number): string {
  if (!(error > 1e-9 * Math.abs(value)) || !Number.isFinite(error)) return significant(value, 4);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -3 || exponent >= 6) return `(${withError(value / 10 ** exponent, error / 10 ** exponent)}) × 10^${minus(String(exponent))}^`;
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(error))));
  return `${fixed(value, decimals)} ± ${fixed(error, decimals)}`;
}

/** A chemical formula with subscripts from its parts. */
export const formula = (parts: readonly { element: string; amount: string }[]): string =>
  `[${parts.map(({ element, amount }) => (amount === '' ? element : `${element}~${amount}~`)).join('')}]`;
