/** What an exercise computes: its answer, the wrong answers worth recognising, numbers for its words. By the functions that draw the figures. */
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';
import type { AnyValues } from '../runtime/figure.ts';

/** Parameters as a seed drew them. */
export type Draw = Readonly<Record<string, number>>;

export interface Solved {
  /** In the unit of the exercise. */
  answer?: number;
  /** Wrong answers by the names that the words use. */
  traps?: Record<string, number>;
  /** Further numbers or words for the texts. */
  shown?: Record<string, number | string>;
  /** state: where the measured number must lie. */
  goal?: readonly [number, number];
}

export interface Model {
  kernels: readonly KernelName[];
  solve(kernels: Kernels, p: Draw): Solved;
  /** state: the number that the figure's values amount to. */
  measures?(kernels: Kernels, values: AnyValues, p: Draw): number;
  /** state: the parameter of the figure that the reader moves. */
  dial?: string;
}

/** A model that needs no kernel. */
export const closed = (solve: (p: Draw) => Solved): Model => ({ kernels: [], solve: (_kernels, p) => solve(p) });
/** A choice has nothing to compute but, at most, numbers for its words. */
export const words = (shown: (p: Draw) => Record<string, number | string> = () => ({})): Model => closed((p) => ({ shown: shown(p) }));
