/** The names of the samples in prose: x = 1.625. Each is one word that never breaks, and carries the ledger id of its x. */
import { SAMPLES } from '../physics/composition.ts';

/** Samples as the prose writes them, with three decimals. */
export const SAMPLE_NAMES: readonly string[] = SAMPLES.map((x) => x.toFixed(3));
const NUMBER = SAMPLE_NAMES.map((name) => name.replace('.', '\\.')).join('|');
/** A sample’s number in running text. Three decimals are written for nothing else. */
export const sampleNumber = (): RegExp => new RegExp(`(?<![\\d.])(?:${NUMBER})(?!\\d)(?!\\.\\d)`, 'g');
/** The ledger id of a sample’s x; `0` is the stoichiometric reference. */
export const sampleId = (name: string): string => (name === '0' ? 'x-reference' : `x-${name.replace('.', '')}`);

interface Node {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: Node[];
}
const named = (id: string, children: Node[]): Node => ({ type: 'element', tagName: 'span', properties: { className: ['q'], 'data-num': id }, children });
const text = (value: string): Node => ({ type: 'text', value });

/** Rehype plugin: wraps “x = 1.625”, with x in italics, and every further sample number of a text. */
export function sampleNames() {
  return (tree: Node): void => walk(tree);
}

function walk(parent: Node): void {
  const out: Node[] = [];
  for (const node of parent.children ?? []) {
    if (node.type !== 'text') {
      walk(node);
      out.push(node);
      continue;
    }
    let rest = node.value ?? '';
    const before = out.at(-1);
    const first = new RegExp(`^ = (${NUMBER}|0)(?![\\d.]\\d)(?!\\d)`).exec(rest);
    if (first && before?.tagName === 'em' && before.children?.[0]?.value === 'x') {
      out.pop();
      out.push(named(sampleId(first[1]!), [before, text(first[0])]));
      rest = rest.slice(first[0].length);
    }
    let at = 0;
    for (const match of rest.matchAll(sampleNumber())) {
      if (match.index > at) out.push(text(rest.slice(at, match.index)));
      out.push(named(sampleId(match[0]), [text(match[0])]));
      at = match.index + match[0].length;
    }
    if (at < rest.length) out.push(text(rest.slice(at)));
  }
  if (parent.children) parent.children = out;
}
