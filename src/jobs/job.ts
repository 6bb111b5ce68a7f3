/**
 * Long work: written once as a generator, run in a worker of the page, in slices of the page itself where a worker is refused,
 * or at one go in Node. It yields how much is done, from 0 to 1; input and output are plain data (structured clone).
 */
import type { Kernels } from '../kernels/all.ts';
import type { KernelName } from '../kernels/names.ts';

export type Steps<O> = Generator<number, O>;

export interface Job<I, O> {
  /** Kernels the work needs for this input. */
  kernels(input: I): readonly KernelName[] | Promise<readonly KernelName[]>;
  steps(kernels: Kernels, input: I): Steps<O> | Promise<Steps<O>>;
}

export const defineJob = <I, O>(job: Job<I, O>): Job<I, O> => job;

/** Runs steps to their end at one go. */
export function finish<O>(steps: Steps<O>): O {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Milliseconds of work between two looks at what else is waiting: half a frame. */
const BREATH_MS = 8;

/** Lets messages and input in. A message to oneself, since nested timers wait 4 ms each, half of what a slice takes. */
const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });

/**
 * Runs steps in slices; between slices the event loop breathes, so that messages and input arrive.
 * Rejects with an AbortError when `signal` is aborted.
 */
export async function runSliced<O>(steps: Steps<O>, progress: (done: number) => void, signal?: AbortSignal): Promise<O> {
  for (;;) {
    const slice = performance.now();
    let step = steps.next();
    while (!step.done && performance.now() - slice < BREATH_MS) step = steps.next();
    if (step.done) return step.value;
    progress(step.value);
    await breathe();
    if (signal?.aborted) {
      steps.return(undefined as never);
      throw cancelled();
    }
  }
}

export const cancelled = (): DOMException => new DOMException('cancelled', 'AbortError');

/** What page and worker say to each other. */
export type ToWorker = { run: number; job: string; input: unknown } | { cancel: number };
export type FromWorker = { run: number; progress: number } | { run: number; result: unknown } | { run: number; problem: string };
