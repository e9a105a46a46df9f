import type { Camera } from './camera.js';
import { createDrawing, usualSupersampling } from './drawMesh.js';
import type { FaceModel } from './faceModel.js';
import { createHead } from './head.js';
import type { Light } from './light.js';
import { createPhotographer } from './photograph/photographer.js';
import type { Raster } from './raster.js';
import type { Factor, Parameter, Scene } from './scene.js';
import { createShadows } from './shadows.js';
import { direction, facing } from './vector.js';

export interface FaceSceneOptions {
  /** Samples a pixel along one side; by default 2, and more for pictures below 80 pixels. */
  readonly supersampling?: number;
  /** Whether nose, brows and chin cast shadows; by default they do not. */
  readonly shadows?: boolean;
  /** Brightness where nothing is seen, 0 to 255; 40 by default. */
  readonly background?: number;
}

/** The paper's ranges: azimuth +-1.5 rad, elevation +-0.4 rad, light azimuth +-80 degrees. */
const AZIMUTH = (1.5 * 180) / Math.PI;
const ELEVATION = (0.4 * 180) / Math.PI;
const LIGHT = 80;

/** Sees the unit sphere, which the head is fitted into, with a pixel to spare: it would fill sqrt(36 / 35) = 1.014. */
export const PLAIN_CAMERA: Camera = { distance: 6, halfHeight: 1.03, right: 0, up: 0 };
/** How high the lamp stands, in degrees. */
export const PLAIN_LAMP = 20;
export const PLAIN_LIGHT = { ambient: 0.16, diffuse: 0.92, specular: 28 } as const;
export const BACKGROUND = 40;

/**
 * The face as a scene: factors `azimuth`, `elevation`, `light` (one parameter each, in degrees), `shape` and
 * `texture` (standard normal coefficients).
 *
 * Positive azimuth turns the face to the right of the picture, positive elevation lifts it, positive light
 * puts the lamp on the right; the lamp stays with the viewer, not with the head.
 */
export function createFaceScene(model: FaceModel, options: FaceSceneOptions = {}): Scene {
  const { mesh } = model;
  const shapeCount = model.shape.components.length;
  const textureCount = model.texture[0].components.length;
  const head = createHead(model);
  const draw = createDrawing();
  const shadows = options.shadows ? createShadows(mesh, { ...model.atlas, planes: [] }) : undefined;
  const photographer = createPhotographer(model, head);

  return {
    name: 'faces',
    factors: [
      angle('azimuth', AZIMUTH),
      angle('elevation', ELEVATION),
      angle('light', LIGHT),
      coefficients('shape', shapeCount),
      coefficients('texture', textureCount),
    ],
    aliases: { intrinsic: ['shape', 'texture'] },
    render(values, size, channels = 1) {
      const { background = BACKGROUND, supersampling = usualSupersampling(size) } = options;
      head.shape(values.subarray(3, 3 + shapeCount));
      const surface = { ...model.atlas, planes: head.paint(values.subarray(3 + shapeCount), channels) };
      const rotation = facing(values[0]!, values[1]!);
      const lamp = { azimuth: values[2]!, elevation: PLAIN_LAMP };
      const light: Light = { ...PLAIN_LIGHT, direction: direction(lamp.azimuth, lamp.elevation) };
      const { positions, normals } = head;
      const reached =
        shadows && ((raster: Raster) => shadows.cast(positions, rotation, lamp, PLAIN_CAMERA, raster));
      return draw(
        { mesh, positions, normals, surface, rotation, camera: PLAIN_CAMERA, light, background, reached },
        size,
        supersampling,
      );
    },
    photograph(values, size, random) {
      head.shape(values.subarray(3, 3 + shapeCount));
      const [skin] = head.paint(values.subarray(3 + shapeCount), 1);
      const sitter = { azimuth: values[0]!, elevation: values[1]!, light: values[2]!, skin: skin! };
      return photographer.portrait(sitter, size, random);
    },
    stillLife: photographer.stillLife,
  };
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
