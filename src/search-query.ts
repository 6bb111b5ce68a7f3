/** Asking pagefind as people ask: small words are dropped, and where not every word is found together, places with most of them follow. */
export interface Found {
  id: string;
  score: number;
  data(): Promise<Piece>;
}

export interface Piece {
  url: string;
  excerpt: string;
  meta: { title?: string; kind?: string; page?: string };
  sub_results?: { url: string; title: string; excerpt: string }[];
}

export type Filters = Record<string, string>;

export interface Engine {
  search(query: string | null, options: { filters: Record<string, string | { any: string[] } | { none: string[] }> }): Promise<{ results: Found[] }>;
}

/** Words that a question is full of and no answer is about. */
const SMALL = new Set('a an and are as at be by can do does for from how i in is it its of on or same so than that the their there these they this to was we were what when where which who why will with you'.split(' '));

/** The words of a query that carry meaning; all of them where none does. */
export function meaningful(query: string): string[] {
  // A symbol of two letters begins too many words: “each”, “early”.
  const words = query
    .replace(/\bEa\b/g, 'activation energy')
    // The pages spell as the British do.
    .replace(/(?<=\p{L}{3})iz(?=ations?\b|e[ds]?\b|ing\b)/giu, 'is')
    .replace(/\b(fib|cent)er(s?)\b/gi, '$1re$2')
    .split(/[\s,;?!“”"()]+/).filter(Boolean);
  const kept = words.filter((word) => !SMALL.has(word.toLowerCase()));
  return kept.length ? kept : words;
}

/** What the paper calls otherwise. Lower case. */
const SAME: Record<string, string> = { peak: 'line', peaks: 'lines', xrd: 'diffraction', eis: 'impedance', tem: 'micrographs', sem: 'micrographs', dsc: 'calorimeter', battery: 'cell', glass: 'amorphous', conductive: 'conductivity', error: 'slip', mistake: 'slip', typo: 'slip' };

/** Enough answers that no looser search is needed. */
const ENOUGH = 5;

/** Kinds of which there are many short ones: of two equal hits the one that explains comes first. */
const QUIET = ['number', 'source', 'evidence'];
const QUIET_SCORE = 0.4;

/** One search; where the reader chose no kind, with quiet places set back. */
async function weighed(engine: Engine, words: string, filters: Filters): Promise<Found[]> {
  if (filters['kind']) return (await engine.search(words, { filters })).results;
  const [loud, quiet] = await Promise.all([engine.search(words, { filters: { ...filters, kind: { none: QUIET } } }), engine.search(words, { filters: { ...filters, kind: { any: QUIET } } })]);
  return [...loud.results, ...quiet.results.map((found) => ({ id: found.id, score: QUIET_SCORE * found.score, data: () => found.data() }))].sort((a, b) => b.score - a.score);
}

/** Best places first. `query` may be empty when filters choose. */
export async function ask(engine: Engine, query: string, filters: Filters): Promise<Found[]> {
  const words = meaningful(query);
  if (words.length === 0) return Object.keys(filters).length ? (await engine.search(null, { filters })).results : [];
  const strict = await weighed(engine, words.join(' '), filters);
  if (strict.length >= ENOUGH || words.length === 1) return strict;
  const seen = new Set(strict.map(({ id }) => id));
  const loose = new Map<string, { found: Found; words: number; score: number }>();
  for (const word of words) {
    const same = SAME[word.toLowerCase()];
    const counted = new Set<string>();
    for (const form of same ? [word, same] : [word]) {
      for (const found of await weighed(engine, form, filters)) {
        if (seen.has(found.id) || counted.has(found.id)) continue;
        counted.add(found.id);
        const before = loose.get(found.id);
        loose.set(found.id, { found, words: (before?.words ?? 0) + 1, score: (before?.score ?? 0) + found.score });
      }
    }
  }
  return [...strict, ...[...loose.values()].sort((a, b) => b.words - a.words || b.score - a.score).map(({ found }) => found)];
}
