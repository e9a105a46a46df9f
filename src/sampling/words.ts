import type { ModelDescription } from '../model/description.js';
import { knowsPeople } from '../model/people.js';
import { showsObjects } from '../scene/sceneName.js';

/** What a model knows, in words. */
export function wordsOf(model: Pick<ModelDescription, 'data'>): {
  readonly one: string;
  readonly many: string;
} {
  if (knowsPeople(model)) return { one: 'person', many: 'people' };
  return showsObjects(model.data.scene)
    ? { one: 'object', many: 'objects' }
    : { one: 'image', many: 'images' };
}
