import { enlarged, type Frame, middleFrame, type Point } from '../framing/frame.js';
import type { Framing } from '../framing/framing.js';
import { drawFrame } from '../framing/resample.js';
import type { Model } from '../model/model.js';
import { readBytes } from '../picture/readImage.js';
import { controlsOf } from '../rerender/controls.js';
import { look } from '../rerender/look.js';
import { decodePhotograph, decodeRaster, facesIn, type Photograph } from '../rerender/readPhotograph.js';
import type { Verdict } from '../verdict/verdict.js';
import { COLOUR_SIZE, type ColourField } from './colourField.js';
import { foundBy, landmarksIn } from './landmarks.js';
import { type Reading, readingIn } from './unknowns.js';

/** A photograph of one head: as a network sees it, and in colour. */
export interface ColourPhotograph extends Photograph {
  /** The same frame, finer. */
  readonly colour: ColourField;
  /** In sides of the frame, 0 to 1; undefined where no face was found. */
  readonly landmarks: readonly Point[] | undefined;
}

/**
 * Reads a photograph for a head to be fitted to.
 *
 * @param path PNG, JPEG, WebP, TIFF, GIF (its first frame) or PGM
 * @param size height and width of `pixels`
 * @throws UserError as `readPhotograph`
 */
export async function readColourPhotograph(
  path: string,
  size: number,
  framing: Framing,
): Promise<ColourPhotograph> {
  const bytes = await readBytes(path);
  const decoded = await decodeRaster(bytes, path, true);
  const photograph = await decodePhotograph(bytes, path, size, framing, true, decoded);
  const { picture, scale } = decoded;
  const whole: Frame = middleFrame({ width: picture.width / scale, height: picture.height / scale });
  const frame = photograph.frame ?? whole;
  // Where nobody has looked for faces yet: with a frame given, or the middle taken.
  const faces = photograph.found === undefined ? await facesIn(decoded) : photograph.faces;
  return {
    ...photograph,
    landmarks: landmarksIn(frame, faces),
    colour: { size: COLOUR_SIZE, pixels: drawFrame(picture, enlarged(frame, scale), COLOUR_SIZE) },
  };
}

/** What a network says of the head on a photograph, for it to be fitted from there. */
export interface HeadLook {
  readonly reading: Reading;
  /** The code that the network reads, [units]. */
  readonly code: Float32Array;
  /** Whether it could be read; undefined where the network has no judgement. */
  readonly verdict?: Verdict | undefined;
}

/** Reads pose and light of the head on a photograph. */
export async function readHead(
  model: Model,
  { pixels, found, landmarks }: Pick<ColourPhotograph, 'pixels' | 'found' | 'landmarks'>,
): Promise<HeadLook> {
  const { code, verdict } = await look(model, pixels, { found: foundBy(found, landmarks) });
  return { reading: readingIn(controlsOf(model.description), code), code, verdict };
}
