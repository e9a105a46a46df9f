import sharp from 'sharp';
import { exp, log } from '../../numeric/elementary.js';
import { luma } from '../luma.js';
import { type GreyTexture, UnusableMesh } from './parts.js';

/** A picture of an object of 64 to 150 pixels shows no more of it. */
const SIZE = 128;

/** @throws UnusableMesh where it is no picture that can be read */
export async function readTexture(bytes: Uint8Array, name: string): Promise<GreyTexture> {
  const pixels = await read(bytes).catch((error: Error) => {
    throw new UnusableMesh(
      /pixel limit/.test(error.message)
        ? `its texture ${name} has too many pixels to be read; export it with a smaller one`
        : `its texture ${name} cannot be read (PNG, JPEG, WebP or AVIF is expected); export it with such textures`,
    );
  });
  const channels = pixels.length / SIZE ** 2;
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  return {
    size: SIZE,
    pixels: Float32Array.from({ length: SIZE ** 2 }, (_, i) => {
      const at = i * channels;
      return Math.round(luma(pixels[at]!, pixels[at + green]!, pixels[at + blue]!));
    }),
  };
}

async function read(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes)
    .resize(SIZE, SIZE, { fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
}

/** Brightness on a screen, 0 to 1, of a colour in linear light, as glTF has it. */
export function greyOfLinear(r: number, g: number, b: number): number {
  return luma(encoded(r), encoded(g), encoded(b));
}

/** sRGB, IEC 61966-2-1. */
function encoded(x: number): number {
  const light = Math.min(1, Math.max(0, x));
  return light <= 0.0031308 ? 12.92 * light : 1.055 * exp(log(light) / 2.4) - 0.055;
}
