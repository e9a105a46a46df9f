import { createDrawing, usualSupersampling } from './drawMesh.js';
import { PLAIN_CAMERA } from './faceScene.js';
import type { Light } from './light.js';
import type { Factor, Scene } from './scene.js';
import type { Thing } from './thing.js';
import { direction, onTurntable } from './vector.js';

export interface TurntableOptions {
  /**
   * The heights that things are seen from, in degrees, each as often as the others: 20 and 30 of the chairs of Aubry
   * et al. (2014), which the paper used. All between 0 and 40 where this is left out.
   */
  readonly elevations?: readonly number[] | undefined;
}

const ELEVATION = { min: 0, max: 40 };
const LIGHT = 80;
const LAMP = 35;
/** Those of the rendered chairs: nothing is ever as bright as the white behind it. */
const WHITE = 255;
const PLAIN = { ambient: 0.42, diffuse: 0.62, specular: 8 } as const;

/**
 * Things on a turntable as a scene: factors `azimuth`, the full circle, `elevation` and `light` (one parameter each,
 * in degrees), and `identity`, which thing it is. Grey, before white.
 *
 * At azimuth 0 a thing faces the viewer; positive azimuth turns its front to the right of the picture, elevation is the
 * camera's height, positive light puts the lamp on the right; the lamp stays with the viewer.
 *
 * @param thingOf makes the thing that the identity's values name
 */
export function createTurntable(
  name: string,
  identity: Factor,
  thingOf: (values: Float32Array) => Thing,
  { elevations }: TurntableOptions = {},
): Scene {
  const draw = createDrawing();
  return {
    name,
    factors: [
      {
        name: 'azimuth',
        parameters: [
          {
            name: 'azimuth',
            unit: 'degree',
            prior: { kind: 'uniform', min: -180, max: 180 },
            circular: true,
          },
        ],
      },
      {
        name: 'elevation',
        parameters: [
          {
            name: 'elevation',
            unit: 'degree',
            prior:
              elevations === undefined
                ? { kind: 'uniform', ...ELEVATION }
                : { kind: 'choice', values: elevations },
          },
        ],
      },
      {
        name: 'light',
        parameters: [{ name: 'light', unit: 'degree', prior: { kind: 'uniform', min: -LIGHT, max: LIGHT } }],
      },
      identity,
    ],
    aliases: {},
    render(values, size, channels = 1) {
      const light: Light = { ...PLAIN, direction: direction(values[2]!, LAMP) };
      const grey = draw(
        {
          ...thingOf(values.subarray(3)),
          rotation: onTurntable(values[0]!, values[1]!),
          camera: PLAIN_CAMERA,
          light,
          background: WHITE,
        },
        size,
        usualSupersampling(size),
      );
      return channels === 1
        ? grey
        : Uint8Array.from({ length: 3 * grey.length }, (_, i) => grey[Math.floor(i / 3)]!);
    },
  };
}
