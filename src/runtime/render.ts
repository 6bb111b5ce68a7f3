/** A whole figure as HTML: complete without JavaScript (pictures, words, native controls, table, caption). The page host and the embeds use this. */
import { defaults, figureName, type AnyFigure, type AnyValues, type Cell, type Comparison, type Drawing, type Frame, type Panel, type Span, type Table } from './figure.ts';
import { badgeHtml, controlsHtml } from './controls.ts';
import { compactDrawing } from './compact-path.ts';
import { richToHtml, richToPlain } from './rich.ts';
import { seriesOf } from './walk/series.ts';
import { el, escapeAttribute, toMarkup, type El } from './svg.ts';
import { writeState } from './url-state.ts';
import type { Kernels } from '../kernels/all.ts';

/** Widths in px of the wide frame of each span (12 columns of 76.7 px with 24 px gutters), and of the one narrow frame. */
export const WIDTHS: Record<Span, number> = { main: 781, side: 378, third: 378, half: 580, wide: 1184 };
export const NARROW_WIDTH = 350;

export const frameOf = (panel: Panel, narrow: boolean): Frame => ({ width: narrow ? NARROW_WIDTH : WIDTHS[panel.span], narrow });

/** The SVG of a panel in one of its two frames. Words go into its label; drawing and words come from one result. */
export function panelSvg(panel: Panel, narrow: boolean, words: string): El {
  const { width, height, children }: Drawing = panel.draw(frameOf(panel, narrow));
  return el(
    'svg',
    {
      class: `plot ${narrow ? 'narrow-only' : 'wide-only'}`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': words,
      'data-panel': panel.key,
    },
    children,
  );
}

/** What assistive technology hears of a panel: what it is, where it comes from, what it shows now. */
export const panelWords = (figure: AnyFigure, panel: Panel, summary: string): string =>
  `${figureName(figure)}, ${richToPlain(panel.title ?? figure.title)} (${figure.provenance.badge}). ${richToPlain(summary)}`;

export function figureHtml(figure: AnyFigure, kernels: Kernels, values: AnyValues = defaults(figure.params), id = `fig-${figure.id}`, base = '/'): string {
  const result = figure.compute(kernels, values);
  const summary = figure.summary(result, values);
  const table = figure.table(result, values);
  const panels = figure.view(result, values).map((panel) => panelHtml(figure, panel, summary));
  const p = figure.provenance;
  const preset = new URLSearchParams();
  writeState(figure, values, preset);
  return `<live-figure class="fig" id="${id}" data-figure="${figure.id}" data-technique="${figure.technique}"${preset.size > 0 ? ` data-preset="${escapeAttribute(preset.toString())}"` : ''}>
<figure aria-labelledby="${id}-q">
<h2 class="question" id="${id}-q">${richToHtml(figure.question)}</h2>
<div class="panels">${panels.join('')}</div>
${controlsHtml(figure, id, values)}
<p class="notice" role="status" hidden></p>
<noscript><p class="why">Without JavaScript the controls do not move the picture: it shows ${preset.size > 0 ? 'the state set for this page' : 'the paper’s own state'}, and the table holds its numbers.</p></noscript>
<p class="readout">${richToHtml(summary)}</p>
<p class="sr-only" aria-live="polite"></p>
<div class="compare scroll" hidden></div>
<figcaption class="cap"><span class="figno">${figureName(figure)}</span> <span class="what">${richToHtml(figure.title)}</span> ${badgeHtml(p.badge)}. ${richToHtml(p.pinned)} ${richToHtml(p.free)}
<details class="model"><summary>What it must satisfy, and what else would fit</summary><ul>${p.constraints.map((c) => `<li>${richToHtml(c)}</li>`).join('')}</ul><p>${richToHtml(p.alternatives)}</p></details></figcaption>
</figure>
<div class="quiet needs-js"><button type="button" data-do="reset">Reset</button><button type="button" data-do="compare" aria-expanded="false">Compare with the paper</button><button type="button" data-do="link">Link</button>${walkButton(table)}${linkedButton(figure)}</div>
${takeAwayHtml(figure, base)}
<details class="tabled"><summary>Table</summary>${tableHtml(table)}</details>
</live-figure>`;
}

