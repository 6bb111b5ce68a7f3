/** The rooms of the site beside its chapters; a room is linked when its page is there. */
const pages = Object.keys(import.meta.glob('../pages/**/*.astro')).map((path) => path.replace(/^\.\.\/pages\/|(\/index)?\.astro$/g, ''));

/** Paths of all pages, without slashes at the ends. */
export const PAGE_PATHS: readonly string[] = pages;

export interface Room {
  id: string;
  name: string;
  /** What one goes there for. */
  question: string;
  kind: 'play' | 'check';
}
const all: readonly Room[] = [
  { id: 'dashboard', name: 'Dashboard', question: 'What happens to everything at once when x or the temperature moves?', kind: 'play' },
  { id: 'lessons', name: 'Lessons', question: 'How can it be taught, and did I get it?', kind: 'play' },
  { id: 'labs', name: 'Labs', question: 'What do the same models say about my own data?', kind: 'play' },
  { id: 'discrepancies', name: 'Discrepancies', question: 'Where does the text pull against itself, and with what arithmetic?', kind: 'check' },
  { id: 'ledger', name: 'Ledger', question: 'What became of every number when it was computed again?', kind: 'check' },
  { id: 'data', name: 'Data', question: 'What was reported, what is rebuilt, what stays in words?', kind: 'check' },
];
const open = all.filter((room) => pages.includes(room.id));
export const PLAY = open.filter((room) => room.kind === 'play');
export const CHECK = open.filter((room) => room.kind === 'check');
