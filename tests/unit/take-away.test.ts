/** Files that leave the page: JSON of every figure, words inside a PNG, frames, citations. */
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { figureCitation, paperCitation, siteCitation, toBibtex, toRis } from '../../src/content/citing.ts';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { figureToJson, tableToCsv } from '../../src/runtime/export.ts';
import { defaults, type AnyValues } from '../../src/runtime/figure.ts';
import { brokenLines } from '../../src/runtime/picture.ts';
import { withText } from '../../src/runtime/png-text.ts';
import { frameCode } from '../../src/runtime/take-away.ts';

test.each(FIGURE_IDS)('JSON of figure %s says what it is, from what, in which state, and has the rows of its CSV', async (id) => {
  const figure = await loadFigure(id);
  const values = defaults(figure.params) as AnyValues;
  const result = figure.compute(await nodeKernels(figure.kernels), values);
  const text = figureToJson(figure, values, result, `https://example.org/?v=1#fig-${id}`);
  const data = JSON.parse(text) as Record<string, never> & { values: { name: string; value: unknown }[]; table: { columns: unknown[]; rows: unknown[][] }; points?: { columns: unknown[]; rows: unknown[][] } };
  expect(data).toMatchObject({ figure: id, version: figure.version, permalink: `https://example.org/?v=1#fig-${id}`, provenance: { badge: figure.provenance.badge, constraints: { length: figure.provenance.constraints.length } }, licence: 'CC BY 4.0' });
  expect(Object.fromEntries(data.values.map((v) => [v.name, v.value]))).toEqual(values);
  const whole = data.points ?? data.table;
  const csv = tableToCsv(figure.table(result, values), []).trim().split('\r\n');
  expect(whole.rows).toHaveLength(csv.length - 1);
  for (const row of whole.rows) expect(row).toHaveLength(whole.columns.length);
  // JSON writes NaN and infinity as null: neither may hide in the numbers.
  const table = figure.table(result, values);
  for (const row of (table.full ?? table).rows) for (const cell of row) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
  // Typesetting marks stay behind: they would be noise in data.
  expect(text).not.toMatch(/\*\*|~\d/);
});

describe('words in a PNG', () => {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(8 + body.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 4 + body.length);
    return out;
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from([0, 128]))), chunk('IEND', Buffer.alloc(0))]);

  test('keep order, length and checksum of every chunk, as zlib counts it', () => {
    const written = Buffer.from(withText(png, { Title: 'Figure 3b', Description: 'σ = 4.0 × 10⁻⁴ S/cm; “not the authors’ data”' }));
    const types: string[] = [];
    for (let at = 8; at < written.length; ) {
      const length = written.readUInt32BE(at);
      types.push(written.toString('latin1', at + 4, at + 8));
      expect(written.readUInt32BE(at + 8 + length)).toBe(crc32(written.subarray(at + 4, at + 8 + length)));
      at += 12 + length;
    }
    expect(types).toEqual(['IHDR', 'iTXt', 'iTXt', 'IDAT', 'IEND']);
    expect(written.toString('utf8')).toContain('Description\0\0\0\0\0σ = 4.0 × 10⁻⁴ S/cm');
  });

  test('refuse a keyword that PNG does not know how to write', () => {
    expect(() => withText(png, { '': 'x' })).toThrow(RangeError);
    expect(() => withText(png, { Größe: 'x' })).toThrow(/plain letters/);
  });
});

test('captions break at spaces and lose nothing', () => {
  const text = 'Provenance: reconstructed. Solid where a reported conductivity pins it; the others are a smooth guess.';
  const lines = brokenLines(text, 30);
  expect(lines.join(' ')).toBe(text);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(30);
  expect(brokenLines('antidisestablishmentarianism', 5)).toEqual(['antidisestablishmentarianism']);
});

test('the code of a frame carries the state and survives quotes', async () => {
  const figure = { ...(await loadFigure('3b')), name: 'A "quoted" <name>' };
  const code = frameCode(figure, 'https://example.org/paper/embed/3b/', 'https://example.org/paper/transport/?v=1&T=60#fig-3b', 812.3);
  expect(code).toBe('<iframe src="https://example.org/paper/embed/3b/?v=1&amp;T=60" title="A &quot;quoted&quot; &lt;name&gt;, Less salt, more current" width="100%" height="813" loading="lazy"></iframe>');
});

describe('citations', () => {
  test('of the paper: its journal, volume, first page and seventeen authors', () => {
    const bib = toBibtex(paperCitation());
    expect(bib).toContain('@article{ridley2024,');
    expect(bib).toMatch(/journal = \{Matter\}[\s\S]*year = \{2024\}[\s\S]*pages = \{485\}[\s\S]*volume = \{7\}/);
    const ris = toRis(paperCitation());
    expect(ris.match(/^AU {2}- /gm)).toHaveLength(17);
    expect(ris).toContain('AU  - Clément, R.\r\n');
  });

  test('of a figure: signed by these pages, with its badge and version', async () => {
    const csl = figureCitation(await loadFigure('3b'), 'https://example.org/transport/#fig-3b');
    expect(toBibtex(csl)).toMatch(/^@misc\{less_salt_2026_figure_3b,/);
    expect(toRis(csl)).toMatch(/N1 {2}- .*reconstructed: computed by a model, not the authors’ data; version 1\r\n/);
    expect(toBibtex(siteCitation('https://example.org/'))).not.toContain('Ridley');
  });
});
