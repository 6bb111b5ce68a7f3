/**
 * The figure contract: one definition, three hosts (the page at build, <live-figure> in the browser, Node).
 * Data flows one way: URL → values → result → picture, words, table. `compute` is pure: no DOM, no await, no clock, no Math.random.
 */
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';
import type { Provenance } from '../physics/provenance.ts';
import type { El } from './svg.ts';

/** A value that the paper (or a source) prints, marked on the ruler of a slider. */
export interface Tick {
  value: number;
  label?: string;
  /** One of the six colour steps, e.g. 's1625'. */
  colour?: string;
}

interface ParamBase {
  /** Rich text, e.g. 'NaCl taken out, *x*'. */
  label: string;
  /** Words beside the label: why this value, or that it is assumed. */
  note?: string;
  /** Shared by every figure of the page that has a parameter linked under the same name. */
  linked?: 'x' | 'T' | 'sample';
  /** Names that the parameter had in older links: those keep working. */
  formerly?: readonly string[];
  /** Rests on an input that nobody reported: the track is dashed. */
  assumed?: boolean;
  /** Columns of the control strip, of 12. */
  span?: number;
}

export interface NumberParam extends ParamBase {
  kind: 'number';
  /** Plain text; empty for a pure number. */
  unit: string;
  min: number;
  max: number;
  step: number;
  default: number;
  /** Decimals shown in the number box. */
  decimals: number;
  scale?: 'linear' | 'log';
  ticks?: readonly Tick[];
  /** A small curve over the ruler: heights 0…1 at values, with marks; the optimum is seen before anything is moved. */
  curve?: { points: readonly (readonly [value: number, height: number])[]; marks: readonly { value: number; height: number; label: string }[]; note: string };
}

export interface ChoiceParam extends ParamBase {
  kind: 'choice';
  options: readonly { value: string; label: string }[];
  default: string;
  /** Why an option cannot be had at these values, or null: e.g. no heat-treated sample at x = 1.5. */
  unavailable?: (value: string, values: Record<string, number | string | boolean>) => string | null;
}

export interface ToggleParam extends ParamBase {
  kind: 'toggle';
  default: boolean;
  /** A button that starts something ("Fit") rather than a switch that shows something. */
  action?: boolean;
}

export type Param = NumberParam | ChoiceParam | ToggleParam;
export type Params = Record<string, Param>;

type ValueOf<T extends Param> = T extends NumberParam ? number : T extends ChoiceParam ? string : boolean;
export type Values<P extends Params> = { [K in keyof P]: ValueOf<P[K]> };
export type AnyValues = Record<string, number | string | boolean>;

/** The room a panel is drawn in; two frames are drawn at build, and the style sheet shows one. */
export interface Frame {
  width: number;
  narrow: boolean;
}

export interface Drawing {
  width: number;
  height: number;
  children: El[];
}

/** main: 8 of 12 columns; side: 4; third: 4 of a row of three; half: 6; wide: 12. */
export type Span = 'main' | 'side' | 'third' | 'half' | 'wide';

export interface Panel {
  key: string;
  span: Span;
  /** Rich text over the plot. */
  title?: string;
  draw(frame: Frame): Drawing;
}

export interface Column {
  /** Rich text. */
  name: string;
  /** Plain text; in CSV it follows the name. */
  unit: string;
  align?: 'left';
}

export type Cell = string | number | null;

export interface Table {
  caption: string;
  columns: Column[];
  rows: Cell[][];
  /** All points, when the table in the page holds only landmarks; same column rules. Used for CSV. */
  full?: { columns: Column[]; rows: Cell[][] };
}

/** One line of "compare with the paper". */
export interface Comparison {
  quantity: string;
  reported: string;
  here: string;
  /** In words: "was put in", "agrees", "not in the text" … */
  verdict: string;
}

export interface FigureProvenance {
  badge: Provenance;
  /** What reported numbers pin. Rich text, one sentence. */
  pinned: string;
  /** What is free or assumed. Rich text, one sentence. */
  free: string;
  /** The reported constraints that the model meets; each has a test. */
  constraints: readonly string[];
  /** Which other parameter sets would fit the reported numbers as well. */
  alternatives: string;
}

export interface Figure<P extends Params, R> {
  /** As in the paper: '3b'. */
  id: string;
  /** What captions call it; absent: "Figure" and its id. */
  name?: string;
  title: string;
  /** The question that the sliders answer. */
  question: string;
  technique: 'composition' | 'impedance' | 'nmr' | 'diffraction' | 'electrochemistry';
  /** Version of the parameters, for permalinks. */
  version: number;
  params: P;
  kernels: readonly KernelName[];
  provenance: FigureProvenance;
  compute(kernels: Kernels, values: Values<P>): R;
  /** Where `compute` takes longer than a frame: the same work in steps that yield how much is done (0 to 1). The page then runs it
   * in a worker, and the last picture stays until the new one is ready. Its result is plain data. */
  steps?(kernels: Kernels, values: Values<P>): Generator<number, R>;
  view(result: R, values: Values<P>): Panel[];
  /** One or two sentences of rich text. */
  summary(result: R, values: Values<P>): string;
  table(result: R, values: Values<P>): Table;
  compare(result: R, values: Values<P>): Comparison[];
}

export type AnyFigure = Figure<Params, unknown>;

/** What controls and addresses need to know of a figure; the dashboard has these and no picture of its own. */
export type Controlled = Pick<AnyFigure, 'id' | 'name' | 'params'>;

/** Declares a figure; the types of its values follow from its parameters. */
export function defineFigure<const P extends Params, R>(figure: Figure<P, R>): Figure<P, R> {
  for (const [name, param] of Object.entries(figure.params)) checkParam(figure.id, name, param);
  return figure;
}

function checkParam(id: string, name: string, param: Param): void {
  const fail = (what: string): never => {
    throw new Error(`figure ${id}, parameter ${name}: ${what}`);
  };
  if (param.kind === 'number') {
    if (!(param.min < param.max)) fail(`min ${param.min} must lie below max ${param.max}`);
    if (!(param.default >= param.min && param.default <= param.max)) fail(`default ${param.default} must lie from ${param.min} to ${param.max}`);
    if (!(param.step > 0)) fail(`step ${param.step} must be positive`);
    if (param.scale === 'log' && param.min <= 0) fail('a logarithmic scale needs a positive min');
  } else if (param.kind === 'choice' && !param.options.some((o) => o.value === param.default)) fail(`default "${param.default}" is not among its options`);
}

export const figureName = ({ id, name }: Pick<AnyFigure, 'id' | 'name'>): string => name ?? `Figure ${id}`;

/** The paper's own state. */
export const defaults = <P extends Params>(params: P): Values<P> =>
  Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default])) as Values<P>;
