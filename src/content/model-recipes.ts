/**
 * Recipes that run a kernel. They are round trips by nature: the model was given the number, so its return proves the chain
 * pellet → spectrum → fit → conductivity → activation energy, not the paper.
 */
import { impedanceKernel } from '../kernels/impedance.ts';
import { loadKernel } from '../kernels/node.ts';
import { transportKernel } from '../kernels/transport.ts';
import { addRecipes } from '../physics/recipes.ts';
import { EA_DEFAULT_meV, EA_RANGE_meV, kelvin, pelletAt, sigmaAt, sigmaRoom } from '../physics/transport-model.ts';
import { fitMeasurement, measure } from '../figures/parts/pellet-spectrum.ts';
import type { Kernels } from '../kernels/all.ts';

/** The kernels that these recipes use; compiled when first asked for. */
const kernels = (): Kernels => ({ impedance: impedanceKernel(loadKernel('impedance')), transport: transportKernel(loadKernel('transport')) }) as unknown as Kernels;

addRecipes({
  fitted_conductivity: {
    kind: 'round_trip',
    unit: 'S/cm',
    args: { x: '1' },
    formula: 'σ = d/(R A), R from the circuit fit of a synthetic spectrum (70 points, 0.5 % noise, seed 1) of the model pellet at 25 °C',
    compute(inputs) {
      const pellet = pelletAt({ x: inputs.number('x'), T_C: 25, Ea_meV: EA_DEFAULT_meV, stray_pF: 100, permittivity: 10 });
      const k = kernels();
      const fit = fitMeasurement(k, measure(k, pellet, 1));
      return pellet.thickness_cm / (fit.parameters[0]!.value * pellet.area_cm2);
    },
  },
  fitted_activation_energy: {
    kind: 'round_trip',
    unit: 'meV',
    args: { x: '1' },
    formula: 'Both ends of the range: Ea from the weighted regression of ln(σT) on 1/T over seven temperatures of Equation 1, 10 to 70 °C',
    compute(inputs) {
      const { transport } = kernels();
      const energy = (Ea_meV: number): number =>
        1000 * transport.arrhenius([10, 20, 30, 40, 50, 60, 70].map((t) => ({ T_K: kelvin(t), sigma_S_cm: sigmaAt(sigmaRoom(inputs.number('x')), kelvin(t), Ea_meV) }))).Ea_eV;
      return { min: energy(EA_RANGE_meV.min), max: energy(EA_RANGE_meV.max) };
    },
  },
});
