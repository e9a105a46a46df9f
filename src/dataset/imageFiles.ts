import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { UserError } from '../errors.js';
import { readExtent } from '../picture/readImage.js';

/** Files that are read at once. */
const AT_ONCE = 8;

/**
 * Looks at the headers of all images, so that a fault is found before a training has begun, not within it.
 *
 * @param size height and width of the squares that they are scaled to; undefined where they must be squares of one size
 * @returns height and width that they will have
 * @throws UserError for the first in their order that is no image or of another size
 */
export async function commonSize(paths: readonly string[], size: number | undefined): Promise<number> {
  const sizes = await allOf(paths, readExtent);
  if (size !== undefined) return size;
  const { width } = sizes[0]!;
  const odd = sizes.findIndex((one) => one.width !== width || one.height !== width);
  if (odd < 0) return width;
  const { width: across, height } = sizes[odd]!;
  const first = odd === 0 ? '' : ` like ${paths[0]}`;
  throw new UserError(
    `${paths[odd]} has ${across} x ${height} pixels, but ${odd === 0 ? 'squares' : `${width} x ${width}`}${first} are needed. ` +
      'Add --size 64 (or another number) to crop every picture to the square in its middle and scale it.',
  );
}

/**
 * Reads images to their ends.
 *
 * @throws UserError for the first in their order that is damaged
 */
export async function readAll(
  paths: readonly string[],
  read: (path: string) => Promise<Uint8Array>,
): Promise<void> {
  // Their pixels are kept by `read`, where there is room, and nowhere else.
  await allOf(paths, (path) => read(path).then(() => undefined));
}

/** SHA-256 of files and of their places below a folder. */
export async function digestFiles(root: string, paths: readonly string[]): Promise<string> {
  const digests = await each(paths, async (path) => {
    const content = createHash('sha256').update(await readFile(path));
    return `${relative(root, path).split(sep).join('/')} ${content.digest('hex')}`;
  });
  return createHash('sha256').update(digests.join('\n')).digest('hex');
}

/** @throws what is the first in the order of the paths, whichever is first in time */
async function allOf<T>(paths: readonly string[], work: (path: string) => Promise<T>): Promise<readonly T[]> {
  const results = await each(paths, (path) => work(path).catch((error: Error) => error));
  const fault = results.find((result) => result instanceof Error);
  if (fault !== undefined) throw fault;
  return results as readonly T[];
}

/** A few at a time: a folder may hold more files than a process may have open. */
async function each<T>(paths: readonly string[], work: (path: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < paths.length; i = next++) results[i] = await work(paths[i]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
