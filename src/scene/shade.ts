import type { Raster } from './raster.js';
import type { Surface } from './surface.js';

export interface Shading {
  readonly surface: Surface;
  /** Share of the colour that is seen without the lamp. */
  readonly ambient: number;
  /** Brightness where nothing is seen, 0 to 255. */
  readonly background: number;
  /** Share of the lamp's light that reaches each sample; all of it where this is left out. */
  readonly reached?: Float32Array | undefined;
}

/**
 * Colours the samples and averages the block of samples that makes a pixel.
 *
 * @param raster with room for the surface's texels
 * @param supersampling samples a pixel along one side
 * @returns [size, size, channels], 0 to 255
 */
export function shade(raster: Raster, shading: Shading, supersampling: number): Uint8Array {
  const { width, planes } = shading.surface;
  const { reached } = shading;
  const size = raster.samples / supersampling;
  const channels = planes.length;
  const image = new Uint8Array(size * size * channels);
  if (reached === undefined) raster.reached[0] = 1;
  else raster.reached.set(reached);
  for (const [k, plane] of planes.entries()) {
    raster.texels.set(plane);
    raster.shade(size, supersampling, width, reached !== undefined, shading.ambient, shading.background);
    for (let i = 0; i < size * size; i++) image[i * channels + k] = raster.pixels[i]!;
  }
  return image;
}
