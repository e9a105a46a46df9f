/** Longer than this nobody waits for what is only of use later. */
const PATIENCE = 1000;

/** Starts the service worker (public/sw.js), so that what is fetched from now on is there without a network. */
export async function keepForOffline(): Promise<void> {
  // Absent in private windows of some browsers, and on addresses that are neither https nor localhost.
  if (!import.meta.env.PROD || navigator.serviceWorker === undefined) return;
  try {
    await navigator.serviceWorker.register('sw.js');
    const controlled = new Promise<void>((resolve) => {
      if (navigator.serviceWorker.controller !== null) resolve();
      navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    });
    await Promise.race([controlled, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    const own = performance.getEntriesByType('resource').map(({ name }) => name);
    navigator.serviceWorker.controller?.postMessage([
      location.href.replace(/[?#].*/, ''),
      ...own.filter((url) => url.startsWith(location.origin) && !url.includes('/api/')),
    ]);
  } catch {
    // The studio works without it, as long as there is a network.
  }
}
