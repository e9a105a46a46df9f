import { createMemory } from '../numeric/wasm.js';
import { createFill, TRIANGLE_DOUBLES } from './rasterKernel.js';
import { createShade } from './shadeKernel.js';

/** What each sample of the raster sees, row by row from the top, and the memory of the kernels that draw it. */
export interface Raster {
  /** Samples a side. */
  readonly samples: number;
  /** 1 / depth of the nearest surface; 0 where there is none, and then `seen` means nothing. */
  readonly inverseDepth: Float32Array;
  /**
   * Place in the surface's picture, in texels, and what the lamp adds, from `lightVertices`: u, v, diffuse, specular
   * of each sample. One cache line a sample where there were four.
   */
  readonly seen: Float32Array;
  /** What `fill` draws: see `TRIANGLE_DOUBLES`. */
  readonly triangle: Float64Array;
  /** One plane of the surface, which `shade` reads. */
  readonly texels: Float32Array;
  /** Share of the lamp's light that reaches each sample; the first alone where nothing casts shadows. */
  readonly reached: Float32Array;
  /** One channel, which `shade` writes. */
  readonly pixels: Uint8Array;
  /** Draws `triangle` where it is nearest. */
  fill(left: number, right: number, top: number, bottom: number): void;
  /** Makes `pixels` of one channel. */
  shade(
    size: number,
    supersampling: number,
    width: number,
    shadows: boolean,
    ambient: number,
    background: number,
  ): void;
}

/** Nothing is seen. */
export function clear(raster: Raster): void {
  raster.inverseDepth.fill(0);
}

/** @param texels room for as many, where a surface is to be seen on the raster */
export function createRaster(samples: number, texels = 0): Raster {
  const count = samples * samples;
  let end = 0;
  const reserve = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  };
  const triangleAt = reserve(8 * TRIANGLE_DOUBLES);
  const inverseDepthAt = reserve(4 * count);
  const seenAt = reserve(16 * count);
  const reachedAt = reserve(4 * count);
  const pixelsAt = reserve(count);
  const texelsAt = reserve(4 * texels);
  const memory = createMemory(end);
  const floats = (at: number, length: number): Float32Array => new Float32Array(memory.buffer, at, length);
  const fill = createFill(memory);
  const shade = createShade(memory);
  return {
    samples,
    inverseDepth: floats(inverseDepthAt, count),
    seen: floats(seenAt, 4 * count),
    triangle: new Float64Array(memory.buffer, triangleAt, TRIANGLE_DOUBLES),
    texels: floats(texelsAt, texels),
    reached: floats(reachedAt, count),
    pixels: new Uint8Array(memory.buffer, pixelsAt, count),
    fill: (left, right, top, bottom) =>
      fill(triangleAt, left, right, top, bottom, samples, inverseDepthAt, seenAt),
    shade: (size, supersampling, width, shadows, ambient, background) =>
      shade(
        ...([size, supersampling, inverseDepthAt, seenAt, texelsAt, width] as const),
        ...([reachedAt, shadows ? 4 : 0, pixelsAt, ambient, background] as const),
      ),
  };
}
