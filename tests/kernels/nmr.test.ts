import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { axisValues, nmrKernel } from '../../src/kernels/nmr.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { parseModel, type NmrModel, type SiteModel } from '../../src/physics/nmr-model.ts';
import { hasShared, readShared, sharedPath } from '../shared-data.ts';
import { brutePowder, bruteSpinning, exactShift, inverse, largest, normal, offPeak, principal, rotation, secondOrder, turned, uniform } from './nmr-truth.ts';

const nmr = nmrKernel(loadKernel('nmr'));
const LARMOR = 211.6;

const model = (sites: SiteModel[], mas_Hz: number | null = null, larmor_MHz = LARMOR): NmrModel => ({ larmor_MHz, mas_Hz, sites });
const linear = (from_ppm: number, to_ppm: number, n: number): Float64Array => axisValues({ from_ppm, to_ppm, n });
const spectrum = (sites: SiteModel[], ppm: ArrayLike<number>, mas_Hz: number | null = null, larmor_MHz = LARMOR): Float64Array => nmr.simulate(model(sites, mas_Hz, larmor_MHz), ppm).intensity;

const trapezoid = (ppm: ArrayLike<number>, y: ArrayLike<number>): number => Array.from(y).reduce((s, v, i) => (i ? s + 0.5 * (v + y[i - 1]!) * (ppm[i - 1]! - ppm[i]!) : 0), 0);

interface Reference {
  name: string;
  kind: string;
  larmor_MHz: number;
  mas_Hz: number | null;
  area_in_window: number;
  sites?: Record<string, number>[];
  exchange?: Record<string, number>;
}

const folder = 'references/nmr';
const files = hasShared(folder) ? readdirSync(sharedPath(folder)).filter((f) => f.endsWith('.csv') && !f.startsWith('vi_')) : [];
const pick = (from: Record<string, number>, fields: string[]): Record<string, number> => Object.fromEntries(fields.filter((f) => f in from).map((f) => [f, from[f]!]));
const SITE = ['iso_ppm', 'CQ_MHz', 'eta', 'czjzek_sigma_MHz', 'csd_fwhm_ppm', 'lb_Hz', 'gb_Hz', 'area'];
const PAIR = ['siteA_ppm', 'siteB_ppm', 'pA', 'kex_per_s', 'lbA_Hz', 'lbB_Hz'];

function loadReference(file: string): { reference: Reference; ppm: number[]; y: number[]; model: NmrModel } {
  const reference = JSON.parse(readShared(`${folder}/${file.replace('.csv', '.json')}`)) as Reference;
  const rows = readShared(`${folder}/${file}`).trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
  const { larmor_MHz, mas_Hz } = reference;
  const parts = reference.exchange ? { exchange: pick(reference.exchange, PAIR) } : { sites: reference.sites!.map((site) => pick(site, SITE)) };
  return { reference, ppm: rows.map((r) => r[0]!), y: rows.map((r) => r[1]!), model: parseModel({ larmor_MHz, mas_Hz, ...parts }) };
}

describe.skipIf(!files.length)('reference spectra, absolute intensities', () => {
  // The files keep the triangular smearing of their own binning, up to 5e-4 of the peak: no tighter bar means anything on them.
  const bar = ({ kind }: Reference): number => (kind.startsWith('iv') ? 1e-6 : kind.includes('static') ? 1e-3 : 7e-4);

  it.each(files)('%s', (file) => {
    const { reference, ppm, y, model } = loadReference(file);
    const tolerance = bar(reference);
    const { intensity, notes } = nmr.simulate(model, ppm);
    expect(notes).toEqual([]);
    expect(offPeak(intensity, y)).toBeLessThan(tolerance);
    expect(Math.abs(trapezoid(ppm, intensity) - reference.area_in_window)).toBeLessThan(1e-3);
    // The window of an axis that is not even goes another way through the kernel: same line.
    const uneven = ppm.filter((_, i) => i % 3 !== 1);
    expect(offPeak(nmr.simulate(model, uneven).intensity, y.filter((_, i) => i % 3 !== 1))).toBeLessThan(tolerance);
    // The bar bites: a mirrored, a shifted and a 5 % wrong answer fail.
    const mirrored = Array.from(intensity).reverse();
    expect(offPeak(mirrored, y)).toBeGreaterThan(10 * tolerance);
    expect(offPeak(Array.from(intensity.slice(1)).concat(0), y)).toBeGreaterThan(3 * tolerance);
    expect(offPeak(intensity.map((v) => 1.05 * v), y)).toBeGreaterThan(10 * tolerance);
    const wrong = structuredClone(model) as unknown as { sites?: Record<string, number>[]; exchange?: Record<string, number> };
    for (const part of wrong.sites ?? [wrong.exchange!]) for (const field of ['CQ_MHz', 'czjzek_sigma_MHz', 'kex_per_s', 'lbA_Hz']) if (part[field]) part[field] *= 1.05;
    expect(offPeak(nmr.simulate(wrong as unknown as NmrModel, ppm).intensity, y)).toBeGreaterThan(3 * tolerance);
  });
});

