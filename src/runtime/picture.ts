/** The picture of a figure as a file: every panel that the page shows now in one SVG, colours and type written out, provenance inside. */
import { escapeText } from './svg.ts';

const INHERITED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-style', 'font-weight', 'paint-order'];
const MARGIN = 16;
const LINE = 18;
const LETTER = 6.1; // px, mean width of a 12 px letter of the sans; for breaking lines only

/** Colours as rgb(): other programs do not read oklab() or color(). */
function plainColour(colour: string, brush: CanvasRenderingContext2D): string {
  if (!/^(oklab|oklch|color|lab|lch)\(/.test(colour)) return colour;
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data as unknown as [number, number, number, number];
  return a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
}

/** A copy of a drawing that needs no style sheet. */
function standAlone(svg: SVGSVGElement, brush: CanvasRenderingContext2D): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((source, i) => {
    const style = getComputedStyle(source);
    const target = to[i]!;
    for (const name of INHERITED) target.setAttribute(name, plainColour(style.getPropertyValue(name), brush));
    target.removeAttribute('class');
    target.removeAttribute('data-panel');
  });
  for (const bead of copy.querySelectorAll('[data-track]')) bead.remove();
  copy.setAttribute('overflow', 'visible');
  return copy;
}

/** Lines of at most `letters` letters, broken at spaces. */
export function brokenLines(text: string, letters: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + word.length + 1 > letters) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** The words over a panel as SVG, in the type that the page gives them. */
function titleOf(title: HTMLElement, x: number, y: number, brush: CanvasRenderingContext2D): SVGTextElement {
  const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  text.setAttribute('x', x.toFixed(1));
  text.setAttribute('y', y.toFixed(1));
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const style = getComputedStyle(node.parentElement!);
    const span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
    span.textContent = node.textContent;
    span.setAttribute('fill', plainColour(style.color, brush));
    for (const name of ['font-family', 'font-size', 'font-style', 'font-weight']) span.setAttribute(name, style.getPropertyValue(name));
    text.append(span);
  }
  return text;
}

export interface Picture {
  svg: string;
  width: number;
  height: number;
}

/** SVG source of what the figure (or the one panel that `host` is) shows, panel beside panel as in the page, with its caption. `css` goes into a style element (fonts). */
export function pictureOf(host: HTMLElement, head: string[], css = ''): Picture {
  const panels = host.matches('.panel') ? host : host.querySelector<HTMLElement>('.panels')!;
  const box = panels.getBoundingClientRect();
  const root = getComputedStyle(host.ownerDocument.documentElement);
  const ink = getComputedStyle(panels).color;
  const sans = getComputedStyle(host.querySelector('svg.plot')!).fontFamily;
  const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })!;
  const words = (x: number, y: number, text: string): string => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${ink}" font-family="${escapeText(sans).replace(/"/g, '&quot;')}" font-size="12">${escapeText(text)}</text>`;
  const parts: string[] = [];
  for (const svg of panels.querySelectorAll<SVGSVGElement>('svg.plot')) {
    const at = svg.getBoundingClientRect();
    if (at.width === 0) continue;
    const copy = standAlone(svg, brush);
    for (const [name, value] of Object.entries({ x: at.left - box.left + MARGIN, y: at.top - box.top + MARGIN, width: at.width, height: at.height })) copy.setAttribute(name, value.toFixed(1));
    const title = svg.parentElement?.querySelector<HTMLElement>(':scope > .ph');
    const over = title?.getBoundingClientRect();
    if (title && over) parts.push(new XMLSerializer().serializeToString(titleOf(title, over.left - box.left + MARGIN, over.bottom - box.top + MARGIN - 6, brush)));
    parts.push(new XMLSerializer().serializeToString(copy));
  }
  const width = Math.ceil(box.width + 2 * MARGIN);
  const caption = head.slice(0, 2).flatMap((line) => brokenLines(line, Math.floor(box.width / LETTER)));
  const top = box.height + 2 * MARGIN + LINE;
  const height = Math.ceil(top + caption.length * LINE);
  const paper = root.backgroundColor;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><title>${escapeText(head[0] ?? '')}</title><metadata>${head.map(escapeText).join('\n')}</metadata>${css === '' ? '' : `<style>${css}</style>`}<rect width="100%" height="100%" fill="${paper}"/>${parts.join('')}${caption.map((line, i) => words(MARGIN, top + i * LINE, line)).join('')}</svg>`;
  return { svg, width, height };
}
