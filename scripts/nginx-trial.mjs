// Tries docs/nginx.conf with a real nginx on loopback: every page, the right headers, precompressed answers, and a short load run.
// node scripts/nginx-trial.mjs dist-paper /paper/     (folder, base path). Without nginx it says what to install and is skipped.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { node, root } from './run.mjs';
import { nginx } from './browser.mjs';
import { asBase } from './serve.mjs';

const folder = resolve(process.argv[2] ?? 'dist');
const base = asBase(process.argv[3] ?? '/');
const program = nginx();
if (!program) {
  console.log('skipped: nginx is not installed (Debian and Ubuntu: "apt-get install nginx libnginx-mod-http-brotli-static" as root)');
  process.exit(0);
}

const freePort = () =>
  new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });

const faults = [];
const expect = (holds, what) => holds || faults.push(what);

const home = mkdtempSync(join(tmpdir(), 'nginx-trial-'));
// Started as root, its workers read as another user.
chmodSync(home, 0o755);
const port = await freePort();
const copy = join(home, 'site', base);
mkdirSync(copy, { recursive: true });
cpSync(folder, copy, { recursive: true });
spawnSync(node, [join(root, 'scripts/compress.mjs'), copy], { stdio: 'inherit', timeout: 120_000 });
writeFileSync(join(home, 'nginx.conf'), configuration());
const server = spawn(program, ['-p', home, '-c', join(home, 'nginx.conf'), '-g', `daemon off; pid ${join(home, 'pid')}; error_log stderr warn;`], { stdio: ['ignore', 'inherit', 'pipe'] });
let said = '';
server.stderr.on('data', (text) => (said += text));

/** The documented file, with the three lines that its comments tell to change. */
function configuration() {
  let text = readFileSync(join(root, 'docs/nginx.conf'), 'utf8').replace('127.0.0.1:8080', `127.0.0.1:${port}`).replace('/srv/less-salt', join(home, 'site'));
  for (const kind of ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) text = text.replace('access_log off;', `access_log off;\n  ${kind}_temp_path ${join(home, kind)};`);
  if (base !== '/') text = text.replace('location / {', `location ${base} {`).replace('error_page 404 /404.html', `error_page 404 ${base}404.html`);
  const brotli = '/usr/share/nginx/modules/ngx_http_brotli_static_module.so';
  const has = spawnSync('test', ['-e', brotli]).status === 0;
  return has ? `load_module ${brotli};\n${text}` : text.replace('brotli_static on;', '');
}

/** One request; body as bytes, never unpacked. */
const get = (path, headers = {}, agent) =>
  new Promise((done, failed) => {
    request({ host: '127.0.0.1', port, path, headers, agent }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    })
      .on('error', failed)
      .end();
  });

async function ready() {
  for (let i = 0; i < 50; i++) {
    if (server.exitCode !== null) throw new Error(`nginx ended at once: ${said.trim()}`);
    try {
      return await get(base);
    } catch {
      await new Promise((later) => setTimeout(later, 100));
    }
  }
  throw new Error('nginx did not answer within 5 s');
}

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', wasm: 'application/wasm', woff2: 'font/woff2', json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8', xml: 'application/xml; charset=utf-8', zip: 'application/zip' };

async function trial() {
  await ready();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  for (const file of files) {
    const path = base + file.replace(/(^|\/)index\.html$/, '$1');
    const { status, headers, body } = await get(encodeURI(path));
    const type = TYPES[file.split('.').at(-1)];
    expect(status === 200, `${path}: status ${status}`);
    if (type) expect(headers['content-type'] === type, `${path}: type ${headers['content-type']}, expected ${type}`);
    expect(headers['x-content-type-options'] === 'nosniff', `${path}: without nosniff`);
    expect(headers['cache-control'] === (path.includes('/_a/') ? 'public, max-age=31536000, immutable' : 'no-cache'), `${path}: cache-control ${headers['cache-control']}`);
    expect(headers['content-security-policy'] === `frame-ancestors ${path.includes('/embed/') ? '*' : "'self'"}`, `${path}: framing ${headers['content-security-policy']}`);
    expect(body.equals(readFileSync(join(folder, file))), `${path}: other bytes than the file`);
  }
  const packed = await get(base, { 'Accept-Encoding': 'br' });
  const zipped = await get(base, { 'Accept-Encoding': 'gzip' });
  expect(zipped.headers['content-encoding'] === 'gzip', 'the first page is not sent as the .gz beside it');
  if (spawnSync('test', ['-e', '/usr/share/nginx/modules/ngx_http_brotli_static_module.so']).status === 0) expect(packed.headers['content-encoding'] === 'br', 'the first page is not sent as the .br beside it');
  const again = await get(base, { 'If-None-Match': (await get(base)).headers.etag });
  expect(again.status === 304, `an unchanged page is answered ${again.status}, expected 304`);
  const missing = await get(`${base}no-such-page/`);
  expect(missing.status === 404 && missing.body.equals(readFileSync(join(folder, '404.html'))), 'an unknown address does not get the page that says so');
  console.log(`nginx: ${files.length} files answered, ${faults.length} faults`);
  await load(files.filter((f) => f.endsWith('.html')));
}

/** Eight connections for three seconds over all pages, packed as browsers ask for them. */
async function load(pages) {
  const { Agent } = await import('node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const times = [];
  const end = Date.now() + 3000;
  let bytes = 0;
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (let i = worker; Date.now() < end; i += 8) {
        const started = performance.now();
        const { status, body } = await get(base + pages[i % pages.length].replace(/(^|\/)index\.html$/, '$1'), { 'Accept-Encoding': 'gzip' }, agent);
        expect(status === 200, `under load: status ${status}`);
        times.push(performance.now() - started);
        bytes += body.length;
      }
    }),
  );
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (q) => times[Math.floor(q * (times.length - 1))].toFixed(1);
  console.log(`load: ${Math.round(times.length / 3)} pages a second over 8 connections, ${(bytes / 3e6).toFixed(1)} MB/s, median ${at(0.5)} ms, 99 % within ${at(0.99)} ms`);
  expect(times.length > 100, 'fewer than 100 pages answered in three seconds');
}

try {
  await trial();
} catch (error) {
  faults.push(error.message);
} finally {
  server.kill('SIGTERM');
  await new Promise((ended) => (server.exitCode !== null ? ended() : server.once('exit', ended)));
  rmSync(home, { recursive: true, force: true });
}
for (const fault of faults.slice(0, 20)) console.error(fault);
process.exit(faults.length ? 1 : 0);
