/** The search page: pagefind's index, loaded with the first letter typed. */
interface PagefindResult {
  data(): Promise<{ url: string; excerpt: string; meta: { title?: string }; sub_results?: { url: string; title: string; excerpt: string }[] }>;
}
interface Pagefind {
  options(o: { baseUrl: string }): Promise<void>;
  debouncedSearch(query: string): Promise<{ results: PagefindResult[] } | null>;
}

const input = document.querySelector<HTMLInputElement>('#q')!;
const list = document.querySelector('#results')!;
const found = document.querySelector('#found')!;
let engine: Promise<Pagefind> | undefined;

async function load(): Promise<Pagefind> {
  const base = import.meta.env.BASE_URL;
  const pagefind = (await import(/* @vite-ignore */ `${base}pagefind/pagefind.js`)) as Pagefind;
  await pagefind.options({ baseUrl: base });
  return pagefind;
}

async function search(): Promise<void> {
  const query = input.value.trim();
  if (query === '') {
    list.replaceChildren();
    found.textContent = '';
    return;
  }
  try {
    engine ??= load();
    const answer = await (await engine).debouncedSearch(query);
    if (!answer) return;
    const pages = await Promise.all(answer.results.slice(0, 8).map((r) => r.data()));
    list.innerHTML = pages
      .map((page) => {
        const best = page.sub_results?.[0];
        return `<li><a href="${best?.url ?? page.url}">${page.meta.title ?? page.url}${best && best.title !== page.meta.title ? `: ${best.title}` : ''}</a><p>${best?.excerpt ?? page.excerpt}</p></li>`;
      })
      .join('');
    found.textContent = pages.length === 0 ? `Nothing was found for “${query}”.` : `${answer.results.length} pages`;
  } catch {
    engine = undefined;
    found.textContent = 'The search index could not be loaded; the chapters and the glossary are all linked from the first page.';
  }
}

input.addEventListener('input', () => void search());
const asked = new URLSearchParams(window.location.search).get('q');
if (asked) {
  input.value = asked;
  void search();
}
