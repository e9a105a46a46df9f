import { renderImages } from '../../../dataset/renderImages.js';
import { createSkinChange } from '../../../fitting/skinChange.js';
import { type HeadOptions, type TexturedHead, texturedHead } from '../../../head/texturedHead.js';
import { decodeFaces, type FaceModel } from '../../../scene/faceModel.js';
import { createFaceScene } from '../../../scene/faceScene.js';
import type { Scene } from '../../../scene/scene.js';
import type { SceneReply, SceneRequest, Sitter } from './client.js';

interface Opened {
  readonly model: FaceModel;
  readonly scene: Scene;
}

let opened: Promise<Opened> | undefined;

async function open(base: string): Promise<Opened> {
  const response = await fetch(new URL('scene/faces.bin', base));
  if (!response.ok) throw new Error(`the face model cannot be fetched (${response.status})`);
  const model = decodeFaces(new Uint8Array(await response.arrayBuffer()));
  return { model, scene: createFaceScene(model) };
}

addEventListener('message', async ({ data }: MessageEvent<SceneRequest>) => {
  const { id } = data;
  try {
    opened ??= open(data.base);
    const reply = await answer(data, await opened);
    const transfer = reply.kind === 'rendered' ? [reply.pixels.buffer as ArrayBuffer] : [];
    postMessage(reply, { transfer });
  } catch (error) {
    opened = undefined;
    const message = error instanceof Error ? error.message : String(error);
    postMessage({ kind: 'failed', id, message } satisfies SceneReply);
  }
});

async function answer(request: SceneRequest, { model, scene }: Opened): Promise<SceneReply> {
  const { id } = request;
  switch (request.kind) {
    case 'render':
      return { kind: 'rendered', id, pixels: renderImages(scene, request.values, request.size) };
    case 'world': {
      const { name, factors, aliases } = scene;
      return { kind: 'world', id, world: { name, factors, aliases } };
    }
    case 'head':
      return { kind: 'head', id, head: headOf(model, request.sitter, { morphs: 0 }) };
    case 'glb': {
      const { headFile } = await import('../head/file.js');
      return { kind: 'glb', id, bytes: await headFile(headOf(model, request.sitter)) };
    }
  }
}

function headOf(model: FaceModel, { person, photographed }: Sitter, options: HeadOptions = {}): TexturedHead {
  if (photographed === undefined) return texturedHead(model, person, options);
  const { skin, texture } = photographed;
  return texturedHead(model, person, {
    ...options,
    skin: createSkinChange(model, skin, texture)(person.texture),
  });
}
