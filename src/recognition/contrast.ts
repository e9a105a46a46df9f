import { normalise } from './projection.js';

/** What cosines are multiplied by before they compete: the inverse temperature. */
const SCALE = 20;

/**
 * How surely people are found again: two images of each of n people, and for either the cross-entropy of its own
 * partner among the n by their cosines. The n-pair loss (Sohn 2016) of unit vectors, both ways.
 *
 * @param outputs [2 n, width]: one image of each person, then in the same order another one
 * @param gradient is overwritten with dL/d(outputs)
 * @returns the mean over people, in nats
 */
export function contrast(outputs: Float32Array, width: number, gradient: Float32Array): number {
  const n = outputs.length / width / 2;
  const unit = outputs.slice();
  for (let i = 0; i < 2 * n; i++) normalise(unit.subarray(i * width, (i + 1) * width));
  const first = unit.subarray(0, n * width);
  const second = unit.subarray(n * width);

  const similarity = products(first, second, width);
  const slope = new Float32Array(n * n);
  const loss = addCrossEntropy(similarity, slope, n, 1) + addCrossEntropy(similarity, slope, n, n);

  // dL/d(unit vectors), then through the scaling to length 1.
  gradient.fill(0);
  const dFirst = gradient.subarray(0, n * width);
  const dSecond = gradient.subarray(n * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const s = slope[i * n + j]!;
      for (let c = 0; c < width; c++) {
        dFirst[i * width + c]! += s * second[j * width + c]!;
        dSecond[j * width + c]! += s * first[i * width + c]!;
      }
    }
  for (let i = 0; i < 2 * n; i++) {
    const at = i * width;
    let along = 0;
    let squares = 0;
    for (let c = 0; c < width; c++) {
      along += gradient[at + c]! * unit[at + c]!;
      squares += outputs[at + c]! ** 2;
    }
    const length = Math.sqrt(squares);
    for (let c = 0; c < width; c++)
      gradient[at + c] = length > 0 ? (gradient[at + c]! - along * unit[at + c]!) / length : 0;
  }
  return loss;
}

/** SCALE times a b^T of two [n, width]. */
function products(a: Float32Array, b: Float32Array, width: number): Float32Array {
  const n = a.length / width;
  const result = new Float32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += a[i * width + c]! * b[j * width + c]!;
      result[i * n + j] = SCALE * sum;
    }
  return result;
}

/**
 * Half the mean cross-entropy of the diagonal against its row (`stride` 1) or its column (`stride` n).
 *
 * @param slope is added to: the derivative by each cosine
 */
function addCrossEntropy(similarity: Float32Array, slope: Float32Array, n: number, stride: number): number {
  let loss = 0;
  for (let i = 0; i < n; i++) {
    const start = stride === 1 ? i * n : i;
    let max = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < n; j++) max = Math.max(max, similarity[start + j * stride]!);
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.exp(similarity[start + j * stride]! - max);
    loss += Math.log(sum) + max - similarity[i * n + i]!;
    for (let j = 0; j < n; j++) {
      const share = Math.exp(similarity[start + j * stride]! - max) / sum;
      slope[start + j * stride]! += ((share - (j === i ? 1 : 0)) * SCALE) / (2 * n);
    }
  }
  return loss / (2 * n);
}