describe('the second-order frequency', () => {
  it('is that of the diagonalised Hamiltonian', () => {
    const random = uniform(3);
    for (let i = 0; i < 8; i++) {
      const v = turned(principal(random()), rotation(6 * random(), 3 * random(), 6 * random()));
      const [CQ, nu0] = [5e5, 211.6e6];
      // The next order of perturbation theory is (CQ/nu0)^2 smaller still, below 0.1 Hz here.
      expect(Math.abs(exactShift(v, CQ, nu0) - (CQ * CQ * secondOrder(v)) / nu0)).toBeLessThan(0.1);
    }
  });
});

describe('brute force', () => {
  const ppm = linear(4, -9, 160);
  const lb = 150;

  it.each([0, 0.35, 1])('infinite MAS, eta %s', (eta) => {
    const truth = brutePowder(principal(eta), 2, LARMOR, lb, ppm, 'infinite', 140, eta ? 128 : 4);
    expect(offPeak(spectrum([{ iso_ppm: 0, CQ_MHz: 2, eta, lb_Hz: lb, area: 1 }], ppm), truth)).toBeLessThan(2e-5);
    expect(offPeak(spectrum([{ iso_ppm: 0, CQ_MHz: 2, eta: Math.abs(eta - 0.05), lb_Hz: lb, area: 1 }], ppm), truth)).toBeGreaterThan(5e-4);
  });

  it('static', () => {
    const wide = linear(15, -25, 160);
    const truth = brutePowder(principal(0.6), 2, LARMOR, 400, wide, 'static', 140, 128);
    expect(offPeak(spectrum([{ iso_ppm: 0, CQ_MHz: 2, eta: 0.6, lb_Hz: 400, area: 1 }], wide, 0), truth)).toBeLessThan(2e-5);
  });

  it('turning or reordering the tensor changes nothing', () => {
    const here = spectrum([{ iso_ppm: 0, CQ_MHz: 2, eta: 0.6, lb_Hz: 400, area: 1 }], ppm);
    for (const tensor of [principal(0.6, [2, 0, 1]), principal(0.6, [1, 2, 0]), turned(principal(0.6), rotation(0.4, 1.1, 2.2))]) {
      expect(offPeak(brutePowder(tensor, 2, LARMOR, 400, ppm, 'infinite', 120, 120), here)).toBeLessThan(2e-5);
    }
  });

  it.each([
    [12000, 2, 0.5],
    [5000, 2, 1],
    [12000, 1.5, 0],
  ])('%s Hz with sidebands, CQ %s MHz, eta %s', (mas, CQ_MHz, eta) => {
    const wide = linear(150, -150, 200).map((v) => v + 0.37);
    const truth = bruteSpinning(eta, CQ_MHz, LARMOR, mas, 400, wide, 40, eta ? 36 : 1);
    // The brute force repeats itself every 32 turns of the rotor and carries its own tails: 4e-4.
    const here = spectrum([{ iso_ppm: 0, CQ_MHz, eta, lb_Hz: 400, area: 1 }], wide, mas);
    expect(offPeak(here, truth)).toBeLessThan(7e-4);
    expect(offPeak(spectrum([{ iso_ppm: 0, CQ_MHz: 1.05 * CQ_MHz, eta, lb_Hz: 400, area: 1 }], wide, mas), truth)).toBeGreaterThan(5e-3);
  });

  it('a Czjzek site at 12 kHz is the weighted sum of its tensors', () => {
    const wide = linear(70, -70, 300);
    const sum = new Float64Array(300);
    let total = 0;
    for (let i = 0; i < 40; i++) for (let j = 0; j < 10; j++) {
      const [CQ_MHz, eta] = [(6 * (i + 0.5)) / 40, (j + 0.5) / 10];
      const w = CQ_MHz ** 4 * eta * (1 - eta ** 2 / 9) * Math.exp((-(CQ_MHz ** 2) * (1 + eta ** 2 / 3)) / 2);
      if (w < 1e-5) continue;
      spectrum([{ iso_ppm: 0, CQ_MHz, eta, lb_Hz: 400, area: w }], wide, 12000).forEach((v, k) => (sum[k]! += v));
      total += w;
    }
    const truth = sum.map((v) => v / total);
    expect(offPeak(spectrum([{ iso_ppm: 0, czjzek_sigma_MHz: 1, lb_Hz: 400, area: 1 }], wide, 12000), truth)).toBeLessThan(2e-4);
    expect(offPeak(spectrum([{ iso_ppm: 0, czjzek_sigma_MHz: 1.02, lb_Hz: 400, area: 1 }], wide, 12000), truth)).toBeGreaterThan(2e-3);
  });
});

/** Mean (ppm) and variance (ppm²) of a spectrum with Gaussian broadening, the broadening taken off. */
function moments(sites: SiteModel[], ppm: Float64Array, mas_Hz: number | null, gb_Hz: number): { area: number; mean: number; variance: number } {
  const y = spectrum(sites, ppm, mas_Hz);
  const step = ppm[0]! - ppm[1]!;
  const area = y.reduce((s, v) => s + v, 0) * step;
  const mean = (y.reduce((s, v, i) => s + v * ppm[i]!, 0) * step) / area;
  const variance = (y.reduce((s, v, i) => s + v * (ppm[i]! - mean) ** 2, 0) * step) / area - (gb_Hz / LARMOR) ** 2 / (8 * Math.LN2);
  return { area, mean, variance };
}

