/** Words inside a PNG: international text chunks (PNG, third edition, 11.3.3.4), so that a picture keeps its provenance. */

/** CRC-32 as PNG and zlib have it (ISO 3309), bit by bit: the chunks are short. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** One chunk: length, type and data, checksum over type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

const IHDR_END = 33; // 8 bytes of signature, 25 of the header chunk

/** `png` with each entry as uncompressed UTF-8 text behind its header. Keywords are 1 to 79 Latin letters, e.g. Title, Description, Source. */
export function withText(png: Uint8Array, entries: Readonly<Record<string, string>>): Uint8Array {
  const chunks = Object.entries(entries).map(([keyword, text]) => {
    if (!/^[\x20-\x7e]{1,79}$/.test(keyword)) throw new RangeError(`keyword "${keyword}": expected 1 to 79 plain letters`);
    // Keyword, 0, not compressed, method 0, no language, no translated keyword, text.
    return chunk('iTXt', new Uint8Array([...new TextEncoder().encode(keyword), 0, 0, 0, 0, 0, ...new TextEncoder().encode(text)]));
  });
  const whole = new Uint8Array(png.length + chunks.reduce((sum, c) => sum + c.length, 0));
  whole.set(png.subarray(0, IHDR_END));
  let at = IHDR_END;
  for (const c of chunks) {
    whole.set(c, at);
    at += c.length;
  }
  whole.set(png.subarray(IHDR_END), at);
  return whole;
}
