/** Runs in the browser, in the page and in a worker: binds the kernels from their bytes (base64) and times them. */
import spectra from '../../src/jobs/spectra.ts';
import { runSliced } from '../../src/jobs/job.ts';
import { cellKernel } from '../../src/kernels/cell.ts';
import { impedanceKernel } from '../../src/kernels/impedance.ts';
import { nmrKernel } from '../../src/kernels/nmr.ts';
import { transportKernel } from '../../src/kernels/transport.ts';
import { validationKernel } from '../../src/kernels/validation.ts';
import type { Kernels } from '../../src/kernels/all.ts';
import { kernelRows, manySpectra } from './kernel-cases.ts';
import type { BenchRow } from './timing.ts';

const instance = async (base64: string): Promise<WebAssembly.Instance> =>
  (await WebAssembly.instantiate(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), {})).instance;

type Bytes = Record<string, string>;

/** What page and worker of this benchmark say to each other. */
type ToWorker = { impedance: string; circuit: string; count: number };
type FromWorker = { progress: number } | { ready: true } | { fitted: number };

if (typeof document === 'undefined') {
  self.addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
    const say = (message: FromWorker): void => self.postMessage(message);
    const kernels = { impedance: impedanceKernel(await instance(data.impedance)) } as unknown as Kernels;
    const input = { spectra: manySpectra(kernels, data.circuit, data.count), circuit: data.circuit };
    say({ ready: true });
    const steps = await spectra.steps(kernels, input);
    const { tally } = await runSliced(steps, (progress) => say({ progress }));
    say({ fitted: tally.converged });
  });
} else {
  Object.assign(window, {
    async benchKernels(bytes: Bytes): Promise<BenchRow[]> {
      const kernels = {
        impedance: impedanceKernel(await instance(bytes['impedance']!)),
        transport: transportKernel(await instance(bytes['transport']!)),
        validation: validationKernel(await instance(bytes['validation']!)),
        nmr: nmrKernel(await instance(bytes['nmr']!)),
        cell: cellKernel(await instance(bytes['cell']!)),
      };
      return kernelRows(kernels as unknown as Kernels);
    },
    /** Milliseconds from the spectra being ready to their rows being back, how often progress was told, and how many fits converged. */
    benchSpectra(script: string, impedance: string, circuit: string, count: number): Promise<{ ms: number; told: number; fitted: number }> {
      const worker = new Worker(script, { type: 'module' });
      return new Promise((resolve, reject) => {
        let started = 0;
        let told = 0;
        worker.addEventListener('error', (event) => reject(new Error(event.message)));
        worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
          if ('ready' in data) started = performance.now();
          else if ('progress' in data) told++;
          else {
            worker.terminate();
            resolve({ ms: performance.now() - started, told, fitted: data.fitted });
          }
        });
        worker.postMessage({ impedance, circuit, count } satisfies ToWorker);
      });
    },
  });
}
