import { constants } from 'node:fs';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { syncFolder, UNFINISHED } from '../files/writeAtomically.js';
import { type NpyLayout, npyHeader, rowBytes } from './npy.js';
import { ARRAYS, type ArrayName, digest, type Part } from './store.js';

interface OpenArray {
  readonly name: ArrayName;
  readonly path: string;
  readonly layout: NpyLayout;
  readonly file: FileHandle;
}

/**
 * Writes the arrays of one part, batch after batch, under temporary names; `finish` gives them their own.
 *
 * The length of a file says how many batches it holds, and checksums whether it does, so a killed writer leaves no
 * journal to repair: what follows the last whole batch is written again.
 */
export class PartWriter {
  /** Without those that have their own name already. */
  readonly #arrays: readonly OpenArray[];
  readonly #folder: string;

  private constructor(folder: string, arrays: readonly OpenArray[]) {
    this.#folder = folder;
    this.#arrays = arrays;
  }

  static async open({ folder, layouts }: Part): Promise<PartWriter> {
    await makeFolder(folder);
    const arrays: OpenArray[] = [];
    for (const name of ARRAYS) {
      const path = pathOf(folder, name);
      const layout = layouts[name];
      if ((await lengthOf(path)) !== undefined) continue;
      const file = await open(path + UNFINISHED, constants.O_RDWR | constants.O_CREAT);
      arrays.push({ name, path, layout, file });
      await writeFully(file, npyHeader(layout), 0);
    }
    return new PartWriter(folder, arrays);
  }

  /** @param index at most the number of batches that are there */
  async write(index: number, images: Uint8Array, factors: Float32Array): Promise<void> {
    const numbers = new Uint8Array(factors.buffer, factors.byteOffset, factors.byteLength);
    const rows = { images, factors: numbers, sha256: digest(images, numbers) };
    for (const { name, layout, file } of this.#arrays)
      await writeFully(file, rows[name], npyHeader(layout).length + index * rowBytes(layout));
  }

  async finish(): Promise<void> {
    for (const { file } of this.#arrays) await file.sync();
    await this.close();
    for (const { path } of this.#arrays) await rename(path + UNFINISHED, path);
    await syncFolder(this.#folder);
  }

  /** Leaves the temporary files, for the next writer to go on. */
  async close(): Promise<void> {
    for (const { file } of this.#arrays) await file.close();
  }
}

/**
 * How many batches of a part are on the disk, finished or not. Of an unfinished part they are compared with their
 * checksums: after a power cut a file can be as long as it was and hold zeros.
 */
export async function batchesWritten({ count, folder, layouts }: Part): Promise<number> {
  const arrays: { readonly path: string; readonly layout: NpyLayout }[] = [];
  let written = count;
  for (const name of ARRAYS) {
    const [whole, layout] = [pathOf(folder, name), layouts[name]];
    const isFinished = (await lengthOf(whole)) !== undefined;
    const path = isFinished ? whole : whole + UNFINISHED;
    arrays.push({ path, layout });
    if (isFinished) continue;
    const length = (await lengthOf(path)) ?? 0;
    const batches = Math.floor((length - npyHeader(layout).length) / rowBytes(layout));
    written = Math.min(written, Math.max(0, batches));
  }
  const isWhole = arrays.every(({ path }) => !path.endsWith(UNFINISHED));
  return isWhole || written === 0 ? written : intact(arrays, written);
}

/** @returns the first batch of `written` that is not what was written, or `written` */
async function intact(
  arrays: readonly { readonly path: string; readonly layout: NpyLayout }[],
  written: number,
): Promise<number> {
  const files: FileHandle[] = [];
  try {
    for (const { path } of arrays) files.push(await open(path));
    for (let index = 0; index < written; index++) {
      const rows = arrays.map(async ({ layout }, i) => {
        const row = Buffer.alloc(rowBytes(layout));
        await files[i]!.read(row, 0, row.length, npyHeader(layout).length + index * row.length);
        return row;
      });
      const [images, factors, sha256] = (await Promise.all(rows)) as [Buffer, Buffer, Buffer];
      if (!digest(images, factors).equals(sha256)) return index;
    }
    return written;
  } finally {
    for (const file of files) await file.close();
  }
}

function pathOf(folder: string, name: ArrayName): string {
  return join(folder, `${name}.npy`);
}

/** Bytes of a file, undefined where there is none. */
async function lengthOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A single write may take less than all, for instance on a nearly full disk. */
async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
