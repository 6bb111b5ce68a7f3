// What the search knows: each page, and each thing in it that a reader may look for by itself (figure, equation, term, exercise,
// discrepancy, number, source), read from the built pages, so that words and anchors are those that the reader sees.
import { parseHTML } from 'linkedom';
import { pagePath } from './publish.mjs';

const WORDS = ['reported', 'literature', 'derived', 'reconstructed', 'assumed', 'yours'];
const SAMPLES = ['1.375', '1.500', '1.625', '1.750', '1.875', '2.000'];
/** As readers say it; the two halves of electrochemistry are one filter. */
const TECHNIQUE_NAMES = { nmr: 'NMR', voltammetry: 'electrochemistry', cell: 'electrochemistry' };

const text = (element) => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
const texts = (element, selector) => [...element.querySelectorAll(selector)].map(text).filter(Boolean);

/** Samples that a text speaks of: printed with three decimals, or as x = 1.5. */
export const samplesIn = (words) => SAMPLES.filter((x) => new RegExp(`(?<![\\d.])(${x.replace('.', '\\.')}(?!\\d)|x\\s*=\\s*${Number(x).toString().replace('.', '\\.')}(?![\\d.]))`).test(words)).map((x) => `x = ${x}`);

const provenanceIn = (words) => WORDS.filter((word) => new RegExp(`\\b${word}\\b`).test(words));
const techniques = (element) => (element?.getAttribute('data-technique') ?? '').split(' ').filter(Boolean).map((t) => TECHNIQUE_NAMES[t] ?? t).filter((t, i, all) => all.indexOf(t) === i);

/** The title in the tab without the name of the site. */
const shortTitle = (document) => text(document.querySelector('title')).split(' · ')[0];

/** Every record of one page: { path, kind, title, body, page, filters }. Takes them out of `document`, so that the page itself keeps only its prose. */
export function recordsOf(document, path) {
  const main = document.querySelector('main');
  if (!main) return [];
  const page = shortTitle(document);
  const chapter = techniques(main.querySelector('article[data-technique]'));
  const records = [];
  const add = (element, kind, title, body, filters = {}) => {
    const words = `${title}. ${body}`;
    records.push({
      path: `${path}#${element.id}`,
      kind,
      title,
      body,
      page,
      filters: { technique: filters.technique ?? chapter, provenance: filters.provenance ?? [], composition: filters.composition ?? samplesIn(words) },
    });
  };
  for (const figure of main.querySelectorAll('live-figure[id]')) {
    const title = `${text(figure.querySelector('.figno'))}: ${text(figure.querySelector('.what'))}`;
    const body = [text(figure.querySelector('.question')), ...texts(figure, '.ph'), ...texts(figure, '.strip label, .strip legend, .strip .why'), text(figure.querySelector('.readout')), text(figure.querySelector('figcaption')), ...texts(figure, 'caption, thead th'), ...texts(figure, 'tbody th')];
    const swept = figure.querySelector('input[type=range][name=x]') !== null;
    add(figure, 'figure', title, body.join('. '), { technique: techniques(figure), provenance: provenanceIn(text(figure.querySelector('figcaption .badge'))), ...(swept ? { composition: SAMPLES.map((x) => `x = ${x}`) } : {}) });
    figure.remove();
  }
  for (const equation of main.querySelectorAll('.eq[id]')) {
    const near = [equation.previousElementSibling?.previousElementSibling, equation.nextElementSibling].map(text).join(' ');
    add(equation, 'equation', equation.getAttribute('aria-label'), `${text(equation)} ${near}`);
  }
  for (const term of main.querySelectorAll('.glossary dt[id]')) {
    add(term, 'term', text(term), `${text(term.nextElementSibling)} ${term.getAttribute('data-aliases') ?? ''}`, { technique: techniques(term) });
  }
  for (const exercise of main.querySelectorAll('live-exercise[id]')) {
    add(exercise, 'exercise', `Exercise: ${text(exercise.querySelector('.aside-title'))}`, texts(exercise, 'p').join(' '));
    exercise.remove();
  }
  // A discrepancy is a note in the margin, which has the anchor, and the entry after it; in chapters it stands a second time, without an anchor.
  for (const rail of main.querySelectorAll('.rail.aside[id]')) {
    const entry = rail.nextElementSibling;
    add(rail, 'discrepancy', `${text(rail.querySelector('.kind'))}: ${text(entry.querySelector('.aside-title'))}`, texts(entry, 'li, p').join(' '));
  }
  for (const row of main.querySelectorAll('tr[id][data-provenance]')) {
    const [label, value, ...rest] = [...row.children].map(text);
    add(row, 'number', `${label}: ${value}`, rest.join('; '), { technique: techniques(row.closest('[data-technique]')), provenance: [row.getAttribute('data-provenance')] });
  }
  for (const row of main.querySelectorAll('tr[id^="panel-"]')) {
    const [panel, shows, reported, here] = [...row.children].map(text);
    add(row, 'evidence', `Panel ${panel}: ${shows}`, `${reported}. ${here}`, { provenance: provenanceIn(here) });
    row.remove();
  }
  for (const source of main.querySelectorAll('.refs > li[id]')) add(source, 'source', text(source).slice(0, 120), text(source));
  if (main.querySelector('.glossary, .refs, tr[data-provenance], .rail.aside[id]')) for (const list of main.querySelectorAll('.glossary, .refs, tr[data-provenance], .rail.aside, .rail.aside + .aside')) list.remove();
  else for (const aside of main.querySelectorAll('.rail.aside, .rail.aside + .aside')) aside.remove();
  // Notes repeat what the lists say; they would make every page match every term.
  for (const note of main.querySelectorAll('.num-note, noscript, .sr-only')) note.remove();
  return records;
}

