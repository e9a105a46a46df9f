import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { Batch } from './batch.js';
import { NpyFile } from './npyFile.js';
import { ARRAYS, digest, type Part } from './store.js';

/** The arrays of one kind of one split, open for reading. */
export class PartReader {
  readonly #part: Part;
  /** In the order of `ARRAYS`. */
  readonly #files: readonly NpyFile[];

  private constructor(part: Part, files: readonly NpyFile[]) {
    this.#part = part;
    this.#files = files;
  }

  /** @throws UserError where an array is missing, cut short, or of another layout */
  static async open(part: Part): Promise<PartReader> {
    const files: NpyFile[] = [];
    try {
      for (const name of ARRAYS)
        files.push(await NpyFile.open(join(part.folder, `${name}.npy`), part.layouts[name]));
    } catch (error) {
      for (const file of files) await file.close();
      throw error;
    }
    return new PartReader(part, files);
  }

  /** @throws UserError where the batch is not what was written */
  async read(index: number): Promise<Pick<Batch, 'images' | 'factors'>> {
    const { count, folder } = this.#part;
    if (!(index >= 0 && index < count)) throw new RangeError(`batch ${index} of ${count} in ${folder}`);
    const rows = await Promise.all(this.#files.map((file) => file.read(index)));
    const [images, factors, sha256] = rows as [Buffer, Buffer, Buffer];
    if (!digest(images, factors).equals(sha256))
      throw new UserError(
        `Batch ${index} in ${folder} is not what was rendered: its SHA-256 is not the one in sha256.npy. ` +
          'A file was changed or damaged; restore it, or render the data set again.',
      );
    return { images: new Uint8Array(images.buffer), factors: new Float32Array(factors.buffer) };
  }

  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }
}
