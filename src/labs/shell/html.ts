/** Parts of a page that are written anew when their words change, without taking the focus from the reader. */

const wanted = new WeakMap<Element, string>();
const waiting = new WeakSet<Element>();

/**
 * Makes `node` hold `html`, if it is not what was asked for last. Where it holds anything that can be reached, it waits until the present event
 * is over: a box that is being left, and the one that is gone to, must not vanish on the way. Then the new control with the same `data-focus`
 * has the focus, and keeps text half typed.
 */
export function setHtml(node: Element, html: string): void {
  if (wanted.get(node) === html) return;
  wanted.set(node, html);
  if (!node.querySelector('a,button,input,select,summary,[tabindex]')) node.innerHTML = html;
  else if (!waiting.has(node)) {
    waiting.add(node);
    setTimeout(() => {
      waiting.delete(node);
      replaceHtml(node, wanted.get(node)!);
    });
  }
}

/** Makes `node` hold `html` at once; the control of the same `data-focus` takes over the focus and text half typed. */
export function replaceHtml(node: Element, html: string): void {
  const active = node.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
  const key = active?.dataset['focus'];
  const typing = active instanceof HTMLInputElement && active.type === 'text' && active.value !== active.defaultValue ? active.value : null;
  node.innerHTML = html;
  const again = key === undefined ? null : node.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
  if (typing !== null && again instanceof HTMLInputElement) again.value = typing;
}
