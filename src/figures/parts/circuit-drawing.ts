/**
 * A circuit drawn from its tree: series from left to right, parallel branches stacked between two rails, rows wrapped where the room ends.
 * Pure: a tree, a width and words in, a drawing out.
 */
import type { CircuitNode } from '../../physics/circuit-grammar.ts';
import { richToPlain } from '../../runtime/rich.ts';
import { label } from '../../runtime/plot/axes.ts';
import { el, type El } from '../../runtime/svg.ts';

/** The room of one element with its words, px from the top left of the drawing. */
export interface CircuitBox {
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface CircuitDrawing {
  width: number;
  height: number;
  boxes: CircuitBox[];
  children: El[];
}

export interface CircuitDrawingOptions {
  /** px that the drawing may take. Where even wrapping does not fit, it is drawn smaller. */
  width: number;
  /** Rich text under an element, one line each, by its label: `{ R1: ['153 Ω'] }`. */
  values?: Readonly<Record<string, readonly string[]>>;
  /** Labels of elements drawn with a heavier stroke. */
  marked?: readonly string[];
}

/** Half the length of a symbol along the wire, and its half height. */
const HALF = 24;
const TALL = 14;
/** A line of 13 px words; the room over and under a symbol. */
const LINE = 17;
const NAME_ROOM = TALL + 22;
const LEAD = 10;
const RAIL = 12;
const TURN = 8;
const BETWEEN = 10;

/** Width of 13 px sans words, on the generous side; subscripts count as full letters. */
const textWidth = (rich: string): number => 6.4 * richToPlain(rich).length;

/** `R1` as rich text: *R*~1~; names of several letters stay upright. */
export function elementName(text: string): string {
  const [, letters, digits] = /^([A-Za-z]+)([0-9_]*)$/.exec(text) ?? [null, text, ''];
  return `${letters!.length === 1 ? `*${letters}*` : letters}${digits ? `~${digits}~` : ''}`;
}

interface Laid {
  width: number;
  height: number;
  /** Where the wire enters at the left edge and leaves at the right one. */
  inY: number;
  outY: number;
  draw(x: number, y: number): El[];
  boxes(x: number, y: number): CircuitBox[];
}

/** Draws a tree into a width. Boxes never overlap, and all lie inside the drawing. */
export function circuitDrawing(tree: CircuitNode, options: CircuitDrawingOptions): CircuitDrawing {
  const laid = layOut(tree, options.width - 2 * LEAD, options);
  const full = laid.width + 2 * LEAD;
  const scale = Math.min(1, options.width / full);
  const left = LEAD;
  const ends = [wire(`M${n(left - LEAD + 3)} ${n(laid.inY)}H${n(left)}`), wire(`M${n(left + laid.width)} ${n(laid.outY)}h${LEAD - 3}`), terminal(left - LEAD + 3, laid.inY), terminal(left + laid.width + LEAD - 3, laid.outY)];
  const all = [...laid.draw(left, 0), ...ends];
  const shrink = (b: CircuitBox): CircuitBox => ({ label: b.label, x: b.x * scale, y: b.y * scale, width: b.width * scale, height: b.height * scale });
  return {
    width: full * scale,
    height: laid.height * scale,
    boxes: laid.boxes(left, 0).map(shrink),
    children: scale < 1 ? [el('g', { transform: `scale(${n(scale)})` }, all)] : all,
  };
}

function layOut(node: CircuitNode, room: number, options: CircuitDrawingOptions): Laid {
  if (node.kind === 'element') return element(node.type, node.label, options.values?.[node.label] ?? [], options.marked?.includes(node.label) ?? false);
  return node.kind === 'series' ? series(node.children, room, options) : parallel(node.children.map((child) => layOut(child, room - 2 * RAIL, options)));
}

function element(type: string, name: string, values: readonly string[], marked: boolean): Laid {
  const width = Math.max(2 * HALF + 12, ...[elementName(name), ...values].map((t) => textWidth(t) + 10));
  const height = NAME_ROOM + TALL + LINE * values.length + 4;
  return {
    width,
    height,
    inY: NAME_ROOM,
    outY: NAME_ROOM,
    boxes: (x, y) => [{ label: name, x, y, width, height }],
    draw(x, y) {
      const [cx, cy] = [x + width / 2, y + NAME_ROOM];
      return [
        wire(`M${n(x)} ${n(cy)}H${n(cx - HALF)}M${n(cx + HALF)} ${n(cy)}H${n(x + width)}`),
        el('g', { class: `symbol${marked ? ' marked' : ''}`, 'data-element': name }, symbol(type, cx, cy)),
        label(cx, y + NAME_ROOM - TALL - 7, elementName(name), { 'text-anchor': 'middle', class: 'strong' }),
        ...values.map((text, i) => label(cx, y + NAME_ROOM + TALL + 14 + LINE * i, text, { 'text-anchor': 'middle' })),
      ];
    },
  };
}

/** Children one after the other; where the room ends the wire turns back to the left under what has been drawn. */
function series(children: readonly CircuitNode[], room: number, options: CircuitDrawingOptions): Laid {
  const whole = children.map((child) => layOut(child, room, options));
  const oneRow = whole.reduce((sum, c) => sum + c.width, 0) <= room;
  const parts = oneRow ? whole : children.map((child) => layOut(child, room - 2 * TURN, options));
  const rows: Laid[][] = [[]];
  let used = 0;
  for (const part of parts) {
    if (!oneRow && rows.at(-1)!.length > 0 && used + part.width > room - 2 * TURN) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(part);
    used += part.width;
  }
  const lines = rows.map(row);
  if (lines.length === 1) return lines[0]!;
  const widest = Math.max(...lines.map((line) => line.width));
  const tops = lines.map((_, i) => lines.slice(0, i).reduce((sum, line) => sum + line.height + BETWEEN, 0));
  const last = lines.length - 1;
  const width = widest + 2 * TURN;
  return {
    width,
    height: tops[last]! + lines[last]!.height,
    inY: lines[0]!.inY,
    outY: tops[last]! + lines[last]!.outY,
    boxes: (x, y) => lines.flatMap((line, i) => line.boxes(x + TURN, y + tops[i]!)),
    draw: (x, y) => [
      wire(`M${n(x)} ${n(y + lines[0]!.inY)}h${TURN}`),
      ...lines.flatMap((line, i) => {
        const [top, end] = [y + tops[i]!, x + TURN + line.width];
        if (i === last) return [...line.draw(x + TURN, top), wire(`M${n(end)} ${n(top + line.outY)}H${n(x + width)}`)];
        const next = y + tops[i + 1]!;
        return [...line.draw(x + TURN, top), wire(`M${n(end)} ${n(top + line.outY)}h${TURN - 2}V${n(next - BETWEEN / 2)}H${n(x + 2)}V${n(next + lines[i + 1]!.inY)}H${n(x + TURN)}`)];
      }),
    ],
  };
}

/** One row: each part starts at the height where the wire has arrived. */
function row(parts: readonly Laid[]): Laid {
  const offsets: number[] = [];
  let at = 0;
  for (const part of parts) {
    offsets.push(at - part.inY);
    at += part.outY - part.inY;
  }
  const top = Math.min(...offsets);
  const ys = offsets.map((o) => o - top);
  const xs = parts.map((_, i) => parts.slice(0, i).reduce((sum, part) => sum + part.width, 0));
  return {
    width: xs.at(-1)! + parts.at(-1)!.width,
    height: Math.max(...parts.map((part, i) => ys[i]! + part.height)),
    inY: -top,
    outY: at - top,
    boxes: (x, y) => parts.flatMap((part, i) => part.boxes(x + xs[i]!, y + ys[i]!)),
    draw: (x, y) => parts.flatMap((part, i) => part.draw(x + xs[i]!, y + ys[i]!)),
  };
}

/** Branches one under the other, joined by a rail at each side; the wire meets the rails in the middle. */
function parallel(branches: readonly Laid[]): Laid {
  const inner = Math.max(...branches.map((b) => b.width));
  const tops = branches.map((_, i) => branches.slice(0, i).reduce((sum, b) => sum + b.height, 0));
  const ins = branches.map((b, i) => tops[i]! + b.inY);
  const outs = branches.map((b, i) => tops[i]! + b.outY);
  const middle = (ys: readonly number[]): number => (ys[0]! + ys.at(-1)!) / 2;
  const width = inner + 2 * RAIL;
  return {
    width,
    height: tops.at(-1)! + branches.at(-1)!.height,
    inY: middle(ins),
    outY: middle(outs),
    boxes: (x, y) => branches.flatMap((b, i) => b.boxes(x + RAIL + (inner - b.width) / 2, y + tops[i]!)),
    draw: (x, y) => [
      wire(`M${n(x)} ${n(y + middle(ins))}h${RAIL / 2}M${n(x + RAIL / 2)} ${n(y + ins[0]!)}V${n(y + ins.at(-1)!)}`),
      wire(`M${n(x + width)} ${n(y + middle(outs))}h${-RAIL / 2}M${n(x + width - RAIL / 2)} ${n(y + outs[0]!)}V${n(y + outs.at(-1)!)}`),
      ...branches.flatMap((b, i) => {
        const bx = x + RAIL + (inner - b.width) / 2;
        return [
          wire(`M${n(x + RAIL / 2)} ${n(y + ins[i]!)}H${n(bx)}M${n(bx + b.width)} ${n(y + outs[i]!)}H${n(x + width - RAIL / 2)}`),
          ...b.draw(bx, y + tops[i]!),
        ];
      }),
    ],
  };
}

const n = (v: number): number => Math.round(v * 100) / 100;
const wire = (d: string): El => el('path', { class: 'wire', d });
const terminal = (x: number, y: number): El => el('circle', { class: 'wire terminal', cx: x, cy: y, r: 2.5 });

/** Strokes of a symbol around its centre; leads reach to ±HALF. */
function symbol(type: string, x: number, y: number): El[] {
  const at = (d: string): El => el('path', { d: `M${n(x - HALF)} ${n(y)}${d}` });
  const free = (d: string): El => el('path', { d });
  const boxed = (letter: string): El[] => [el('rect', { x: x - HALF + 3, y: y - TALL + 2, width: 2 * HALF - 6, height: 2 * TALL - 4, rx: 1 }), free(`M${n(x - HALF)} ${n(y)}h3M${n(x + HALF)} ${n(y)}h-3`), label(x, y + 5, letter, { 'text-anchor': 'middle', class: 'strong' })];
  // How a diffusion zone ends: an empty gap where ions are stopped, a bar where they leave.
  const open = free(`M${n(x + HALF - 10)} ${n(y - TALL + 6)}v${2 * TALL - 12}`);
  const short = el('rect', { class: 'solid', x: x + HALF - 10, y: y - TALL + 2, width: 7, height: 2 * TALL - 4 });
  const zigzag = (x0: number, y0: number, length: number, height: number): string => {
    const step = length / 12;
    return `M${n(x0)} ${n(y0)}l${n(step)} ${-height}${`l${n(2 * step)} ${2 * height}l${n(2 * step)} ${-2 * height}`.repeat(2)}l${n(2 * step)} ${2 * height}l${n(step)} ${-height}`;
  };
  const coil = `h6${'a4.5 5.5 0 0 1 9 0'.repeat(4)}h6`;
  switch (type) {
    case 'R':
      return [at('h6'), free(zigzag(x - HALF + 6, y, 2 * HALF - 12, 9)), free(`M${n(x + HALF)} ${n(y)}h-6`)];
    case 'C':
      return [at(`h${HALF - 4}m0 -12v24m8 0v-24m0 12h${HALF - 4}`)];
    case 'CPE':
      return [at(`h${HALF - 2}m-8 -12l8 12l-8 12m10 0l8 -12l-8 -12m8 12h${HALF - 8}`)];
    case 'L':
      return [at(coil)];
    case 'La':
      return [at(coil), free(`M${n(x - 13)} ${n(y + 9)}L${n(x + 13)} ${n(y - 12)}m-7 1l7 -1l-2 6`)];
    case 'W':
      return boxed('*W*');
    case 'Wo':
      return [...boxed('*W*'), open];
    case 'Ws':
      return [...boxed('*W*'), short];
    case 'G':
      return boxed('*G*');
    case 'Gs':
      return [...boxed('*G*'), short];
    case 'K':
      return [at('h6m0 -7v14M' + `${n(x + HALF)} ${n(y)}h-6m0 -7v14`), free(`M${n(x - 18)} ${n(y - 7)}h3`), free(zigzag(x - 15, y - 7, 30, 4)), free(`M${n(x + 15)} ${n(y - 7)}h3M${n(x - 18)} ${n(y + 7)}h15m0 -6v12m6 0v-12m0 6h15`)];
    case 'Zarc':
      return [at('h6m0 -7v14M' + `${n(x + HALF)} ${n(y)}h-6m0 -7v14`), free(`M${n(x - 18)} ${n(y - 7)}h3`), free(zigzag(x - 15, y - 7, 30, 4)), free(`M${n(x + 15)} ${n(y - 7)}h3M${n(x - 18)} ${n(y + 7)}h16m-4 -6l4 6l-4 6m7 0l4 -6l-4 -6m4 6h13`)];
    case 'TLMQ':
      return [at(`h3m0 -8H${n(x + HALF - 3)}`), free(`M${n(x - HALF + 3)} ${n(y - 8)}v8`), free(`M${n(x + HALF - 3)} ${n(y)}h3m-3 0v10H${n(x - HALF + 9)}`), ...[-12, 0, 12].map((dx) => free(`M${n(x + dx)} ${n(y - 8)}v7m-4 -3l4 3l4 -3m-8 5l4 3l4 -3m-4 3v6`))];
    case 'T':
      return [at('h3'), free(zigzag(x - HALF + 3, y - 8, 2 * HALF - 6, 3)), free(zigzag(x - HALF + 3, y + 8, 2 * HALF - 6, 3)), free(`M${n(x - HALF + 3)} ${n(y - 8)}v8M${n(x + HALF - 3)} ${n(y + 8)}v-8h3`), ...[-10, 0, 10].map((dx) => free(`M${n(x + dx)} ${n(y - 5)}v10`))];
    default:
      throw new RangeError(`the element ${type} has no symbol: add one to circuit-drawing.ts`);
  }
}
