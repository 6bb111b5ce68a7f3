import { describe, expect, it } from 'vitest';
import { loadFigure } from '../../src/figures/registry.ts';
import { deconvolve } from '../../src/figures/parts/nmr-deconvolution.ts';
import { ledgerOf } from '../../src/figures/parts/nmr-ledger.ts';
import { thinned } from '../../src/figures/parts/nmr-plot.ts';
import {
  czjzekShift_ppm,
  heatedSodium,
  LARMOR_MHz,
  LARMOR_PRINTED_MHz,
  meanWeight_percent,
  modelAdjusted_x,
  PAPER_LINES,
  saltWeight_percent,
  seriesSpectrum,
  sodiumAt,
  tallest,
  tensorShift_ppm,
} from '../../src/figures/parts/nmr-series.ts';
import { axisValues } from '../../src/kernels/nmr.ts';
import { nodeKernels } from '../../src/kernels/node.ts';
import { bestMixing_s, exsyPeaks } from '../../src/physics/exsy.ts';
import { crystallite, directions, powderSum } from '../../src/physics/rotor.ts';
import { SAMPLES } from '../../src/physics/composition.ts';
import { defaults, type AnyValues } from '../../src/runtime/figure.ts';
import { figureHtml, NARROW_WIDTH } from '../../src/runtime/render.ts';

const IDS = ['3a', 's4', '4b', 'rotor', 's5'];
const kernels = await nodeKernels(['nmr']);
const AXIS = { from_ppm: 40, to_ppm: -50, n: 1801 };
const series = (x: number, options = {}) => seriesSpectrum(kernels.nmr, x, { ...PAPER_LINES, ...options }, AXIS);
const total = (s: ReturnType<typeof series>) => ({ shift_ppm: s.shift_ppm, intensity: s.total });
const part = (s: ReturnType<typeof series>, name: string) => s.parts.find((p) => p.name === name);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe.each(IDS)('figure %s', (id) => {
  it('draws, speaks and tabulates at the defaults and at both ends of every parameter', async () => {
    const figure = await loadFigure(id);
    const base = defaults(figure.params) as AnyValues;
    const states = [base];
    for (const [name, param] of Object.entries(figure.params)) {
      if (param.kind === 'number') states.push({ ...base, [name]: param.min }, { ...base, [name]: param.max });
      else if (param.kind === 'choice') states.push(...param.options.map(({ value }) => ({ ...base, [name]: value })));
      else states.push({ ...base, [name]: !param.default });
    }
    for (const values of states) {
      const html = figureHtml(figure, kernels, values);
      expect(html).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(html.length).toBeLessThan(60_000);
      const result = figure.compute(kernels, values);
      const table = figure.table(result, values);
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
      for (const row of table.full?.rows ?? []) expect(row).toHaveLength(table.full!.columns.length);
      for (const line of figure.compare(result, values)) expect(Object.values(line).join()).not.toMatch(/NaN|undefined/);
      for (const panel of figure.view(result, values)) expect(panel.draw({ width: NARROW_WIDTH, narrow: true }).width).toBe(NARROW_WIDTH);
    }
  });
});

