/** Bytes looked at for the zeros of UTF-16 without a mark. */
const LOOK = 400;

/** 0 where every second byte, the high one, is zero from byte 1 on (little endian), 1 from byte 0 on (big endian), else -1. */
function unmarked(bytes: Uint8Array): number {
  const n = Math.min(LOOK, bytes.length) & ~1;
  const zeros = [0, 0];
  for (let i = 0; i < n; i++) if (bytes[i] === 0) zeros[i & 1]!++;
  if (n < 8) return -1;
  if (zeros[0] === 0 && zeros[1]! > 0.4 * n) return 0;
  return zeros[1] === 0 && zeros[0]! > 0.4 * n ? 1 : -1;
}

/** The text of a file of an instrument: UTF-16 where its mark or its zeros say so, UTF-8, else latin-1, which EC-Lab and others still write. */
export function decodeText(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  const wide = unmarked(bytes);
  if (wide >= 0) return new TextDecoder(wide === 0 ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^PK\u0003\u0004/, 'a zip archive or a workbook (.xlsx)'],
  [/^ÐÏ\u0011à/, 'an old workbook (.xls)'],
  [/^BIO-LOGIC MODULAR FILE/, 'a binary .mpr of EC-Lab'],
  [/^.PNG\r?\n|^GIF8|^ÿØÿ|^BM.{0,12}\u0000/s, 'an image'],
  [/^%PDF-/, 'a PDF'],
  [/^\s*<(!doctype html|html)/i, 'a web page'],
  [/^[^\n]*\u0000/, 'binary'],
];

/** What a text that is none seems to be, or null. */
export const binaryKind = (text: string): string | null => KINDS.find(([pattern]) => pattern.test(text.slice(0, 4096)))?.[1] ?? null;
