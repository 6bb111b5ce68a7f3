/**
 * Every kernel beside the same algorithm in plain JavaScript (tests/bench/twins): one piece of work of a chosen size, done by both on the same seeded data,
 * and how far the two results lie apart. Pure of time: what is measured is decided elsewhere.
 */
import { readFileSync } from 'node:fs';
import { DOUBLET_MO, scatteringVector, twoThetaGrid, WAVELENGTH_MO_A } from '../../src/kernels/diffraction.ts';
import type { Spectrum } from '../../src/kernels/impedance.ts';
import { axisValues } from '../../src/kernels/nmr.ts';
import { PEAK_FIELDS, type PeakModel } from '../../src/kernels/peaks.ts';
import { nodeKernels, repositoryRoot } from '../../src/kernels/node.ts';
import { KERNEL_NAMES, type KernelName } from '../../src/kernels/names.ts';
import { finish } from '../../src/jobs/job.ts';
import spectraJob from '../../src/jobs/spectra.ts';
import { readCif } from '../../src/labs/readers/cif.ts';
import { cellParameters, meshes } from '../../src/physics/cell-parameters.ts';
import { sphereCluster } from '../../src/physics/cluster.ts';
import { boltzmann_eV } from '../../src/physics/constants.ts';
import { normal } from '../../src/physics/random.ts';
import { logFrequencies } from '../../src/physics/transport-model.ts';
import type { SizeOf } from '../../src/schemas/bench.ts';
import { cellTwin } from './twins/cell.ts';
import { debyePairsTwin, debyeTwin } from './twins/diffraction.ts';
import { fitArcAndTail } from './twins/impedance.ts';
import { quadrupolarTwin } from './twins/nmr.ts';
import { peaksTwin } from './twins/peaks.ts';
import { arrheniusTwin } from './twins/transport.ts';
import { kramersKronigTwin } from './twins/validation.ts';

export interface Pair {
  /** Size of the work, in the unit of the curve it belongs to. */
  n: number;
  wasm(): unknown;
  js(): unknown;
  /** Largest difference of the two results, as a share of their size. */
  difference(): number;
}

/** What is compared: one row of the table and one curve of the picture. */
export interface Comparison {
  kernel: KernelName;
  work: string;
  /** What the size counts. */
  against: SizeOf;
  /** Sizes of the curve, and the one that the figures use. */
  sizes: readonly number[];
  usual: number;
  pair(size: number): Pair;
}

/** Largest difference that still counts as the same result: what rounding may do in sums of some thousand terms, where the engine’s own exp, log, sine or cosine may end in another digit. */
export const TOLERANCE = 1e-9;

/** Largest |a - b| over the largest |b|; infinite when lengths or numbers that are not finite differ. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let [worst, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) && Number.isNaN(b[i])) continue;
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  return worst === 0 ? 0 : Number.isFinite(worst / size) ? worst / size : Infinity;
}

/** The same, each number against itself. */
const apartEach = (a: ArrayLike<number>, b: ArrayLike<number>): number => (a.length === b.length ? Math.max(0, ...Array.from(a, (value, i) => apart([value], [b[i]!]))) : Infinity);

