/** The same kernel calls for Node and for a browser: what is timed, on seeded data. Pure: no file, no network. */
import type { Kernels } from '../../src/kernels/all.ts';
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

/** Times of the calls that the figures make, in milliseconds. */
export function kernelRows(kernels: Kernels): BenchRow[] {
  const frequency_Hz = logFrequencies(7e6, 1, 70);
  const spectrum = (circuit: string, parameters: number[]) => {
    const z = kernels.impedance.impedance(circuit, parameters, frequency_Hz);
    const next = normal(7);
    const noisy = (part: Float64Array): number[] => Array.from(part, (v, i) => v + 0.005 * next() * Math.sqrt(z.zReal_ohm[i]! ** 2 + z.zImag_ohm[i]! ** 2));
    return { frequency_Hz, zReal_ohm: noisy(z.zReal_ohm), zImag_ohm: noisy(z.zImag_ohm) };
  };
  const five = spectrum('p(R1,CPE1)-CPE2', [8300, 2e-10, 0.92, 2e-6, 0.85]);
  const nine = spectrum('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85, 3e-6, 0.85]);
  const arcs = spectrum('R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85]);
  const series = [10, 20, 30, 40, 50, 60, 70].map((t) => ({ T_K: 273.15 + t, sigma_S_cm: 1e-4 * 10 ** (t / 60), u_sigma_S_cm: 1e-6 }));
  const nmr = (name: string, site: Record<string, number>, mas_Hz: number | null): BenchRow => {
    const model = parseModel(line(site, mas_Hz));
    return time(`²³Na, ${name}`, '2,048 points', () => kernels.nmr.simulate(model, AXIS));
  };
  return [
    time('circuit fit, 5 parameters, 1 start', '70 points', () => kernels.impedance.fit('p(R1,CPE1)-CPE2', five, { starts: 1, compareSimpler: false })),
    time('circuit fit, 5 parameters, 16 starts', 'covariance and verdict', () => kernels.impedance.fit('p(R1,CPE1)-CPE2', five)),
    time('circuit fit, 9 parameters, 16 starts', 'covariance and verdict', () => kernels.impedance.fit('R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', nine)),
    time('Arrhenius, 7 temperatures', '', () => kernels.transport.arrhenius(series)),
    time('Kramers–Kronig, blocking', '70 points', () => kernels.validation.kramersKronig(five)),
    time('relaxation times, two arcs', '70 points', () => kernels.validation.relaxations(arcs)),
    nmr('infinite MAS, CQ 2', { CQ_MHz: 2, eta: 0.5 }, null),
    nmr('12 kHz, CQ 1', { CQ_MHz: 1, eta: 0.5 }, 12000),
    nmr('12 kHz, CQ 3', { CQ_MHz: 3, eta: 0.5 }, 12000),
    nmr('12 kHz, CQ 5', { CQ_MHz: 5, eta: 0.5 }, 12000),
    nmr('Czjzek', { czjzek_sigma_MHz: 1 }, null),
    nmr('Czjzek, 12 kHz', { czjzek_sigma_MHz: 1 }, 12000),
    time('cell, five rates, fine mesh', '20 × 40 × 480', () => kernels.cell.rate(cellParameters())),
  ];
}
