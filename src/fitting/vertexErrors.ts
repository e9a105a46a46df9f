import { Random } from '../numeric/random.js';
import type { FaceModel } from '../scene/faceModel.js';
import { createFaceScene, PLAIN_CAMERA, PLAIN_LAMP, PLAIN_LIGHT } from '../scene/faceScene.js';
import { soften } from '../scene/photograph/film.js';
import { direction, facing, normalise } from '../scene/vector.js';
import { createCover } from './cover.js';
import { blurred } from './greyField.js';
import type { HeadSurface } from './headSurface.js';
import type { Lighting } from './lighting.js';
import { pixelErrors } from './residuals.js';

/** Drawn heads that errors are taken from, and how many more with the usual error each vertex begins with. */
const HEADS = 16;
const BEFORE = 2;
const USUAL = 0.015;
/** Logarithms of the share of their pixels that is left to half of them, as photographs are seldom sharp. */
const COARSE = [-1.6, 0] as const;

/**
 * By how much the grey of a vertex is off from what the renderer draws there, blurred as pictures are, of one and
 * the same head: little on cheeks, more where lids, lips and nostrils fold or a texture changes within a pixel.
 *
 * @param size pixels a side
 * @param blur of the picture, in pixels
 * @returns one standard deviation, in shares of white: [vertices]
 */
export function vertexErrors(
  model: FaceModel,
  surface: HeadSurface,
  size: number,
  blur: number,
): Float32Array {
  const { shapes, textures, vertexCount } = surface;
  const scene = createFaceScene(model);
  const cover = createCover(model, size);
  const squares = new Float32Array(vertexCount).fill(BEFORE * USUAL ** 2);
  const counts = new Float32Array(vertexCount).fill(BEFORE);
  const random = new Random('errors of vertices');
  for (let head = 0; head < HEADS; head++) {
    const [azimuth, elevation, light] = [
      random.uniform(-60, 60),
      random.uniform(-20, 20),
      random.uniform(-70, 70),
    ];
    const person = Float32Array.from({ length: shapes + textures }, () => random.normal());
    const drawn = scene.render(Float32Array.from([azimuth, elevation, light, ...person]), size);
    const coarse = Math.round(size * Math.exp(random.uniform(...COARSE)));
    const soft = soften(
      Float32Array.from(drawn, (grey) => grey / 255),
      size,
      head % 2 === 0 ? size : coarse,
    );
    const picture = blurred({ size, pixels: soft }, blur);
    surface.become(person.subarray(0, shapes), person.subarray(shapes));
    const rotation = facing(azimuth, elevation);
    const seen = cover(surface.positions, surface.normals, rotation, PLAIN_CAMERA);
    for (const { vertex, error } of pixelErrors(picture, surface, plainLighting(light), rotation, seen)) {
      squares[vertex]! += error ** 2;
      counts[vertex]!++;
    }
  }
  return squares.map((sum, v) => Math.sqrt(sum / counts[v]!));
}

/** The scene's own light, through no camera's tone. */
function plainLighting(azimuth: number): Lighting {
  const lamp = direction(azimuth, PLAIN_LAMP);
  return {
    lamp,
    half: normalise([lamp[0], lamp[1], lamp[2] + 1]),
    second: [0, 0, 0],
    ...PLAIN_LIGHT,
    ...{ black: 0, white: 1, gamma: 1, gain: 1 },
  };
}
