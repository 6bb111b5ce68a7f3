/** The strip of the dashboard, and which picture stands in each of its light places for a composition, a temperature and a sample. Every picture is a panel of a figure. */
import fig1a from '../figures/1a/index.ts';
import fig3b from '../figures/3b/index.ts';
import fig3d from '../figures/3d/index.ts';
import fig4c from '../figures/4c/index.ts';
import { temperatureParam, xParam } from '../figures/parts/params.ts';
import { compositionAt, formulaParts } from '../physics/composition.ts';
import { kelvin, EA_DEFAULT_meV, HEATING, isHeatedSample, isReportedSigma, sigmaAt, sigmaRoom } from '../physics/transport-model.ts';
import { defaults, type AnyFigure, type AnyValues, type ChoiceParam, type Controlled } from '../runtime/figure.ts';
import type { Provenance } from '../physics/provenance.ts';
import { conductivity, fixed, formula } from '../runtime/format.ts';
import { nameOf } from '../runtime/plot/colours.ts';

const sampleParam = {
  kind: 'choice',
  label: 'Powder',
  options: [
    { value: 'as-milled', label: 'as milled' },
    { value: 'heat-treated', label: 'heated' },
  ],
  default: 'as-milled',
  linked: 'sample',
  span: 3,
  unavailable: (value, { x }) => (value === 'heat-treated' && !isHeatedSample(Number(x)) ? 'heated powder exists only at *x* = 1.625 and 2.000' : null),
} as const satisfies ChoiceParam;

/** The one strip of the dashboard. */
export const STRIP: Controlled = { id: 'dashboard', name: 'One strip for six pictures', params: { x: xParam, T: { ...temperatureParam, note: undefined }, sample: sampleParam } as unknown as Controlled['params'] };

export interface State {
  x: number;
  T: number;
  sample: string;
}

/** Values of the strip as a state: the heated powder falls back to the milled one where none was heated. */
export const stateOf = (values: AnyValues): State => {
  const x = values['x'] as number;
  return { x, T: values['T'] as number, sample: sampleParam.unavailable(values['sample'] as string, { x }) ? 'as-milled' : (values['sample'] as string) };
};

export interface Source {
  figure: AnyFigure;
  values: AnyValues;
  /** Key of the panel that is shown. */
  panel: string;
  /** A sentence that only the dashboard needs. */
  note?: string;
  /** Where the state shown rests on less than the figure. */
  badge?: Provenance;
}

export interface Tile {
  key: string;
  /** Computed in the worker: longer than a third of a frame. */
  far?: boolean;
  source(state: State): Source;
}

/** A panel of a figure in a state; all else as the paper has it. */
export const from = (figure: unknown, panel: string, values: AnyValues = {}, note?: string): Source => {
  const known = figure as AnyFigure;
  return { figure: known, panel, values: { ...defaults(known.params), ...values }, ...(note ? { note } : {}) };
};
export const heated = ({ sample }: State): boolean => sample === 'heat-treated';

/** Pictures that are computed within a frame. */
export const NEAR: readonly Tile[] = [
  { key: 'composition', source: ({ x }) => from(fig1a, 'ternary', { x }) },
  { key: 'nyquist', source: (s) => (heated(s) ? { ...from(fig3b, 'nyquist', { x: s.x, T: s.T, sample: 'heated' }, 'No spectrum of a heated pellet is in the text.'), badge: 'assumed' } : from(fig3b, 'nyquist', { x: s.x, T: s.T })) },
  { key: 'arrhenius', source: (s) => (heated(s) ? from(fig4c, 'arrhenius', { sample: nameOf(s.x), T: s.T }) : from(fig3d, 'arrhenius', { x: s.x, T: s.T, na3ps4: false })) },
];

/** What the strip says of its state. Rich text. */
export function words({ x, T, sample }: State): string {
  const hot = sample === 'heat-treated';
  const sigma = sigmaAt(sigmaRoom(x) / (hot ? HEATING.factor : 1), kelvin(T), EA_DEFAULT_meV + (hot ? HEATING.gain_meV : 0));
  const rests = hot ? `if heating costs a factor of ten at 25 °C, “roughly one order” in the text, and raises *E*~a~ by ${HEATING.gain_meV} meV` : isReportedSigma(x) ? (T === 25 ? 'as reported' : 'from the reported value at 25 °C') : 'by a smooth guess between two reported values';
  return `*x* = **${nameOf(x)}**, ${formula(formulaParts(compositionAt(x).atoms))}, ${hot ? 'heated' : 'as milled'}, at ${fixed(T, 0)} °C: **${conductivity(sigma)}**, ${rests}.`;
}

/** One sentence of a summary, what a small picture has room for: the first that speaks of `x`, or the first. */
export function sentenceOn(x: number, summary: string): string {
  const sentences = summary.match(/.+?[.;](?= |$)/gs) ?? [summary];
  const chosen = sentences.find((sentence) => sentence.includes(nameOf(x))) ?? sentences[0]!;
  return chosen.trim().replace(/;$/, '.');
}
