import type { Face } from '../../../framing/findFaces.js';
import type { Raster } from '../../../framing/raster.js';
import { callerOf } from '../state/caller.js';

export interface FindRequest {
  readonly kind: 'find';
  readonly id: number;
  /** Where the page lies. */
  readonly base: string;
  readonly picture: Raster;
}

export type FindReply =
  | { readonly kind: 'found'; readonly id: number; readonly faces: readonly Face[] }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

const ask = callerOf<FindRequest, FindReply>(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);

/** The faces in a picture, the largest first; by a worker of its own. */
export async function findFaces(picture: Raster): Promise<readonly Face[]> {
  return (await ask<'found'>({ kind: 'find', base: document.baseURI, picture })).faces;
}
