import type { Raster } from '../../../framing/raster.js';
import { readPgm } from '../../../rerender/pgm.js';
import { nativeCanvas, surface } from './canvas.js';

/** A photograph, upright. */
export interface Photo {
  readonly name: string;
  readonly image: HTMLCanvasElement;
  /** How many of its pixels are one of the file's. */
  readonly scale: number;
  /** Whether it lies on the user's disk by that name. */
  readonly isFile: boolean;
}

/** No screen and no network needs more pixels a side. */
const MAX_SIDE = 2048;

/**
 * Opens an image file: what the browser can show, and PGM.
 *
 * @throws Error in plain words if it is no image
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
    return { name, isFile, ...copy(nativeCanvas(padded), width, height) };
  }
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(
      `${name} is not an image that this browser can read. Try a PNG, a JPEG, a WebP or a PGM.`,
    );
  });
  const copied = copy(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return { name, isFile, ...copied };
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
