/** Answers as people type them: numbers, units, and what is said when they do not fit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/exercises/answer-text.ts';
import { judgeChoice, judgeNumber, judgeState } from '../../src/exercises/check.ts';
import { convert, readUnit } from '../../src/exercises/units.ts';

const value = (text: string, unit: string): number => (readAnswer(text, unit) as { value: number }).value;
const problem = (text: string, unit: string): string => (readAnswer(text, unit) as { problem: string }).problem;

/** Half a unit of the sixth digit: these readings differ from 4e-4 by rounding alone. */
const same = (a: number, b: number): boolean => Math.abs(a / b - 1) < 1e-6;

describe('a conductivity of 4e-4 S/cm, as keyboards, word processors and papers write it', () => {
  test.each([
    '+4e-4', '+ 4e-4 S/cm', ' 4 e-4 ', '4 E -4', '4e-4.', '4e-4 S/cm.', '4E-4S/cm', '4e−4 S/cm', '4e–4', '4.0 × 10−4 S/cm', '4.0\u2009×\u200910⁻⁴\u2009S\u2009cm⁻¹', '4,0·10^-4 S/cm', '4.0⋅10⁻⁴', '4.0∙10⁻⁴', '4.0•10^-4', '4∗10^-4',
    '4.0X10^-4', '4*10**-4', '4\\times10^{-4}', '4\\cdot 10^{-4} S cm^{-1}', '4 10^-4 S/cm', '4 10⁻⁴', '4.10^-4', 'σ = d/(RA) = 4e-4 S/cm', 'about 4e-4', '4.0(1)e-4 S/cm', '4.0e-4 ± 0.1e-4 S/cm', '(4.0 ± 0.1)e-4', '1/2500', '2/5 mS/cm',
    '0,4 mS cm-1', '0.4 mS.cm-1', '0.4 mS cm^{-1}', '0.4 mS cm^(-1)', '0.4 mS per cm', '0.4 millisiemens per centimetre', '0.4 mS⁄cm', '0.4 mS∕cm', '0.4\u200bmS/cm', '400 μS/cm', '4e-4 Ω⁻¹cm⁻¹', '4e-4 ohm-1cm-1',
  ])('is understood as %j', (text) => {
    expect(same(value(text, 'S/cm'), 4e-4)).toBe(true);
  });
});

describe('a conductivity of 4e-4 S/cm', () => {
  test.each(['4e-4', '4E-4', '0,0004', '.0004', '4×10⁻⁴', '4 × 10^-4', '4x10-4', '4*10^-4', '4·10⁻⁴ S cm⁻¹', '4×10⁻⁴ S cm⁻¹', '0,4 mS/cm', '0.4 mS/cm', '0.4 mS cm-1', '0.4mS·cm^-1', '0.04 S/m', '40 mS/m', '400 µS/cm', '400 uS/cm', 'σ = 4e-4 S/cm', '≈ 4e-4', '4e-4 1/(Ω cm)', '4e-4 ohm-1 cm-1', '4e-4 (ohm cm)^-1', '4 10⁻⁴'.replace(' 10', '×10')])('is understood as %j', (text) => {
    expect(value(text, 'S/cm')).toBeCloseTo(4e-4, 12);
  });
  test.each([
    ['0.4 ms/cm', /mean mS\/cm/],
    ['638 Ω', /unit of a resistance.*a conductivity/],
    ['4e-4 S', /unit of a conductance/],
    ['4e-4 zork', /not understood/],
    ['four', /not understood as a number/],
    ['', /Type a number first/],
    ['S/cm', /not understood as a number/],
  ])('%j is refused in words', (text, says) => {
    expect(problem(text, 'S/cm')).toMatch(says);
  });
});

