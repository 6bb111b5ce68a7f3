/** Address, numbers as typed and as set, typeset text, drawing, composition table, randomness. */
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FIGURE_IDS, loadFigure } from '../../src/figures/registry.ts';
import { compositionAt, pelletThickness_cm } from '../../src/physics/composition.ts';
import { remember, rememberOf } from '../../src/physics/remember.ts';
import { normal, uniform } from '../../src/physics/random.ts';
import { fromRuler, fromSlider, toRuler, toSlider, valueText } from '../../src/runtime/controls.ts';
import { defaults, defineFigure, type AnyFigure, type AnyValues, type NumberParam, type Param } from '../../src/runtime/figure.ts';
import { conductivity, fixed, formula, scientific, significant, withError, withPrefix } from '../../src/runtime/format.ts';
import { parseQuantity } from '../../src/runtime/quantity.ts';
import { richToHtml, richToPlain } from '../../src/runtime/rich.ts';
import { el, patch, toMarkup, type El } from '../../src/runtime/svg.ts';
import { LINK_VERSION, readState, writeState } from '../../src/runtime/url-state.ts';
import { showHtml } from '../../src/runtime/words.ts';
import { typed } from '../../src/runtime/workshop.ts';

const figures = await Promise.all(FIGURE_IDS.map(loadFigure));

