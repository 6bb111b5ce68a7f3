/** The bank in Node: all exercises with their words, and variants of them, for the build, the command line and the tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { contentFolder, readFolder } from '../content/read.ts';
import { nodeKernels } from '../kernels/node.ts';
import { exercise, LESSONS, type Exercise } from '../schemas/exercise.ts';
import { FIRST_SEED } from './draw.ts';
import { modelOf } from './models/index.ts';
import { variantOf, type Variant } from './variant.ts';

/** Every exercise in the order of lessons and places. */
export const readBank = (): Exercise[] =>
  readFolder('exercises', exercise)
    .map(({ entry }) => entry)
    .sort((a, b) => LESSONS.indexOf(a.lesson) - LESSONS.indexOf(b.lesson) || a.order - b.order);

/** Page, below the base path, that shows the figure of an exercise: its lesson, or else the first chapter that has it. */
function homeOf(entry: Exercise): string {
  if (!entry.figure) return '';
  const shows = (folder: string, file: string): boolean => readFileSync(contentFolder(folder, file), 'utf8').includes(`<Figure id="${entry.figure}"`);
  if (shows('lessons', `${entry.lesson}.mdx`)) return `lessons/${entry.lesson}/`;
  const chapter = readdirSync(contentFolder('chapters')).find((file) => file.endsWith('.mdx') && shows('chapters', file));
  if (!chapter) throw new Error(`exercise ${entry.id}: no lesson and no chapter shows figure ${entry.figure}: add it to content/lessons/${entry.lesson}.mdx`);
  return `${chapter.replace('.mdx', '')}/`;
}

/** The bank as the page fetches it. */
export const pageEntries = (): (Exercise & { home: string })[] => readBank().map((entry) => ({ ...entry, home: homeOf(entry) }));

/** One exercise with the numbers of a seed. */
export async function nodeVariant(entry: Exercise, seed = FIRST_SEED): Promise<Variant> {
  const model = await modelOf(entry);
  return variantOf({ ...entry, home: homeOf(entry) }, model, await nodeKernels(model.kernels), seed);
}
