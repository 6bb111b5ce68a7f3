/** Loading kernels in the page and in workers: fetched once, from this site only. */
import { bindKernels, type Kernels } from './all.ts';
import type { KernelName } from './names.ts';

const urls = import.meta.glob<string>('./wasm/*.wasm', { query: '?url', import: 'default', eager: true });
const instances = new Map<KernelName, Promise<WebAssembly.Instance>>();

function loadKernel(name: KernelName): Promise<WebAssembly.Instance> {
  let instance = instances.get(name);
  if (!instance) {
    instance = fetchKernel(name);
    instances.set(name, instance);
    // A failed load may succeed later (offline halfway): forget it.
    instance.catch(() => instances.delete(name));
  }
  return instance;
}

async function fetchKernel(name: KernelName): Promise<WebAssembly.Instance> {
  const url = urls[`./wasm/${name}.wasm`];
  if (!url) throw new Error(`kernel ${name} is not part of this site`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`kernel ${name} could not be fetched (${response.status})`);
  // Not instantiateStreaming: a plain static host may serve another MIME type, and these files are a few kB.
  return (await WebAssembly.instantiate(await response.arrayBuffer(), {})).instance;
}

export const pageKernels = (names: readonly KernelName[]): Promise<Kernels> => bindKernels(names, loadKernel);
