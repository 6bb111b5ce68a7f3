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

export const CASES: readonly Case[] = [
  { kernel: 'impedance', title: 'Impedance of a pellet, and the fit of it from sixteen starts', run: (k) => [arcAndTail(k), k.impedance.fit(ARC_AND_TAIL, arcAndTail(k)).parameters] },
  { kernel: 'validation', title: 'Kramers–Kronig test and relaxation times of the same spectrum', run: (k) => [k.validation.kramersKronig(arcAndTail(k)), k.validation.relaxations(arcAndTail(k))] },
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

