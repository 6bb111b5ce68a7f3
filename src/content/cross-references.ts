/** Turns "Figure 3b" and "Equation 2" of the chapters' prose into cross references, so that none is forgotten. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { equations } from './figure-pages.ts';
import { repositoryRoot } from '../kernels/node.ts';

/** The little of a syntax tree that is used here. */
interface Node {
  type: string;
  name?: string | null;
  value?: string;
  attributes?: unknown[];
  children?: Node[];
}

const MENTION = /\b(Figure|Equation)[ \u00a0]([0-9]+[a-f]?|[SN][0-9]+)\b/g;
/** Inside these a link would stand in a link, or in a heading. */
const CLOSED = new Set(['heading', 'link', 'linkReference', 'Ref', 'To', 'a', 'Term', 'Eq']);

function targetOf(word: string, id: string): string | null {
  if (word === 'Equation') return equations().some((e) => e.number === id) ? `eq-${id}` : null;
  const folder = id.toLowerCase();
  return existsSync(join(repositoryRoot(), 'src/figures', folder, 'index.ts')) ? `fig-${folder}` : null;
}

/** Pieces of a text with its mentions as <Ref/> elements. */
export function withReferences(text: string): Node[] {
  const pieces: Node[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const to = targetOf(match[1]!, match[2]!);
    if (!to) continue;
    if (match.index > from) pieces.push({ type: 'text', value: text.slice(from, match.index) });
    pieces.push({ type: 'mdxJsxTextElement', name: 'Ref', attributes: [{ type: 'mdxJsxAttribute', name: 'to', value: to }], children: [{ type: 'text', value: match[0].replace(' ', '\u00a0') }] });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ type: 'text', value: text.slice(from) });
  return pieces;
}

function walk(node: Node): void {
  if (!node.children || CLOSED.has(node.type) || CLOSED.has(node.name ?? '')) return;
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text') return withReferences(child.value ?? '');
    walk(child);
    return [child];
  });
}

/** A remark plugin. */
export const crossReferences = () => (tree: unknown) => walk(tree as Node);
