import { version } from '../../../../package.json';
import { assembleGlb } from '../../../head/assembleGlb.js';
import type { TexturedHead } from '../../../head/texturedHead.js';
import { toRgba } from './rgba.js';

/** A head as the bytes of a `.glb`, as `dcign head` writes it; made in the page, so that it needs no server. */
export async function headFile(head: TexturedHead): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = head.texture;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(new ImageData(toRgba(head.texture), width, height), 0, 0);
  const png = await canvas.convertToBlob({ type: 'image/png' });
  return assembleGlb(head, new Uint8Array(await png.arrayBuffer()), `dcign ${version}`);
}
