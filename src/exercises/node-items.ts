/** Variants with the ranges of their states, in Node. */
import { loadFigure } from '../figures/registry.ts';
import { nodeKernels } from '../kernels/node.ts';
import { nodeVariant, readBank } from './bank.ts';
import { FIRST_SEED } from './draw.ts';
import { modelOf } from './models/index.ts';
import type { ForMoodle } from './moodle.ts';
import { stateRange } from './state-range.ts';

/** The whole bank with the numbers of a seed. */
export const nodeItems = (seed = FIRST_SEED): Promise<ForMoodle[]> =>
  Promise.all(
    readBank().map(async (entry) => {
      const variant = await nodeVariant(entry, seed);
      const model = await modelOf(entry);
      return { variant, range: variant.kind === 'state' ? stateRange(variant, model, await nodeKernels(model.kernels), await loadFigure(entry.figure!)) : null };
    }),
  );
