/**
 * A picture as plain data, so that one description draws the same SVG at build (as text) and in the page (patched in place).
 * Figures build trees with `el`; nothing is ever read back from the drawing.
 */
export interface El {
  tag: string;
  attrs: Record<string, string | number>;
  children: El[];
  text: string;
}

type Attrs = Record<string, string | number | false | null | undefined>;

/** A node. Attributes that are null, undefined or false are left out; numbers are rounded to 1/100 px. */
export function el(tag: string, attrs: Attrs = {}, ...children: (El | El[] | string | null | undefined | false)[]): El {
  const node: El = { tag, attrs: {}, children: [], text: '' };
  for (const name in attrs) {
    const value = attrs[name];
    if (value === null || value === undefined || value === false) continue;
    node.attrs[name] = typeof value === 'number' ? round(value) : value;
  }
  for (const child of children) {
    if (Array.isArray(child)) node.children.push(...child);
    else if (typeof child === 'string') node.text += child;
    else if (child) node.children.push(child);
  }
  return node;
}

export const round = (n: number): number => Math.round(n * 100) / 100;

/** Text safe inside markup. */
export const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
export const escapeAttribute = (text: string): string => escapeText(text).replace(/"/g, '&quot;');

/** SVG source of a tree. */
export function toMarkup({ tag, attrs, children, text }: El): string {
  const written = Object.entries(attrs)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
  const inner = escapeText(text) + children.map(toMarkup).join('');
  return inner === '' ? `<${tag}${written}/>` : `<${tag}${written}>${inner}</${tag}>`;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A node of the page and what was drawn into it last. */
interface Drawn {
  node: Element;
  el: El;
  children: Drawn[];
}

const roots = new WeakMap<Element, Drawn>();

/** Makes `node` show `next`. The first call takes over what the page holds; later ones compare the two descriptions and touch only what changed. */
export function patch(node: Element, next: El): void {
  const last = roots.get(node);
  roots.set(node, last ? redrawn(last, next) : adopted(node, next));
}

function redrawn(drawn: Drawn, next: El): Drawn {
  const { node, el: last, children } = drawn;
  if (last === next) return drawn;
  for (const name in next.attrs) if (last.attrs[name] !== next.attrs[name]) node.setAttribute(name, String(next.attrs[name]));
  for (const name in last.attrs) if (!(name in next.attrs)) node.removeAttribute(name);
  if (last.text !== next.text) write(node, next.text);
  for (let i = 0; i < next.children.length; i++) {
    const [old, child] = [children[i], next.children[i]!];
    if (old?.el.tag === child.tag) children[i] = redrawn(old, child);
    else {
      const fresh = made(child);
      if (old) old.node.replaceWith(fresh.node);
      else node.appendChild(fresh.node);
      children[i] = fresh;
    }
  }
  while (children.length > next.children.length) children.pop()!.node.remove();
  drawn.el = next;
  return drawn;
}

function made(el: El): Drawn {
  const node = document.createElementNS(SVG, el.tag);
  for (const name in el.attrs) node.setAttribute(name, String(el.attrs[name]));
  if (el.text !== '') node.append(el.text);
  const children = el.children.map(made);
  for (const child of children) node.appendChild(child.node);
  return { node, el, children };
}

/** Takes over a node of the built page, whose markup may be written in a shorter form. */
function adopted(node: Element, el: El): Drawn {
  for (const name in el.attrs) if (node.getAttribute(name) !== String(el.attrs[name])) node.setAttribute(name, String(el.attrs[name]));
  for (const { name } of [...node.attributes]) if (!(name in el.attrs) && !name.startsWith('xmlns')) node.removeAttribute(name);
  if (el.children.length === 0) {
    if (node.firstElementChild || node.textContent !== el.text) node.textContent = el.text;
    return { node, el, children: [] };
  }
  write(node, el.text);
  const children = el.children.map((child, i): Drawn => {
    const old = node.children[i];
    // A parser of HTML may write a name small.
    if (old?.localName === child.tag || old?.localName === child.tag.toLowerCase()) return adopted(old, child);
    const fresh = made(child);
    if (old) old.replaceWith(fresh.node);
    else node.appendChild(fresh.node);
    return fresh;
  });
  while (node.children.length > children.length) node.lastElementChild!.remove();
  return { node, el, children };
}

/** The text of a node stands before its children: what `toMarkup` writes. A text node that is kept costs the page less than a new one. */
function write(node: Element, text: string): void {
  const lead = node.firstChild;
  if (lead?.nodeType === Node.TEXT_NODE) {
    if (text === '') lead.remove();
    else if (lead.nodeValue !== text) lead.nodeValue = text;
  } else if (text !== '') node.insertBefore(document.createTextNode(text), lead);
}
