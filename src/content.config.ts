/** Content collections: prose through MDX, everything else through the readers that the command and the tests use too. */
import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { chapter } from './schemas/chapter.ts';
import { discrepancy } from './schemas/discrepancy.ts';
import { term } from './schemas/glossary.ts';
import { lesson } from './schemas/lesson.ts';
import { ledgerEntry } from './schemas/ledger.ts';
import { readDiscrepancies } from './content/discrepancies.ts';
import { readLedger } from './content/ledger.ts';
import { readFolder } from './content/read.ts';

export const collections = {
  chapters: defineCollection({ loader: glob({ pattern: '*.mdx', base: './content/chapters' }), schema: chapter }),
  ledger: defineCollection({ loader: () => [...readLedger().values()], schema: ledgerEntry }),
  discrepancies: defineCollection({ loader: () => readDiscrepancies(readLedger()), schema: discrepancy }),
  glossary: defineCollection({ loader: () => readFolder('glossary', term).map(({ entry }) => entry), schema: term }),
  lessons: defineCollection({ loader: glob({ pattern: '*.mdx', base: './content/lessons' }), schema: lesson }),
};
