/** Judging an answer: right, a known mistake, a unit, a power of ten, or how far off. Pure; used by the page and by the tests. */
import type { Variant } from './variant.ts';
import { readAnswer } from './answer-text.ts';

export interface Judgement {
  right: boolean;
  /** Rich text. */
  says: string;
}

/** How near an answer must come to a known mistake to be taken for it. */
const TRAP_SHARE = 0.02;

/** Rich text has marks of its own: what was typed makes none, but for the powers of a unit. */
const typed = (text: string): string => text.replace(/\^(-?\d+)|[*~^[\]]/g, (_, power: string | undefined) => (power === undefined ? ' ' : `^${power.replace('-', '−')}^`));

const AVOGADRO_per_mol = 6.02214076e23;

/** An answer in numbers, as typed. */
export function judgeNumber(variant: Pick<Variant, 'answer' | 'tolerance' | 'unitPlain' | 'traps'>, text: string): Judgement {
  const read = readAnswer(text, variant.unitPlain);
  if ('problem' in read) return { right: false, says: typed(read.problem) };
  const given = read.value;
  const right = variant.answer!;
  const near = (value: number): boolean => Math.abs(value - right) <= variant.tolerance * (1 + 1e-9);
  const unit = variant.unitPlain;
  if (near(given)) return { right: true, says: 'Right: the model finds the same within the tolerance.' };
  const trap = variant.traps
    .filter((t) => Math.abs(given - t.value) <= TRAP_SHARE * Math.abs(t.value) + 1e-300)
    .sort((a, b) => Math.abs(given - a.value) - Math.abs(given - b.value))[0];
  if (trap) return { right: false, says: trap.says };
  if (near(-given)) return { right: false, says: 'The size is right, the sign is not.' };
  if (read.unitTyped && near(read.bare)) return { right: false, says: typed(`The number is right for ${unit === '' ? 'a pure number' : unit}, but ${unit === '' ? 'not with' : 'you wrote'} “${read.typed}”.`) };
  if (near(given / AVOGADRO_per_mol)) return { right: false, says: typed(`That is the energy of a mole: write “${read.typed}/mol”, or give the energy of one ion.`) };
  return { right: false, says: powerOfTen(text, given / right, read.unitTyped, unit) ?? (given > right ? 'Too high. Try again, or open a hint.' : 'Too low. Try again, or open a hint.') };
}

/** What is said to the right digits at another power of ten; null where the digits differ. */
function powerOfTen(text: string, ratio: number, unitTyped: boolean, unit: string): string | null {
  const n = ratio > 0 ? Math.round(Math.log10(ratio)) : 0;
  if (n === 0 || Math.abs(Math.log10(ratio) - n) >= 0.02) return null;
  if (n === -3 && /^\D*\d{1,3}[.,]\d{3}(?!\d)/.test(text)) return 'A comma or a point is read as the decimal sign: write thousands without one.';
  const ten = n === 1 ? '10' : n === -1 ? '1/10' : `10^${n < 0 ? '−' : ''}${Math.abs(n)}^`;
  return `The digits are right, but the answer is off by a factor of ${ten}: check the units${unitTyped || unit === '' ? '' : `; without one, yours was taken in ${typed(unit)}`}.`;
}

/** A choice by its place in the shuffled list; null where nothing was chosen. */
export function judgeChoice(variant: Pick<Variant, 'options'>, chosen: number | null): Judgement {
  const option = chosen === null ? undefined : variant.options[chosen];
  if (!option) return { right: false, says: 'Choose one of the answers first.' };
  return { right: option.right, says: `${option.right ? 'Right. ' : ''}${option.says}` };
}

/** A slip: which statement, and what it should say. */
export function judgeSlip(variant: Pick<Variant, 'options' | 'answer' | 'tolerance' | 'unitPlain' | 'traps'>, chosen: number | null, text: string): Judgement {
  const choice = judgeChoice(variant, chosen);
  if (!choice.right) return choice;
  const number = judgeNumber(variant, text);
  return number.right ? { right: true, says: choice.says } : { right: false, says: `That is the statement. The number is not right yet. ${number.says}` };
}

/** A state: `measured` is what the figure's values amount to; null where the figure was not touched yet. */
export function judgeState(variant: Pick<Variant, 'goal' | 'verdicts'>, measured: number | null): Judgement {
  if (measured === null) return { right: false, says: 'The figure has not been moved yet: move it, then check.' };
  const [low, high] = variant.goal!;
  if (!Number.isFinite(measured)) return { right: false, says: 'Something else in the figure was moved, too: set it as the question says, or by its link, and then move only what is asked for.' };
  if (measured < low) return { right: false, says: variant.verdicts!.low };
  if (measured > high) return { right: false, says: variant.verdicts!.high };
  return { right: true, says: variant.verdicts!.right };
}
