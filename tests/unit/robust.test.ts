/** Whatever is typed, pasted or linked: a value, or one sentence. Seeded, so that a failure can be repeated. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { cellParameters, defaultCellParameters, numberSpecs } from '../../src/physics/cell-parameters.ts';
import { circuitText, parseCircuit } from '../../src/physics/circuit-grammar.ts';
import { parseModel } from '../../src/physics/nmr-model.ts';
import { parseQuantity } from '../../src/runtime/quantity.ts';
import { richToHtml, richToPlain } from '../../src/runtime/rich.ts';
import { readState } from '../../src/runtime/url-state.ts';

const SEED = 20261125;
const often = (numRuns: number): fc.Parameters<unknown> => ({ seed: SEED, numRuns });

/** One readable line: no line break, no trace of a stack, no value that nobody typed. */
function isSentence(error: unknown): void {
  expect(error).toBeInstanceOf(RangeError);
  const { message } = error as RangeError;
  expect(message).toMatch(/\S/);
  expect(message.length).toBeLessThan(700);
  expect(message).not.toMatch(/\n\s+at |is not a function|Cannot read|is not iterable|\[object /);
}

/** Runs `work`: its value, or null when it refused in a sentence. */
function orSentence<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    isSentence(error);
    return null;
  }
}

describe('the address of a page', () => {
  test.each(FIGURE_IDS)('figure %s: any query gives values within their ranges', async (id) => {
    const figure = await loadFigure(id);
    const names = Object.keys(figure.params).map((name) => `${id}.${name}`);
    const key = fc.oneof(fc.constantFrom('x', 'T', 'sample', 'v', 'seed', ...names), fc.string());
    const value = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('', 'NaN', 'Infinity', '-1e999', '1e400', '0x10', '__proto__', 'constructor', '%', '1,5', 'true', '１'));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 12 }), (pairs) => {
        const { values, problems } = readState(figure, new URLSearchParams(pairs));
        expect(Object.keys(values).sort()).toEqual(Object.keys(figure.params).sort());
        for (const [name, param] of Object.entries(figure.params)) {
          const v = values[name]!;
          if (param.kind === 'number') expect(v as number >= param.min && (v as number) <= param.max, `${name} ${v}`).toBe(true);
          else if (param.kind === 'choice') expect(param.options.some((o) => o.value === v)).toBe(true);
          else expect(typeof v).toBe('boolean');
        }
        for (const problem of problems) expect(problem).toMatch(/^.{10,400}$/su);
      }),
      often(300),
    );
  });
});

test('a circuit: any text is a circuit that reads back as itself, or a sentence', () => {
  const pieces = fc.constantFrom('R', 'C', 'L', 'CPE', 'W', 'Ws', 'Wo', 'G', 'La', 'p(', '(', ')', ',', '-', '0', '1', '12', ' ', 'é', '\u0000', 'p', '--', ',,', 'R1-R1', 'K');
  fc.assert(
    fc.property(fc.oneof(fc.array(pieces, { maxLength: 24 }).map((list) => list.join('')), fc.string({ maxLength: 60 })), (text) => {
      const circuit = orSentence(() => parseCircuit(text));
      if (circuit) expect(circuitText(parseCircuit(circuitText(circuit.tree)).tree)).toBe(circuitText(circuit.tree));
    }),
    often(20_000),
  );
});

test('deep nesting and great length are refused or read, never a crash', () => {
  for (const text of ['('.repeat(1e5), 'p('.repeat(5e4), `${'p(R1,'.repeat(2000)}R2${')'.repeat(2000)}`, `R1${'-R2'.repeat(5e4)}`]) orSentence(() => parseCircuit(text));
});

/** A good value with one of its parts, at any depth, replaced or taken away. */
function spoiled(good: unknown): fc.Arbitrary<unknown> {
  const paths: (string | number)[][] = [];
  const walk = (value: unknown, path: (string | number)[]): void => {
    paths.push(path);
    if (Array.isArray(value)) value.forEach((inner, i) => walk(inner, [...path, i]));
    else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
  };
  walk(good, []);
  const put = (value: unknown, [head, ...rest]: (string | number)[], by: unknown): unknown => {
    if (head === undefined) return by;
    const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
    copy[head] = put(copy[head], rest, by);
    return copy;
  };
  const part = fc.oneof(fc.double(), fc.jsonValue(), fc.constantFrom(undefined, null, 0, -1, 1e300, 1e-300, '', [], {}, [[]], NaN));
  return fc.tuple(fc.constantFrom(...paths), part).map(([path, by]) => put(good, path, by));
}

const MODEL = {
  larmor_MHz: 211.6,
  mas_Hz: 12_000,
  axis: { from_ppm: 50, to_ppm: -50, n: 64 },
  sites: [
    { CQ_MHz: 1.5, eta: 0.4, iso_ppm: 3, lb_Hz: 200, area: 1 },
    { czjzek_sigma_MHz: 1.1, iso_ppm: -12, lb_Hz: 300, area: 2 },
  ],
};

test('a model of sodium lines: any JSON is a model that computes finite numbers, or a sentence', async () => {
  const { nmr } = await nodeKernels(['nmr']);
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), spoiled(MODEL)), (value) => {
      const model = orSentence(() => parseModel(value));
      if (!model) return;
      const spectrum = orSentence(() => nmr.simulate(model, { from_ppm: 50, to_ppm: -50, n: 64 }));
      if (spectrum) for (const v of spectrum.intensity) expect(Number.isFinite(v)).toBe(true);
    }),
    often(5000),
  );
});

test('a cell: any JSON is a set of finite parameters, or a sentence', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), spoiled(defaultCellParameters())), (value) => {
      const cell = orSentence(() => cellParameters(value));
      if (cell) for (const name of Object.keys(numberSpecs)) expect(Number.isFinite((cell as unknown as Record<string, number>)[name])).toBe(true);
    }),
    often(10_000),
  );
});

test('a typed quantity: a finite number or nothing', () => {
  const unit = fc.constantFrom('', 'S/cm', 'mS/cm', '°C', 'meV', 'Ω', 'kHz', '%', 'mg');
  const text = fc.oneof(fc.string(), fc.double().map(String), fc.tuple(fc.double(), fc.constantFrom('e', '×10^', '·10', ','), fc.integer()).map((parts) => parts.join('')), fc.constantFrom('1e999', '-', '٣', '1..2', '1e', '+-1', '0x1F', '1_000'));
  fc.assert(
    fc.property(text, unit, (typed, u) => {
      const value = parseQuantity(typed, u);
      expect(value === null || Number.isFinite(value), `${typed} ${u} → ${value}`).toBe(true);
    }),
    often(20_000),
  );
});

test('rich text never lets markup of its source through', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(richToHtml(text).replace(/<\/?(i|b|em|strong|sub|sup|span)( class="[a-z -]+")?>/g, '')).not.toMatch(/<[a-z/!]/i);
      expect(typeof richToPlain(text)).toBe('string');
    }),
    often(5000),
  );
});
