/** JSON as Python writes it: with NaN and Infinity, which the standard does not know. */
import { UnreadableFile } from './columns.ts';

/** Parses JSON; NaN and infinities outside strings become null. Throws UnreadableFile with the place. */
export function parseLooseJson(text: string): unknown {
  const clean = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (word) => (word.startsWith('"') ? word : 'null'));
  try {
    return JSON.parse(clean);
  } catch (error) {
    const where = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    throw new UnreadableFile(`the file is not valid JSON${where ? ` from character ${where} on` : ''}: it is cut off or damaged`);
  }
}

export type JsonObject = Record<string, unknown>;
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
