/** Figures of a lesson page and the exercises that belong to it. */
import { readBank } from '../exercises/bank.ts';
import type { Exercise } from '../schemas/exercise.ts';

export const exercisesOf = (lesson: string): Exercise[] => readBank().filter((e) => e.lesson === lesson);

/** Ids of the figures that an MDX body shows, in order. */
export const figuresIn = (body: string): string[] => [...body.matchAll(/<Figure\s+id="([^"]+)"/g)].map((m) => m[1]!);
