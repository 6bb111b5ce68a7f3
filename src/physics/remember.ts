/** The last results of a pure function by its arguments as text, so that moving one slider does not redo what the others fixed. */
export function remember<T>(capacity: number): (key: string, compute: () => T) => T {
  const kept = new Map<string, T>();
  return (key, compute) => {
    let value = kept.get(key);
    if (value === undefined) {
      value = compute();
      if (kept.size >= capacity) kept.delete(kept.keys().next().value!);
      kept.set(key, value);
    }
    return value;
  };
}