describe('exact moments', () => {
  const gb_Hz = 300;
  it.each([0, 0.3, 0.7, 1])('mean -(1 + eta²/3)/40 (CQ/nu0)², second moment QIS²/4 (MAS) and 23/7 QIS² (static), eta %s', (eta) => {
    const qis = (-(1 + eta ** 2 / 3) / 40) * (3 / LARMOR) ** 2 * 1e6;
    const site = [{ iso_ppm: 4, CQ_MHz: 3, eta, gb_Hz, area: 1 }];
    const fast = moments(site, linear(30, -40, 2048), null, gb_Hz);
    expect(fast.area).toBeCloseTo(1, 5);
    expect(fast.mean - 4).toBeCloseTo(qis, 5);
    expect(fast.variance / (qis * qis)).toBeCloseTo(0.25, 4);
    const still = moments(site, linear(60, -80, 2048), 0, gb_Hz);
    expect(still.mean - 4).toBeCloseTo(qis, 4);
    expect(still.variance / (qis * qis)).toBeCloseTo(23 / 7, 3);
    // Spinning moves intensity into sidebands and leaves mean and second moment of the whole.
    const spinning = moments(site, linear(300, -300, 4096), 12000, gb_Hz);
    expect(spinning.area).toBeCloseTo(1, 5);
    expect(spinning.mean - 4).toBeCloseTo(qis, 3);
    expect(spinning.variance / (qis * qis)).toBeCloseTo(23 / 7, 2);
  });

  it('a Czjzek site has its mean at -(sigma/nu0)²/8', () => {
    for (const [mas, ppm] of [[null, linear(30, -220, 8192)], [0, linear(200, -400, 8192)]] as const) {
      const { area, mean } = moments([{ iso_ppm: 0, czjzek_sigma_MHz: 1.5, gb_Hz, area: 1 }], ppm, mas, gb_Hz);
      expect(area).toBeCloseTo(1, 5);
      expect(mean).toBeCloseTo((-((1.5 / LARMOR) ** 2) / 8) * 1e6, 4);
    }
  });
});

describe('singularities at eta = 0, infinite MAS', () => {
  const scale = (3 ** 2 / LARMOR ** 2) * 1e6;
  const ppm = linear(1, -16, 16384);
  const y = spectrum([{ iso_ppm: 0, CQ_MHz: 3, eta: 0, gb_Hz: 8, area: 1 }], ppm);
  const between = (low: number, high: number, of: (i: number) => number): number =>
    ppm[Array.from(ppm, (v, i) => [v, i] as const).filter(([v]) => v > low && v < high).reduce((best, [, i]) => (of(i) > of(best) ? i : best), Array.from(ppm).findIndex((v) => v < high))]!;

  it.each([
    ['-CQ²/112', -1 / 112],
    ['-5 CQ²/128', -5 / 128],
  ])('horn at %s', (_, at) => {
    expect(between(at * scale - 0.6, at * scale + 0.6, (i) => y[i]!)).toBeCloseTo(at * scale, 1);
    // One line width (0.04 ppm) is the resolution; 5 % off would be 0.09 and 0.4 ppm.
    expect(Math.abs(between(at * scale - 0.6, at * scale + 0.6, (i) => y[i]!) - at * scale)).toBeLessThan(0.04);
  });

  it('step at -CQ²/16', () => {
    const at = -scale / 16;
    expect(Math.abs(between(at - 0.6, at + 0.6, (i) => y[i - 1]! - y[i + 1]!) - at)).toBeLessThan(0.02);
  });
});

describe('limits of spinning', () => {
  const ppm = linear(15, -25, 512);
  it.each([
    { iso_ppm: 0, CQ_MHz: 2.5, eta: 0.4, lb_Hz: 200, area: 1 },
    { iso_ppm: 0, czjzek_sigma_MHz: 1, csd_fwhm_ppm: 1, lb_Hz: 100, area: 1 },
  ])('very fast is infinite', (site) => {
    expect(offPeak(spectrum([site], ppm, 2e6), spectrum([site], ppm, null))).toBeLessThan(1e-4);
  });
  it('very slow is static', () => {
    const site = { iso_ppm: 0, czjzek_sigma_MHz: 1, lb_Hz: 1500, area: 1 };
    expect(offPeak(spectrum([site], ppm, 2), spectrum([site], ppm, 0))).toBeLessThan(1e-4);
    const tensor = { iso_ppm: 0, CQ_MHz: 2, eta: 0.5, lb_Hz: 1500, area: 1 };
    expect(offPeak(spectrum([tensor], ppm, 20), spectrum([tensor], ppm, 0))).toBeLessThan(2e-3);
  });
});