const CIRCUIT = 'p(R1,CPE1)-CPE2';
const START = [5000, 5e-10, 0.9, 1e-6, 0.8];
/** Every comparison; loads the kernels once. */
export async function comparisons(): Promise<Comparison[]> {
  const kernels = await nodeKernels(KERNEL_NAMES);

  /** An arc and a tail with 0.3 % noise, as a pressed disc gives. */
  const spectrum = (n: number, seed: number): Spectrum => {
    const frequency_Hz = logFrequencies(7e6, 1, n);
    const size = 1 + 0.02 * (seed % 40);
    const z = kernels.impedance.impedance(CIRCUIT, [8300 * size, 2e-10, 0.92, 2e-6, 0.85], frequency_Hz);
    const next = normal(seed);
    const noisy = (part: Float64Array): Float64Array => part.map((v, i) => v + 0.003 * next() * Math.sqrt(z.zReal_ohm[i]! ** 2 + z.zImag_ohm[i]! ** 2));
    return { frequency_Hz: Float64Array.from(frequency_Hz), zReal_ohm: noisy(z.zReal_ohm), zImag_ohm: noisy(z.zImag_ohm) };
  };
  const options = { start: START, starts: 1, compareSimpler: false } as const;

  const fit = (n: number): Pair => {
    const data = spectrum(n, 1);
    const wasm = () => kernels.impedance.fit(CIRCUIT, data, options);
    const js = () => fitArcAndTail(data, START);
    return {
      n,
      wasm,
      js,
      difference: () => {
        const [a, b] = [wasm(), js()];
        if (a.outliers.join() !== b.outliers.join()) return Infinity;
        const errors = a.parameters.map((p) => p.stderr ?? NaN);
        const intervals = a.parameters.flatMap((p) => p.interval95 ?? []);
        return Math.max(apartEach(a.parameters.map((p) => p.value), b.values), apartEach(errors, b.stderr), apartEach(intervals, b.interval95.flat()));
      },
    };
  };

  const many = (n: number): Pair => {
    const spectra = Array.from({ length: n }, (_, i) => spectrum(70, i + 1));
    const wasm = () => {
      const steps = spectraJob.steps(kernels, { spectra, circuit: CIRCUIT, options });
      if (steps instanceof Promise) throw new Error('the job over many spectra starts later: expected its steps at once');
      return finish(steps);
    };
    const js = () => spectra.map((data) => fitArcAndTail(data, START));
    return {
      n,
      wasm,
      js,
      difference: () => {
        const [{ rows }, plain] = [wasm(), js()];
        return Math.max(...plain.map((fit, i) => Math.max(apartEach(rows[i]!.values, fit.values), apartEach(rows[i]!.stderr.map((e) => e ?? NaN), fit.stderr), rows[i]!.outliers.join() === fit.outliers.join() ? 0 : Infinity)));
      },
    };
  };

  const kramersKronig = (n: number): Pair => {
    const data = spectrum(n, 2);
    const omega = Float64Array.from(data.frequency_Hz, (f) => 2 * Math.PI * f);
    const [re, im] = [Float64Array.from(data.zReal_ohm), Float64Array.from(data.zImag_ohm)];
    const wasm = () => kernels.validation.kramersKronig(data);
    const js = () => kramersKronigTwin(omega, re, im);
    return {
      n,
      wasm,
      js,
      difference: () => {
        const [a, b] = [wasm(), js()];
        if (a.valid !== b.valid || a.m !== b.scalars[2] || (a.representation === 'admittance') !== (b.scalars[3] === 1) || a.outliers.length !== b.scalars[8]) return Infinity;
        const percent = (x: Float64Array): Float64Array => x.map((v) => 100 * v);
        return Math.max(apart(a.residualReal_percent, percent(b.residualReal)), apart(a.residualImag_percent, percent(b.residualImag)), apart([a.noiseEstimate_percent], [100 * b.scalars[1]!]));
      },
    };
  };

  const arrhenius = (n: number): Pair => {
    const next = normal(3);
    const points = Array.from({ length: n }, (_, i) => {
      const T_K = 253.15 + (100 * i) / (n - 1);
      const sigma_S_cm = (50 / T_K) * Math.exp(-0.359 / (boltzmann_eV.value * T_K) + 8) * (1 + 0.01 * next());
      return { T_K, sigma_S_cm, u_sigma_S_cm: 0.01 * sigma_S_cm };
    });
    const [T, sigma, u] = [Float64Array.from(points, (p) => p.T_K), Float64Array.from(points, (p) => p.sigma_S_cm), Float64Array.from(points, (p) => p.u_sigma_S_cm)];
    const wasm = () => kernels.transport.arrhenius(points);
    const js = () => arrheniusTwin(T, sigma, u, boltzmann_eV.value, 298.15);
    return {
      n,
      wasm,
      js,
      difference: () => {
        const [a, { out, residual }] = [wasm(), js()];
        if (a.single_line !== (out[9] === 1)) return Infinity;
        const mine = [a.Ea_eV, a.u_Ea_eV, ...a.interval95_Ea_eV, a.sigma0_S_K_cm, a.u_ln_sigma0, a.cov_Ea_ln_sigma0, a.reduced_chi2 ?? NaN, a.sigma_298_S_cm, a.u_sigma_298_S_cm];
        return Math.max(apartEach(mine, [0, 1, 2, 3, 4, 5, 6, 7, 11, 12].map((i) => out[i]!)), apart(a.residual_ln_sigma_T, residual));
      },
    };
  };

  const axis = axisValues({ from_ppm: 14, to_ppm: -20, n: 2048 });
  const site = { iso_ppm: 0, CQ_MHz: 2, eta: 0.45, lb_Hz: 60, gb_Hz: 20, area: 1 };
  const powder = (finer: number): Pair => {
    const wasm = () => {
      // Sets the number of orientations and drops the kept powder sums: each call makes its own, as the plain JavaScript does.
      kernels.nmr.setFineness(finer);
      const { intensity } = kernels.nmr.simulate({ larmor_MHz: 211.6, mas_Hz: null, sites: [site] }, axis);
      kernels.nmr.setFineness(1);
      return intensity;
    };
    const js = () => quadrupolarTwin(site, 211.6, axis, finer);
    return { n: js().orientations, wasm, js, difference: () => apart(wasm(), js().intensity) };
  };

  const nyzc = readCif(readFileSync(`${repositoryRoot()}/content/data/structures/nyzc-p21n.cif`, 'utf8'));
  // Zr, Na, Cl: six kinds of pairs, as in a Na–Zr–Cl glass.
  const crystal = { ...nyzc, sites: nyzc.sites.filter((s) => s.element !== 'Y').map((s) => (s.element === 'Zr' ? { ...s, occupancy: 1 } : s)) };
  const angles = twoThetaGrid(3, 50, 0.1);
  const qMax = scatteringVector(50, WAVELENGTH_MO_A);
  const debye = (diameter_A: number): Pair => {
    const cluster = sphereCluster(crystal, diameter_A, { seed: 1 });
    const { step_A } = kernels.diffraction.debyePairs(cluster, qMax);
    const wasm = () => kernels.diffraction.debye(kernels.diffraction.debyePairs(cluster, qMax), angles, { B_A2: 1.5, disorder_A: 0.2 });
    const js = () => debyeTwin(debyePairsTwin(cluster, step_A, qMax), angles, 1.5, 0.2, 2.57);
    return { n: cluster.elements.length, wasm, js, difference: () => apart(wasm(), js()) };
  };

  const peaks = (n: number): Pair => {
    const window = [11, 15] as const;
    const two_theta_deg = Float64Array.from({ length: n }, (_, i) => window[0] + ((window[1] - window[0]) * i) / (n - 1));
    const [first, second] = DOUBLET_MO;
    const doublet = { wavelength_A: first!.wavelength_A, wavelength2_A: second!.wavelength_A, share: second!.weight };
    const truth = [[11.7, 0.22, 0.4, 300], [12.6, 0.25, 0.5, 520], [13.1, 0.24, 0.6, 210], [14.2, 0.28, 0.5, 380]] as const;
    const model = (off: number): PeakModel => ({
      peaks: truth.map(([position_deg, fwhm_deg, eta, area], k) => ({ position_deg: position_deg + off * (k % 2 ? 0.02 : -0.02), fwhm_deg: fwhm_deg * (1 + 0.2 * off), eta: eta * (1 - 0.3 * off), area: area * (1 + 0.3 * off) })),
      background: [120 + 20 * off, -8, 3],
      window,
      doublet,
    });
    const next = normal(4);
    const intensity = kernels.peaks.evaluate(two_theta_deg, model(0)).map((v) => v + Math.sqrt(v) * next());
    const data = { two_theta_deg, intensity, sigma: intensity.map((v) => Math.sqrt(Math.max(v, 1))) };
    const start = model(1);
    const wasm = () => kernels.peaks.fit(data, start);
    const js = () => peaksTwin(data, start);
    return {
      n,
      wasm,
      js,
      difference: () => {
        const [a, b] = [wasm(), js()];
        const values = [...a.peaks.flatMap((peak) => PEAK_FIELDS.map((field) => peak[field])), ...a.background];
        return Math.max(apartEach(values, b.values), apartEach(a.peaks.flatMap((peak) => PEAK_FIELDS.map((field) => peak.stderr[field] ?? NaN)), b.stderr.subarray(0, 4 * a.peaks.length)));
      },
    };
  };

  /** Cells through the cathode and twice as many shells in each particle, steps as in the fine mesh, which has 20 cells. */
  const cell = (cells: number): Pair => {
    const mesh = { cells, shells: 2 * cells, steps: meshes.fine.steps };
    const p = { ...cellParameters(), mesh };
    const wasm = () => kernels.cell.rate(p);
    const js = () => cellTwin(p);
    return {
      n: mesh.cells * mesh.shells,
      wasm,
      js,
      difference: () => {
        const [a, b] = [wasm(), js()];
        if (a.time_steps !== b.steps) return Infinity;
        const halves = a.rates.flatMap((rate) => [rate.charge, rate.discharge]);
        return Math.max(...halves.map((half, i) => apartEach([half.capacity_mAh_g, half.mean_V ?? NaN, half.mean_open_circuit_V ?? NaN], [b.results[8 * i]!, b.results[8 * i + 1]! / b.results[8 * i]!, b.results[8 * i + 2]! / b.results[8 * i]!])));
      },
    };
  };

  return [
    { kernel: 'impedance', work: 'circuit fit, 5 parameters', against: 'points', sizes: [20, 70, 200, 700, 2000], usual: 70, pair: fit },
    { kernel: 'impedance', work: 'the same circuit fitted to many spectra', against: 'spectra', sizes: [10, 30, 100, 300, 1000], usual: 1000, pair: many },
    { kernel: 'validation', work: 'Kramers–Kronig test', against: 'points', sizes: [15, 35, 70, 150, 300], usual: 70, pair: kramersKronig },
    { kernel: 'transport', work: 'Arrhenius line, errors and search for a break', against: 'temperatures', sizes: [7, 20, 60, 200, 600], usual: 7, pair: arrhenius },
    { kernel: 'nmr', work: 'powder line at infinite spinning speed, 2,048 points', against: 'orientations', sizes: [0.5, 1, 2, 4, 8], usual: 1, pair: powder },
    { kernel: 'diffraction', work: 'Debye pattern of a cluster, 471 angles', against: 'atoms', sizes: [12, 18, 26, 38, 55], usual: 26, pair: debye },
    { kernel: 'peaks', work: 'four doublets fitted to a pattern', against: 'points', sizes: [100, 200, 500, 1500, 4500], usual: 200, pair: peaks },
    { kernel: 'cell', work: 'charge and discharge at five rates', against: 'mesh cells', sizes: [5, 10, 20, 40], usual: 20, pair: cell },
  ];
}
