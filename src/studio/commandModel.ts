import { resolve } from 'node:path';
import { PHOTOGRAPH_MODEL, shippedName } from '../model/shipped.js';

/**
 * The words by which `dcign rerender` of an image gets the model that the studio shows.
 *
 * @param path of the model, as the studio was given it
 * @param here whether who reads the command sits at this machine; others do not have the path, nor need they know it
 * @returns undefined where there are none
 */
export function commandModel(path: string, here: boolean): readonly string[] | undefined {
  // What a command takes for an image where no model is given.
  if (path === PHOTOGRAPH_MODEL) return [];
  const name = shippedName(path);
  if (name !== undefined) return ['--model', name];
  return here ? ['--model', resolve(path)] : undefined;
}
