/** Figures 1b, 1c, 2a, 2d and 4a: model X1 keeps what the text reports, and every figure draws at the ends of its sliders. */
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { bundledStructures } from '../../content/data/structures/bundle.ts';
import { naclMarkers, stackCurves, sampleSet, strongest } from '../../src/figures/parts/diffraction-samples.ts';
import { simplify } from '../../src/figures/parts/diffraction-stack.ts';
import { loadFigure } from '../../src/figures/registry.ts';
import { scatteringVector, SCHERRER_SPHERE, WAVELENGTH_MO_A } from '../../src/kernels/diffraction.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { sphereCluster } from '../../src/physics/cluster.ts';
import { SAMPLES } from '../../src/physics/composition.ts';
import * as model from '../../src/physics/diffraction-model.ts';
import { defaults, type AnyValues, type Params } from '../../src/runtime/figure.ts';
import { toMarkup } from '../../src/runtime/svg.ts';

const kernels = await nodeKernels(['diffraction']);
const kernel = kernels.diffraction;
const IDS = ['1b', '1c', '2a', '2d', '4a'];
const DEFAULT: model.SampleModel = { size_nm: 12, sizeEnd_nm: 2, strain: 0.003, disorder_A: 0.24 };
const ENDS: model.SampleModel[] = [DEFAULT, { size_nm: 6, sizeEnd_nm: 3, strain: 0, disorder_A: 0 }, { size_nm: 30, sizeEnd_nm: 1.6, strain: 0.02, disorder_A: 0.6 }];
const HEAT: model.HeatModel = { growth: 3.5, crystallised: 0.35, zrcl4: 0.4 };

/** The default state, and one state for each end of each parameter. */
function states(params: Params): AnyValues[] {
  const base = defaults(params) as AnyValues;
  return [base, ...Object.entries(params).flatMap(([name, p]) => (p.kind === 'number' ? [p.min, p.max] : p.kind === 'choice' ? p.options.map((o) => o.value) : [true, false]).map((value) => ({ ...base, [name]: value })))];
}

describe.each(IDS)('Figure %s', (id) => {
  test('draws in both frames, speaks and tabulates at its defaults and at both ends of each parameter', async () => {
    const figure = await loadFigure(id);
    for (const values of states(figure.params)) {
      const result = figure.compute(kernels, values);
      const table = figure.table(result, values);
      for (const frame of [{ width: 781, narrow: false }, { width: 350, narrow: true }]) {
        let size = 0;
        for (const panel of figure.view(result, values)) {
          const markup = toMarkup({ tag: 'svg', attrs: {}, text: '', children: panel.draw(frame).children });
          expect(markup).not.toMatch(/NaN|undefined|Infinity/);
          size += markup.length;
        }
        // Two frames and the words stay below the 60 kB of a figure.
        expect(size).toBeLessThan(27_000);
      }
      const words = [figure.summary(result, values), JSON.stringify(table.rows), JSON.stringify(figure.compare(result, values))].join(' ');
      expect(words).not.toMatch(/NaN|undefined|Infinity/);
      for (const row of table.rows) expect(row.length).toBe(table.columns.length);
      if (table.full) for (const row of [table.full.rows[0]!, table.full.rows.at(-1)!]) expect(row.every((cell) => Number.isFinite(cell))).toBe(true);
    }
  });
  test('gives the same picture twice', async () => {
    const figure = await loadFigure(id);
    const values = defaults(figure.params) as AnyValues;
    const once = (): string => JSON.stringify(figure.view(figure.compute(kernels, values), values).map((p) => p.draw({ width: 781, narrow: false })));
    expect(once()).toBe(once());
  });
});

describe('structures', () => {
  test('the module holds the CIF files letter by letter', () => {
    expect(readFileSync(new URL('../../src/physics/structure-texts.ts', import.meta.url), 'utf8')).toBe(bundledStructures());
  });
});

describe('the scale of both parts', () => {
  // The integral breadth of a sphere's line is (4/3) λ/(D cos θ) (Patterson 1939), so its area follows from the peak that the Debye equation gives.
  // The thermal ground under the peak is about 1 % of it and the flanks of neighbours as much: 2.5 %.
  test('a line has the area that the Debye equation gives it; 5 % more does not', () => {
    const D_A = 60;
    const pairs = kernel.debyePairs(sphereCluster(model.structure('nacl'), D_A), scatteringVector(15, WAVELENGTH_MO_A));
    const angles = Array.from({ length: 101 }, (_, i) => 14 + 0.01 * i);
    const peak = Math.max(...kernel.debye(pairs, angles, { B_A2: 1.45 }).map((v, i) => v * (0.5 + 0.5 * Math.cos((angles[i]! * Math.PI) / 180) ** 2)));
    const area = peak * ((4 / 3) * WAVELENGTH_MO_A / (D_A * Math.cos((7.239 * Math.PI) / 180))) * (180 / Math.PI);
    const line = model.absoluteLines(kernel, 'nacl', { from_deg: 14, to_deg: 15 })[0]!;
    expect(Math.abs(line.intensity / area - 1)).toBeLessThan(0.025);
    expect(Math.abs((1.05 * line.intensity) / area - 1)).toBeGreaterThan(0.025);
  });
});

