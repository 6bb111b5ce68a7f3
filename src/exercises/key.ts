/** Answer keys: one row an exercise, with the numbers of a seed. */
import { fixed, scientific, significant } from '../runtime/format.ts';
import { richToHtml } from '../runtime/rich.ts';
import type { StateRange } from './state-range.ts';
import type { Variant } from './variant.ts';

/** A number as one would print it beside an exercise: four digits, a power of ten where it must be. */
const printed = (value: number): string => (value !== 0 && (Math.abs(value) < 1e-2 || Math.abs(value) >= 1e5) ? scientific(value, 3).replaceAll(' ', '\u00a0') : significant(value, 4));

export function answerOf(v: Variant, range: StateRange | null): string {
  const number = v.answer === null ? '' : `${printed(v.answer)}\u00a0${v.unit}`.trim();
  const right = v.options.find((o) => o.right)?.text ?? '';
  if (v.kind === 'choice') return right;
  if (v.kind === 'slip') return `${right}; it should be ${number}`;
  if (v.kind !== 'state') return `${number} (±\u00a0${significant(v.tolerance, 2).replaceAll(' ', '\u00a0')})`;
  const { label, unit, low, high, decimals } = range!;
  return `${label}: ${fixed(low, decimals)}${low === high ? '' : ` to ${fixed(high, decimals)}`}\u00a0${unit}`.trim();
}

export function keyRowHtml(v: Variant, range: StateRange | null, place: number): string {
  const given = Object.entries(v.draw).map(([name, value]) => `${name} = ${value}`);
  const traps = v.traps.map((t) => `${printed(t.value)}: ${t.says}`);
  return `<tr data-key="${v.id}"><th scope="row" class="l">${place}. ${richToHtml(v.title)}${given.length ? `<br><span class="small">${given.join(', ')}</span>` : ''}</th><td class="l"><b>${richToHtml(answerOf(v, range))}</b><details class="way"><summary>Question and solution</summary><p>${richToHtml(v.prompt)}</p><p>${richToHtml(v.solution)}</p></details></td><td class="l">${traps.map((t) => `<span class="row">${richToHtml(t)}</span>`).join('')}</td></tr>`;
}
