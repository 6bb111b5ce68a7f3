/** Command-line options and input files, with refusals that a reader can act on. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { BadInput } from './errors.ts';
import { decodeText } from '../labs/readers/decode.ts';

/** An option takes one value, or none (`flag`). */
export type OptionKind = 'value' | 'flag';

export interface Parsed {
  positional: string[];
  value(name: string): string | undefined;
  flag(name: string): boolean;
}

/**
 * Splits arguments into positionals and `--name value` / `--name=value` options.
 * A lone `-` and negative numbers are values, not options. Unknown, repeated or incomplete options are refused.
 */
export function parseOptions(args: string[], kinds: Record<string, OptionKind>): Parsed {
  const positional: string[] = [];
  const values = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('--')) {
      if (arg.startsWith('-') && arg !== '-' && !/^-[\d.]/.test(arg)) throw new BadInput(`unknown option ${arg}: options are ${listOptions(kinds)}`);
      positional.push(arg);
      continue;
    }
    const [name, inline] = splitOnce(arg.slice(2), '=');
    const kind = kinds[name];
    if (!kind) throw new BadInput(`unknown option --${name}: options are ${listOptions(kinds)}`);
    if (values.has(name)) throw new BadInput(`option --${name} is given twice: give it once`);
    if (kind === 'flag') {
      if (inline !== undefined) throw new BadInput(`option --${name} takes no value, but "${inline}" was given`);
      values.set(name, '');
      continue;
    }
    const next = inline ?? args[++i];
    if (next === undefined || (inline === undefined && next.startsWith('--'))) throw new BadInput(`option --${name} needs a value after it`);
    values.set(name, next);
  }
  return { positional, value: (name) => values.get(name), flag: (name) => values.has(name) };
}

const listOptions = (kinds: Record<string, OptionKind>): string => ['--help', ...Object.keys(kinds).map((k) => `--${k}`)].join(', ');

const splitOnce = (text: string, separator: string): [string, string | undefined] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
};

/** A finite number from an option, within [min, max] when given. */
export function numberOption(parsed: Parsed, name: string, fallback: number, limits: { min?: number; max?: number; integer?: boolean } = {}): number {
  const text = parsed.value(name);
  if (text === undefined) return fallback;
  const value = toNumber(text, `option --${name}`);
  const { min = -Infinity, max = Infinity, integer = false } = limits;
  if (value < min || value > max || (integer && !Number.isInteger(value))) {
    throw new BadInput(`option --${name} is ${text}: expected ${integer ? 'a whole number' : 'a number'}${rangeWords(min, max)}`);
  }
  return value;
}

const rangeWords = (min: number, max: number): string => {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return ` of at least ${min}`;
  return Number.isFinite(max) ? ` of at most ${max}` : '';
};

/** A finite number from text; `what` names where it stood. */
export function toNumber(text: string, what: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new BadInput(`${what} is "${text}": expected a number`);
  return value;
}

/** A comma-separated list of finite numbers from an option. */
export function numbersOption(parsed: Parsed, name: string): number[] | undefined {
  return parsed.value(name)?.split(',').map((part, i) => toNumber(part, `value ${i + 1} of option --${name}`));
}

/** The text of a file, or of standard input for `-`. latin-1 when it is not UTF-8. */
export function readInput(path: string | undefined, expected: string): { text: string; name: string } {
  const { bytes, name } = readBytes(path, expected);
  return { text: decodeText(bytes), name };
}

/** A file's own name and bytes, or of standard input for `-`. */
export function readBytes(path: string | undefined, expected: string): { bytes: Uint8Array; name: string } {
  if (path === undefined) throw new BadInput(`a file is needed: ${expected}, or - for standard input`);
  if (path === '-') return { bytes: readFileSync(0), name: 'standard input' };
  if (!existsSync(path)) throw new BadInput(`${path}: there is no such file; expected ${expected}`);
  if (statSync(path).isDirectory()) throw new BadInput(`${path} is a folder: expected a file, ${expected}`);
  return { bytes: readFileSync(path), name: path };
}

/** Exactly `n` positionals, or a sentence. */
export function expectPositionals(parsed: Parsed, max: number, usage: string): void {
  if (parsed.positional.length > max) throw new BadInput(`unexpected "${parsed.positional[max]}": usage is ${usage}`);
}

/** JSON with null for whatever is not a finite number: never NaN, and typed arrays as arrays. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v === 'number') return Number.isFinite(v) ? v : null;
    if (v instanceof Float64Array || v instanceof Int32Array) return Array.from(v, (n) => (Number.isFinite(n) ? n : null));
    return v;
  });
}

/** Parses JSON text, or says where it broke. */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${name} is not valid JSON (${error instanceof Error ? error.message : 'parse error'}): expected one JSON object`);
  }
}
