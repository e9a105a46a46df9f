import type { Renderer } from '../../../dataset/renderer.js';
import type { SceneReply, SceneRequest, World } from '../scene/client.js';
import { createCaller } from '../state/caller.js';
import { SIZE } from './choices.js';

/** What draws the heads of a training, in a worker of its own beside the one that learns. */
export interface Drawing {
  readonly world: World;
  readonly renderer: Renderer;
}

/** @param base where the page lies */
export async function openDrawing(base: string): Promise<Drawing> {
  const worker = new Worker(new URL('../scene/worker.ts', import.meta.url), { type: 'module' });
  const ask = createCaller<SceneRequest, SceneReply>(worker);
  const { world } = await ask<'world'>({ kind: 'world', base });
  return {
    world,
    renderer: {
      render: async (values) => (await ask<'rendered'>({ kind: 'render', base, values, size: SIZE })).pixels,
      photograph: () => Promise.reject(new Error('lessons draw no photographs')),
      close: async () => worker.terminate(),
    },
  };
}
