/** Pictures of a lab: the panels of the figures (src/runtime/figure.ts), drawn at build and patched in the page, each with its own SVG and PNG. */
import type { Panel } from '../../runtime/figure.ts';
import { pictureOf } from '../../runtime/picture.ts';
import { pngOf } from '../../runtime/png.ts';
import { download } from '../../runtime/download.ts';
import { panelSvg } from '../../runtime/render.ts';
import { richToHtml, richToPlain } from '../../runtime/rich.ts';
import { patch, toMarkup } from '../../runtime/svg.ts';

/** `words` is what assistive technology hears of a picture. */
export type LabPanel = Panel & { words: string };

const spoken = ({ title, words }: LabPanel): string => `${richToPlain(title ?? '')}. ${richToPlain(words)}`;

/** HTML of a panel, for the page at build. */
export const panelHtml = (panel: LabPanel): string =>
  `<div class="panel span-${panel.span}" data-key="${panel.key}"><p class="ph">${richToHtml(panel.title ?? '')}</p><p class="save needs-js"><button type="button" data-picture="svg">SVG</button><button type="button" data-picture="png">PNG</button></p>${toMarkup(panelSvg(panel, false, spoken(panel)))}${toMarkup(panelSvg(panel, true, spoken(panel)))}</div>`;

/** Patches the panels of the page; one that is not among `panels` is hidden, or rests as it is where they are only `some`. */
export function drawPanels(root: HTMLElement, panels: readonly LabPanel[], some = false): void {
  const narrow = window.matchMedia('(max-width: 699px)').matches;
  for (const host of root.querySelectorAll<HTMLElement>('.panel[data-key]')) {
    const panel = panels.find((p) => p.key === host.dataset['key']);
    if (!some) host.hidden = panel === undefined;
    if (!panel) continue;
    host.querySelector('.ph')!.innerHTML = richToHtml(panel.title ?? '');
    const svg = host.querySelector(`svg.plot.${narrow ? 'narrow-only' : 'wide-only'}`);
    if (svg) patch(svg, panelSvg(panel, narrow, spoken(panel)));
  }
}

/** Saves the picture of a panel as it stands now. `head`: title first, then provenance. */
export async function savePicture(host: HTMLElement, kind: 'svg' | 'png', name: string, head: string[]): Promise<void> {
  if (kind === 'svg') download(`${name}.svg`, 'image/svg+xml', pictureOf(host, head).svg);
  else download(`${name}.png`, 'image/png', await pngOf(host, head));
}
