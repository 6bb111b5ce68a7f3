/** A file as bytes with its name, and its text. */

export interface NamedBytes {
  /** Name, with folders where they are known: "10/pdata/1/1r". */
  name: string;
  bytes: Uint8Array;
}

/** Text of a file: UTF-8 (with or without a byte-order mark), else UTF-16 where its mark says so, else latin-1. */
export function decodeText(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** The part of a name after its last slash. */
export const baseName = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);

/** Text as it can stand inside one sentence: no line breaks, at most `most` characters. */
export const quoted = (text: string, most = 40): string => {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
};
