// Writes the .gz and .br of every built file that shrinks, for servers that send them as they are: node scripts/compress.mjs dist
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const SHRINKS = new Set(['.html', '.css', '.js', '.json', '.csv', '.txt', '.xml', '.svg', '.wasm', '.cif', '.bib', '.ris']);
/** Below this a packet holds the file anyway. */
const WORTH_IT_BYTES = 1000;

const folder = resolve(process.argv[2] ?? 'dist');
if (!existsSync(join(folder, 'index.html'))) {
  console.error(`there is no built site in ${folder}: run "npm run build" first`);
  process.exit(2);
}
let [plain, gzip, brotli, count] = [0, 0, 0, 0];
for (const name of readdirSync(folder, { recursive: true }).map(String)) {
  const file = join(folder, name);
  if (!SHRINKS.has(extname(name)) || !statSync(file).isFile()) continue;
  const bytes = readFileSync(file);
  if (bytes.length < WORTH_IT_BYTES) continue;
  const packed = { gz: gzipSync(bytes, { level: 9 }), br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }) };
  for (const [ending, data] of Object.entries(packed)) writeFileSync(`${file}.${ending}`, data);
  plain += bytes.length;
  gzip += packed.gz.length;
  brotli += packed.br.length;
  count++;
}
const kB = (bytes) => `${Math.round(bytes / 1000)} kB`;
console.log(`${count} files: ${kB(plain)} plain, ${kB(gzip)} gzip, ${kB(brotli)} brotli`);
