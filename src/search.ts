/** The search page: pagefind's index, loaded with the first letter typed or the first filter chosen. State lives in the address. */
import { ask, type Engine, type Filters, type Found, type Piece } from './search-query.ts';

interface Pagefind extends Engine {
  options(o: { baseUrl: string; excerptLength: number }): Promise<void>;
  filters(): Promise<Record<string, Record<string, number>>>;
}

const SHOWN = 10;
const PAUSE_MS = 120;
const base = import.meta.env.BASE_URL;
const form = document.querySelector<HTMLFormElement>('form.search')!;
const input = form.querySelector<HTMLInputElement>('#q')!;
const selects = [...form.querySelectorAll('select')];
const list = document.querySelector<HTMLElement>('#results')!;
const found = document.querySelector('#found')!;
const more = document.querySelector<HTMLButtonElement>('#more')!;

let engine: Promise<Pagefind> | undefined;
let round = 0;
let results: Found[] = [];
let shown = 0;
let pause = 0;

async function load(): Promise<Pagefind> {
  const pagefind = (await import(/* @vite-ignore */ `${base}pagefind/pagefind.js`)) as Pagefind;
  await pagefind.options({ baseUrl: base, excerptLength: 26 });
  await fillSelects(await pagefind.filters());
  return pagefind;
}

/** Only what the index holds can be chosen, each with its number of places. */
async function fillSelects(known: Record<string, Record<string, number>>): Promise<void> {
  for (const select of selects) {
    const chosen = select.value;
    const options = Object.entries(known[select.name] ?? {}).sort(([a], [b]) => a.localeCompare(b, 'en'));
    select.replaceChildren(new Option('any', ''), ...options.map(([value, count]) => new Option(`${value} (${count})`, value)));
    select.value = options.some(([value]) => value === chosen) ? chosen : '';
  }
}

const chosen = (): Filters => Object.fromEntries(selects.filter((s) => s.value !== '').map((s) => [s.name, s.value]));

function remember(): void {
  const url = new URL(window.location.href);
  for (const [name, value] of [['q', input.value.trim()], ...selects.map((s) => [s.name, s.value])] as [string, string][]) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  window.history.replaceState(null, '', url);
}

async function search(): Promise<void> {
  const mine = ++round;
  try {
    engine ??= load();
    const pagefind = await engine;
    const query = input.value.trim();
    const answer = await ask(pagefind, query, chosen());
    if (mine !== round) return;
    remember();
    results = answer;
    shown = 0;
    list.replaceChildren();
    const asked = query === '' && Object.keys(chosen()).length === 0;
    found.textContent = asked ? '' : results.length === 0 ? `Nothing was found${query ? ` for “${query}”` : ''}${Object.keys(chosen()).length ? ' with these filters' : ''}.` : `${results.length} ${results.length === 1 ? 'place' : 'places'}`;
    await show(mine);
  } catch {
    engine = undefined;
    found.textContent = 'The search index could not be loaded; the chapters and the glossary are all linked from the first page.';
  }
}

/** The next ten. */
async function show(mine = round): Promise<void> {
  const pieces = await Promise.all(results.slice(shown, shown + SHOWN).map((r) => r.data()));
  if (mine !== round) return;
  shown += pieces.length;
  list.append(...pieces.map(itemOf));
  more.hidden = shown >= results.length;
}

/** A place: its name as a link, what it is and where, the words around the hit. Long pages lead to their best section. */
function itemOf(piece: Piece): HTMLLIElement {
  const best = piece.sub_results?.[0];
  const title = piece.meta.title ?? piece.url;
  const section = best && best.title !== title ? `: ${best.title}` : '';
  const item = document.createElement('li');
  const link = document.createElement('a');
  // A record has its own anchor; the headings inside it have none.
  link.href = piece.url.includes('#') ? piece.url : (best?.url ?? piece.url);
  link.textContent = title + section;
  const where = document.createElement('span');
  where.className = 'kind';
  where.textContent = [piece.meta.kind, piece.meta.page !== title ? piece.meta.page : ''].filter(Boolean).join(', ');
  const words = document.createElement('p');
  // Pagefind escapes the text and adds <mark> only.
  words.innerHTML = best?.excerpt && !piece.url.includes('#') ? best.excerpt : piece.excerpt;
  item.append(link, ' ', where, words);
  return item;
}

const soon = (): void => {
  clearTimeout(pause);
  pause = window.setTimeout(() => void search(), PAUSE_MS);
};
const links = (): HTMLAnchorElement[] => [...list.querySelectorAll('a')];

input.addEventListener('input', soon);
input.addEventListener('focus', () => void (engine ??= load()).catch(() => (engine = undefined)), { once: true });
for (const select of selects) select.addEventListener('change', () => void search());
more.addEventListener('click', () => {
  const before = shown;
  void show().then(() => links()[before]?.focus());
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(pause);
  // Enter goes to the best place, also when it is pressed before the answer is there.
  void search().then(() => links()[0]?.click());
});
document.addEventListener('keydown', (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const all = links();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  if (at < 0 && document.activeElement !== input) return;
  if (event.key === 'ArrowDown' && all.length) all[Math.min(at + 1, all.length - 1)]!.focus();
  else if (event.key === 'ArrowUp' && at >= 0) (at === 0 ? input : all[at - 1]!).focus();
  else if (event.key === 'Escape' && at >= 0) input.focus();
  else return;
  event.preventDefault();
});

const asked = new URLSearchParams(window.location.search);
input.value = asked.get('q') ?? '';
for (const select of selects) {
  const value = asked.get(select.name);
  if (value) {
    select.append(new Option(value, value));
    select.value = value;
  }
}
if (input.value || Object.keys(chosen()).length) void search();