describe('a narrow line', () => {
  const ppm = linear(10, -10, 401);
  const lorentzian = (iso: number, lb: number): Float64Array => ppm.map((v) => (LARMOR * (lb / 2)) / Math.PI / (((v - iso) * LARMOR) ** 2 + (lb / 2) ** 2));

  it('moves smoothly between two points of the axis', () => {
    // A step is 10.6 Hz, the line 6 Hz wide: every tenth of a step must show.
    for (let k = 0; k <= 10; k++) {
      const iso = 7.2 + 0.005 * k;
      expect(offPeak(spectrum([{ iso_ppm: iso, lb_Hz: 6, area: 1 }], ppm), lorentzian(iso, 6))).toBeLessThan(1e-5);
    }
    expect(offPeak(spectrum([{ iso_ppm: 7.205, lb_Hz: 6, area: 1 }], ppm), lorentzian(7.2, 6))).toBeGreaterThan(0.05);
  });

  it('is a Gaussian when gb alone is given, and its area counts', () => {
    const sigma = 40 / Math.sqrt(8 * Math.LN2);
    const truth = ppm.map((v) => (0.3 * LARMOR * Math.exp(-(((v - 1) * LARMOR) ** 2) / (2 * sigma * sigma))) / (sigma * Math.sqrt(2 * Math.PI)));
    expect(offPeak(spectrum([{ iso_ppm: 1, gb_Hz: 40, area: 0.3 }], ppm), truth)).toBeLessThan(1e-5);
    // A distribution of shift in ppm is the same Gaussian.
    expect(offPeak(spectrum([{ iso_ppm: 1, csd_fwhm_ppm: 40 / LARMOR, area: 0.3 }], ppm), truth)).toBeLessThan(1e-5);
  });

  it('without any width keeps its area and says what was done', () => {
    const { intensity, notes } = nmr.simulate(model([{ iso_ppm: 1.013, area: 1 }]), ppm);
    expect(intensity.reduce((s, v) => s + v, 0) * 0.05).toBeCloseTo(1, 5);
    expect(notes).toHaveLength(1);
  });

  it('far outside the window leaves its tail and no image', () => {
    for (const iso of [12, 40, 900, -2000]) {
      const y = spectrum([{ iso_ppm: iso, lb_Hz: 200, area: 1 }], ppm);
      const truth = lorentzian(iso, 200);
      // The signal ends at 4e-6: of a line whose peak is up to 1e8 times its tail here, that much stays.
      const floor = 1e-6 * ((LARMOR * 2) / (Math.PI * 200));
      y.forEach((v, i) => expect(Math.abs(v - truth[i]!)).toBeLessThan(2e-3 * truth[i]! + floor));
    }
    // A Gaussian has no tail to leave.
    expect(largest(spectrum([{ iso_ppm: 60, gb_Hz: 200, area: 1 }], ppm))).toBeLessThan(1e-6);
  });
});

describe('windows', () => {
  const site = { iso_ppm: 5, CQ_MHz: 2.5, eta: 0.3, lb_Hz: 300, area: 1 };
  it('sidebands outside are lost, never folded', () => {
    const [wide, narrow] = [linear(300, -300, 6001), linear(30, -30, 601)];
    const cut = spectrum([site], wide, 12000).slice(2700, 3301);
    expect(offPeak(spectrum([site], narrow, 12000), cut)).toBeLessThan(1e-4);
    const disorder = { iso_ppm: 5, czjzek_sigma_MHz: 1.5, lb_Hz: 300, area: 1 };
    expect(offPeak(spectrum([disorder], narrow, 12000), spectrum([disorder], wide, 12000).slice(2700, 3301))).toBeLessThan(1e-4);
  });
  it('an axis given upwards comes out downwards', () => {
    const up = nmr.simulate(model([site]), { from_ppm: -20, to_ppm: 20, n: 64 });
    const down = nmr.simulate(model([site]), { from_ppm: 20, to_ppm: -20, n: 64 });
    expect(up).toEqual(down);
    expect(up.shift_ppm[0]).toBe(20);
  });
  it('a very fine axis and a coarse one agree where they meet', () => {
    const fine = spectrum([site], linear(2, 1, 2001), 12000);
    const coarse = spectrum([site], linear(2, 1, 11), 12000);
    expect(offPeak(fine.filter((_, i) => i % 200 === 0), coarse)).toBeLessThan(1e-4);
  });
  it('two calls give the same bits, in any order of calls', () => {
    const ppm = linear(20, -30, 512);
    const first = spectrum([site], ppm);
    spectrum([{ ...site, eta: 0.9 }], ppm, 0);
    nmr.forget();
    expect(spectrum([site], ppm)).toEqual(first);
  });
});

describe('accuracy over the range', () => {
  // Against the same kernel with 2.5 times the directions each way; the brute force above ties both to the truth.
  const cases = [105.8, LARMOR].flatMap((larmor) => [1, 2, 3, 5].flatMap((CQ_MHz) => [0, 0.3, 1].map((eta) => ({ larmor, CQ_MHz, eta }))));
  it.each([
    [null, 60, 2e-5],
    [0, 300, 2e-5],
    [12000, 200, 2e-4],
  ] as const)('mas %s Hz', (mas, lb_Hz, tolerance) => {
    for (const { larmor, CQ_MHz, eta } of cases.filter((c) => mas !== 12000 || c.larmor === LARMOR || c.CQ_MHz < 3)) {
      const scale = ((CQ_MHz / larmor) ** 2) * 1e6;
      const ppm = mas === 12000 ? linear(300, -300, 2048) : linear(0.1 * scale + 5, -0.18 * scale - 5, 2048);
      const site = [{ iso_ppm: 0, CQ_MHz, eta, lb_Hz, area: 1 }];
      nmr.setFineness(2.5);
      const fine = spectrum(site, ppm, mas, larmor);
      nmr.setFineness(1);
      expect(offPeak(spectrum(site, ppm, mas, larmor), fine), `${larmor} MHz, CQ ${CQ_MHz}, eta ${eta}`).toBeLessThan(tolerance);
    }
  });
});

