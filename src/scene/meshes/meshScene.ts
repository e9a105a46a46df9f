import { readdir } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { UserError } from '../../errors.js';
import { isHidden } from '../../files/visible.js';
import { Random } from '../../numeric/random.js';
import { shuffle } from '../../statistics/shuffle.js';
import type { Factor, Scene } from '../scene.js';
import { formatSceneName, type SceneName } from '../sceneName.js';
import type { Thing } from '../thing.js';
import { createTurntable } from '../turntable.js';
import { AXES, type Axis } from './axes.js';
import { makeThing } from './makeThing.js';
import { type ObjectPart, UnusableMesh } from './parts.js';
import { MOST_TRIANGLES, simplify, trianglesIn } from './simplify.js';

/** Endings of files that hold an object. */
const ENDINGS = ['.glb', '.gltf', '.obj'];
/** One each to learn from, to choose the best model by, and to test it on. */
const LEAST = 3;
/** Share of the objects that validation and test have each. */
const HELD_OUT = 0.1;
/** Files named in a message. */
const NAMED = 10;

/**
 * Objects from a folder of glTF and OBJ files as a scene, on a turntable (`createTurntable`): each centred and scaled
 * into the unit sphere. Which object it is, the identity, is one of a row of names; those of training, validation and
 * test are different ones, the same wherever the folder holds the same files.
 *
 * @throws UserError where no folder is named or there is none, it has too few objects, or some that cannot be used: by
 * their names
 */
export async function openMeshScene(name: SceneName): Promise<Scene> {
  const { folder, elevations } = name;
  if (!folder)
    throw new UserError(
      'The scene meshes lacks its folder. Name one that holds glTF or OBJ files: --meshes objects.',
    );
  const up = axisOf(name.up);
  const files = await filesIn(folder);
  if (files.length < LEAST)
    throw new UserError(
      `${folder} holds ${files.length} objects (${ENDINGS.join(', ')}), but ${LEAST} are needed at least: training, ` +
        'validation and test show different ones. Add some, or name the folder that holds them.',
    );
  const names = shuffle(files, new Random('objects'));
  const faults: string[] = [];
  const notices: string[] = [];
  const things: Thing[] = [];
  for (const file of names) {
    try {
      const parts = await readParts(join(folder, file), folder, (reason) =>
        notices.push(`${file} is drawn without what it names: ${reason}.`),
      );
      const many = trianglesIn(parts);
      const kept = many > MOST_TRIANGLES ? await simplify(parts) : parts;
      things.push(makeThing(kept, up));
      if (kept !== parts) notices.push(`${file} has ${many} triangles and is shown in ${trianglesIn(kept)}.`);
    } catch (error) {
      if (!(error instanceof UnusableMesh)) throw error;
      faults.push(`${file}: ${error.message}.`);
    }
  }
  if (faults.length > 0) throw refusal(folder, faults);
  const turntable = createTurntable(
    formatSceneName(name),
    identityOf(names),
    ([object]) => things[object!]!,
    { elevations },
  );
  return { ...turntable, notices };
}

/** By their paths below the folder, in order. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new UserError(
        error.code === 'ENOENT' || error.code === 'ENOTDIR'
          ? `There is no folder ${folder}. Give one that holds .glb, .gltf or .obj files.`
          : `The folder of objects ${folder} cannot be read (${error.code}). Give one that may be read, with .glb, .gltf or .obj files.`,
      );
    },
  );
  return entries
    .filter((entry) => !entry.isDirectory() && !isHidden(entry.name))
    .filter(({ name }) => ENDINGS.includes(extname(name).toLowerCase()))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

async function readParts(
  path: string,
  folder: string,
  lacks: (reason: string) => void,
): Promise<readonly ObjectPart[]> {
  if (extname(path).toLowerCase() === '.obj')
    return (await import('./readObj.js')).readObj(path, folder, lacks);
  return (await import('./readGltf.js')).readGltf(path, folder);
}

function identityOf(names: readonly string[]): Factor {
  const count = names.length;
  const held = Math.max(1, Math.round(HELD_OUT * count));
  return {
    name: 'identity',
    parameters: [
      {
        name: 'object',
        unit: 'class',
        names,
        prior: {
          kind: 'level',
          count,
          parts: {
            train: [0, count - 2 * held],
            validation: [count - 2 * held, count - held],
            test: [count - held, count],
          },
        },
      },
    ],
  };
}

function axisOf(up: string | undefined): Axis | undefined {
  if (up === undefined || (AXES as readonly string[]).includes(up)) return up as Axis | undefined;
  throw new UserError(
    `Up is ${up}, but must be one of ${AXES.join(', ')}, the axes of a file. Leave --up out for y.`,
  );
}

function refusal(folder: string, faults: readonly string[]): UserError {
  const more = faults.length > NAMED ? ` And ${faults.length - NAMED} more.` : '';
  return new UserError(
    `${faults.length === 1 ? 'An object' : `${faults.length} objects`} in ${folder} cannot be used. ` +
      `${faults.slice(0, NAMED).join(' ')}${more} Mend or remove ${faults.length === 1 ? 'it' : 'them'}.`,
  );
}
