// Builds every kernel: assembly/<technique>.ts -> src/kernels/wasm/<technique>.wasm.
// A kernel is rebuilt only when a source in assembly/ or the compiler's version changed (hash kept beside it); `--force` rebuilds all.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'assembly');
const target = join(root, 'src/kernels/wasm');

/** An entry file declares itself by its first line: `//! kernel`. */
const entries = readdirSync(sources)
  .filter((file) => file.endsWith('.ts') && readFileSync(join(sources, file), 'utf8').startsWith('//! kernel'))
  .map((file) => file.slice(0, -3));

// Results must be bit-equal in every engine: no relaxed SIMD, no host Math. One step of shrinking takes 40 % off the bytes and no time off the fits.
const flags = ['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '1', '--noAssert', '--enable', 'simd'];

const hash = createHash('sha256').update(asc.version).update(flags.join(' '));
for (const file of readdirSync(sources).filter((f) => f.endsWith('.ts')).sort()) hash.update(file).update(readFileSync(join(sources, file)));
const stamp = hash.digest('hex');

mkdirSync(target, { recursive: true });
for (const name of entries) {
  const wasm = join(target, `${name}.wasm`);
  const stampFile = `${wasm}.sources`;
  const current = existsSync(wasm) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (current && !process.argv.includes('--force')) continue;
  const { error, stderr } = await asc.main([join('assembly', `${name}.ts`), ...flags, '-o', join('src/kernels/wasm', `${name}.wasm`)], {}, { baseDir: root });
  if (error) {
    console.error(stderr.toString() || error.message);
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
  console.error(`kernel ${name}.wasm: ${readFileSync(wasm).length} bytes`);
}
