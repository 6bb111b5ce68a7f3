/** Where a state exercise is solved: the stretch of its control that counts as right. For answer keys and for systems that know only numbers. */
import type { Kernels } from '../kernels/all.ts';
import { fromRuler } from '../runtime/controls.ts';
import type { AnyFigure, NumberParam } from '../runtime/figure.ts';
import { readState } from '../runtime/url-state.ts';
import type { Model } from './model.ts';
import type { Variant } from './variant.ts';

export interface StateRange {
  /** Rich text, e.g. "Temperature". */
  label: string;
  unit: string;
  low: number;
  high: number;
  decimals: number;
}

const STEPS = 2000;

/** First and last value of the dial that is judged right, all else as the exercise sets it. Throws RangeError where there is none. */
export function stateRange(variant: Variant, model: Model, kernels: Kernels, figure: AnyFigure): StateRange {
  const param = figure.params[model.dial!] as NumberParam;
  const { values } = readState(figure, new URLSearchParams(variant.state));
  const [low, high] = variant.goal!;
  const right = Array.from({ length: STEPS + 1 }, (_, i) => fromRuler(param, i / STEPS)).filter((value) => {
    const measured = model.measures!(kernels, { ...values, [model.dial!]: value }, variant.draw);
    return measured >= low && measured <= high;
  });
  if (right.length === 0) throw new RangeError(`exercise ${variant.id}: no value of ${model.dial} solves it with seed ${variant.seed}`);
  return { label: param.label, unit: param.unit, low: right[0]!, high: right.at(-1)!, decimals: param.decimals };
}