describe('two-site exchange', () => {
  const ppm = linear(40, -40, 8001);
  const pair = (kex_per_s: number, pA = 0.5, lb = 10): NmrModel => ({ larmor_MHz: LARMOR, mas_Hz: null, exchange: { siteA_ppm: 5, siteB_ppm: -5, pA, kex_per_s, lbA_Hz: lb, lbB_Hz: lb } });
  const at = (m: NmrModel): Float64Array => nmr.simulate(m, ppm).intensity;
  const width = (y: Float64Array, near: number): number => {
    const peak = y.reduce((b, v, i) => (Math.abs(ppm[i]! - near) < 3 && v > y[b]! ? i : b), ppm.findIndex((v) => Math.abs(v - near) < 0.1));
    const half = y[peak]! / 2;
    const edge = (dir: number): number => {
      let i = peak;
      while (y[i]! > half) i += dir;
      return ppm[i]! + ((half - y[i]!) / (y[i - dir]! - y[i]!)) * (ppm[i - dir]! - ppm[i]!);
    };
    return (edge(-1) - edge(1)) * LARMOR;
  };

  it('none: two Lorentzians', () => {
    const two = spectrum([{ iso_ppm: 5, lb_Hz: 200, area: 0.3 }, { iso_ppm: -5, lb_Hz: 200, area: 0.7 }], ppm);
    expect(offPeak(at(pair(0, 0.3, 200)), two)).toBeLessThan(1e-5);
  });
  it('slow: each line gains kAB/pi and kBA/pi', () => {
    const y = at(pair(200, 0.3, 100));
    expect(width(y, 5)).toBeCloseTo(100 + (200 * 0.7) / Math.PI, 0);
    expect(width(y, -5)).toBeCloseTo(100 + (200 * 0.3) / Math.PI, 0);
  });
  it('fast: one line at the mean, wider by 4 pi pA pB dnu²/kex', () => {
    const y = at(pair(5e6, 0.3, 100));
    const top = ppm[y.indexOf(Math.max(...y))]!;
    expect(top).toBeCloseTo(0.3 * 5 - 0.7 * 5, 1);
    expect(width(y, -2)).toBeCloseTo(100 + (4 * Math.PI * 0.3 * 0.7 * (10 * LARMOR) ** 2) / 5e6, 0);
  });
  it('coalesces at kex = sqrt(2) pi dnu for equal populations', () => {
    const k = Math.SQRT2 * Math.PI * 10 * LARMOR;
    const curvature = (kex: number): number => {
      const y = at(pair(kex, 0.5, 1e-6));
      return (y[3990]! + y[4010]! - 2 * y[4000]!) / y[4000]!;
    };
    expect(Math.abs(curvature(k))).toBeLessThan(1e-6);
    expect(curvature(0.95 * k)).toBeGreaterThan(1e-6);
    expect(curvature(1.05 * k)).toBeLessThan(-1e-6);
  });
  it('keeps its area', () => {
    const wide = linear(4000, -4000, 80001);
    expect(trapezoid(wide, nmr.simulate(pair(3000, 0.2, 100), wide).intensity)).toBeCloseTo(1, 3);
  });
});

// ---- fits ----

interface Truth {
  sites: SiteModel[];
  /** Paths of the free fields. */
  free: string[];
  ppm: Float64Array;
  mas_Hz: number | null;
}

const TRUTHS: Truth[] = [
  {
    // NaCl, two octahedral and one prismatic line, as disordered sites look.
    sites: [
      { name: 'NaCl', iso_ppm: 7.2, lb_Hz: 60, area: 0.07 },
      { name: 'octahedral 1', iso_ppm: 5.5, gb_Hz: 1058, area: 0.14 },
      { name: 'octahedral 2', iso_ppm: -0.5, gb_Hz: 1000, area: 0.15 },
      { name: 'prismatic', iso_ppm: -11.5, lb_Hz: 250, gb_Hz: 680, area: 0.64 },
    ],
    free: ['0.iso_ppm', '0.lb_Hz', '0.area', '1.iso_ppm', '1.gb_Hz', '1.area', '2.iso_ppm', '2.gb_Hz', '2.area', '3.iso_ppm', '3.lb_Hz', '3.gb_Hz', '3.area'],
    ppm: linear(40, -60, 2048),
    mas_Hz: null,
  },
  {
    sites: [
      { name: 'NaCl', iso_ppm: 7.2, lb_Hz: 60, area: 0.06 },
      { name: 'octahedral', iso_ppm: 7, czjzek_sigma_MHz: 1.4, csd_fwhm_ppm: 3, lb_Hz: 60, area: 0.24 },
      { name: 'prismatic', iso_ppm: -8.5, czjzek_sigma_MHz: 1.1, csd_fwhm_ppm: 2, lb_Hz: 60, area: 0.7 },
    ],
    free: ['0.iso_ppm', '0.lb_Hz', '0.area', '1.iso_ppm', '1.czjzek_sigma_MHz', '1.csd_fwhm_ppm', '1.area', '2.iso_ppm', '2.czjzek_sigma_MHz', '2.csd_fwhm_ppm', '2.area'],
    ppm: linear(40, -60, 2048),
    mas_Hz: null,
  },
  {
    sites: [
      { name: 'NaCl', iso_ppm: 7.2, lb_Hz: 60, area: 0.1 },
      { name: 'crystal', iso_ppm: 2, CQ_MHz: 2.2, eta: 0.6, lb_Hz: 100, area: 0.4 },
      { name: 'glass', iso_ppm: -6, czjzek_sigma_MHz: 1, csd_fwhm_ppm: 2, lb_Hz: 100, area: 0.5 },
    ],
    free: ['0.iso_ppm', '0.area', '1.iso_ppm', '1.CQ_MHz', '1.eta', '1.lb_Hz', '1.area', '2.iso_ppm', '2.czjzek_sigma_MHz', '2.csd_fwhm_ppm', '2.area'],
    ppm: linear(30, -50, 2048),
    mas_Hz: null,
  },
];

