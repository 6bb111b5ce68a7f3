/** One task of a printed worksheet: the words, and room for the answer. Shared by the build and the page that fills in a seed. */
import { richToHtml } from '../runtime/rich.ts';
import type { Variant } from './variant.ts';

/** Lines to write on. */
const LINES: Record<Variant['kind'], number> = { numeric: 3, reading: 2, state: 2, choice: 0, slip: 1 };

export function taskHtml(v: Variant, place: number): string {
  const options = v.options.length ? `<ol class="options">${v.options.map((o) => `<li>${richToHtml(o.text)}</li>`).join('')}</ol>` : '';
  const lines = LINES[v.kind] ? `<div class="lines" aria-hidden="true">${'<i></i>'.repeat(LINES[v.kind])}</div>` : '';
  const result = v.kind === 'choice' ? '<p class="result">Answer: <i></i></p>' : v.kind === 'state' ? '<p class="result">I set the control to: <i></i></p>' : `<p class="result">${v.kind === 'slip' ? 'Statement and number' : 'Result'}: <i></i>${v.unit && ` <span>${richToHtml(v.unit)}</span>`}</p>`;
  return `<h2>${place}. ${richToHtml(v.title)}</h2><p>${richToHtml(v.prompt)}</p>${options}${lines}${result}`;
}
