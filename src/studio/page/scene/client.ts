import { createCaller } from '../state/caller.js';

export interface RenderRequest {
  readonly id: number;
  /** Where the page lies. */
  readonly base: string;
  /** One number a parameter of the scene, in the parameter's unit. */
  readonly values: Float32Array;
  readonly size: number;
}

export type RenderReply =
  | { readonly kind: 'rendered'; readonly id: number; readonly pixels: Uint8Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

type Render = (values: Float32Array, size: number) => Promise<Float32Array>;

let opened: Render | undefined;

/** Draws the true scene, in a worker of its own that starts at the first call: [size, size], 0 to 1. */
export const render: Render = (values, size) => {
  opened ??= open();
  return opened(values, size);
};

function open(): Render {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const ask = createCaller<RenderRequest, RenderReply>(worker);
  return async (values, size) => {
    const { pixels } = await ask<'rendered'>({ base: document.baseURI, values, size });
    return Float32Array.from(pixels, (x) => x / 255);
  };
}
