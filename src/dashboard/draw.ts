/** One place of the dashboard as HTML and as its parts: the same for the build and for the page. */
import { compactDrawing } from '../runtime/compact-path.ts';
import { badgeHtml } from '../runtime/controls.ts';
import { figureName } from '../runtime/figure.ts';
import { panelSvg, panelWords } from '../runtime/render.ts';
import { richToHtml } from '../runtime/rich.ts';
import { toMarkup, type El } from '../runtime/svg.ts';
import { sentenceOn, type Source, type Tile } from './tiles.ts';

export interface Drawn {
  title: string;
  svg: El;
  words: string;
  foot: string;
}

/** The pictures of the dashboard are the narrow drawings at every width: they are small and their letters are not. */
export function drawTile({ figure, values, panel: key, note, badge = figure.provenance.badge }: Source, result: unknown, x: number, href: string): Drawn {
  const summary = figure.summary(result, values);
  const panel = figure.view(result, values).find((p) => p.key === key)!;
  const sentence = sentenceOn(x, summary);
  return {
    title: richToHtml(panel.title ?? figure.title),
    svg: panelSvg(panel, true, panelWords(figure, panel, summary)),
    words: richToHtml(note ? `${sentence} ${note}` : sentence),
    foot: `${badgeHtml(badge)} <a href="${href}">${figureName(figure)}, whole</a>`,
  };
}

export const tileHtml = (tile: Tile, { title, svg, words, foot }: Drawn): string =>
  `<section class="tile" data-tile="${tile.key}"><p class="ph">${title}</p>${toMarkup(compactDrawing(svg))}<p class="tile-words">${words}</p><p class="tile-foot">${foot}</p></section>`;
