import { validateBytes } from 'gltf-validator';
import { describe, expect, it } from 'vitest';
import { toGlb } from '../../src/head/glb.js';
import { changePerson, drawPerson, meanPerson, type Person } from '../../src/head/person.js';
import { type TexturedHead, texturedHead } from '../../src/head/texturedHead.js';
import { createFaceScene } from '../../src/scene/faceScene.js';
import { difference, model } from '../scene/people.js';
import { drawMesh } from './drawMesh.js';
import { readGlb } from './readGlb.js';

const person = drawPerson(model, 3);
const head = texturedHead(model, person);
const glb = await readGlb(await toGlb(head));

function scenePicture({ shape, texture }: Person, azimuth: number, lamp: number, size: number): Uint8Array {
  const values = Float32Array.from([azimuth, 0, lamp, ...shape, ...texture]);
  return createFaceScene(model, { supersampling: 2 }).render(values, size, 3);
}

describe('a head as .glb', () => {
  it.each([
    ['a person', head],
    ['the mean head without morph targets', texturedHead(model, meanPerson(model), { morphs: 0 })],
  ])('passes the Khronos validator without a word: %s', async (_, one: TexturedHead) => {
    const { issues, info } = await validateBytes(await toGlb(one));
    expect(issues.messages).toEqual([]);
    expect(info).toMatchObject({ version: '2.0', totalTriangleCount: 6696, hasTextures: true });
  });

  it('says what made it and under which licence', () => {
    expect(glb.json.asset).toMatchObject({
      version: '2.0',
      generator: expect.stringMatching(/^dcign \d/),
      copyright: expect.stringContaining('CC0 1.0'),
    });
  });

  it('has one thing called head, so that viewers find the mesh by that name', () => {
    const { nodes, scenes } = glb.json;
    expect(nodes).toEqual([{ name: 'head', mesh: 0 }]);
    expect(scenes).toEqual([{ nodes: [0] }]);
  });

  it.each([
    [0, 0],
    [70, 50],
    [-70, -50],
    [180, 30],
  ])('read again, shows what the scene shows: azimuth %i, light %i', (azimuth, lamp) => {
    const mesh = {
      positions: glb.attribute('POSITION'),
      normals: glb.attribute('NORMAL'),
      texcoords: glb.attribute('TEXCOORD_0'),
      triangles: glb.triangles,
      texture: glb.texture,
    };
    const ours = drawMesh(mesh, azimuth, lamp, 150);
    const theirs = scenePicture(person, azimuth, lamp, 150);
    // Colours are whole numbers in the file, and the order of the same additions is another.
    expect(difference(ours, theirs)).toBeLessThan(0.6);
    expect(Math.max(...ours.map((x, i) => Math.abs(x - theirs[i]!)))).toBeLessThanOrEqual(3);
    const other = scenePicture(meanPerson(model), azimuth, lamp, 150);
    expect(difference(ours, other)).toBeGreaterThan(5);
  });

  it('is a head in metres, upright, facing +z, its left at +x', () => {
    const positions = glb.attribute('POSITION');
    const axis = (k: number): number[] => [...positions].filter((_, i) => i % 3 === k);
    const extent = [0, 1, 2].map((k) => Math.max(...axis(k)) - Math.min(...axis(k)));
    // With ears and neck, from chin and larynx to the back of the head.
    expect(extent[0]).toBeGreaterThan(0.14);
    expect(extent[0]).toBeLessThan(0.2);
    expect(extent[1]).toBeGreaterThan(0.22);
    expect(extent[1]).toBeLessThan(0.3);
    const x = axis(0);
    // The tip of the nose is the foremost point: in the middle, below the top.
    const z = axis(2);
    const nose = z.indexOf(Math.max(...z));
    expect(Math.abs(x[nose]!)).toBeLessThan(0.01);
    expect(axis(1)[nose]!).toBeLessThan(Math.max(...axis(1)) - 0.1);
    // Normals point away from the middle of the cranium, so that the outside is the outside.
    const normals = glb.attribute('NORMAL');
    for (let i = 0; i < normals.length; i += 3)
      expect(Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!)).toBeCloseTo(1, 5);
    const outwards = x.filter((one, i) => Math.abs(one) > 0.05 && normals[3 * i]! * one > 0).length;
    const sides = x.filter((one) => Math.abs(one) > 0.05).length;
    expect(outwards / sides).toBeGreaterThan(0.8);
  });

  it('has morph targets that add one standard deviation: the difference of two heads', () => {
    const names = glb.json.meshes[0]!.extras!.targetNames;
    expect(names).toEqual(Array.from({ length: 10 }, (_, k) => `shape.${k + 1}`));
    expect(glb.json.meshes[0]!.weights).toEqual(names.map(() => 0));
    for (const k of [0, 9]) {
      const before = person.shape[k]!;
      const more = texturedHead(model, changePerson(person, { [`shape.${k + 1}`]: before + 1 }));
      const gap = (name: string, expected: Float32Array): number => {
        const [base, target] = [glb.attribute(name), glb.target(k, name)];
        return Math.max(...expected.map((x, i) => Math.abs(base[i]! + target[i]! - x)));
      };
      expect(gap('POSITION', more.positions)).toBeLessThan(1e-6);
      expect(gap('NORMAL', more.normals)).toBeLessThan(1e-5);
    }
  });

  it('leaves no texel black: what no triangle shows has the colours beside it', () => {
    const { width, height, pixels } = head.texture;
    expect(Math.log2(width) % 1).toBe(0);
    expect(Math.log2(height) % 1).toBe(0);
    const sums = Array.from({ length: width * height }, (_, i) =>
      [0, 1, 2].reduce((sum, k) => sum + pixels[3 * i + k]!, 0),
    );
    // The pupil and black hair are the darkest things that a skin has.
    expect(sums.filter((sum) => sum === 0).length).toBeLessThan(width * height * 0.001);
    const mirrored = sums.every((sum, i) => sum === sums[i - (i % width) + (width - 1 - (i % width))]);
    expect(mirrored).toBe(true);
  });
});

