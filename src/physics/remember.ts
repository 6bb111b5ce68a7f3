export interface Memory<T> {
  (key: string, compute: () => T): T;
  has(key: string): boolean;
}

/** The last results of a pure function by its arguments as text, so that moving one slider does not redo what the others fixed. */
export function remember<T>(capacity: number): Memory<T> {
  const kept = new Map<string, T>();
  const recall = (key: string, compute: () => T): T => {
    let value = kept.get(key);
    if (value === undefined) {
      value = compute();
      if (kept.size >= capacity) kept.delete(kept.keys().next().value!);
      kept.set(key, value);
    }
    return value;
  };
  return Object.assign(recall, { has: (key: string) => kept.has(key) });
}
