import { version } from '../version.js';
import type { TexturedHead } from './texturedHead.js';

/**
 * A head as the text of a Wavefront `.obj`, in metres. The format has no morph targets.
 *
 * @param material name of the `.mtl` beside it
 */
export function toObj(head: TexturedHead, material: string): string {
  const { positions, normals, texcoords, triangles } = head;
  const lines = [`# dcign ${version}`, `# ${head.copyright}`, '# metres', `mtllib ${material}`, 'o head'];
  const rows = (word: string, values: ArrayLike<number>, width: number): void => {
    for (let i = 0; i < values.length; i += width) {
      const numbers = Array.from({ length: width }, (_, k) => values[i + k]!.toFixed(DIGITS));
      lines.push(`${word} ${numbers.join(' ')}`);
    }
  };
  rows('v', positions, 3);
  // Here v grows upwards.
  rows(
    'vt',
    texcoords.map((x, i) => (i % 2 === 0 ? x : 1 - x)),
    2,
  );
  rows('vn', normals, 3);
  lines.push('usemtl skin', 's 1');
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => triangles[t + k]! + 1);
    lines.push(`f ${corners.map((v) => `${v}/${v}/${v}`).join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** A micrometre. */
const DIGITS = 6;

/**
 * The text of the `.mtl` that goes with it.
 *
 * @param texture name of the picture beside it
 */
export function toMtl(texture: string): string {
  return ['newmtl skin', 'Kd 1 1 1', 'Ks 0.04 0.04 0.04', 'Ns 10', 'illum 2', `map_Kd ${texture}`, ''].join(
    '\n',
  );
}
