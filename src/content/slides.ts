/**
 * Stand-alone SVG of a panel, for slides: the style sheet of the site written out as attributes in its light colours, because presentation
 * programs know neither custom properties nor our classes. Runs in Node, at build.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { nodeKernels, repositoryRoot } from '../kernels/node.ts';
import { provenanceLines } from '../runtime/export.ts';
import { defaults, type AnyFigure, type Panel } from '../runtime/figure.ts';
import { panelSvg, panelWords } from '../runtime/render.ts';
import { richToPlain } from '../runtime/rich.ts';
import { escapeText, toMarkup } from '../runtime/svg.ts';

interface Rule {
  selector: string;
  specificity: number;
  declarations: [property: string, value: string][];
}

const ATTRIBUTES = new Set(['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-style', 'font-weight', 'paint-order', 'text-anchor', 'display', 'vector-effect']);

/** Ids, classes with attributes and pseudo-classes, names: enough to order the rules of these style sheets. */
const specificity = (selector: string): number =>
  100 * (selector.match(/#[\w-]+/g)?.length ?? 0) + 10 * (selector.match(/\.[\w-]+|\[[^\]]*\]|:[a-z-]+/g)?.length ?? 0) + (selector.match(/(^|[\s>+~])[a-z]+/g)?.length ?? 0);

/** Selectors split at commas outside parentheses and brackets. */
function selectors(list: string): string[] {
  const out = [''];
  let depth = 0;
  for (const c of list) {
    if (c === '(' || c === '[') depth++;
    if (c === ')' || c === ']') depth--;
    if (c === ',' && depth === 0) out.push('');
    else out[out.length - 1] += c;
  }
  return out.map((s) => s.trim());
}

/** Rules outside of any condition (@media and the like), custom properties of :root resolved for the light theme. */
function readRules(): Rule[] {
  const css = ['site.css', 'parts.css'].map((name) => readFileSync(join(repositoryRoot(), 'src/styles', name), 'utf8')).join('\n').replace(/\/\*[\s\S]*?\*\//g, '');
  const blocks: [string, string][] = [];
  let depth = 0;
  let head = '';
  let body = '';
  for (const c of css) {
    if (c === '{' && depth++ === 0) continue;
    if (c === '}' && --depth === 0) {
      blocks.push([head.trim(), body]);
      head = body = '';
      continue;
    }
    if (depth === 0) head += c;
    else body += c;
  }
  const pairs = (text: string): [string, string][] =>
    text.split(';').flatMap((part) => {
      const colon = part.indexOf(':');
      return colon < 0 ? [] : [[part.slice(0, colon).trim(), part.slice(colon + 1).trim()] as [string, string]];
    });
  const properties = new Map(blocks.filter(([h]) => h === ':root').flatMap(([, b]) => pairs(b)));
  const resolve = (value: string): string => {
    const light = value.replace(/light-dark\(([^,()]+),[^)]*\)/g, '$1').replace(/var\((--[\w-]+)\)/g, (_, name: string) => properties.get(name) ?? '');
    return light === value ? value : resolve(light);
  };
  return blocks
    .filter(([h]) => !h.startsWith('@'))
    .flatMap(([h, b]) =>
      selectors(h)
        .filter((s) => !/:(hover|focus|active)/.test(s))
        .map((selector) => ({ selector, specificity: specificity(selector), declarations: pairs(b).map(([p, v]) => [p, resolve(v).replace(/\s*!important/, '')] as [string, string]) })),
    )
    .sort((a, b) => a.specificity - b.specificity);
}

let rules: Rule[] | undefined;

/** "16px" as SVG attributes have it. */
const attributeValue = (property: string, value: string): string => {
  if (property === 'font-family') return `${value.replaceAll('"', "'")}`;
  return value.replace(/(\d)px/g, '$1');
};

/** Room at the sides: where our font is not installed, words run wider than the panel was laid out for. */
const ROOM = 40;

/** Names of elements as `drawn` writes them: HTML has no capital letters, and a picture whose gradient lost one shows none. */
function withCapitals(markup: string, drawn: string): string {
  const names = new Map([...drawn.matchAll(/<([a-z]+[A-Z]\w*)/g)].map(([, name]) => [name!.toLowerCase(), name!]));
  return markup.replace(/(<\/?)([a-z]+)/g, (tag, open: string, name: string) => (names.has(name) ? open + names.get(name)! : tag));
}

/** The panel as an SVG file with its provenance inside. `address`: where the figure stands. */
export function slideSvg(figure: AnyFigure, panel: Panel, summary: string, address: string): string {
  rules ??= readRules();
  const drawn = panelSvg(panel, false, panelWords(figure, panel, summary));
  const markup = toMarkup(drawn);
  const { document } = parseHTML(`<!doctype html><html><body>${markup}</body></html>`);
  const svg = document.querySelector('svg')!;
  const styles = new Map<Element, Map<string, string>>();
  for (const { selector, declarations } of rules) {
    let hits: Element[];
    try {
      hits = [...document.querySelectorAll(selector)];
    } catch {
      // A selector that only browsers know cannot concern a still picture.
      continue;
    }
    for (const element of hits) {
      const style = styles.get(element) ?? styles.set(element, new Map()).get(element)!;
      for (const [property, value] of declarations) if (ATTRIBUTES.has(property)) style.set(property, attributeValue(property, value));
    }
  }
  for (const [element, style] of styles) for (const [property, value] of style) element.setAttribute(property, value);
  // Beads are for fingers; classes mean nothing outside of this site.
  for (const bead of document.querySelectorAll('.handle')) bead.remove();
  for (const element of [svg, ...svg.querySelectorAll('*')]) {
    element.removeAttribute('class');
    for (const { name } of [...element.attributes]) if (name.startsWith('data-')) element.removeAttribute(name);
  }
  const head = provenanceLines(figure, defaults(figure.params), address);
  const [, , width, height] = svg.getAttribute('viewBox')!.split(' ').map(Number) as [number, number, number, number];
  const [wide, high] = [width + 2 * ROOM, height + ROOM];
  const title = `${head[0]}${panel.title ? ` (${richToPlain(panel.title)})` : ''}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-ROOM} ${-ROOM / 2} ${wide} ${high}" width="${wide}" height="${high}" font-family="${svg.getAttribute('font-family') ?? 'sans-serif'}" font-size="${svg.getAttribute('font-size') ?? 13}"><title>${escapeText(title)}</title><metadata>${head.map(escapeText).join('\n')}</metadata><rect x="${-ROOM}" y="${-ROOM / 2}" width="${wide}" height="${high}" fill="#ffffff"/>${withCapitals(svg.innerHTML, markup)}</svg>\n`;
}

export interface Slide {
  /** Name of the file. */
  file: string;
  figure: AnyFigure;
  panel: Panel;
  svg: string;
}

const made = new Map<string, Promise<Slide[]>>();

/** Every panel of a figure in the paper's own state, computed once for a build. `base`: address of the site. */
export function slidesOf(figure: AnyFigure, base: string): Promise<Slide[]> {
  const key = `${figure.id} ${base}`;
  const slides = made.get(key) ?? drawSlides(figure, base);
  made.set(key, slides);
  return slides;
}

async function drawSlides(figure: AnyFigure, base: string): Promise<Slide[]> {
  const values = defaults(figure.params);
  const result = figure.compute(await nodeKernels(figure.kernels), values);
  const summary = figure.summary(result, values);
  return figure.view(result, values).map((panel) => ({ file: `${figure.id}-${panel.key}.svg`, figure, panel, svg: slideSvg(figure, panel, summary, `${base}slides/${figure.id}-${panel.key}.svg`) }));
}
