/** States and files of the NMR and diffraction labs: examples that a fit finds again, states that survive, files that other readers take. */
import { describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { nodeKernels } from '../../src/kernels/node.ts';
import { readNmrText } from '../../src/labs/readers/nmr.ts';
import { readPattern } from '../../src/labs/readers/pattern.ts';
import { csdmOf, csvOf, modelOf as modelJson, scriptOf } from '../../src/labs/nmr/exports.ts';
import { processed, quantified } from '../../src/labs/nmr/model.ts';
import { EXAMPLE_NOISE, EXAMPLE_TRUTH, FULL_SCALE, exampleState, fitModel, keepSpectrum, makeSite, parseState, shiftsOf, stateFor, type NmrState } from '../../src/labs/nmr/state.ts';
import * as nmrView from '../../src/labs/nmr/view.ts';
import { peaksCsv, pointsCsv } from '../../src/labs/diffraction/exports.ts';
import * as diffractionState from '../../src/labs/diffraction/state.ts';
import * as diffractionView from '../../src/labs/diffraction/view.ts';
import { fromPosition, toPosition, typedNumber } from '../../src/labs/parts/sliders.ts';
import { normal } from '../../src/physics/random.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { parseModel } from '../../src/physics/nmr-model.ts';
import { readNmr } from '../../src/labs/readers/nmr.ts';
import { jcamp } from './nmr-files.ts';

const kernels = await nodeKernels(['nmr', 'diffraction', 'peaks']);
const { nmr } = kernels;
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('NMR lab', () => {
  const state = exampleState(nmr);

  it('a fit finds the example’s sites again, within four standard errors', () => {
    const data = processed(state);
    const fit = nmr.fit({ shift_ppm: data.shift_ppm, intensity: data.intensity }, fitModel(state));
    expect(fit.verdict).toBe('converged');
    // Areas are in units of the tallest point; their ratios are those put in.
    const areas = [0, 1, 2].map((i) => fit.parameters.find((p) => p.name === `sites.${i}.area`)!);
    const total = areas.reduce((s, p) => s + p.value, 0);
    areas.forEach((p, i) => expect(Math.abs(p.value / total - EXAMPLE_TRUTH[i]!.values.area)).toBeLessThan((4 * p.stderr!) / total + 1e-4));
    for (const p of fit.parameters) {
      const [, i, field] = /^sites\.(\d)\.(\w+)$/.exec(p.name)!;
      if (field === 'area') continue;
      expect(Math.abs(p.value - EXAMPLE_TRUTH[Number(i)]!.values[field as 'iso_ppm']), p.name).toBeLessThan(4 * p.stderr!);
    }
    expect(fit.noise_sd).toBeGreaterThan(0.9 * EXAMPLE_NOISE);
    expect(fit.noise_sd).toBeLessThan(1.1 * EXAMPLE_NOISE);
  });

  it('survives JSON, and damage is told', () => {
    expect(parseState(json(state))).toEqual(state);
    for (const [path, value, words] of [
      [['larmor_MHz'], 'x', /larmor_MHz/],
      [['mas_Hz'], -1, /mas_Hz/],
      [['spectrum', 'real'], [1, null], /intensities/],
      [['spectrum', 'to_ppm'], 1e3, /axis/],
      [['sites', '0', 'kind'], 'cubic', /kind of a site/],
      [['sites', '1', 'values', 'eta'], 2, /eta/],
      [['baseline'], 'spline', /baseline/],
    ] as const) {
      const broken = json(state) as unknown as Record<string, unknown>;
      let at: Record<string, unknown> = broken;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1)!] = value;
      expect(() => parseState(broken), path.join('.')).toThrow(RangeError);
      expect(() => parseState(broken)).toThrow(words);
    }
    for (const nothing of [null, 3, 'x', [], {}]) expect(() => parseState(nothing)).toThrow(RangeError);
  });

  it('keeps spectra: order, unevenness, many points', () => {
    const rising = { label: 'a', shift_ppm: Float64Array.of(0, 1, 2, 3), intensity: Float64Array.of(1, 2, 4, 3), imaginary: null };
    const kept = keepSpectrum(rising, 'yours');
    expect([...shiftsOf(kept)]).toEqual([3, 2, 1, 0]);
    expect(kept.real).toEqual([3, 4, 2, 1].map((v) => Math.round((FULL_SCALE * v) / 4)));
    const uneven = keepSpectrum({ ...rising, shift_ppm: Float64Array.of(0, 1, 2, 6) }, 'yours');
    expect(uneven.note).toMatch(/interpolated/);
    // On the straight piece between 2 and 6 ppm: 4 at 2, 3 at 6.
    expect(uneven.real[1]! / FULL_SCALE).toBeCloseTo(3.5 / 4, 4);
    const n = 10000;
    const long = keepSpectrum({ label: 'b', shift_ppm: Float64Array.from({ length: n }, (_, i) => 50 - i * 0.01), intensity: new Float64Array(n).fill(7), imaginary: null }, 'yours');
    expect(long.real.length).toBe(3333);
    expect(long.note).toMatch(/3 neighbours/);
    expect(long.from_ppm).toBeCloseTo(49.99, 9);
  });

  it('phase turns a dispersive line upright; a baseline is taken off', () => {
    const read = readNmr([{ name: 'x.dx', bytes: new TextEncoder().encode(jcamp({ y: [0, 5, 120, -7, 3, 3, 3, -40, 2], form: 'ntuples' })) }]).spectra[0]!;
    const before = stateFor(read, state);
    expect([before.larmor_MHz, before.spectrum.provenance, before.sites.length]).toEqual([100, 'yours', 1]);
    const at = (change: Partial<NmrState>): number[] => [...processed({ ...before, ...change }).intensity];
    // The imaginary part is −1 times the real one: at 90° the real part of i · S is −Im = +Re.
    at({ phase0_deg: 90 }).forEach((v, i) => expect(v).toBeCloseTo(at({})[i]!, 12));
    at({ phase0_deg: 180 }).forEach((v, i) => expect(v).toBeCloseTo(-at({})[i]!, 12));
    const flat = processed({ ...before, baseline: 'constant' }).intensity;
    expect(flat[0]! + flat.at(-1)!).toBeCloseTo(0, 12);
    const line = processed({ ...before, baseline: 'line' }).intensity;
    expect([line[0], line.at(-1)].map((v) => Math.abs(v!))).toEqual([expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  });

  it('writes files that readers take: CSV, CSDM, the command’s model, a script that compiles', () => {
    const view = nmrView.viewOf(nmr, state);
    const table = readNmrText(csvOf(state, view)).spectra[0]!;
    expect(table.shift_ppm.length).toBe(view.data.shift_ppm.length);
    expect(Math.max(...table.intensity.map((v, i) => Math.abs(v - view.data.intensity[i]!)))).toBeLessThan(1e-9);
    const csdm = readNmrText(csdmOf(state, view));
    expect(csdm.format).toBe('csdm');
    expect(csdm.spectra.map((s) => s.label).slice(0, 3)).toEqual(['spectrum', 'model', 'residual']);
    const n = view.data.shift_ppm.length;
    expect(csdm.spectra[0]!.shift_ppm[n - 1]).toBeCloseTo(view.data.shift_ppm[0]!, 6);
    expect(csdm.spectra[1]!.intensity[n - 1]).toBeCloseTo(view.model.total[0]!, 8);
    expect(parseModel(JSON.parse(modelJson(state)), 'refused').sites).toHaveLength(3);
    const odd = { ...state, sites: [...state.sites, makeSite('it\'s "odd"\n\\', 'line', { area: 0.1 })] };
    const script = scriptOf(odd, nmrView.viewOf(nmr, odd));
    const python = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: script, encoding: 'utf8' });
    if (!python.error) expect(python.stderr).toBe('');
    for (const word of ['BlochDecayCTSpectrum', 'czjzek_systems(-8, 0.7)', 'LARMOR_MHz = 211.65', 'rotor_frequency=12000']) expect(script).toContain(word);
  });

  it('quantifies as the command does, and says why it cannot', () => {
    const q = quantified(state);
    expect(q).toMatchObject({ nacl_site: 'NaCl', satellites_integrated: false });
    if (typeof q === 'string') throw new Error(q);
    const [a, b, c] = state.sites.map((s) => s.values.area) as [number, number, number];
    expect(q.na_fraction_NaCl).toBeCloseTo(a / (a + 2.5 * (b + c)), 12);
    expect(quantified({ ...state, sites: [] })).toMatch(/no sites/);
    expect(nmrView.ledgerHtml({ ...state, sites: [] })).toContain('No composition');
  });

  it('draws states at the edge: no sites, no area, static, infinite spinning, a narrow window', () => {
    for (const change of [{ sites: [] }, { sites: [makeSite('a', 'line', { area: 0 })] }, { mas_Hz: null }, { mas_Hz: 0 }, { window: [8, 7] as [number, number] }]) {
      const edge = { ...state, ...change };
      const view = nmrView.viewOf(nmr, edge);
      for (const narrow of [false, true]) expect(JSON.stringify(nmrView.panels(edge, view)[0]!.draw({ width: narrow ? 350 : 781, narrow }))).not.toMatch(/NaN|undefined|Infinity/);
      expect(nmrView.summary(edge, view) + nmrView.ledgerHtml(edge) + nmrView.valuesHtml(edge) + nmrView.controlsHtml(edge)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('names of the reader cannot become markup', () => {
    const evil = { ...state, sites: state.sites.map((s) => ({ ...s, name: '<img src=x onerror=1>*b*"' })) };
    const view = nmrView.viewOf(nmr, evil);
    for (const html of [nmrView.controlsHtml(evil), nmrView.ledgerHtml(evil)]) expect(html).not.toContain('<img');
    expect(JSON.stringify(nmrView.panels(evil, view)[0]!.draw({ width: 781, narrow: false }))).not.toContain('**');
  });
});

describe('diffraction lab', () => {
  const state = diffractionState.exampleState(kernels.diffraction);
  const { EXAMPLE_TRUTH: truth, anglesOf, modelOf, sigmaOf, withFit } = diffractionState;
  const data = { two_theta_deg: anglesOf(state.pattern), intensity: state.pattern.intensity, sigma: sigmaOf(state) };
  const fitted = withFit(state, kernels.peaks.fit(data, modelOf(state)));
  const view = diffractionView.viewOf(kernels, fitted);

  it('the example’s size and strain come back within two and a half standard errors', () => {
    expect(fitted.fit!.verdict).toBe('converged');
    expect(fitted.fit!.reduced_chi2).toBeGreaterThan(0.9);
    expect(fitted.fit!.reduced_chi2).toBeLessThan(1.2);
    const { size_nm, u_size_nm, strain, u_strain } = view.hall!;
    expect(Math.abs(size_nm! - truth.size_nm)).toBeLessThan(2.5 * u_size_nm!);
    expect(Math.abs(strain - truth.strain)).toBeLessThan(2.5 * u_strain!);
    // The errors mean something: 9 nm and 0.2 % are seen, not hidden in them.
    expect(u_size_nm! / size_nm!).toBeLessThan(0.1);
    expect(u_strain! / strain).toBeLessThan(0.3);
  });

  it('survives JSON, and damage is told', () => {
    expect(diffractionState.parseState(json(fitted))).toEqual(fitted);
    for (const [change, words] of [
      [{ wavelength_A: 0 }, /wavelength/],
      [{ window: [20, 10] }, /window/],
      [{ peaks: [{ position_deg: 1 }] }, /width of a peak/],
      [{ pattern: { ...state.pattern, intensity: [1, 2, 3] } }, /intensities/],
      [{ structure: { label: 'x', cif: 'data_x' } }, /_cell_length_a/],
      [{ correction: 'none' }, /correction/],
    ] as const) {
      expect(() => diffractionState.parseState({ ...json(state), ...change })).toThrow(words);
    }
    for (const nothing of [null, 3, 'x', [], {}]) expect(() => diffractionState.parseState(nothing)).toThrow(RangeError);
  });

  it('a new pattern: its own wavelengths, peaks by their look', () => {
    const text = `<xrdMeasurements><xrdMeasurement><usedWavelength><kAlpha1>1.5405980</kAlpha1><kAlpha2>1.5444260</kAlpha2></usedWavelength><scan><dataPoints><positions axis="2Theta"><startPosition>11</startPosition><endPosition>40</endPosition></positions><counts>${state.pattern.intensity.join(' ')}</counts></dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
    const next = diffractionState.stateFor(readPattern(text).patterns[0]!, state);
    expect([next.wavelength_A, next.second, next.pattern.provenance, next.weight]).toEqual([1.540598, { wavelength_A: 1.544426, share: 0.5 }, 'yours', 'counts']);
    expect(next.peaks.length).toBeGreaterThan(4);
    expect(next.peaks.some((p) => Math.abs(p.position_deg - 14.45) < 0.1)).toBe(true);
  });

  it('draws states at the edge: no peaks, a peak without area, no structure, one line', () => {
    for (const change of [{ peaks: [] }, { peaks: [{ ...state.peaks[0]!, area: 0 }] }, { structure: null }, { second: null }, { window: [14, 15] as [number, number] }]) {
      const edge = { ...state, ...change, fit: null };
      const seen = diffractionView.viewOf(kernels, edge);
      for (const panel of diffractionView.panels(edge, seen)) for (const narrow of [false, true]) expect(JSON.stringify(panel.draw({ width: narrow ? 350 : 781, narrow }))).not.toMatch(/NaN|undefined|Infinity/);
      expect(diffractionView.summary(edge, seen)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('size and strain of well counted patterns come back within their errors, with faint reflections and the instrument in them', () => {
    const crystal = readCif(state.structure!.cif);
    const all = kernels.diffraction.pattern(crystal, { wavelength_A: 0.7093, from_deg: 8, to_deg: 50 });
    const [from_deg, to_deg, step_deg] = [11, 40, 0.02];
    const off = (size_nm: number, strain: number, seed: number, correction: typeof state.correction): [number, number] => {
      const profile = kernels.diffraction.profile(all, { size_nm, strain, K: 0.9, caglioti: [2e-4, -1e-4, 4e-4], from_deg, to_deg, step_deg });
      const top = profile.reduce((m, v) => Math.max(m, v), 0);
      const noise = normal(seed);
      const intensity = Array.from(profile, (v) => Math.round(60 + (18_000 * v) / top + Math.sqrt(60 + (18_000 * v) / top) * noise()));
      const counted = diffractionState.withReflectionPeaks({ ...state, correction, pattern: { ...state.pattern, intensity }, instrument: { U: 2e-4, V: -1e-4, W: 4e-4, u_relative: 0.05 } }, kernels.diffraction);
      const { hall } = diffractionView.viewOf(kernels, withFit(counted, kernels.peaks.fit({ two_theta_deg: anglesOf(counted.pattern), intensity: Float64Array.from(intensity), sigma: sigmaOf(counted) }, modelOf(counted))));
      return [(hall!.size_nm! - size_nm) / hall!.u_size_nm!, (hall!.strain - strain) / hall!.u_strain!];
    };
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    const mean = (list: number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    for (const [size, strain] of [[9, 0.002], [20, 0], [40, 0.001]] as const) {
      const found = seeds.map((seed) => off(size, strain, seed, 'voigt'));
      // The mean of eight unbiased deviations has a standard deviation of 0.35: three of them.
      for (const k of [0, 1] as const) expect(Math.abs(mean(found.map((f) => f[k]))), `${size} nm, ${k === 0 ? 'size' : 'strain'}`).toBeLessThan(1.06);
    }
    // Bites: with another rule for the instrument the sizes are off by more than their errors.
    expect(mean(seeds.map((seed) => off(20, 0, seed, 'mean')[0]))).toBeGreaterThan(2);
  });

  it('takes over from the view before only what has not changed', () => {
    const moved = { ...fitted, overlay_size_nm: 20 };
    expect(diffractionView.viewOf(kernels, moved, { state: fitted, view })).toEqual(diffractionView.viewOf(kernels, moved));
    const shifted = { ...fitted, peaks: fitted.peaks.map((p, i) => (i === 2 ? { ...p, position_deg: p.position_deg + 0.2 } : p)) };
    expect(diffractionView.viewOf(kernels, shifted, { state: fitted, view })).toEqual(diffractionView.viewOf(kernels, shifted));
  });

  it('writes peaks and points with errors and provenance', () => {
    const peaks = peaksCsv(fitted, view);
    expect(peaks).toMatch(/^# Powder pattern and peaks/);
    expect(peaks).toContain('nobody measured it');
    expect(peaks.split('\r\n').filter((l) => /^\d+,/.test(l))).toHaveLength(fitted.peaks.length);
    expect(peaks).not.toMatch(/NaN|undefined|null/);
    const points = readPattern(pointsCsv(fitted, view)).patterns[0]!;
    expect(points.two_theta_deg.length).toBe(state.pattern.intensity.length);
    expect(points.intensity[100]).toBe(state.pattern.intensity[100]);
  });
});

describe('sliders', () => {
  it.each([
    { min: -80, max: 60 },
    { min: 1, max: 20000, log: true },
  ])('go there and back: %o', (range) => {
    for (const position of [0, 1, 250, 500, 999, 1000]) expect(toPosition(range, fromPosition(range, position))).toBe(position);
    expect(fromPosition(range, 0)).toBe(range.min);
    expect(fromPosition(range, 1000)).toBe(range.max);
  });
  it('numbers as people type them', () => {
    expect(['4,5', '−2', ' 1e-3 ', '2e3', '.5'].map((text) => typedNumber(text))).toEqual([4.5, -2, 0.001, 2000, 0.5]);
    expect([typedNumber('7,2 ppm', 'ppm'), typedNumber('4×10⁻⁴'), typedNumber('7 Hz', 'ppm')]).toEqual([7.2, 4e-4, NaN]);
    expect(['', 'x', '1.2.3', 'NaN', 'Infinity', '0x1'].map((text) => typedNumber(text))).toEqual([NaN, NaN, NaN, NaN, NaN, NaN]);
  });
});
