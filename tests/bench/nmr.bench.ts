/**
 * Times of the ²³Na kernels, each beside its error on the same call, and one kernel against the same algorithm in plain JavaScript.
 * Batches of at least 30 ms; min, median and standard deviation over the batches.
 */
import { axisValues, nmrKernel } from '../../src/kernels/nmr.ts';
import { loadKernel } from '../../src/kernels/node.ts';
import { parseModel, type NmrModel, type SiteModel } from '../../src/physics/nmr-model.ts';

export interface BenchRow {
  name: string;
  unit: string;
  min: number;
  median: number;
  sd: number;
  note: string;
}

const BATCH_MS = 30;
const BATCHES = 9;

function measure(name: string, work: () => void, note: string): BenchRow {
  work();
  let reps = 1;
  for (;;) {
    const start = performance.now();
    for (let i = 0; i < reps; i++) work();
    if (performance.now() - start >= BATCH_MS) break;
    reps *= 2;
  }
  const times = Array.from({ length: BATCHES }, () => {
    const start = performance.now();
    for (let i = 0; i < reps; i++) work();
    return (performance.now() - start) / reps;
  }).sort((a, b) => a - b);
  const mean = times.reduce((s, t) => s + t, 0) / BATCHES;
  return { name, unit: 'ms', min: times[0]!, median: times[BATCHES >> 1]!, sd: Math.sqrt(times.reduce((s, t) => s + (t - mean) ** 2, 0) / (BATCHES - 1)), note };
}

const off = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [worst, peak] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    peak = Math.max(peak, Math.abs(b[i]!));
  }
  return worst / peak;
};

/** The Czjzek line at infinite MAS by the kernel's own algorithm in plain JavaScript: closed form in time, folded, radix-2 transform. */
export function plainCzjzek(iso_ppm: number, sigma_MHz: number, lb_Hz: number, larmor_MHz: number, ppm: Float64Array): Float64Array {
  const step = (ppm[0]! - ppm[1]!) * larmor_MHz;
  let n = 64;
  while (n * step < 1.9 * step * ppm.length) n *= 2;
  const period = n * step;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  const times = Math.ceil((13.8 / (Math.PI * lb_Hz)) * period) + 1;
  const turn = 2 * Math.PI * (iso_ppm - ppm[0]!) * larmor_MHz;
  for (let k = 0, r = 0; k < times; k++) {
    const t = k / period;
    const X = (Math.PI * sigma_MHz ** 2 * 1e6 * t) / (4 * larmor_MHz);
    const size = Math.sqrt(1 + X * X);
    const a = Math.sqrt(0.5 * (size + 1));
    const b = (0.5 * X) / a;
    const [dr, di] = [a - 0.5 * b * X, b + 0.5 * a * X];
    const fade = (Math.exp(-Math.PI * lb_Hz * t) / (dr * dr + di * di)) * (k === 0 ? 1 : 2);
    const [c, s] = [Math.cos(turn * t), Math.sin(turn * t)];
    re[r]! += fade * (dr * c + di * s);
    im[r]! += fade * (dr * s - di * c);
    if (++r === n) r = 0;
  }
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let half = 1; half < n; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [c, s] = [Math.cos((Math.PI * k) / half), Math.sin((Math.PI * k) / half)];
      for (let i = k; i < n; i += 2 * half) {
        const j = i + half;
        const x = re[j]! * c - im[j]! * s;
        const y = re[j]! * s + im[j]! * c;
        re[j] = re[i]! - x;
        im[j] = im[i]! - y;
        re[i]! += x;
        im[i]! += y;
      }
    }
  }
  const tail = lb_Hz / (2 * Math.PI * period * period);
  const centre = iso_ppm * larmor_MHz - (sigma_MHz ** 2 * 1e6) / (8 * larmor_MHz);
  return Float64Array.from(ppm, (shift, j) => {
    const x = (shift * larmor_MHz - centre) / period;
    const images = (Math.PI / Math.sin(Math.PI * x)) ** 2 - 1 / (x * x);
    return larmor_MHz * (re[j]! / period - tail * images);
  });
}

