import { type Camera, project } from './camera.js';
import { type Circumstances, circumstanceFactors, circumstancesOf, STILL } from './circumstances.js';
import type { FaceModel } from './faceModel.js';
import { type Light, lightVertices } from './light.js';
import { fitUnitSphere, vertexNormals } from './mesh.js';
import { createMorph, type LinearModel } from './morph.js';
import { createRaster, type Raster } from './raster.js';
import { rasterise } from './rasterise.js';
import type { Factor, Parameter, Scene } from './scene.js';
import { shade } from './shade.js';
import { createShadows } from './shadows.js';
import { direction, facing } from './vector.js';

export interface FaceSceneOptions {
  /** Samples a pixel along one side; by default 2, and more for pictures below 80 pixels. */
  readonly supersampling?: number;
  /** Whether nose, brows and chin cast shadows; by default they do not. */
  readonly shadows?: boolean;
  /** Whether lamp, background and framing vary as they do between photographs: six factors more. */
  readonly varied?: boolean;
}

/** The paper's ranges: azimuth +-1.5 rad, elevation +-0.4 rad, light azimuth +-80 degrees. */
const AZIMUTH = (1.5 * 180) / Math.PI;
const ELEVATION = (0.4 * 180) / Math.PI;
const LIGHT = 80;

/** Sees the unit sphere, which the head is fitted into, with a pixel to spare: it would fill sqrt(36 / 35) = 1.014. */
const CAMERA = { distance: 6, halfHeight: 1.03 } as const;
/** Of the lamp and of what comes from everywhere; what one gains the other loses. */
const LIGHT_SHARES = { ambient: 0.16, diffuse: 0.92 } as const;
const SPECULAR = 28;

/** ITU-R BT.601 luma, the usual grey of a colour picture. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * The face as a scene: factors `azimuth`, `elevation`, `light` (one parameter each, in degrees), `shape` and
 * `texture` (standard normal coefficients).
 *
 * Positive azimuth turns the face to the right of the picture, positive elevation lifts it, positive light
 * puts the lamp on the right; the lamp stays with the viewer, not with the head. Varied, it is the scene
 * `portraits`, with the factors of `circumstances.ts` besides.
 */
export function createFaceScene(model: FaceModel, options: FaceSceneOptions = {}): Scene {
  const { mesh } = model;
  const shapeCount = model.shape.components.length;
  const textureCount = model.texture[0].components.length;
  const factors = [
    angle('azimuth', AZIMUTH),
    angle('elevation', ELEVATION),
    angle('light', LIGHT),
    coefficients('shape', shapeCount),
    coefficients('texture', textureCount),
    ...(options.varied ? circumstanceFactors : []),
  ];

  const normals = new Float32Array(mesh.vertexCount * 3);
  const projected = new Float32Array(mesh.vertexCount * 3);
  const lit = new Float32Array(mesh.vertexCount * 2);
  const shadows = options.shadows ? createShadows(mesh, { ...model.atlas, planes: [] }) : undefined;
  const texels = model.atlas.width * model.atlas.height;
  let raster: Raster | undefined;

  // One person is often drawn many times over: what depends on shape or texture alone is kept until it changes.
  const shape = createMorph(model.shape);
  let positions = new Float32Array();
  const shaped = onChange((values) => {
    positions = shape(values);
    fitUnitSphere(positions);
    vertexNormals(mesh, positions, normals);
  });
  const painted = { 1: painter([luma(model.texture)], model), 3: painter(model.texture, model) };

  return {
    name: options.varied ? 'portraits' : 'faces',
    factors,
    aliases: { intrinsic: ['shape', 'texture'] },
    render(values, size, channels = 1) {
      const supersampling = options.supersampling ?? Math.max(2, Math.round(192 / size));
      const samples = size * supersampling;
      if (raster?.samples !== samples) raster = createRaster(samples, texels);
      shaped(values.subarray(3, 3 + shapeCount));
      const person = 3 + shapeCount + textureCount;
      const planes = painted[channels](values.subarray(3 + shapeCount, person));
      const given = options.varied ? circumstancesOf(values.subarray(person)) : STILL;
      const camera = framed(given);
      const rotation = facing(values[0]!, values[1]!);
      const lamp = { azimuth: values[2]!, elevation: given.lamp };
      const ambient = given.ambient / 100;
      const light: Light = {
        direction: direction(lamp.azimuth, lamp.elevation),
        ambient,
        diffuse: LIGHT_SHARES.diffuse - (ambient - LIGHT_SHARES.ambient),
        specular: SPECULAR,
      };
      project(positions, rotation, camera, samples, projected);
      lightVertices(normals, rotation, light, lit);
      const surface = { ...model.atlas, planes };
      rasterise(mesh, surface, projected, lit, raster);
      const reached = shadows?.cast(positions, rotation, lamp, camera, raster);
      return shade(raster, { surface, ambient, background: given.background, reached }, supersampling);
    },
  };
}

function framed({ size, right, up }: Circumstances): Camera {
  const { distance, halfHeight } = CAMERA;
  return { distance, halfHeight: (100 * halfHeight) / size, right: right / 100, up: up / 100 };
}

function angle(name: string, limit: number): Factor {
  return {
    name,
    parameters: [{ name, unit: 'degree', prior: { kind: 'uniform', min: -limit, max: limit } }],
  };
}

function coefficients(name: string, count: number): Factor {
  const parameters = Array.from(
    { length: count },
    (_, i): Parameter => ({ name: `${name}.${i + 1}`, unit: 'sigma', prior: { kind: 'normal' } }),
  );
  return { name, parameters };
}

/** Grey is a linear function of colour, so the model of the grey texture is a third of the work. */
function luma([red, green, blue]: FaceModel['texture']): LinearModel {
  const mix = (r: Float32Array, g: Float32Array, b: Float32Array): Float32Array =>
    r.map((x, i) => LUMA[0] * x + LUMA[1] * g[i]! + LUMA[2] * b[i]!);
  return {
    mean: mix(red.mean, green.mean, blue.mean),
    components: red.components.map((x, k) => mix(x, green.components[k]!, blue.components[k]!)),
  };
}

/** Makes texture planes from coefficients: one plane a model. */
function painter(
  models: readonly LinearModel[],
  { atlas }: FaceModel,
): (values: Float32Array) => readonly Float32Array[] {
  const morphs = models.map(createMorph);
  const planes = models.map(() => new Float32Array(atlas.width * atlas.height));
  const paint = onChange((values) => {
    morphs.forEach((morph, channel) => {
      const colours = morph(values);
      const { texels } = atlas;
      const target = planes[channel]!;
      for (let i = 0; i < texels.length; i++) target[texels[i]!] = colours[i]!;
    });
  });
  return (values) => {
    paint(values);
    return planes;
  };
}

/** Calls `act` when the values differ from those of the last call. */
function onChange(act: (values: Float32Array) => void): (values: Float32Array) => void {
  let last: Float32Array | undefined;
  return (values) => {
    if (last?.every((x, i) => x === values[i])) return;
    last = values.slice();
    act(last);
  };
}
