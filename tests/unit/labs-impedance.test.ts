import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleState } from '../../src/labs/impedance/example.ts';
import { activationEnergy, besideFit, fitOptions, masked, NO_RESULTS, resistanceOf, seriesOf, type Results } from '../../src/labs/impedance/analysis.ts';
import { checks, compare, fits, global, profiles, recommended } from '../../src/labs/impedance/jobs.ts';
import { pythonScript, pythonString } from '../../src/labs/impedance/script.ts';
import { discOf, NO_SIZE, parseState, spectraOf, withCircuit, withPointToggled, withSpectra, type ImpedanceState } from '../../src/labs/impedance/state.ts';
import { arrhenius } from '../../src/labs/impedance/plots.ts';
import { NO_EXTRAS, viewOf } from '../../src/labs/impedance/view.ts';
import { readLink, writeLink } from '../../src/labs/shell/permalink.ts';
import { temperatureOf } from '../../src/labs/readers/temperature.ts';
import { finish, type Steps } from '../../src/jobs/job.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { WIDTHS } from '../../src/runtime/render.ts';
import { el, toMarkup } from '../../src/runtime/svg.ts';
import { hasShared, readShared, sharedPath } from '../shared-data.ts';
import { readFileSync } from 'node:fs';

const kernels = await nodeKernels(['impedance', 'validation', 'transport']);
const done = async <O>(steps: Steps<O> | Promise<Steps<O>>): Promise<O> => finish(await steps);
const analyse = async (state: ImpedanceState): Promise<Results> => ({
  fits: await done(fits.steps(kernels, { circuit: state.circuit, spectra: state.spectra.map(masked), options: fitOptions(state) })),
  checks: await done(checks.steps(kernels, masked(state.spectra[state.shown]!))),
});
const example = exampleState(kernels);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('temperatures of files', () => {
  test.each([
    ['T298.15K.csv', 298.15],
    ['350_K.csv', 350],
    ['s04147-140deg.txt', 413.15],
    ['25C.csv', 298.15],
    ['cell -10 °C.z', 263.15],
    ['m10C.mpt', 263.15],
    ['a_25,5 °C.csv', 298.65],
    ['Circuit1_EIS_1.z', null],
    ['sample3.DTA', null],
    ['KCl2.csv', null],
  ])('%s', (name, T_K) => expect(temperatureOf(name, '')).toBe(T_K));
  test('stand in the head of a file where the name has none', () => {
    expect(temperatureOf('a.csv', '# Temperature: 25 °C\n1,2,3')).toBe(298.15);
    expect(temperatureOf('a.csv', 'Temperature = 310.5 K\n1,2,3')).toBe(310.5);
    expect(temperatureOf('a.csv', '1000,25,-3\n100,26,-4')).toBeNull();
  });
});

