/** Undo and redo over whole states: plain data that is never changed in place. */

/** States kept; older ones fall off. */
const KEPT = 200;

export class History<S> {
  #past: S[] = [];
  #future: S[] = [];
  #now: S;
  #merge: string | undefined;

  constructor(first: S) {
    this.#now = first;
  }

  get now(): S {
    return this.#now;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A new state. Changes in a row with the same `merge` (one drag of one slider) are one step back. */
  push(next: S, merge?: string): void {
    if (next === this.#now) return;
    if (merge === undefined || merge !== this.#merge) this.#past.push(this.#now);
    if (this.#past.length > KEPT) this.#past.shift();
    this.#future = [];
    this.#merge = merge;
    this.#now = next;
  }

  /** Ends a run of merged changes: the next one is a step of its own. */
  settle(): void {
    this.#merge = undefined;
  }

  undo(): boolean {
    return this.#step(this.#past, this.#future);
  }
  redo(): boolean {
    return this.#step(this.#future, this.#past);
  }

  #step(from: S[], to: S[]): boolean {
    const state = from.pop();
    if (state === undefined) return false;
    to.push(this.#now);
    this.#now = state;
    this.#merge = undefined;
    return true;
  }
}