test.each([
  ['329.15 K', '°C', 56],
  ['56 C', '°C', 56],
  ['56', '°C', 56],
  ['34.64 kJ/mol', 'meV', 359],
  ['0,359 eV', 'meV', 359],
  ['6.6e-7 cm2/Vs', 'cm^2/(V s)', 6.6e-7],
  ['6.6e-7 cm²/V s', 'cm^2/(V s)', 6.6e-7],
  ['6.6e-11 m² V⁻¹ s⁻¹', 'cm^2/(V s)', 6.6e-7],
  ['3.8e27 m⁻³', 'cm^-3', 3.8e21],
  ['3.8e21 per cm^3', 'cm^-3', 3.8e21],
  ['9 900 s-1', '1/s', 9900],
  ['9,9 kHz', '1/s', 9900],
  ['1.36 wt%', '%', 1.36],
  ['0.0136', '%', 0.0136],
  ['55 Å', 'nm', 5.5],
  ['94 ohm cm2', 'Ω cm^2', 94],
  ['10^-4', '', 1e-4],
  ['10⁻⁴', '', 1e-4],
  ['−2.4 ppm', 'ppm', -2.4],
  ['1 234,5 Ω', 'Ω', 1234.5],
  ['0.2527 rad', '°', 14.48],
  ['56 ºC', '°C', 56],
  ['56 ℃', '°C', 56],
  ['56 ° C', '°C', 56],
  ['56 degrees Celsius', '°C', 56],
  ['329.15 kelvin', '°C', 56],
  ['1530 Ohms', 'Ω', 1530],
  ['1.53 kiloohm', 'Ω', 1530],
  ["1'530 Ω", 'Ω', 1530],
  ['1,530.0', 'Ω', 1530],
  ['1.530,0', 'Ω', 1530],
  ['１５３０', 'Ω', 1530],
  ['8.28 kcal/mol', 'meV', 359.06],
  ['105/250.5', '', 0.41916],
  ['42 per cent', '', 0.42],
  ['420 ‰', '', 0.42],
  ['42 weight %', '%', 42],
  ['42 % by weight', '%', 42],
  ['3.8e21 ions/cm^3', 'cm^-3', 3.8e21],
  ['3.8e21 per cubic centimetre', 'cm^-3', 3.8e21],
  ['8e7 jumps per second', '1/s', 8e7],
  ['6.6e-7 cm^2/V-s', 'cm^2/(V s)', 6.6e-7],
  ['31 Ω-cm²', 'Ω cm^2', 31],
  ['31 Ωcm2', 'Ω cm^2', 31],
  ['8.1 A', 'Å', 8.1],
  ['81 ångström', 'nm', 8.1],
  ['- 5.3', 'ppm', -5.3],
  ['minus 5.3 ppm', 'ppm', -5.3],
  ['601 millivolts', 'V', 0.601],
])('%j in %s is %f', (text, unit, expected) => {
  expect(Math.abs(value(text, unit) / expected - 1)).toBeLessThan(2e-4);
});

/** One of each symbol and prefix in others: the SI brochure (BIPM, 9th ed., 2019), and the thermochemical calorie. */
test.each([
  ['J', 'g m^2/s^2', 1000], ['cal', 'J', 4.184], ['W', 'J/s', 1], ['Pa', 'J/m^3', 1], ['T', 'V s/m^2', 1], ['Hz', '1/s', 1], ['F', 'C/V', 1], ['S', 'A/V', 1], ['Ω', 'V/A', 1],
  ['ohm', 'Ω', 1], ['Ohm', 'Ω', 1], ['C', 'A s', 1], ['Ah', 'C', 3600], ['sec', 's', 1], ['min', 's', 60], ['h', 'min', 60], ['d', 'h', 24], ['L', 'm^3', 1e-3], ['Å', 'm', 1e-10],
  ['angstrom', 'Å', 1], ['°', 'rad', Math.PI / 180], ['deg', '°', 1], ['degree', '°', 1], ['degrees', '°', 1], ['%', '1', 1e-2], ['‰', '%', 0.1], ['ppm', '‰', 1e-3],
  ['pF', 'F', 1e-12], ['nF', 'F', 1e-9], ['µF', 'F', 1e-6], ['uF', 'F', 1e-6], ['mF', 'F', 1e-3], ['cm', 'm', 1e-2], ['dm', 'm', 0.1], ['kHz', 'Hz', 1e3], ['MHz', 'Hz', 1e6], ['GHz', 'Hz', 1e9],
])('1 %s in %s is %f', (from, to, factor) => {
  expect(Math.abs(convert(1, from, to)! / factor - 1)).toBeLessThan(1e-12);
});

