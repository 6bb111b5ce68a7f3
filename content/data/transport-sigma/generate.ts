/** σ(x, T) of the as-milled powders on a grid, from the model of src/physics/transport-model.ts. Nothing is random. */
import { EA_DEFAULT_meV, EA_RANGE_meV, isReportedSigma, kelvin, sigmaAt, sigmaRoom } from '../../../src/physics/transport-model.ts';
import type { Dataset } from '../../../src/schemas/dataset.ts';

export const dataset: Dataset = {
  id: 'transport-sigma',
  title: 'Conductivity of the as-milled powders against composition and temperature',
  description:
    'Model conductivity at 26 compositions and 13 temperatures, with the values at both ends of the reported range of activation energies. Reported are two values at 25 °C, a floor and that range; the rest is a log-quadratic hump and Equation 1.',
  provenance: 'reconstructed',
  columns: [
    { name: 'x', unit: '1', description: 'NaCl taken out, in formula units' },
    { name: 'T_C', unit: '°C', description: 'temperature' },
    { name: 'sigma_S_cm', unit: 'S/cm', description: 'conductivity with an activation energy of 359 meV, the middle of the reported range (assumed for each x)' },
    { name: 'sigma_Ea348_S_cm', unit: 'S/cm', description: 'the same with 348 meV' },
    { name: 'sigma_Ea370_S_cm', unit: 'S/cm', description: 'the same with 370 meV' },
    { name: 'anchor', unit: '1', description: '1 where the paper prints this value, 0 elsewhere' },
  ],
  sources: ['ridley2024', 'sigma-max', 'sigma-x2000', 'sigma-floor', 'ea-range'],
  constraints: [
    { ledger: 'sigma-max', says: 'σ(25 °C) at x = 1.625 is 4.0e-4 S/cm' },
    { ledger: 'sigma-max-x', says: 'σ(25 °C) is largest at x = 1.625' },
    { ledger: 'sigma-x2000', says: 'σ(25 °C) at x = 2.000 is 1.2e-4 S/cm' },
    { ledger: 'sigma-floor', says: 'σ(25 °C) exceeds 1.0e-4 S/cm at every x' },
    { ledger: 'ea-range', says: 'ln(σT) against 1/T has a slope of 348 to 370 meV at every x' },
  ],
  generator: 'generate.ts',
  seed: 0,
  license: 'CC-BY-4.0',
  technique: 'transport',
};

export function rows(): number[][] {
  const compositions = Array.from({ length: 26 }, (_, i) => (1375 + 25 * i) / 1000);
  const temperatures = Array.from({ length: 13 }, (_, i) => 10 + 5 * i);
  return compositions.flatMap((x) =>
    temperatures.map((T_C) => {
      const at = (Ea_meV: number): number => sigmaAt(sigmaRoom(x), kelvin(T_C), Ea_meV);
      return [x, T_C, at(EA_DEFAULT_meV), at(EA_RANGE_meV.min), at(EA_RANGE_meV.max), isReportedSigma(x) && T_C === 25 ? 1 : 0];
    }),
  );
}
