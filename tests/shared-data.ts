/**
 * Third-party measured files and reference outputs are not part of this repository. Tests that use them look in
 * SHARED_DATA (the folder that holds data/ and references/), else in ../shared, and skip by name when neither is there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const candidates = [process.env['SHARED_DATA'], '../shared'].filter((p): p is string => !!p).flatMap((p) => [resolve(p), resolve(p, '..')]);

/** The folder that holds `references/` and `data/`, or null. */
export const sharedRoot: string | null = candidates.find((p) => existsSync(join(p, 'references')) || existsSync(join(p, 'data'))) ?? null;

/** True when every path (below the shared folder) exists; pass to `describe.skipIf(!hasShared(…))`. */
export const hasShared = (...paths: string[]): boolean => sharedRoot !== null && paths.every((p) => existsSync(join(sharedRoot, p)));

export const sharedPath = (path: string): string => join(sharedRoot ?? '', path);
export const readShared = (path: string): string => readFileSync(sharedPath(path), 'utf8');
