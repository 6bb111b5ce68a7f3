/** What every figure owes its reader, at its defaults and at both ends of each parameter. */
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { tableToCsv, provenanceLines } from '../../src/runtime/export.ts';
import { defaults, figureName, type AnyFigure, type AnyValues, type Drawing, type Table } from '../../src/runtime/figure.ts';
import { figureHtml, frameOf } from '../../src/runtime/render.ts';
import { toMarkup, type El } from '../../src/runtime/svg.ts';

const figures = await Promise.all(FIGURE_IDS.map(loadFigure));

/** The paper's own state, then each parameter alone at its ends, then all of them together at one end. */
function states(figure: AnyFigure): [string, AnyValues][] {
  const paper = defaults(figure.params) as AnyValues;
  const list: [string, AnyValues][] = [['the paper’s state', paper]];
  const [low, high]: [AnyValues, AnyValues] = [{ ...paper }, { ...paper }];
  for (const [name, param] of Object.entries(figure.params)) {
    const ends = param.kind === 'number' ? [param.min, param.max] : param.kind === 'choice' ? param.options.map((o) => o.value) : [false, true];
    for (const end of ends) list.push([`${name} = ${end}`, { ...paper, [name]: end }]);
    low[name] = ends[0]!;
    high[name] = ends.at(-1)!;
  }
  return [...list, ['all low', low], ['all high', high]];
}

