/** Judging an answer: right, a known mistake, a power of ten, or how far off. Pure; used by the page and by the tests. */
import type { Answer } from './answers.ts';
import type { Kernels } from '../kernels/all.ts';
import { parseQuantity } from '../runtime/quantity.ts';

export interface Judgement {
  right: boolean;
  /** Rich text. */
  says: string;
}

export function judge(answer: Answer, kernels: Kernels, text: string, unit: string, tolerance: number): Judgement {
  const given = parseQuantity(text, unit);
  if (given === null) return { right: false, says: `“${text}” was not understood as a number. Type one such as 4e-4, 4×10⁻⁴ or 56,2${unit ? `, in ${unit}` : ''}.` };
  const right = answer.compute(kernels);
  if (Math.abs(given - right) <= tolerance) return { right: true, says: 'Right: the kernel finds the same within the tolerance.' };
  const trap = answer.traps.find((t) => Math.abs(given - t.value(kernels)) <= Math.max(0.02 * Math.abs(t.value(kernels)), 1e-12) && !near(given, right));
  if (trap) return { right: false, says: trap.says };
  const power = Math.log10(given / right);
  if (given / right > 0 && Math.round(power) !== 0 && Math.abs(power - Math.round(power)) < 0.02) return { right: false, says: `The digits are right, but the answer is off by a factor of 10^${Math.round(power) < 0 ? '−' : ''}${Math.abs(Math.round(power))}^: check the units.` };
  return { right: false, says: given > right ? 'Too high. Try again, or open a hint.' : 'Too low. Try again, or open a hint.' };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) < 0.002 * Math.abs(b);
