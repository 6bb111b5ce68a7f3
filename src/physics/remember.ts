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
    } else kept.delete(key);
    // Asked for last, forgotten last.
    kept.set(key, value);
    return value;
  };
  return Object.assign(recall, { has: (key: string) => kept.has(key) });
}

/** What was made of an object that nobody writes into, for as long as the object lives: by the object and a text that names what was made. */
export function rememberOf<T>(): (of: object, key: string, compute: () => T) => T {
  const kept = new WeakMap<object, Map<string, T>>();
  return (of, key, compute) => {
    const made = kept.get(of) ?? new Map<string, T>();
    kept.set(of, made);
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = compute()));
    return value;
  };
}
