/** Every kernel by name, with its typed binding; a figure names the ones it needs. */
import type { CellKernel } from './cell.ts';
import type { DiffractionKernel } from './diffraction.ts';
import type { ImpedanceKernel } from './impedance.ts';
import type { NmrKernel } from './nmr.ts';
import type { PeaksKernel } from './peaks.ts';
import type { TransportKernel } from './transport.ts';
import type { ValidationKernel } from './validation.ts';
import type { KernelName } from './names.ts';

export interface Kernels {
  impedance: ImpedanceKernel;
  transport: TransportKernel;
  nmr: NmrKernel;
  diffraction: DiffractionKernel;
  cell: CellKernel;
  validation: ValidationKernel;
  peaks: PeaksKernel;
}

type Binding<K extends KernelName> = (instance: WebAssembly.Instance) => Kernels[K];

const bindings: { [K in KernelName]: () => Promise<Binding<K>> } = {
  impedance: async () => (await import('./impedance.ts')).impedanceKernel,
  transport: async () => (await import('./transport.ts')).transportKernel,
  cell: async () => (await import('./cell.ts')).cellKernel,
  nmr: async () => (await import('./nmr.ts')).nmrKernel,
  diffraction: async () => (await import('./diffraction.ts')).diffractionKernel,
  validation: async () => (await import('./validation.ts')).validationKernel,
  peaks: async () => (await import('./peaks.ts')).peaksKernel,
};

/** Binds the named kernels; `load` brings an instance (from a file in Node, by fetch in the page). Others are absent. */
export async function bindKernels(names: readonly KernelName[], load: (name: KernelName) => WebAssembly.Instance | Promise<WebAssembly.Instance>): Promise<Kernels> {
  const entries = await Promise.all(
    names.map(async (name) => {
      const [bind, instance] = await Promise.all([bindings[name](), load(name)]);
      return [name, bind(instance)] as const;
    }),
  );
  return Object.fromEntries(entries) as unknown as Kernels;
}
