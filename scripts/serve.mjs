// A small static server for the built site: `npm start`, and the browser tests. Only reads; answers on this machine alone unless HOST says otherwise.
// PORT=8080 chooses the port, OUT_DIR the folder, BASE=/paper/ the path that the site was built for.
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  // Pagefind packs these itself; the browser must not unpack them.
  '.pagefind': 'application/octet-stream',
  '.pf_meta': 'application/octet-stream',
  '.pf_index': 'application/octet-stream',
  '.pf_fragment': 'application/octet-stream',
  '.pf_filter': 'application/octet-stream',
};
const PACKED = new Set(['.html', '.css', '.js', '.json', '.csv', '.txt', '.xml', '.svg', '.wasm']);

/** `/paper` and `paper/` both mean `/paper/`. */
export const asBase = (base) => `/${base}/`.replace(/\/+/g, '/');

/** File of a request, or where it moved, or null when there is none; never outside `folder`. */
export function find(folder, base, pathname) {
  if (`${pathname}/` === base) return { moved: base };
  if (!pathname.startsWith(base)) return pathname === '/' ? { moved: base } : null;
  const file = resolve(join(folder, normalize(pathname.slice(base.length))));
  if (file !== folder && !file.startsWith(folder + sep)) return null;
  if (!existsSync(file)) return null;
  if (!statSync(file).isDirectory()) return { file };
  if (!existsSync(join(file, 'index.html'))) return null;
  return pathname.endsWith('/') ? { file: join(file, 'index.html') } : { moved: `${pathname}/` };
}

/** Starts a server; resolves to its address and a way to stop it. Port 0 takes a free one. */
export function serve({ folder, base = '/', port = 4321, host = '127.0.0.1' }) {
  const site = resolve(folder);
  const path = asBase(base);
  const server = createServer((request, response) => {
    let found;
    let query = '';
    try {
      const url = new URL(request.url ?? '/', 'http://site');
      query = url.search;
      found = find(site, path, decodeURIComponent(url.pathname));
    } catch {
      found = null; // an address that cannot be decoded
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    if (found?.moved) return void response.writeHead(301, { Location: found.moved + query }).end();
    const missing = join(site, '404.html');
    const file = found?.file ?? (existsSync(missing) ? missing : null);
    if (!file) return void response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n');
    let body = readFileSync(file);
    const headers = { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' };
    if (PACKED.has(extname(file))) {
      headers['Vary'] = 'Accept-Encoding';
      if (/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
        body = gzipSync(body);
        headers['Content-Encoding'] = 'gzip';
      }
    }
    response.writeHead(found?.file ? 200 : 404, { ...headers, 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      const { port: taken } = server.address();
      done({ url: `http://${host}:${taken}${path}`, close: () => new Promise((closed) => (server.close(closed), server.closeAllConnections())) });
    });
  });
}

async function main() {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const folder = resolve(root, process.env.OUT_DIR ?? 'dist');
  const port = Number(process.env.PORT ?? 4321);
  const host = process.env.HOST ?? '127.0.0.1';
  const refuse = (text) => {
    console.error(text);
    process.exit(1);
  };
  if (!Number.isInteger(port) || port < 0 || port > 65535) refuse(`PORT is "${process.env.PORT}": expected a whole number from 0 to 65535, such as PORT=8080`);
  if (!existsSync(join(folder, 'index.html'))) refuse(`There is no built site in ${process.env.OUT_DIR ?? 'dist'}/: run "npm run build" first`);
  try {
    const { url } = await serve({ folder, base: process.env.BASE ?? '/', port, host });
    console.log(`\n  Less salt, more current is at ${url}\n  Ctrl+C ends it.\n`);
  } catch (error) {
    if (error.code === 'EADDRINUSE') refuse(`Port ${port} is taken by another program: choose another one, for example "PORT=${port === 65535 ? 8080 : port + 1} npm start", or end that program`);
    if (error.code === 'EACCES') refuse(`Port ${port} needs rights that this user has not: choose one above 1023, for example "PORT=8080 npm start"`);
    refuse(`The server could not start: ${error.message}`);
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
