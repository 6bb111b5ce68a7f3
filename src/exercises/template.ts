/** Words with places for numbers: "a pellet of {d:2} mm". */
import { fixed, scientific, significant } from '../runtime/format.ts';
import { nameOf } from '../runtime/plot/colours.ts';

function formatted(value: number | string, how: string | undefined): string {
  if (typeof value === 'string') return value;
  if (how === undefined) return fixed(value, (String(value).split('.')[1] ?? '').length);
  if (how === 'x') return nameOf(value);
  if (how.startsWith('s')) return significant(value, Number(how.slice(1)));
  if (how.startsWith('e')) return scientific(value, Number(how.slice(1)));
  return fixed(value, Number(how));
}

/** `text` with its places filled. Throws where a place has no number. */
export const fill = (text: string, numbers: Readonly<Record<string, number | string>>): string =>
  text.replace(/\{(\w+)(?::(\w+))?\}/g, (place, name: string, how: string | undefined) => {
    const value = numbers[name];
    if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) throw new RangeError(`the place ${place} has no number: the model must give “${name}”`);
    return formatted(value, how);
  });

/** A number as an address writes it. */
export const fillPlain = (text: string, numbers: Readonly<Record<string, number | string>>): string => text.replace(/\{(\w+)\}/g, (_, name: string) => String(numbers[name]));
