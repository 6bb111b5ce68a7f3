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

/**
 * As qtype_numerical_answer_processor::apply_units reads and qtype_numerical_question grades (Moodle 4): spaces are dropped, an exponent may be
 * written ×10^, a lone comma is a decimal one, what follows the number is looked up among the units letter by letter; an unknown unit leaves the
 * number as it is. The first answer within whose tolerance the value lies decides.
 */
function gradeTyped(question: Node, typed: string): number {
  const text = typed
    .replaceAll(' ', '')
    .replace(/(?:e|E|(?:x|\*|×)10(?:\^|\*\*))([+-]?\d+)/g, 'e$1');
  const point = text.includes('.') || text.split(',').length > 2 ? text.replaceAll(',', '') : text.replace(',', '.');
  const head = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?/.exec(point)?.[0];
  if (head === undefined) return 0;
  const listed = all(question, 'units')[0]?.children ?? [];
  const known = listed.find((u) => one(u, 'unit_name').text === point.slice(head.length));
  return grade(question, Number(head) / (known ? Number(one(known, 'multiplier').text) : 1));
}
function grade(question: Node, value: number): number {
  const hit = all(question, 'answer').find((a) => Math.abs(value - Number(one(a, 'text').text)) <= Number(one(a, 'tolerance').text) * (1 + 1e-6));
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
  });

  it.each([
    ['resistance-to-conductivity', 1, ['S/cm', 'S cm^-1', 'S cm-1', 'S cm⁻¹', 'Scm^-1', 'ohm^-1 cm^-1']],
    ['resistance-to-conductivity', 1e3, ['mS/cm', 'mS cm^-1', 'mS cm⁻¹', 'mScm-1']],
    ['resistance-to-conductivity', 1e2, ['S/m', 'S m^-1']],
    ['pellet-resistance', 1, ['Ω', 'ohm', 'Ohm']],
    ['pellet-resistance', 1e-3, ['kΩ', 'kohm', 'kOhm']],
    ['drift-mobility', 1, ['cm^2/(V s)', 'cm²/(Vs)', 'cm2/Vs', 'cm² V⁻¹ s⁻¹']],
    ['drift-mobility', 1e-4, ['m^2/(V s)']],
    ['jump-rate', 1, ['s^-1', 's-1', '/s', 's⁻¹', 'Hz']],
    ['count-the-carriers', 1, ['cm^-3', 'cm-3', '/cm^3', 'cm⁻³']],
    ['catholyte-layer', 1, ['Ω cm^2', 'ohm cm2', 'Ω cm²']],
    ['prefactor', 1, ['S K/cm', 'K S/cm']],
    ['one-c-current', 1e3, ['µA', 'uA', 'μA']],
    ['two-temperatures', 1e-3, ['eV']],
    ['areal-loading', 1, ['mAh/cm^2', 'mAh/cm2', 'mAh cm⁻²']],
  ] as const)('takes %s times %f in %j as students type it', (id, factor, names) => {
    const q = of('numerical').find((n) => one(n, 'idnumber').text === `${id}-${seed}`)!;
    const right = Number(one(all(q, 'answer')[0]!, 'text').text) * factor;
    for (const name of names) {
      for (const written of [right.toExponential(6), right.toExponential(6).replace('e', ' × 10^'), right.toExponential(6).replace('.', ',')]) {
        expect(gradeTyped(q, `${written} ${name}`), `${written} ${name}`).toBe(100);
        if (factor !== 1) expect(gradeTyped(q, `${written}`), 'the bare number is of the question’s unit').toBe(0);
      }
    }
  });

  it('lists units that Moodle can find: no space, no digit first, none twice, the question’s own at the head with size one', () => {
    for (const q of of('numerical')) {
      const listed = all(q, 'units')[0]?.children ?? [];
      const names = listed.map((u) => one(u, 'unit_name').text);
      for (const name of names) expect(name).toMatch(/^[^\s\d][^\s]{0,49}$/);
      expect(new Set(names).size).toBe(names.length);
      if (listed.length > 0) expect(Number(one(listed[0]!, 'multiplier').text)).toBe(1);
      expect(one(q, 'showunits').text).toBe(listed.length > 0 ? '0' : '3');
    }
  });

  it('links the figure to read or to move, in the state of the question', () => {
    for (const { variant: v } of items) {
      if (v.kind !== 'state' && v.kind !== 'reading') continue;
      const q = of('numerical').find((n) => one(n, 'idnumber').text === `${v.id}-${seed}`)!;
      const link = /<a href="([^"]+)"/.exec(textOf(q, 'questiontext'))?.[1]?.replaceAll('&amp;', '&');
      expect(link, v.id).toBe(`https://example.org/paper/${v.home}${v.state && `?${v.state}`}#fig-${v.figure}`);
    }
  });
});

it('the parser of this test refuses what is not well-formed', () => {
  expect(() => parse('<quiz><question></quiz>')).toThrow();
  expect(() => parse('<quiz>a & b</quiz>')).toThrow();
});