describe('spectra that no circuit fits', () => {
  const state = (rows: [number, number, number][]): ImpedanceState => withSpectra(example, [{ name: 'a.csv', provenance: 'yours', T_K: null, frequency_Hz: rows.map((r) => r[0]), zReal_ohm: rows.map((r) => r[1]), zImag_ohm: rows.map((r) => r[2]), off: [] }]);
  const twelve = (row: (i: number) => [number, number]): [number, number, number][] => Array.from({ length: 12 }, (_, i) => [10 ** (i / 2), ...row(i)]);
  test.each<[string, [number, number, number][]]>([
    ['nothing but zeros', twelve(() => [0, 0])],
    ['one zero', twelve((i) => (i === 3 ? [0, 0] : [10, -3]))],
    ['one frequency', twelve(() => [10, -5]).map(([, a, b]) => [1000, a, b])],
    ['three points', twelve((i) => [10 + i, -5]).slice(0, 3)],
    ['one point', [[1000, 1, -1]]],
    ['negative resistance', twelve((i) => [-10 - i, -3])],
    ['a plain resistor', twelve(() => [50, 0])],
    ['far too large', twelve(() => [1e300, -1e300])],
  ])('%s: pictures and words stand, without a number that is none', async (_name, rows) => {
    const own = state(rows);
    const { panels, parts } = viewOf(own, await analyse(own), NO_EXTRAS, kernels);
    const text = [...panels.flatMap((p) => [false, true].map((narrow) => toMarkup(el('svg', {}, p.draw({ width: narrow ? 360 : WIDTHS[p.span], narrow }).children)))), ...Object.values(parts).map((part) => part())].join('\n');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    // Ticks of a logarithmic axis down to zero were millions.
    expect(text.length).toBeLessThan(400_000);
    expect(text).not.toMatch(/± 0\.0{6}/);
  });
  test('a series whose resistances are nothing, or span hundreds of decades, is drawn without a number that is none', () => {
    const spectra = [300, 310, 320, 330].map((T_K) => ({ ...state(twelve((i) => [10 + i, -5])).spectra[0]!, name: `${T_K}`, T_K }));
    const own = withSpectra(example, spectra);
    for (const r of [[1e-160, 1e-160, 1e-160, 1e-160], [1e150, 1e2, 1e-8, 1e-150], [1, 1e30, 1e-8, 2]]) {
      const rows = seriesOf(own, NO_RESULTS).map((row, i) => ({ ...row, resistance: { names: ['R1'], r_ohm: r[i]!, u_r_ohm: 0.3 * r[i]! } }));
      const energy = activationEnergy(kernels.transport, own, rows);
      const drawing = toMarkup(el('svg', {}, arrhenius(rows, energy && 'ok' in energy ? energy.ok : null, 0, { width: 781, narrow: false }).children));
      expect(drawing).not.toMatch(/NaN|Infinity/);
      expect(drawing.length).toBeLessThan(100_000);
    }
  });
  test('more points than are drawn are refused', () => {
    const text = Array.from({ length: 2001 }, (_, i) => `${i + 1},1,-1`).join('\n');
    expect(spectraOf([{ name: 'a.csv', bytes: bytes(text) }])).toEqual({ spectra: [], sentences: ['a.csv: the spectrum has 2001 points: expected at most 2000, keep fewer in each decade.'] });
  });
});

describe('the state', () => {
  test('of the example goes through a link and comes back the same, checked', async () => {
    const fragment = await writeLink(example);
    expect(parseState(await readLink(fragment))).toEqual(example);
  });
  test('with one thing wrong in it is refused in one sentence', () => {
    const spoil = (change: (s: Record<string, any>) => void): unknown => {
      const copy = structuredClone(example) as Record<string, any>;
      change(copy);
      return copy;
    };
    const wrong: [string, (s: Record<string, any>) => void][] = [
      ['no spectra', (s) => (s['spectra'] = [])],
      ['a NaN', (s) => (s['spectra'][0].zReal_ohm[3] = NaN)],
      ['a missing point', (s) => s['spectra'][0].zReal_ohm.pop()],
      ['a negative frequency', (s) => (s['spectra'][0].frequency_Hz[0] = -1)],
      ['a point that is not there', (s) => (s['spectra'][0].off = [70])],
      ['an unknown provenance', (s) => (s['spectra'][0].provenance = 'reported')],
      ['an unknown circuit', (s) => (s['circuit'] = 'X1')],
      ['too few values', (s) => (s['hand'] = [1, 2])],
      ['an exponent above 1', (s) => (s['hand'] = [150, 1e-10, 1.2, 1e-6, 0.8])],
      ['a held stranger', (s) => (s['held'] = { R9: 5 })],
      ['shown out of range', (s) => (s['shown'] = 7)],
      ['an infinite size', (s) => (s['size'].thickness_cm = Infinity)],
      ['no size at all', (s) => delete s['size']],
    ];
    for (const [what, change] of wrong) expect(() => parseState(spoil(change)), what).toThrow(RangeError);
    expect(() => parseState(spoil(() => undefined))).not.toThrow();
  });
  test('is never taken from arbitrary JSON without a sentence', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (x) => {
        expect(() => parseState(x)).toThrow(RangeError);
      }),
      { seed: 5, numRuns: 500 },
    );
    // One value of a good state replaced by anything: a state that is whole, or a sentence.
    const paths = ['spectra', 'shown', 'circuit', 'weight', 'hand', 'start', 'held', 'resistance', 'size'];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        try {
          const state = parseState({ ...structuredClone(example), [path]: value });
          viewOf(state, NO_RESULTS, NO_EXTRAS, kernels);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  });
  test('an area with its error is a disc with the same relative error of the area', () => {
    const disc = discOf({ ...NO_SIZE, thickness_cm: 0.1, face: 'area', area_cm2: 0.785, u_area_cm2: 0.00785 })!;
    expect((Math.PI / 4) * disc.diameter_cm ** 2).toBeCloseTo(0.785, 12);
    expect((2 * disc.u_diameter_cm) / disc.diameter_cm).toBeCloseTo(0.01, 12);
    expect(discOf({ ...NO_SIZE, thickness_cm: 0.1 })).toBeNull();
  });
  test('files replace the example, join the reader’s own, and a damaged one is a sentence beside the good ones', () => {
    const table = '1000,100,-10\n100,120,-60\n10,140,-500\n';
    const { spectra, sentences } = spectraOf([
      { name: 'b-60C.csv', bytes: bytes(table) },
      { name: 'bad.csv', bytes: bytes('1000,100,-10\n100,what,-60\n') },
      { name: 'a-25C.csv', bytes: bytes(table) },
    ]);
    expect(sentences).toEqual(['bad.csv: line 2: Re Z is "what", expected a number.']);
    const first = withSpectra(example, spectra);
    expect(first.spectra.map((s) => [s.name, s.T_K, s.provenance])).toEqual([['a-25C.csv', 298.15, 'yours'], ['b-60C.csv', 333.15, 'yours']]);
    expect(first.size).toEqual(NO_SIZE);
    expect(first.spectra[first.shown]!.name).toBe('b-60C.csv');
    const again = withSpectra({ ...first, size: example.size }, spectraOf([{ name: 'a-25C.csv', bytes: bytes(table) }, { name: 'c-40C.csv', bytes: bytes(table) }]).spectra);
    expect(again.spectra.map((s) => s.name)).toEqual(['a-25C.csv', 'c-40C.csv', 'b-60C.csv']);
    expect(again.size).toEqual(example.size);
    expect(() => withSpectra(first, Array.from({ length: 70 }, (_, i) => ({ ...first.spectra[0]!, name: `n${i}` })))).toThrow(/at most 60/);
  });
});

