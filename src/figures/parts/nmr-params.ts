/** Parameters that the NMR figures share, defined once. None of them is in the paper, except field and spinning rate. */
import type { ChoiceParam, NumberParam } from '../../runtime/figure.ts';
import { CENTRAL, magnet, MAGNETS, PAPER_LINES, type Counted, type LineOptions } from './nmr-series.ts';

const ILLUSTRATIVE = 'illustrative: none is reported';

export const CQParam = { kind: 'number', label: 'Octahedral *C*~Q~', unit: 'MHz', min: 0, max: 3, step: 0.05, default: 0.8, decimals: 2, span: 3, assumed: true, note: ILLUSTRATIVE, ticks: [0, 1, 2, 3].map((value) => ({ value })) } as const satisfies NumberParam;
export const etaParam = { kind: 'number', label: 'Octahedral *η*', unit: '', min: 0, max: 1, step: 0.05, default: 0.5, decimals: 2, span: 3, assumed: true, note: ILLUSTRATIVE, ticks: [0, 0.5, 1].map((value) => ({ value })) } as const satisfies NumberParam;
export const sigmaParam = { kind: 'number', label: 'Prismatic *σ*, Czjzek', unit: 'MHz', min: 0.05, max: 1.2, step: 0.05, default: 0.4, decimals: 2, span: 3, assumed: true, note: ILLUSTRATIVE, ticks: [0.05, 0.4, 0.8, 1.2].map((value) => ({ value })) } as const satisfies NumberParam;
export const kexParam = { kind: 'number', label: 'Exchange, *k*~ex~', unit: 's^−1^', min: 10, max: 1e6, step: 1, default: 5000, decimals: 0, scale: 'log', span: 3, assumed: true, note: ILLUSTRATIVE, ticks: [10, 1e3, 1e5].map((value) => ({ value })) } as const satisfies NumberParam;

export const masParam = { kind: 'number', label: 'Spinning rate', unit: 'kHz', min: 2, max: 60, step: 1, default: 12, decimals: 0, span: 3, note: 'the paper: 12', ticks: [2, 12, 30, 60].map((value) => ({ value })) } as const satisfies NumberParam;
export const fieldParam = {
  kind: 'choice',
  label: 'Magnet, T',
  options: MAGNETS.map(({ value, label }) => ({ value, label })),
  default: '18.8T',
  span: 6,
  note: '“as printed” is 132.3 MHz, which belongs to 11.74 T (E1)',
} as const satisfies ChoiceParam;

export const countedParam = {
  kind: 'choice',
  label: '4 wt % rests on',
  options: [
    { value: 'alike', label: 'plain areas' },
    { value: 'factor', label: 'areas × 2.5' },
  ],
  default: 'alike',
  span: 6,
  assumed: true,
} as const satisfies ChoiceParam;

/** The sliders as the series model reads them. */
export const lineOptions = (v: { field: string; mas: number; CQ: number; eta: number; sigma: number; counted: string }, kex_per_s: number | null): LineOptions => ({
  ...PAPER_LINES,
  larmor_MHz: magnet(v.field).larmor_MHz,
  mas_Hz: 1000 * v.mas,
  CQ_MHz: v.CQ,
  eta: v.eta,
  sigma_MHz: v.sigma,
  central: CENTRAL[v.counted as Counted],
  kex_per_s,
});