describe('the reconstructed series meets what is printed', () => {
  it('NaCl at 7.2 ppm, falling with x, gone at x = 2.000, 4 wt % on average', () => {
    let last = Infinity;
    for (const x of SAMPLES) {
      const line = part(series(x), 'NaCl');
      if (x === 2) expect(line).toBeUndefined();
      else {
        const peak = tallest({ shift_ppm: series(x).shift_ppm, intensity: line!.intensity }, 0, 15)!;
        expect(Math.abs(peak.ppm - 7.2)).toBeLessThan(0.051); // one point of the axis
        expect(peak.height).toBeLessThan(last);
        last = peak.height;
      }
      expect(saltWeight_percent(x)).toBeGreaterThanOrEqual(0);
    }
    expect(meanWeight_percent()).toBeCloseTo(4, 12);
    // Four in every sample would not fall, and would leave salt at x = 2.
    expect(saltWeight_percent(2)).toBe(0);
  });

  it('two octahedral lines within −2.5…8 ppm for x ≤ 1.750 only, weaker than the prismatic one', () => {
    for (const x of [...SAMPLES, 1.755, 1.76]) {
      const s = series(x);
      const lines = s.parts.filter((p) => p.name.startsWith('octahedral'));
      expect(lines).toHaveLength(x <= 1.75 ? 2 : 0);
      const prismatic = tallest({ shift_ppm: s.shift_ppm, intensity: part(s, 'prismatic')!.intensity }, -40, 0)!;
      for (const { intensity } of lines) {
        const peak = tallest({ shift_ppm: s.shift_ppm, intensity }, -20, 20)!;
        expect(peak.ppm).toBeGreaterThan(-2.5);
        expect(peak.ppm).toBeLessThan(8);
        expect(peak.height).toBeLessThan(0.75 * prismatic.height);
      }
    }
  });

  it.each([0.05, 0.4, 0.8, 1.2])('prismatic maximum within −10…−13 ppm, moving to positive shift and widening with sodium, σ = %f MHz', (sigma_MHz) => {
    const lines = SAMPLES.map((x) => tallest(total(series(x, { sigma_MHz })), -40, -6)!);
    lines.forEach(({ ppm, fwhm_ppm }, i) => {
      expect(ppm).toBeGreaterThanOrEqual(-13);
      expect(ppm).toBeLessThanOrEqual(-10);
      if (i === 0) return;
      expect(ppm).toBeLessThan(lines[i - 1]!.ppm);
      expect(fwhm_ppm).toBeLessThan(lines[i - 1]!.fwhm_ppm);
    });
    // At the printed frequency a strongly coupled line would leave the window: the check bites.
    if (sigma_MHz === 1.2) expect(tallest(total(series(2, { sigma_MHz, larmor_MHz: LARMOR_PRINTED_MHz })), -40, -6)!.ppm).toBeLessThan(-13);
  });

  it('sodium is conserved, and the areas are those of the places', () => {
    for (const x of SAMPLES) {
      const s = sodiumAt(x);
      expect(s.NaCl + s.octahedralA + s.octahedralB + s.prismatic).toBeCloseTo(1, 12);
      const spectrum = seriesSpectrum(kernels.nmr, x, PAPER_LINES, { from_ppm: 300, to_ppm: -300, n: 12001 });
      const area = spectrum.total.reduce((a, b) => a + b, 0) * 0.05;
      expect(Math.abs(area - 1)).toBeLessThan(4e-3); // Lorentzian tails beyond 300 ppm
    }
  });

  it('adjusted x is at least nominal and nearly straight in it', () => {
    const y = SAMPLES.map(modelAdjusted_x);
    y.forEach((v, i) => expect(v).toBeGreaterThanOrEqual(SAMPLES[i]! - 1e-12));
    const [mx, my] = [mean([...SAMPLES]), mean(y)];
    const slope = SAMPLES.reduce((s, x, i) => s + (x - mx) * (y[i]! - my), 0) / SAMPLES.reduce((s, x) => s + (x - mx) ** 2, 0);
    y.forEach((v, i) => expect(Math.abs(v - my - slope * (SAMPLES[i]! - mx))).toBeLessThan(0.01));
    expect(slope).toBeGreaterThan(0);
  });

  it('exchange keeps the area and draws the lines together', () => {
    const off = tallest(total(series(1.375)), -40, -6)!;
    const on = tallest(total(series(1.375, { kex_per_s: 1e4 })), -40, -6)!;
    expect(on.ppm).toBeGreaterThan(off.ppm + 0.3);
    const wide = { from_ppm: 1000, to_ppm: -1000, n: 20001 };
    const area = (options: object): number => seriesSpectrum(kernels.nmr, 1.375, { ...PAPER_LINES, ...options }, wide).total.reduce((a, b) => a + b, 0) * 0.1;
    expect(Math.abs(area({ kex_per_s: 1e4 }) - area({}))).toBeLessThan(0.01); // Lorentzian tails beyond 1000 ppm
    expect(series(2, { kex_per_s: 1e4 }).total).toEqual(series(2).total);
  });
});

