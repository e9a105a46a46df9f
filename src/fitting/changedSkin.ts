import { enlargeTexture } from '../head/enlargeTexture.js';
import { layOutHead } from '../head/layout.js';
import { bakeTexture, type Texture, toByte } from '../head/texture.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createHead } from '../scene/head.js';

/**
 * A photographed skin after a change of the person's coefficients of texture: each texel changes by the ratio by
 * which the model's own skin does, as the photograph was kept as a ratio to that.
 *
 * @param from, to coefficients in standard deviations
 */
export function changedSkin(model: FaceModel, skin: Texture, from: Float32Array, to: Float32Array): Texture {
  if (from.every((x, i) => x === to[i])) return skin;
  const layout = layOutHead(model);
  const head = createHead(model);
  const painted = (texture: Float32Array): Uint8Array =>
    enlargeTexture(bakeTexture(model, layout, head.paint(texture, 3)), skin.width / layout.width).pixels;
  const [before, after] = [painted(from).slice(), painted(to)];
  return {
    ...skin,
    pixels: skin.pixels.map((x, i) => toByte((x * Math.max(1, after[i]!)) / Math.max(1, before[i]!))),
  };
}
