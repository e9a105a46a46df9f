import Tinypool from 'tinypool';
import { parametersOf, type Scene } from '../scene/scene.js';
import { renderImages } from './renderImages.js';
import type { RenderWorkerData } from './renderWorker.js';

/** Draws images of one scene at one size. */
export interface Renderer {
  /**
   * @param values [n, parameters] in the order of `parametersOf`
   * @returns grey, [n, size, size], 0 to 255
   */
  render(values: Float32Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Height and width in pixels. */
  readonly size: number;
  /**
   * Threads that draw, each opening the scene by its name and taking its share of a call's images; 0, the
   * default, draws in this thread. The images are the same bits either way.
   */
  readonly workers?: number;
}

export function openRenderer(scene: Scene, { size, workers = 0 }: RendererOptions): Renderer {
  if (workers === 0)
    return { render: async (values) => renderImages(scene, values, size), close: async () => {} };
  const pool = renderPool({ scene: scene.name, size }, workers);
  const width = parametersOf(scene).length;
  return {
    async render(values) {
      const n = values.length / width;
      const share = Math.ceil(n / workers);
      const images = new Uint8Array(n * size * size);
      await Promise.all(
        Array.from({ length: workers }, async (_, k) => {
          const start = Math.min(n, k * share);
          const part = values.slice(start * width, Math.min(n, start + share) * width);
          if (part.length > 0) images.set((await pool.run(part)) as Uint8Array, start * size * size);
        }),
      );
      return images;
    },
    close: () => pool.destroy(),
  };
}

function renderPool(workerData: RenderWorkerData, threads: number): Tinypool {
  return new Tinypool({
    // Threads run compiled code; src and dist are siblings, so this holds from either.
    filename: new URL('../../dist/dataset/renderWorker.js', import.meta.url).href,
    workerData,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
  });
}
