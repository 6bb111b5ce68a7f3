// Checks every href and src of a built site: each must lead to a file of the site, each #fragment to an id on its page.
// node scripts/links.mjs dist-paper /paper/     (folder, base path)
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import { parseHTML } from 'linkedom';
import { asBase, find } from './serve.mjs';

const folder = resolve(process.argv[2] ?? 'dist');
const base = asBase(process.argv[3] ?? '/');
if (!existsSync(join(folder, 'index.html'))) {
  console.error(`there is no built site in ${process.argv[2] ?? 'dist'}: run "npm run build" first`);
  process.exit(2);
}

const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))).filter((file) => statSync(file).isFile());
const documents = new Map(files.filter((file) => extname(file) === '.html').map((file) => [file, parseHTML(readFileSync(file, 'utf8')).document]));
/** @type {string[]} */
const broken = [];
let checked = 0;

/** Checks one address found in `file`. */
function check(file, address, base_url) {
  const url = new URL(address, base_url);
  if (url.origin !== 'http://site' || !/^https?:$/.test(url.protocol)) return; // other sites, mailto:, data:
  checked++;
  const where = `${relative(folder, file)}: ${address}`;
  const found = find(folder, base, decodeURIComponent(url.pathname));
  if (!found?.file) broken.push(`${where} ${found?.moved ? `lacks its base or its last slash (${found.moved})` : 'leads nowhere'}`);
  else if (url.hash.length > 1) {
    const target = documents.get(found.file);
    if (target && !target.getElementById(decodeURIComponent(url.hash.slice(1)))) broken.push(`${where} names an id that the page has not`);
  }
}

for (const [file, document] of documents) {
  const path = base + relative(folder, file).split(sep).join('/').replace(/(^|\/)index\.html$/, '$1');
  for (const element of document.querySelectorAll('[href], [src]')) check(file, element.getAttribute('href') ?? element.getAttribute('src'), `http://site${path}`);
}
for (const file of files.filter((f) => extname(f) === '.css')) {
  const path = base + relative(folder, file).split(sep).join('/');
  for (const [, address] of readFileSync(file, 'utf8').matchAll(/url\(["']?([^"')]+)["']?\)/g)) check(file, address, `http://site${path}`);
}

for (const line of broken) console.error(line);
console.log(`${checked} links on ${documents.size} pages, ${broken.length} broken`);
process.exit(broken.length ? 1 : 0);
