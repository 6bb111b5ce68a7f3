/** Pictures of a lab: the panels of the figures (src/runtime/figure.ts), drawn at build and patched in the page, each with its own SVG and PNG. */
import type { Panel } from '../../runtime/figure.ts';
import { download, svgFile } from '../../runtime/export.ts';
import { panelSvg } from '../../runtime/render.ts';
import { richToHtml, richToPlain } from '../../runtime/rich.ts';
import { patch, toMarkup } from '../../runtime/svg.ts';

/** `words` is what assistive technology hears of a picture. */
export type LabPanel = Panel & { words: string };

const spoken = ({ title, words }: LabPanel): string => `${richToPlain(title ?? '')}. ${richToPlain(words)}`;

/** HTML of a panel, for the page at build. */
export const panelHtml = (panel: LabPanel): string =>
  `<div class="panel span-${panel.span}" data-key="${panel.key}"><p class="ph"><span data-title>${richToHtml(panel.title ?? '')}</span> <span class="save needs-js"><button type="button" data-picture="svg">SVG</button> <button type="button" data-picture="png">PNG</button></span></p>${toMarkup(panelSvg(panel, false, spoken(panel)))}${toMarkup(panelSvg(panel, true, spoken(panel)))}</div>`;

/** Patches the panels of the page; one that is not among `panels` is hidden, or rests as it is where they are only `some`. */
export function drawPanels(root: HTMLElement, panels: readonly LabPanel[], some = false): void {
  const narrow = window.matchMedia('(max-width: 699px)').matches;
  for (const host of root.querySelectorAll<HTMLElement>('.panel[data-key]')) {
    const panel = panels.find((p) => p.key === host.dataset['key']);
    if (!some) host.hidden = panel === undefined;
    if (!panel) continue;
    host.querySelector('[data-title]')!.innerHTML = richToHtml(panel.title ?? '');
    const svg = host.querySelector(`svg.plot.${narrow ? 'narrow-only' : 'wide-only'}`);
    if (svg) patch(svg, panelSvg(panel, narrow, spoken(panel)));
  }
}

/** Saves the picture of a panel as it stands now. `head`: title first, then provenance. */
export async function savePicture(host: HTMLElement, kind: 'svg' | 'png', name: string, head: string[]): Promise<void> {
  const svg = [...host.querySelectorAll<SVGSVGElement>('svg.plot')].find((s) => getComputedStyle(s).display !== 'none');
  if (!svg) return;
  const source = svgFile(svg, head);
  if (kind === 'svg') download(`${name}.svg`, 'image/svg+xml', source);
  else saveUrl(`${name}.png`, await pngUrl(source, svg.viewBox.baseVal.width, svg.viewBox.baseVal.height));
}

/** A PNG of 3 px a unit as a data URL. The picture is read from a data URL: the page's policy allows no other source. */
async function pngUrl(source: string, width: number, height: number): Promise<string> {
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 3 * width;
  canvas.height = 3 * height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

function saveUrl(name: string, url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
