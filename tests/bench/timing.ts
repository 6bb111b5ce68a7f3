/** How the benchmarks measure: batches after a warm-up, on seeded data. */
export interface BenchRow {
  name: string;
  unit: 'ms' | 'µs' | 'ratio';
  min: number;
  median: number;
  sd: number;
  note: string;
}

/** Milliseconds a call: 15 batches of at least 15 ms, after a warm-up of 80 ms. */
export function time(name: string, note: string, work: () => unknown): BenchRow {
  const started = performance.now();
  let calls = 0;
  while (performance.now() - started < 80 || calls < 3) {
    work();
    calls++;
  }
  const perBatch = Math.max(1, Math.ceil((15 * calls) / (performance.now() - started)));
  const times = Array.from({ length: 15 }, () => {
    const from = performance.now();
    for (let i = 0; i < perBatch; i++) work();
    return (performance.now() - from) / perBatch;
  }).sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b, 0) / times.length;
  const sd = Math.sqrt(times.reduce((sum, t) => sum + (t - mean) ** 2, 0) / (times.length - 1));
  return { name, unit: 'ms', min: times[0]!, median: times[7]!, sd, note };
}

/** A row of single runs, for work that takes long: milliseconds of each. */
export function rowOf(name: string, note: string, runs: readonly number[]): BenchRow {
  const sorted = runs.toSorted((a, b) => a - b);
  const mean = runs.reduce((a, b) => a + b, 0) / runs.length;
  const sd = Math.sqrt(runs.reduce((sum, t) => sum + (t - mean) ** 2, 0) / Math.max(1, runs.length - 1));
  return { name, unit: 'ms', min: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]!, sd, note };
}
