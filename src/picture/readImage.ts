import { lstat, readFile, stat } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { UserError } from '../errors.js';
import { dangling } from '../files/dangling.js';
import { readPgm } from './pgm.js';
import { toSharp } from './picture.js';

/** As sharp calls them; AVIF is a kind of HEIF. It would draw an SVG, too, which can ask for any amount of work. */
const FORMS: readonly (string | undefined)[] = ['png', 'jpeg', 'webp', 'tiff', 'gif', 'heif'];

/**
 * Reads a photograph as a network sees it: turned upright (EXIF), cropped to the square in its middle, scaled,
 * made grey. Transparent parts become as dark as the face scene's background.
 *
 * @param path PNG, JPEG, WebP, TIFF, GIF (its first frame), AVIF or PGM
 * @param size height and width in pixels
 * @returns [size, size], 0 black to 255 white
 * @throws UserError if the file is missing, unreadable, or not a whole image
 */
export async function readImage(path: string, size: number): Promise<Uint8Array> {
  return decodeImage(await readBytes(path), path, size);
}

/**
 * Height and width of an image that is turned upright, by its header where it has one.
 *
 * @throws UserError if the file is missing, unreadable, or no image
 */
export async function readExtent(path: string): Promise<{ readonly width: number; readonly height: number }> {
  const header = await sharp(path)
    .metadata()
    .catch(() => undefined);
  if (FORMS.includes(header?.format)) return header!.autoOrient;
  // What cannot be read so is a PGM, or there is something to be said about it.
  return (await decode(await readBytes(path), path, true, (image) => image.metadata())).autoOrient;
}

/** @throws UserError if the file is missing or unreadable, or is a device, which has no end */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (found.isCharacterDevice() || found.isBlockDevice())
      throw new UserError(`${path} is a device, but an image file was expected. Name a file.`);
    return await readFile(path);
  } catch (error) {
    throw error instanceof UserError ? error : await refusal(path, error as NodeJS.ErrnoException);
  }
}

/**
 * The same for an image file that is in memory.
 *
 * @param name of the image, for messages
 * @param maxPixels more than that is refused before it is decoded; by default what sharp allows, 268 million
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  size: number,
  maxPixels: number | true = true,
): Promise<Uint8Array> {
  return decode(bytes, name, maxPixels, async (image) => {
    const pixels = await image
      .resize(size, size, { fit: 'cover', position: 'centre' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer();
    return new Uint8Array(pixels);
  });
}

/**
 * Decodes an image file, turned upright, before a dark background.
 *
 * @param use what becomes of it
 * @throws UserError if it is not a whole image
 */
export async function decode<T>(
  bytes: Uint8Array,
  name: string,
  maxPixels: number | true,
  use: (image: Sharp) => Promise<T>,
): Promise<T> {
  const pgm = readPgm(bytes);
  try {
    const image =
      pgm === undefined ? sharp(bytes, { failOn: 'truncated', limitInputPixels: maxPixels }) : toSharp(pgm);
    if (pgm === undefined) await refuseImpossible(image, bytes.length);
    return await use(image.autoOrient().flatten({ background: '#282828' }));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UserError(
      `${name} cannot be read as an image (${why}). Give a whole PNG, JPEG, WebP, TIFF, GIF, AVIF or PGM file.`,
    );
  }
}

/** @throws Error where the header says what is not read here, or cannot be true: it would cost gigabytes to find out */
async function refuseImpossible(image: Sharp, bytes: number): Promise<void> {
  const { format, width, height } = await image.metadata();
  if (!FORMS.includes(format)) throw new Error(`it is of the form ${format}`);
  if (format === 'png' && width * height > MOST_PIXELS_A_BYTE * bytes)
    throw new Error(`its ${bytes} bytes cannot hold ${width} x ${height} pixels`);
}

/** Of a PNG: eight of one bit lie in a byte, and deflate makes at most 1032 bytes of one. */
const MOST_PIXELS_A_BYTE = 8 * 1032;

async function refusal(path: string, error: NodeJS.ErrnoException): Promise<UserError> {
  switch (error.code) {
    case 'ENOENT': {
      const isThere = await lstat(path).catch(() => undefined);
      return isThere ? dangling(path) : new UserError(`There is no image ${path}. Check the path.`);
    }
    case 'EISDIR':
      return new UserError(
        `${path} is a folder, but an image file was expected. Name the files in it, for example ${path}/*.png.`,
      );
    default:
      return new UserError(
        `The image ${path} cannot be read (${error.code ?? error.message}). Check its permissions.`,
      );
  }
}
