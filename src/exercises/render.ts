/** An exercise as HTML, the same at build and in the page: whole without JavaScript, a form with it. */
import { richToHtml } from '../runtime/rich.ts';
import { escapeAttribute } from '../runtime/svg.ts';
import { FIRST_SEED } from './draw.ts';
import type { Variant } from './variant.ts';

const NUMBER_KINDS = ['numeric', 'reading', 'slip'];

/** Inside of <live-exercise>. `base`: the site's base path; `field`: a prefix for ids, unique on the page. */
export function exerciseHtml(v: Variant, base: string, field: string): string {
  return `<h3 class="aside-title">${richToHtml(v.title)}</h3>
<p class="prompt">${richToHtml(v.prompt)}</p>
${figureLink(v, base)}<form class="answer-form" aria-label="${escapeAttribute(`Answer: ${v.title}`)}">${optionsHtml(v, field)}${numberHtml(v, field)}${checkHtml(v)}</form>
<p class="verdict" role="status"></p>
<div class="helps">${v.hints.map((hint, i) => `<details class="tip"><summary>Hint ${i + 1} of ${v.hints.length}</summary><p>${richToHtml(hint)}</p></details>`).join('')}<details class="solution"><summary>Worked solution</summary><p>${richToHtml(v.solution)}</p>${saysHtml(v)}</details><p class="later needs-js">The worked solution opens after your first try.</p></div>
<p class="numbers needs-js">${v.seed === FIRST_SEED ? 'These are the printed numbers' : `Numbers no. ${v.seed}`}${Object.keys(v.draw).length > 0 || v.seed !== FIRST_SEED ? '. <button type="button" data-do="other">Other numbers</button>' : '; this exercise has no others.'}${v.seed === FIRST_SEED ? '' : ' <button type="button" data-do="printed">Printed numbers</button>'}</p>`;
}

const figureLink = (v: Variant, base: string): string => {
  if (!v.figure) return '';
  const words = v.kind === 'state' || v.kind === 'reading' ? (v.state ? 'The figure, set up for this question' : 'The figure for this question') : 'A figure that shows it';
  return `<p class="to-figure"><a href="${base}${v.home}${v.state && `?${escapeAttribute(v.state)}`}#fig-${v.figure}">${words}</a></p>\n`;
};

const optionsHtml = (v: Variant, field: string): string =>
  v.options.length === 0
    ? ''
    : `<fieldset class="options"><legend>${v.kind === 'slip' ? 'Which statement?' : 'Choose one'}</legend>${v.options.map((o, i) => `<label><input type="radio" name="option" value="${i}" id="${field}-${i}"> <span>${richToHtml(o.text)}</span></label>`).join('')}</fieldset>`;

const numberHtml = (v: Variant, field: string): string =>
  NUMBER_KINDS.includes(v.kind)
    ? `<p class="answer needs-js"><label for="${field}">${v.kind === 'slip' ? 'It should be' : 'Your answer'}</label> <input class="box" id="${field}" name="number" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"${v.unitPlain ? ` aria-describedby="${field}-unit"` : ''}> <span class="unit" id="${field}-unit">${richToHtml(v.unit)}</span><button type="submit">Check</button></p>`
    : '';

const checkHtml = (v: Variant): string => (NUMBER_KINDS.includes(v.kind) ? '' : `<p class="answer needs-js"><button type="submit">${v.kind === 'state' ? 'Check the figure' : 'Check'}</button></p>`);

/** What each answer would have been told: for reading without JavaScript, and after the solution. */
const saysHtml = (v: Variant): string => (v.options.length === 0 ? '' : `<ul class="says">${v.options.map((o) => `<li>${o.right ? '<b>Right:</b> ' : ''}${richToHtml(o.text.replace(/(?<![.?!])$/, '.'))} ${richToHtml(o.says)}</li>`).join('')}</ul>`);
