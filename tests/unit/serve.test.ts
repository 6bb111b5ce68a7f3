/** The small server behind `npm start` and the browser tests. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asBase, serve } from '../../scripts/serve.mjs';
import { repositoryRoot } from '../../src/kernels/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'site-'));
const site = join(folder, 'dist');
let plain: Awaited<ReturnType<typeof serve>>;
let below: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  mkdirSync(join(site, 'a'), { recursive: true });
  const files = { 'index.html': 'home', '404.html': 'missing', 'a/index.html': 'page', 'k.wasm': '\0asm', 'p.pf_meta': 'packed', 'f.woff2': 'font', 's.js': 'script' };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(site, name), text);
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  plain = await serve({ folder: site, port: 0 });
  below = await serve({ folder: site, base: 'paper', port: 0 });
});
afterAll(async () => {
  await Promise.all([plain.close(), below.close()]);
  rmSync(folder, { recursive: true });
});

/** A request whose path is sent as it stands: fetch would tidy it. */
const raw = (url: string, path: string, method = 'GET'): Promise<{ status: number; body: string; headers: Record<string, unknown> }> =>
  new Promise((done, failed) => {
    request(new URL(url).origin, { path, method }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => done({ status: response.statusCode!, body, headers: response.headers }));
    })
      .on('error', failed)
      .end();
  });

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/k.wasm', 'application/wasm'],
  ['/p.pf_meta', 'application/octet-stream'],
  ['/f.woff2', 'font/woff2'],
  ['/s.js', 'text/javascript; charset=utf-8'],
])('%s comes as %s', async (path, type) => {
  const { status, headers } = await raw(plain.url, path);
  expect([status, headers['content-type']]).toEqual([200, type]);
});

test('a folder without its slash moves there, keeping the question', async () => {
  const { status, headers } = await raw(plain.url, '/a?x=2');
  expect([status, headers['location']]).toEqual([301, '/a/?x=2']);
});

test('what is not there gives the 404 page; packed pages unpack to the same', async () => {
  expect(await raw(plain.url, '/nothing')).toMatchObject({ status: 404, body: 'missing' });
  const packed = await fetch(plain.url, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toBe('home');
});

test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/a/../../secret.txt', '/%00', '/%E0%A4%A'])('%s does not leave the folder', async (path) => {
  const { status, body } = await raw(plain.url, path);
  expect(status).toBe(404);
  expect(body).not.toContain('secret');
});

test('only reads', async () => expect((await raw(plain.url, '/', 'POST')).status).toBe(405));

test('below a base path: pages there, the root moves to it, nothing elsewhere', async () => {
  expect([asBase('paper'), asBase('/paper/'), asBase('/')]).toEqual(['/paper/', '/paper/', '/']);
  expect(below.url).toMatch(/\/paper\/$/);
  expect(await raw(below.url, '/paper/a/')).toMatchObject({ status: 200, body: 'page' });
  expect(await raw(below.url, '/')).toMatchObject({ status: 301, headers: { location: '/paper/' } });
  expect(await raw(below.url, '/paper')).toMatchObject({ status: 301, headers: { location: '/paper/' } });
  expect((await raw(below.url, '/a/')).status).toBe(404);
});

/** Exit code and error text of the server run as a program. */
const program = (env: Record<string, string>): Promise<[number | null, string]> =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['scripts/serve.mjs'], { cwd: repositoryRoot(), env: { ...process.env, OUT_DIR: site, ...env } });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('exit', (code) => done([code, errors.trim()]));
  });

test('a taken port is one sentence that says how to choose another', async () => {
  const port = Number(new URL(plain.url).port);
  const [code, errors] = await program({ PORT: String(port) });
  expect(code).toBe(1);
  expect(errors).toMatch(new RegExp(`^Port ${port} is taken by another program: choose another one, for example "PORT=\\d+ npm start"`));
  expect(errors.split('\n')).toHaveLength(1);
});

test('a port that is none, and a site that is not built, are one sentence each', async () => {
  expect(await program({ PORT: 'many' })).toEqual([1, 'PORT is "many": expected a whole number from 0 to 65535, such as PORT=8080']);
  expect((await program({ OUT_DIR: join(folder, 'none') }))[1]).toContain('run "npm run build" first');
});
