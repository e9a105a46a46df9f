import { nearest, UserError } from '../errors.js';
import { createFaceScene } from './faceScene.js';
import { loadFaces } from './loadFaces.js';
import type { Scene } from './scene.js';
import { createSpriteScene } from './spriteScene.js';

interface Entry {
  readonly open: () => Promise<Scene>;
  /** Height and width in pixels that its pictures usually have: the paper's, dSprites'. */
  readonly size: number;
  /** Whether it can be photographed. */
  readonly photographs: boolean;
}

const SCENES: Readonly<Record<string, Entry>> = {
  faces: { open: async () => createFaceScene(await loadFaces()), size: 150, photographs: true },

  sprites: { open: async () => createSpriteScene(), size: 64, photographs: false },
};

/** Names that `openScene` knows. */
export const sceneNames: readonly string[] = Object.keys(SCENES);

/**
 * Opens a scene by its name: `faces`, `sprites`.
 *
 * @throws UserError if no scene has the name
 */
export async function openScene(name: string): Promise<Scene> {
  return find(name).open();
}

/**
 * Height and width in pixels of a scene's pictures where nobody says otherwise.
 *
 * @throws UserError if no scene has the name
 */
export function usualSize(name: string): number {
  return find(name).size;
}

/** Whether a scene of this name, which need not be one, has `Scene.photograph`. */
export function canPhotograph(name: string): boolean {
  return Object.hasOwn(SCENES, name) && SCENES[name]!.photographs;
}

function find(name: string): Entry {
  if (Object.hasOwn(SCENES, name)) return SCENES[name]!;
  const guess = nearest(name, sceneNames);
  throw new UserError(
    `No scene is called "${name}". ${guess ? `Did you mean "${guess}"? ` : ''}` +
      `Choose one of: ${sceneNames.join(', ')}.`,
  );
}
