import type { Face } from './faces.js';

/** A photograph that was framed, as it is kept. */
export interface Kept extends Pick<Face, 'id' | 'name' | 'values' | 'found' | 'source' | 'colour'> {
  /** [size, size], 0 to 1 */
  readonly pixels: Float32Array;
  /** When it came, in milliseconds: the newest stands first. */
  readonly added: number;
  /** Its place in the store, another one for each photograph, of whatever page: two tabs may give the same id. */
  readonly key: string;
}

/** What lies in the store, whoever wrote it. */
type Stored = Partial<Kept> | null;

const STORE = 'photographs';

/**
 * Keeps a photograph in this browser from one visit to the next, in the place of one with the same key.
 *
 * @throws DOMException where there is no storage, as in some private windows, or no room: it lasts as long as the page
 */
export async function keep(photograph: Kept): Promise<void> {
  await inStore('readwrite', (store) => store.put(photograph, photograph.key));
}

export async function forget(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key)).catch(() => {});
}

/** Those of the size that a model sees, the newest first. */
export async function keptOf(size: number): Promise<readonly Kept[]> {
  const all = await inStore<Stored[]>('readonly', (store) => store.getAll()).catch((): Stored[] => []);
  return all
    .filter((one): one is Kept => one?.pixels?.length === size * size)
    .sort((a, b) => b.added - a.added);
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

/** Of this studio: another one on the same host has its own. */
function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`dcign ${new URL('.', document.baseURI).pathname}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
