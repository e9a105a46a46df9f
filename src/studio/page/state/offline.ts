import type { EngineName } from '../model/protocol.js';
import { runs } from './runs.js';
import { start } from './studio.js';

/** Longer than this nobody waits for what is only of use later. */
const PATIENCE = 1000;

/** What studio.json says beside a studio of static files. */
interface Manifest {
  readonly version: string;
  readonly files: readonly string[];
}

/**
 * Starts the service worker (public/sw.js) of a studio of static files. One that `dcign studio` serves has none: it
 * ends with its server, whose address may be another program's tomorrow.
 *
 * @returns keeps all that the page may ask for, as soon as the studio is ready
 */
export async function keepForOffline(): Promise<() => void> {
  const nothing = (): void => {};
  // Absent in private windows of some browsers, and on addresses that are neither https nor localhost.
  if (!import.meta.env.PROD || navigator.serviceWorker === undefined) return nothing;
  try {
    if (runs.value !== undefined) {
      for (const registration of await navigator.serviceWorker.getRegistrations())
        if (registration.scope === new URL('.', document.baseURI).href) await registration.unregister();
      return nothing;
    }
    const { version, files }: Manifest = await (await fetch('studio.json')).json();
    await navigator.serviceWorker.register(`sw.js?version=${encodeURIComponent(version)}`);
    const controlled = new Promise<void>((resolve) => {
      if (navigator.serviceWorker.controller !== null) resolve();
      navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    });
    await Promise.race([controlled, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    return () => {
      if (start.value.phase !== 'ready') return;
      const { client, description } = start.value.studio;
      navigator.serviceWorker.controller?.postMessage(
        wanted(['', 'studio.json', ...files], description.checksum, client.engine).map(
          (file) => new URL(file, document.baseURI).href,
        ),
      );
    };
  } catch {
    // The studio works without it, as long as there is a network.
    return nothing;
  }
}

/** Of the runtime, WebAssembly's finds faces in any case; of the model, what the page runs. */
function wanted(files: readonly string[], checksum: string, engine: EngineName): readonly string[] {
  return files
    .filter((file) => file !== 'sw.js' && file !== 'model/rerender.onnx')
    .filter(
      (file) => !file.startsWith('runtime/') || engine === 'webgpu' || /threaded\.(mjs|wasm)$/.test(file),
    )
    .map((file) => (/^model\/.*\.onnx$/.test(file) ? `${file}?sha256=${checksum}` : file));
}
