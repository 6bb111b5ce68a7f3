/** The prose is our own: no run of words is the preprint’s, but for quotations of at most twenty words in quotation marks. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, readShared } from '../shared-data.ts';
import { contentFolder } from '../../src/content/read.ts';

const PREPRINT = 'paper/ridley-preprint.txt';
/** Words in a row that two texts hardly share by chance; technical phrases such as “linear sweep voltammetry of the two samples” are shorter. */
const RUN = 7;

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];
const runs = (words: string[]): Set<string> => new Set(words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, i) => words.slice(i, i + RUN).join(' ')));
const prose = (mdx: string): string => mdx.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/“[^”]*”/g, ' ').replace(/<[^>]*>/g, ' ');
const shared = (text: string, source: Set<string>): string[] => [...runs(wordsOf(prose(text)))].filter((run) => source.has(run));

describe.skipIf(!hasShared(PREPRINT))('chapters', () => {
  const source = hasShared(PREPRINT) ? readShared(PREPRINT) : '';
  const preprint = runs(wordsOf(source));

  it.each(readdirSync(contentFolder('chapters')))(`%s shares no ${RUN} words in a row with the preprint`, (name) => {
    expect(shared(readFileSync(contentFolder('chapters', name), 'utf8'), preprint)).toEqual([]);
  });

  it('would find a sentence of it, and lets a marked quotation stand', () => {
    const sentence = /[A-Z][^.]{60,200}\./.exec(source.slice(source.indexOf('CONCLUSIONS')))![0];
    expect(shared(`We think so too. ${sentence} And more.`, preprint).length).toBeGreaterThan(0);
    expect(shared(`They write “${sentence}”`, preprint)).toEqual([]);
  });

  it('quote at most twenty words at a time', () => {
    for (const name of readdirSync(contentFolder('chapters')))
      for (const [quote] of readFileSync(contentFolder('chapters', name), 'utf8').matchAll(/“[^”]*”/g)) expect(wordsOf(quote).length, `${name}: ${quote}`).toBeLessThanOrEqual(20);
  });
});
