import type { LayerOf } from '../network/network.js';

type UpsampleConv = Pick<LayerOf<'upsampleConv'>, 'inputs' | 'outputs' | 'kernel'>;

/*
 * Nearest-neighbour x2 followed by a valid K x K convolution (K odd) is, exactly, a valid convolution with
 * kernels of (K + 1) / 2 and four times the maps on the small image, followed by a pixel shuffle.
 *
 * Row 2 p + r of the output, r = 0 or 1, meets rows 2 p + r + k of the upsampled image, k = 0 ... K - 1, and
 * these are rows floor((2 p + r + k) / 2) = p + floor((r + k) / 2) of the small one: taps that meet the same
 * row are added up, for r = 0 in other pairs than for r = 1. Columns likewise.
 *
 *     K = 7, r = 0:  [k0+k1, k2+k3, k4+k5, k6   ]
 *            r = 1:  [k0,    k1+k2, k3+k4, k5+k6]
 *
 * Forward multiply-adds of the paper's network fall from 3.9 G to 1.7 G an image. The trained parameters stay
 * the K x K kernels; engines fold them on the way in and unfold the gradient on the way out.
 */

/** Side of the folded kernel: 4 for 7, 3 for 5. */
export function foldedKernel(kernel: number): number {
  return (kernel + 1) / 2;
}

/**
 * Folds kernels for the small image.
 *
 * @param weight [outputs, inputs, kernel, kernel]
 * @param folded overwritten: [2, 2, outputs, inputs, foldedKernel, foldedKernel]; the first two indices are
 *   the row and the column of the output pixel within its 2 x 2 cell, so that as maps of one convolution they
 *   suit ONNX's DepthToSpace in mode DCR
 */
export function foldWeight(layer: UpsampleConv, weight: Float32Array, folded: Float32Array): void {
  folded.fill(0);
  const taps = layer.kernel ** 2;
  const foldedTaps = foldedKernel(layer.kernel) ** 2;
  let start = 0;
  for (const table of tapTables(layer.kernel)) {
    for (let first = 0; first < weight.length; first += taps, start += foldedTaps) {
      for (let tap = 0; tap < taps; tap++) folded[start + table[tap]!]! += weight[first + tap]!;
    }
  }
}

/**
 * The adjoint of `foldWeight`: the gradient of the kernels from that of the folded kernels.
 *
 * @param foldedGradient [2, 2, outputs, inputs, foldedKernel, foldedKernel]
 * @param gradient overwritten: [outputs, inputs, kernel, kernel]
 */
export function unfoldWeightGradient(
  layer: UpsampleConv,
  foldedGradient: Float32Array,
  gradient: Float32Array,
): void {
  gradient.fill(0);
  const taps = layer.kernel ** 2;
  const foldedTaps = foldedKernel(layer.kernel) ** 2;
  let start = 0;
  for (const table of tapTables(layer.kernel)) {
    for (let first = 0; first < gradient.length; first += taps, start += foldedTaps) {
      for (let tap = 0; tap < taps; tap++) gradient[first + tap]! += foldedGradient[start + table[tap]!]!;
    }
  }
}

/** The bias of every one of the 2 x 2 cell's pixels: [outputs] to [2, 2, outputs]. */
export function foldBias(bias: Float32Array, folded: Float32Array): void {
  for (let cell = 0; cell < 4; cell++) folded.set(bias, cell * bias.length);
}

/** The adjoint of `foldBias`: [2, 2, outputs] to [outputs]. */
export function unfoldBiasGradient(foldedGradient: Float32Array, gradient: Float32Array): void {
  const n = gradient.length;
  for (let i = 0; i < n; i++) {
    gradient[i] =
      foldedGradient[i]! + foldedGradient[n + i]! + foldedGradient[2 * n + i]! + foldedGradient[3 * n + i]!;
  }
}

/** For each of the four cells, row by row, the folded tap that each tap of a kernel is added to. */
function tapTables(kernel: number): readonly Int32Array[] {
  const side = foldedKernel(kernel);
  return [0, 1, 2, 3].map((cell) =>
    Int32Array.from({ length: kernel * kernel }, (_, tap) => {
      const row = ((cell >> 1) + Math.floor(tap / kernel)) >> 1;
      const column = ((cell & 1) + (tap % kernel)) >> 1;
      return row * side + column;
    }),
  );
}
