/**
 * Recipes that run a kernel. Most are round trips: the model was given the number, so its return proves the chain, not the paper.
 * The first-cycle efficiency is a prediction: the cell model was tuned to three capacities of one cell and to nothing else.
 */
import { cellKernel, type CellResult } from '../kernels/cell.ts';
import { impedanceKernel } from '../kernels/impedance.ts';
import { loadKernel } from '../kernels/node.ts';
import { transportKernel } from '../kernels/transport.ts';
import { addRecipes } from '../physics/recipes.ts';
import { EA_DEFAULT_meV, EA_RANGE_meV, kelvin, pelletAt, sigmaAt, sigmaRoom } from '../physics/transport-model.ts';
import { fitMeasurement, measure } from '../figures/parts/pellet-spectrum.ts';
import { AMORPHOUS, BEST, cellWith } from '../figures/parts/cell-params.ts';
import type { Kernels } from '../kernels/all.ts';

/** The kernels that these recipes use; compiled when first asked for. */
const kernels = (): Kernels => ({ impedance: impedanceKernel(loadKernel('impedance')), transport: transportKernel(loadKernel('transport')) }) as unknown as Kernels;

/** Rates of the reported study, in its order: where a discharge begins depends on the charge before it. */
const RATE_STUDY = [0.1, 0.2, 0.5, 1];

/** A run of the cell model with the catholyte of that x: as tuned, without any side reaction. */
function cellAt(x: number, T_C: number): CellResult {
  const catholyte = [BEST, AMORPHOUS].find((c) => c.x === x);
  if (!catholyte) throw new RangeError(`a cell with x = ${x} was not made: expected 1.625 or 2, correct the argument x`);
  return cellKernel(loadKernel('cell')).rate(cellWith(catholyte, T_C, 1, RATE_STUDY));
}

addRecipes({
  cell_first_efficiency: {
    kind: 'prediction',
    unit: '%',
    args: { x: '1', T_C: '°C' },
    formula: 'First discharge over first charge of the cell model at 0.1 C, in which nothing but diffusion holds sodium back; not tuned to any efficiency',
    compute(inputs) {
      const found = cellAt(inputs.number('x'), inputs.number('T_C')).first_cycle_efficiency_percent;
      if (found === null) throw new RangeError('no charge passes in the first cycle: raise T_C');
      return found;
    },
  },
  cell_discharge_capacity: {
    kind: 'round_trip',
    unit: 'mAh/g',
    args: { x: '1', c_rate: 'C', T_C: '°C' },
    formula: 'Discharge capacity of the cell model, which was tuned to three of these numbers',
    compute(inputs) {
      const step = RATE_STUDY.indexOf(inputs.number('c_rate'));
      if (step < 0) throw new RangeError(`c_rate is ${inputs.number('c_rate')}: expected one of ${RATE_STUDY.join(', ')}`);
      return cellAt(inputs.number('x'), inputs.number('T_C')).rates[step]!.discharge.capacity_mAh_g;
    },
  },
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
