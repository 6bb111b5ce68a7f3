/** Links that readers may have kept: each must open the state it was made for, whatever has been renamed since. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import { defaults, type AnyFigure, type AnyValues, type Param } from '../../src/runtime/figure.ts';
import { readState, writeState } from '../../src/runtime/url-state.ts';

/** Published links, by figure: the part after `?`, and the values that differ from the paper's own. Lines are added, never changed. */
const published = JSON.parse(readFileSync(join(repositoryRoot(), 'tests/unit/permalinks-v1.json'), 'utf8')) as Record<string, { link: string; values: AnyValues }[]>;

const current = (figure: AnyFigure, name: string): string => (name in figure.params ? name : Object.entries(figure.params).find(([, param]) => param.formerly?.includes(name))?.[0] ?? name);

describe.each(Object.keys(published))('links to figure %s', (id) => {
  test('open the state they were made for, without a complaint', async () => {
    const figure = await loadFigure(id);
    for (const { link, values } of published[id]!) {
      const state = readState(figure, new URLSearchParams(link));
      expect(state.problems, link).toEqual([]);
      for (const [name, value] of Object.entries(values)) expect(state.values[current(figure, name)], `${link}: ${name}`).toBe(value);
    }
  });
});

test('every figure has published links', () => {
  expect(Object.keys(published).sort()).toEqual([...FIGURE_IDS].sort());
});

test.each(FIGURE_IDS)('figure %s: a state written into a link and read again is the same', async (id) => {
  const figure = await loadFigure(id);
  for (const [name, param] of Object.entries(figure.params)) {
    for (const value of others(param)) {
      const search = new URLSearchParams();
      writeState(figure, { ...defaults(figure.params), [name]: value }, search);
      expect(readState(figure, search).values[name], search.toString()).toBe(value);
    }
  }
});

const others = (param: Param): (number | string | boolean)[] => (param.kind === 'number' ? [param.min, param.max] : param.kind === 'choice' ? param.options.map((o) => o.value) : [!param.default]);

test('a parameter that was renamed is found under its old name', async () => {
  const figure = await loadFigure('3b');
  const stray = figure.params['stray']!;
  const renamed = { ...figure, params: { parallel: { ...stray, formerly: ['stray'] } } } as AnyFigure;
  expect(readState(renamed, new URLSearchParams('v=1&3b.stray=50'))).toEqual({ values: { parallel: 50 }, problems: [] });
});
