/**
 * Work for every kernel whose result must be the same to the last bit in every engine. Inputs are written out as decimal numbers or follow
 * from them by addition and multiplication alone, because engines may differ in the last digit of Math.pow.
 */
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';
import { readCif } from '../labs/readers/cif.ts';
import { defaultCellParameters, meshes } from '../physics/cell-parameters.ts';
import { parseModel } from '../physics/nmr-model.ts';
import { normal } from '../physics/random.ts';
import { STRUCTURE_TEXTS } from '../physics/structure-texts.ts';

export interface Case {
  kernel: KernelName;
  /** What is computed, for a reader. */
  title: string;
  /** The numbers that the kernel gives. */
  run(kernels: Kernels): unknown;
}

/** 5 MHz to 1 Hz in a 1-2-5 sequence. */
const FREQUENCY_HZ = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].flatMap((decade) => [decade, 2 * decade, 5 * decade]).reverse();

/** The spectrum of a circuit with 0.5 % of seeded noise. */
function spectrum(kernels: Kernels, circuit: string, parameters: number[]) {
  const { zReal_ohm, zImag_ohm } = kernels.impedance.impedance(circuit, parameters, FREQUENCY_HZ);
  const next = normal(11);
  const noisy = (part: Float64Array): number[] => Array.from(part, (v) => v * (1 + 0.005 * next()));
  return { frequency_Hz: FREQUENCY_HZ, zReal_ohm: noisy(zReal_ohm), zImag_ohm: noisy(zImag_ohm) };
}

const ARC_AND_TAIL = 'p(R1,CPE1)-CPE2';
const arcAndTail = (kernels: Kernels) => spectrum(kernels, ARC_AND_TAIL, [830, 2e-9, 0.92, 2e-6, 0.85]);

/** Nine relaxations with the weights of the binomial law, time constants threefold apart: close to log-normal. */
const WIDE = {
  circuit: `R0-${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `K${i}`).join('-')}`,
  parameters: [50, ...[1, 8, 28, 56, 70, 56, 28, 8, 1].flatMap((weight, i) => [10 * weight, [1, 3, 9, 27, 81, 243, 729, 2187, 6561][i]! * 1e-6])],
};

/** One activation energy in the model of four spectra, from starts that are off. */
const fourTemperatures = (k: Kernels) => {
  const resistances = [830, 460, 270, 165];
  const spectra = resistances.map((r) => spectrum(k, ARC_AND_TAIL, [r, 2e-9, 0.92, 2e-6, 0.85]));
  return k.impedance.fitSeries(ARC_AND_TAIL, spectra, [298.15, 318.15, 338.15, 358.15], resistances.map((r) => [1.2 * r, 3e-9, 0.9, 3e-6, 0.8]), { activated: ['R1'], shared: ['CPE1_1'] });
};

export const CASES: readonly Case[] = [
  {
    kernel: 'impedance',
    title: 'Impedance of a pellet, the fit of it from sixteen starts, and one fit of four temperatures',
    run: (k) => [arcAndTail(k), k.impedance.fit(ARC_AND_TAIL, arcAndTail(k)).parameters, fourTemperatures(k)],
  },
  {
    kernel: 'validation',
    title: 'Kramers–Kronig test, relaxation times and Tikhonov curve: the same spectrum, two arcs, a wide distribution',
    run: (k) =>
      [arcAndTail(k), spectrum(k, 'R0-p(R1,CPE1)-p(R2,CPE2)', [50, 2000, 2e-10, 0.95, 5000, 2e-8, 0.85]), spectrum(k, WIDE.circuit, WIDE.parameters)].map((s) => {
        const relaxations = k.validation.relaxations(s);
        return [k.validation.kramersKronig(s), relaxations, k.validation.tikhonov(s, relaxations)];
      }),
  },
  { kernel: 'transport', title: 'Activation energy from seven conductivities', run: (k) => k.transport.arrhenius([10, 20, 30, 40, 50, 60, 70].map((t) => ({ T_K: 273.15 + t, sigma_S_cm: 1e-4 * (1 + t * (0.04 + 0.0007 * t)), u_sigma_S_cm: 1e-6 }))) },
  {
    kernel: 'nmr',
    title: '²³Na line with spinning sidebands, and a distribution of sites',
    run: (k) => {
      const sites = [
        { CQ_MHz: 1.5, eta: 0.4, iso_ppm: 3, lb_Hz: 200, area: 1 },
        { czjzek_sigma_MHz: 1.1, iso_ppm: -12, lb_Hz: 300, area: 2 },
      ];
      const axis = { from_ppm: 120, to_ppm: -180, n: 512 };
      return k.nmr.simulate(parseModel({ larmor_MHz: 105.8, mas_Hz: 12_000, axis, sites }), axis);
    },
  },
  {
    kernel: 'diffraction',
    title: 'Reflections and profile of the model structure',
    run: (k) => {
      const lines = k.diffraction.pattern(readCif(STRUCTURE_TEXTS.nyzc), { wavelength_A: 0.7107, from_deg: 5, to_deg: 25 });
      return [lines, k.diffraction.profile(lines, { size_nm: 20, strain: 0.002, from_deg: 5, to_deg: 25, step_deg: 0.02 })];
    },
  },
  { kernel: 'cell', title: 'A cell discharged at 1 C', run: (k) => k.cell.rate({ ...defaultCellParameters(), mesh: { ...meshes.web }, c_rates: [0.1, 1] }) },
];

