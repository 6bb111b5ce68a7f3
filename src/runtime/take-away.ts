/** Answers the "Take away" menu of a figure. Loaded when something is first asked for. */
import { download } from './download.ts';
import { figureToJson, provenanceLines, tableToCsv } from './export.ts';
import { figureName, type AnyFigure, type AnyValues } from './figure.ts';
import { pictureOf } from './picture.ts';
import { escapeAttribute } from './svg.ts';

export interface State {
  figure: AnyFigure;
  values: AnyValues;
  result: unknown;
  /** Permalink of this state. */
  address: string;
  host: HTMLElement;
}

/** HTML of a frame that shows this figure, in this state, in another page. */
export function frameCode(figure: AnyFigure, embed: string, address: string, height: number): string {
  const url = new URL(embed);
  url.search = new URL(address).search;
  return `<iframe src="${escapeAttribute(url.href)}" title="${escapeAttribute(`${figureName(figure)}, Less salt, more current`)}" width="100%" height="${Math.ceil(height)}" loading="lazy"></iframe>`;
}

/** Copies, or shows what could not be copied. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Does what a button of the menu asks; returns a sentence for the reader, empty where a file says enough. */
export async function takeAway(what: string, { figure, values, result, address, host }: State): Promise<string> {
  const name = `figure-${figure.id}`;
  const head = provenanceLines(figure, values, address);
  if (what === 'csv') download(`${name}.csv`, 'text/csv', tableToCsv(figure.table(result, values), head));
  if (what === 'json') download(`${name}.json`, 'application/json', figureToJson(figure, values, result, address));
  if (what === 'svg') download(`${name}.svg`, 'image/svg+xml', pictureOf(host, head).svg);
  if (what === 'png') download(`${name}.png`, 'image/png', await (await import('./png.ts')).pngOf(host, head));
  if (what === 'frame') {
    const code = frameCode(figure, host.querySelector<HTMLAnchorElement>('a[data-embed]')!.href, address, host.getBoundingClientRect().height + 40);
    return (await copied(code)) ? 'The code of the frame is copied; paste it where your page takes HTML.' : `The code of the frame: ${code}`;
  }
  return '';
}
