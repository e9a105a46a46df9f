import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../errors.js';

/** Files that are read at once. */
const AT_ONCE = 8;

/**
 * Looks at the headers of all images, so that one of another size is found before a training has begun, not within it.
 *
 * @param size height and width that they must have
 * @throws UserError for the first in their order that is no image or of another size
 */
export async function checkHeaders(paths: readonly string[], size: number, sizeOf: string): Promise<void> {
  const faults = await each(paths, async (path) => {
    const header = await sharp(path)
      .metadata()
      .catch((error: Error) => error);
    if (header instanceof Error) return unreadable(path, header);
    const { width, height } = header;
    if (width === size && height === size) return undefined;
    return new UserError(
      `${path} has ${width} x ${height} pixels, but ${sizeOf} has ${size} x ${size}. Scale all images to one size.`,
    );
  });
  const fault = faults.find((one) => one !== undefined);
  if (fault !== undefined) throw fault;
}

/** What to say of a file that is no image, or not a whole one. */
export function unreadable(path: string, error: Error): UserError {
  const why = error.message.split('\n')[0]!.replace(`${path}: `, '');
  return new UserError(
    `${path} cannot be read as an image (${why}). Replace it by a whole image, for example a PNG, or take it away.`,
  );
}

/** SHA-256 of files and of their places below a folder. */
export async function digestFiles(root: string, paths: readonly string[]): Promise<string> {
  const digests = await each(paths, async (path) => {
    const content = createHash('sha256').update(await readFile(path));
    return `${relative(root, path).split(sep).join('/')} ${content.digest('hex')}`;
  });
  return createHash('sha256').update(digests.join('\n')).digest('hex');
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
