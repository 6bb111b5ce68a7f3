/**
 * A state in the fragment of an address: JSON, deflated (RFC 1951), base64url. The fragment never leaves the browser,
 * so data in a link reach whoever is given the link, and no server.
 */

const PREFIX = '#lab=';
/** Longest fragment offered: mail and chat programs cut longer addresses. */
export const LONGEST_LINK = 30_000;
/** Most that a link may unpack to: a short fragment must not fill the memory. */
const LARGEST_STATE_BYTES = 4_000_000;

export const isLink = (fragment: string): boolean => fragment.startsWith(PREFIX);

/** The fragment of a state. Throws RangeError with one sentence when it would be too long. */
export async function writeLink(state: unknown): Promise<string> {
  const packed = await collect(new Blob([JSON.stringify(state)]).stream().pipeThrough(new CompressionStream('deflate-raw')), Infinity);
  let binary = '';
  for (const byte of packed) binary += String.fromCharCode(byte);
  const fragment = PREFIX + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (fragment.length > LONGEST_LINK) {
    throw new RangeError(`this state needs ${fragment.length.toLocaleString('en-GB')} characters, a link holds ${LONGEST_LINK.toLocaleString('en-GB')}: save it as JSON and send the file, which opens here when it is dropped`);
  }
  return fragment;
}

/** The state in a fragment. Throws RangeError with one sentence when it is cut, altered or too large. */
export async function readLink(fragment: string): Promise<unknown> {
  const damaged = new RangeError('the link is damaged or cut short, so its state could not be read: ask for it again, or for the JSON file');
  if (!/^#lab=[A-Za-z0-9_-]+$/.test(fragment)) throw damaged;
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
    const text = await collect(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')), LARGEST_STATE_BYTES);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw damaged;
  }
}

async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
    parts.push(value);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
