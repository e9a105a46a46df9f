import { toPixels } from '../../../dataset/pixels.js';
import type { Person } from '../../../head/person.js';
import type { Texture } from '../../../head/texture.js';
import type { TexturedHead } from '../../../head/texturedHead.js';
import type { Scene } from '../../../scene/scene.js';
import { callerOf } from '../state/caller.js';

interface Call {
  readonly id: number;
  /** Where the page lies. */
  readonly base: string;
}

export type SceneRequest = Call &
  (
    | {
        readonly kind: 'render';
        /** One number a parameter of the scene, in the parameter's unit: [pictures, parameters]. */
        readonly values: Float32Array;
        readonly size: number;
      }
    | { readonly kind: 'world' }
    | { readonly kind: 'head' | 'glb'; readonly sitter: Sitter }
  );

export type SceneReply =
  | { readonly kind: 'rendered'; readonly id: number; readonly pixels: Uint8Array }
  | { readonly kind: 'world'; readonly id: number; readonly world: World }
  | { readonly kind: 'head'; readonly id: number; readonly head: TexturedHead }
  | { readonly kind: 'glb'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** What the renderer draws. */
export type World = Pick<Scene, 'name' | 'factors' | 'aliases'>;

/** Whose head it is, and the skin of a photograph if it has one. */
export interface Sitter {
  readonly person: Person;
  readonly photographed?:
    | { readonly skin: Texture /** Coefficients that it belongs to. */; readonly texture: Float32Array }
    | undefined;
}

const ask = callerOf<SceneRequest, SceneReply>(
  () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
);

/** Draws the true scene: [size, size], 0 to 1. */
export async function render(values: Float32Array, size: number): Promise<Float32Array> {
  const { pixels } = await ask<'rendered'>({ kind: 'render', base: document.baseURI, values, size });
  return toPixels(pixels);
}

/** The head of a person, without morph targets. */
export async function headOf(sitter: Sitter): Promise<TexturedHead> {
  return (await ask<'head'>({ kind: 'head', base: document.baseURI, sitter })).head;
}

/** The same as a file, with morph targets. */
export async function glbOf(sitter: Sitter): Promise<Uint8Array<ArrayBuffer>> {
  return (await ask<'glb'>({ kind: 'glb', base: document.baseURI, sitter })).bytes;
}
