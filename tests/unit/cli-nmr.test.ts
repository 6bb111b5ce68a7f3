import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { help, run } from '../../src/cli/nmr.ts';
import { BadInput } from '../../src/cli/errors.ts';
import { SALT_MASS, compositionAt } from '../../src/physics/composition.ts';
import { fractionFromWeight, fromFraction, lineFactor, quantify, type Quantification } from '../../src/physics/nmr-quantify.ts';

const folder = mkdtempSync(join(tmpdir(), 'nmr-'));
let count = 0;
const file = (content: unknown, extension = 'json'): string => {
  const path = join(folder, `${++count}.${extension}`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const axis = { from_ppm: 20, to_ppm: -30, n: 256 };
const site = { name: 'prismatic', iso_ppm: -5, CQ_MHz: 2, eta: 0.5, lb_Hz: 200, area: 1 };
const base = { larmor_MHz: 211.6, mas_Hz: null, axis, sites: [site] };
const free = { larmor_MHz: 211.6, mas_Hz: null, sites: [{ ...site, iso_ppm: { start: -4.8, min: -8, max: 0 }, area: { start: 0.8 } }] };
const simulated = (): string => run(['simulate', file(base)]);

/** The one sentence with which the command refuses. */
const refusal = (args: string[]): string => {
  try {
    run(args);
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    const { message } = error as BadInput;
    expect(message.length).toBeLessThan(400);
    expect(message).not.toMatch(/NaN of|undefined|\n/);
    return message;
  }
  throw new Error('was not refused');
};

describe('halide nmr simulate', () => {
  it('writes CSV in descending ppm with at least nine digits', () => {
    const lines = simulated().trim().split('\n');
    expect(lines[0]).toBe('shift_ppm,intensity');
    expect(lines).toHaveLength(257);
    const rows = lines.slice(1).map((line) => line.split(',').map(Number));
    expect(rows[0]![0]).toBe(20);
    expect(rows.at(-1)![0]).toBe(-30);
    expect(rows.every((row) => row.every(Number.isFinite))).toBe(true);
    expect(lines[100]!.split(',')[1]!.replace(/e.*|[.-]/g, '').length).toBeGreaterThanOrEqual(9);
    const area = rows.reduce((s, row) => s + row[1]!, 0) * (50 / 255);
    expect(area).toBeGreaterThan(0.98);
    expect(area).toBeLessThan(1);
  });
  it('takes the axis in either direction, and free values at their start', () => {
    expect(run(['simulate', file({ ...base, axis: { from_ppm: -30, to_ppm: 20, n: 256 } })])).toBe(simulated());
    expect(run(['simulate', file({ ...base, sites: [{ ...site, iso_ppm: { start: -5 }, area: { start: 1 } }] })])).toBe(simulated());
  });
  it('knows exchange', () => {
    const out = run(['simulate', file({ larmor_MHz: 211.6, mas_Hz: null, axis, exchange: { siteA_ppm: 3, siteB_ppm: -11.5, pA: 0.3, kex_per_s: 5000, lbA_Hz: 400, lbB_Hz: 250 } })]);
    expect(out.split('\n')).toHaveLength(258);
  });
  it.each<[string, unknown, RegExp]>([
    ['unknown field of a site', { ...base, sites: [{ ...site, width: 3 }] }, /sites\.0 has an unknown field "width"/],
    ['unknown field of the model', { ...base, spin: 1.5 }, /unknown field "spin"/],
    ['unknown field of the axis', { ...base, axis: { ...axis, step: 1 } }, /unknown field "step"/],
    ['negative width', { ...base, sites: [{ ...site, lb_Hz: -5 }] }, /sites\.0\.lb_Hz is -5/],
    ['eta above 1', { ...base, sites: [{ ...site, eta: 1.2 }] }, /sites\.0\.eta is 1\.2/],
    ['sites and exchange', { ...base, exchange: {} }, /both sites and exchange/],
    ['neither', { larmor_MHz: 211.6, mas_Hz: null, axis }, /neither sites nor exchange/],
    ['no axis', { larmor_MHz: 211.6, mas_Hz: null, sites: [site] }, /axis is missing/],
    ['no area', { ...base, sites: [{ iso_ppm: 0, lb_Hz: 10 }] }, /area is missing/],
    ['text for a number', { ...base, larmor_MHz: '211.6' }, /larmor_MHz is "211.6"/],
    ['null for a number', { ...base, sites: [{ ...site, CQ_MHz: null }] }, /CQ_MHz is null/],
    ['negative spinning', { ...base, mas_Hz: -1 }, /mas_Hz is -1/],
    ['half a point', { ...base, axis: { ...axis, n: 10.5 } }, /axis\.n is 10\.5/],
    ['no extent', { ...base, axis: { ...axis, to_ppm: 20 } }, /both 20/],
    ['both kinds of a site', { ...base, sites: [{ ...site, czjzek_sigma_MHz: 1 }] }, /czjzek_sigma_MHz and CQ_MHz/],
    ['a tie to nowhere', { ...base, sites: [{ ...site, lb_Hz: { same_as: 'sites.7.lb_Hz' } }] }, /same_as is "sites\.7\.lb_Hz"/],
    ['a tie in a circle', { ...base, sites: [{ ...site, lb_Hz: { same_as: 'sites.0.gb_Hz' }, gb_Hz: { same_as: 'sites.0.lb_Hz' } }] }, /circle/],
    ['populations above 1', { larmor_MHz: 211.6, mas_Hz: null, axis, exchange: { siteA_ppm: 1, siteB_ppm: 2, pA: 1.5, kex_per_s: 1 } }, /pA is 1\.5/],
    ['a list', [1, 2], /not an object/],
    ['empty', '', /is empty/],
    ['not JSON', '{"larmor', /not valid JSON/],
  ])('refuses %s', (_, content, message) => {
    expect(refusal(['simulate', file(content)])).toMatch(message);
  });
  it('refuses a missing file, a missing name, extra names and options', () => {
    expect(refusal(['simulate', join(folder, 'none.json')])).toMatch(/no such file/);
    expect(refusal(['simulate'])).toMatch(/a file is needed/);
    expect(refusal(['simulate', 'a', 'b'])).toMatch(/unexpected "b"/);
    expect(refusal(['simulate', 'a', '--fast'])).toMatch(/unknown option --fast/);
    expect(refusal([])).toMatch(/sub-command is needed/);
    expect(refusal(['smulate'])).toMatch(/no sub-command "smulate"/);
  });
});

describe('halide nmr fit', () => {
  it('returns parameters, covariance, residual and verdict, and repeats itself', () => {
    const spectrum = file(simulated(), 'csv');
    const model = file(free);
    const text = run(['fit', spectrum, model, '--seed', '4']);
    expect(run(['fit', spectrum, model, '--seed', '4'])).toBe(text);
    expect(text).not.toContain('NaN');
    const out = JSON.parse(text) as Record<string, unknown> & { parameters: { name: string; value: number; stderr: number; determined: boolean }[]; covariance: number[][]; residual: number[]; model: typeof base };
    expect(out['verdict']).toBe('converged');
    expect(out.parameters.map((p) => p.name)).toEqual(['sites.0.iso_ppm', 'sites.0.area']);
    expect(out.parameters[0]!.value).toBeCloseTo(-5, 6);
    expect(out.parameters[1]!.value).toBeCloseTo(1, 6);
    expect(out.covariance).toHaveLength(2);
    expect(out.residual).toHaveLength(256);
    expect(out.model.sites[0]!.area).toBeCloseTo(1, 6);
    expect(out.parameters.every((p) => p.determined)).toBe(true);
  });
  it('reads semicolons, tabs, spaces, comments and files without a header, in any order of points', () => {
    const rows = simulated().trim().split('\n').slice(1);
    const value = (text: string): number => (JSON.parse(run(['fit', file(text, 'csv'), file(free)])) as { parameters: { value: number }[] }).parameters[0]!.value;
    const expected = value(`shift_ppm,intensity\n${rows.join('\n')}`);
    for (const text of [rows.join('\n').replaceAll(',', ';'), `# a comment\n${rows.join('\r\n').replaceAll(',', '\t')}`, rows.toReversed().join('\n').replaceAll(',', ' ')]) expect(value(text)).toBe(expected);
  });
  it.each<[string, string, unknown, RegExp]>([
    ['an empty file', '', free, /is empty: expected a spectrum/],
    ['a header alone', 'shift_ppm,intensity\n', free, /0 points/],
    ['NaN', 'shift_ppm,intensity\n3,1\n2,NaN\n1,1\n', free, /line 3: intensity is "NaN"/],
    ['a missing cell', '3,1\n2\n1,1\n', free, /line 2: intensity is ""/],
    ['another header', 'ppm,counts\n3,1\n2,1\n', free, /header "ppm,counts"/],
    ['nothing free', '3,1\n2,1\n1,1\n', { ...free, sites: [site] }, /nothing is free/],
    ['an axis in the model', '3,1\n2,1\n1,1\n', { ...free, axis }, /has an axis/],
    ['too few points', '3,1\n2,1\n', free, /2 points for 2 free values/],
    ['a start outside its window', '3,1\n2,1\n1,1\n', { ...free, sites: [{ ...site, area: { start: 3, max: 2 } }] }, /area\.start is 3/],
    ['a window upside down', '3,1\n2,1\n1,1\n', { ...free, sites: [{ ...site, area: { start: 3, min: 4, max: 2 } }] }, /min 4 above max 2/],
    ['an unknown field of a free value', '3,1\n2,1\n1,1\n', { ...free, sites: [{ ...site, area: { start: 3, step: 4 } }] }, /unknown field "step"/],
    ['a free value without start', '3,1\n2,1\n1,1\n', { ...free, sites: [{ ...site, area: { min: 3 } }] }, /area\.start is missing/],
  ])('refuses %s', (_, spectrum, model, message) => {
    const text = (() => {
      try {
        return run(['fit', file(spectrum, 'csv'), file(model)]);
      } catch (error) {
        return (error as BadInput).message;
      }
    })();
    expect(text).toMatch(message);
  });
});

describe('halide nmr quantify', () => {
  const sites = [
    { name: 'NaCl', iso_ppm: 7.2, lb_Hz: 60, area: 0.1 },
    { name: 'prismatic', iso_ppm: -8, czjzek_sigma_MHz: 1.1, lb_Hz: 60, area: 0.9 },
  ];
  const model = { larmor_MHz: 211.6, mas_Hz: null, sites };
  const out = (args: string[]): Quantification => JSON.parse(run(['quantify', ...args])) as Quantification;

  it('counts a quadrupolar line 2.5 times: 0.10 of the signal is 0.043 of the sodium', () => {
    const result = out([file(model), '--x', '1.625']);
    expect(result.na_fraction_NaCl).toBeCloseTo(0.1 / (0.1 + 2.25), 12);
    expect(result.na_fraction_NaCl).toBeCloseTo(0.043, 3);
    const amount = (0.1 / 2.35) * 0.625;
    expect(result.NaCl_per_formula).toBeCloseTo(amount, 12);
    // M(1.625) = 260.12 g/mol by the paper's formula; NaCl 58.44.
    expect(result.wt_percent_NaCl).toBeCloseTo((100 * amount * 58.443) / 260.12, 3);
    expect(result.adjusted_x).toBeCloseTo(1.625 + amount, 12);
    expect(result.uncorrected.na_fraction_NaCl).toBeCloseTo(0.1, 12);
    expect(result.sites.map((s) => s.factor)).toEqual([1, 2.5]);
    expect(result.steps).toHaveLength(7);
    // A factor 5 % wrong would show.
    expect(0.1 / (0.1 + 0.9 * 2.5 * 1.05)).not.toBeCloseTo(result.na_fraction_NaCl, 3);
  });
  it('takes satellites, flip angle, the choice of site and x from the file', () => {
    expect(out([file(model), '--x', '1.625', '--satellites']).na_fraction_NaCl).toBeCloseTo(0.1, 12);
    expect(out([file(model), '--x', '1.625', '--flip-deg', '30', '--selective']).sites[1]!.factor).toBeCloseTo(2.5 / Math.cos(Math.PI / 6), 12);
    expect(out([file(model), '--x', '1.625', '--nacl', 'none']).adjusted_x).toBe(1.625);
    expect(out([file({ ...model, x: 1.625 })])).toEqual(out([file(model), '--x', '1.625']));
    const voigt = file({ ...model, sites: [sites[0], { name: 'prismatic', iso_ppm: -11, lb_Hz: 300, area: 0.9 }] });
    expect(out([voigt, '--x', '1.625']).sites[1]!.factor).toBe(1);
    expect(out([voigt, '--x', '1.625', '--central', 'prismatic']).sites[1]!.factor).toBe(2.5);
    const unnamed = file({ sites: sites.map(({ name: _, ...rest }) => rest) });
    expect(out([unnamed, '--x', '1.625']).nacl_site).toBe('site 0');
  });
  it('takes the output of a fit, with its errors', () => {
    const spectrum = run(['simulate', file({ ...model, axis: { from_ppm: 20, to_ppm: -40, n: 1024 } })]);
    const lines = spectrum.trim().split('\n').map((line, i) => (i ? `${line.split(',')[0]},${Number(line.split(',')[1]) + 1e-3 * Math.sin(7919 * i * i)}` : line));
    const fit = run(['fit', file(lines.join('\n'), 'csv'), file({ ...model, sites: sites.map((s) => ({ ...s, area: { start: 0.5 } })) })]);
    const result = out([file(fit), '--x', '1.5']);
    expect(result.na_fraction_NaCl).toBeCloseTo(0.1 / 2.35, 2);
    expect(result.u_adjusted_x).toBeGreaterThan(0);
    expect(Math.abs(result.na_fraction_NaCl - 0.1 / 2.35)).toBeLessThan(4 * result.u_na_fraction_NaCl!);
  });
  it.each<[string, string[], RegExp]>([
    ['no x', [], /nominal x/],
    ['x without sodium', ['--x', '2.25'], /x is 2\.25/],
    ['a site that is not there', ['--x', '1.5', '--nacl', 'halite'], /no NaCl site "halite"/],
    ['a selective pulse of no angle', ['--x', '1.5', '--selective'], /flip angle/],
    ['an impossible angle', ['--x', '1.5', '--flip-deg', '90'], /flip angle is 90/],
  ])('refuses %s', (_, args, message) => {
    expect(refusal(['quantify', file(model), ...args])).toMatch(message);
  });
  it('refuses negative areas and exchange', () => {
    expect(refusal(['quantify', file({ ...model, sites: [{ ...sites[0], area: -1 }, sites[1]] }), '--x', '1.5'])).toMatch(/area of NaCl is -1/);
    expect(refusal(['quantify', file({ larmor_MHz: 211.6, mas_Hz: null, exchange: { siteA_ppm: 0, siteB_ppm: 1, pA: 0.5, kex_per_s: 10 } }), '--x', '1.5'])).toMatch(/exchanging pair/);
  });
});

describe('from weight to sodium', () => {
  it('4 wt % NaCl is 21 %, 28 % and 65 % of the sodium at x = 1.375, 1.625, 2.000, and moves x by 0.16 to 0.19', () => {
    expect([1.375, 1.625, 2].map((x) => Math.round(100 * fractionFromWeight(4, x)))).toEqual([21, 28, 65]);
    for (const x of [1.375, 1.625, 2]) {
      const back = fromFraction(fractionFromWeight(4, x), x);
      expect(back.wt_percent_NaCl).toBeCloseTo(4, 10);
      expect(back.adjusted_x - x).toBeCloseTo((0.04 * compositionAt(x).molarMass_g_mol) / SALT_MASS.NaCl, 10);
      expect(back.adjusted_x - x).toBeGreaterThan(0.16);
      expect(back.adjusted_x - x).toBeLessThan(0.19);
    }
  });
  it('taking the NaCl out leaves a phase of the adjusted x: masses add up', () => {
    const { NaCl_per_formula, adjusted_x, wt_percent_NaCl } = fromFraction(0.2, 1.5);
    const whole = compositionAt(1.5).molarMass_g_mol;
    expect(compositionAt(adjusted_x).molarMass_g_mol + NaCl_per_formula * SALT_MASS.NaCl).toBeCloseTo(whole, 9);
    expect((100 * NaCl_per_formula * SALT_MASS.NaCl) / whole).toBeCloseTo(wt_percent_NaCl, 12);
  });
  it('the factor is 1, 2.5 or 2.5/cos', () => {
    expect(lineFactor(false, false, 30, true)).toBe(1);
    expect(lineFactor(true, true, 30, true)).toBe(1);
    expect(lineFactor(true, false, undefined, false)).toBe(2.5);
    // From the spin operators: cubic 5 sin, selective central transition sin of twice the angle.
    const t = Math.PI / 6;
    expect(lineFactor(true, false, 30, true)).toBeCloseTo((5 * Math.sin(t)) / Math.sin(2 * t), 12);
    expect(() => quantify([], { x: 1.5 })).toThrow(RangeError);
  });
});

it('help names every sub-command and option', () => {
  for (const word of ['simulate', 'fit', 'quantify', '--starts', '--seed', '--x', '--nacl', '--central', '--satellites', '--flip-deg', '--selective']) expect(help).toContain(word);
});