describe('persons', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawPerson(model, 3)).toEqual(person);
    expect(drawPerson(model, 4)).not.toEqual(person);
    const many = Array.from({ length: 200 }, (_, i) => [...drawPerson(model, i).shape]).flat();
    const mean = many.reduce((sum, x) => sum + x, 0) / many.length;
    const variance = many.reduce((sum, x) => sum + (x - mean) ** 2, 0) / many.length;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(many.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / many.length));
  });

  it('are changed in a copy', () => {
    const changed = changePerson(person, { 'shape.2': 1.5, 'texture.24': -3 });
    expect(changed.shape[1]).toBe(1.5);
    expect(changed.texture[23]).toBe(-3);
    expect(drawPerson(model, 3)).toEqual(person);
  });

  it.each([
    [{ 'shap.1': 1 }, /no shap\.1\. Did you mean shape\.1\?/],
    [{ azimuth: 30 }, /no azimuth.*shape\.1 to shape\.40 and texture\.1 to texture\.24.*pose and light/],
    [{ 'shape.41': 1 }, /no shape\.41/],
    [{ 'shape.0': 1 }, /no shape\.0/],
    [{ 'shape.1': 11 }, /shape\.1 is set to 11.*from -10 to 10/],
    [{ 'shape.1': Number.NaN }, /shape\.1 is set to NaN/],
  ])('refuses %j', (set, message) => {
    expect(() => changePerson(person, set)).toThrow(message);
  });

  it.each([-1, 41, 1.5])('refuses %d morph targets', (morphs) => {
    expect(() => texturedHead(model, person, { morphs })).toThrow(/0 to 40/);
  });
});