test('units convert by their definitions, written out here', () => {
  expect(convert(1, 'mAh/cm^2', 'C/m^2')).toBeCloseTo(3.6e4, 6);
  expect(convert(1, 'eV', 'J')).toBeCloseTo(1.602176634e-19, 28);
  expect(convert(1, 'kJ/mol', 'meV')).toBeCloseTo(10.3643, 3);
  expect(convert(0, '°C', 'K')).toBe(273.15);
  expect(convert(1, 'm', 's')).toBeNull();
  expect(readUnit('furlong')).toEqual([]);
});

describe('judging', () => {
  const exercise = { answer: 4e-4, tolerance: 8e-6, unitPlain: 'S/cm', traps: [{ name: 'inverse', value: 2500, says: 'That is the resistivity.' }] };
  test.each([
    ['0,4 mS/cm', true, /Right/],
    ['0.4', false, /factor of 10\^3\^.*taken in S\/cm/],
    ['4 S/cm', false, /factor of 10\^4\^/],
    ['2500', false, /resistivity/],
    ['-4e-4', false, /sign/],
    ['5e-4', false, /Too high/],
    ['3e-4', false, /Too low/],
    ['638 Ω', false, /resistance/],
    ['4e-4 mS/cm', false, /number is right for S\/cm, but you wrote “mS\/cm”/],
    ['1e999', false, /too large/],
    ['NaN', false, /not understood as a number/],
  ])('%j', (text, right, says) => {
    const judged = judgeNumber(exercise, text);
    expect(judged.right).toBe(right);
    expect(judged.says).toMatch(says);
  });
  test('does not let typed marks set type', () => {
    expect(judgeNumber(exercise, '**x**').says).not.toContain('*');
  });
  test('knows thousands with a comma, the energy of a mole, and an angle', () => {
    const of = (answer: number, unitPlain: string, text: string): string => judgeNumber({ answer, tolerance: 0.01 * answer, unitPlain, traps: [] }, text).says;
    expect(of(1530, 'Ω', '1,530')).toMatch(/decimal sign/);
    expect(of(1.53, 'Ω', '1,530')).toMatch(/^Right/);
    expect(of(359, 'meV', '34.64 kJ')).toMatch(/kJ\/mol/);
    expect(of(56, '°C', '56 K')).toMatch(/number is right for °C/);
    expect(of(56, '°C', '56°')).toMatch(/an angle/);
    expect(of(56, '°C', '132.8 °F')).toMatch(/not understood/);
  });
  test('takes an empty box and words without a number for no try, and a wrong unit for one', () => {
    for (const text of ['', '  ', 'many', '😀', 'x'.repeat(500), '1e999']) expect(judgeNumber(exercise, text).unanswered, text).toBe(true);
    for (const text of ['4e-4', '5', '638 Ω', '4e-4 zork', '0.4 ms/cm']) expect(judgeNumber(exercise, text).unanswered, text).toBeUndefined();
    expect(judgeChoice({ options: [] }, null).unanswered).toBe(true);
    expect(judgeState({ goal: [0, 1], verdicts: null }, null).unanswered).toBe(true);
  });
  test('sets the powers of a unit, and no other mark', () => {
    expect(judgeNumber({ answer: 1, tolerance: 0.01, unitPlain: 'mA/cm^2', traps: [] }, '1 mA').says).toContain('mA/cm^2^');
    expect(judgeNumber(exercise, '4e-4 ~^*[]').says).not.toMatch(/[~*[\]]|\^(?!−?\d+\^)/);
  });
  test('answers anything in one short sentence or two', () => {
    for (const text of ['x'.repeat(10_000), '9'.repeat(10_000), `1 ${'m'.repeat(10_000)}`, `1 ${'/m'.repeat(5000)}`, `1 ${'('.repeat(50)}`, '1 '.repeat(5000), '😀', '<script>alert(1)</script>', '0x5FA', '1..5', '--5', '1/0', '0/0', '(((', '±', '1±', '1 toString', '1 constructor', '1 __proto__']) {
      const judged = judgeNumber(exercise, text);
      expect(judged.right, text.slice(0, 20)).toBe(false);
      expect(judged.says.length, text.slice(0, 20)).toBeLessThan(220);
    }
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('S/cm', '', 'meV', '°C', 'cm^2/(V s)'), (text, unit) => {
      for (const t of [text, `4e-4 ${text}`]) {
        const read = readAnswer(t, unit);
        if ('value' in read) expect(Number.isFinite(read.value), t).toBe(true);
      }
    }), { seed: 8, numRuns: 2000 });
  });
});
