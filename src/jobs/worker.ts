/** The worker of the page: runs one job after the other, and drops the one that is cancelled at its next breath. */
import { pageKernels } from '../kernels/page.ts';
import { runSliced, type FromWorker, type ToWorker } from './job.ts';
import { loadJob } from './registry.ts';

const running = new Map<number, AbortController>();
const say = (message: FromWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('cancel' in data) running.get(data.cancel)?.abort();
  else void run(data.run, data.job, data.input);
});

async function run(id: number, name: string, input: unknown): Promise<void> {
  const control = new AbortController();
  running.set(id, control);
  try {
    const job = await loadJob(name);
    const kernels = await pageKernels(await job.kernels(input));
    const steps = await job.steps(kernels, input);
    say({ run: id, result: await runSliced(steps, (progress) => say({ run: id, progress }), control.signal) });
  } catch (error) {
    say({ run: id, problem: error instanceof Error ? error.message : 'the work stopped for an unknown reason' });
  } finally {
    running.delete(id);
  }
}