/** NaNi is an oxide, not a number. */
const BROKEN = /NaN(?!i)|undefined|Infinity|\[object|null/;

/** All nodes of a drawing, depth first. */
const nodes = (children: El[]): El[] => children.flatMap((child) => [child, ...nodes(child.children)]);

/** Points of marks in the drawing's own coordinates: circles, lines, rectangles, texts, and absolute path vertices; clipped and moved groups are left out. */
function markPoints(children: El[]): { what: string; x: number; y: number }[] {
  const free = (list: El[]): El[] => list.filter((n) => !('transform' in n.attrs) && !('clip-path' in n.attrs) && !['defs', 'clipPath', 'svg', 'pattern'].includes(n.tag)).flatMap((n) => [n, ...free(n.children)]);
  return free(children).flatMap(({ tag, attrs }) => {
    const at = (x: unknown, y: unknown): { what: string; x: number; y: number }[] => (typeof x === 'number' && typeof y === 'number' ? [{ what: `${tag}.${attrs['class'] ?? ''}`, x, y }] : []);
    if (tag === 'circle') return at(attrs['cx'], attrs['cy']);
    if (tag === 'line') return [...at(attrs['x1'], attrs['y1']), ...at(attrs['x2'], attrs['y2'])];
    if (tag === 'rect') return [...at(attrs['x'], attrs['y']), ...at(Number(attrs['x']) + Number(attrs['width']), Number(attrs['y']) + Number(attrs['height']))];
    if (tag === 'text') return at(attrs['x'], attrs['y']);
    return [];
  });
}

function checkDrawing({ width, height, children }: Drawing, frameWidth: number): void {
  expect(width).toBe(frameWidth);
  expect(height).toBeGreaterThan(80);
  expect(nodes(children).length).toBeGreaterThan(5);
  for (const child of children) expect(toMarkup(child)).not.toMatch(BROKEN);
  const outside = markPoints(children).filter(({ x, y }) => x < -1 || x > width + 1 || y < -1 || y > height + 1);
  expect(outside).toEqual([]);
}

function checkTable({ caption, columns, rows, full }: Table): void {
  expect(caption).not.toBe('');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toHaveLength(columns.length);
  for (const row of full?.rows ?? []) expect(row).toHaveLength(full!.columns.length);
  expect(JSON.stringify([columns, rows, full?.rows ?? []]).replaceAll('null', '')).not.toMatch(BROKEN);
  for (const cell of [...rows, ...(full?.rows ?? [])].flat()) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
}

describe.each(figures.map((figure) => [figure.id, figure] as const))('figure %s', (_id, figure) => {
  test.each(states(figure))('draws, says and tabulates something sound at %s', async (_name, values) => {
    const kernels = await nodeKernels(figure.kernels);
    const result = figure.compute(kernels, values);
    const panels = figure.view(result, values);
    expect(panels.length).toBeGreaterThan(0);
    expect(new Set(panels.map((p) => p.key)).size).toBe(panels.length);
    for (const panel of panels) {
      for (const narrow of [false, true]) {
        const frame = frameOf(panel, narrow);
        checkDrawing(panel.draw(frame), frame.width);
      }
    }
    const summary = figure.summary(result, values);
    expect(summary.length).toBeGreaterThan(40);
    expect(summary).not.toMatch(BROKEN);
    checkTable(figure.table(result, values));
    const lines = figure.compare(result, values);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) for (const text of Object.values(line)) expect(text).toMatch(/\S/);
    expect(JSON.stringify(lines)).not.toMatch(BROKEN);
  });

  test('computes the same twice, and leaves its values alone', async () => {
    const kernels = await nodeKernels(figure.kernels);
    const values = Object.freeze(defaults(figure.params)) as AnyValues;
    const draw = (): string => JSON.stringify(figure.view(figure.compute(kernels, values), values).map((panel) => panel.draw(frameOf(panel, false))));
    expect(draw()).toBe(draw());
  });

  test('answers each parameter: picture, words, table or comparison change', async () => {
    const kernels = await nodeKernels(figure.kernels);
    const all = (values: AnyValues): string => {
      const result = figure.compute(kernels, values);
      return JSON.stringify([figure.view(result, values).map((panel) => panel.draw(frameOf(panel, false))), figure.summary(result, values), figure.table(result, values), figure.compare(result, values)]);
    };
    // Some parameters work only beside a certain choice or switch: one state in which it works is enough.
    const bases = states(figure).filter(([name]) => name.startsWith('the paper') || Object.entries(figure.params).some(([key, p]) => p.kind !== 'number' && name.startsWith(`${key} = `)) || name === 'all high');
    for (const [name, param] of Object.entries(figure.params)) {
      const ends = param.kind === 'number' ? [param.min, param.max] : param.kind === 'choice' ? param.options.map((o) => o.value) : [false, true];
      const works = bases.some(([, base]) => new Set(ends.map((end) => all({ ...base, [name]: end }))).size > 1);
      expect(works, `${name} changes nothing`).toBe(true);
    }
  });

  test('stands whole in HTML: badge, words, both frames, controls with names, table', async () => {
    const { document } = parseHTML(`<!doctype html><html><body>${figureHtml(figure, await nodeKernels(figure.kernels))}</body></html>`);
    expect(document.querySelector('figcaption .badge')!.textContent).toContain(figure.provenance.badge);
    expect(document.querySelector('.readout')!.textContent!.length).toBeGreaterThan(40);
    const plots = [...document.querySelectorAll('svg.plot')];
    expect(plots.filter((p) => p.classList.contains('narrow-only')).length).toBe(plots.length / 2);
    for (const plot of plots) expect(plot.getAttribute('aria-label')).toContain(figureName(figure));
    for (const input of document.querySelectorAll('input[type=range]')) {
      expect(document.querySelector(`label[for="${input.id}"]`), `label of ${input.id}`).not.toBeNull();
      expect(input.getAttribute('aria-valuetext')).toMatch(/\d/);
    }
    expect(document.querySelectorAll('tbody tr').length).toBeGreaterThan(0);
    // The policy of the site forbids style attributes.
    expect(document.querySelectorAll('[style], style, script').length).toBe(0);
    const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives a CSV whose rows are as long as its head, under its provenance', async () => {
    const kernels = await nodeKernels(figure.kernels);
    const values = defaults(figure.params) as AnyValues;
    const csv = tableToCsv({ ...figure.table(figure.compute(kernels, values), values) }, provenanceLines(figure, values, 'https://example.org/'));
    expect(csv).toContain(`# Provenance: ${figure.provenance.badge}`);
    const width = (line: string): number => line.replace(/"[^"]*"/g, '').split(',').length;
    const body = csv.trim().split('\r\n').filter((line) => !line.startsWith('#'));
    for (const line of body) expect(width(line)).toBe(width(body[0]!));
  });

  test('says what pins it, what is free and what else would fit', () => {
    const { badge, pinned, free, constraints, alternatives } = figure.provenance;
    for (const text of [pinned, free, alternatives]) expect(text.length).toBeGreaterThan(20);
    if (badge === 'reconstructed') expect(constraints.length).toBeGreaterThan(0);
    expect(figure.question.trim().endsWith('?')).toBe(true);
  });
});

test('the checks see a broken drawing', () => {
  const bad = (attrs: El['attrs']): Drawing => ({ width: 350, height: 200, children: Array.from({ length: 12 }, () => ({ tag: 'circle', attrs, children: [], text: '' })) });
  expect(() => checkDrawing(bad({ cx: 10, cy: 10, r: 2 }), 350)).not.toThrow();
  expect(() => checkDrawing(bad({ cx: 400, cy: 10, r: 2 }), 350)).toThrow();
  expect(() => checkDrawing(bad({ cx: NaN, cy: 10, r: 2 }), 350)).toThrow();
});
