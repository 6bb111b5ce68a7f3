/** `halide reproduce`: every number of the ledger, recomputed where something leads to it, and what that says. */
import { BadInput } from './errors.ts';
import { expectPositionals, parseOptions, toJson } from './options.ts';
import { ContentError } from '../content/read.ts';
import { readLedger, reproduce, type Reproduced } from '../content/ledger.ts';
import { REPRODUCTION, STATUSES, type LedgerValue, type Status } from '../schemas/ledger.ts';
import type { Quantity } from '../physics/recipes.ts';

export const help = `halide reproduce: every number of the ledger, recomputed

usage: halide reproduce [--json]

  --json   one JSON document: {"entries":[…],"totals":{…}}; without it, a table

  derived_agrees     computed from other reported numbers, and the same within the tolerance
  derived_disagrees  computed from other reported numbers, and different: see its discrepancy
  predicted          computed by a model that was not tuned to it
  round_trip         a model input that came out again, or this project's own arithmetic: it tests the code, not the paper
  not_recomputable   nothing within reach leads to it

The first three count as reproduction. Exit 1 if a status differs from the one recorded in the ledger, else 0.
`;

export function run(args: string[]): { output: string; exit: number } {
  const parsed = parseOptions(args, { json: 'flag' });
  expectPositionals(parsed, 0, 'halide reproduce [--json]');
  const entries = report();
  const changed = entries.filter((entry) => entry.status !== entry.recorded);
  for (const { id, status, recorded } of changed) process.stderr.write(`halide reproduce: ${id} is ${status}, but ${recorded} is recorded for it: correct the ledger or the recipe\n`);
  const totals = totalsOf(entries);
  return { output: parsed.flag('json') ? toJson({ entries, totals }) : table(entries, totals), exit: changed.length ? 1 : 0 };
}

function report(): Reproduced[] {
  try {
    return reproduce(readLedger());
  } catch (error) {
    if (error instanceof ContentError || error instanceof RangeError) throw new BadInput(error.message);
    throw error;
  }
}

type Totals = Record<Status | 'entries' | 'reproduction', number>;

/** Totals per status over all entries, and how many of them say something about the paper. */
export const totalsOf = (entries: Reproduced[]): Totals => {
  const count = (statuses: readonly Status[]): number => entries.filter(({ status }) => statuses.includes(status)).length;
  const perStatus = Object.fromEntries(STATUSES.map((status) => [status, count([status])])) as Record<Status, number>;
  return { entries: entries.length, ...perStatus, reproduction: count(REPRODUCTION) };
};

const short = (n: number): string => (n !== 0 && (Math.abs(n) < 1e-3 || Math.abs(n) >= 1e6) ? n.toExponential(2) : String(Number(n.toPrecision(5))));
const shown = (value: LedgerValue | Quantity | null): string => {
  if (value === null) return '-';
  if (typeof value === 'number') return short(value);
  return 'bound' in value ? `${value.bound} ${short(value.value)}` : `${short(value.min)} … ${short(value.max)}`;
};

function table(entries: Reproduced[], totals: Totals): string {
  const rows = [['id', 'written', 'recomputed', 'unit', 'status', 'see'], ...entries.map((e) => [e.id, shown(e.reported), shown(e.recomputed), e.unit, e.status, e.discrepancy ?? ''])];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
  const summary = STATUSES.map((status) => `${totals[status]} ${status}`).join(', ');
  return `${lines.join('\n')}\n\n${totals.entries} entries: ${summary}.\n${totals.reproduction} of them say something about the paper (derived_agrees, derived_disagrees, predicted).\n`;
}