describe('model X1, as milled (Figures 1b, 1c)', () => {
  const falls = (size: (x: number) => number): boolean => SAMPLES.every((x, i) => i === 0 || size(x) < size(SAMPLES[i - 1]!));
  test('domain size falls from each sample to the next, at both ends of the sliders; a mirrored course does not', () => {
    for (const m of ENDS) expect(falls((x) => model.domainSize_nm(x, m))).toBe(true);
    expect(falls((x) => model.domainSize_nm(3.375 - x, DEFAULT))).toBe(false);
    expect(model.domainSize_nm(1.375, DEFAULT)).toBe(12);
    expect(model.domainSize_nm(2, DEFAULT)).toBeCloseTo(2, 12);
  });

  /** Highest point over the mean of the points 0.4° away: above 1 for a line, about 1 for a hump. */
  const stands = (values: Float64Array, at_deg: number, from_deg = 5): number => {
    const at = (deg: number): number => values[Math.round((deg - from_deg) / 0.01)]!;
    return at(at_deg) / (0.5 * (at(at_deg - 0.4) + at(at_deg + 0.4)));
  };

  test('NaCl (200) stands out for x ≤ 1.875 and not at 2.000; its mark goes with it', () => {
    for (const m of ENDS) {
      const patterns = model.samplePatterns(kernel, SAMPLES, m, model.SCAN);
      SAMPLES.forEach((x, i) => {
        expect(stands(patterns[i]!, 14.478) > 1.02).toBe(x <= 1.875);
        expect(naclMarkers(x).length > 0).toBe(x <= 1.875);
      });
    }
    expect(model.naclWeight(1.88)).toBe(0);
    const set = sampleSet(kernel, 1.625, DEFAULT, model.ZOOM);
    expect(stackCurves(set, 1.625, true).every((c) => ((c.markers?.length ?? 0) > 0) === (Number(/\d\.\d+/.exec(c.name)?.[0]) <= 1.875))).toBe(true);
  });
  test('NaCl averages 4 % by weight over the six samples', () => {
    const mean = (f: (x: number) => number): number => SAMPLES.reduce((s, x) => s + f(x), 0) / 6;
    expect(mean(model.naclWeight)).toBeCloseTo(0.04, 10);
    expect(Math.abs(mean((x) => 1.05 * model.naclWeight(x)) - 0.04)).toBeGreaterThan(1e-3);
  });
  test('x = 2.000 is all amorphous: one maximum between 5 and 9°, wider than any line; a crystalline one has more', () => {
    const maxima = (v: Float64Array): number => v.reduce((n, y, i) => n + (i > 0 && i < v.length - 1 && y > v[i - 1]! && y >= v[i + 1]! ? 1 : 0), 0);
    for (const m of ENDS) {
      expect(model.asMilled(2)).toEqual({ nyzc: 0, amorphous: 1, nacl: 0 });
      const [pattern] = model.samplePatterns(kernel, [2], m, model.ZOOM);
      const smooth = Float64Array.from({ length: 81 }, (_, i) => pattern![5 * i]!);
      expect(maxima(smooth)).toBe(1);
      expect(model.humpWidth_deg(pattern!, model.ZOOM)!.fwhm_deg).toBeGreaterThan(1.5);
    }
    expect(maxima(model.crystallinePattern(kernel, 'nyzc', 12, 0.003, model.ZOOM))).toBeGreaterThan(1);
  });
  test('lines of the main phase begin within 5 to 9°', () => {
    const first = strongest(model.absoluteLines(kernel, 'nyzc', model.SCAN), 5);
    expect(first[0]!.two_theta_deg).toBeGreaterThan(5);
    expect(strongest(model.absoluteLines(kernel, 'nyzc', model.SCAN), 2).every((r) => r.two_theta_deg < 9)).toBe(true);
  });
  test('Scherrer and Williamson–Hall return size and strain with K = 1.107; 0.9 reads 19 % low', () => {
    const lines = strongest(model.absoluteLines(kernel, 'nyzc', model.SCAN), 12);
    // The instrument's 0.02° adds in quadrature to lines 0.4° wide; Gaussian and Lorentzian parts mix: 2 %.
    for (const size_nm of [4, 8, 12]) {
      const hall = model.williamsonHall(kernel, lines, { size_nm, strain: 0.003 }, SCHERRER_SPHERE);
      expect(Math.abs(hall.size_nm / size_nm - 1)).toBeLessThan(0.02);
      expect(Math.abs(hall.strain / 0.003 - 1)).toBeLessThan(0.02);
      expect(model.williamsonHall(kernel, lines, { size_nm, strain: 0.003 }, 0.9).size_nm / hall.size_nm).toBeCloseTo(0.9 / 1.107, 10);
    }
    // 5 nm at 7°, K = 0.9: 0.73° (by hand, λ = 0.7107 Å).
    expect(model.scherrer_nm(0.7344, 7, 0.9)).toBeCloseTo(5, 2);
  });
});

