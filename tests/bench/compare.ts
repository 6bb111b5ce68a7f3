/** Times a kernel and its plain JavaScript twin side by side, and checks first that both compute the same. */
import type { SpeedCurve, SpeedRow } from '../../src/schemas/bench.ts';
import { TOLERANCE, type Comparison, type Pair } from './pairs.ts';

interface Effort {
  /** Milliseconds of one batch, at least. */
  batch: number;
  batches: number;
}
const ROW: Effort = { batch: 15, batches: 15 };
const CURVE: Effort = { batch: 8, batches: 9 };
const WARM_MS = 80;
/** Where a call is long, fewer batches than planned: so many milliseconds in all, but five batches. */
const PATIENCE_MS = 4000;
const FEWEST = 5;

interface Timing {
  wasm_ms: number;
  js_ms: number;
  /** js/wasm: quartiles over pairs of neighbouring batches. */
  ratio: [low: number, median: number, high: number];
}

/** Largest difference of the two results. Throws when it is above what rounding may do. */
export function sameResult({ kernel, work, against }: Pick<Comparison, 'kernel' | 'work' | 'against'>, pair: Pair): number {
  const difference = pair.difference();
  if (!(difference <= TOLERANCE)) throw new Error(`${kernel}, ${work}, ${pair.n} ${against}: kernel and plain JavaScript differ by ${difference}, at most ${TOLERANCE} is allowed; one of them changed without the other`);
  return difference;
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/**
 * Milliseconds that the processor has spent on this program, the engine's own compiler and collector included: what other programs take does
 * not count. Of the whole process, because the clock of a thread moves in steps of 4 ms on some systems.
 */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function warm(work: () => unknown): number {
  const started = spent();
  let calls = 0;
  while (spent() - started < WARM_MS || calls < 3) {
    work();
    calls++;
  }
  return (spent() - started) / calls;
}

function batchOf(work: () => unknown, calls: number): number {
  const from = spent();
  for (let i = 0; i < calls; i++) work();
  return (spent() - from) / calls;
}

/** Batches of both in turn, so that whatever else the machine does meets both alike. */
function timePair({ wasm, js }: Pair, { batch, batches }: Effort): Timing {
  const [one, other] = [warm(wasm), warm(js)];
  const [wasmCalls, jsCalls] = [Math.max(1, Math.ceil(batch / one)), Math.max(1, Math.ceil(batch / other))];
  const count = Math.max(FEWEST, Math.min(batches, Math.floor(PATIENCE_MS / (one * wasmCalls + other * jsCalls))));
  const pairs = Array.from({ length: count }, () => ({ wasm: batchOf(wasm, wasmCalls), js: batchOf(js, jsCalls) }));
  const ratios = ascending(pairs.map((p) => p.js / p.wasm));
  return {
    wasm_ms: quantile(ascending(pairs.map((p) => p.wasm)), 0.5),
    js_ms: quantile(ascending(pairs.map((p) => p.js)), 0.5),
    ratio: [quantile(ratios, 0.25), quantile(ratios, 0.5), quantile(ratios, 0.75)],
  };
}

const round = (value: number): number => Number(value.toPrecision(4));

/** One row of the table: the work at the size that the figures use. */
export function rowOf(comparison: Comparison): SpeedRow {
  const pair = comparison.pair(comparison.usual);
  const difference = sameResult(comparison, pair);
  const { wasm_ms, js_ms, ratio } = timePair(pair, ROW);
  const { kernel, work, against } = comparison;
  const [ratio_low, median, ratio_high] = ratio;
  return { kernel, work, against, n: pair.n, wasm_ms: round(wasm_ms), js_ms: round(js_ms), ratio: round(median), ratio_low: round(ratio_low), ratio_high: round(ratio_high), difference: round(difference), tolerance: TOLERANCE };
}

/** One curve of the picture: all its sizes, each checked. */
export function curveOf(comparison: Comparison): SpeedCurve {
  const { kernel, work, against } = comparison;
  const points = comparison.sizes.map((size) => {
    const pair = comparison.pair(size);
    sameResult(comparison, pair);
    const { wasm_ms, js_ms } = timePair(pair, CURVE);
    return { n: pair.n, wasm_ms: round(wasm_ms), js_ms: round(js_ms) };
  });
  return { kernel, what: work, against, points };
}