/** Every row of the benchmark. */
export async function bench(): Promise<BenchRow[]> {
  const nmr = nmrKernel(loadKernel('nmr'));
  const rows: BenchRow[] = [];
  const spectrum = (sites: SiteModel[], mas_Hz: number | null, larmor_MHz: number, ppm: Float64Array): Float64Array => nmr.simulate({ larmor_MHz, mas_Hz, sites }, ppm).intensity;
  /** Against 2.5 times the directions each way. */
  const refined = (sites: SiteModel[], mas_Hz: number | null, larmor_MHz: number, ppm: Float64Array): string => {
    nmr.setFineness(2.5);
    const fine = spectrum(sites, mas_Hz, larmor_MHz, ppm);
    nmr.setFineness(1);
    return `off ${off(spectrum(sites, mas_Hz, larmor_MHz, ppm), fine).toExponential(1)} of the peak against 2.5 x the directions`;
  };

  for (const [larmor, field] of [[211.6, '18.8 T'], [105.8, '9.4 T']] as const) {
    for (const CQ_MHz of [1, 2, 3, 5]) {
      const width = (CQ_MHz / larmor) ** 2 * 1e6;
      const ppm = axisValues({ from_ppm: 0.03 * width + 5, to_ppm: -0.1 * width - 5, n: 2048 });
      const site = [{ iso_ppm: 0, CQ_MHz, eta: 0.5, lb_Hz: 60, area: 1 }];
      rows.push(measure(`infinite MAS, CQ ${CQ_MHz} MHz, ${field}, 2,048 points`, () => spectrum(site, null, larmor, ppm), refined(site, null, larmor, ppm)));
    }
  }
  const first = [{ iso_ppm: 0, CQ_MHz: 2, eta: 0.45, lb_Hz: 60, area: 1 }];
  const near = axisValues({ from_ppm: 14, to_ppm: -20, n: 2048 });
  rows.push(measure('infinite MAS, a new eta (its row made), CQ 2 MHz, 18.8 T', () => { nmr.forget(); spectrum(first, null, 211.6, near); }, 'no table: one row when it is first asked for'));
  const hard = [{ iso_ppm: 0, CQ_MHz: 5, eta: 1, lb_Hz: 60, area: 1 }];
  const far = axisValues({ from_ppm: 50, to_ppm: -200, n: 2048 });
  rows.push(measure('infinite MAS, a new eta, CQ 5 MHz, eta 1, 9.4 T (the worst)', () => { nmr.forget(); spectrum(hard, null, 105.8, far); }, ''));

  const wide = axisValues({ from_ppm: 300, to_ppm: -300, n: 2048 });
  for (const CQ_MHz of [1, 2, 3, 5]) {
    for (const eta of [0.5, 1]) {
      const site = [{ iso_ppm: 5, CQ_MHz, eta, lb_Hz: 200, area: 1 }];
      rows.push(measure(`12 kHz with sidebands, CQ ${CQ_MHz} MHz, eta ${eta}, 18.8 T, 2,048 points`, () => spectrum(site, 12000, 211.6, wide), refined(site, 12000, 211.6, wide)));
    }
  }
  const still = [{ iso_ppm: 0, CQ_MHz: 3, eta: 0.7, lb_Hz: 300, area: 1 }];
  rows.push(measure('static, CQ 3 MHz, 18.8 T, 2,048 points', () => spectrum(still, 0, 211.6, wide), refined(still, 0, 211.6, wide)));

  const disorder = { iso_ppm: 0, czjzek_sigma_MHz: 1, lb_Hz: 60, area: 1 };
  const window = axisValues({ from_ppm: 30, to_ppm: -52, n: 2048 });
  const here = spectrum([disorder], null, 211.6, window);
  const plain = plainCzjzek(0, 1, 60, 211.6, window);
  rows.push(measure('Czjzek, infinite MAS, 2,048 points', () => spectrum([disorder], null, 211.6, window), `off ${off(here, plain).toExponential(1)} from plain JavaScript`));
  rows.push(measure('the same in plain JavaScript (same algorithm)', () => plainCzjzek(0, 1, 60, 211.6, window), 'own sines and exponentials, radix-2 transform'));
  rows.push(measure('Czjzek, 12 kHz with sidebands, 2,048 points', () => spectrum([{ ...disorder, lb_Hz: 200 }], 12000, 211.6, wide), 'exact determinant, no powder sum'));
  rows.push(measure('two-site exchange, 2,048 points', () => nmr.simulate({ larmor_MHz: 211.6, mas_Hz: null, exchange: { siteA_ppm: 3, siteB_ppm: -11.5, pA: 0.3, kex_per_s: 1e4, lbA_Hz: 400, lbB_Hz: 250 } }, near), 'closed form'));

  // Three sites: what a slider asks for, and fits with errors.
  const three: SiteModel[] = [
    { name: 'NaCl', iso_ppm: 7.2, lb_Hz: 60, area: 0.06 },
    { name: 'octahedral', iso_ppm: 7, czjzek_sigma_MHz: 1.4, csd_fwhm_ppm: 3, lb_Hz: 60, area: 0.24 },
    { name: 'prismatic', iso_ppm: -6, CQ_MHz: 2, eta: 0.4, lb_Hz: 150, area: 0.7 },
  ];
  const axis = axisValues({ from_ppm: 40, to_ppm: -60, n: 2048 });
  for (const mas_Hz of [null, 12000]) {
    const speed = mas_Hz === null ? 'infinite MAS' : '12 kHz';
    const clean = spectrum(three, mas_Hz, 211.6, axis);
    rows.push(measure(`three sites, ${speed}, 2,048 points`, () => spectrum(three, mas_Hz, 211.6, axis), 'one slider move'));
    let seed = 1;
    const random = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
    const intensity = clean.map((v) => v + 2e-3 * (random() + random() + random()));
    const model: NmrModel = parseModel({
      larmor_MHz: 211.6,
      mas_Hz,
      sites: [
        { name: 'NaCl', iso_ppm: { start: 7.4, min: 6, max: 9 }, lb_Hz: { start: 80 }, area: { start: 0.1 } },
        { name: 'octahedral', iso_ppm: { start: 6.5, min: 4, max: 10 }, czjzek_sigma_MHz: { start: 1.2 }, csd_fwhm_ppm: { start: 2.5 }, lb_Hz: 60, area: { start: 0.2 } },
        { name: 'prismatic', iso_ppm: { start: -5.5, min: -9, max: -4 }, CQ_MHz: { start: 1.8 }, eta: { start: 0.5 }, lb_Hz: { start: 180 }, area: { start: 0.6 } },
      ],
    });
    const good = nmr.fit({ shift_ppm: axis, intensity }, model);
    const truth = [7.2, 60, 0.06, 7, 1.4, 3, 0.24, -6, 2, 0.4, 150, 0.7];
    const worst = Math.max(...good.parameters.map((p, i) => Math.abs(p.value - truth[i]!) / (p.stderr ?? NaN)));
    rows.push(measure(`three-site fit with errors, 12 free values, one start, ${speed}`, () => nmr.fit({ shift_ppm: axis, intensity }, model, { starts: 1 }), `${good.verdict}; worst value ${worst.toFixed(1)} standard errors from the truth`));
    rows.push(measure(`the same with six starts, ${speed}`, () => nmr.fit({ shift_ppm: axis, intensity }, model), good.message));
  }
  return rows;
}
