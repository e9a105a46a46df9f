import { type Camera, centreOf } from './camera.js';
import type { Mesh } from './mesh.js';
import { clear, createRaster, type Raster } from './raster.js';
import { rasterise } from './rasterise.js';
import type { Surface } from './surface.js';
import { direction, dot, type Rotation, unrotate, type Vector } from './vector.js';

/** Texels a side of the lamp's view of the scene. */
const MAP_SIZE = 320;
/** How far behind the surface that the lamp sees a point may lie and still be lit, in scene units. */
const BIAS = 0.03;

/** Finds the shadows that a mesh inside the unit sphere casts on itself. */
export interface Shadows {
  /**
   * Shadow mapping (Williams 1978) with a blend over the four nearest texels of the map.
   *
   * @param azimuth direction of the lamp in the viewer's frame, in degrees
   * @param raster what the camera sees
   * @returns share of the lamp's light that reaches each sample of the raster, 0 to 1
   */
  cast(
    positions: Float32Array,
    rotation: Rotation,
    lamp: { readonly azimuth: number; readonly elevation: number },
    camera: Camera,
    raster: Raster,
  ): Float32Array;
}

export function createShadows(mesh: Mesh, surface: Surface): Shadows {
  const seen = new Float32Array(mesh.vertexCount * 3);
  const unlit = new Float32Array(mesh.vertexCount * 2);
  const map = createRaster(MAP_SIZE);
  let reached = new Float32Array(0);
  return {
    cast(positions, rotation, { azimuth, elevation }, camera, raster) {
      const frame: Rotation = [
        direction(azimuth + 90, 0),
        direction(azimuth, elevation + 90),
        direction(azimuth, elevation),
      ];
      const axes = frame.map((axis) => unrotate(rotation, axis)) as [Vector, Vector, Vector];
      viewFromLamp(positions, axes, seen);
      clear(map);
      rasterise(mesh, surface, seen, unlit, map);
      const count = raster.samples * raster.samples;
      if (reached.length !== count) reached = new Float32Array(count);
      const [centreColumn, centreRow] = centreOf(camera, raster.samples);
      const focal = (camera.distance / camera.halfHeight) * (raster.samples / 2);
      for (let i = 0; i < count; i++) {
        if (raster.inverseDepth[i] === 0) continue;
        const depth = 1 / raster.inverseDepth[i]!;
        const column = i % raster.samples;
        const row = (i - column) / raster.samples;
        const point: Vector = [
          ((column + 0.5 - centreColumn) * depth) / focal,
          ((centreRow - row - 0.5) * depth) / focal,
          camera.distance - depth,
        ];
        const x = (MAP_SIZE / 2) * (1 + dot(frame[0], point)) - 0.5;
        const y = (MAP_SIZE / 2) * (1 - dot(frame[1], point)) - 0.5;
        reached[i] = lit(map, x, y, dot(frame[2], point) + LIFT + BIAS);
      }
      return reached;
    },
  };
}

/** The rasteriser takes positive heights only; the unit sphere reaches from -1 to 1. */
const LIFT = 2;

/** Parallel projection along the lamp's light: column, row, and a height that grows towards the lamp. */
function viewFromLamp(
  positions: Float32Array,
  [right, up, towards]: readonly [Vector, Vector, Vector],
  seen: Float32Array,
): void {
  for (let i = 0; i < positions.length; i += 3) {
    const point: Vector = [positions[i]!, positions[i + 1]!, positions[i + 2]!];
    seen[i] = (MAP_SIZE / 2) * (1 + dot(right, point));
    seen[i + 1] = (MAP_SIZE / 2) * (1 - dot(up, point));
    seen[i + 2] = LIFT + dot(towards, point);
  }
}

/** Share of the four texels round a place whose surface is not above the height. */
function lit(map: Raster, x: number, y: number, height: number): number {
  const column = Math.min(MAP_SIZE - 2, Math.max(0, Math.floor(x)));
  const row = Math.min(MAP_SIZE - 2, Math.max(0, Math.floor(y)));
  const fx = Math.min(1, Math.max(0, x - column));
  const fy = Math.min(1, Math.max(0, y - row));
  const first = row * MAP_SIZE + column;
  const open = (texel: number): number => (map.inverseDepth[texel]! <= height ? 1 : 0);
  const above = open(first) * (1 - fx) + open(first + 1) * fx;
  const below = open(first + MAP_SIZE) * (1 - fx) + open(first + MAP_SIZE + 1) * fx;
  return above * (1 - fy) + below * fy;
}
