import type { Raster } from './rasterise.js';
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
 * @param supersampling samples a pixel along one side
 * @returns [size, size, channels], 0 to 255
 */
export function shade(raster: Raster, shading: Shading, supersampling: number): Uint8Array {
  const { samples, inverseDepth, u, v, diffuse, specular } = raster;
  const { ambient, background, reached } = shading;
  const { width, planes } = shading.surface;
  const size = samples / supersampling;
  const channels = planes.length;
  const image = new Uint8Array(size * size * channels);
  const scale = 1 / (supersampling * supersampling);
  for (let k = 0; k < channels; k++) {
    const plane = planes[k]!;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        let sum = 0;
        for (let dy = 0; dy < supersampling; dy++) {
          const first = (y * supersampling + dy) * samples + x * supersampling;
          for (let i = first; i < first + supersampling; i++) {
            if (inverseDepth[i] === 0) {
              sum += background;
              continue;
            }
            // Bilinear interpolation between four texels.
            const column = u[i]! | 0;
            const row = v[i]! | 0;
            const right = u[i]! - column;
            const texel = row * width + column;
            const above = plane[texel]! + (plane[texel + 1]! - plane[texel]!) * right;
            const below = plane[texel + width]! + (plane[texel + width + 1]! - plane[texel + width]!) * right;
            const colour = above + (below - above) * (v[i]! - row);
            const lamp = reached === undefined ? 1 : reached[i]!;
            const value = colour * (ambient + lamp * diffuse[i]!) + lamp * specular[i]!;
            sum += value < 0 ? 0 : Math.min(255, value);
          }
        }
        image[(y * size + x) * channels + k] = sum * scale + 0.5;
      }
    }
  }
  return image;
}
