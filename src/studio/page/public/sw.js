// Keeps the studio for offline use. Whatever is fetched is kept; the network comes first, so a newer page or
// model is never hidden by an old copy. Addresses with a checksum cannot change: the kept copy comes first.
const CACHE = 'dcign-studio';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** What the page loaded before this worker was there. */
self.addEventListener('message', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => Promise.allSettled(event.data.map((url) => cache.add(url)))),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const local = url.href.startsWith(self.registration.scope);
  const path = url.pathname.slice(new URL(self.registration.scope).pathname.length);
  if (request.method !== 'GET' || !local || path.startsWith('api/')) return;
  event.respondWith(url.search.startsWith('?sha256=') ? keptFirst(event, url) : networkFirst(event));
});

async function networkFirst(event) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    keep(event, cache, response);
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === 'navigate' });
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function keptFirst(event, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  if (kept !== undefined) return kept;
  const response = await fetch(event.request);
  // The model before this one is not needed any more.
  if (response.status === 200) await cache.delete(url.origin + url.pathname, { ignoreSearch: true });
  keep(event, cache, response);
  return response;
}

/** Beside the answer, which the page can read while it is still coming. A full disk is no reason to fail. */
function keep(event, cache, response) {
  if (response.status === 200) event.waitUntil(cache.put(event.request, response.clone()).catch(() => {}));
}
