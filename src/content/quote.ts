/** A verbatim quotation of the preprint's text, whose formulas are TeX, as a reader expects to see it. The words are not touched. */

const SUPERSCRIPT: Record<string, string> = { '-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹', '+': '⁺' };
const COMMANDS: Record<string, string> = { times: '×', leq: '≤', le: '≤', geq: '≥', sim: '~', approx: '≈', mu: 'µ', sigma: 'σ', circ: '°', degree: '°', pi: 'π', quad: ' ', rightarrow: '→' };

export const typesetQuote = (text: string): string =>
  text
    .replace(/\*\*/g, '')
    .replace(/\\(?:text|mathrm|mathbf)\{([^}]*)\}/g, '$1')
    .replace(/\^\{?([-+]?\d+)\}?/g, (_, digits: string) => [...digits].map((c) => SUPERSCRIPT[c] ?? c).join(''))
    .replace(/\^\{?\\circ\}?/g, '°')
    .replace(/\\([a-z]+)/gi, (_, name: string) => COMMANDS[name] ?? '')
    .replace(/[$\\{}]|_(?=\d|\{)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
