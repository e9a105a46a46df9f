import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRenderer } from '../../src/dataset/renderer.js';
import { photographImages } from '../../src/dataset/renderImages.js';
import { Random } from '../../src/numeric/random.js';
import { createHead } from '../../src/scene/head.js';
import { compress, expose, soften } from '../../src/scene/photograph/film.js';
import { noise } from '../../src/scene/photograph/patterns.js';
import { LAYERS } from '../../src/scene/photograph/prop.js';
import { line, shell, sitesOf } from '../../src/scene/photograph/shell.js';
import { createWardrobe } from '../../src/scene/photograph/worn.js';
import { spearman } from '../../src/statistics/correlation.js';
import { model, scene, valuesOf } from './people.js';

const SIZE = 64;
const photograph = (values: Float32Array, ...name: (string | number)[]): Uint8Array =>
  scene.photograph!(values, SIZE, new Random('photograph', ...name));
const person = valuesOf({ person: 4, azimuth: 20, light: 30 });

describe('a photograph', () => {
  it('is the same bits on every machine', () => {
    const digest = createHash('sha256');
    for (let i = 0; i < 24; i++) digest.update(photograph(person, i));
    expect(digest.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"20610f39bd27e728"`);
  });

  it('is a pure function of the face and its random stream, whoever was photographed before', () => {
    const first = photograph(person, 7);
    photograph(valuesOf({ person: 2, azimuth: -50 }), 3);
    scene.render(valuesOf({ person: 1 }), 32);
    expect(photograph(person, 7)).toEqual(first);
    expect(photograph(person, 8)).not.toEqual(first);
  });

  it('is drawn by threads as by this one', async () => {
    const values = Float32Array.from([...person, ...valuesOf({ person: 5, elevation: 10 })]);
    const streams = [
      ['a', 1],
      ['b', 2],
    ];
    const renderer = openRenderer(scene, { size: SIZE, workers: 1 });
    try {
      expect(await renderer.photograph(values, streams)).toEqual(
        photographImages(scene, values, SIZE, streams),
      );
    } finally {
      await renderer.close();
    }
  });

  it('still shows from where the lamp shines', () => {
    // The brighter half of the picture's middle, over photographs that differ in all else.
    const lamps = Array.from({ length: 120 }, (_, i) => -80 + (160 * i) / 119);
    const balance = lamps.map((light, i) => {
      const image = photograph(valuesOf({ person: i % 8, light }), 'lamp', i);
      let sum = 0;
      for (let y = 20; y < 44; y++)
        for (let x = 20; x < 44; x++) sum += Math.sign(x - 31.5) * image[y * SIZE + x]!;
      return sum;
    });
    expect(spearman(lamps, balance)).toBeGreaterThan(0.6);
  });
});

describe('a shell', () => {
  const head = createHead(model);
  head.shape(new Float32Array(model.shape.components.length));
  const sites = sitesOf(model);

  it('lies above the head where it reaches, and nowhere else has triangles', () => {
    const cap = shell(model, head, sites, 'hat', ({ y }) => Math.min(y - 0.5, 0.1), 0);
    expect(cap.mesh.triangles.length).toBeGreaterThan(0);
    for (let t = 0; t < cap.mesh.triangles.length; t += 3) {
      const corners = [...cap.mesh.triangles.subarray(t, t + 3)];
      expect(corners.some((v) => sites[v]!.y > 0.5)).toBe(true);
    }
    for (const [v, { y }] of sites.entries()) {
      const lift = [0, 1, 2].reduce(
        (sum, k) => sum + (cap.positions[3 * v + k]! - head.positions[3 * v + k]!) * head.normals[3 * v + k]!,
        0,
      );
      expect(lift).toBeCloseTo(Math.max(Math.min(y - 0.5, 0.1), -0.02), 4);
    }
  });

  it('has its line straight between the points given', () => {
    const edge = line([
      [1, 0],
      [0, 1],
      [-1, 3],
    ]);
    expect([1, 0.5, 0, -0.25, -1].map(edge)).toEqual([0, 0.5, 1, 1.5, 3]);
  });

  it('and all else that is worn has unit normals, and texels on the atlas', () => {
    const wardrobe = createWardrobe(model, head);
    for (let i = 0; i < 12; i++)
      for (const { mesh, surface, positions, normals } of wardrobe.dress(new Random('dress', i))) {
        expect(positions.every((x) => Math.abs(x) < 4)).toBe(true);
        expect(mesh.triangles.every((v) => v < mesh.vertexCount)).toBe(true);
        const onAtlas = (place: number): boolean =>
          surface.texcoords[2 * place]! <= model.atlas.width - 1 &&
          surface.texcoords[2 * place + 1]! <= LAYERS.length * model.atlas.height - 1;
        expect(surface.texcoordIndices.every(onAtlas)).toBe(true);
        // A vertex of a grid's folded rim has none.
        const isUnit = (v: number): boolean => {
          const [x, y, z] = normals.subarray(3 * v, 3 * v + 3) as unknown as [number, number, number];
          const length = Math.sqrt(x * x + y * y + z * z);
          return Math.abs(length - 1) < 1e-5 || length === 0;
        };
        expect(mesh.triangles.every(isUnit)).toBe(true);
      }
  });
});

describe('film', () => {
  const image = (seed: number): Float32Array =>
    Float32Array.from({ length: 32 * 32 }, (_, i) => 128 + 100 * Math.sin(seed + i / 7));

  it('softens without moving or brightening what is even, and keeps a slope in the middle', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 32 }),
        fc.double({ min: 0, max: 255, noNaN: true }),
        (to, grey) => {
          for (const value of soften(new Float32Array(32 * 32).fill(grey), 32, to))
            expect(value).toBeCloseTo(grey, 3);
        },
      ),
    );
    const slope = Float32Array.from({ length: 32 * 32 }, (_, i) => i % 32);
    const soft = soften(slope, 32, 16);
    for (let x = 8; x < 24; x++) expect(soft[16 * 32 + x]).toBeCloseTo(x, 1);
  });

  it('compresses finely to the picture itself, and coarsely to less than there was', () => {
    const fine = image(1);
    compress(fine, 32, 1e-3);
    for (const [i, value] of image(1).entries()) expect(fine[i]).toBeCloseTo(value, 2);
    const coarse = image(1);
    compress(coarse, 32, 1e6);
    expect(coarse.every((x) => x === 0)).toBe(true);
  });

  it('gives bytes for anything, and brighter ones for brighter pictures', () => {
    for (let i = 0; i < 30; i++) {
      const [dark, bright] = [40, 160].map((grey) =>
        expose(new Float32Array(32 * 32).fill(grey), 32, new Random('film', i)).reduce((a, b) => a + b, 0),
      );
      expect(bright!).toBeGreaterThan(dark!);
    }
  });
});

describe('noise', () => {
  it('stays within its range and is no constant', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (seed, cells, octaves) => {
          const field = noise(new Random(seed), 24, 17, [cells, cells], octaves);
          expect(field).toHaveLength(24 * 17);
          expect(field.every((x) => Math.abs(x) <= 1.5)).toBe(true);
          expect(new Set(field).size).toBeGreaterThan(10);
        },
      ),
    );
  });
});
