/** Records that the search index is made of, and questions as people ask them. */
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { recordPage, recordsOf, samplesIn, siteRecords } from '../../scripts/search-records.mjs';
import { ask, meaningful, type Engine, type Found } from '../../src/search-query.ts';

test('samples are read as printed, not out of other numbers', () => {
  expect(samplesIn('at x = 1.625 and 2.000')).toEqual(['x = 1.625', 'x = 2.000']);
  expect(samplesIn('x = 1.5 conducts, x = 2, x = 1.50')).toEqual(['x = 1.500', 'x = 2.000']);
  expect(samplesIn('11.6250 MHz, 2.0000 V, 1.5 mm, 21.375')).toEqual([]);
});

const PAGE = `<html><head><title>Transport · Less salt, more current</title></head><body><main data-pagefind-body data-pagefind-filter="kind:chapter"><article data-technique="impedance transport"><h1>How well?</h1>
<p>Prose with <span class="num-wrap"><a class="term">arc</a><span class="num-note">a note that repeats</span></span>.</p>
<live-figure id="fig-3b" data-technique="nmr"><h2 class="question">Where?</h2><p class="ph">Impedance</p><form class="strip"><label>Stray capacitance</label><input type="range" name="x"></form><p class="readout">153 Ω</p>
<figcaption><span class="figno">Figure 3b</span> <span class="what">Nyquist plots</span> <span class="badge">reconstructed</span></figcaption><table><caption>Resistances</caption><thead><tr><th>σ S/cm</th></tr></thead></table></live-figure>
<p>Written for conductivity</p><p class="rail eq">Equation 1</p><div class="eq" id="eq-1" aria-label="Equation 1">σ</div><p>so it is straight</p>
<p class="rail aside"><span class="kind">Exercise</span></p><live-exercise class="aside" id="ex-warm"><h3 class="aside-title">Warm up</h3><p>How warm?</p></live-exercise>
</article></main></body></html>`;

describe('records of a chapter', () => {
  const { document } = parseHTML(PAGE);
  const records = recordsOf(document, 'transport/');

  test('are its figures, equations and exercises, with their anchors', () => {
    expect(records.map((r) => `${r.kind} ${r.path}`)).toEqual(['figure transport/#fig-3b', 'equation transport/#eq-1', 'exercise transport/#ex-warm']);
    for (const record of records) expect(record.page).toBe('Transport');
  });

  test('hold caption, controls, read-out and table headings; technique, provenance and compositions are filters', () => {
    const [figure, equation] = records;
    expect(figure!.title).toBe('Figure 3b: Nyquist plots');
    for (const words of ['Where?', 'Stray capacitance', '153 Ω', 'Resistances', 'σ S/cm']) expect(figure!.body).toContain(words);
    // A slider of x runs over all six samples.
    expect(figure!.filters).toMatchObject({ technique: ['NMR'], provenance: ['reconstructed'], composition: { length: 6 } });
    expect(equation!.body).toContain('so it is straight');
    expect(equation!.filters.technique).toEqual(['impedance', 'transport']);
  });

  test('are taken out of the page, which keeps its prose without the notes', () => {
    const left = document.querySelector('main')!.textContent;
    expect(left).toContain('Prose with arc');
    for (const gone of ['Nyquist', 'How warm?', 'a note that repeats']) expect(left).not.toContain(gone);
  });
});

test('a record is a page whose words cannot break out of it', () => {
  const html = recordPage({ kind: 'number', title: '<b>"x"</b>', body: 'a & b', page: 'P, "Q"', filters: { technique: [], provenance: ['reported'], composition: [] } });
  const { document } = parseHTML(html);
  expect(document.querySelector('h1')!.textContent).toBe('<b>"x"</b>');
  expect(document.querySelector('[data-pagefind-meta="page[data-is]"]')!.getAttribute('data-is')).toBe('P, "Q"');
  expect([...document.querySelectorAll('[data-pagefind-filter]')].map((e) => e.getAttribute('data-is'))).toEqual(['number', 'reported']);
});

test('pages that are not for the index stay out', () => {
  expect(siteRecords(['embed/3b/index.html', 'x.css'], () => '<html><body><main><live-figure id="fig-3b"></live-figure></main></body></html>')).toEqual([]);
});

describe('a question', () => {
  const found = (id: string, score: number): Found => ({ id, score, data: () => Promise.reject(new Error('not asked')) });
  /** An engine that knows, for each query and kind, what it finds. */
  const engine = (answers: Record<string, Found[]>): Engine & { asked: string[] } => {
    const asked: string[] = [];
    return {
      asked,
      search: (query, { filters }) => {
        asked.push(query ?? '');
        const quiet = typeof filters['kind'] === 'object' && 'any' in filters['kind'];
        return Promise.resolve({ results: (answers[query ?? ''] ?? []).filter((f) => (f.id.startsWith('quiet') ? quiet || typeof filters['kind'] === 'string' : !quiet)) });
      },
    };
  };

  test('loses its small words, unless it has no others', () => {
    expect(meaningful('why is Ea the same?')).toEqual(['activation', 'energy']);
    expect(meaningful('crystallization of polarized fibers, size')).toEqual(['crystallisation', 'polarised', 'fibres', 'size']);
    expect(meaningful('what is it')).toEqual(['what', 'is', 'it']);
    expect(meaningful('   ')).toEqual([]);
  });

  test('is answered by places with all words first, then by those with most', async () => {
    const answers = { 'peak NaCl': [found('both', 1)], peak: [found('both', 1), found('p', 9)], line: [found('synonym', 3)], NaCl: [found('p', 1), found('n', 20)] };
    expect((await ask(engine(answers), 'the peak of NaCl', {})).map((f) => f.id)).toEqual(['both', 'p', 'n', 'synonym']);
  });

  test('sets single numbers back behind what explains them, unless they were asked for', async () => {
    const answers = { rate: [found('quiet-1', 2), found('term', 1), found('b', 0.5), found('c', 0.5), found('d', 0.5)] };
    expect((await ask(engine(answers), 'rate', {})).map((f) => f.id).slice(0, 2)).toEqual(['term', 'quiet-1']);
    expect((await ask(engine(answers), 'rate', { kind: 'number' })).map((f) => f.id)[0]).toBe('quiet-1');
  });

  test('without words asks the filters alone, and without both asks nothing', async () => {
    const known = engine({ '': [found('a', 0)] });
    expect(await ask(known, ' ', { technique: 'NMR' })).toHaveLength(1);
    expect(await ask(known, ' ', {})).toEqual([]);
    expect(known.asked).toEqual(['']);
  });
});
