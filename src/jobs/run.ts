/** Starting long work from the page. */
import { pageKernels } from '../kernels/page.ts';
import { cancelled, runSliced, type FromWorker, type ToWorker } from './job.ts';
import { loadJob, type InputOf, type JobName, type OutputOf } from './registry.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
  progress(done: number): void;
}

let worker: Worker | null | undefined;
let runs = 0;
const waiting = new Map<number, Waiting>();

export interface RunOptions {
  /** Hears how much is done, 0 to 1. */
  progress?(done: number): void;
  /** Cancels the work: the promise rejects with an AbortError at once. */
  signal?: AbortSignal;
}

/**
 * Runs a job in the worker; where the browser refuses one, in slices of the page. Rejects with one sentence when the work fails,
 * with an AbortError when it was cancelled.
 */
export async function runJob<K extends JobName>(name: K, input: InputOf<K>, { progress = () => undefined, signal }: RunOptions = {}): Promise<OutputOf<K>> {
  if (signal?.aborted) throw cancelled();
  const desk = workDesk();
  if (!desk) return (await inPage(name, input, progress, signal)) as OutputOf<K>;
  const run = ++runs;
  try {
    return (await new Promise((resolve, reject) => {
      waiting.set(run, { resolve, reject, progress });
      signal?.addEventListener('abort', () => {
        desk.postMessage({ cancel: run } satisfies ToWorker);
        reject(cancelled());
      });
      desk.postMessage({ run, job: name, input } satisfies ToWorker);
    })) as OutputOf<K>;
  } catch (error) {
    if (error !== REFUSED) throw error;
    return (await inPage(name, input, progress, signal)) as OutputOf<K>;
  } finally {
    waiting.delete(run);
  }
}

const REFUSED = new Error('the browser refused a worker');

function workDesk(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return (worker = null);
  }
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const one = waiting.get(data.run);
    if (!one) return;
    if ('progress' in data) one.progress(data.progress);
    else if ('problem' in data) one.reject(new Error(data.problem));
    else one.resolve(data.result);
  });
  // A script that cannot be loaded, or a policy that forbids it, is only heard here.
  worker.addEventListener('error', () => {
    worker?.terminate();
    worker = null;
    for (const one of waiting.values()) one.reject(REFUSED);
  });
  return worker;
}

async function inPage(name: JobName, input: unknown, progress: (done: number) => void, signal?: AbortSignal): Promise<unknown> {
  const job = await loadJob(name);
  const kernels = await pageKernels(await job.kernels(input));
  return runSliced(await job.steps(kernels, input), progress, signal);
}