const escape = (words) => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const attributes = (filters) => Object.entries(filters).flatMap(([name, values]) => values.map((value) => `<i data-pagefind-filter="${name}[data-is]" data-is="${escape(value)}"></i>`)).join('');

const labels = (kind, page) => `<i data-pagefind-meta="kind[data-is]" data-is="${kind}"></i><i data-pagefind-meta="page[data-is]" data-is="${escape(page)}"></i>`;

/** Single numbers, sources and rows of evidence are many and short: they come after what explains them. A title weighs 7 by itself. */
const QUIET = new Set(['number', 'source', 'evidence']);

/** A record as the small page that the indexer reads: its title counts most. */
export const recordPage = ({ kind, title, body, page, filters }) => {
  const [heading, words] = QUIET.has(kind) ? [' data-pagefind-weight="1.5"', ' data-pagefind-weight="0.5"'] : ['', ''];
  return `<html lang="en"><body><main data-pagefind-body><h1 data-pagefind-meta="title"${heading}>${escape(title)}</h1>${labels(kind, page)}${attributes({ kind: [kind], ...filters })}<p${words}>${escape(body)}</p></main></body></html>`;
};

/** A figure or an exercise that stands on several pages (lessons repeat some) is one place: the one in its chapter. */
function oncePlaced(all) {
  const anchor = ({ path }) => path.slice(path.indexOf('#'));
  const repeated = ({ kind }) => kind === 'figure' || kind === 'exercise';
  const homes = new Map();
  for (const record of all.filter(repeated)) if (record.home || !homes.has(anchor(record))) homes.set(anchor(record), record);
  return all.filter((record) => !repeated(record) || homes.get(anchor(record)) === record);
}

/** All records of a built site, and what is left of each page. Pages without `data-pagefind-body` stay out. */
export function siteRecords(files, read) {
  const all = [];
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const { document } = parseHTML(read(file));
    const main = document.querySelector('main[data-pagefind-body]');
    if (!main) continue;
    const path = pagePath(file);
    const records = recordsOf(document, path);
    const kind = /kind:(\w+)/.exec(main.getAttribute('data-pagefind-filter') ?? '')?.[1] ?? 'page';
    const title = text(main.querySelector('h1'));
    const filters = { technique: techniques(main.querySelector('article[data-technique]')), composition: samplesIn(text(main)) };
    main.removeAttribute('data-pagefind-filter');
    const shown = kind === 'chapter' ? 'chapter' : 'page';
    main.insertAdjacentHTML('beforeend', labels(shown, shortTitle(document)) + attributes({ kind: [shown], ...filters }));
    all.push({ path, kind, title, page: title, html: document.toString() }, ...records.map((record) => ({ ...record, home: kind === 'chapter', html: recordPage(record) })));
  }
  return oncePlaced(all);
}
