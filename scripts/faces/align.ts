/**
 * Moves heads onto each other: same centre, same size, same tilt about the ear-to-ear axis (a Procrustes
 * fit), so that neither position nor pose hides in the shape coefficients.
 *
 * @param heads each [vertices x 3], mirror-symmetric; overwritten
 * @param guides vertices that are fitted: the head without the neck
 * @returns the mean head
 */
export function align(heads: readonly Float64Array[], guides: readonly number[]): Float64Array {
  for (const head of heads) centre(head, guides);
  let reference: Float64Array = heads[0]!.slice();
  const scale = heads.reduce((sum, head) => sum + size(head, guides), 0) / heads.length;
  for (let round = 0; round < 3; round++) {
    for (const head of heads) {
      const factor = scale / size(head, guides);
      let dot = 0;
      let cross = 0;
      for (const p of guides) {
        const y = head[p * 3 + 1]!;
        const z = head[p * 3 + 2]!;
        dot += y * reference[p * 3 + 1]! + z * reference[p * 3 + 2]!;
        cross += y * reference[p * 3 + 2]! - z * reference[p * 3 + 1]!;
      }
      const length = Math.sqrt(dot * dot + cross * cross);
      const cos = dot / length;
      const sin = cross / length;
      for (let i = 0; i < head.length; i += 3) {
        const y = head[i + 1]!;
        const z = head[i + 2]!;
        head[i]! *= factor;
        head[i + 1] = factor * (cos * y - sin * z);
        head[i + 2] = factor * (sin * y + cos * z);
      }
    }
    reference = mean(heads);
  }
  return reference;
}

export function mean(rows: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let i = 0; i < sum.length; i++) sum[i]! += row[i]! / rows.length;
  return sum;
}

function centre(head: Float64Array, guides: readonly number[]): void {
  for (let axis = 0; axis < 3; axis++) {
    const middle = guides.reduce((sum, p) => sum + head[p * 3 + axis]!, 0) / guides.length;
    for (let i = axis; i < head.length; i += 3) head[i]! -= middle;
  }
}

function size(head: Float64Array, guides: readonly number[]): number {
  let sum = 0;
  for (const p of guides) for (let axis = 0; axis < 3; axis++) sum += head[p * 3 + axis]! ** 2;
  return Math.sqrt(sum / guides.length);
}
