/** What a reader has done, kept in this browser only. Where storage is denied it lasts for the page. */
import { FIRST_SEED } from './draw.ts';

export interface Attempt {
  seed: number;
  attempts: number;
  right: boolean;
  /** ISO date of the last one. */
  at: string;
}

export interface Progress {
  version: 1;
  /** The reader's own numbers, or those of the class link. */
  seed: number;
  done: Record<string, Attempt>;
}

export const STORAGE_KEY = 'exercises';
const empty = (): Progress => ({ version: 1, seed: FIRST_SEED, done: {} });
let kept: Progress | undefined;

const isAttempt = (v: unknown): v is Attempt => typeof v === 'object' && v !== null && ['seed', 'attempts'].every((k) => Number.isInteger((v as Record<string, unknown>)[k])) && typeof (v as Attempt).right === 'boolean';

/** Progress from its text; what cannot be used is left out. */
export function parseProgress(text: string | null): Progress {
  const progress = empty();
  try {
    const read = JSON.parse(text ?? 'null') as Partial<Progress> | null;
    if (read?.version !== 1) return progress;
    if (Number.isInteger(read.seed) && read.seed! >= 1) progress.seed = read.seed!;
    for (const [id, attempt] of Object.entries(read.done ?? {})) if (isAttempt(attempt)) progress.done[id] = attempt;
  } catch {
    // Not ours, or damaged: begin afresh.
  }
  return progress;
}

export function readProgress(): Progress {
  if (!kept) {
    let text: string | null = null;
    try {
      text = localStorage.getItem(STORAGE_KEY);
    } catch {
      // Denied: nothing was kept.
    }
    kept = parseProgress(text);
  }
  return kept;
}

function write(progress: Progress): void {
  kept = progress;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(progress));
  } catch {
    // Denied or full: it lasts for this page.
  }
}

export function setSeed(seed: number): void {
  write({ ...readProgress(), seed });
}

/** One more try. A right answer stays right for its seed. */
export function recordAttempt(id: string, seed: number, right: boolean): void {
  const progress = readProgress();
  const before = progress.done[id]?.seed === seed ? progress.done[id] : undefined;
  write({ ...progress, done: { ...progress.done, [id]: { seed, attempts: (before?.attempts ?? 0) + 1, right: right || before?.right === true, at: new Date().toISOString() } } });
}

/** As a file to keep or to hand in. */
export const exportProgress = (): string => `${JSON.stringify({ ...readProgress(), of: 'Less salt, more current: exercises' }, null, 2)}\n`;

/** Takes up a saved file beside what is here: a right answer of either stays right, the seed is the file's. Null, and nothing changed, where it is no such file. */
export function importProgress(text: string): number | null {
  const saved = parseProgress(text);
  const ids = Object.keys(saved.done);
  if (ids.length === 0) return null;
  const { done } = readProgress();
  const better = (id: string): Attempt => {
    const [here, there] = [done[id], saved.done[id]!];
    return here && here.right && !(there.right && there.seed === saved.seed) ? here : there;
  };
  write({ version: 1, seed: saved.seed, done: { ...done, ...Object.fromEntries(ids.map((id) => [id, better(id)])) } });
  return ids.length;
}

export function eraseProgress(): void {
  kept = empty();
  try {
    localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Denied: there is nothing to remove.
  }
}
