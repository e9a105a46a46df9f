import { nearest, UserError } from '../errors.js';
import { createFaceScene } from './faceScene.js';
import { loadFaces } from './loadFaces.js';
import type { Scene } from './scene.js';

const SCENES: Readonly<Record<string, () => Promise<Scene>>> = {
  faces: async () => createFaceScene(await loadFaces()),
};

/** Names that `openScene` knows. */
export const sceneNames: readonly string[] = Object.keys(SCENES);

/**
 * Opens a scene by its name: `faces`.
 *
 * @throws UserError if no scene has the name
 */
export async function openScene(name: string): Promise<Scene> {
  if (Object.hasOwn(SCENES, name)) return SCENES[name]!();
  const guess = nearest(name, sceneNames);
  throw new UserError(
    `No scene is called "${name}". ${guess ? `Did you mean "${guess}"? ` : ''}` +
      `Choose one of: ${sceneNames.join(', ')}.`,
  );
}
