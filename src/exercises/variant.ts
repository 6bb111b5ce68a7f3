/** An exercise with the numbers of one seed: all its words filled, its answer and its traps computed. Pure; the build, the page and the tests share it. */
import type { Kernels } from '../kernels/all.ts';
import type { Exercise } from '../schemas/exercise.ts';
import { richToPlain } from '../runtime/rich.ts';
import { drawParameters, shuffled } from './draw.ts';
import type { Draw, Model } from './model.ts';
import { fill, fillPlain } from './template.ts';

export interface Option {
  text: string;
  right: boolean;
  says: string;
}

export interface Variant {
  id: string;
  lesson: Exercise['lesson'];
  kind: Exercise['kind'];
  level: Exercise['level'];
  seed: number;
  draw: Draw;
  /** Rich text. */
  title: string;
  prompt: string;
  hints: string[];
  solution: string;
  options: Option[];
  verdicts: { low: string; high: string; right: string } | null;
  /** Rich text, '' for a pure number; and as plain text. */
  unit: string;
  unitPlain: string;
  answer: number | null;
  tolerance: number;
  toleranceReason: string;
  traps: { name: string; value: number; says: string }[];
  goal: readonly [number, number] | null;
  figure: string | null;
  /** Page that shows it, below the base path. */
  home: string;
  /** The figure's state as an address, without the question mark. */
  state: string;
}

/** Exercise `entry` with the numbers of `seed`. `kernels` must hold those that the model names. */
export function variantOf(entry: Exercise & { home: string }, model: Model, kernels: Kernels, seed: number): Variant {
  const draw = drawParameters(entry.id, entry.parameters, seed);
  const solved = model.solve(kernels, draw);
  const numbers = { ...draw, ...solved.shown, ...(solved.answer === undefined ? {} : { answer: solved.answer }) };
  // A number stays with its unit, its power of ten, or its figure on one line.
  const put = (text: string): string => fill(text, numbers).replaceAll(' × 10^', '\u00a0×\u00a010^').replace(/\b(Figures?|Equations?|exercises?) (?=[\dSE])/g, '$1\u00a0').replace(/(\d|\^|\*\*) (?=(?:°C|Ω|mg|mm|cm|nm|µm|pF|nF|nA|mA|mV|ppm|MHz|kHz|kV|mS|S|meV|g|K|T|V|Å|%|mAh)(?![\p{L}]))/gu, '$1\u00a0');
  const options = entry.options ?? [];
  const unit = entry.unit === '1' ? '' : (entry.unit ?? '');
  const tolerance = entry.tolerance?.absolute ?? (entry.tolerance?.relative ?? 0) * Math.abs(solved.answer ?? 0);
  return {
    id: entry.id,
    lesson: entry.lesson,
    kind: entry.kind,
    level: entry.level,
    seed,
    draw,
    title: entry.title,
    prompt: put(entry.prompt),
    hints: entry.hints.map(put),
    solution: put(entry.solution),
    options: shuffled(options.length, entry.id, seed).map((i) => ({ text: put(options[i]!.text), right: options[i]!.right === true, says: put(options[i]!.says) })),
    verdicts: entry.verdicts ? { low: put(entry.verdicts.low), high: put(entry.verdicts.high), right: put(entry.verdicts.right) } : null,
    unit,
    unitPlain: richToPlain(unit),
    answer: solved.answer ?? null,
    tolerance,
    toleranceReason: entry.tolerance?.reason ?? '',
    traps: Object.entries(entry.traps).map(([name, says]) => {
      const value = solved.traps?.[name];
      if (value === undefined) throw new RangeError(`exercise ${entry.id}: the model gives no value for the trap “${name}”`);
      return { name, value, says: put(says) };
    }),
    goal: solved.goal ?? null,
    figure: entry.figure ?? null,
    home: entry.home,
    state: stateOf(entry, numbers),
  };
}

function stateOf(entry: Exercise, numbers: Record<string, number | string>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(entry.set ?? {})) search.set(name, fillPlain(value, numbers));
  if (search.size > 0) search.set('v', '1');
  return search.toString();
}
