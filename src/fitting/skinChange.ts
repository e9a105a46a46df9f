import { enlargeTexture } from '../head/enlargeTexture.js';
import { layOutHead } from '../head/layout.js';
import { bakeTexture, type Texture, toByte } from '../head/texture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createHead } from '../scene/head.js';

/**
 * Prepares to change the person's coefficients of texture beneath a photographed skin: each texel changes by the ratio
 * by which the model's own skin does, as the photograph was kept as a ratio to that.
 *
 * @param from coefficients of the skin as it is, in standard deviations
 * @returns gives the skin of other coefficients
 */
export function createSkinChange(
  model: FaceModel,
  skin: Texture,
  from: Float32Array,
): (to: Float32Array) => Texture {
  const layout = layOutHead(model);
  const head = createHead(model);
  const painted = (texture: Float32Array): Uint8Array =>
    enlargeTexture(bakeTexture(model, layout, head.paint(texture, 3)), skin.width / layout.width).pixels;
  let before: Uint8Array | undefined;
  return (to) => {
    if (from.every((x, i) => x === to[i])) return skin;
    before ??= painted(from);
    const [own, other] = [before, painted(to)];
    return {
      ...skin,
      pixels: skin.pixels.map((x, i) => toByte((x * Math.max(1, other[i]!)) / Math.max(1, own[i]!))),
    };
  };
}
