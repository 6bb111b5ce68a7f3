/** The result of a figure whose computation takes longer than a frame. */
import { loadFigure } from '../figures/registry.ts';
import type { AnyValues } from '../runtime/figure.ts';
import { defineJob } from './job.ts';

function* atOnce<O>(result: () => O): Generator<number, O> {
  yield 0;
  return result();
}

export default defineJob<{ id: string; values: AnyValues }, unknown>({
  kernels: async ({ id }) => (await loadFigure(id)).kernels,
  async steps(kernels, { id, values }) {
    const figure = await loadFigure(id);
    return figure.steps?.(kernels, values) ?? atOnce(() => figure.compute(kernels, values));
  },
});
