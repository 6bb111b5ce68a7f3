/** The circuit drawing, and what the figures of the transport chapter promise, each with a wrong model that the test refuses. */
import { describe, expect, test } from 'vitest';
import { circuitDrawing, elementName, type CircuitBox } from '../../src/figures/parts/circuit-drawing.ts';
import { ELEMENTS, parseCircuit } from '../../src/physics/circuit-grammar.ts';
import { toMarkup, type El } from '../../src/runtime/svg.ts';

const overlap = (a: CircuitBox, b: CircuitBox): boolean => a.x < b.x + b.width - 1e-6 && b.x < a.x + a.width - 1e-6 && a.y < b.y + b.height - 1e-6 && b.y < a.y + a.height - 1e-6;
const overlaps = (boxes: readonly CircuitBox[]): string[] => boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => `${a.label} and ${b.label}`));
const named = (children: readonly El[]): string[] => children.flatMap((c) => [...('data-element' in c.attrs ? [String(c.attrs['data-element'])] : []), ...named(c.children)]);

const every = Object.keys(ELEMENTS).map((type, i) => `${type}${i}`);
const nested = Array.from({ length: 8 }).reduce<string>((inner, _, i) => `p(R${i},C${i}-${inner})`, 'W9');
const CIRCUITS = ['R1', 'p(R1,CPE1)-CPE2', 'R0-p(R1,CPE1)-p(R2,CPE2)-CPE3', 'L0-R0-p(CPE1,R1-W1)', 'p(R1,C1,p(R2,CPE2)-L2)-p(R3,R4-p(C5,G5)-Gs6)', every.join('-'), `p(${every.join(',')})`, nested];

describe('a circuit drawn from its string', () => {
  test.each(CIRCUITS)('%s: each element once, inside the drawing, none over another, at 1184, 378 and 350 px', (text) => {
    const circuit = parseCircuit(text);
    const labels = [...new Set(circuit.parameters.map((p) => p.element))];
    const values = Object.fromEntries(labels.map((l) => [l, ['1.23 × 10^−4^ F', '*α* = 0.97']]));
    for (const width of [1184, 378, 350]) {
      const drawing = circuitDrawing(circuit.tree, { width, values });
      expect(named(drawing.children).sort()).toEqual([...labels].sort());
      expect(drawing.width).toBeLessThanOrEqual(width + 1e-9);
      expect(overlaps(drawing.boxes)).toEqual([]);
      for (const b of drawing.boxes) {
        expect(b.x).toBeGreaterThanOrEqual(0);
        expect(b.y).toBeGreaterThanOrEqual(0);
        expect(b.x + b.width).toBeLessThanOrEqual(drawing.width + 1e-9);
        expect(b.y + b.height).toBeLessThanOrEqual(drawing.height + 1e-9);
      }
      for (const child of drawing.children) expect(toMarkup(child)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('every element of the grammar has a symbol of its own', () => {
    const shape = (type: string): string => {
      const { children } = circuitDrawing({ kind: 'element', type, label: 'E1', firstParameter: 0 }, { width: 350 });
      return JSON.stringify(children);
    };
    const shapes = Object.keys(ELEMENTS).map(shape);
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(() => shape('X')).toThrow(/no symbol/);
  });

  test('series run left to right, parallel branches lie one under the other', () => {
    const [a, b] = circuitDrawing(parseCircuit('R1-C1').tree, { width: 350 }).boxes as [CircuitBox, CircuitBox];
    expect(b.x).toBeGreaterThanOrEqual(a.x + a.width);
    const [c, d] = circuitDrawing(parseCircuit('p(R1,C1)').tree, { width: 350 }).boxes as [CircuitBox, CircuitBox];
    expect(d.y).toBeGreaterThanOrEqual(c.y + c.height);
    expect(d.x).toBeCloseTo(c.x, 9);
  });

  test('the check sees boxes that overlap', () => {
    const box = { label: 'A', x: 0, y: 0, width: 10, height: 10 };
    expect(overlaps([box, { ...box, label: 'B', x: 9 }])).toEqual(['A and B']);
  });

  test('names are set as symbols', () => {
    expect([elementName('R1'), elementName('CPE12'), elementName('Wo3')]).toEqual(['*R*~1~', 'CPE~12~', 'Wo~3~']);
  });
});
