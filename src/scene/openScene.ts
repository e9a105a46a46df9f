import { nearest, UserError } from '../errors.js';
import type { Scene } from './scene.js';
import { parseSceneName, type SceneName, showsObjects } from './sceneName.js';

interface Entry {
  readonly open: (name: SceneName) => Promise<Scene>;
  /** Height and width in pixels that its pictures usually have: the paper's, dSprites'. */
  readonly size: number;
  /** Whether it can be photographed. */
  readonly photographs: boolean;
}

/** What is drawn is imported when it is opened: every command asks for names and sizes at its start. */
const SCENES: Readonly<Record<string, Entry>> = {
  faces: {
    open: async () => {
      const { createFaceScene } = await import('./faceScene.js');
      const { loadFaces } = await import('./loadFaces.js');
      return createFaceScene(await loadFaces());
    },
    size: 150,
    photographs: true,
  },

  sprites: {
    open: async () => (await import('./spriteScene.js')).createSpriteScene(),
    size: 64,
    photographs: false,
  },

  chairs: {
    open: async (name) => (await import('./chairs/chairScene.js')).createChairScene(name),
    size: 64,
    photographs: false,
  },

  meshes: {
    open: async (name) => (await import('./meshes/meshScene.js')).openMeshScene(name),
    size: 64,
    photographs: false,
  },
};

/** Names that `openScene` knows without a folder. */
export const sceneNames: readonly string[] = Object.keys(SCENES).filter((name) => name !== 'meshes');

/** Whether `openScene` knows what a name is of. */
export function isScene(name: string): boolean {
  return entryOf(parseSceneName(name)) !== undefined;
}

/**
 * Opens a scene by its name: `faces`, `sprites`, `chairs`, or with how it is set up, `chairs#elevation=20,30`,
 * `meshes:objects`.
 *
 * @throws UserError if no scene has the name, or it cannot be set up so
 */
export async function openScene(name: string): Promise<Scene> {
  const parsed = parseSceneName(name);
  const { open } = find(parsed);
  checkElevations(parsed, showsObjects(name));
  return open(parsed);
}

/**
 * Height and width in pixels of a scene's pictures where nobody says otherwise.
 *
 * @throws UserError if no scene has the name
 */
export function usualSize(name: string): number {
  return find(parseSceneName(name)).size;
}

/** Whether a scene of this name, which need not be one, has `Scene.photograph`. */
export function canPhotograph(name: string): boolean {
  return entryOf(parseSceneName(name))?.photographs ?? false;
}

function entryOf({ kind }: SceneName): Entry | undefined {
  return Object.hasOwn(SCENES, kind) ? SCENES[kind] : undefined;
}

function find(name: SceneName): Entry {
  const entry = entryOf(name);
  if (entry !== undefined) return entry;
  const { kind } = name;
  const guess = nearest(kind, sceneNames);
  throw new UserError(
    `No scene is called "${kind}". ${guess ? `Did you mean "${guess}"? ` : ''}` +
      `Choose one of: ${sceneNames.join(', ')}.`,
  );
}

function checkElevations({ kind, elevations }: SceneName, turntable: boolean): void {
  if (elevations === undefined) return;
  if (!turntable)
    throw new UserError(
      `Elevations were chosen, but ${kind} have a range of their own. Leave out --elevation.`,
    );
  const rising = elevations.every((one, i) => i === 0 || one > elevations[i - 1]!);
  if (elevations.length < 2 || !rising || elevations.some((one) => !(one >= -90 && one <= 90)))
    throw new UserError(
      `The elevations are ${elevations.join(', ')}, but must be two or more different heights of the camera from -90 to ` +
        '90 degrees, rising: --elevation 20,30.',
    );
}
