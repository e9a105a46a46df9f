import { type Layout, layOutHead } from '../head/layout.js';
import type { Texture } from '../head/texture.js';
import type { Camera } from '../scene/camera.js';
import { createDrawing, usualSupersampling } from '../scene/drawMesh.js';
import type { FaceModel } from '../scene/faceModel.js';
import { BACKGROUND, PLAIN_CAMERA, PLAIN_LAMP, PLAIN_LIGHT } from '../scene/faceScene.js';
import type { Light } from '../scene/light.js';
import type { Raster } from '../scene/raster.js';
import { createShadows } from '../scene/shadows.js';
import type { Surface } from '../scene/surface.js';
import { direction, facing, type Rotation } from '../scene/vector.js';
import type { FittedHead } from './fitHead.js';
import { lightingOf } from './lighting.js';
import { viewOf } from './view.js';

/** How a fitted head is to be seen. */
export interface HeadPose {
  readonly rotation: Rotation;
  readonly camera: Camera;
  /** Where the lamp is, in degrees. */
  readonly lamp: { readonly azimuth: number; readonly elevation: number };
  readonly shares: Omit<Light, 'direction'>;
  /** Whether the head casts shadows on itself. */
  readonly shadows: boolean;
  /** Brightness where nothing is seen, 0 to 255. */
  readonly background: number;
}

/** The pose and light that the scene's factors name, in degrees; camera and lamp are the scene's. */
export function scenePose(azimuth: number, elevation: number, light: number): HeadPose {
  return {
    rotation: facing(azimuth, elevation),
    camera: PLAIN_CAMERA,
    lamp: { azimuth: light, elevation: PLAIN_LAMP },
    shares: PLAIN_LIGHT,
    shadows: false,
    background: BACKGROUND,
  };
}

/** As a head was photographed, but for the second lamp: what it is held against. */
export function photographedPose({ circumstances }: FittedHead): HeadPose {
  const { ambient, diffuse, specular } = lightingOf(circumstances);
  return {
    ...viewOf(circumstances),
    lamp: { azimuth: circumstances.light, elevation: circumstances.lampElevation },
    shares: { ambient, diffuse, specular },
    shadows: false,
    background: 0,
  };
}

/** The tone curve of a head's photograph, laid over what is drawn without one; the same array, changed. */
export function inToneOf({ circumstances }: FittedHead, drawn: Uint8Array): Uint8Array {
  const { black, white, gamma } = lightingOf(circumstances);
  const curve = Uint8ClampedArray.from({ length: 256 }, (_, i) => 255 * (black + white * (i / 255) ** gamma));
  for (let i = 0; i < drawn.length; i++) drawn[i] = curve[drawn[i]!]!;
  return drawn;
}

/** Draws heads in a skin of their own, as one that was photographed, by the scene's own renderer. */
export interface HeadRenderer {
  /** @returns [size, size, 3], 0 to 255 */
  render(
    head: Pick<FittedHead, 'positions' | 'normals'>,
    skin: Texture,
    pose: HeadPose,
    size: number,
  ): Uint8Array;
}

export function createHeadRenderer(model: FaceModel): HeadRenderer {
  const { mesh, atlas } = model;
  const layout = layOutHead(model);
  const draw = createDrawing();
  const shadows = createShadows(mesh, { ...atlas, planes: [] });
  return {
    render({ positions, normals }, skin, { rotation, camera, lamp, shares, background, ...pose }, size) {
      const light = { ...shares, direction: direction(lamp.azimuth, lamp.elevation) };
      const reached = pose.shadows
        ? (raster: Raster) => shadows.cast(positions, rotation, lamp, camera, raster)
        : undefined;
      const surface = sheetOf(layout, skin);
      return draw(
        { mesh, positions, normals, surface, rotation, camera, light, background, reached },
        size,
        usualSupersampling(size),
      );
    },
  };
}

/** A texture in the layout of a head as what the renderer takes. */
function sheetOf(layout: Layout, { width, height, pixels }: Texture): Surface {
  const planes = [0, 1, 2].map((channel) => {
    // One row and one texel more, which interpolation reads with weight 0.
    const plane = new Float32Array(width * (height + 1) + 1);
    for (let i = 0; i < width * height; i++) plane[i] = pixels[3 * i + channel]!;
    return plane;
  });
  const texcoords = layout.texcoords.map((x, i) => x * (i % 2 === 0 ? width : height) - 0.5);
  return { width, planes, texcoords, texcoordIndices: layout.triangles };
}
