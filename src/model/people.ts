import type { ModelDescription } from './description.js';

const SCENES: readonly string[] = ['faces', 'portraits'];

/** Whether a model has learnt from drawn people, framed as they are. */
export function knowsPeople({ data }: Pick<ModelDescription, 'data'>): boolean {
  return SCENES.includes(data.scene);
}
