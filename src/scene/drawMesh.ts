import { type Camera, project } from './camera.js';
import { type Light, lightVertices } from './light.js';
import type { Mesh } from './mesh.js';
import { clear, createRaster, type Raster } from './raster.js';
import { rasterise } from './rasterise.js';
import { shade } from './shade.js';
import type { Surface } from './surface.js';
import type { Rotation } from './vector.js';

/** A mesh as it is, and how it is seen. */
export interface MeshView {
  readonly mesh: Mesh;
  /** [vertices, 3], inside the unit sphere. */
  readonly positions: Float32Array;
  /** Unit vectors, [vertices, 3]. */
  readonly normals: Float32Array;
  readonly surface: Surface;
  readonly rotation: Rotation;
  readonly camera: Camera;
  readonly light: Light;
  /** Brightness where nothing is seen, 0 to 255. */
  readonly background: number;
  /** Share of the lamp's light that reaches each sample of the raster; all of it where this is left out. */
  readonly reached?: ((raster: Raster) => Float32Array) | undefined;
}

/** Prepares to draw meshes, under any light and from anywhere; those of one kind share the memory of one drawing. */
export function createDrawing(): (view: MeshView, size: number, supersampling: number) => Uint8Array {
  let projected = new Float32Array(0);
  let lit = new Float32Array(0);
  let raster: Raster | undefined;
  return (
    { mesh, positions, normals, surface, rotation, camera, light, background, reached },
    size,
    supersampling,
  ) => {
    const samples = size * supersampling;
    const texels = surface.planes[0]!.length;
    if (raster?.samples !== samples || raster.texels.length < texels) raster = createRaster(samples, texels);
    if (projected.length < positions.length) {
      projected = new Float32Array(positions.length);
      lit = new Float32Array((positions.length / 3) * 2);
    }
    project(positions, rotation, camera, samples, projected);
    lightVertices(normals, rotation, light, lit);
    clear(raster);
    rasterise(mesh, surface, projected, lit, raster);
    const { ambient } = light;
    return shade(raster, { surface, ambient, background, reached: reached?.(raster) }, supersampling);
  };
}

/** Samples a pixel along one side: small pictures need more to look alike at every size. */
export function usualSupersampling(size: number): number {
  return Math.max(2, Math.round(192 / size));
}
