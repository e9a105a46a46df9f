import Tinypool from 'tinypool';
import { openScene } from '../scene/openScene.js';
import { photographImages, renderImages, type StreamName } from './renderImages.js';

/** What the threads of a pool are told once. */
export interface RenderWorkerData {
  readonly scene: string;
  readonly size: number;
}

/** Images to draw: plainly, or as photographs where each has a random stream. */
export interface RenderTask {
  /** [n, parameters] */
  readonly values: Float32Array;
  readonly streams?: readonly StreamName[] | undefined;
}

const { scene: name, size } = Tinypool.workerData as RenderWorkerData;
const scene = await openScene(name);

/** One task of a thread. */
export default function render({ values, streams }: RenderTask): unknown {
  return Tinypool.move(
    streams === undefined
      ? renderImages(scene, values, size)
      : photographImages(scene, values, size, streams),
  );
}
