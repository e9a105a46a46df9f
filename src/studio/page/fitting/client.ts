import type { ColourField } from '../../../fitting/colourField.js';
import type { FittedHead, HeadPhotograph } from '../../../fitting/fitHead.js';
import type { Texture } from '../../../head/texture.js';
import { download } from '../model/download.js';
import { createCaller } from '../state/caller.js';

/** A photograph of a head, in grey and in colour. */
export interface FitMaterial extends HeadPhotograph {
  readonly colour: ColourField;
}

export interface FitRequest extends FitMaterial {
  readonly kind: 'fit';
  readonly id: number;
  /** The file of the face model. */
  readonly faces: Uint8Array;
}

/** How far it has come: bytes of the face model, or the share of the fit. */
export type FitProgress =
  | { readonly kind: 'fetching'; readonly loaded: number }
  | { readonly kind: 'fitting'; readonly done: number };

/** The head behind a photograph, and its skin. */
export interface Fit {
  readonly head: FittedHead;
  readonly skin: Texture;
}

export type FitReply =
  | Extract<FitProgress, { kind: 'fitting' }>
  | ({ readonly kind: 'fitted'; readonly id: number } & Fit)
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** The file of the face model: every fit has a worker of its own, and none has to fetch it again. */
let faces: Uint8Array | undefined;

/**
 * Fits a head to a photograph, in a worker of its own, which ends with it: a fit does not stop to listen, so that
 * the way to break it off is to end its worker.
 *
 * @param signal breaks it off; nothing is answered then
 * @throws DOMException where it was broken off before its worker was there
 */
export async function fitInWorker(
  material: FitMaterial,
  onProgress: (progress: FitProgress) => void,
  signal: AbortSignal,
): Promise<Fit> {
  signal.throwIfAborted();
  if (faces === undefined) {
    const url = new URL('scene/faces.bin', document.baseURI).href;
    [faces] = await download([url], (loaded) => onProgress({ kind: 'fetching', loaded }), signal);
  }
  const worker = new Worker(new URL('./fitWorker.ts', import.meta.url), { type: 'module' });
  signal.addEventListener('abort', () => worker.terminate());
  try {
    const ask = createCaller<FitRequest, FitReply>(worker, (reply) => {
      if (reply.kind === 'fitting') onProgress(reply);
    });
    const { head, skin } = await ask<'fitted'>({ kind: 'fit', faces: faces!, ...material });
    return { head, skin };
  } finally {
    worker.terminate();
  }
}
