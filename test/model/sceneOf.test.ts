import { describe, expect, test } from 'vitest';
import { sceneOf } from '../../src/model/sceneOf.js';
import { openScene } from '../../src/scene/openScene.js';

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
});
