import { createHash } from 'node:crypto';
import { access, constants, readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../errors.js';
import { readPgm } from '../rerender/pgm.js';

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
    const header = await headerOf(path).catch((error: Error) => why(path, error));
    if (header instanceof Error) return header;
    const { width, height } = header;
    if (width === size && height === size) return undefined;
    return new UserError(
      `${path} has ${width} x ${height} pixels, but ${sizeOf} has ${size} x ${size}. Scale all images to one size.`,
    );
  });
  const fault = faults.find((one) => one !== undefined);
  if (fault !== undefined) throw fault;
}

async function headerOf(path: string): Promise<{ readonly width: number; readonly height: number }> {
  if (/\.pgm$/i.test(path)) {
    const picture = readPgm(await readFile(path));
    if (picture !== undefined) return picture;
  }
  return sharp(path).metadata();
}

/** What the system says where it gives no such file, or else that the file is at fault. */
export async function why(path: string, error: Error): Promise<Error> {
  const refusal: NodeJS.ErrnoException | undefined = await access(path, constants.R_OK).catch((one) => one);
  if (refusal?.code === 'ENOENT') return dangling(path);
  return refusal ?? unreadable(path, error);
}

/** A name in a folder behind which there is nothing. */
export function dangling(path: string): UserError {
  return new UserError(`${path} is a link to what is not there any more. Mend it, or take it away.`);
}

function unreadable(path: string, error: Error): UserError {
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
