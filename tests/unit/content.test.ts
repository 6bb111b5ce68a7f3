/** Glossary, evidence table and reference list: complete, and pointing at things that exist. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLedger } from '../../src/content/ledger.ts';
import { contentFolder, readEntries, readFolder } from '../../src/content/read.ts';
import { evidence } from '../../src/schemas/evidence.ts';
import { term } from '../../src/schemas/glossary.ts';
import { figureHomes, panelAddress } from '../../src/content/panels.ts';
import { parse } from 'yaml';

const ledger = readLedger();

describe('the glossary', () => {
  const terms = readFolder('glossary', term).map(({ entry }) => entry);

  it('has at least sixty terms, each with a definition of one to three sentences', () => {
    expect(terms.length).toBeGreaterThanOrEqual(60);
    for (const { id, definition } of terms) expect(definition.match(/[.!?](?=\s|$)/g)?.length, id).toSatisfy((n: number) => n >= 1 && n <= 3);
  });

  it('points only at terms that it holds', () => {
    const ids = new Set(terms.map(({ id }) => id));
    for (const { id, see = [] } of terms) for (const other of see) expect(ids.has(other), `${id} → ${other}`).toBe(true);
  });
});

describe('the evidence table', () => {
  const rows = readEntries('data/evidence.yaml', evidence);

  it('has one row for each panel and supplementary item of the paper', () => {
    expect(rows.map(({ panel }) => panel).join(' ')).toBe('1a 1b 1c 2a 2b 2c 2d 2e 2f 3a 3b 3c 3d 4a 4b 4c 4d 5a 5b 6a 6b 6c 6d 6e S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 T1 T2');
  });

  it('names only numbers of the ledger, and calls reported only what the paper prints or quotes', () => {
    for (const { panel, reported, reconstructed } of rows) {
      for (const id of [...reported, ...(reconstructed?.constraints ?? [])]) expect(ledger.has(id), `${panel}: ${id}`).toBe(true);
      for (const id of reported) expect(ledger.get(id)?.where, `${panel}: ${id}`).toMatch(/^preprint line/);
    }
  });

  it('shares its panels with the ledger', () => {
    const panels = new Set(rows.map(({ panel }) => panel));
    for (const { id, panel = [] } of ledger.values()) for (const name of panel) expect(panels.has(name), `${id}: ${name}`).toBe(true);
  });
});

describe('the chapters', () => {
  const names = readdirSync(contentFolder('chapters'));
  const texts = names.map((name) => readFileSync(contentFolder('chapters', name), 'utf8'));
  const matter = texts.map((text) => parse(/^---\n([\s\S]*?)\n---/.exec(text)![1]!) as { order: number; figures: string[]; discrepancies: string[] });

  it('stand in one order, without gap or tie', () => {
    expect(matter.map(({ order }) => order).sort((a, b) => a - b)).toEqual(names.map((_, i) => i + 1));
  });

  it('show the figures and the discrepancies that their front matter names, in that order', () => {
    texts.forEach((text, i) => {
      expect([...text.matchAll(/<Figure id="([^"]+)"/g)].map(([, id]) => id), names[i]).toEqual(matter[i]!.figures);
      expect([...text.matchAll(/<Discrepancy id="([^"]+)"/g)].map(([, id]) => id).sort(), names[i]).toEqual([...matter[i]!.discrepancies].sort());
    });
  });

  it('hold every panel and supplementary item of the paper: as a figure, or named in words', () => {
    const homes = figureHomes(names.map((name, i) => ({ id: name.replace('.mdx', ''), data: matter[i]! })));
    const words = [...texts, readFileSync(contentFolder('methods', 'methods.yaml'), 'utf8')].join('\n');
    const nowhere = readEntries('data/evidence.yaml', evidence)
      .map(({ panel }) => panel)
      .filter((panel) => panelAddress(panel, homes).startsWith('data/') && !new RegExp(`\\b${panel.replace('T', 'Table S')}\\b`).test(words));
    expect(nowhere).toEqual([]);
  });
});

describe('the reference list', () => {
  const bib = readFileSync(contentFolder('references.bib'), 'utf8');
  const entries = bib.split(/^@/m).slice(1);

  it('holds the paper and its 43 references, once each', () => {
    const keys = entries.map((entry) => /^\w+\{([^,]+),/.exec(entry)![1]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain('ridley2024');
    const numbers = entries.flatMap((entry) => /citenumber = \{(\d+)\}/.exec(entry)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: 43 }, (_, i) => i + 1));
  });

  it('gives every entry a title, closes every brace, and prints no DOI but those that the paper’s list prints', () => {
    for (const entry of entries) {
      expect(entry).toMatch(/title = \{/);
      expect((entry.match(/\{/g) ?? []).length, entry.slice(0, 40)).toBe((entry.match(/\}/g) ?? []).length);
    }
    expect(bib.match(/doi = /g)?.length).toBe(4);
  });
});
