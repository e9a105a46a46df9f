// Keeps a studio of static files for offline use, and goes when the studio has gone. The network comes first, so a
// newer page or model is never hidden by an old copy. Addresses with a checksum cannot change: the kept copy comes
// first. The page registers it as sw.js?version=...: another version has another cache.
const { scope } = self.registration;
const PREFIX = `dcign-studio ${scope} `;
const CACHE = PREFIX + new URL(self.location.href).searchParams.get('version');
/** How a page says that it is a studio. */
const MARK = '<meta name="application-name" content="dcign studio">';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([forget((name) => name !== CACHE), self.clients.claim()])),
);

/** Addresses that are to be there without a network. */
self.addEventListener('message', (event) => event.waitUntil(keepAll(event.data)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (path.startsWith('api/')) return;
  if (request.mode === 'navigate') {
    // Other pages below the same address are others' affair.
    if (path === '' || path === 'index.html') event.respondWith(page(event));
  } else
    event.respondWith(
      new URL(request.url).searchParams.has('sha256') ? keptFirst(event) : networkFirst(event),
    );
});

async function keepAll(urls) {
  const cache = await caches.open(CACHE);
  for (const url of urls) if ((await cache.match(url)) === undefined) await cache.add(url).catch(() => {});
}

/** The page, or whatever has taken its place: then there is nothing to be kept any more. */
async function page(event) {
  let response;
  try {
    response = await fetch(event.request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(scope);
    if (kept !== undefined) return kept;
    throw error;
  }
  // A host that stumbles is not one that has gone.
  if (response.status >= 500) return response;
  const text = response.status === 200 ? await response.clone().text() : '';
  if (text.includes(MARK)) {
    await (await caches.open(CACHE)).put(scope, response.clone()).catch(() => {});
    return response;
  }
  await self.registration.unregister();
  await forget(() => true);
  return response;
}

/** Files beside the page are kept when the page asks for it, all others pass. */
async function networkFirst(event) {
  try {
    return await fetch(event.request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(event.request);
    if (kept !== undefined) return kept;
    throw error;
  }
}

async function keptFirst(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  if (kept !== undefined) return kept;
  const response = await fetch(event.request);
  if (response.status === 200) {
    // The model before this one is not needed any more.
    const { origin, pathname } = new URL(event.request.url);
    await cache.delete(origin + pathname, { ignoreSearch: true });
    // Beside the answer, which the page can read while it is still coming. A full disk is no reason to fail.
    event.waitUntil(cache.put(event.request, response.clone()).catch(() => {}));
  }
  return response;
}

/** Deletes caches of this studio. */
async function forget(isOld) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && isOld(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}
