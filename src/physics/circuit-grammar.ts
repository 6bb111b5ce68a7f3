/**
 * Circuit strings: from text to a tree (to be drawn) and to the kernel's list of nodes.
 *
 * Notation of impedance.py: series `a-b`, parallel `p(a,b,…)`, nested at will, elements labelled with a number: `R0-p(R1,CPE1)-CPE2`.
 * Notation of Boukamp (Solid State Ionics 20 (1986) 31): one letter an element, juxtaposed in series, brackets in parallel, brackets inside
 * brackets in series again, `[…]` always in series: `R(RQ)Q`. Letters: R, C, L, Q (constant phase), W (Warburg).
 */

export type ParameterKind = 'positive' | 'exponent';

export interface ElementParameter {
  symbol: string;
  unit: string;
  kind: ParameterKind;
}

export interface ElementType {
  /** The kernel's code (assembly/circuit.ts). */
  code: number;
  about: string;
  parameters: readonly ElementParameter[];
}

const positive = (symbol: string, unit: string): ElementParameter => ({ symbol, unit, kind: 'positive' });
const exponent = (symbol: string): ElementParameter => ({ symbol, unit: '1', kind: 'exponent' });

/** Elements with their parameters in the order of impedance.py. Positive values are > 0; exponents lie in [0.05, 1]. */
export const ELEMENTS: Readonly<Record<string, ElementType>> = {
  R: { code: 2, about: 'resistor', parameters: [positive('R', 'ohm')] },
  C: { code: 3, about: 'capacitor', parameters: [positive('C', 'F')] },
  L: { code: 4, about: 'inductor', parameters: [positive('L', 'H')] },
  CPE: { code: 5, about: 'constant phase element', parameters: [positive('Q', 'ohm^-1 s^alpha'), exponent('alpha')] },
  W: { code: 6, about: 'semi-infinite Warburg diffusion', parameters: [positive('A_W', 'ohm s^-1/2')] },
  Wo: { code: 7, about: 'finite-space (open) Warburg diffusion', parameters: [positive('Z0', 'ohm'), positive('tau', 's')] },
  Ws: { code: 8, about: 'finite-length (short) Warburg diffusion', parameters: [positive('Z0', 'ohm'), positive('tau', 's')] },
  G: { code: 9, about: 'Gerischer element', parameters: [positive('R_G', 'ohm'), positive('t_G', 's')] },
  Gs: { code: 10, about: 'finite-length Gerischer element', parameters: [positive('R_G', 'ohm'), positive('t_G', 's'), positive('phi', '1')] },
  K: { code: 11, about: 'resistor and capacitor in parallel', parameters: [positive('R', 'ohm'), positive('tau_k', 's')] },
  Zarc: { code: 12, about: 'depressed arc', parameters: [positive('R', 'ohm'), positive('tau_k', 's'), exponent('gamma')] },
  La: { code: 13, about: 'modified inductor', parameters: [positive('L', 'H'), exponent('alpha')] },
  TLMQ: { code: 14, about: 'transmission line of a porous electrode', parameters: [positive('R_ion', 'ohm'), positive('Q_s', 'F s^(gamma-1)'), exponent('gamma')] },
  T: { code: 15, about: 'macrohomogeneous porous electrode', parameters: [positive('A', 'ohm'), positive('B', 'ohm'), positive('a', '1'), positive('b', 's')] },
};

/** Range in which exponents are searched. */
export const EXPONENT_RANGE = { lower: 0.05, upper: 1 } as const;

const CODE = { series: 0, parallel: 1, rc: 16, rq: 17 } as const;

export type CircuitNode =
  | { kind: 'element'; type: string; label: string; firstParameter: number }
  | { kind: 'series' | 'parallel'; children: CircuitNode[] };

export interface CircuitParameter {
  /** As impedance.py names it: `R1`, `CPE1_0`, `CPE1_1`. */
  name: string;
  /** Label of the element it belongs to. */
  element: string;
  symbol: string;
  unit: string;
  kind: ParameterKind;
}

export interface Circuit {
  /** The circuit in impedance.py's notation, whatever notation it came in. */
  text: string;
  tree: CircuitNode;
  parameters: CircuitParameter[];
}

const place = (text: string, at: number): string => `at character ${at + 1} of "${text}"`;
const known = Object.keys(ELEMENTS).join(', ');
const refuse = (sentence: string): never => {
  throw new RangeError(sentence);
};

