import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { decodeFaces } from '../../src/scene/faceModel.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { createMorph } from '../../src/scene/morph.js';
import { openScene } from '../../src/scene/openScene.js';
import { difference, draw, model, shapeCount, valuesOf } from './people.js';

const { mesh, shape, texture } = model;
const { triangles } = mesh;

const morphed = createMorph(shape);
const shaped = (coefficients: Float32Array): Float32Array => morphed(coefficients).slice();

/** Edges and normal of a triangle. */
function triangleOf(positions: Float32Array, t: number): { normal: number[]; longest: number } {
  const [a, b, c] = [0, 1, 2].map((k) =>
    positions.subarray(triangles[t + k]! * 3, triangles[t + k]! * 3 + 3),
  );
  const minus = (p: Float32Array, q: Float32Array): number[] => [p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!];
  const [u, v, w] = [minus(b!, a!), minus(c!, a!), minus(c!, b!)];
  const normal = [
    u[1]! * v[2]! - u[2]! * v[1]!,
    u[2]! * v[0]! - u[0]! * v[2]!,
    u[0]! * v[1]! - u[1]! * v[0]!,
  ];
  return { normal, longest: Math.max(...[u, v, w].map((edge) => Math.hypot(...edge))) };
}

describe('face model', () => {
  it('is as large as promised', () => {
    expect(shapeCount).toBe(40);
    expect(texture.map((plane) => plane.components.length)).toEqual([24, 24, 24]);
    expect(mesh.vertexCount).toBeGreaterThan(3000);
    expect(Math.max(...triangles)).toBe(mesh.vertexCount - 1);
  });

  it('orders its coefficients by what they change', () => {
    const strength = shape.components.map((component) => component.reduce((sum, x) => sum + x * x, 0));
    expect(strength[0]!).toBeGreaterThan(10 * strength[39]!);
    // The neck counts less in the fit than in this sum, so the order is not strict.
    for (let k = 8; k < 40; k++) expect(strength[k]!).toBeLessThan(strength[k - 8]!);
  });

  it('makes mirror-symmetric heads', () => {
    const positions = shaped(valuesOf({ person: 4 }).subarray(3));
    const place = (p: Float32Array, i: number, sign: number): string =>
      [sign * p[i]!, p[i + 1]!, p[i + 2]!].map((x) => Math.round(x * 2048) + 0).join();
    const byPlace = new Map<string, number>();
    for (let i = 0; i < shape.mean.length; i += 3) byPlace.set(place(shape.mean, i, 1), i);
    let pairs = 0;
    for (let i = 0; i < shape.mean.length; i += 3) {
      const twin = byPlace.get(place(shape.mean, i, -1));
      if (twin === undefined || shape.mean[i]! < 0.01) continue;
      pairs++;
      expect(positions[twin]! + positions[i]!).toBeCloseTo(0, 2);
      expect(positions[twin + 1]! - positions[i + 1]!).toBeCloseTo(0, 2);
      expect(positions[twin + 2]! - positions[i + 2]!).toBeCloseTo(0, 2);
    }
    expect(pairs).toBeGreaterThan(0.4 * mesh.vertexCount);
  });

  it('has no gnarls at three standard deviations: hardly a triangle turns over (lips fold), none is torn', () => {
    const mean = shaped(new Float32Array(shapeCount));
    for (let k = 0; k < shapeCount; k++) {
      for (const sigma of [-3, 3]) {
        const coefficients = new Float32Array(shapeCount);
        coefficients[k] = sigma;
        const positions = shaped(coefficients);
        let turned = 0;
        let stretch = 0;
        for (let t = 0; t < triangles.length; t += 3) {
          const before = triangleOf(mean, t);
          const after = triangleOf(positions, t);
          if (before.normal.reduce((sum, x, i) => sum + x * after.normal[i]!, 0) < 0) turned++;
          stretch = Math.max(stretch, after.longest / (before.longest + 0.01));
        }
        expect(stretch).toBeLessThan(2.5);
        expect(turned / (triangles.length / 3)).toBeLessThan(0.02);
      }
    }
  });

  it('makes people who are visibly different', () => {
    const people = Array.from({ length: 60 }, (_, person) => draw({ person, light: 25 }, 64));
    let nearest = Infinity;
    people.forEach((a, i) => {
      for (const b of people.slice(0, i)) nearest = Math.min(nearest, difference(a, b));
    });
    expect(nearest).toBeGreaterThan(1.5);
  });

  it('keeps colours in range for all but a few texels', () => {
    for (const plane of texture) {
      const painted = createMorph(plane);
      let outside = 0;
      for (let person = 0; person < 20; person++) {
        const colours = painted(valuesOf({ person }).subarray(3 + shapeCount));
        outside += colours.filter((x) => !(x > -15 && x < 270)).length;
      }
      expect(outside / (20 * plane.mean.length)).toBeLessThan(0.02);
    }
  });
});

describe('loading', () => {
  it('refuses a missing, a tampered and a foreign file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dcign-faces-'));
    try {
      const path = join(folder, 'faces.bin');
      await expect(loadFaces(path)).rejects.toThrow(/cannot be read \(ENOENT\)/);
      const bytes = await readFile(new URL('../../assets/faces/faces.bin', import.meta.url));
      bytes[bytes.length - 1000]! ^= 1;
      await writeFile(path, bytes);
      await expect(loadFaces(path)).rejects.toThrow(/SHA-256/);
      await expect(loadFaces(path)).rejects.toBeInstanceOf(UserError);
    } finally {
      await rm(folder, { recursive: true });
    }
    for (const bytes of [[], [1, 2], [255, 255, 255, 255, 123], [2, 0, 0, 0, 123, 125]]) {
      expect(() => decodeFaces(Uint8Array.from(bytes))).toThrow(UserError);
    }
  });

  it('opens scenes by name and suggests the nearest', async () => {
    expect((await openScene('faces')).name).toBe('faces');
    await expect(openScene('face')).rejects.toThrow(/Did you mean "faces"/);
    await expect(openScene('toString')).rejects.toThrow(UserError);
  });
});
