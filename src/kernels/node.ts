/** Loading kernels in Node: the `halide` command, tests, benchmarks and the build of the site. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindKernels, type Kernels } from './all.ts';
import type { KernelName } from './names.ts';

/** The repository, found upwards from this file, so that it works from a bundle in dist/ too. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'assembly')) || !existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the repository was not found above the kernels’ loader: run inside a checkout');
    folder = parent;
  }
  return folder;
}

const instances = new Map<KernelName, WebAssembly.Instance>();

/** One shared instance of a kernel. Throws one sentence when it was not built. */
export function loadKernel(name: KernelName): WebAssembly.Instance {
  let instance = instances.get(name);
  if (!instance) {
    const file = join(repositoryRoot(), 'src/kernels/wasm', `${name}.wasm`);
    if (!existsSync(file)) throw new Error(`kernel ${name}.wasm is not built: run "npm run kernels"`);
    instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), {});
    instances.set(name, instance);
  }
  return instance;
}

/** The named kernels with their typed bindings. */
export const nodeKernels = (names: readonly KernelName[]): Promise<Kernels> => bindKernels(names, loadKernel);