/**
 * Reads a circuit string in either notation. Throws RangeError with one sentence: empty text, unknown element, missing or repeated label,
 * unbalanced bracket with its place, a parallel of fewer than two branches.
 */
export function parseCircuit(source: string): Circuit {
  const text = source.replace(/\s+/g, '');
  if (text === '') refuse('the circuit is empty: expected for example p(R1,CPE1)-CPE2');
  if (text.length > 400) refuse(`the circuit has ${text.length} characters: expected at most 400`);
  checkBrackets(text);
  const tree = isBoukamp(text) ? parseBoukamp(text) : parseImpedancePy(text);
  const parameters: CircuitParameter[] = [];
  const labels = new Set<string>();
  visitElements(tree, (element) => {
    if (labels.has(element.label)) refuse(`the label ${element.label} occurs twice in "${text}": number elements of one kind differently`);
    labels.add(element.label);
    element.firstParameter = parameters.length;
    const list = ELEMENTS[element.type]!.parameters;
    list.forEach((p, i) => parameters.push({ name: list.length === 1 ? element.label : `${element.label}_${i}`, element: element.label, ...p }));
  });
  if (parameters.length > 40) refuse(`the circuit has ${parameters.length} parameters: expected at most 40`);
  return { text: circuitText(tree), tree, parameters };
}

/** A tree as text in impedance.py's notation. */
export function circuitText(node: CircuitNode): string {
  if (node.kind === 'element') return node.label;
  const parts = node.children.map(circuitText);
  return node.kind === 'series' ? parts.join('-') : `p(${parts.join(',')})`;
}

export function visitElements(node: CircuitNode, visit: (element: Extract<CircuitNode, { kind: 'element' }>) => void): void {
  if (node.kind === 'element') visit(node);
  else for (const child of node.children) visitElements(child, visit);
}

function checkBrackets(text: string): void {
  const open: { char: string; at: number }[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '(' || char === '[') open.push({ char, at: i });
    if (char !== ')' && char !== ']') continue;
    const last = open.pop();
    if (!last) return refuse(`unbalanced bracket: "${char}" ${place(text, i)} closes nothing`);
    if ((last.char === '(') !== (char === ')')) refuse(`unbalanced bracket: "${char}" ${place(text, i)} does not close the "${last.char}" at character ${last.at + 1}`);
  }
  const last = open.pop();
  if (last) refuse(`unbalanced bracket: "${last.char}" ${place(text, last.at)} is never closed`);
}

