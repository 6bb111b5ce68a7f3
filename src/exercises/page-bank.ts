/** The bank in the page: words fetched once, models and kernels with the first exercise that needs them. */
import { pageKernels } from '../kernels/page.ts';
import type { Exercise } from '../schemas/exercise.ts';
import { modelOf } from './models/index.ts';
import { variantOf, type Variant } from './variant.ts';
import type { Model } from './model.ts';
import type { Kernels } from '../kernels/all.ts';

type Entry = Exercise & { home: string };

let fetched: Promise<Entry[]> | undefined;

export function pageBank(): Promise<Entry[]> {
  fetched ??= fetch(`${import.meta.env.BASE_URL}lessons/bank.json`).then((response) => {
    if (!response.ok) throw new Error(`the exercises could not be fetched (${response.status})`);
    return response.json() as Promise<Entry[]>;
  });
  // A failed fetch may succeed later.
  fetched.catch(() => (fetched = undefined));
  return fetched;
}

export interface Loaded {
  variant: Variant;
  model: Model;
  kernels: Kernels;
}

/** An exercise with the numbers of a seed. Throws one sentence when the id is unknown. */
export async function pageVariant(id: string, seed: number): Promise<Loaded> {
  const entry = (await pageBank()).find((e) => e.id === id);
  if (!entry) throw new Error(`there is no exercise “${id}”`);
  const model = await modelOf(entry);
  const kernels = await pageKernels(model.kernels);
  return { variant: variantOf(entry, model, kernels, seed), model, kernels };
}
