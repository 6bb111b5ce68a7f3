/** Runs in the browser: binds the kernels from their bytes (base64) and times them. */
import { cellKernel } from '../../src/kernels/cell.ts';
import { impedanceKernel } from '../../src/kernels/impedance.ts';
import { nmrKernel } from '../../src/kernels/nmr.ts';
import { transportKernel } from '../../src/kernels/transport.ts';
import { validationKernel } from '../../src/kernels/validation.ts';
import type { Kernels } from '../../src/kernels/all.ts';
import { kernelRows } from './kernel-cases.ts';
import type { BenchRow } from './timing.ts';

const instance = async (base64: string): Promise<WebAssembly.Instance> =>
  (await WebAssembly.instantiate(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), {})).instance;

Object.assign(window, {
  async benchKernels(bytes: Record<string, string>): Promise<BenchRow[]> {
    const kernels = {
      impedance: impedanceKernel(await instance(bytes['impedance']!)),
      transport: transportKernel(await instance(bytes['transport']!)),
      validation: validationKernel(await instance(bytes['validation']!)),
      nmr: nmrKernel(await instance(bytes['nmr']!)),
      cell: cellKernel(await instance(bytes['cell']!)),
    };
    return kernelRows(kernels as unknown as Kernels);
  },
});
