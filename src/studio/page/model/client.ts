import type { Refinement, RefineOptions } from '../../../refinement/refine.js';
import { createCaller } from '../state/caller.js';
import type { EngineName, OpenRequest, Reply, Request } from './protocol.js';

/** The posterior of pictures: mean and log sigma^2, [n, code]. */
export interface Posterior {
  readonly mu: Float32Array;
  readonly logVar: Float32Array;
}

/** The network, in a worker of its own, so that the page stays smooth while it thinks. */
export interface ModelClient {
  readonly engine: EngineName;
  readonly threads: number;
  /** @param images [n, 1, size, size], 0 black to 1 white */
  encode(images: Float32Array, n?: number): Promise<Posterior>;
  /**
   * @param codes [n, code]
   * @returns [n, 1, size, size], and how long the network took
   */
  decode(
    codes: Float32Array,
    n?: number,
  ): Promise<{ readonly images: Float32Array; readonly milliseconds: number }>;
  /**
   * The code that explains a picture best, from the encoder's first guess on.
   *
   * @param options as `refine` takes them
   */
  refine(
    code: Float32Array,
    picture: Float32Array,
    options: Omit<RefineOptions, 'steps'>,
  ): Promise<Refinement>;
}

/** @param onProgress bytes of model and runtime so far and in all */
export async function openModel(
  options: OpenRequest,
  onProgress: (loaded: number, total: number) => void,
): Promise<ModelClient> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const ask = createCaller<Request, Reply>(worker, (reply) => {
    if (reply.kind === 'progress') onProgress(reply.loaded, reply.total);
  });
  const { engine, threads } = await ask<'opened'>({ kind: 'open', ...options });
  return {
    engine,
    threads,
    encode: (rows, n = 1) => ask<'encoded'>({ kind: 'encode', rows, n }),
    decode: (rows, n = 1) => ask<'decoded'>({ kind: 'decode', rows, n }),
    refine: async (code, picture, options) =>
      (await ask<'refined'>({ kind: 'refine', code, picture, ...options })).refinement,
  };
}
