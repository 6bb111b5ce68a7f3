/** Sliders that the figures of diffraction share. All describe the model; none is in the text of the paper. */
import type { NumberParam } from '../../runtime/figure.ts';

export const sizeParam = {
  kind: 'number',
  label: 'Domains at *x* = 1.375',
  unit: 'nm',
  min: 6,
  max: 30,
  step: 0.5,
  default: 12,
  decimals: 1,
  span: 3,
  assumed: true,
  note: 'shrinking evenly towards 2.000',
  ticks: [6, 12, 20, 30].map((value) => ({ value })),
} as const satisfies NumberParam;

export const sizeEndParam = {
  kind: 'number',
  label: 'Domains at *x* = 2.000',
  unit: 'nm',
  min: 1.6,
  max: 3,
  step: 0.1,
  default: 2,
  decimals: 1,
  span: 3,
  assumed: true,
  note: 'spheres of the model crystal',
  ticks: [1.6, 2, 2.5, 3].map((value) => ({ value })),
} as const satisfies NumberParam;

export const strainParam = {
  kind: 'number',
  label: 'Microstrain, *ε*',
  unit: '%',
  min: 0,
  max: 2,
  step: 0.05,
  default: 0.3,
  decimals: 2,
  span: 3,
  assumed: true,
  note: 'widens lines at high angles most',
  ticks: [0, 0.3, 1, 2].map((value) => ({ value })),
} as const satisfies NumberParam;

export const disorderParam = {
  kind: 'number',
  label: 'Disorder of the amorphous part',
  unit: 'Å',
  min: 0,
  max: 0.6,
  step: 0.02,
  default: 0.24,
  decimals: 2,
  span: 3,
  assumed: true,
  note: 'spread of a distance of 2.57 Å',
  ticks: [0, 0.24, 0.6].map((value) => ({ value })),
} as const satisfies NumberParam;