describe('second-order shifts', () => {
  it('follow −(1 + η²/3)/40 (CQ/ν0)², the kernel’s own mean, and fall with the square of the field', () => {
    const axis = { from_ppm: 60, to_ppm: -60, n: 24001 };
    const first = (site: object): number => {
      const s = kernels.nmr.simulate({ larmor_MHz: LARMOR_MHz, mas_Hz: null, sites: [{ iso_ppm: 0, gb_Hz: 100, area: 1, ...site }] }, axis);
      return s.intensity.reduce((sum, v, i) => sum + v * s.shift_ppm[i]!, 0) / s.intensity.reduce((a, b) => a + b, 0);
    };
    const tensor = first({ CQ_MHz: 2.5, eta: 0.6 });
    expect(Math.abs(tensor / tensorShift_ppm(2.5, 0.6, LARMOR_MHz) - 1)).toBeLessThan(2e-3);
    expect(Math.abs(first({ czjzek_sigma_MHz: 0.8 }) / czjzekShift_ppm(0.8, LARMOR_MHz) - 1)).toBeLessThan(5e-3);
    expect(tensorShift_ppm(1, 0, LARMOR_PRINTED_MHz) / tensorShift_ppm(1, 0, LARMOR_MHz)).toBeCloseTo(2.56, 2);
  });
});

describe('figure 4b', () => {
  it('loses NaCl and prismatic sodium and gains octahedral sodium at every setting', async () => {
    const figure = await loadFigure('4b');
    const base = defaults(figure.params) as AnyValues;
    for (const octahedral of [45, 55, 75]) for (const broadening of [1, 8]) {
      const rows = figure.table(figure.compute(kernels, { ...base, octahedral, broadening }), base).rows.map((row) => row.map((cell) => Number(String(cell).replace('−', '-'))));
      for (const [before, after] of [[rows[0]!, rows[1]!], [rows[2]!, rows[3]!]] as const) {
        expect(after[2]).toBe(0);
        expect(after[3]!).toBeGreaterThan(before[3]! + 30);
        expect(after[4]!).toBeLessThan(before[4]!);
        expect(after[6]!).toBeGreaterThan(before[6]!);
        expect(after[7]!).toBeLessThan(before[7]!);
      }
    }
    // A quarter on octahedral sites would leave the prismatic line of x = 1.625 stronger than before.
    expect(heatedSodium(0.25).prismatic).toBeGreaterThan(sodiumAt(1.625).prismatic);
  });
});

describe('the ledger', () => {
  const plain = { satellites: true, selective: false, flip_deg: 30 };
  it('gives the series back its average with plain areas, and less than half with the factor', () => {
    const weights = (satellites: boolean) => mean(SAMPLES.map((x) => ledgerOf({ x, area: sodiumAt(x).NaCl, ...plain, satellites }).wt_percent_NaCl));
    expect(weights(true)).toBeCloseTo(4, 10);
    expect(weights(false)).toBeLessThan(2.2);
  });
  it('turns 10 % of the areas into 1/(1 + 2.5 · 9) of the sodium', () => {
    expect(ledgerOf({ x: 1.625, area: 0.1, ...plain, satellites: false }).na_fraction_NaCl).toBeCloseTo(1 / 23.5, 12);
  });
});

it('thinning keeps every point within its tolerance', () => {
  const points = Array.from({ length: 400 }, (_, i) => [i, 60 * Math.exp(-(((i - 150) / 9) ** 2))] as const);
  const kept = thinned(points, 0.25);
  expect(kept.length).toBeLessThan(80);
  const at = (x: number): number => {
    const j = kept.findIndex((p) => p[0] >= x);
    const [b, a] = [kept[j]!, kept[Math.max(0, j - 1)]!];
    return b[0] === a[0] ? b[1] : a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
  };
  for (const [x, y] of points) expect(Math.abs(at(x) - y)).toBeLessThan(1.6); // 0.25 px across the line: 0.25 √(1 + 5.7²) along its steepest flank
});

