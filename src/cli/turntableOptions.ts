import { resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { AXES } from '../scene/meshes/axes.js';
import { formatSceneName } from '../scene/sceneName.js';

const axes: z.ZodEnum<{ x: 'x'; y: 'y'; z: 'z' }> = z.enum(AXES);

/** What is said of things on a turntable, wherever scenes are drawn. */
export const turntableOptions: {
  readonly meshes: z.ZodOptional<z.ZodString>;
  readonly up: z.ZodOptional<typeof axes>;
  readonly elevation: z.ZodOptional<z.ZodArray<z.ZodNumber>>;
} = {
  meshes: z
    .string()
    .min(1)
    .meta({ placeholder: 'dir' })
    .optional()
    .describe('instead of a scene, your own objects: a folder of .glb, .gltf and .obj files'),
  up: axes.optional().describe('with --meshes: the axis of the files that points up [y]'),
  elevation: z
    .array(z.number())
    .optional()
    .describe(
      "of chairs and --meshes: the heights of the camera in degrees; 20,30 are the paper's [any, 0 to 40]",
    ),
};

export interface TurntableChoice {
  readonly meshes?: string | undefined;
  readonly up?: (typeof AXES)[number] | undefined;
  readonly elevation?: readonly number[] | undefined;
}

/**
 * The scene's whole name.
 *
 * @param kind the scene that was asked for; undefined where none was
 * @throws UserError where a scene is asked for beside objects, or an axis without
 */
export function sceneAsked(
  kind: string | undefined,
  { meshes, up, elevation: elevations }: TurntableChoice,
): string {
  if (meshes !== undefined && kind !== undefined)
    throw new UserError(`Both the scene ${kind} and the objects in ${meshes} are asked for. Leave one out.`);
  if (meshes === undefined && up !== undefined)
    throw new UserError('--up is for --meshes: scenes know what is up. Leave it out.');
  if (meshes !== undefined)
    return formatSceneName({ kind: 'meshes', folder: resolve(meshes), up, elevations });
  return formatSceneName({ kind: kind ?? 'faces', elevations });
}
