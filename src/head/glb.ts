import { version } from '../version.js';
import { assembleGlb } from './assembleGlb.js';
import { toPng } from './png.js';
import type { TexturedHead } from './texturedHead.js';

/**
 * A head as the bytes of a `.glb`: glTF 2.0, all in one file. Its morph targets are named, in `targetNames` of the
 * mesh's extras, as Blender and three.js read them; their weights are standard deviations, and stand at 0.
 */
export async function toGlb(head: TexturedHead): Promise<Uint8Array<ArrayBuffer>> {
  return assembleGlb(head, await toPng(head.texture), `dcign ${version}`);
}
