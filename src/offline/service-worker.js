// Keeps the whole site on the reader's device after the first visit. scripts/publish.mjs writes this file into the built site with
// VERSION (a hash of every file) and FILES (addresses below the site's base) in front of it.
/* global VERSION, FILES */
const PREFIX = 'less-salt-';
const CACHE = PREFIX + VERSION;
const BASE = new URL('./', self.location.href);
/** Milliseconds to wait for a page from the network while a kept copy is at hand. */
const PATIENCE_MS = 3000;

self.addEventListener('install', (event) => event.waitUntil(keepAll()));

/** Fetches every file once. One that fails fails the installation: a site that is kept is kept whole, and the next visit tries again. */
async function keepAll() {
  const cache = await caches.open(CACHE);
  const wanted = FILES.map((file) => new URL(file, BASE).href);
  // Files named after their content are taken over from an older copy.
  const missing = [];
  for (const url of wanted) {
    const old = /\/_a\//.test(url) ? await caches.match(url) : undefined;
    if (old) await cache.put(url, old);
    else missing.push(url);
  }
  // A few at a time: the reader's own requests go first.
  while (missing.length) await cache.addAll(missing.splice(0, 12).map((url) => new Request(url, { cache: 'no-cache' })));
}

self.addEventListener('activate', (event) => event.waitUntil(dropOldCopies()));

async function dropOldCopies() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== BASE.origin || !url.pathname.startsWith(BASE.pathname)) return;
  event.respondWith(event.request.mode === 'navigate' ? pageFor(event.request) : fileFor(event.request));
});

/** Pages: fresh from the network when it answers in time, else the kept copy, whatever state the address carries. */
async function pageFor(request) {
  const kept = await caches.match(request, { ignoreSearch: true, cacheName: CACHE });
  const fresh = fetch(request);
  if (!kept) return fresh.catch(() => caches.match(new URL('404.html', BASE).href, { cacheName: CACHE }));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([fresh.catch(() => kept), late]);
}

/** Everything else: the kept copy, else the network. */
const fileFor = async (request) => (await caches.match(request, { ignoreSearch: true, cacheName: CACHE })) ?? fetch(request);
