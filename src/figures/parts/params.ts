/** Parameters that several figures share, defined once. */
import { SAMPLES } from '../../physics/composition.ts';
import { HEATING, isHeatedSample, SIGMA_AMORPHOUS, SIGMA_BEST, sigmaRoom } from '../../physics/transport-model.ts';
import { step } from '../../runtime/plot/colours.ts';
import type { ChoiceParam, NumberParam } from '../../runtime/figure.ts';

/** x over the six samples; the small curve above the ruler is σ(25 °C), reported at two of them. */
export const xParam = {
  kind: 'number',
  label: 'NaCl taken out, *x*',
  unit: '',
  min: 1.375,
  max: 2,
  step: 0.005,
  default: SIGMA_BEST.x,
  decimals: 3,
  linked: 'x',
  span: 6,
  ticks: SAMPLES.map((value) => ({ value, colour: `s${step(value)}` })),
} as const satisfies NumberParam;

const height = (x: number): number => Math.max(0, (Math.log10(sigmaRoom(x)) + 4) / 0.65);

export const xParamWithSigma = {
  ...xParam,
  curve: {
    points: Array.from({ length: 51 }, (_, i) => 1.375 + (0.625 * i) / 50).map((x) => [x, height(x)] as const),
    marks: [
      { value: SIGMA_BEST.x, height: height(SIGMA_BEST.x), label: '4.0 × 10⁻⁴ S/cm' },
      { value: SIGMA_AMORPHOUS.x, height: height(SIGMA_AMORPHOUS.x), label: '1.2 × 10⁻⁴' },
    ],
    note: 'above the ruler: *σ* at 25 °C, two values reported, the rest a smooth guess',
  },
} as const satisfies NumberParam;

/** As-milled powders crystallise below 100 °C: nothing is drawn beyond 80 °C, and the slider ends at 70. */
export const temperatureParam = {
  kind: 'number',
  label: 'Temperature',
  unit: '°C',
  min: 10,
  max: 70,
  step: 1,
  default: 25,
  decimals: 0,
  linked: 'T',
  span: 3,
  note: 'the paper: “room temperature”, taken as 25',
  ticks: [10, 25, 40, 55, 70].map((value) => ({ value })),
} as const satisfies NumberParam;

export const strayParam = {
  kind: 'number',
  label: 'Stray capacitance',
  unit: 'pF',
  min: 0,
  max: 200,
  step: 5,
  default: 100,
  decimals: 0,
  span: 3,
  assumed: true,
  note: '0 hides the arc',
  ticks: [0, 50, 100, 150, 200].map((value) => ({ value })),
} as const satisfies NumberParam;

export const energyParam = {
  kind: 'number',
  label: 'Activation energy, *E*~a~',
  unit: 'meV',
  min: 348,
  max: 370,
  step: 1,
  default: 359,
  decimals: 0,
  span: 3,
  assumed: true,
  note: 'the same for every *x*',
  ticks: [348, 359, 370].map((value) => ({ value })),
} as const satisfies NumberParam;

/** As milled or heat-treated; only two samples were heated. */
export const sampleParam = {
  kind: 'choice',
  label: 'Sample',
  options: [
    { value: 'milled', label: 'as milled' },
    { value: 'heated', label: 'heat-treated' },
  ],
  default: 'milled',
  linked: 'sample',
  span: 6,
  unavailable: (value, { x }) => (value === 'heated' && !isHeatedSample(Number(x)) ? 'only *x* = 1.625 and 2.000 were heated' : null),
} as const satisfies ChoiceParam;

/** Heating of the chosen sample, or null where it is as milled or was never heated. */
export const heatingOf = (sample: string, x: number): typeof HEATING | null => (sample === 'heated' && isHeatedSample(x) ? HEATING : null);

export const factorParam = { kind: 'number', label: 'Lost factor', unit: '', min: 5, max: 20, step: 0.5, default: HEATING.factor, decimals: 1, span: 3, assumed: true, note: '“roughly one order of magnitude”', ticks: [5, 10, 15, 20].map((value) => ({ value })) } as const satisfies NumberParam;
export const gainParam = { kind: 'number', label: '*E*~a~ raised by', unit: 'meV', min: 1, max: 350, step: 1, default: HEATING.gain_meV, decimals: 0, span: 3, assumed: true, note: '“increased”, no value in the text', ticks: [1, 100, 200, 350].map((value) => ({ value })) } as const satisfies NumberParam;
