/** The files that make the site citable and durable, checked against what their formats ask for. */
import { describe, expect, test } from 'vitest';
import { parseHTML } from 'linkedom';
import { articleJsonLd, PAPER, PUBLICATION } from '../../src/content/publication.ts';
import { publishedSets, sha256 } from '../../src/content/published-data.ts';
import { researchCrate } from '../../src/content/research-crate.ts';
import { pageFromDisk } from '../../scripts/from-disk.mjs';
import { sitemap } from '../../scripts/publish.mjs';

const HOME = 'https://site.example/paper/';

describe.each(publishedSets().map((set) => [set.id, set] as const))('data package %s', (id, set) => {
  const file = (name: string): string => set.files.find((f) => f.path === `${id}/${name}`)!.body;
  const pack = JSON.parse(file('datapackage.json')) as { name: string; title: string; licenses: { name: string; path: string }[]; provenance: string; resources: { name: string; path: string; profile?: string; bytes?: number; hash?: string; schema?: { fields: { name: string; type: string; description: string }[] } }[] };
  test('has what Data Package 1 requires: names, licences, resources that exist', () => {
    expect(pack.name).toMatch(/^[a-z0-9._-]+$/);
    expect(pack.name).toBe(id);
    expect(pack.title).not.toBe('');
    expect(pack.provenance).not.toBe('');
    expect(pack.licenses[0]).toMatchObject({ name: 'CC-BY-4.0' });
    expect(pack.resources.length).toBeGreaterThan(0);
    expect(new Set(pack.resources.map((r) => r.name)).size).toBe(pack.resources.length);
    for (const resource of pack.resources) {
      expect(resource.name).toMatch(/^[a-z0-9._-]+$/);
      const body = file(resource.path);
      if (resource.bytes !== undefined) expect(Buffer.byteLength(body)).toBe(resource.bytes);
      if (resource.hash) expect(`sha256:${sha256(body)}`).toBe(resource.hash);
    }
  });
  test('its table has the columns and the types that it declares', () => {
    const table = pack.resources.find((r) => r.profile === 'tabular-data-resource');
    if (!table) return expect(pack.resources.every((r) => r.path.endsWith('.cif'))).toBe(true);
    const [head, ...rows] = readCsv(file(table.path));
    const fields = table.schema!.fields;
    expect(head).toEqual(fields.map((f) => f.name));
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      expect(row.length).toBe(fields.length);
      row.forEach((cell, i) => {
        if (fields[i]!.type === 'number' && cell !== '') expect(Number.isFinite(Number(cell)), `${fields[i]!.name} ${cell}`).toBe(true);
      });
    }
  });
});

/** RFC 4180, as a reader of another program would read it. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\n') rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1);
}

describe('research crate', () => {
  const crate = researchCrate(HOME);
  const byId = new Map(crate['@graph'].map((entity) => [entity['@id'], entity]));
  test('has the entities that RO-Crate 1.1 requires', () => {
    expect(crate['@context']).toBe('https://w3id.org/ro/crate/1.1/context');
    expect(byId.size).toBe(crate['@graph'].length);
    expect(byId.get('ro-crate-metadata.json')).toMatchObject({ '@type': 'CreativeWork', conformsTo: { '@id': 'https://w3id.org/ro/crate/1.1' }, about: { '@id': './' } });
    const root = byId.get('./')!;
    expect(root['@type']).toBe('Dataset');
    for (const needed of ['name', 'description', 'datePublished', 'license']) expect(root[needed], needed).toBeTruthy();
    expect(root['datePublished']).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
  test('every reference leads to an entity of the crate, every data file is one of its parts', () => {
    const refs: string[] = [];
    const walk = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(walk);
      else if (value && typeof value === 'object') {
        const keys = Object.keys(value);
        if (keys.length === 1 && keys[0] === '@id') refs.push((value as { '@id': string })['@id']);
        else Object.values(value).forEach(walk);
      }
    };
    crate['@graph'].forEach((entity) => Object.values(entity).forEach(walk));
    for (const id of refs) if (!id.startsWith('https://w3id.org/ro/crate/')) expect(byId.has(id), id).toBe(true);
    const parts = new Set((byId.get('./')!['hasPart'] as { '@id': string }[]).map((p) => p['@id']));
    for (const set of publishedSets()) for (const file of set.files) expect(parts.has(`data/${file.path}`), file.path).toBe(true);
  });
  test('the paper is a source, not a part, and its authors are not the crate’s', () => {
    expect(byId.get('./')).toMatchObject({ isBasedOn: { '@id': '#paper' }, author: { '@id': '#project' } });
    expect(JSON.stringify(byId.get('#project'))).not.toContain(PAPER.firstAuthor);
  });
});

test('pages describe themselves as based on the paper, by this project', () => {
  const article = articleJsonLd({ title: 'T', description: 'D', url: `${HOME}transport/`, home: HOME }) as Record<string, unknown>;
  expect(article).toMatchObject({ '@type': 'ScholarlyArticle', author: { name: PUBLICATION.author }, isBasedOn: { name: PAPER.name }, isPartOf: { url: HOME } });
  expect(JSON.stringify(article)).not.toMatch(/doi/i);
});

test('the sitemap lists pages for readers only, below the base', () => {
  const xml = sitemap(['404.html', 'a/index.html', 'embed/3b/index.html', 'index.html', '_a/x.js'], HOME);
  expect([...xml.matchAll(/<loc>(.*?)<\/loc>/g)].map((m) => m[1])).toEqual([`${HOME}a/`, HOME]);
});

test('a page from disk keeps its text, loses its scripts, and its links lead to files', () => {
  const known = new Set(['index.html', 'a/index.html', 'b/index.html', '_a/s.css']);
  const html = `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="x"><link rel="preload" href="/p/_a/f.woff2"><link rel="stylesheet" href="/p/_a/s.css"><script type="module" src="/p/_a/x.js"></script></head>
    <body><header>h</header><a href="/p/">home</a><a href="/p/b/#part">b</a><a href="#here">here</a><a href="/p/search/">gone</a><a href="https://elsewhere.example/">off</a></body></html>`;
  const { document } = parseHTML(pageFromDisk(html, 'a/index.html', '/p/', known));
  expect(document.querySelectorAll('script, meta[http-equiv], link[rel=preload]').length).toBe(0);
  expect(document.querySelector('link')!.getAttribute('href')).toBe('../_a/s.css');
  expect([...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual(['../index.html', '../b/index.html#part', '#here', null, 'https://elsewhere.example/']);
});