describe('model X1, heat-treated (Figure 4a)', () => {
  const GRID = { from_deg: 5, to_deg: 30, step_deg: 0.01 };
  const line = (size_nm: number): number => kernel.lineWidth(8.28, WAVELENGTH_MO_A, { size_nm, strain: 0.003, K: SCHERRER_SPHERE }).fwhm_deg;
  test.each([1.625, 2])('lines of x = %f are narrower after heating for every growth offered', (x) => {
    for (const growth of [1.5, 3.5, 8]) expect(line(model.heatedSize_nm(x, DEFAULT, { ...HEAT, growth }))).toBeLessThan(line(model.domainSize_nm(x, DEFAULT)));
    expect(line(model.heatedSize_nm(x, DEFAULT, { ...HEAT, growth: 0.9 }))).toBeGreaterThan(line(model.domainSize_nm(x, DEFAULT)));
  });
  test('NaCl is gone; ZrCl4 only at 2.000, where the hump stays', () => {
    for (const crystallised of [0.05, 0.8]) {
      const [a, b] = [1.625, 2].map((x) => model.heated(x, { ...HEAT, crystallised }));
      expect([a!.nacl, b!.nacl, a!.zrcl4]).toEqual([0, 0, 0]);
      expect(b!.zrcl4).toBeGreaterThan(0);
      expect(b!.amorphous).toBeCloseTo(1 - crystallised, 12);
      for (const shares of [a!, b!]) expect(shares.nyzc + shares.amorphous + shares.nacl + shares.zrcl4).toBeCloseTo(1, 12);
    }
  });
  test('ZrCl4 adds a line at 15.71°, the (121) of the P2/c cell', () => {
    const r = kernel.pattern(model.structure('zrcl4')).find(({ h, k, l }) => h === 1 && k === 2 && l === 1)!;
    expect(Math.abs(r.two_theta_deg - 15.714)).toBeLessThan(1e-3);
    const [without, withIt] = [0, 0.4].map((zrcl4) => model.heatedPattern(kernel, 2, DEFAULT, { ...HEAT, zrcl4 }, GRID));
    const bump = (v: Float64Array): number => v[1071]! - 0.5 * (v[991]! + v[1151]!);
    expect(bump(withIt!)).toBeGreaterThan(bump(without!) + 2);
  });
});

describe('electron diffraction (Figure 2d)', () => {
  test('rings at 1.375, spots at 1.625, a halo and no NaCl at 2.000', async () => {
    const figure = await loadFigure('2d');
    const base = defaults(figure.params) as AnyValues;
    const at = (sample: string): { merged: boolean; nacl: unknown; nGrains: number; spots: Float64Array; main: Float64Array } => figure.compute(kernels, { ...base, sample }) as never;
    expect([at('1.375').merged, at('1.625').merged]).toEqual([true, false]);
    expect(at('1.625').spots.length).toBeGreaterThan(0);
    expect([at('2.000').nGrains, at('2.000').nacl]).toEqual([0, null]);
    const fraction = (v: Float64Array): number => v.filter((y) => y > 0.5).length / v.length;
    expect(fraction(at('2.000').main)).toBeGreaterThan(2 * fraction(at('1.375').main));
  });
  test('NaCl rings stand at 3.256, 2.820 and 1.994 Å; spots of many grains lie on them', () => {
    const { rings } = kernel.electronRings(model.structure('nacl'));
    // a = 5.6402 Å over √3, √4, √8.
    [3.2564, 2.8201, 1.9941].forEach((d, i) => expect(Math.abs(rings[i]!.d_A - d)).toBeLessThan(1e-4));
    const spots = kernel.grainSpots(model.structure('nacl'), { grains: 200, size_A: 200, seed: 3, dMin_A: 1.5 });
    for (let i = 0; i < spots.length; i += 3) expect(rings.some((r) => Math.abs(1 / r.d_A - Math.hypot(spots[i]!, spots[i + 1]!)) < 0.01)).toBe(true);
  });
});

describe('particle and domains (Figure 2a)', () => {
  test('the particle slider keeps to the reported 1 to 2 µm', async () => {
    const { particle } = (await loadFigure('2a')).params;
    expect(particle).toMatchObject({ min: 1, max: 2, unit: 'µm' });
  });
});

describe('thinning a curve', () => {
  test('stays within its tolerance at every left-out point', () => {
    const points = Array.from({ length: 500 }, (_, i): [number, number] => [i, 40 * Math.sin(i / 20)]);
    const kept = simplify(Float64Array.from(points, ([x]) => x), Float64Array.from(points, ([, y]) => y), 0.35);
    expect(kept.length).toBeLessThan(120);
    let k = 0;
    for (const [x, y] of points) {
      while (kept[k + 1]![0] < x) k++;
      const [a, b] = [kept[k]!, kept[k + 1]!];
      expect(Math.abs(a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0]) - y)).toBeLessThanOrEqual(0.35 + 1e-9);
    }
  });
});