describe('the rotor view', () => {
  const options = { CQ_MHz: 3, eta: 0.3, larmor_MHz: LARMOR_MHz, mas_Hz: 12000 };
  const off = (eta: number, count: number): number => {
    const axis = axisValues({ from_ppm: 150, to_ppm: -150, n: 1201 });
    const sum = powderSum(options, directions(count, 1), 4, axis);
    const { intensity } = kernels.nmr.simulate({ larmor_MHz: LARMOR_MHz, mas_Hz: 12000, sites: [{ iso_ppm: 0, CQ_MHz: 3, eta, gb_Hz: 4 * LARMOR_MHz, area: 1 }] }, axis);
    return Math.max(...intensity.map((v, i) => Math.abs(v - sum[i]!))) / Math.max(...intensity);
  };
  it('sums to the line of the kernel, sidebands and all', () => {
    expect(off(0.3, 2000)).toBeLessThan(0.03); // 2000 random azimuths: 1/√2000 is 2.2 %
    expect(off(0.3, 20)).toBeGreaterThan(0.06);
    expect(off(0.6, 2000)).toBeGreaterThan(0.06); // another η fails
  });
  it('keeps the signal of a crystallite, and spreads less of it when the rotor is faster', () => {
    const centre = (mas_Hz: number): number => {
      const { sidebands } = crystallite({ ...options, mas_Hz }, 0.9, 0.4);
      expect(sidebands.reduce((s, b) => s + b.intensity, 0)).toBeCloseTo(1, 9);
      return sidebands.find((b) => b.order === 0)!.intensity;
    };
    expect(centre(48000)).toBeGreaterThan(centre(12000));
    expect(centre(12000)).toBeGreaterThan(centre(6000));
  });
});

describe('exchange spectroscopy', () => {
  const options = { pA: 0.14, kex_per_s: 100, T1_s: 0.5 };
  it('has no cross peak at first, products of the populations in the end, and loses signal by T1 alone', () => {
    expect(exsyPeaks({ ...options, mixing_s: 0 })).toEqual({ AA: 0.14, BB: 0.86, AB: 0 });
    const late = exsyPeaks({ ...options, T1_s: 1e9, mixing_s: 1 });
    expect(late.AB).toBeCloseTo(0.14 * 0.86, 8);
    expect(late.AA).toBeCloseTo(0.14 ** 2, 8);
    for (const mixing_s of [1e-4, 0.01, 0.3]) {
      const { AA, BB, AB } = exsyPeaks({ ...options, mixing_s });
      expect(AA + BB + 2 * AB).toBeCloseTo(Math.exp(-mixing_s / 0.5), 12);
    }
  });
  it('solves the rate equations', () => {
    // Step by step (Runge-Kutta 2): magnetisation that started in A.
    let [a, b] = [0.14, 0];
    const [kAB, kBA, R] = [100 * 0.86, 100 * 0.14, 2];
    const rate = (x: number, y: number): [number, number] => [-(kAB + R) * x + kBA * y, kAB * x - (kBA + R) * y];
    const h = 1e-6;
    for (let i = 0; i < 10000; i++) {
      const [da, db] = rate(a, b);
      const [ea, eb] = rate(a + (h / 2) * da, b + (h / 2) * db);
      [a, b] = [a + h * ea, b + h * eb];
    }
    const peaks = exsyPeaks({ ...options, mixing_s: 0.01 });
    expect(Math.abs(peaks.AA - a)).toBeLessThan(1e-8); // error of the steps
    expect(Math.abs(peaks.AB - b)).toBeLessThan(1e-8);
  });
  it('is strongest where the formula says', () => {
    const t = bestMixing_s(100, 0.5);
    const at = (mixing_s: number): number => exsyPeaks({ ...options, mixing_s }).AB;
    expect(at(t)).toBeGreaterThan(at(0.98 * t));
    expect(at(t)).toBeGreaterThan(at(1.02 * t));
  });
});

describe('the deconvolution of Figure S4', () => {
  it('depends on the shape far beyond its standard error, and is close with Gaussian lines', () => {
    const [gauss, lorentz] = (['gauss', 'lorentz'] as const).map((shape) => deconvolve(kernels.nmr, 1.375, shape, 1)) as [ReturnType<typeof deconvolve>, ReturnType<typeof deconvolve>];
    expect(Math.abs(gauss.share - gauss.truth)).toBeLessThan(0.015);
    expect(lorentz.share - lorentz.truth).toBeGreaterThan(0.06);
    expect(lorentz.u_share!).toBeLessThan(0.01);
    expect(gauss.truth).toBeCloseTo(sodiumAt(1.375).NaCl, 12);
  });
  it('finds no salt where there is none', () => {
    expect(deconvolve(kernels.nmr, 2, 'gauss', 1)).toMatchObject({ share: 0, u_share: null, truth: 0 });
  });
});
