import type { Frame } from './frame.js';
import { luminance } from './luminance.js';
import type { Raster } from './raster.js';
import { drawFrame } from './resample.js';

/**
 * A frame of a picture as a network sees it. Beyond the picture its nearest edge goes on.
 *
 * @returns [size, size], grey, 0 to 255
 */
export function cutFrame(picture: Raster, frame: Frame, size: number): Uint8Array {
  const colours = drawFrame(picture, frame, size);
  return Uint8Array.from({ length: size * size }, (_, i) =>
    Math.round(luminance(colours[3 * i]!, colours[3 * i + 1]!, colours[3 * i + 2]!)),
  );
}
