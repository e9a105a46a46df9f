import type { Face } from '../../../framing/findFaces.js';
import type { Raster } from '../../../framing/raster.js';
import { createCaller } from '../state/caller.js';

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

type Find = (picture: Raster) => Promise<readonly Face[]>;

let opened: Find | undefined;

/** The faces in a picture, the largest first; by a worker of its own, which starts at the first call. */
export const findFaces: Find = (picture) => {
  opened ??= open();
  return opened(picture);
};

function open(): Find {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const ask = createCaller<FindRequest, FindReply>(worker);
  return async (picture) => (await ask<'found'>({ kind: 'find', base: document.baseURI, picture })).faces;
}
