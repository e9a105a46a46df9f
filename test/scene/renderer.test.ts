import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project } from '../../src/scene/camera.js';
import { lightVertices } from '../../src/scene/light.js';
import { fitUnitSphere, type Mesh, vertexNormals } from '../../src/scene/mesh.js';
import { createRaster, type Raster } from '../../src/scene/raster.js';
import { rasterise } from '../../src/scene/rasterise.js';
import { shade } from '../../src/scene/shade.js';
import { colouredVertices, type Surface } from '../../src/scene/surface.js';
import { direction, dot, facing, normalise, unrotate, type Vector } from '../../src/scene/vector.js';

const CAMERA = { distance: 5, halfHeight: 1.25, right: 0, up: 0 };
const FRONT = facing(0, 0);

/** A mesh as the camera sees it, drawn in plain vertex colours. */
function see(
  positions: readonly number[],
  triangles: readonly number[],
  colours: readonly number[],
  samples = 64,
): { raster: Raster; surface: Surface; image: Uint8Array } {
  const mesh: Mesh = { vertexCount: positions.length / 3, triangles: Uint16Array.from(triangles) };
  const surface = colouredVertices(mesh, [Float32Array.from(colours)]);
  const projected = new Float32Array(positions.length);
  project(Float32Array.from(positions), FRONT, CAMERA, samples, projected);
  const raster = createRaster(samples, surface.planes[0]!.length);
  rasterise(mesh, surface, projected, new Float32Array(mesh.vertexCount * 2), raster);
  return { raster, surface, image: shade(raster, { surface, ambient: 1, background: 0 }, 1) };
}

describe('directions', () => {
  const angle = fc.double({ min: -180, max: 180, noNaN: true });

  it('a thing that faces the viewer faces the direction after its rotation', () => {
    fc.assert(
      fc.property(angle, angle, (azimuth, elevation) => {
        const rotation = facing(azimuth, elevation);
        const nose = rotation.map((row) => row[2]) as unknown as Vector;
        const expected = direction(azimuth, elevation);
        for (let k = 0; k < 3; k++) expect(nose[k]).toBeCloseTo(expected[k]!, 12);
        const back = unrotate(rotation, nose);
        expect(dot(back, [0, 0, 1])).toBeCloseTo(1, 12);
        for (const i of [0, 1, 2]) {
          for (const j of [0, 1, 2]) expect(dot(rotation[i]!, rotation[j]!)).toBeCloseTo(i === j ? 1 : 0, 12);
        }
      }),
    );
  });

  it('stays upright: turning alone never tilts', () => {
    expect(dot(facing(70, 0)[1], [0, 1, 0])).toBe(1);
    expect(direction(90, 0)[0]).toBeCloseTo(1, 12);
    expect(direction(0, 90)[1]).toBeCloseTo(1, 12);
  });
});

describe('rasteriser', () => {
  const SQUARE = [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0];

  it('covers the area that perspective gives', () => {
    for (const z of [-2, 0, 2]) {
      const positions = SQUARE.map((x, i) => (i % 3 === 2 ? z : x * 0.5));
      const { raster } = see(positions, [0, 1, 2, 0, 2, 3], [9, 9, 9, 9], 400);
      const side = (0.5 * CAMERA.distance) / (CAMERA.distance - z) / CAMERA.halfHeight;
      const covered = raster.inverseDepth.filter((w) => w > 0).length / raster.inverseDepth.length;
      expect(covered).toBeCloseTo(side * side, 2);
    }
  });

  it('leaves no crack and draws nothing twice along a shared edge', () => {
    const { image } = see(SQUARE, [0, 1, 2, 0, 2, 3], [200, 200, 200, 200], 101);
    const [first, last] = [image.indexOf(200), image.lastIndexOf(200)];
    const [x0, y0] = [first % 101, Math.floor(first / 101)];
    const [x1, y1] = [last % 101, Math.floor(last / 101)];
    expect(image.filter((x) => x === 200).length).toBe((x1 - x0 + 1) * (y1 - y0 + 1));
  });

  it('hides what looks away', () => {
    expect(see(SQUARE, [0, 2, 1, 0, 3, 2], [9, 9, 9, 9]).image.every((x) => x === 0)).toBe(true);
  });

  it('shows the nearer of two surfaces, whatever the order', () => {
    const far = SQUARE.map((x, i) => (i % 3 === 2 ? -0.5 : x));
    const near = SQUARE.map((x, i) => (i % 3 === 2 ? 0.5 : x * 0.4));
    const colours = [50, 50, 50, 50, 220, 220, 220, 220];
    const [a, b] = [
      [0, 1, 2, 0, 2, 3],
      [4, 5, 6, 4, 6, 7],
    ] as const;
    const first = see([...far, ...near], [...a, ...b], colours).image;
    const second = see([...far, ...near], [...b, ...a], colours).image;
    expect(first).toEqual(second);
    expect(first[32 * 64 + 32]).toBe(220);
    expect(first[32 * 64 + 14]).toBe(50);
  });

  it('finds the point where the ray through a sample meets a slanted plane', () => {
    // A square from z = -2 (left) to z = 2 (right) whose colour is 100 + 50 x: a colour is a place.
    const positions = SQUARE.map((x, i) => (i % 3 === 2 ? 2 * SQUARE[i - 2]! : x));
    const colours = [50, 150, 150, 50];
    const samples = 64;
    const { raster, surface } = see(positions, [0, 1, 2, 0, 2, 3], colours, samples);
    let checked = 0;
    for (let column = 10; column < 50; column++) {
      const i = 32 * samples + column;
      if (raster.inverseDepth[i] === 0) continue;
      const slope = (((column + 0.5) / samples) * 2 - 1) * (CAMERA.halfHeight / CAMERA.distance);
      // On the ray x = slope * depth, on the plane z = 2 x = distance - depth.
      const depth = CAMERA.distance / (1 + 2 * slope);
      expect(1 / raster.inverseDepth[i]!).toBeCloseTo(depth, 4);
      const colour = bilinear(surface, raster.seen[4 * i]!, raster.seen[4 * i + 1]!);
      expect(colour).toBeCloseTo(100 + 50 * slope * depth, 2);
      checked++;
    }
    expect(checked).toBeGreaterThan(10);
  });
});

