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
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    node.attrs[name] = typeof value === 'number' ? round(value) : value;
  }
  for (const child of children.flat()) {
    if (typeof child === 'string') node.text += child;
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
const drawn = new WeakMap<Element, El>();

/** Makes `node` show `next`, touching only what changed since the last call. */
export function patch(node: Element, next: El): void {
  const last = drawn.get(node);
  drawn.set(node, next);
  patchAttributes(node, next, last);
  if (next.children.length === 0) {
    if (node.firstElementChild || node.textContent !== next.text) node.textContent = next.text;
    return;
  }
  // Mixed content is drawn as text first, then children: what `toMarkup` writes.
  const lead = node.firstChild;
  if (next.text !== '') {
    if (lead?.nodeType === Node.TEXT_NODE) {
      if (lead.nodeValue !== next.text) lead.nodeValue = next.text;
    } else node.insertBefore(document.createTextNode(next.text), lead);
  } else if (lead?.nodeType === Node.TEXT_NODE) lead.remove();
  next.children.forEach((child, i) => {
    const old = node.children[i];
    if (old?.localName === child.tag.toLowerCase() || old?.localName === child.tag) patch(old, child);
    else {
      const fresh = document.createElementNS(SVG, child.tag);
      patch(fresh, child);
      if (old) old.replaceWith(fresh);
      else node.append(fresh);
    }
  });
  while (node.children.length > next.children.length) node.lastElementChild!.remove();
}

function patchAttributes(node: Element, next: El, last: El | undefined): void {
  for (const [name, value] of Object.entries(next.attrs)) {
    if (last ? last.attrs[name] !== value : node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
  if (last) {
    for (const name of Object.keys(last.attrs)) if (!(name in next.attrs)) node.removeAttribute(name);
  } else {
    for (const { name } of [...node.attributes]) if (!(name in next.attrs) && !name.startsWith('xmlns')) node.removeAttribute(name);
  }
}
