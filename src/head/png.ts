import sharp from 'sharp';
import type { Texture } from './texture.js';

/** A texture as the bytes of a PNG. */
export async function toPng({ width, height, pixels }: Texture): Promise<Uint8Array<ArrayBuffer>> {
  const raw = { width, height, channels: 3 } as const;
  return Uint8Array.from(await sharp(pixels, { raw }).png().toBuffer());
}
