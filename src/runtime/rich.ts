/**
 * Short typeset text, written once for HTML, SVG and plain words:
 *   *italic*   **bold**   ~subscript~   ^superscript^   [never broken across lines]
 */
import { el, escapeText, type El } from './svg.ts';

interface Span {
  text: string;
  italic: boolean;
  bold: boolean;
  shift: 'sub' | 'sup' | '';
  open: number;
  close: number;
}

/** Splits marked-up text into spans of one style each. */
function spans(source: string): Span[] {
  const out: Span[] = [];
  let style: Omit<Span, 'text' | 'open' | 'close'> = { italic: false, bold: false, shift: '' };
  let text = '';
  let open = 0;
  const flush = (close = 0): void => {
    if (text === '' && close === 0) return;
    out.push({ text, ...style, open, close });
    text = '';
    open = 0;
  };
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === '*' && source[i + 1] === '*') {
      flush();
      style = { ...style, bold: !style.bold };
      i++;
    } else if (c === '*') {
      flush();
      style = { ...style, italic: !style.italic };
    } else if (c === '~' || c === '^') {
      flush();
      const shift = c === '~' ? 'sub' : 'sup';
      style = { ...style, shift: style.shift === shift ? '' : shift };
    } else if (c === '[') {
      flush();
      open++;
    } else if (c === ']') flush(1);
    else text += c;
  }
  flush();
  return out;
}

/** “x = 1.625” is one word. */
const EQUALITY = /<i>.<\/i>(?:<sub>\w+<\/sub>)? = (?:<b>[−\d.]+<\/b>|[−\d.]+)/gu;

/** HTML of marked-up text. */
export const richToHtml = (source: string): string =>
  spans(source)
    .map(({ text, italic, bold, shift, open, close }) => {
      let html = escapeText(text);
      if (shift) html = `<${shift}>${html}</${shift}>`;
      if (italic && html) html = `<i>${html}</i>`;
      if (bold && html) html = `<b>${html}</b>`;
      return '<span class="q">'.repeat(open) + html + '</span>'.repeat(close);
    })
    .join('')
    .replace(EQUALITY, '<span class="q">$&</span>');

/** Words only: for aria labels, CSV and titles. Superscripts keep a caret before digits so that 10^-4 stays readable. */
export const richToPlain = (source: string): string =>
  spans(source)
    .map(({ text, shift }) => (shift === 'sup' && /\d/.test(text) ? `^${text.replace('−', '-')}` : text))
    .join('');

/** tspans for an SVG text. Sub- and superscripts shift and shift back. */
export function richToSvg(source: string): El[] {
  const known = typeset.get(source);
  if (known) return known;
  const made = spansToSvg(source);
  if (typeset.size >= MOST_KEPT) typeset.clear();
  typeset.set(source, made);
  return made;
}

/** Axis words come again with every picture; the same nodes tell `patch` that nothing changed. */
const typeset = new Map<string, El[]>();
const MOST_KEPT = 500;

function spansToSvg(source: string): El[] {
  let pending = 0;
  const out: El[] = [];
  for (const { text, italic, bold, shift } of spans(source)) {
    if (text === '') continue;
    const level = shift === 'sub' ? 3 : shift === 'sup' ? -5 : 0;
    const dy = level - pending;
    pending = level;
    out.push(el('tspan', { class: [italic && 'v', bold && 'strong', shift && 'script'].filter(Boolean).join(' ') || null, dy: dy === 0 ? null : dy }, text));
  }
  return out;
}
