/** From a seed to the numbers of one exercise. The seed of a class gives every exercise its own draw; seed 1 is the one printed without a seed. */
import type { Parameter } from '../schemas/exercise.ts';
import { uniform } from '../physics/random.ts';
import type { Draw } from './model.ts';

/** The numbers that stand in the page before anybody asks for others. */
export const FIRST_SEED = 1;
export const MAX_SEED = 999_999;

/** 32-bit FNV-1a of a name, so that exercises with one seed draw independently. */
function hash(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

export const stream = (id: string, seed: number): (() => number) => uniform((hash(id) + Math.imul(seed, 0x9e3779b1)) >>> 0);

/** Steps of a range by multiplication, rounded to 12 digits, so that 1.375 + 2 × 0.125 is 1.625 in print. */
const choices = (p: Parameter): number[] =>
  'values' in p ? p.values : Array.from({ length: Math.round((p.to - p.from) / p.step) + 1 }, (_, i) => Number((p.from + i * p.step).toPrecision(12)));

/** Parameters of exercise `id` for `seed`; the first seed gives the defaults. */
export function drawParameters(id: string, parameters: Record<string, Parameter>, seed: number): Draw {
  const next = stream(id, seed);
  return Object.fromEntries(
    Object.entries(parameters).map(([name, p]) => {
      const all = choices(p);
      const drawn = all[Math.floor(next() * all.length)]!;
      return [name, seed === FIRST_SEED ? p.default : drawn];
    }),
  );
}

/** A fixed order of `n` things for a seed (Fisher and Yates). */
export function shuffled(n: number, id: string, seed: number): number[] {
  const next = stream(`${id}/order`, seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** A seed as written in an address or typed: a whole number from 1, or null. */
export function readSeed(text: string | null): number | null {
  if (text === null || !/^\s*\d{1,6}\s*$/.test(text)) return null;
  const seed = Number(text);
  return seed >= 1 ? seed : null;
}
