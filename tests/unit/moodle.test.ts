/** The Moodle export: well-formed by a strict parser, the elements of Moodle's documented format, and graded here as Moodle grades. */
import type { Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { moodleXml } from '../../src/exercises/moodle.ts';
import { nodeItems } from '../../src/exercises/node-items.ts';
import { FIRST_SEED } from '../../src/exercises/draw.ts';
import { parseXml } from '../strict-xml.ts';

interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** The elements of an XML text; throws at the first fault. */
function parse(xml: string): Node {
  const nodeOf = (element: Element): Node => ({
    name: element.tagName,
    attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    children: [...element.childNodes].filter((child): child is Element => child.nodeType === 1).map(nodeOf),
    text: [...element.childNodes].map((child) => (child.nodeType === 3 || child.nodeType === 4 ? (child.nodeValue ?? '') : '')).join(''),
  });
  return nodeOf(parseXml(xml).documentElement!);
}
const all = (node: Node, name: string): Node[] => node.children.filter((c) => c.name === name);
const one = (node: Node, name: string): Node => {
  expect(all(node, name).length, `<${name}> in <${node.name}>`).toBe(1);
  return all(node, name)[0]!;
};
const textOf = (node: Node, name: string): string => one(one(node, name), 'text').text;

/** As qtype_numerical grades: the first answer within whose tolerance the value lies; a known unit divides by its multiplier. */
function grade(question: Node, value: number, unit?: string): number {
  const factor = unit === undefined ? 1 : Number(one(all(one(question, 'units'), 'unit').find((u) => one(u, 'unit_name').text === unit)!, 'multiplier').text);
  const hit = all(question, 'answer').find((a) => Math.abs(value / factor - Number(one(a, 'text').text)) <= Number(one(a, 'tolerance').text) * (1 + 1e-6));
  return hit ? Number(hit.attributes['fraction']) : 0;
}

const ALLOWED: Record<string, readonly string[]> = {
  category: ['category', 'info'],
  numerical: ['name', 'questiontext', 'generalfeedback', 'defaultgrade', 'penalty', 'hidden', 'idnumber', 'answer', 'unitgradingtype', 'unitpenalty', 'showunits', 'unitsleft', 'units', 'hint'],
  multichoice: ['name', 'questiontext', 'generalfeedback', 'defaultgrade', 'penalty', 'hidden', 'idnumber', 'single', 'shuffleanswers', 'answernumbering', 'correctfeedback', 'partiallycorrectfeedback', 'incorrectfeedback', 'answer', 'hint'],
};

describe.each([FIRST_SEED, 4711])('the bank with numbers no. %i', async (seed) => {
  const items = await nodeItems(seed);
  const quiz = parse(moodleXml(items, { composition: 'One & only <title>' }, 'https://example.org/paper/'));
  const of = (type: string): Node[] => all(quiz, 'question').filter((q) => q.attributes['type'] === type);

  it('is a quiz of categories, numerical and multichoice questions with only documented elements', () => {
    expect(quiz.name).toBe('quiz');
    expect(quiz.children.every((c) => c.name === 'question')).toBe(true);
    expect(of('category').length).toBe(7);
    expect(of('category').length + of('numerical').length + of('multichoice').length).toBe(quiz.children.length);
    for (const q of quiz.children) for (const c of q.children) expect(ALLOWED[q.attributes['type']!], `${q.attributes['type']}: <${c.name}>`).toContain(c.name);
    expect(textOf(of('category')[0]!, 'category')).toBe('$course$/top/Less salt, more current/One & only <title>');
  });

  it('holds every exercise once, a slip in two parts, each with an id number of its own', () => {
    const ids = [...of('numerical'), ...of('multichoice')].map((q) => one(q, 'idnumber').text);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { variant: v } of items) {
      expect(ids).toContain(`${v.id}-${seed}`);
      if (v.kind === 'slip') expect(ids).toContain(`${v.id}-${seed}-number`);
    }
    expect(ids.length).toBe(items.length + items.filter(({ variant }) => variant.kind === 'slip').length);
  });

  it('has names, words in HTML, feedback, hints and grades', () => {
    for (const q of [...of('numerical'), ...of('multichoice')]) {
      expect(textOf(q, 'name').length).toBeGreaterThan(5);
      for (const field of ['questiontext', 'generalfeedback']) {
        expect(one(q, field).attributes['format']).toBe('html');
        expect(textOf(q, field)).toMatch(/^<p>.{20,}<\/p>$/s);
      }
      expect(Number(one(q, 'penalty').text)).toBeLessThanOrEqual(1);
      expect(all(q, 'hint').length).toBeGreaterThanOrEqual(2);
      const fractions = all(q, 'answer').map((a) => Number(a.attributes['fraction']));
      expect(fractions.filter((f) => f === 100).length).toBe(1);
      expect(fractions.every((f) => f === 0 || f === 100)).toBe(true);
      for (const a of all(q, 'answer')) one(a, 'feedback');
    }
    for (const q of of('multichoice')) {
      expect(one(q, 'single').text).toBe('true');
      expect(all(q, 'answer').length).toBeGreaterThanOrEqual(3);
    }
  });

  it('grades as the page judges: right, 5 % beside it, known mistakes, other units', () => {
    for (const { variant: v, range } of items) {
      const q = of('numerical').find((n) => one(n, 'idnumber').text === (v.kind === 'slip' ? `${v.id}-${seed}-number` : `${v.id}-${seed}`));
      if (v.kind === 'choice') continue;
      if (v.kind === 'state') {
        expect(grade(q!, range!.low), v.id).toBe(100);
        expect(grade(q!, range!.high), v.id).toBe(100);
        expect(grade(q!, range!.high + (range!.high - range!.low) + 1e-3 * Math.abs(range!.high)), v.id).toBe(0);
        continue;
      }
      expect(grade(q!, v.answer!), v.id).toBe(100);
      expect(grade(q!, 1.05 * v.answer!), v.id).toBe(0);
      for (const t of v.traps) expect(grade(q!, t.value), `${v.id} ${t.name}`).toBe(0);
    }
    const sigma = of('numerical').find((n) => one(n, 'idnumber').text === `resistance-to-conductivity-${seed}`)!;
    const right = Number(one(all(sigma, 'answer')[0]!, 'text').text);
    expect(grade(sigma, 1000 * right, 'mS/cm')).toBe(100);
    expect(grade(sigma, 100 * right, 'S/m')).toBe(100);
    expect(grade(sigma, right, 'mS/cm')).toBe(0);
  });
});

it('the parser of this test refuses what is not well-formed', () => {
  expect(() => parse('<quiz><question></quiz>')).toThrow();
  expect(() => parse('<quiz>a & b</quiz>')).toThrow();
});
