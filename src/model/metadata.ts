import type { ModelDescription } from './description.js';

/** First entry of the metadata; another number where the meaning of a file changes. */
export const MODEL_FORMAT = 'dcign model 1';

/** What a model file says of itself: words for words, as safetensors has them. */
export function modelMetadata(description: ModelDescription): Readonly<Record<string, string>> {
  const entries = Object.entries(description).map(([key, value]) => [key, JSON.stringify(value)] as const);
  return { format: MODEL_FORMAT, ...Object.fromEntries(entries) };
}
