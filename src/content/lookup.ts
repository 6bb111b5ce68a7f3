/** What a component says when the text names something that does not exist: where, what, and the nearest names. */

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

export function unknownId(component: string, id: string, known: readonly string[], page: string, home: string): Error {
  const nearest = [...known].sort((a, b) => distance(id, a) - distance(id, b)).slice(0, 3);
  return new Error(`page ${page}: <${component} id="${id}"/> is not in ${home}: correct the id (nearest: ${nearest.join(', ')}), or add an entry`);
}
