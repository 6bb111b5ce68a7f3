/** The engine against certified answers: digits are counted, as NIST asks. */
import { beforeAll, describe, expect, it } from 'vitest';
import asc from 'assemblyscript/asc';
import { Arena, type ArenaExports } from '../../src/kernels/arena.ts';
import { repositoryRoot } from '../../src/kernels/node.ts';
import { problems } from './nist/problems.ts';

interface Nist extends ArenaExports {
  nistFit(problem: number, x: number, y: number, n: number, p: number, parameters: number, stderr: number): number;
}

let wasm: Nist;
beforeAll(async () => {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    ['assembly/nist-models.ts', '--runtime', 'stub', '-O2', '--enable', 'simd', '--baseDir', repositoryRoot(), '-o', 'nist.wasm'],
    { writeFile: (_name: string, contents: Uint8Array | string) => { if (typeof contents !== 'string') binary = contents; } },
  );
  if (error || !binary) throw new Error(stderr.toString());
  wasm = new WebAssembly.Instance(new WebAssembly.Module(binary as BufferSource), { env: { abort() { throw new Error('abort'); } } }).exports as unknown as Nist;
  // Compiling takes 3 s, on a busy machine several times that.
}, 90_000);

/** Matching significant digits, at most 11 (the certified values have 11). */
const digits = (value: number, certified: number): number => Math.min(11, -Math.log10(Math.abs(value - certified) / Math.abs(certified) || 1e-11));

describe('Levenberg-Marquardt reaches the certified minimum', () => {
  for (const problem of problems) {
    problem.starts.forEach((start, s) => {
      it(`of ${problem.name} from start ${s + 1}, to 7 digits in values and 5 in errors`, () => {
        const arena = new Arena(wasm);
        arena.scope(() => {
          const p = arena.putF64(start);
          const stderr = arena.zerosF64(start.length);
          const sum = wasm.nistFit(problem.model, arena.putF64(problem.x), arena.putF64(problem.y), problem.x.length, p, start.length, stderr);
          // Normal equations lose digits with the condition number; 7 of 11 is what NIST calls a good non-linear code.
          expect(digits(sum, problem.residualSumOfSquares)).toBeGreaterThan(8);
          arena.getF64(p, start.length).forEach((value, i) => expect(digits(value, problem.certified[i]!)).toBeGreaterThan(7));
          arena.getF64(stderr, start.length).forEach((value, i) => expect(digits(value, problem.standardErrors[i]!)).toBeGreaterThan(5));
        });
      });
    });
  }
});