/** Boukamp's strings have no separators, and are not the name of a single element. */
function isBoukamp(text: string): boolean {
  if (/[-,_]|p\(|s\(/.test(text)) return false;
  const name = text.replace(/\d+$/, '');
  if (Object.hasOwn(ELEMENTS, name)) return false;
  return /^[RCLQW\d()[\]]+$/.test(text);
}

function group(kind: 'series' | 'parallel', children: CircuitNode[]): CircuitNode {
  if (children.length === 1) return children[0]!;
  return { kind, children: children.flatMap((child) => (child.kind === kind ? child.children : [child])) };
}

function parseImpedancePy(text: string): CircuitNode {
  let at = 0;
  const series = (): CircuitNode => {
    const children = [item()];
    while (text[at] === '-') {
      at++;
      children.push(item());
    }
    return group('series', children);
  };
  const item = (): CircuitNode => {
    const start = at;
    if (text.startsWith('p(', at)) {
      at += 2;
      const children = [series()];
      while (text[at] === ',') {
        at++;
        children.push(series());
      }
      if (text[at] !== ')') refuse(`"${text[at] ?? ''}" ${place(text, at)}: expected ",", "-" or ")" inside p(…)`);
      if (children.length < 2) refuse(`the parallel ${place(text, start)} has one branch: expected at least two, p(a,b)`);
      at++;
      return group('parallel', children);
    }
    const label = /^[A-Za-z]+[0-9_]*/.exec(text.slice(at))?.[0];
    if (label === undefined) {
      return refuse(at >= text.length ? `the circuit "${text}" ends too early: expected an element after "${text[at - 1] ?? ''}"` : `"${text[at]}" ${place(text, at)}: expected an element or p(…)`);
    }
    const type = label.replace(/[0-9_]+$/, '');
    if (!Object.hasOwn(ELEMENTS, type)) refuse(`unknown element ${type} ${place(text, at)}: elements are ${known}`);
    if (!/\d$/.test(label)) refuse(`element ${label} ${place(text, at)} has no number: write ${type}1`);
    at += label.length;
    return { kind: 'element', type, label, firstParameter: 0 };
  };
  const tree = series();
  if (at < text.length) refuse(`"${text[at]}" ${place(text, at)}: expected "-" or the end`);
  return tree;
}

const BOUKAMP: Readonly<Record<string, string>> = { R: 'R', C: 'C', L: 'L', Q: 'CPE', W: 'W' };

function parseBoukamp(text: string): CircuitNode {
  let at = 0;
  const counts = new Map<string, number>();
  const sequence = (kind: 'series' | 'parallel', close: string | undefined): CircuitNode => {
    const start = at;
    const children: CircuitNode[] = [];
    while (at < text.length && text[at] !== close) {
      const char = text[at]!;
      if (char === '(' || char === '[') {
        at++;
        const inner = sequence(char === '(' && kind === 'series' ? 'parallel' : 'series', char === '(' ? ')' : ']');
        at++;
        children.push(inner);
        continue;
      }
      const type = BOUKAMP[char];
      if (type === undefined) return refuse(`"${char}" ${place(text, at)}: expected one of R, C, L, Q, W or a bracket`);
      at++;
      const digits = /^\d+/.exec(text.slice(at))?.[0] ?? '';
      at += digits.length;
      const count = (counts.get(type) ?? 0) + 1;
      counts.set(type, count);
      children.push({ kind: 'element', type, label: `${type}${digits === '' ? count : digits}`, firstParameter: 0 });
    }
    if (children.length === 0) refuse(`empty bracket ${place(text, start)}: expected elements inside`);
    if (kind === 'parallel' && children.length < 2) refuse(`the bracket ${place(text, start)} holds one branch: expected at least two in parallel`);
    return group(kind, children);
  };
  return sequence('series', undefined);
}

/** What assembly/circuit.ts reads: 8 i32 a node, children before parents. `movable` marks arcs that may change places with their like. */
export interface CircuitProgram {
  nodes: Int32Array;
  nodeCount: number;
  movable: Int32Array;
}

/**
 * Compiles a tree. `constrained[i]` is true for parameters that are fixed, tied or limited: then its element keeps its own parameters
 * instead of a composed one (ln tau for R parallel CPE), because a fixed Q is no fixed tau.
 */
export function compileCircuit(circuit: Circuit, constrained: readonly boolean[] = []): CircuitProgram {
  const nodes: number[][] = [];
  const movable: number[] = [];
  const push = (code: number, parameters: number[], plain: boolean, free: boolean): number => {
    nodes.push([code, -1, ...[0, 1, 2, 3].map((i) => parameters[i] ?? -1), plain ? 1 : 0, 0]);
    movable.push(free ? 1 : 0);
    return nodes.length - 1;
  };
  const isConstrained = (parameters: number[]): boolean => parameters.some((p) => constrained[p] === true);
  const parametersOf = (node: Extract<CircuitNode, { kind: 'element' }>): number[] => ELEMENTS[node.type]!.parameters.map((_, i) => node.firstParameter + i);
  const build = (node: CircuitNode): number => {
    if (node.kind === 'element') {
      const parameters = parametersOf(node);
      return push(ELEMENTS[node.type]!.code, parameters, isConstrained(parameters), !isConstrained(parameters));
    }
    const [a, b] = node.children;
    if (node.kind === 'parallel' && node.children.length === 2 && a?.kind === 'element' && b?.kind === 'element') {
      const resistor = a.type === 'R' ? a : b;
      const other = a.type === 'R' ? b : a;
      if (resistor.type === 'R' && (other.type === 'C' || other.type === 'CPE')) {
        const parameters = [...parametersOf(resistor), ...parametersOf(other)];
        if (!isConstrained(parameters)) return push(other.type === 'C' ? CODE.rc : CODE.rq, parameters, false, true);
      }
    }
    const children = node.children.map(build);
    const own = push(node.kind === 'series' ? CODE.series : CODE.parallel, [], false, false);
    for (const child of children) nodes[child]![1] = own;
    return own;
  };
  build(circuit.tree);
  return { nodes: Int32Array.from(nodes.flat()), nodeCount: nodes.length, movable: Int32Array.from(movable) };
}