describe('results', () => {
  let results: Results;
  beforeAll(async () => {
    results = await analyse(example);
  });
  test('of the example give back what was put in: 4.0e-4 S/cm at 25 °C and 359 meV, within 4 of their own errors (a round trip)', () => {
    const series = seriesOf(example, results);
    const room = series[example.shown]!.sigma!;
    expect(Math.abs(room.sigma_S_cm - 4e-4)).toBeLessThan(4 * room.u_sigma_stat_S_cm);
    // sqrt((0.001/0.0482)^2 + (2 0.005)^2) of the geometry dominates.
    expect(room.u_sigma_S_cm / room.sigma_S_cm).toBeCloseTo(Math.hypot(0.001 / example.size.thickness_cm!, 0.01), 3);
    const energy = activationEnergy(kernels.transport, example, series)!;
    if (!('ok' in energy)) throw new Error(energy.problem);
    const { Ea_eV, u_Ea_eV } = energy.ok.line;
    expect(Math.abs(Ea_eV - 0.359)).toBeLessThan(4 * u_Ea_eV);
    // Without sizes the slope is the same to rounding, and 5 % more resistance at one temperature is seen.
    const bare = { ...example, size: NO_SIZE };
    const without = activationEnergy(kernels.transport, bare, seriesOf(bare, results))!;
    expect('ok' in without && without.ok.line.Ea_eV).toBeCloseTo(Ea_eV, 10);
  });
  test('one fit of all temperatures agrees with the line through the separate ones', async () => {
    const line = activationEnergy(kernels.transport, example, seriesOf(example, results))!;
    if (!('ok' in line)) throw new Error(line.problem);
    const { fixed: _, ...options } = fitOptions(example);
    const input = { circuit: example.circuit, disc: discOf(example.size)!, resistance: 'R1', spectra: example.spectra.map((s) => ({ ...masked(s), T_K: s.T_K!, name: s.name })), options };
    const all = await done(global.steps(kernels, input));
    if (!('ok' in all)) throw new Error(all.problem);
    // Two weightings of the same seven resistances: within one standard error.
    expect(Math.abs(all.ok.Ea_eV - line.ok.line.Ea_eV)).toBeLessThan(line.ok.line.u_Ea_eV);
    expect(all.ok.u_Ea_eV / line.ok.line.u_Ea_eV).toBeGreaterThan(0.5);
    expect(all.ok.u_Ea_eV / line.ok.line.u_Ea_eV).toBeLessThan(2);
    const { ok, ...refused } = (await done(global.steps(kernels, { ...input, resistance: 'R7' }))) as { ok?: unknown; problem?: string };
    expect(ok).toBeUndefined();
    expect(refused.problem).toMatch(/R7/);
  });
  test('a series that lacks temperatures says so', () => {
    const state = { ...example, spectra: example.spectra.map((s, i) => (i < 5 ? { ...s, T_K: null } : s)) };
    expect(activationEnergy(kernels.transport, state, seriesOf(state, results))).toEqual({ problem: expect.stringMatching(/^5 of 7 spectra have no temperature/) as string });
  });
  test('two resistances add up with their correlation', async () => {
    const state = { ...withCircuit(example, 'R0-p(R1,CPE1)-CPE2'), spectra: [example.spectra[2]!], shown: 0, resistance: ['R0', 'R1'] };
    const { fits: found } = await analyse(state);
    const outcome = found[0]!;
    if (!('ok' in outcome)) throw new Error(outcome.problem);
    const { covariance, parameters } = outcome.ok;
    const sum = resistanceOf(state, outcome)!;
    expect(sum.r_ohm).toBe(parameters[0]!.value + parameters[1]!.value);
    expect(sum.u_r_ohm).toBeCloseTo(Math.sqrt(covariance[0]![0]! + covariance[1]![1]! + 2 * covariance[0]![1]!), 9);
    expect(resistanceOf({ ...state, circuit: 'R0-CPE1' }, outcome)).toBeNull();
  });
  test('points left out count neither in the fit nor in the test of Kramers and Kronig', async () => {
    const bent = { ...example.spectra[2]!, zReal_ohm: example.spectra[2]!.zReal_ohm.map((z, i) => (i === 20 ? 1.3 * z : z)) };
    const state = { ...example, spectra: [bent], shown: 0 };
    const before = await analyse(state);
    const after = await analyse(withPointToggled(state, 20));
    const wssr = (r: Results): number => ('ok' in r.fits[0]! ? r.fits[0].ok.sumOfSquares : NaN);
    expect(wssr(before)).toBeGreaterThan(10 * wssr(after));
    expect(before.checks!.kk).toMatchObject({ ok: { valid: false } });
    expect(after.checks!.kk).toMatchObject({ ok: { valid: true } });
    expect(withPointToggled(withPointToggled(state, 20), 20).spectra[0]!.off).toEqual([]);
  });
  test('circuits are ordered by AICc, and one that cannot be fitted carries its sentence', async () => {
    const spectrum = masked({ ...example.spectra[2]!, off: Array.from({ length: 63 }, (_, i) => i) });
    const few = await done(compare.steps(kernels, { circuits: ['p(R1,CPE1)-p(R2,CPE2)-CPE3', 'R0-CPE1'], spectrum, weight: 'modulus', seed: 1 }));
    expect(few.map((c) => c.circuit)).toEqual(['R0-CPE1', 'p(R1,CPE1)-p(R2,CPE2)-CPE3']);
    expect(few[1]).toMatchObject({ delta_aicc: null, verdict: 'failed', words: expect.stringMatching(/7 points/) as string });
    const all = await done(compare.steps(kernels, { circuits: ['R0-p(R1,C1)', 'p(R1,CPE1)-CPE2'], spectrum: masked(example.spectra[2]!), weight: 'modulus', seed: 1 }));
    expect(all[0]!.circuit).toBe('p(R1,CPE1)-CPE2');
    expect(recommended(all)).toBe('p(R1,CPE1)-CPE2');
    expect(recommended(all.map((c) => ({ ...c, verdict: 'not_determined' as const })))).toBeNull();
  });
  test('profile intervals hold the value and end near the others where the fit is well determined', async () => {
    const outcome = results.fits[2]!;
    if (!('ok' in outcome)) throw new Error(outcome.problem);
    const found = await done(profiles.steps(kernels, { circuit: example.circuit, spectrum: masked(example.spectra[2]!), fit: outcome.ok, options: fitOptions(example) }));
    found.forEach((p, i) => {
      const { value, stderr } = outcome.ok.parameters[i]!;
      if (!('ok' in p)) throw new Error(p.problem);
      const [low, high] = p.ok.interval95 as [number, number];
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
      // t(135) = 1.98: both ways agree within a tenth of the interval here.
      expect((high - low) / (2 * 1.98 * stderr!)).toBeCloseTo(1, 0.9);
    });
  });
  test('everything shown is finite, at any state of the work', () => {
    for (const r of [results, NO_RESULTS, { fits: results.fits, checks: null }]) {
      const view = viewOf({ ...example, hand: r === results ? [300, 1e-10, 0.9, 1e-6, 0.8] : null }, r, { ...NO_EXTRAS, point: 3 }, kernels);
      const markup = view.panels.flatMap((p) => [p.draw({ width: WIDTHS[p.span], narrow: false }), p.draw({ width: 350, narrow: true })].map((d) => d.children.map(toMarkup).join(''))).join('') + Object.values(view.parts).map((part) => part()).join('');
      expect(markup).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });
  test('names of files are text, never markup', () => {
    const state = { ...example, spectra: example.spectra.map((s) => ({ ...s, name: '<img src=x onerror=alert(1)>"*a*' })) };
    const { parts } = viewOf(state, results, NO_EXTRAS, kernels);
    expect(Object.values(parts).map((part) => part()).join('')).not.toContain('<img');
  });
  test('quick resistances stand beside the fit, with the sizes also what each arc may be', () => {
    const beside = besideFit(example, results.fits[2]!);
    expect(beside.estimates.map((e) => e.name)).toEqual(['Least −Im Z', 'Circle', 'Low-frequency line']);
    expect(beside.arcs[0]).toMatch(/^p\(R1,CPE1\): C = .* F, typical of/);
    expect(besideFit({ ...example, size: NO_SIZE }, results.fits[2]!).arcs).toEqual([]);
    const none = { ...example, spectra: [{ ...example.spectra[0]!, off: example.spectra[0]!.frequency_Hz.map((_, i) => i) }], shown: 0 };
    expect(besideFit(none, null).words).toBe('all points are left out');
  });
});

describe('the script for impedance.py', () => {
  const python = ((): string | null => {
    try {
      execFileSync('python3', ['-c', 'import numpy, scipy'], { stdio: 'ignore' });
      return 'python3';
    } catch {
      return null;
    }
  })();
  const scriptOf = async (state: ImpedanceState): Promise<{ script: string; fit: { value: number; stderr: number | null; name: string }[] }> => {
    const { fits: found } = await analyse(state);
    const outcome = found[state.shown]!;
    if (!('ok' in outcome)) throw new Error(outcome.problem);
    return { script: pythonScript({ spectrum: state.spectra[state.shown]!, fit: outcome.ok }), fit: outcome.ok.parameters };
  };

  test('holds every used number with all its bits, the circuit, the weight and what is held', async () => {
    const state = { ...withPointToggled(example, 4), weight: 'proportional' as const, held: { CPE2_1: 0.85 } };
    const { script } = await scriptOf(state);
    const list = (name: string): number[] => JSON.parse(`[${new RegExp(`${name}\\(\\[([^\\]]*)\\]`).exec(script)![1]!.trim().replace(/,$/, '')}]`) as number[];
    const spectrum = example.spectra[2]!;
    const used = (values: number[]): number[] => values.filter((_, i) => i !== 4);
    expect(list('f = np.array')).toEqual(used(spectrum.frequency_Hz));
    expect(list('Z = np.array')).toEqual(used(spectrum.zReal_ohm));
    expect(list('1j \\* np.array')).toEqual(used(spectrum.zImag_ohm));
    expect(script).toContain('"p(R1,CPE1)-CPE2"');
    expect(script).toContain('constants={"CPE2_1": 0.85}');
    expect(script).toContain('names = ["R1", "CPE1_0", "CPE1_1", "CPE2_0"]');
    expect(script).toContain('sigma=np.hstack([np.abs(Z.real), np.abs(Z.imag)])');
  });
  test('a Boukamp string is written in the notation of impedance.py', async () => {
    const { script } = await scriptOf(withCircuit({ ...example, spectra: [example.spectra[2]!], shown: 0 }, '(RQ)Q'));
    expect(script).toContain('"p(R1,CPE1)-CPE2"');
  });
  test('no name of a file can leave its literal or its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const literal = pythonString(name);
        expect(literal).toMatch(/^"(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  // impedance.py itself where it is installed; else scipy's curve_fit behind the same call, with the circuit written out once more by hand.
  const STAND_IN = `
import sys, types
try:
    import impedance.models.circuits
except ImportError:
    import numpy as np
    from scipy.optimize import curve_fit
    class CustomCircuit:
        def __init__(self, circuit, initial_guess, constants):
            assert circuit == "p(R1,CPE1)-CPE2"
            self.initial_guess, self.constants = initial_guess, constants
        def z(self, f, *p):
            p = list(p)
            v = {n: self.constants[n] if n in self.constants else p.pop(0) for n in ["R1", "CPE1_0", "CPE1_1", "CPE2_0", "CPE2_1"]}
            w = 2j * np.pi * np.asarray(f)
            return 1 / (1 / v["R1"] + v["CPE1_0"] * w ** v["CPE1_1"]) + 1 / (v["CPE2_0"] * w ** v["CPE2_1"])
        def fit(self, f, Z, bounds, **kw):
            model = lambda f, *p: np.hstack([self.z(f, *p).real, self.z(f, *p).imag])
            kw.setdefault("maxfev", 100000); kw.setdefault("ftol", 1e-13)
            self.parameters_, cov = curve_fit(model, f, np.hstack([Z.real, Z.imag]), p0=self.initial_guess, bounds=bounds, **kw)
            self.conf_ = np.sqrt(np.diag(cov))
        def predict(self, f):
            return self.z(f, *self.parameters_)
    for name in ["impedance", "impedance.models", "impedance.models.circuits"]:
        sys.modules[name] = types.ModuleType(name)
    sys.modules["impedance.models.circuits"].CustomCircuit = CustomCircuit
exec(open(sys.argv[1]).read())
import json
print("RESULT" + json.dumps([list(map(float, circuit.parameters_)), list(map(float, circuit.conf_))]))
`;
  test.skipIf(python === null).each([
    ['modulus', {}],
    ['proportional', {}],
    // Unit weight sees little but the tail: without it the arc is determined.
    ['unit', { CPE2_0: 2e-6, CPE2_1: 0.85 }],
  ] as const)('run by Python with %s weight it finds the values of the lab to a tenth of their errors, and the errors to 2 %', async (weight, held) => {
    const off = weight === 'unit' ? Array.from({ length: 35 }, (_, i) => i + 35) : [4];
    const state = { ...example, spectra: example.spectra.map((s) => ({ ...s, off })), weight, held };
    const { script, fit } = await scriptOf(state);
    const folder = mkdtempSync(join(tmpdir(), 'lab-script-'));
    try {
      writeFileSync(join(folder, 'fit.py'), script);
      writeFileSync(join(folder, 'run.py'), STAND_IN);
      const printed = execFileSync('python3', [join(folder, 'run.py'), join(folder, 'fit.py')], { encoding: 'utf8', timeout: 60_000 });
      const [values, errors] = JSON.parse(printed.split('RESULT')[1]!) as [number[], number[]];
      const free = fit.filter((p) => !(p.name in held));
      free.forEach((p, i) => {
        // Two programs stop at slightly different places of the same valley: a tenth of the error at most.
        expect(Math.abs(values[i]! - p.value), `${p.name} of ${weight}`).toBeLessThan(Math.max(1e-4 * p.value, 0.1 * p.stderr!));
        expect(errors[i]! / p.stderr!).toBeCloseTo(1, 1.4);
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(!hasShared('data/eisfitpython'))('a measured series (EISFitpython, MIT)', () => {
  test('from files to Ea: bulk 0.587 eV by the author’s unweighted line, ours weighted within its interval', async () => {
    const folder = 'data/eisfitpython';
    const names = readdirSync(sharedPath(folder)).filter((n) => n.startsWith('s04147'));
    const { spectra, sentences } = spectraOf(names.map((name) => ({ name, bytes: readFileSync(sharedPath(`${folder}/${name}`)) })));
    expect(sentences).toEqual([]);
    const state = withCircuit(withSpectra(example, spectra), 'p(R1,CPE1)-p(R2,CPE2)-CPE3');
    const energy = activationEnergy(kernels.transport, state, seriesOf(state, await analyse(state)))!;
    if (!('ok' in energy)) throw new Error(energy.problem);
    const [low, high] = energy.ok.line.interval95_Ea_eV;
    expect(low).toBeLessThan(0.5869);
    expect(high).toBeGreaterThan(0.5869);
    expect(readShared(`${folder}/Arrhenius_Analysis_Report.txt`)).toContain('0.5869');
  });
});
