import sharp from 'sharp';

/** Milliseconds a frame: 25 frames there and back last three seconds. */
const DELAY = 60;

/** Pictures of one size that follow one another. */
export interface Film {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
  /** [height, width, channels] each, 0 to 255. */
  readonly frames: readonly Uint8Array[];
  /** After the last frame comes the first; else it goes back the way it came. */
  readonly round: boolean;
}

/** A moving picture that goes on for ever. */
export function encodeFilm(
  { width, height, channels, frames, round }: Film,
  format: 'gif' | 'webp',
): Promise<Buffer> {
  const loop = round ? frames : [...frames, ...frames.slice(1, -1).reverse()];
  const film = sharp(Buffer.concat(loop), {
    raw: { width, height: height * loop.length, channels, pageHeight: height },
  });
  const timing = { delay: loop.map(() => DELAY), loop: 0 };
  if (format === 'webp') return film.webp({ ...timing, quality: 90 }).toBuffer();
  // More effort takes up to three times as long and finds no better palette for 256 greys.
  return film.gif({ ...timing, ...(channels === 1 ? { dither: 0, effort: 1 } : { effort: 4 }) }).toBuffer();
}
