import { controlsOf } from '../../../rerender/controls.js';
import { openModel } from '../model/client.js';
import type { EngineName } from '../model/protocol.js';
import { type GalleryEntry, showGallery } from './faces.js';
import { keptOf } from './kept.js';
import { type Studio, start } from './studio.js';

/** Fetches the model and starts its engine. */
export async function openStudio(): Promise<void> {
  try {
    const description: Studio['description'] = await getJson('model/model.json', 'The model');
    const gallery: readonly GalleryEntry[] = await getJson('gallery/index.json', 'The gallery');
    const sizes: Readonly<Record<string, number>> = await getJson('sizes.json', 'The list of files');
    const { words } = await getJson<{ words?: readonly string[] }>('model/command.json', 'The model');
    const client = await openModel(
      { base: document.baseURI, checksum: description.checksum, engine: askedEngine(), sizes },
      (loaded, total) => {
        start.value = { phase: 'loading', loaded, total };
      },
    ).catch((error: Error) => {
      throw askedEngine() === undefined ? error : new EngineFailure(error.message);
    });
    const size = description.architecture.size;
    showGallery(gallery, await keptOf(size), size);
    start.value = {
      phase: 'ready',
      studio: { client, description, controls: controlsOf(description), size, sizes, modelWords: words },
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    start.value = { phase: 'failed', why, next: error instanceof EngineFailure ? 'engine' : 'model' };
  }
}

/** Of an engine that was asked for by name. */
class EngineFailure extends Error {}

/** `?engine=wasm` or `?engine=webgpu` in the page's address. */
export function askedEngine(): EngineName | undefined {
  const name = new URLSearchParams(location.search).get('engine');
  return name === 'wasm' || name === 'webgpu' ? name : undefined;
}

async function getJson<T>(path: string, what: string): Promise<T> {
  const response = await fetch(path).catch(() => undefined);
  if (response === undefined) throw new Error(`${what} could not be fetched: the server does not answer.`);
  if (!response.ok) throw new Error(`${what} is missing: ${path} answers ${response.status}.`);
  return response.json() as Promise<T>;
}
