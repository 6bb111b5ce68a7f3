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

/** Rich text has marks of its own; what was typed must not make any. */
const typed = (text: string): string => text.replace(/[*~^[\]]/g, ' ');

/** An answer in numbers, as typed. */
export function judgeNumber(variant: Pick<Variant, 'answer' | 'tolerance' | 'unitPlain' | 'traps'>, text: string): Judgement {
  const read = readAnswer(text, variant.unitPlain);
  if ('problem' in read) return { right: false, says: typed(read.problem) };
  const given = read.value;
  const right = variant.answer!;
  if (Math.abs(given - right) <= variant.tolerance * (1 + 1e-9)) return { right: true, says: 'Right: the model finds the same within the tolerance.' };
  const trap = variant.traps
    .filter((t) => Math.abs(given - t.value) <= TRAP_SHARE * Math.abs(t.value) + 1e-300)
    .sort((a, b) => Math.abs(given - a.value) - Math.abs(given - b.value))[0];
  if (trap) return { right: false, says: trap.says };
  if (given !== 0 && Math.abs(given + right) <= variant.tolerance) return { right: false, says: 'The size is right, the sign is not.' };
  const power = Math.log10(given / right);
  if (given / right > 0 && Math.round(power) !== 0 && Math.abs(power - Math.round(power)) < 0.02) {
    const n = Math.round(power);
    const ten = n === 1 ? '10' : n === -1 ? '1/10' : `10^${n < 0 ? '−' : ''}${Math.abs(n)}^`;
    return { right: false, says: `The digits are right, but the answer is off by a factor of ${ten}: check the units${read.unitTyped || variant.unitPlain === '' ? '' : `; without one, yours was taken in ${variant.unitPlain}`}.` };
  }
  return { right: false, says: given > right ? 'Too high. Try again, or open a hint.' : 'Too low. Try again, or open a hint.' };
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
  if (!Number.isFinite(measured)) return { right: false, says: 'In this state the figure gives no such number. Move it and check again.' };
  if (measured < low) return { right: false, says: variant.verdicts!.low };
  if (measured > high) return { right: false, says: variant.verdicts!.high };
  return { right: true, says: variant.verdicts!.right };
}