/** What can be carried off: numbers, picture, citation, frame. Citations and the figure alone are plain links, so they work without JavaScript. */
function takeAwayHtml({ id }: AnyFigure, base: string): string {
  const button = (what: string, word: string): string => `<button type="button" data-do="${what}">${word}</button>`;
  const cite = (words: string, file: string): string => `<dd><span>${words}</span> <a href="${base}cite/${file}.bib" download>BibTeX</a> <a href="${base}cite/${file}.ris" download>RIS</a></dd>`;
  return `<details class="take"><summary>Take away</summary><dl>
<div class="needs-js"><dt>Numbers</dt><dd>${button('csv', 'CSV')} ${button('json', 'JSON')}</dd></div>
<div class="needs-js"><dt>Picture</dt><dd>${button('svg', 'SVG')} ${button('png', 'PNG, double size')}</dd></div>
<div><dt>Citation</dt>${cite('this figure', `figure-${id}`)}${cite('these pages', 'site')}${cite('the paper', 'paper')}</div>
<div><dt>Elsewhere</dt><dd><a href="${base}embed/${id}/" data-embed>The figure alone</a> <button type="button" class="needs-js" data-do="frame">Copy its frame</button></dd></div>
</dl></details>`;
}

/** Curves can be walked by keyboard and heard. */
const walkButton = (table: Table): string => (seriesOf(table).length > 0 ? '<button type="button" data-do="walk" aria-expanded="false">Walk and listen</button>' : '');

const listed = (words: string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** Figures that share a parameter with others, here and on the next pages, can be taken off the common knob. */
const linkedButton = (figure: AnyFigure): string => {
  const shared = Object.values(figure.params).flatMap((param) => param.linked ?? []);
  return shared.length === 0 ? '' : `<button type="button" class="toggle" data-do="linked" aria-pressed="true">${listed(shared.map((name) => (name === 'sample' ? name : `<i>${name}</i>`)))} linked</button>`;
};

function panelHtml(figure: AnyFigure, panel: Panel, summary: string): string {
  const words = panelWords(figure, panel, summary);
  const title = panel.title ? `<p class="ph">${richToHtml(panel.title)}</p>` : '';
  return `<div class="panel span-${panel.span}" data-key="${panel.key}">${title}${toMarkup(compactDrawing(panelSvg(panel, false, words)))}${toMarkup(compactDrawing(panelSvg(panel, true, words)))}</div>`;
}

const cellHtml = (cell: Cell): string => (cell === null ? '<span class="nodata">not in the text</span>' : richToHtml(String(cell)));

/** A data table with units in its head. */
export function tableHtml({ caption, columns, rows }: Table): string {
  const head = columns.map(({ name, unit, align }) => `<th scope="col"${align ? ' class="l"' : ''}>${richToHtml(name)}${unit ? `<br>${richToHtml(unit)}` : ''}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${row.map((cell, i) => (i === 0 ? `<th scope="row" class="l">${cellHtml(cell)}</th>` : `<td${columns[i]?.align ? ' class="l"' : ''}>${cellHtml(cell)}</td>`)).join('')}</tr>`)
    .join('');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeAttribute(richToPlain(caption))}"><table><caption>${richToHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** "Compare with the paper", as a table. */
export const comparisonHtml = (figure: AnyFigure, lines: Comparison[]): string =>
  tableHtml({
    caption: `${figureName(figure)} beside the paper`,
    columns: [
      { name: 'Quantity', unit: '', align: 'left' },
      { name: 'The paper', unit: '', align: 'left' },
      { name: 'Here, now', unit: '', align: 'left' },
      { name: 'What that means', unit: '', align: 'left' },
    ],
    rows: lines.map(({ quantity, reported, here, verdict }) => [quantity, reported, here, verdict]),
  });
