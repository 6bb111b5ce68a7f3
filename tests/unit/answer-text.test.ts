/** Answers as people type them: numbers, units, and what is said when they do not fit. */
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../src/exercises/answer-text.ts';
import { judgeNumber } from '../../src/exercises/check.ts';
import { convert, readUnit } from '../../src/exercises/units.ts';

const value = (text: string, unit: string): number => (readAnswer(text, unit) as { value: number }).value;
const problem = (text: string, unit: string): string => (readAnswer(text, unit) as { problem: string }).problem;

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
])('%j in %s is %f', (text, unit, expected) => {
  expect(Math.abs(value(text, unit) / expected - 1)).toBeLessThan(2e-4);
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
  ])('%j', (text, right, says) => {
    const judged = judgeNumber(exercise, text);
    expect(judged.right).toBe(right);
    expect(judged.says).toMatch(says);
  });
  test('does not let typed marks set type', () => {
    expect(judgeNumber(exercise, '**x**').says).not.toContain('*');
  });
});
