/** Synthetic impedance spectra of the two samples whose conductivity is printed: what Figure 3b fits. Noise from a seed. */
import { measure } from '../../../src/figures/parts/pellet-spectrum.ts';
import { nodeKernels } from '../../../src/kernels/node.ts';
import { EA_DEFAULT_meV, pelletAt } from '../../../src/physics/transport-model.ts';
import type { Dataset } from '../../../src/schemas/dataset.ts';

const SEED = 1;

export const dataset: Dataset = {
  id: 'pellet-spectra',
  title: 'Synthetic impedance spectra of two pellets at 25 °C',
  description:
    'A dense 100 mg pellet in a 10 mm die at x = 1.625 and 2.000: an arc and a blocking tail, 70 points from 7 MHz to 1 Hz, Gaussian noise of 0.5 % of |Z| on both parts. Computed by a model; not the authors’ spectra, which are not public.',
  provenance: 'reconstructed',
  columns: [
    { name: 'x', unit: '1', description: 'NaCl taken out, in formula units' },
    { name: 'frequency_Hz', unit: 'Hz', description: 'frequency' },
    { name: 'z_real_ohm', unit: 'ohm', description: 'real part of the impedance' },
    { name: 'z_imag_ohm', unit: 'ohm', description: 'imaginary part, negative where capacitive' },
  ],
  sources: ['ridley2024', 'sigma-max', 'sigma-x2000', 'pellet-mass', 'pellet-diameter', 'eis-frequency-max', 'eis-frequency-min'],
  constraints: [
    { ledger: 'sigma-max', says: 'a fit of the spectrum at x = 1.625 returns R = L/(σA) for 4.0e-4 S/cm within 1 %' },
    { ledger: 'sigma-x2000', says: 'a fit of the spectrum at x = 2.000 returns R = L/(σA) for 1.2e-4 S/cm within 1 %' },
    { ledger: 'eis-frequency-max', says: 'no point lies above 7 MHz, and the first is at 7 MHz' },
    { ledger: 'eis-frequency-min', says: 'no point lies below 1 Hz, and the last is at 1 Hz' },
  ],
  generator: 'generate.ts',
  seed: SEED,
  license: 'CC-BY-4.0',
  technique: 'impedance',
};

export async function rows(): Promise<number[][]> {
  const kernels = await nodeKernels(['impedance']);
  return [1.625, 2].flatMap((x) => {
    const m = measure(kernels, pelletAt({ x, T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 }), SEED);
    return m.frequency_Hz.map((f, i) => [x, f, m.zReal_ohm[i]!, m.zImag_ohm[i]!]);
  });
}
