/**
 * State that figures share: composition, temperature, sample. One knob moves all who listen on the page, and what the reader linked
 * goes along to the next page of the same visit. An address that carries a state of its own wins.
 */

type Value = number | string | boolean;
type Listener = (name: string, value: Value, from: object) => void;

const SHELF = 'linked';
const listeners = new Set<Listener>();

/** Calls `listener` for each later change; returns the way to stop. */
export function listenLinked(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells everyone but `from`, and the pages that follow. */
export function setLinked(name: string, value: Value, from: object): void {
  for (const listener of listeners) listener(name, value, from);
  moved[name] = value;
  clearTimeout(rest);
  rest = window.setTimeout(keep, 200);
}

/** What waits to be kept: writing to storage takes longer than a step of a slider may. */
let moved: Record<string, Value> = {};
let rest = 0;

function keep(): void {
  clearTimeout(rest);
  if (Object.keys(moved).length) write({ ...read(), ...moved });
  moved = {};
}
window.addEventListener('pagehide', keep);

/** What the reader moved on pages before this one; nothing where the address names a state. */
export const carried = (): Record<string, Value> => (new URLSearchParams(window.location.search).has('v') ? {} : { ...read(), ...moved });

/** A state that came with the address goes along as if the reader had moved it here. */
export function adoptAddress(): void {
  const search = new URLSearchParams(window.location.search);
  if (search.has('v')) write(Object.fromEntries(['x', 'T', 'sample'].flatMap((name) => (search.has(name) ? [[name, search.get(name)!]] : []))));
}

/** Back to the paper's own state, on the pages that follow too. */
export const forgetLinked = (): void => {
  moved = {};
  write({});
};

function read(): Record<string, Value> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(SHELF) ?? '{}');
    return kept !== null && typeof kept === 'object' ? (kept as Record<string, Value>) : {};
  } catch {
    return {};
  }
}

function write(kept: Record<string, Value>): void {
  try {
    if (Object.keys(kept).length) sessionStorage.setItem(SHELF, JSON.stringify(kept));
    else sessionStorage.removeItem(SHELF);
  } catch {
    // Storage may be denied or full: then the state ends with the page.
  }
}
