/** Front matter of a lesson: what a lecturer reads first. The body is prose with figures. */
import { z } from 'astro/zod';
import { fix, list, number, slug, text } from './fields.ts';

const step = z.strictObject({ minutes: number('write the minutes').positive(), what: text('say what happens'), with: text('name the figure, exercise or board work').optional() });
const question = z.strictObject({ ask: text('write a question for the class'), expect: text('write the answer to expect') });
const misconception = z.strictObject({ thought: text('write what students think'), instead: text('write what is the case, and how to show it') });

export const lesson = z.strictObject({
  title: text('write the title of the lesson'),
  order: number('write the place of the lesson, from 1').int(),
  /** One sentence for the list, the search and the page's description. */
  summary: text('write one sentence'),
  /** What a student can do afterwards. */
  aims: list(text('write an aim that begins with a verb'), 'write a list of aims').min(2),
  /** What a student should bring. */
  prerequisites: list(text('write a prerequisite'), 'write a list of prerequisites').min(1),
  /** Glossary terms that the lesson uses. */
  terms: list(slug('write the id of a glossary term'), 'write a list of term ids').min(3),
  plan: z.array(step).refine((steps) => steps.reduce((s, { minutes }) => s + minutes, 0) === 50, fix('let the minutes add up to 50')),
  /** To ask in class, each with the answer to lead to. */
  questions: z.array(question).min(3),
  misconceptions: z.array(misconception).min(2),
  /** The lesson in a few sentences. */
  takeaways: list(text('write one sentence to keep'), 'write a list').min(2),
  /** Chapter of this site that treats it at length. */
  chapter: slug('write the name of a chapter'),
  /** References worth reading, with a reason. */
  reading: z.array(z.strictObject({ cite: text('write the key of a reference'), why: text('say why to read it') })).min(1),
});
export type Lesson = z.infer<typeof lesson>;