function bilinear({ planes, width }: Surface, u: number, v: number): number {
  const plane = planes[0]!;
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const at = (dx: number, dy: number): number => plane[(row + dy) * width + column + dx]!;
  const [fu, fv] = [u - column, v - row];
  return (at(0, 0) * (1 - fu) + at(1, 0) * fu) * (1 - fv) + (at(0, 1) * (1 - fu) + at(1, 1) * fu) * fv;
}

describe('light', () => {
  it('follows Lambert and Blinn-Phong', () => {
    const unit = fc
      .tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })))
      .filter((v) => v.some((x) => Math.abs(x!) > 0.1))
      .map((v) => normalise(v as unknown as Vector));
    fc.assert(
      fc.property(unit, fc.double({ min: -80, max: 80, noNaN: true }), (normal, azimuth) => {
        const light = { direction: direction(azimuth, 20), ambient: 0, diffuse: 0.8, specular: 30 };
        const rotation = facing(33, -12);
        const lit = new Float32Array(2);
        lightVertices(Float32Array.from(unrotate(rotation, normal)), rotation, light, lit);
        const cosine = dot(normal, light.direction);
        const [x, y, z] = light.direction;
        const half = dot(normal, normalise([x, y, z + 1]));
        expect(lit[0]).toBeCloseTo(cosine > 0 ? 0.8 * cosine : 0, 5);
        if (Math.abs(cosine) > 1e-6) {
          expect(lit[1]).toBeCloseTo(cosine > 0 && half > 0 ? 30 * half ** 16 : 0, 3);
        }
      }),
    );
  });
});

describe('meshes', () => {
  it('vertex normals of a sphere point outwards', () => {
    const { mesh, positions } = sphere(24);
    const normals = new Float32Array(positions.length);
    vertexNormals(mesh, positions, normals);
    for (let i = 0; i < positions.length; i += 3) {
      const [normal, place] = [normals, positions].map((x) => [x[i]!, x[i + 1]!, x[i + 2]!] as const);
      expect(dot(normal!, place!)).toBeGreaterThan(0.99);
    }
  });

  it('a mesh fitted into the unit sphere touches it and stays inside', () => {
    const positions = sphere(8).positions.map((x, i) => x * (3 + (i % 3)) + 7);
    fitUnitSphere(positions);
    const radii = Array.from({ length: positions.length / 3 }, (_, i) =>
      Math.hypot(positions[i * 3]!, positions[i * 3 + 1]!, positions[i * 3 + 2]!),
    );
    expect(Math.max(...radii)).toBeCloseTo(1, 6);
    expect(Math.min(...radii)).toBeGreaterThan(0.5);
  });
});

/** A unit sphere of rings between two poles. */
function sphere(rings: number): { mesh: Mesh; positions: Float32Array } {
  const positions: number[] = [];
  const triangles: number[] = [];
  const columns = rings * 2;
  for (let ring = 0; ring <= rings; ring++) {
    for (let column = 0; column < columns; column++) {
      const [a, b] = [(ring / rings) * Math.PI, (column / columns) * 2 * Math.PI];
      positions.push(Math.sin(a) * Math.sin(b), Math.cos(a), Math.sin(a) * Math.cos(b));
      if (ring === rings) continue;
      const here = ring * columns + column;
      const right = ring * columns + ((column + 1) % columns);
      triangles.push(here, here + columns, right, right, here + columns, right + columns);
    }
  }
  return {
    mesh: { vertexCount: positions.length / 3, triangles: Uint16Array.from(triangles) },
    positions: Float32Array.from(positions),
  };
}
