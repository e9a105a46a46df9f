import type { Raster } from '../../../framing/raster.js';
import { readPgm } from '../../../picture/pgm.js';
import { nativeCanvas, surface } from './canvas.js';
import { toGrey } from './grey.js';

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
  const pgm = readPgm(new Uint8Array(await file.slice(0, 64 << 20).arrayBuffer()));
  if (pgm !== undefined) {
    const { width, height, pixels } = pgm;
    const side = Math.max(width, height);
    // A square surface is cut to the picture's own shape below.
    const padded = new Float32Array(side * side);
    for (let i = 0; i < pixels.length; i++)
      padded[Math.floor(i / width) * side + (i % width)] = pixels[i]! / 255;
    return checked({ name, isFile, ...copy(nativeCanvas(padded), width, height) });
  }
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(
      `${name} is not an image that this browser can read. Try a PNG, a JPEG, a WebP or a PGM.`,
    );
  });
  const copied = copy(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return checked({ name, isFile, ...copied });
}

/** @throws Error in plain words if it is too small, or all of one tone */
function checked(photo: Photo): Photo {
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
