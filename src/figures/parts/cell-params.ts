/** Parameters that the cell figures share, and the catholytes they compare. */
import { cellParameters, na9sn4_range_V, na9sn4_V, numberSpecs, type CellParameters } from '../../physics/cell-parameters.ts';
import { EA_DEFAULT_meV, kelvin, SIGMA_AMORPHOUS, SIGMA_BEST } from '../../physics/transport-model.ts';
import { faraday } from '../../physics/constants.ts';
import type { ChoiceParam, NumberParam } from '../../runtime/figure.ts';

/** Capacity of one sodium a formula unit of NaCrO2, F/M in mAh/g: 250.5. */
export const WHOLE_SODIUM_mAh_g = faraday.value / 3.6 / numberSpecs.active_molar_mass_g_mol.value;

export interface Catholyte {
  name: string;
  /** Its colour: the composition, or none for one that no sample stands for. */
  x: number | null;
  sigma_mS_cm: number;
  Ea_meV: number;
  /** True when its conductivity is not a reported number. */
  assumed: boolean;
}

export const BEST: Catholyte = { name: '*x* = 1.625', x: SIGMA_BEST.x, sigma_mS_cm: 1000 * SIGMA_BEST.sigma_S_cm, Ea_meV: EA_DEFAULT_meV, assumed: false };
export const AMORPHOUS: Catholyte = { name: '*x* = 2.000', x: SIGMA_AMORPHOUS.x, sigma_mS_cm: 1000 * SIGMA_AMORPHOUS.sigma_S_cm, Ea_meV: EA_DEFAULT_meV, assumed: false };
/** "Roughly one order of magnitude lower" (reported); its activation energy is "increased", 450 meV is a guess. */
export const HEATED: Catholyte = { name: '1.625, heated', x: SIGMA_BEST.x, sigma_mS_cm: 100 * SIGMA_BEST.sigma_S_cm, Ea_meV: 450, assumed: true };

export const catholytes: Record<string, Catholyte> = { best: BEST, amorphous: AMORPHOUS, heated: HEATED };

export const catholyteParam = {
  kind: 'choice',
  label: 'Catholyte',
  options: [
    { value: 'best', label: '*x* = 1.625' },
    { value: 'amorphous', label: '*x* = 2.000' },
    { value: 'heated', label: '1.625 heat-treated' },
  ],
  default: 'amorphous',
  note: 'heat-treated: a tenth of *σ*, *E*~a~ 450 meV assumed',
  span: 6,
} as const satisfies ChoiceParam;

export const cellTemperatureParam = {
  kind: 'number',
  label: 'Cell temperature',
  unit: '°C',
  min: 0,
  max: 60,
  step: 1,
  default: 23,
  decimals: 0,
  span: 3,
  ticks: [{ value: 0 }, { value: 23 }, { value: 40 }, { value: 60 }],
} as const satisfies NumberParam;

export const thicknessParam = {
  kind: 'number',
  label: 'Cathode thickness',
  unit: '×',
  min: 0.5,
  max: 4,
  step: 0.05,
  default: 1,
  decimals: 2,
  span: 3,
  note: '1 is 72 µm, 1 mAh/cm^2^',
  ticks: [{ value: 0.5, label: '½' }, { value: 1, label: '1' }, { value: 2, label: '2' }, { value: 4, label: '4' }],
} as const satisfies NumberParam;

export const scaleParam = {
  kind: 'choice',
  label: 'Voltage against',
  options: [
    { value: 'alloy', label: 'Na~9~Sn~4~' },
    { value: 'sodium', label: 'Na/Na^+^' },
  ],
  default: 'alloy',
  note: 'Na~9~Sn~4~ taken at 0.12 V, 0.08 to 0.20 V possible',
  span: 6,
} as const satisfies ChoiceParam;

export const rateParam = (fallback: number) =>
  ({
    kind: 'number',
    label: 'C-rate',
    unit: 'C',
    min: 0.05,
    max: 3,
    step: 0.01,
    default: fallback,
    decimals: 2,
    scale: 'log',
    span: 3,
    ticks: [{ value: 0.1, label: '0.1' }, { value: 0.33, label: '0.33' }, { value: 1, label: '1' }, { value: 3, label: '3' }],
  }) as const satisfies NumberParam;

/** What is added to a voltage against Na9Sn4. The curves stay where they are: only the words on the axis move. */
export const scaleShift_V = (scale: string): number => (scale === 'sodium' ? na9sn4_V.value : 0);
export const scaleTitle = (scale: string): string => (scale === 'sodium' ? '*V* vs Na/Na^+^ / V' : '*V* vs Na~9~Sn~4~ / V');
export const scaleUncertainty_V = na9sn4_range_V;

/** Model parameters of a cell with this catholyte. */
export const cellWith = (c: Pick<Catholyte, 'sigma_mS_cm' | 'Ea_meV'>, T_C: number, thickness: number, c_rates: readonly number[]): CellParameters =>
  cellParameters({
    sigma_mS_cm: c.sigma_mS_cm,
    Ea_meV: c.Ea_meV,
    // 23 °C is the model's own temperature, to the bit.
    T_K: T_C === 23 ? numberSpecs.T_K.value : kelvin(T_C),
    thickness_factor: thickness,
    c_rates: [...c_rates],
    mesh: 'fine',
  });

/** What every cell figure says of its model, in the same words. */
export const TUNED = 'Six parameters of the cell model were moved until *x* = 1.625 gave three reported numbers: about 126, 105 and [97 mAh/g] at 0.1, 0.5 and [1 C]. Three numbers cannot fix six: they are one set that fits, and none of them is measured.';
export const UNIQUE =
  'Less diffusion with more contact resistance, other shares of large particles, another exchange current: many sets give the same three capacities. With the open-circuit plateaus placed 0.08 V higher against sodium, a set tuned the same way lets *x* = 2.000 fall 3 mAh/g behind at 1 C instead of 0.6.';
