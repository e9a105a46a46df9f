import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { fileBytes, type NpyLayout, npyHeader, rowBytes } from './npy.js';

/** An NPY file open for reading, entry by entry along its first axis. */
export class NpyFile {
  readonly #file: FileHandle;
  readonly #header: number;
  readonly #row: number;

  private constructor(file: FileHandle, layout: NpyLayout) {
    this.#file = file;
    this.#header = npyHeader(layout).length;
    this.#row = rowBytes(layout);
  }

  /** @throws UserError where the file is missing, cut short, or not of this layout */
  static async open(path: string, layout: NpyLayout): Promise<NpyFile> {
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new UserError(`${path} is missing from the data set. Restore it, or render the data set again.`);
    });
    try {
      await check(file, path, layout);
      return new NpyFile(file, layout);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The bytes of one entry. */
  async read(index: number): Promise<Buffer> {
    const row = Buffer.allocUnsafeSlow(this.#row);
    await this.#file.read(row, 0, row.length, this.#header + index * row.length);
    return row;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

async function check(file: FileHandle, path: string, layout: NpyLayout): Promise<void> {
  const { size } = await file.stat();
  const expected = fileBytes(layout);
  if (size !== expected)
    throw new UserError(
      `${path} has ${size} bytes where ${expected} are expected: it was ${size < expected ? 'cut short' : 'changed'}. ` +
        'Restore it, or render the data set again.',
    );
  const header = npyHeader(layout);
  const found = Buffer.alloc(header.length);
  await file.read(found, 0, found.length, 0);
  if (!found.equals(header))
    throw new UserError(
      `${path} does not begin as an NPY file of ${layout.dtype} [${layout.shape.join(', ')}], which dataset.json ` +
        'promises. Restore it, or render the data set again.',
    );
}
