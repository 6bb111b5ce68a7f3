/** The preprint’s text, line by line, where it is at hand: quotes are compared with it verbatim. */
import { hasShared, readShared } from '../shared-data.ts';

const FILE = 'paper/ridley-preprint.txt';
export const hasPreprint = hasShared(FILE);

const oneSpace = (text: string): string => text.replace(/\s+/g, ' ').trim();
const lines = hasPreprint ? readShared(FILE).split('\n').map(oneSpace) : [];

/** True when `quote` stands in that line (counted from 1), white space apart. */
export const standsIn = (quote: string, line: number): boolean => lines[line - 1]?.includes(oneSpace(quote)) ?? false;
