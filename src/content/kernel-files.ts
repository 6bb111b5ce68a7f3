/** The kernels that the site ships, as files: what they weigh and what their bytes hash to. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KERNEL_NAMES } from '../kernels/names.ts';
import { repositoryRoot } from '../kernels/node.ts';

export interface KernelFile {
  name: string;
  bytes: number;
  gzip: number;
  sha256: string;
}

export const kernelFiles = (): KernelFile[] =>
  KERNEL_NAMES.map((name) => {
    const body = readFileSync(join(repositoryRoot(), 'src/kernels/wasm', `${name}.wasm`));
    return { name, bytes: body.length, gzip: gzipSync(body).length, sha256: createHash('sha256').update(body).digest('hex') };
  });