describe('state in the address', () => {
  const valueOf = (param: Param): fc.Arbitrary<number | string | boolean> => {
    if (param.kind === 'toggle') return fc.boolean();
    if (param.kind === 'choice') return fc.constantFrom(...param.options.map((o) => o.value));
    return fc.integer({ min: 0, max: 1000 }).map((n) => fromRuler(param, n / 1000));
  };
  const stateOf = (figure: AnyFigure): fc.Arbitrary<AnyValues> => fc.record(Object.fromEntries(Object.entries(figure.params).map(([name, param]) => [name, valueOf(param)])));

  test.each(figures.map((f) => [f.id, f] as const))('of figure %s comes back as it was, through a real address', (_id, figure) => {
    fc.assert(
      fc.property(stateOf(figure), (values) => {
        const url = new URL('https://example.org/a/?keep=me');
        writeState(figure, values, url.searchParams);
        const { values: back, problems } = readState(figure, new URL(url.href).searchParams);
        expect(problems).toEqual([]);
        for (const [name, value] of Object.entries(values)) {
          // Ten significant digits are written.
          if (typeof value === 'number') expect(Math.abs((back[name] as number) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
          else expect(back[name]).toBe(value);
        }
        expect(url.searchParams.get('keep')).toBe('me');
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('of the paper is empty, and each difference is written once with the version', () => {
    const figure = figures.find((f) => f.id === '3b')!;
    const search = new URLSearchParams();
    writeState(figure, defaults(figure.params) as AnyValues, search);
    expect(search.toString()).toBe('');
    writeState(figure, { ...defaults(figure.params), T: 40, stray: 50 } as AnyValues, search);
    expect(Object.fromEntries(search)).toEqual({ T: '40', '3b.stray': '50', v: String(LINK_VERSION) });
    writeState(figure, defaults(figure.params) as AnyValues, search);
    expect(search.toString()).toBe('');
  });

  test('never fails: whatever the address says, values are in range and each fault is one sentence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...figures), fc.dictionary(fc.constantFrom('x', 'T', 'v', '3b.stray', '3b.fit', '1a.basis', '3b.?'), fc.string()), (figure, wild) => {
        const { values, problems } = readState(figure, new URLSearchParams(wild));
        for (const [name, param] of Object.entries(figure.params)) {
          const value = values[name]!;
          if (param.kind === 'number') expect((value as number) >= param.min && (value as number) <= param.max).toBe(true);
          else if (param.kind === 'choice') expect(param.options.map((o) => o.value)).toContain(value);
          else expect(typeof value).toBe('boolean');
        }
        for (const problem of problems) expect(problem).toMatch(/\.$/);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('a typed number', () => {
  test.each([
    ['4e-4', '', 4e-4],
    ['4E-4', '', 4e-4],
    ['4×10⁻⁴', '', 4e-4],
    ['4.0 x 10^-4', '', 4e-4],
    ['4·10^(-4)', '', 4e-4],
    ['0,4', '', 0.4],
    ['.5', '', 0.5],
    ['-2.5', '', -2.5],
    ['−2.5', '', -2.5],
    ['+7', '', 7],
    [' 25 °C ', '°C', 25],
    ['100pF', 'pF', 100],
    ['1,5e3', '', 1500],
    ['0', '', 0],
  ] as const)('%j with unit %j is %f', (text, unit, value) => expect(parseQuantity(text, unit)).toBeCloseTo(value, 14));

  test.each(['', ' ', 'warm', '1.2.3', '1,2,3', '1,000.5', 'NaN', 'Infinity', '1e999', '0x10', '12 km', '--1', 'e5', '<b>'])('%j is not one', (text) => expect(parseQuantity(text, '°C')).toBeNull());

  test('is read back from every way of printing a double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
        expect(parseQuantity(String(n))).toBe(n === 0 ? parseQuantity(String(n)) : n);
        expect(parseQuantity(n.toExponential())).toBe(Number(n.toExponential()));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('outside its range is clamped with one sentence; words keep the last value', () => {
    const param: NumberParam = { kind: 'number', label: 'Temperature, *T*', unit: '°C', min: 10, max: 70, step: 1, default: 25, decimals: 0 };
    expect(typed(param, '40')).toEqual({ value: 40, problem: '' });
    expect(typed(param, '400')).toEqual({ value: 70, problem: 'Temperature, T runs from 10 to 70 °C: 70 is shown.' });
    expect(typed(param, 'hot').value).toBeNull();
    expect(typed(param, 'hot').problem).toContain('“hot” is not a number');
  });
});

describe('a slider’s ruler', () => {
  const log: NumberParam = { kind: 'number', label: 'C', unit: 'F', min: 1e-12, max: 1e-6, step: 1, default: 1e-9, decimals: 2, scale: 'log' };
  test('runs from end to end, and a value set on it comes back (three digits on a logarithmic one)', () => {
    expect([toRuler(log, 1e-12), toRuler(log, 1e-9), toRuler(log, 1e-6)].map((v) => Number(v.toFixed(9)))).toEqual([0, 0.5, 1]);
    for (let s = 0; s <= 1000; s += 7) expect(toSlider(log, fromSlider(log, s))).toBe(s);
  });
  test('speaks its unit', () => expect(valueText(log, 1e-9)).toBe('1.00e-9 F'));
  test('rounds to the step', () => {
    const linear: NumberParam = { ...log, scale: 'linear', min: 1.375, max: 2, step: 0.005, default: 1.625, decimals: 3 };
    expect(fromRuler(linear, toRuler(linear, 1.6262))).toBe(1.625);
    expect(fromRuler(linear, 2)).toBe(2);
  });
});

test('a figure with an impossible parameter is refused with figure, parameter and rule', () => {
  const figure = figures[0]!;
  const withParam = (param: Partial<NumberParam>): (() => unknown) => () => defineFigure({ ...figure, params: { a: { kind: 'number', label: 'a', unit: '', min: 1, max: 2, step: 0.1, default: 1, decimals: 1, ...param } } });
  expect(withParam({})).not.toThrow();
  expect(withParam({ max: 0 })).toThrow(/parameter a: min 1 must lie below max 0/);
  expect(withParam({ default: 5 })).toThrow(/default 5 must lie from 1 to 2/);
  expect(withParam({ step: 0 })).toThrow(/step 0/);
  expect(withParam({ min: -1, scale: 'log' })).toThrow(/logarithmic/);
});

describe('numbers as set', () => {
  test('fixed', () => expect([fixed(-2.5, 1), fixed(-0.01, 1), fixed(-0, 0), fixed(1234.5, 0)]).toEqual(['−2.5', '0.0', '0', '1235']));
  test('significant', () => expect([significant(153.33, 3), significant(0, 3), significant(0.01234, 2), significant(123456, 2), significant(99.96, 3)]).toEqual(['153', '0', '0.012', '1.2 × 10^5^', '100']));
  test('scientific', () => expect([scientific(4e-4, 2), scientific(-1.25e7, 3), scientific(0, 2)]).toEqual(['4.0 × 10^−4^', '−1.25 × 10^7^', '0']));
  test('withPrefix', () => expect([withPrefix(9.07e6, 'Hz', 2), withPrefix(999.9e3, 'Hz', 2), withPrefix(1e-10, 'F', 2)]).toEqual(['[9.1 MHz]', '[1.0 MHz]', '[100 pF]']));
  test('withError', () => expect([withError(153.31, 0.24), withError(153.31, 0), withError(2, NaN), withError(1234.5, 25)]).toEqual(['153.31 ± 0.24', '153.3', '2.000', '1235 ± 25']));
  test('conductivity and formula', () => {
    expect(conductivity(1.2e-4)).toBe('[1.2 × 10^−4^ S/cm]');
    expect(formula([{ element: 'Na', amount: '0.625' }, { element: 'Y', amount: '' }])).toBe('[Na~0.625~Y]');
  });
});

describe('typeset text', () => {
  test('becomes HTML, with markup characters made safe', () => {
    expect(richToHtml('*R* < 10^−4^ & Na~2~ **bold**')).toBe('<i>R</i> &lt; 10<sup>−4</sup> &amp; Na<sub>2</sub> <b>bold</b>');
    expect(richToHtml('so [*σ* = **[4 S]**]')).toBe('so <span class="q"><i>σ</i> = <span class="q"><b>4 S</b></span></span>');
    expect(richToHtml('<script>')).not.toContain('<script>');
  });
  test('becomes plain words without any of its marks', () => {
    expect(richToPlain('*σ* at [10 °C]')).toContain('σ at 10');
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '*', '~', '^', '[', ']', ' ') }), (text) => void expect(richToPlain(text)).not.toMatch(/[*~^[\]]/)), { seed: 4 });
  });
});

describe('a drawing', () => {
  beforeAll(() => {
    const { document, Node } = parseHTML('<!doctype html><html><body></body></html>');
    vi.stubGlobal('document', document);
    vi.stubGlobal('Node', Node);
  });
  afterAll(() => vi.unstubAllGlobals());

  test('is escaped, rounded to 1/100, and leaves out what is not there', () => {
    expect(toMarkup(el('text', { x: 1.23456, title: '"<&>"', hidden: false, y: null, z: undefined }, 'a < b'))).toBe('<text x="1.23" title="&quot;&lt;&amp;&gt;&quot;">a &lt; b</text>');
  });

  const leaf = fc.record({ tag: fc.constantFrom('circle', 'path', 'text', 'line'), attrs: fc.dictionary(fc.constantFrom('x', 'y', 'class', 'd'), fc.constantFrom('1', '2', 'a b')), text: fc.constantFrom('', 'one', 'two & three') });
  const { tree } = fc.letrec<{ tree: El; branch: El }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, leaf.map((l): El => ({ ...l, children: [] })), tie('branch')),
    branch: fc.record({ tag: fc.constantFrom('g', 'svg'), attrs: fc.dictionary(fc.constantFrom('x', 'class'), fc.constantFrom('1', '2')), text: fc.constant(''), children: fc.array(tie('tree'), { maxLength: 4 }) }),
  }));

  test('patched from any tree to any other shows exactly the other', () => {
    const sorted = (node: Element): string =>
      `<${node.localName} ${[...node.attributes].map((a) => `${a.name}=${a.value}`).sort().join(' ')}>${node.children.length ? '' : node.textContent}${[...node.children].map(sorted).join('')}`;
    const expected = (node: El): string =>
      `<${node.tag} ${Object.entries(node.attrs).map(([k, v]) => `${k}=${v}`).sort().join(' ')}>${node.children.length ? '' : node.text}${node.children.map(expected).join('')}`;
    fc.assert(
      fc.property(fc.array(tree, { minLength: 2, maxLength: 4 }), (trees) => {
        const host = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
        for (const next of trees) {
          patch(host, el('svg', {}, [next]));
          expect(sorted(host.children[0]!)).toBe(expected(next));
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test('patched with the same tree touches nothing', () => {
    const host = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const make = (): El => el('svg', { width: 3 }, el('circle', { cx: 1 }), el('text', {}, 'a'));
    patch(host, make());
    const children = [...host.children];
    const spy = vi.spyOn(children[0]!, 'setAttribute');
    patch(host, make());
    expect(spy).not.toHaveBeenCalled();
    expect([...host.children]).toEqual(children);
  });

  test('patched with other words keeps its nodes, down to the text', () => {
    const host = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const make = (text: string): El => el('svg', {}, el('text', { x: 1 }, text));
    patch(host, make('a'));
    const letters = host.firstElementChild!.firstChild;
    patch(host, make('b'));
    expect(host.firstElementChild!.firstChild).toBe(letters);
    expect(host.textContent).toBe('b');
  });
});

describe('words that follow the hand', () => {
  beforeAll(() => {
    const { document, Node } = parseHTML('<!doctype html><html><body></body></html>');
    vi.stubGlobal('document', document);
    vi.stubGlobal('Node', Node);
  });
  afterAll(() => vi.unstubAllGlobals());

  const word = fc.constantFrom('a', '*x*', '**7**', '[4 S/cm]', 'H~2~', '10^−4^', ' and ', '*x* = 1.625', '<&>');
  test('say exactly what was written last, from any sentence to any other', () => {
    fc.assert(
      fc.property(fc.array(fc.array(word, { maxLength: 6 }), { minLength: 2, maxLength: 4 }), (sentences) => {
        const node = document.createElement('p');
        // What the built page holds before the first word of ours.
        node.innerHTML = richToHtml('*x* = **1.5** of [3 Ω].');
        for (const sentence of sentences) {
          const html = richToHtml(sentence.join(''));
          showHtml(node, html);
          const wanted = document.createElement('p');
          wanted.innerHTML = html;
          expect(node.innerHTML).toBe(wanted.innerHTML);
        }
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('keep the nodes of a sentence of the same build', () => {
    const node = document.createElement('p');
    showHtml(node, richToHtml('At **20 °C** it is [3 Ω].'));
    const bold = node.querySelector('b')!;
    const letters = bold.firstChild;
    showHtml(node, richToHtml('At **30 °C** it is [2 Ω].'));
    expect(node.querySelector('b')).toBe(bold);
    expect(bold.firstChild).toBe(letters);
    expect(bold.textContent).toBe('30 °C');
  });
});

describe('what is remembered', () => {
  test('is computed once, and what was asked for longest ago is forgotten first', () => {
    const recall = remember<number>(2);
    const compute = vi.fn(() => 1);
    recall('a', compute);
    recall('b', compute);
    recall('a', compute);
    expect(compute).toHaveBeenCalledTimes(2);
    recall('c', compute);
    expect([recall.has('a'), recall.has('b'), recall.has('c')]).toEqual([true, false, true]);
  });

  test('of an object goes by the object and by what was made of it', () => {
    const of = rememberOf<object>();
    const [a, b] = [new Float64Array(1), new Float64Array(1)];
    const first = of(a, 'curve', () => ({}));
    expect(of(a, 'curve', () => ({}))).toBe(first);
    expect(of(a, 'label', () => ({}))).not.toBe(first);
    expect(of(b, 'curve', () => ({}))).not.toBe(first);
  });
});

describe('composition, against the table worked out by hand for this site', () => {
  // x, g/mol, mol % NaCl / YCl3 / ZrCl4, g/cm³, Na per cm³, mm of a 100 mg pellet.
  test.each([
    [0, 355.09, 69.2, 7.7, 23.1, 2.5, 9.5e21, 0.51],
    [1.375, 274.73, 46.7, 13.3, 40.0, 2.61, 5.0e21, 0.49],
    [1.5, 267.43, 42.9, 14.3, 42.9, 2.63, 4.4e21, 0.49],
    [1.625, 260.12, 38.5, 15.4, 46.2, 2.64, 3.8e21, 0.48],
    [1.75, 252.81, 33.3, 16.7, 50.0, 2.66, 3.2e21, 0.48],
    [1.875, 245.51, 27.3, 18.2, 54.5, 2.68, 2.5e21, 0.48],
    [2, 238.2, 20.0, 20.0, 60.0, 2.7, 1.7e21, 0.47],
  ])('x = %f', (x, M, nacl, ycl3, zrcl4, rho, n, mm) => {
    const c = compositionAt(x);
    // Half of the last digit of the table.
    expect(Math.abs(c.molarMass_g_mol - M)).toBeLessThanOrEqual(0.0051);
    for (const [fraction, printed] of [[c.moleFraction.NaCl, nacl], [c.moleFraction.YCl3, ycl3], [c.moleFraction.ZrCl4, zrcl4]] as const) expect(Math.abs(100 * fraction - printed)).toBeLessThanOrEqual(0.051);
    expect(Math.abs(c.density_g_cm3 - rho)).toBeLessThanOrEqual(0.0051);
    expect(Math.abs(c.sodiumDensity_cm3 - n)).toBeLessThanOrEqual(0.051e21);
    // 0.4846 mm at x = 1.5 stands in the table as 0.49: a whole unit less would still be seen.
    expect(Math.abs(10 * pelletThickness_cm(c.density_g_cm3) - mm)).toBeLessThanOrEqual(0.0055);
  });
  test.each([-0.001, 2.251, NaN, Infinity])('x = %f is refused with its range', (x) => expect(() => compositionAt(x)).toThrow(/from 0 to 2\.25/));
});

describe('seeded randomness', () => {
  test('repeats for one seed and differs for another', () => {
    const next = uniform(1);
    const again = uniform(1);
    for (let i = 0; i < 5; i++) expect(next()).toBe(again());
    expect(uniform(1)()).not.toBe(uniform(2)());
  });
  test('is normal: mean, variance, skewness and kurtosis of 50,000 numbers', () => {
    const next = normal(7);
    const z = Array.from({ length: 50_000 }, next);
    const moment = (k: number): number => z.reduce((s, v) => s + v ** k, 0) / z.length;
    // Standard errors: 0.0045, 0.0063, 0.011, 0.022; four of them. The sum of twelve has an excess kurtosis of −0.1.
    expect(Math.abs(moment(1))).toBeLessThan(0.018);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.026);
    expect(Math.abs(moment(3))).toBeLessThan(0.044);
    expect(Math.abs(moment(4) - 2.9)).toBeLessThan(0.09);
  });
});
