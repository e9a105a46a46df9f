import { project } from '../../src/scene/camera.js';
import { lightVertices } from '../../src/scene/light.js';
import { fitUnitSphere } from '../../src/scene/mesh.js';
import { clear, createRaster } from '../../src/scene/raster.js';
import { rasterise } from '../../src/scene/rasterise.js';
import { shade } from '../../src/scene/shade.js';
import { direction, facing } from '../../src/scene/vector.js';

/** A mesh as a file holds it. */
interface FileMesh {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly texcoords: Float32Array;
  readonly triangles: Uint16Array;
  readonly texture: { readonly width: number; readonly height: number; readonly pixels: Uint8Array };
}

/** Draws a mesh in colour as the face scene draws a head: the same camera, lamp and background. */
export function drawMesh(mesh: FileMesh, azimuth: number, lamp: number, size: number): Uint8Array {
  const { width, height, pixels } = mesh.texture;
  const supersampling = 2;
  const samples = size * supersampling;
  const positions = mesh.positions.slice();
  fitUnitSphere(positions);
  const vertexCount = positions.length / 3;
  const rotation = facing(azimuth, 0);
  const projected = new Float32Array(vertexCount * 3);
  const lit = new Float32Array(vertexCount * 2);
  project(positions, rotation, { distance: 6, halfHeight: 1.03, right: 0, up: 0 }, samples, projected);
  lightVertices(
    mesh.normals,
    rotation,
    { ambient: 0.16, diffuse: 0.92, specular: 28, direction: direction(lamp, 20) },
    lit,
  );
  const surface = {
    width,
    planes: [0, 1, 2].map((k) => Float32Array.from({ length: width * height }, (_, i) => pixels[i * 3 + k]!)),
    texcoords: mesh.texcoords.map((x, i) => x * (i % 2 === 0 ? width : height) - 0.5),
    texcoordIndices: mesh.triangles,
  };
  const raster = createRaster(samples, width * height);
  clear(raster);
  rasterise({ vertexCount, triangles: mesh.triangles }, surface, projected, lit, raster);
  return shade(raster, { surface, ambient: 0.16, background: 40 }, supersampling);
}
