import Tinypool from 'tinypool';
import { parametersOf, type Scene } from '../scene/scene.js';
import { photographImages, renderImages, type StreamName } from './renderImages.js';
import type { RenderTask, RenderWorkerData } from './renderWorker.js';

/** Draws images of one scene at one size. */
export interface Renderer {
  /**
   * @param values [n, parameters] in the order of `parametersOf`
   * @returns grey, [n, size, size], 0 to 255
   */
  render(values: Float32Array): Promise<Uint8Array>;
  /**
   * The same as photographs: see `Scene.photograph`.
   *
   * @param streams the random stream of each image
   */
  photograph(values: Float32Array, streams: readonly StreamName[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Height and width in pixels. */
  readonly size: number;
  /**
   * Threads that draw, each opening the scene by its name; calls of many images are shared among them; 0, the
   * default, draws in this thread. The images are the same bits either way.
   */
  readonly workers?: number;
}

/**
 * Images that a thread is given at least. A thread morphs a person once for all the images it has in a row, and
 * handing over costs too: halves of calls of 2 to 8 images of one person drew 3 to 21 % fewer images a second on two
 * threads than whole calls; halves of calls of 18 people drew as many (415 and 402).
 */
const SHARE = 10;

export function openRenderer(scene: Scene, { size, workers = 0 }: RendererOptions): Renderer {
  if (workers === 0)
    return {
      render: async (values) => renderImages(scene, values, size),
      photograph: async (values, streams) => photographImages(scene, values, size, streams),
      close: async () => {},
    };
  const pool = renderPool({ scene: scene.name, size }, workers);
  const width = parametersOf(scene).length;
  const draw = async (values: Float32Array, streams?: readonly StreamName[]): Promise<Uint8Array> => {
    const n = values.length / width;
    const parts = Math.max(1, Math.min(workers, Math.floor(n / SHARE)));
    const share = Math.ceil(n / parts);
    const images = new Uint8Array(n * size * size);
    await Promise.all(
      Array.from({ length: parts }, async (_, k) => {
        const start = Math.min(n, k * share);
        const end = Math.min(n, start + share);
        if (start === end) return;
        const task: RenderTask = {
          values: values.slice(start * width, end * width),
          streams: streams?.slice(start, end),
        };
        images.set((await pool.run(task)) as Uint8Array, start * size * size);
      }),
    );
    return images;
  };
  return { render: (values) => draw(values), photograph: draw, close: () => pool.destroy() };
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