const read = (sites: SiteModel[], path: string): number => {
  const [i, field] = path.split('.') as [string, keyof SiteModel];
  return sites[Number(i)]![field] as number;
};
const write = (sites: SiteModel[], path: string, value: unknown): SiteModel[] => {
  const [i, field] = path.split('.') as [string, string];
  return sites.map((site, k) => (k === Number(i) ? ({ ...site, [field]: value } as SiteModel) : site));
};

/** Cramér-Rao standard deviations at the truth for white noise, from central differences of the simulation. */
function cramerRao({ sites, free, ppm, mas_Hz }: Truth, noise: number): number[] {
  const columns = free.map((path) => {
    const p = read(sites, path);
    const h = 1e-3 * Math.max(Math.abs(p), 0.1);
    const [up, down] = [p + h, p - h].map((v) => spectrum(write(sites, path, v), ppm, mas_Hz));
    return up!.map((v, i) => (v - down![i]!) / (2 * h));
  });
  const normalMatrix = columns.map((a) => columns.map((b) => a.reduce((s, v, i) => s + v * b[i]!, 0)));
  return inverse(normalMatrix).map((row, i) => noise * Math.sqrt(row[i]!));
}

/** The model with its free values 20 % off (widths, tensors, areas) and shifts up to 0.5 ppm off inside a window of 2.5 ppm each way. */
function offStart({ sites, free, mas_Hz }: Truth, random: () => number): NmrModel {
  let start = sites;
  for (const path of free) {
    const value = read(sites, path);
    const u = 2 * random() - 1;
    const shift = path.endsWith('iso_ppm');
    start = write(start, path, shift ? { start: value + 0.5 * u, min: value - 2.5, max: value + 2.5 } : { start: value * (u < 0 ? 0.8 : 1.2) });
  }
  return parseModel({ larmor_MHz: LARMOR, mas_Hz, sites: start }, 'refused');
}

describe('seeded deconvolutions', () => {
  it('recover at least 97 % of all parameters within 4 Cramér-Rao standard deviations', () => {
    const random = uniform(2024);
    let [count, good, spectra, within1] = [0, 0, 0, 0];
    const misses: string[] = [];
    for (const [t, truth] of TRUTHS.entries()) {
      const clean = spectrum(truth.sites, truth.ppm, truth.mas_Hz);
      for (const snr of [20, 50, 100, 200, 300, 500, 1000]) {
        const noise = largest(clean) / snr;
        const sd = cramerRao(truth, noise);
        for (let rep = 0; rep < 3; rep++) {
          const intensity = clean.map((v) => v + noise * normal(random));
          const result = nmr.fit({ shift_ppm: truth.ppm, intensity }, offStart(truth, random));
          expect(result.verdict).not.toBe('failed');
          spectra++;
          truth.free.forEach((path, i) => {
            const off = Math.abs(result.parameters[i]!.value - read(truth.sites, path)) / sd[i]!;
            count++;
            if (off < 4) good++;
            else misses.push(`model ${t} snr ${snr} ${path}: ${off.toFixed(1)} sd`);
            if (off < 1) within1++;
          });
        }
      }
    }
    expect(spectra).toBeGreaterThanOrEqual(60);
    expect(good / count, misses.join('\n')).toBeGreaterThanOrEqual(0.97);
    // The bar bites the other way too: errors that were half or twice the truth would not give 68 % within one standard deviation.
    expect(within1 / count).toBeGreaterThan(0.6);
    expect(within1 / count).toBeLessThan(0.76);
  });

  it('standard errors are the Cramér-Rao ones', () => {
    const random = uniform(7);
    for (const truth of TRUTHS) {
      const clean = spectrum(truth.sites, truth.ppm, truth.mas_Hz);
      const noise = largest(clean) / 1000;
      const result = nmr.fit({ shift_ppm: truth.ppm, intensity: clean.map((v) => v + noise * normal(random)) }, offStart(truth, random));
      expect(result.verdict).toBe('converged');
      expect(result.noise_sd / noise).toBeCloseTo(1, 1);
      const sd = cramerRao(truth, noise);
      truth.free.forEach((path, i) => expect(result.parameters[i]!.stderr! / sd[i]!, path).toBeCloseTo(1, 0));
      truth.free.forEach((path, i) => expect(Math.abs(Math.log(result.parameters[i]!.stderr! / sd[i]!)), path).toBeLessThan(0.15));
    }
  });
});

