/** The last state of a lab, kept in this browser alone. Nothing here fails: a sentence says what could not be done. */

export interface Saved {
  version: number;
  state: unknown;
}

export const keyOf = (lab: string): string => `lab:${lab}`;

/** Keeps a state; returns a sentence when the browser refuses, else null. */
export function save(lab: string, saved: Saved): string | null {
  try {
    localStorage.setItem(keyOf(lab), JSON.stringify(saved));
    return null;
  } catch (error) {
    return error instanceof DOMException && /quota/i.test(error.name)
      ? 'The storage of this browser is full, so this state is not kept for the next visit: save it as JSON.'
      : 'This browser keeps nothing for this site, so the state is lost when the page closes: save it as JSON, or make a link.';
  }
}

/** What was kept, or null when there is nothing, or it cannot be read. */
export function load(lab: string): Saved | null {
  try {
    const text = localStorage.getItem(keyOf(lab));
    if (text === null) return null;
    const saved = JSON.parse(text) as Partial<Saved> | null;
    return saved && typeof saved === 'object' && typeof saved.version === 'number' && 'state' in saved ? (saved as Saved) : null;
  } catch {
    return null;
  }
}

export function forget(lab: string): void {
  try {
    localStorage.removeItem(keyOf(lab));
  } catch {
    // Storage that is denied holds nothing.
  }
}
