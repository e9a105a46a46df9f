import { decodeFaces } from '../../../scene/faceModel.js';
import { createFaceScene } from '../../../scene/faceScene.js';
import type { Scene } from '../../../scene/scene.js';
import type { RenderReply, RenderRequest } from './client.js';

let scene: Promise<Scene> | undefined;

async function open(base: string): Promise<Scene> {
  const response = await fetch(new URL('scene/faces.bin', base));
  if (!response.ok) throw new Error(`the face model cannot be fetched (${response.status})`);
  return createFaceScene(decodeFaces(new Uint8Array(await response.arrayBuffer())));
}

addEventListener('message', async ({ data }: MessageEvent<RenderRequest>) => {
  const { id, base, values, size } = data;
  try {
    scene ??= open(base);
    const pixels = (await scene).render(values, size).slice();
    postMessage({ kind: 'rendered', id, pixels } satisfies RenderReply, { transfer: [pixels.buffer] });
  } catch (error) {
    scene = undefined;
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ kind: 'failed', id, message } satisfies RenderReply);
  }
});