describe('a fit', () => {
  const truth = TRUTHS[2]!;
  const clean = spectrum(truth.sites, truth.ppm);
  const noisy = (seed: number): Float64Array => {
    const random = uniform(seed);
    return clean.map((v) => v + 0.002 * normal(random));
  };

  it('is the same on an ascending axis', () => {
    const intensity = noisy(5);
    const start = offStart(truth, uniform(6));
    const down = nmr.fit({ shift_ppm: truth.ppm, intensity }, start);
    const up = nmr.fit({ shift_ppm: truth.ppm.slice().reverse(), intensity: intensity.slice().reverse() }, start);
    expect(up.parameters).toEqual(down.parameters);
    expect(up.residual).toEqual(down.residual.slice().reverse());
    expect(down.parameters[0]!.value).toBeCloseTo(7.2, 1);
  });

  it('gives residual = data - model, and a model that simulates to it', () => {
    const intensity = noisy(8);
    const result = nmr.fit({ shift_ppm: truth.ppm, intensity }, offStart(truth, uniform(9)));
    const again = nmr.simulate(result.model, truth.ppm).intensity;
    expect(offPeak(again.map((v, i) => v + result.residual[i]!), intensity)).toBeLessThan(1e-6);
  });

  it('works with sidebands: CQ and eta at 12 kHz', () => {
    const ppm = linear(200, -200, 2048);
    const sites = [{ iso_ppm: 5, CQ_MHz: 2, eta: 0.5, lb_Hz: 200, area: 1 }];
    const random = uniform(11);
    const y = spectrum(sites, ppm, 12000);
    const noise = largest(y) / 200;
    const free = ['0.iso_ppm', '0.CQ_MHz', '0.eta', '0.lb_Hz', '0.area'];
    const sd = cramerRao({ sites, free, ppm, mas_Hz: 12000 }, noise);
    const result = nmr.fit({ shift_ppm: ppm, intensity: y.map((v) => v + noise * normal(random)) }, offStart({ sites, free, ppm, mas_Hz: 12000 }, random));
    expect(result.verdict).toBe('converged');
    free.forEach((path, i) => expect(Math.abs(result.parameters[i]!.value - read(sites, path)) / sd[i]!, path).toBeLessThan(4));
  });

  it('works for Czjzek sites at 12 kHz and for static spectra', () => {
    for (const [mas_Hz, sites, free] of [
      [12000, [{ iso_ppm: 0, czjzek_sigma_MHz: 1.2, csd_fwhm_ppm: 2, lb_Hz: 100, area: 1 }], ['0.iso_ppm', '0.czjzek_sigma_MHz', '0.csd_fwhm_ppm', '0.area']],
      [0, [{ iso_ppm: 0, CQ_MHz: 3, eta: 0.7, lb_Hz: 400, area: 1 }], ['0.iso_ppm', '0.CQ_MHz', '0.eta', '0.lb_Hz', '0.area']],
      [0, [{ iso_ppm: 0, czjzek_sigma_MHz: 1.2, lb_Hz: 400, area: 1 }], ['0.iso_ppm', '0.czjzek_sigma_MHz', '0.lb_Hz', '0.area']],
    ] as const) {
      const ppm = linear(100, -100, 1024);
      const random = uniform(12);
      const y = spectrum([...sites], ppm, mas_Hz);
      const noise = largest(y) / 200;
      const it = { sites: [...sites], free: [...free], ppm, mas_Hz };
      const sd = cramerRao(it, noise);
      const result = nmr.fit({ shift_ppm: ppm, intensity: y.map((v) => v + noise * normal(random)) }, offStart(it, random));
      free.forEach((path, i) => expect(Math.abs(result.parameters[i]!.value - read(it.sites, path)) / sd[i]!, path).toBeLessThan(4));
    }
  });

  it('finds an exchanging pair', () => {
    const ppm = linear(30, -40, 1024);
    const exchange = { siteA_ppm: 3, siteB_ppm: -11.5, pA: 0.3, kex_per_s: 5000, lbA_Hz: 400, lbB_Hz: 250 };
    const y = nmr.simulate({ larmor_MHz: LARMOR, mas_Hz: null, exchange }, ppm).intensity;
    const random = uniform(13);
    const start = parseModel({
      larmor_MHz: LARMOR,
      mas_Hz: null,
      exchange: { siteA_ppm: { start: 4, min: 0, max: 8 }, siteB_ppm: { start: -11, min: -14, max: -9 }, pA: { start: 0.4 }, kex_per_s: { start: 3000 }, lbA_Hz: 400, lbB_Hz: 250 },
    });
    const result = nmr.fit({ shift_ppm: ppm, intensity: y.map((v) => v + 5e-4 * normal(random)) }, start);
    expect(result.verdict).toBe('converged');
    result.parameters.forEach((p) => {
      const field = p.name.split('.')[1] as keyof typeof exchange;
      expect(Math.abs(p.value - exchange[field]) / p.stderr!, p.name).toBeLessThan(4);
    });
  });

  it('holds ties', () => {
    const sites = [{ iso_ppm: 2, lb_Hz: 300, area: 1 }, { iso_ppm: -4, lb_Hz: 300, area: 0.5 }];
    const ppm = linear(20, -20, 512);
    const tied = parseModel({
      larmor_MHz: LARMOR,
      mas_Hz: null,
      sites: [{ iso_ppm: { start: 2.3 }, lb_Hz: { start: 200 }, area: { start: 0.8 } }, { iso_ppm: { start: -4.2 }, lb_Hz: { same_as: 'sites.0.lb_Hz' }, area: { start: 0.8 } }],
    });
    const result = nmr.fit({ shift_ppm: ppm, intensity: spectrum(sites, ppm) }, tied);
    expect(result.parameters.map((p) => p.name)).toEqual(['sites.0.iso_ppm', 'sites.0.lb_Hz', 'sites.0.area', 'sites.1.iso_ppm', 'sites.1.area']);
    expect(result.model.sites![1]!.lb_Hz).toBe(result.model.sites![0]!.lb_Hz);
    expect(result.model.sites![1]!.lb_Hz).toBeCloseTo(300, 1);
  });

  it('says when two sites cannot be told apart', () => {
    const ppm = linear(20, -20, 512);
    const random = uniform(21);
    const y = spectrum([{ iso_ppm: 0, gb_Hz: 1500, area: 1 }], ppm);
    const twins = parseModel({
      larmor_MHz: LARMOR,
      mas_Hz: null,
      sites: [
        { name: 'one', iso_ppm: 0, gb_Hz: 1500, area: { start: 0.5 } },
        { name: 'two', iso_ppm: 0, gb_Hz: { start: 1510, min: 1490, max: 1530 }, area: { start: 0.4 } },
      ],
    });
    const result = nmr.fit({ shift_ppm: ppm, intensity: y.map((v) => v + 0.02 * largest(y) * normal(random)) }, twins);
    expect(result.verdict).toBe('not_determined');
    expect(result.message).toMatch(/cannot be told apart|do the same|not determined/);
    expect(result.parameters.some((p) => !p.determined)).toBe(true);
  });

  it('says when a value has no effect, and gives it no error', () => {
    const ppm = linear(20, -20, 512);
    const result = nmr.fit({ shift_ppm: ppm, intensity: spectrum([{ iso_ppm: 0, lb_Hz: 200, area: 1 }], ppm) }, parseModel({ larmor_MHz: LARMOR, mas_Hz: null, sites: [{ iso_ppm: 0, lb_Hz: 200, eta: { start: 0.5 }, area: { start: 0.9 } }] }));
    expect(result.verdict).toBe('not_determined');
    expect(result.parameters.find((p) => p.name.endsWith('eta'))).toMatchObject({ stderr: null, determined: false });
    expect(result.parameters.find((p) => p.name.endsWith('area'))!.value).toBeCloseTo(1, 6);
  });
});

