/** The same kernel calls for Node and for a browser: what is timed, on seeded data. Pure: no file, no network. */
import { finish } from '../../src/jobs/job.ts';
import type { Kernels } from '../../src/kernels/all.ts';
import type { Spectrum } from '../../src/kernels/impedance.ts';
import { temperatureSeries, type SeriesInput } from '../../src/kernels/temperature-series.ts';
import { cellParameters } from '../../src/physics/cell-parameters.ts';
import { logFrequencies } from '../../src/physics/transport-model.ts';
import { parseModel } from '../../src/physics/nmr-model.ts';
import { normal } from '../../src/physics/random.ts';
import { time, type BenchRow } from './timing.ts';

const AXIS = { from_ppm: 300, to_ppm: -300, n: 2048 };

const line = (site: Record<string, number>, mas_Hz: number | null): unknown => ({
  larmor_MHz: 211.6,
  mas_Hz,
  axis: AXIS,
  sites: [{ iso_ppm: 5, lb_Hz: 200, area: 1, ...site }],
});

const frequency_Hz = logFrequencies(7e6, 1, 70);
export const FIVE = 'p(R1,CPE1)-CPE2';
export const NINE = 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3';
const DISC = { thickness_cm: 0.065, u_thickness_cm: 0.001, diameter_cm: 1, u_diameter_cm: 0.005 };

/** A computed spectrum with noise of 0.5 % of |Z|. */
function spectrum(kernels: Pick<Kernels, 'impedance'>, circuit: string, parameters: number[], seed = 7): Spectrum {
  return disturbed(kernels.impedance.impedance(circuit, parameters, frequency_Hz), seed);
}

function disturbed(z: { zReal_ohm: ArrayLike<number>; zImag_ohm: ArrayLike<number> }, seed: number): Spectrum {
  const next = normal(seed);
  const noisy = (part: ArrayLike<number>): number[] => Array.from(part, (v, i) => v + 0.005 * next() * Math.sqrt(z.zReal_ohm[i]! ** 2 + z.zImag_ohm[i]! ** 2));
  return { frequency_Hz, zReal_ohm: noisy(z.zReal_ohm), zImag_ohm: noisy(z.zImag_ohm) };
}

/** Z of two log-normal distributions of ln tau and 50 ohm, by a sum over 16 decades. */
function logNormals(seed: number): Spectrum {
  const zReal_ohm = frequency_Hz.map(() => 50);
  const zImag_ohm = frequency_Hz.map(() => 0);
  for (const [R, tau, s] of [[2000, 1e-6, 0.8], [4000, 1e-3, 1.2]] as const) {
    for (let u = -6; u <= 6; u += 0.02) {
      const share = ((R * 0.02) / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * u * u);
      frequency_Hz.forEach((f, k) => {
        const x = 2 * Math.PI * f * tau * Math.exp(s * u);
        zReal_ohm[k]! += share / (1 + x * x);
        zImag_ohm[k]! -= (share * x) / (1 + x * x);
      });
    }
  }
  return disturbed({ zReal_ohm, zImag_ohm }, seed);
}

/** Spectra of a programme: resistances that differ from one to the next, their own noise each. */
export function manySpectra(kernels: Pick<Kernels, 'impedance'>, circuit: string, count: number): Spectrum[] {
  const truth = circuit === FIVE ? [8300, 2e-10, 0.92, 2e-6, 0.85] : [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85];
  return Array.from({ length: count }, (_, i) => spectrum(kernels, circuit, truth.map((v) => (v > 10 ? v * (0.5 + (i % 97) / 97) : v)), i + 1));
}

/** Seven temperatures of one pellet. */
export function sevenTemperatures(kernels: Pick<Kernels, 'impedance'>, circuit: string): SeriesInput {
  return {
    circuit,
    disc: DISC,
    global: {},
    spectra: [25, 35, 45, 55, 65, 75, 85].map((t, i) => {
      const factor = Math.exp(4080 * (1 / (273.15 + t) - 1 / 298.15));
      const truth = circuit === FIVE ? [8300, 2e-11, 0.92, 2e-6, 0.85] : [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85];
      return { T_K: 273.15 + t, spectrum: spectrum(kernels, circuit, truth.map((v) => (v > 60 ? v * factor : v)), i + 1) };
    }),
  };
}

