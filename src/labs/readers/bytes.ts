/** A file as bytes with its name. */

export interface NamedBytes {
  /** Name, with folders where they are known: "10/pdata/1/1r". */
  name: string;
  bytes: Uint8Array;
}

/** The part of a name after its last slash. */
export const baseName = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);

/** Text as it can stand inside one sentence: no line breaks, at most `most` characters. */
export const quoted = (text: string, most = 40): string => {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
};