describe.skipIf(!hasShared(folder))('noisy reference spectra', () => {
  it.each(['vi_empirical_x1.625_snr100_r0', 'vi_czjzek_snr300_r0'])('%s', (name) => {
    const reference = JSON.parse(readShared(`${folder}/${name}.json`)) as { noise_sd: number; sites: (Record<string, number> & { name: string })[] };
    const rows = readShared(`${folder}/${name}.csv`).trim().split('\n').slice(1).map((line) => line.split(',').map(Number));
    const sites = reference.sites.map((site) => {
      const fields = Object.entries(pick(site, SITE)).filter(([field, value]) => value !== 0 && field !== 'lb_Hz');
      const lb = site['lb_Hz'] ? { lb_Hz: site['czjzek_sigma_MHz'] ? site['lb_Hz'] : { start: 1.2 * site['lb_Hz'] } } : {};
      const free = fields.map(([field, value]) => [field, field === 'iso_ppm' ? { start: value + 0.4, min: value - 2.5, max: value + 2.5 } : { start: 0.8 * value }]);
      return { name: site.name, iso_ppm: { start: 0.4, min: -2.5, max: 2.5 }, ...Object.fromEntries(free), ...lb };
    });
    const result = nmr.fit({ shift_ppm: rows.map((r) => r[0]!), intensity: rows.map((r) => r[1]!) }, parseModel({ larmor_MHz: LARMOR, mas_Hz: null, sites }));
    expect(result.verdict).toBe('converged');
    expect(result.noise_sd / reference.noise_sd).toBeCloseTo(1, 1);
    for (const p of result.parameters) {
      const [, i, field] = p.name.split('.') as [string, string, string];
      // A shift of exactly 0 was left out of the model's own list above and stands at 0.
      expect(Math.abs(p.value - (reference.sites[Number(i)]![field] ?? 0)) / p.stderr!, p.name).toBeLessThan(4);
    }
  });
});

describe('refusals', () => {
  const ppm = linear(10, -10, 64);
  const start = parseModel({ larmor_MHz: LARMOR, mas_Hz: null, sites: [{ iso_ppm: { start: 0 }, lb_Hz: 200, area: 1 }] });
  it.each([
    ['NaN in the data', { shift_ppm: [3, 2, 1], intensity: [1, NaN, 1] }, /intensity of point 2/],
    ['an infinite shift', { shift_ppm: [3, Infinity, 1], intensity: [1, 1, 1] }, /shift_ppm of point 2/],
    ['an empty spectrum', { shift_ppm: [], intensity: [] }, /0 points/],
    ['unequal columns', { shift_ppm: [1, 2, 3], intensity: [1, 2] }, /3 shifts and 2 intensities/],
    ['one shift for all', { shift_ppm: [1, 1, 1], intensity: [1, 2, 3] }, /all points/],
  ])('%s', (_, data, message) => {
    expect(() => nmr.fit(data, start)).toThrow(message);
    expect(() => nmr.fit(data, start)).toThrow(RangeError);
  });
  it('a model with nothing free', () => {
    expect(() => nmr.fit({ shift_ppm: ppm, intensity: ppm }, model([{ iso_ppm: 0, lb_Hz: 100, area: 1 }]))).toThrow(/nothing free/);
  });
});
