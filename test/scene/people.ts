import { Random } from '../../src/numeric/random.js';
import { createFaceScene, type FaceSceneOptions } from '../../src/scene/faceScene.js';
import { loadFaces } from '../../src/scene/loadFaces.js';
import { parametersOf, type Scene } from '../../src/scene/scene.js';

export const model: Awaited<ReturnType<typeof loadFaces>> = await loadFaces();
export const scene: Scene = createFaceScene(model);
export const shapeCount: number = model.shape.components.length;
const count = parametersOf(scene).length;

/** The plain background of the face scene. */
export const BACKGROUND = 40;

export interface View {
  readonly azimuth?: number;
  readonly elevation?: number;
  readonly light?: number;
  /** Seed of a random person; the mean face where it is left out. */
  readonly person?: number;
  /** Scales the person's coefficients. */
  readonly sigma?: number;
}

export function valuesOf({ azimuth = 0, elevation = 0, light = 0, person, sigma = 1 }: View): Float32Array {
  const values = new Float32Array(count);
  values.set([azimuth, elevation, light]);
  if (person !== undefined) {
    const random = new Random('people', person);
    for (let i = 3; i < count; i++) values[i] = sigma * random.normal();
  }
  return values;
}

export function draw(view: View, size = 150, options?: FaceSceneOptions): Uint8Array {
  return (options ? createFaceScene(model, options) : scene).render(valuesOf(view), size);
}

/** Mean absolute difference between two pictures, in grey levels. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, x, i) => sum + Math.abs(x - b[i]!), 0) / a.length;
}

export function mirrored(image: Uint8Array, size: number): Uint8Array {
  return image.map((_, i) => image[i - (i % size) + (size - 1 - (i % size))]!);
}
