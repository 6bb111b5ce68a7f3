/** The models of a lesson, loaded when asked for. */
import type { Exercise } from '../../schemas/exercise.ts';
import type { Model } from '../model.ts';

const loaders: Record<Exercise['lesson'], () => Promise<{ MODELS: Record<string, Model> }>> = {
  composition: () => import('./composition.ts'),
  impedance: () => import('./impedance.ts'),
  arrhenius: () => import('./arrhenius.ts'),
  mobility: () => import('./mobility.ts'),
  quadrupolar: () => import('./quadrupolar.ts'),
  halo: () => import('./halo.ts'),
  cell: () => import('./cell.ts'),
};

/** The model of an exercise. Throws one sentence when there is none. */
export async function modelOf({ id, lesson }: Pick<Exercise, 'id' | 'lesson'>): Promise<Model> {
  const model = (await loaders[lesson]()).MODELS[id];
  if (!model) throw new Error(`exercise ${id} has no model in src/exercises/models/${lesson}.ts: add one under its id`);
  return model;
}

/** Ids of all models of a lesson. */
export const modelIds = async (lesson: Exercise['lesson']): Promise<string[]> => Object.keys((await loaders[lesson]()).MODELS);
