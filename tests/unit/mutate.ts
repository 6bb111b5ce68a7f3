/** Seeded damage for files: what editors, transfers and wrong programs do to bytes. */

/** Words that trip number readers. */
const WORDS = ['NaN', 'Infinity', '-Infinity', '1e999', '-1e308', '1e-320', '0', '-0', '-1', '99999999999999999999', '0x10', '1,5', '1.5', '', '?', '.', '-', '+', 'e', '\u0000', '\u2028', '\uFEFF', '"', "'", '##', '$$', '{', '}', '[', ']', '<', '>', '\t', ';', ',', '\r', '\n', '\n\n', 'null', 'loop_', 'data_', '##END=', '##TITLE=', 's99999999', '%%%%', 'ÿ', '=', '(', ')'];

/** A text with one to four seeded changes. */
export function mutateText(text: string, random: () => number): string {
  const at = (n: number): number => Math.floor(random() * n);
  let out = text;
  for (let k = 1 + at(4); k > 0; k--) {
    const i = at(out.length + 1);
    const span = 1 + at(random() < 0.5 ? 3 : 60);
    const word = WORDS[at(WORDS.length)]!;
    switch (at(8)) {
      case 0:
        out = out.slice(0, i) + String.fromCharCode(32 + at(96)) + out.slice(i + 1);
        break;
      case 1:
        out = out.slice(0, i) + out.slice(i + span);
        break;
      case 2:
        out = out.slice(0, i) + word + out.slice(i);
        break;
      case 3:
        out = out.slice(0, i) + out.slice(Math.max(0, i - span), i) + out.slice(i);
        break;
      case 4:
        out = out.slice(0, i);
        break;
      case 5:
        out = replaceNumber(out, i, word);
        break;
      case 6: {
        // Two pieces change places.
        const j = Math.min(out.length, i + span);
        const l = Math.min(out.length, j + span);
        out = out.slice(0, i) + out.slice(j, l) + out.slice(i, j) + out.slice(l);
        break;
      }
      default:
        out = swapLines(out, at, random);
    }
  }
  return out;
}

function replaceNumber(text: string, from: number, word: string): string {
  const number = /[+-]?\d[\d.]*(?:[eE][+-]?\d+)?/g;
  number.lastIndex = from;
  const match = number.exec(text);
  return match ? text.slice(0, match.index) + word + text.slice(match.index + match[0].length) : text + word;
}

function swapLines(text: string, at: (n: number) => number, random: () => number): string {
  const lines = text.split('\n');
  const [i, j] = [at(lines.length), at(lines.length)];
  if (random() < 0.5) lines.splice(i, 1);
  else [lines[i], lines[j]] = [lines[j]!, lines[i]!];
  return lines.join('\n');
}

/** Bytes with one to eight seeded changes: flipped bits, lost or doubled pieces, a lost end. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  let out = [...bytes];
  const at = (n: number): number => Math.floor(random() * n);
  for (let k = 1 + at(8); k > 0; k--) {
    const i = at(out.length + 1);
    const span = 1 + at(8);
    const kind = at(5);
    if (kind === 0 && i < out.length) out[i] = out[i]! ^ (1 << at(8));
    else if (kind === 1) out.splice(i, span);
    else if (kind === 2) out.splice(i, 0, ...out.slice(i, i + span));
    else if (kind === 3) out = out.slice(0, i);
    else if (i < out.length) out[i] = at(256);
  }
  return Uint8Array.from(out);
}
