/** The set that the lab begins with: a pellet of x = 1.625 at seven temperatures, computed by the site's own model with noise. Reconstructed. */
import { measure } from '../../figures/parts/pellet-spectrum.ts';
import type { Kernels } from '../../kernels/all.ts';
import { PELLET } from '../../physics/composition.ts';
import { EA_DEFAULT_meV, kelvin, PELLET_CIRCUIT, pelletAt } from '../../physics/transport-model.ts';
import type { ImpedanceState } from './state.ts';

const TEMPERATURES_C = [10, 20, 25, 30, 40, 50, 60];
const STRAY_pF = 100;
const PERMITTIVITY = 10;
/** Assumed errors of the sizes, cm. */
const U_THICKNESS_CM = 0.001;
const U_DIAMETER_CM = 0.005;

export function exampleState(kernels: Pick<Kernels, 'impedance'>): ImpedanceState {
  const pellet = (T_C: number) => pelletAt({ x: 1.625, T_C, Ea_meV: EA_DEFAULT_meV, stray_pF: STRAY_pF, permittivity: PERMITTIVITY });
  const nine = (values: readonly number[]): number[] => values.map((v) => Number(v.toPrecision(9)));
  const spectra = TEMPERATURES_C.map((T_C, i) => {
    const m = measure(kernels, pellet(T_C), 11 + i);
    return { name: `x = 1.625 at ${T_C} °C`, provenance: 'reconstructed' as const, T_K: kelvin(T_C), frequency_Hz: nine(m.frequency_Hz), zReal_ohm: nine(m.zReal_ohm), zImag_ohm: nine(m.zImag_ohm), off: [] };
  });
  return {
    spectra,
    shown: 2,
    circuit: PELLET_CIRCUIT,
    weight: 'modulus',
    hand: null,
    start: null,
    held: {},
    resistance: [],
    size: { thickness_cm: Number(pellet(25).thickness_cm.toPrecision(4)), u_thickness_cm: U_THICKNESS_CM, face: 'diameter', diameter_cm: PELLET.diameter_cm, u_diameter_cm: U_DIAMETER_CM, area_cm2: null, u_area_cm2: 0 },
  };
}
