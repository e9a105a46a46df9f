import type { FaceModel } from './faceModel.js';
import { keepLast } from './keepLast.js';
import { luma } from './luma.js';
import { fitUnitSphere, vertexNormals } from './mesh.js';
import { createMorph, type LinearModel } from './morph.js';

/** The head of one person at a time, inside the unit sphere, facing +z. */
export interface Head {
  /** [vertices, 3], overwritten by the next person. */
  readonly positions: Float32Array;
  /** Unit vectors, [vertices, 3]. */
  readonly normals: Float32Array;
  /** Gives the head the shape of these coefficients. */
  shape(coefficients: Float32Array): void;
  /** The atlas in the colours of these coefficients: one plane a channel, 0 to 255. */
  paint(coefficients: Float32Array, channels: 1 | 3): readonly Float32Array[];
}

/** One person is often drawn many times over: what depends on shape or texture alone is kept until it changes. */
export function createHead(model: FaceModel): Head {
  const { mesh } = model;
  const morph = createMorph(model.shape);
  const positions = new Float32Array(mesh.vertexCount * 3);
  const normals = new Float32Array(mesh.vertexCount * 3);
  const painters = { 1: painter([greyTexture(model.texture)], model), 3: painter(model.texture, model) };
  return {
    positions,
    normals,
    shape: keepLast((coefficients) => {
      positions.set(morph(coefficients));
      fitUnitSphere(positions);
      vertexNormals(mesh, positions, normals);
    }),
    paint: (coefficients, channels) => painters[channels](coefficients),
  };
}

/** Grey is a linear function of colour, so the model of the grey texture is a third of the work. */
export function greyTexture([red, green, blue]: FaceModel['texture']): LinearModel {
  const mix = (r: Float32Array, g: Float32Array, b: Float32Array): Float32Array =>
    r.map((x, i) => luma(x, g[i]!, b[i]!));
  return {
    mean: mix(red.mean, green.mean, blue.mean),
    components: red.components.map((x, k) => mix(x, green.components[k]!, blue.components[k]!)),
  };
}

/** Makes texture planes from coefficients: one plane a model. */
function painter(
  models: readonly LinearModel[],
  { atlas }: FaceModel,
): (coefficients: Float32Array) => readonly Float32Array[] {
  const morphs = models.map(createMorph);
  const planes = models.map(() => new Float32Array(atlas.width * atlas.height));
  return keepLast((coefficients) => {
    morphs.forEach((morph, channel) => {
      const colours = morph(coefficients);
      const { texels } = atlas;
      const target = planes[channel]!;
      for (let i = 0; i < texels.length; i++) target[texels[i]!] = colours[i]!;
    });
    return planes;
  });
}
