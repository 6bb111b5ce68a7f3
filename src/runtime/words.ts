/** Rich text that follows the hand: only the letters that changed are written, so that the page need not build the sentence anew. */

const shown = new WeakMap<Element, string>();

/** Makes the inside of `node` what `html` says. Nothing else may write into `node`. */
export function showHtml(node: Element, html: string): void {
  if (shown.get(node) === html) return;
  shown.set(node, html);
  const wanted = node.ownerDocument.createElement('template');
  wanted.innerHTML = html;
  follow(node, wanted.content);
}

/** Text nodes and elements of the same kind stay where they are; others are replaced. */
function follow(old: Node, wanted: Node): void {
  let at = old.firstChild;
  for (const next of [...wanted.childNodes]) {
    if (at && at.nodeName === next.nodeName && alike(at, next)) {
      if (next.nodeType === Node.TEXT_NODE) {
        if (at.nodeValue !== next.nodeValue) at.nodeValue = next.nodeValue;
      } else follow(at, next);
      at = at.nextSibling;
    } else old.insertBefore(next, at);
  }
  while (at) {
    const after = at.nextSibling;
    at.parentNode!.removeChild(at);
    at = after;
  }
}

/** The marks of rich text have no attribute but a class. */
const alike = (a: Node, b: Node): boolean => a.nodeType !== Node.ELEMENT_NODE || (a as Element).className === (b as Element).className;