/** Times of the calls that the figures make, in milliseconds. */
export function kernelRows(kernels: Kernels): BenchRow[] {
  const five = spectrum(kernels, FIVE, [8300, 2e-10, 0.92, 2e-6, 0.85]);
  const nine = spectrum(kernels, NINE, [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85]);
  const arcs = spectrum(kernels, 'R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85]);
  const wide = logNormals(7);
  const { relaxations, tikhonov } = kernels.validation;
  const drt = (name: string, s: Spectrum): BenchRow => time(`relaxation times, ${name}`, '70 points, best family and Tikhonov curve; goal 25 ms', () => tikhonov(s, relaxations(s)));
  const [series5, series9] = [FIVE, NINE].map((circuit) => sevenTemperatures(kernels, circuit)) as [SeriesInput, SeriesInput];
  const series = [10, 20, 30, 40, 50, 60, 70].map((t) => ({ T_K: 273.15 + t, sigma_S_cm: 1e-4 * 10 ** (t / 60), u_sigma_S_cm: 1e-6 }));
  const nmr = (name: string, site: Record<string, number>, mas_Hz: number | null): BenchRow => {
    const model = parseModel(line(site, mas_Hz));
    return time(`²³Na, ${name}`, '2,048 points', () => kernels.nmr.simulate(model, AXIS));
  };
  return [
    time('circuit fit, 5 parameters, 1 start', '70 points; goal 0.3 ms', () => kernels.impedance.fit(FIVE, five, { starts: 1, compareSimpler: false })),
    time('circuit fit, 9 parameters, 1 start', '70 points, from the data; goal 0.3 ms', () => kernels.impedance.fit(NINE, nine, { starts: 1, compareSimpler: false })),
    time('circuit fit, 5 parameters, 16 starts', 'covariance and verdict; goal 6 ms', () => kernels.impedance.fit(FIVE, five)),
    time('circuit fit, 9 parameters, 16 starts', 'covariance and verdict; goal 6 ms', () => kernels.impedance.fit(NINE, nine)),
    time('Arrhenius, 7 temperatures', '', () => kernels.transport.arrhenius(series)),
    time('temperature series, 5 parameters', '7 spectra, separate fits, line and one fit of all; goal 40 ms', () => finish(temperatureSeries(kernels, series5))),
    time('temperature series, 9 parameters', '7 spectra, separate fits, line and one fit of all; goal 40 ms', () => finish(temperatureSeries(kernels, series9))),
    time('Kramers–Kronig, blocking', '70 points; goal 20 ms', () => kernels.validation.kramersKronig(five)),
    time('Kramers–Kronig, two arcs', '70 points; goal 20 ms', () => kernels.validation.kramersKronig(arcs)),
    drt('two arcs', arcs),
    drt('two arcs, blocking', nine),
    drt('two log-normal arcs', wide),
    nmr('infinite MAS, CQ 2', { CQ_MHz: 2, eta: 0.5 }, null),
    nmr('12 kHz, CQ 1', { CQ_MHz: 1, eta: 0.5 }, 12000),
    nmr('12 kHz, CQ 3', { CQ_MHz: 3, eta: 0.5 }, 12000),
    nmr('12 kHz, CQ 5', { CQ_MHz: 5, eta: 0.5 }, 12000),
    nmr('Czjzek', { czjzek_sigma_MHz: 1 }, null),
    nmr('Czjzek, 12 kHz', { czjzek_sigma_MHz: 1 }, 12000),
    time('cell, five rates, fine mesh', '20 × 40 × 480', () => kernels.cell.rate(cellParameters())),
  ];
}
