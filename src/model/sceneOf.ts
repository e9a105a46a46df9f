import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.js';
import { isScene, openScene, sceneNames } from '../scene/openScene.js';
import type { Scene } from '../scene/scene.js';
import { parseSceneName } from '../scene/sceneName.js';
import type { ModelDescription } from './description.js';

/**
 * The scene that a model was trained on, to draw more of it.
 *
 * @throws UserError where the model was trained on pictures, on other objects than the folder holds now, or on a version
 * of the scene with other parameters
 */
export async function sceneOf({ data }: Pick<ModelDescription, 'data'>): Promise<Scene> {
  if (!isScene(data.scene))
    throw new UserError(
      `The model was trained on ${data.scene}, which cannot be drawn afresh, and this needs new images of known poses, ` +
        `lights and people. Take a model of one of the scenes ${sceneNames.join(', ')}.`,
    );
  const scene = await openScene(data.scene);
  // What the model file says has been through JSON, which leaves out what is undefined.
  const same = isDeepStrictEqual(JSON.parse(JSON.stringify(scene.factors)), data.factors);
  const { folder } = parseSceneName(data.scene);
  if (!same && folder !== undefined)
    throw new UserError(
      `The objects in ${folder} are not those that the model was trained on: some came, went or were renamed. Put them ` +
        'back as they were; new ones go into a folder of their own.',
    );
  if (!same)
    throw new UserError(
      `The model was trained on another version of the scene ${data.scene}: its ${data.factors.map(({ name }) => name).join(', ')} ` +
        'have other parameters or ranges than those drawn here. Train it again, or use the version of dcign that it was ' +
        'trained with.',
    );
  return scene;
}
