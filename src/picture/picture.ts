import sharp, { type Sharp } from 'sharp';

/** A grey picture: [height, width], row by row from the top, 0 black to 255 white. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A square picture, as the networks see it: [size, size]. */
export function square(pixels: Uint8Array): Picture {
  const size = Math.sqrt(pixels.length);
  return { width: size, height: size, pixels };
}

/** A picture of one grey. */
export function blank(width: number, height: number, grey: number): Picture {
  return { width, height, pixels: new Uint8Array(width * height).fill(grey) };
}

/** At least so many pixels make a face pleasant to look at. */
const VIEWING_SIZE = 128;

/** A square picture, enlarged where it is too small to be looked at. */
export function view(pixels: Uint8Array): Promise<Picture> {
  const picture = square(pixels);
  return enlarge(picture, Math.ceil(VIEWING_SIZE / picture.width));
}

/** Enlarges by a whole factor with a cubic kernel, so that a 32 x 32 face can be looked at. */
async function enlarge(picture: Picture, factor: number): Promise<Picture> {
  if (factor === 1) return picture;
  const width = picture.width * factor;
  const height = picture.height * factor;
  const { data } = await toSharp(picture)
    .resize(width, height, { kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, pixels: new Uint8Array(data) };
}

/** Copies `source` into `target` with its upper left corner at (x, y). */
export function paste(target: Picture, source: Picture, x: number, y: number): void {
  for (let row = 0; row < source.height; row++) {
    const line = source.pixels.subarray(row * source.width, (row + 1) * source.width);
    target.pixels.set(line, (y + row) * target.width + x);
  }
}

export function toSharp({ width, height, pixels }: Picture): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 1 } });
}
