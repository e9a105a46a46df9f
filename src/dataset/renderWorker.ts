import Tinypool from 'tinypool';
import { openScene } from '../scene/openScene.js';
import { renderImages } from './renderImages.js';

/** What the threads of a pool are told once. */
export interface RenderWorkerData {
  readonly scene: string;
  readonly size: number;
}

const { scene: name, size } = Tinypool.workerData as RenderWorkerData;
const scene = await openScene(name);

/** One task of a thread: the images of one batch. */
export default function render(values: Float32Array): unknown {
  return Tinypool.move(renderImages(scene, values, size));
}
