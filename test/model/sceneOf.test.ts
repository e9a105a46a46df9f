import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sceneOf } from '../../src/model/sceneOf.js';
import { openScene } from '../../src/scene/openScene.js';
import { beside, box, folderOf, obj } from '../scene/meshFiles.js';

describe('sceneOf', () => {
  test('opens the scene that a model file names, whose factors have been through JSON', async () => {
    const { name, factors, aliases } = await openScene('faces');
    const data = JSON.parse(JSON.stringify({ scene: name, factors, aliases }));
    expect((await sceneOf({ data })).name).toBe('faces');
  });

  test('refuses pictures, and a scene whose parameters are not those of the training', async () => {
    const { factors, aliases } = await openScene('faces');
    await expect(sceneOf({ data: { scene: 'pictures', factors, aliases } })).rejects.toThrow(
      /trained on pictures.*faces/,
    );
    await expect(sceneOf({ data: { scene: 'faces', factors: factors.slice(1), aliases } })).rejects.toThrow(
      /another version of the scene faces: its elevation, light, shape, texture/,
    );
  });

  test('says that a folder of objects holds others now, and opens it again when they are back', async () => {
    const folder = await folderOf({ 'a.obj': obj(box(1, 1, 1)), ...(await beside()) });
    const { name, factors, aliases } = await openScene(`meshes:${folder}`);
    const data = JSON.parse(JSON.stringify({ scene: name, factors, aliases }));
    await rename(join(folder, 'a.obj'), join(folder, 'b.obj'));
    await expect(sceneOf({ data })).rejects.toThrow(/objects in .* are not those .* trained on/);
    await rename(join(folder, 'b.obj'), join(folder, 'a.obj'));
    expect((await sceneOf({ data })).name).toBe(name);
  });
});
