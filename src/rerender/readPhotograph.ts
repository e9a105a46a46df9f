import { cutFrame } from '../framing/cut.js';
import { type Face, findFaces } from '../framing/findFaces.js';
import { enlarged } from '../framing/frame.js';
import { checkCrop, type Framed, type Framing, frameByFaces } from '../framing/framing.js';
import { openDetector } from '../framing/openDetector.js';
import type { Raster } from '../framing/raster.js';
import { decode, decodeImage, readBytes } from '../picture/readImage.js';

/** A photograph as a network sees it, and where in it that is. */
export interface Photograph extends Framed {
  /** [size, size], 0 black to 255 white */
  readonly pixels: Uint8Array;
  /** Whether a face was found; undefined where nobody looked for one. */
  readonly found: boolean | undefined;
}

/** A photograph in colour. */
export interface Decoded {
  readonly picture: Raster;
  /** How many of its pixels, along a side, are one of the file's. */
  readonly scale: number;
}

/** Frames are cut from pictures of up to so many pixels, larger ones are halved and halved again. */
const MOST_PIXELS = 50e6;

/**
 * Reads a photograph as a network sees it: turned upright (EXIF), framed, scaled, made grey.
 *
 * @param path PNG, JPEG, WebP, TIFF, GIF (its first frame), AVIF or PGM
 * @param size height and width in pixels
 * @throws UserError if the file is missing, unreadable, or not a whole image, or has not that many faces
 */
export async function readPhotograph(path: string, size: number, framing: Framing): Promise<Photograph> {
  return decodePhotograph(await readBytes(path), path, size, framing);
}

/**
 * The same for an image file that is in memory.
 *
 * @param name of the image, for messages
 * @param maxPixels more than that is refused before it is decoded; by default what sharp allows, 268 million
 * @param decoded the same in colour, where somebody has it already
 */
export async function decodePhotograph(
  bytes: Uint8Array,
  name: string,
  size: number,
  { way, crop, face }: Framing,
  maxPixels: number | true = true,
  decoded?: Decoded,
): Promise<Photograph> {
  const plain = { frame: undefined, faces: [], notice: undefined, found: undefined };
  if (crop === undefined && way === 'middle')
    return { ...plain, pixels: await decodeImage(bytes, name, size, maxPixels) };
  const stretched = (): Promise<Uint8Array> =>
    decode(
      bytes,
      name,
      maxPixels,
      async (image) =>
        new Uint8Array(
          await image
            .resize(size, size, { fit: 'fill' })
            .toColourspace('b-w')
            .raw({ depth: 'uchar' })
            .toBuffer(),
        ),
    );
  if (crop === undefined && way === 'none') return { ...plain, pixels: await stretched() };

  const raster = decoded ?? (await decodeRaster(bytes, name, maxPixels));
  const { picture, scale } = raster;
  const extent = { width: Math.round(picture.width / scale), height: Math.round(picture.height / scale) };
  if (crop !== undefined) {
    checkCrop(name, crop, extent);
    return { ...plain, frame: crop, pixels: cutFrame(picture, enlarged(crop, scale), size) };
  }
  // What dcign has drawn itself is framed already, and stays as it is to the pixel.
  if (picture.width === size && picture.height === size) return { ...plain, pixels: await stretched() };
  const found = await facesIn(raster);
  const framed = frameByFaces(name, extent, found, face);
  const isCut = framed.frame !== undefined && found.length > 0;
  return {
    ...framed,
    found: found.length > 0,
    pixels: isCut
      ? cutFrame(picture, enlarged(framed.frame, scale), size)
      : await decodeImage(bytes, name, size, maxPixels),
  };
}

/** The faces in a photograph, the largest first, in pixels of its file. */
export async function facesIn({ picture, scale }: Decoded): Promise<readonly Face[]> {
  return (await findFaces(await openDetector(), picture)).map((one) => ({
    score: one.score,
    frame: enlarged(one.frame, 1 / scale),
    landmarks: one.landmarks.map(({ x, y }) => ({ x: x / scale, y: y / scale })),
  }));
}

/**
 * Decodes a photograph in colour, upright (EXIF).
 *
 * @param name, maxPixels as of `decodePhotograph`
 */
export async function decodeRaster(
  bytes: Uint8Array,
  name: string,
  maxPixels: number | true,
): Promise<Decoded> {
  return decode(bytes, name, maxPixels, async (image) => {
    const { width, height, autoOrient } = await image.metadata();
    let parts = 1;
    while (width * height > MOST_PIXELS * parts ** 2) parts *= 2;
    const across = Math.round((autoOrient?.width ?? width) / parts);
    const resized = parts === 1 ? image : image.resize(across, undefined, { kernel: 'linear' });
    const { data, info } = await resized
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const picture: Raster = {
      width: info.width,
      height: info.height,
      channels: info.channels as 3,
      pixels: data,
    };
    return { picture, scale: 1 / parts };
  });
}
