/** The ledger and its recomputation, in Node: the command, the tests and the build of the site. */
import './model-recipes.ts';
import { ledgerEntry, idsIn, type LedgerEntry, type LedgerValue, type Status } from '../schemas/ledger.ts';
import type { RecipeArguments, Recompute } from '../schemas/fields.ts';
import { recipes, type Inputs, type Quantity, type Recipe } from '../physics/recipes.ts';
import { ContentError, readFolder } from './read.ts';

export type Ledger = Map<string, LedgerEntry>;

/** Every entry of content/ledger, by id, with references checked: recipes, arguments, and no number among its own causes. */
export function readLedger(): Ledger {
  const read = readFolder('ledger', ledgerEntry);
  const ledger: Ledger = new Map(read.map(({ entry }) => [entry.id, { ...entry, display: unbreakable(entry.display) }]));
  for (const { file, entry } of read) {
    if (!entry.recompute) continue;
    const at = `${file}, entry "${entry.id}"`;
    checkRecompute(at, entry.recompute, ledger);
    if (causes(entry.id, ledger).has(entry.id)) throw new ContentError(`${at}, field recompute leads back to the entry itself: a number cannot confirm itself, use other arguments`);
  }
  return ledger;
}

/** Refuses unknown recipes, unknown or absent arguments and unknown ledger ids. `at` names the place. */
export function checkRecompute(at: string, { recipe: name, args }: Recompute, ledger: Ledger): void {
  const recipe = recipes[name];
  if (!recipe) throw new ContentError(`${at}, field recompute.recipe is "${name}": write the name of a recipe of src/physics/recipes.ts`);
  const wanted = Object.keys(recipe.args).sort().join(', ');
  const given = Object.keys(args).sort().join(', ');
  if (wanted !== given) throw new ContentError(`${at}, field recompute.args has ${given || 'no arguments'}: recipe ${name} takes ${wanted || 'none'}`);
  for (const id of idsIn(args)) if (!ledger.has(id)) throw new ContentError(`${at}, field recompute.args names "${id}", which is not in the ledger: correct the id, or add the entry`);
}

/** Every entry that a number rests on, through any number of steps. */
function causes(id: string, ledger: Ledger): Set<string> {
  const found = new Set<string>();
  const pending = [id];
  while (pending.length) {
    const args = ledger.get(pending.pop()!)?.recompute?.args ?? {};
    for (const cause of idsIn(args)) if (!found.has(cause)) (found.add(cause), pending.push(cause));
  }
  return found;
}

/** A quantity never breaks across lines: its spaces become unbreakable (U+00A0). */
export const unbreakable = (display: string): string => display.replaceAll(' ', '\u00a0');

const asRange = (value: LedgerValue): { min: number; max: number } => {
  if (typeof value === 'number') return { min: value, max: value };
  return 'bound' in value ? { min: value.value, max: value.value } : value;
};

/** The arguments of a recipe with their ledger values. Throws RangeError for an id that is not there or an argument of the wrong kind. */
export function resolve(args: RecipeArguments, ledger: Ledger): Inputs {
  const one = (argument: string | number): { min: number; max: number } => {
    if (typeof argument === 'number') return { min: argument, max: argument };
    const entry = ledger.get(argument);
    if (!entry) throw new RangeError(`"${argument}" is not in the ledger: correct the id, or add the entry`);
    return asRange(entry.value);
  };
  const range = (name: string) => {
    const argument = args[name];
    if (argument === undefined) throw new RangeError(`argument ${name} is missing: add it to args`);
    if (Array.isArray(argument)) throw new RangeError(`argument ${name} is a list: one number is expected`);
    return one(argument);
  };
  const single = ({ min, max }: { min: number; max: number }, name: string): number => {
    if (min !== max) throw new RangeError(`argument ${name} is a range: one number is expected`);
    return min;
  };
  return {
    range,
    number: (name) => single(range(name), name),
    numbers(name) {
      const argument = args[name];
      if (!Array.isArray(argument)) throw new RangeError(`argument ${name} is not a list: write [a, b, …]`);
      return argument.map((item) => single(one(item), name));
    },
  };
}

/** Runs a recipe on ledger values. */
export const recomputed = ({ recipe, args }: Recompute, ledger: Ledger): Quantity => recipes[recipe]!.compute(resolve(args, ledger));

/** Does a recomputed quantity meet the written value? `~` and plain numbers use the tolerance; a one-sided bound is a comparison; a range holds its numbers, or matches at both ends. */
export function agrees(value: LedgerValue, found: Quantity, tolerance: number): boolean {
  // One part in 1e12 is for rounding in binary: 0.15 against 0.1 + 0.05.
  const within = (a: number, b: number): boolean => Math.abs(a - b) <= tolerance + 1e-12 * Math.abs(b);
  const { min, max } = typeof found === 'number' ? { min: found, max: found } : found;
  if (typeof value === 'number') return within(min, value) && within(max, value);
  if ('bound' in value) {
    switch (value.bound) {
      case '>':
        return min > value.value;
      case '>=':
        return min >= value.value;
      case '<':
        return max < value.value;
      case '<=':
        return max <= value.value;
      case '~':
        return within(min, value.value) && within(max, value.value);
    }
  }
  if (typeof found === 'number') return found >= value.min - tolerance && found <= value.max + tolerance;
  return within(min, value.min) && within(max, value.max);
}

/** The status that a recomputation earns. Own arithmetic and model inputs are round trips: they say nothing about the paper. */
export function statusOf(entry: LedgerEntry, recipe: Recipe | undefined, found: Quantity | null): Status {
  if (!recipe || found === null) return 'not_recomputable';
  if (!agrees(entry.value, found, entry.tolerance?.absolute ?? 0)) return 'derived_disagrees';
  if (entry.provenance !== 'reported' && entry.provenance !== 'literature') return 'round_trip';
  return { arithmetic: 'derived_agrees', prediction: 'predicted', round_trip: 'round_trip' }[recipe.kind] as Status;
}

/** One line of the reproduction report. */
export interface Reproduced {
  id: string;
  label: string;
  reported: LedgerValue;
  recomputed: Quantity | null;
  tolerance: number | null;
  unit: string;
  provenance: string;
  status: Status;
  /** The status written in the ledger. */
  recorded: Status;
  discrepancy: string | null;
  recipe: string | null;
  why: string | null;
}

/** Recomputes every entry. */
export const reproduce = (ledger: Ledger): Reproduced[] =>
  [...ledger.values()].map((entry) => {
    const found = entry.recompute ? recomputed(entry.recompute, ledger) : null;
    return {
      id: entry.id,
      label: entry.label,
      reported: entry.value,
      recomputed: found,
      tolerance: entry.tolerance?.absolute ?? null,
      unit: entry.unit,
      provenance: entry.provenance,
      status: statusOf(entry, entry.recompute && recipes[entry.recompute.recipe], found),
      recorded: entry.status,
      discrepancy: entry.discrepancy ?? null,
      recipe: entry.recompute?.recipe ?? null,
      why: entry.why ?? null,
    };
  });
