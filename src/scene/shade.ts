import type { Mesh } from './mesh.js';
import type { Surface, Texture } from './surface.js';
import type { Visibility } from './visibility.js';

export interface Shading {
  readonly mesh: Mesh;
  readonly surface: Surface;
  /** From `lightVertices`: [vertices, 2]. */
  readonly lit: Float32Array;
  readonly ambient: number;
  /** Brightness where nothing is seen, 0 to 255. */
  readonly background: number;
  /** Share of the lamp that reaches a sample, from `shadows`; everything is reached where it is left out. */
  readonly reached?: Float32Array | undefined;
}

/**
 * Colours the samples and averages the block of samples that makes a pixel.
 *
 * @param supersampling samples a pixel along one side
 * @returns [size, size, channels], 0 to 255
 */
export function shade(visibility: Visibility, shading: Shading, supersampling: number): Uint8Array {
  const { samples, triangle, second, third } = visibility;
  const { surface, lit, ambient, background, reached } = shading;
  const { triangles } = shading.mesh;
  const { planes } = surface;
  const channels = planes.length;
  const size = samples / supersampling;
  const image = new Uint8Array(size * size * channels);
  const colour = new Float64Array(channels);
  const sum = new Float64Array(channels);
  const scale = 1 / (supersampling * supersampling);
  for (let pixel = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, pixel++) {
      sum.fill(0);
      for (let dy = 0; dy < supersampling; dy++) {
        let sample = (y * supersampling + dy) * samples + x * supersampling;
        for (let dx = 0; dx < supersampling; dx++, sample++) {
          const t = triangle[sample]!;
          if (t < 0) {
            for (let k = 0; k < channels; k++) sum[k]! += background;
            continue;
          }
          const shareB = second[sample]!;
          const shareC = third[sample]!;
          const shareA = 1 - shareB - shareC;
          const a = triangles[t]!;
          const b = triangles[t + 1]!;
          const c = triangles[t + 2]!;
          if ('texcoords' in surface) {
            lookUp(surface, t, shareA, shareB, shareC, colour);
          } else {
            for (let k = 0; k < channels; k++) {
              const plane = planes[k]!;
              colour[k] = shareA * plane[a]! + shareB * plane[b]! + shareC * plane[c]!;
            }
          }
          const lamp = reached ? reached[sample]! : 1;
          const diffuse = shareA * lit[a * 2]! + shareB * lit[b * 2]! + shareC * lit[c * 2]!;
          const specular = shareA * lit[a * 2 + 1]! + shareB * lit[b * 2 + 1]! + shareC * lit[c * 2 + 1]!;
          const factor = ambient + lamp * diffuse;
          for (let k = 0; k < channels; k++) {
            const value = colour[k]! * factor + lamp * specular;
            sum[k]! += Math.min(255, Math.max(0, value));
          }
        }
      }
      for (let k = 0; k < channels; k++) image[pixel * channels + k] = Math.floor(sum[k]! * scale + 0.5);
    }
  }
  return image;
}

/** Bilinear interpolation between four texels. */
function lookUp(
  texture: Texture,
  t: number,
  shareA: number,
  shareB: number,
  shareC: number,
  colour: Float64Array,
): void {
  const { width, planes, texcoords, texcoordIndices } = texture;
  const a = texcoordIndices[t]! * 2;
  const b = texcoordIndices[t + 1]! * 2;
  const c = texcoordIndices[t + 2]! * 2;
  const u = shareA * texcoords[a]! + shareB * texcoords[b]! + shareC * texcoords[c]!;
  const v = shareA * texcoords[a + 1]! + shareB * texcoords[b + 1]! + shareC * texcoords[c + 1]!;
  const column = Math.floor(u);
  const row = Math.floor(v);
  const fu = u - column;
  const fv = v - row;
  const texel = row * width + column;
  for (let k = 0; k < planes.length; k++) {
    const plane = planes[k]!;
    const above = plane[texel]! + (plane[texel + 1]! - plane[texel]!) * fu;
    const below = plane[texel + width]! + (plane[texel + width + 1]! - plane[texel + width]!) * fu;
    colour[k] = above + (below - above) * fv;
  }
}
