import type { ModelDescription } from './description.js';

/** Whether a model has learnt from drawn people, framed as they are. */
export function knowsPeople({ data }: Pick<ModelDescription, 'data'>): boolean {
  return data.scene === 'faces';
}
