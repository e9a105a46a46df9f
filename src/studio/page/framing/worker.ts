import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import type { Maps } from '../../../framing/detection.js';
import type { Detector, Run } from '../../../framing/detector.js';
import { findFaces } from '../../../framing/findFaces.js';
import type { FindReply, FindRequest } from './client.js';

let detector: Promise<Detector> | undefined;

/**
 * On the processor, by one thread: the networks are small, a graphics processor would first have to be woken, and
 * threads that wait for each other do so busily.
 */
async function open(base: string): Promise<Detector> {
  env.wasm.wasmPaths = new URL('runtime/', base).href;
  env.wasm.numThreads = 1;
  env.logLevel = 'error';
  // One after the other: the runtime starts at the first.
  const seek = await openNetwork(new URL('detector/seek.onnx', base));
  return { seek, look: await openNetwork(new URL('detector/look.onnx', base)) };
}

async function openNetwork(url: URL): Promise<Run> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the face detector cannot be fetched (${response.status})`);
  const session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()));
  return async (pictures, shape) =>
    (await session.run({ picture: new Tensor('float32', pictures, shape) })) as unknown as Readonly<
      Record<string, Maps>
    >;
}

addEventListener('message', async ({ data }: MessageEvent<FindRequest>) => {
  const { id, base, picture } = data;
  try {
    detector ??= open(base);
    const faces = await findFaces(await detector, picture);
    postMessage({ kind: 'found', id, faces } satisfies FindReply);
  } catch (error) {
    detector = undefined;
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ kind: 'failed', id, message } satisfies FindReply);
  }
});
