// The last step of the build: what is made from all built files together. sitemap.xml, the copy of the site that opens from disk
// (less-salt-more-current.zip), and the service worker that keeps the site offline.
// node scripts/publish.mjs dist / https://address      (folder, base path, address of the site)
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { zipSync } from 'fflate';
import { asBase } from './serve.mjs';
import { fromDisk } from './from-disk.mjs';
import { root } from './run.mjs';

export const ARCHIVE = 'less-salt-more-current.zip';
const OWN = new Set([ARCHIVE, 'sw.js', 'sitemap.xml']);

/** Paths of the built site's files, with slashes, sorted. */
export const builtFiles = (folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .filter((name) => !OWN.has(name))
    .sort();

/** `a/index.html` is the page `a/`. */
export const pagePath = (file) => file.replace(/(^|\/)index\.html$/, '$1');

/** Pages that a reader may look for: not the error page, nor figures made to stand in other sites. */
const forReaders = (file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('embed/');

export function sitemap(files, home) {
  const urls = files.filter(forReaders).map((file) => `  <url><loc>${new URL(pagePath(file), home).href}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`;
}

/** What is kept for reading offline: everything but the copies made for other places. */
const keptOffline = (file) => !/^(embed|slides)\//.test(file) && file !== 'robots.txt';

export function serviceWorker(folder, files) {
  const kept = files.filter(keptOffline);
  const hash = createHash('sha256');
  for (const file of kept) hash.update(file).update(readFileSync(join(folder, file)));
  const source = readFileSync(join(root, 'src/offline/service-worker.js'), 'utf8');
  return `const VERSION = ${JSON.stringify(hash.digest('hex').slice(0, 16))};\nconst FILES = ${JSON.stringify(kept.map(pagePath))};\n${source}`;
}

/** The site as one archive whose pages open by double click. Its bytes depend on the site alone: no times, no order of the disk. */
export function archive(folder, files, base) {
  const top = ARCHIVE.replace(/\.zip$/, '');
  const entries = fromDisk(folder, files, base).map(([file, bytes]) => [`${top}/${file}`, [bytes, { mtime: new Date(1980, 0, 1), level: /\.(woff2|png)$/.test(file) ? 0 : 9 }]]);
  return zipSync(Object.fromEntries(entries));
}

function main() {
  const folder = resolve(process.argv[2] ?? 'dist');
  const base = asBase(process.argv[3] ?? '/');
  const home = new URL(base, process.argv[4]).href;
  if (!existsSync(join(folder, 'index.html'))) {
    console.error(`there is no built site in ${folder}: run "npm run build" first`);
    process.exit(2);
  }
  const files = builtFiles(folder);
  writeFileSync(join(folder, 'sitemap.xml'), sitemap(files, home));
  writeFileSync(join(folder, ARCHIVE), archive(folder, files, base));
  writeFileSync(join(folder, 'sw.js'), serviceWorker(folder, files));
}

if (process.argv[1]?.endsWith('publish.mjs')) main();
