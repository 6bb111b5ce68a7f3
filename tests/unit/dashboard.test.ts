/** The dashboard's places: every state of the strip has six pictures, each of a figure that exists, in words that fit. */
import { describe, expect, test } from 'vitest';
import { drawTile } from '../../src/dashboard/draw.ts';
import { TILES } from '../../src/dashboard/all-tiles.ts';
import { sentenceOn, stateOf, STRIP, words, type State } from '../../src/dashboard/tiles.ts';
import type fig3b from '../../src/figures/3b/index.ts';
import { FIGURE_IDS } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { pelletAt } from '../../src/physics/transport-model.ts';
import { defaults, type AnyValues } from '../../src/runtime/figure.ts';
import { richToPlain } from '../../src/runtime/rich.ts';
import { toMarkup } from '../../src/runtime/svg.ts';

const STATES: State[] = [1.375, 1.5, 1.625, 1.7, 1.75, 1.875, 2].flatMap((x) => [10, 25, 70].flatMap((T) => (x === 1.625 || x === 2 ? ['as-milled', 'heat-treated'] : ['as-milled']).map((sample) => ({ x, T, sample }))));

describe.each(TILES.map((tile) => [tile.key, tile] as const))('place %s', (_key, tile) => {
  test('has a picture in every state, without NaN, with words that fit and a figure to go to', async () => {
    for (const state of STATES) {
      const source = tile.source(state);
      expect(FIGURE_IDS).toContain(source.figure.id);
      const result = source.figure.compute(await nodeKernels(source.figure.kernels), source.values);
      const drawn = drawTile(source, result, state.x, '/somewhere/');
      const svg = toMarkup(drawn.svg);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg.match(/<(path|circle|rect|line)\b/g)!.length).toBeGreaterThan(5);
      expect(drawn.words.replace(/<[^>]+>/g, '').length).toBeLessThanOrEqual(250);
      expect(drawn.words).not.toMatch(/NaN|undefined/);
    }
  });

  test('heavy results cross to the page as plain data', async () => {
    if (!tile.far) return;
    for (const state of [STATES[0]!, { x: 2, T: 25, sample: 'heat-treated' }]) {
      const source = tile.source(state);
      // The job finds the figure by its id.
      expect(source.figure).toBe((await import(`../../src/figures/${source.figure.id}/index.ts`) as { default: unknown }).default);
      const result = source.figure.compute(await nodeKernels(source.figure.kernels), source.values);
      expect(structuredClone(result)).toEqual(result);
    }
  });
});

test('each knob moves what it should, and leaves alone what it cannot move', () => {
  const at = (state: Partial<State>): Record<string, string> => Object.fromEntries(TILES.map((tile) => [tile.key, JSON.stringify([tile.source({ x: 1.625, T: 25, sample: 'as-milled', ...state }).figure.title, tile.source({ x: 1.625, T: 25, sample: 'as-milled', ...state }).values])]));
  const moved = (a: Partial<State>): string[] => TILES.map((t) => t.key).filter((key) => at(a)[key] !== at({})[key]);
  expect(moved({ x: 1.75 })).toEqual(['composition', 'nyquist', 'arrhenius', 'diffraction', 'nmr', 'cell']);
  // Composition, pattern and spectrum are of room temperature.
  expect(moved({ T: 60 })).toEqual(['nyquist', 'arrhenius', 'cell']);
  expect(moved({ sample: 'heat-treated' })).toEqual(['nyquist', 'arrhenius', 'diffraction', 'nmr', 'cell']);
});

test('a heated powder exists at two compositions only', () => {
  const values = { ...defaults(STRIP.params), sample: 'heat-treated' } as AnyValues;
  expect(stateOf({ ...values, x: 1.625 }).sample).toBe('heat-treated');
  expect(stateOf({ ...values, x: 1.63 }).sample).toBe('as-milled');
  expect(stateOf({ ...values, x: 2 }).sample).toBe('heat-treated');
});

test('a heated pellet has ten times the resistance at the same capacitance: its arc turns ten times slower', async () => {
  const { figure, values, badge } = TILES.find((tile) => tile.key === 'nyquist')!.source({ x: 1.625, T: 25, sample: 'heat-treated' });
  const { pellet: heated, selected } = figure.compute(await nodeKernels(['impedance']), values) as ReturnType<typeof fig3b.compute>;
  const milled = pelletAt({ x: 1.625, T_C: 25, Ea_meV: 359, stray_pF: 100, permittivity: 10 });
  expect(heated.r_ohm).toBeCloseTo(10 * milled.r_ohm, 9);
  // ωRC = 1 at the top, whatever R is.
  expect(2 * Math.PI * heated.apex_Hz * heated.r_ohm * heated.capacitance_F).toBeCloseTo(1, 12);
  // Nothing reported pins it: it may not be drawn solid.
  expect(selected.pinned).toBe(false);
  expect(badge).toBe('assumed');
});

test('the strip says what rests on what', () => {
  expect(richToPlain(words({ x: 1.625, T: 25, sample: 'as-milled' }))).toMatch(/4\.0 × 10\^-4 S\/cm, as reported\.$/);
  expect(words({ x: 1.625, T: 60, sample: 'as-milled' })).toContain('from the reported value');
  expect(words({ x: 1.75, T: 25, sample: 'as-milled' })).toContain('guess');
  expect(richToPlain(words({ x: 2, T: 25, sample: 'heat-treated' }))).toMatch(/1\.2 × 10\^-5 S\/cm, if heating/);
});

test('strip, arc and Arrhenius plot give one conductivity of a heated powder at every temperature', async () => {
  for (const T of [10, 25, 70]) {
    const state = { x: 2, T, sample: 'heat-treated' };
    const said = /\*\*\[(.+?)\]\*\*/.exec(words(state))![1]!;
    for (const key of ['nyquist', 'arrhenius']) {
      const { figure, values } = TILES.find((tile) => tile.key === key)!.source(state);
      expect(figure.summary(figure.compute(await nodeKernels(figure.kernels), values), values)).toContain(said);
    }
  }
});

test('of two sentences the one on the chosen composition is shown', () => {
  const summary = 'Domains of *x* = 1.625 grow. Of *x* = 2.000 **35 %** crystallises, with a line at 15.71°.';
  expect(sentenceOn(2, summary)).toContain('35 %');
  expect(sentenceOn(1.625, summary)).toBe('Domains of *x* = 1.625 grow.');
  expect(sentenceOn(1.5, summary)).toBe('Domains of *x* = 1.625 grow.');
});
