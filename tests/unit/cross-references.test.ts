/** Mentions that become cross references, places that lead back. */
import { describe, expect, test } from 'vitest';
import { crossReferences, withReferences } from '../../src/content/cross-references.ts';
import { chapterSources, equations, pageOfFigure } from '../../src/content/figure-pages.ts';
import { backlinks, noteOf, placeOf } from '../../src/content/places.ts';
import { FIGURE_IDS } from '../../src/figures/registry.ts';

const shape = (text: string): string => withReferences(text).map((n) => (n.type === 'text' ? n.value : `[${(n.attributes as { value: string }[])[0]!.value}|${n.children![0]!.value}]`)).join('');

describe('mentions', () => {
  test('of figures and equations that exist become references, and keep their wording', () => {
    expect(shape('See Figure 3b, then Equation 2.')).toBe('See [fig-3b|Figure\u00a03b], then [eq-2|Equation\u00a02].');
    expect(shape('Figure S4 and Equation S1')).toBe('[fig-s4|Figure\u00a0S4] and [eq-S1|Equation\u00a0S1]');
  });

  test('of what does not exist stay words', () => {
    for (const text of ['Figure 9z', 'Figure S99', 'Equation 77', 'A figure 3b of speech', 'Figures 3b', 'Prefigure 3b']) expect(shape(text)).toBe(text);
  });

  test('stay words inside headings, links, terms and references', () => {
    const text = (): { type: string; value: string } => ({ type: 'text', value: 'Figure 3b' });
    const tree = { type: 'root', children: ['heading', 'link', 'paragraph'].map((type) => ({ type, children: [text()] })).concat([{ type: 'mdxJsxTextElement', name: 'Ref', children: [text()] } as never, { type: 'mdxJsxFlowElement', name: 'Note', children: [text()] } as never]) };
    crossReferences()(tree);
    expect(tree.children.map((c) => c.children[0]!.type)).toEqual(['text', 'text', 'mdxJsxTextElement', 'text', 'mdxJsxTextElement']);
  });
});

test('every figure has one page, and every chapter’s figures lead to it', () => {
  for (const id of FIGURE_IDS) expect(pageOfFigure(id)).toMatch(/^$|^[a-z-]+\/$|^embed\/\w+\/$/);
  expect(pageOfFigure('3b')).toBe('transport/');
  expect(pageOfFigure('first')).toBe('');
  expect(pageOfFigure('nowhere')).toBe('embed/nowhere/');
});

test('numbered equations are found with their formula, unnumbered ones are not', () => {
  const numbers = equations().map((e) => e.number);
  expect(numbers).toEqual(expect.arrayContaining(['1', '2', 'S1', 'N1']));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(equations().find((e) => e.number === '2')!.tex).toBe('\\sigma = n q \\mu');
});

test('places are counted by page, kind and id', () => {
  const page = {};
  expect([placeOf(page, 'cite', 'a'), placeOf(page, 'cite', 'a'), placeOf(page, 'term', 'a'), placeOf({}, 'cite', 'a')]).toEqual(['cite-a-1', 'cite-a-2', 'term-a-1', 'cite-a-1']);
  expect([noteOf(page), noteOf(page), noteOf({})]).toEqual(['note-1', 'note-2', 'note-1']);
});

test('backlinks name every citation of the chapters once', () => {
  const cited = chapterSources().flatMap(({ text }) => [...text.matchAll(/<Cite id="([^"]+)"/g)].map((m) => m[1]!));
  const keys = [...new Set(cited)];
  expect(keys.length).toBeGreaterThan(5);
  expect(keys.flatMap((key) => backlinks('cite', key)).flatMap((b) => b.anchors).length).toBe(cited.length);
  expect(backlinks('cite', 'nobody')).toEqual([]);
});
