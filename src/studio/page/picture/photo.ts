import type { Raster } from '../../../framing/raster.js';
import { readPgm } from '../../../picture/pgm.js';
import type { Picture } from '../../../picture/picture.js';
import { surface } from './canvas.js';
import { fromGrey, toGrey } from './grey.js';

/** A photograph, upright. */
export interface Photo {
  readonly name: string;
  readonly image: HTMLCanvasElement;
  /** How many of its pixels are one of the file's. */
  readonly scale: number;
  /** Whether it lies on the user's disk by that name. */
  readonly isFile: boolean;
}

/** A head of fewer pixels a side is none. */
const MIN_SIDE = 16;
/** Of 255; a picture that varies less shows nothing. */
const MIN_RANGE = 8;

/** No screen and no network needs more pixels a side. */
const MAX_SIDE = 2048;

/**
 * Opens an image file: what the browser can show, and PGM.
 *
 * @throws Error in plain words if it is no image, or one that cannot show a face
 */
export async function openPhoto(file: Blob, name: string, isFile: boolean): Promise<Photo> {
  const bytes = await file
    .slice(0, 64 << 20)
    .arrayBuffer()
    .catch(() => {
      throw new Error(
        `${name} cannot be opened. Is it a folder, or gone? Choose the image files themselves.`,
      );
    });
  const pgm = readPgm(new Uint8Array(bytes));
  const bitmap = await createImageBitmap(pgm === undefined ? file : drawnOf(pgm)).catch(() => {
    throw new Error(
      `${name} is not an image that this browser can read. Try a PNG, a JPEG, a WebP or a PGM.`,
    );
  });
  const copied = copy(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return checked({ name, isFile, ...copied });
}

function drawnOf({ width, height, pixels }: Picture): ImageData {
  return new ImageData(fromGrey(Float32Array.from(pixels, (grey) => grey / 255)), width, height);
}

/** @throws Error in plain words if it is too small, or all of one tone */
export function checked(photo: Photo): Photo {
  const { name, image, scale } = photo;
  const [width, height] = [image.width / scale, image.height / scale].map(Math.round);
  if (Math.min(image.width, image.height) < MIN_SIDE)
    throw new Error(
      `${name} has ${width} x ${height} pixels, too few to be read. Choose a picture of at least ${MIN_SIDE} x ${MIN_SIDE}.`,
    );
  const small = surface(64, 64);
  small.drawImage(image, 0, 0, 64, 64);
  const grey = toGrey(small.getImageData(0, 0, 64, 64).data);
  if (255 * (Math.max(...grey) - Math.min(...grey)) < MIN_RANGE)
    throw new Error(`${name} is blank: all of it has one tone. Choose another picture.`);
  return photo;
}

/** All of a photograph's pixels. */
export function rasterOf({ image }: Photo): Raster {
  const { width, height } = image;
  return {
    width,
    height,
    channels: 4,
    pixels: image.getContext('2d')!.getImageData(0, 0, width, height).data,
  };
}

function copy(source: CanvasImageSource, width: number, height: number): Pick<Photo, 'image' | 'scale'> {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const context = surface(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  context.scale(scale, scale);
  context.drawImage(source, 0, 0);
  return { image: context.canvas, scale };
}
