/** State that figures of one page share: composition, temperature, sample. One knob moves all who listen. */

type Listener = (name: string, value: number | string | boolean, from: object) => void;

const listeners = new Set<Listener>();

/** Calls `listener` for each later change; returns the way to stop. */
export function listenLinked(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells everyone but `from`. */
export function setLinked(name: string, value: number | string | boolean, from: object): void {
  for (const listener of listeners) listener(name, value, from);
}
