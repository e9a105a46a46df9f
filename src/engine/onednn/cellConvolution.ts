import type { LayerOf } from '../../network/network.js';
import { convolvedSide, windowOf } from '../../network/shapes.js';
import { convolutionForward } from './convolution.js';
import { type Fusion, type Lowered, type Lowering, rowMajor, type Value } from './lowering.js';
import { shuffled, unshuffled } from './pixelShuffle.js';
import type { Tensor } from './program.js';

/**
 * A convolution by steps of s: exactly the same sums as one by steps of 1 over the padded picture's cells of s x s
 * pixels, whose pixels are maps. In bf16 oneDNN has fast kernels for the gradients of its weights, and none for those of
 * the other: 1.2 ms instead of 2.4 and 1.3 instead of 2.3 for two of the default network at 20 images of 150 x 150. In
 * fp32 there is nothing to gain.
 */
export function cellConvolution(
  to: Lowering,
  layer: LayerOf<'conv'>,
  input: Value,
  { relu, outputType, addTo }: Fusion,
): Lowered {
  const { name, inputs, outputs } = layer;
  const window = windowOf(layer);
  const { stride, padding } = window;
  const kernel = window.kernel / stride;
  const [batch, , ...sides] = input.shape as [number, number, number, number];
  const padded = sides.map((side) => stride * (convolvedSide(side, window) + kernel - 1));
  const reached = padded.map((side, i) => Math.min(side - padding, sides[i]!));
  const within = (picture: Value, start: number): Tensor =>
    to.part(picture.tensor, [batch, inputs, ...reached], [0, 0, start, start]);

  const border = to.bordered(`${name} padded`, [batch, inputs, ...padded]);
  to.copy('forward', `${name} padded`, within(input, 0), within(border, padding));
  const cells = unshuffled(to, 'forward', name, border, stride);

  /** Weights as [output, row and column in the cell, input, row and column of the cell]: apart, and as maps of cells. */
  const split = [outputs, stride, stride, inputs, kernel, kernel];
  const side = window.kernel;
  const apart = [inputs * side ** 2, side, 1, side ** 2, stride * side, stride];
  const [plain, folded] = [apart, rowMajor(split)].map((strides) =>
    to.library.descriptor(to.scope, split, 'f32', strides),
  ) as [Tensor['descriptor'], Tensor['descriptor']];
  const weight = `${name}.weight of cells`;
  const weightGradient = `gradient of ${weight}`;
  to.own(weight, outputs * inputs * side ** 2);
  to.copy('load', weight, to.array(`${name}.weight`, plain), to.array(weight, folded));

  const step = convolutionForward(
    to,
    { ...cells, gradientType: input.gradientType },
    {
      ...{ name, inputs: stride ** 2 * inputs, outputs, kernel, stride: 1, padding: 0 },
      ...{ weight, bias: `${name}.bias`, weightGradient, biasGradient: `gradient of ${name}.bias` },
      ...{ relu, outputType, addTo },
    },
  );
  return {
    output: step.output,
    backward(gradient) {
      if (to.parameterGradients) {
        to.own(weightGradient, outputs * inputs * side ** 2);
        step.backwardWeights(gradient);
        const out = to.array(`gradient of ${name}.weight`, plain);
        to.copy('backward', weightGradient, to.array(weightGradient, folded), out);
      }
      const ofCells = step.backwardData(gradient);
      if (ofCells === undefined) return undefined;
      const pixels = shuffled(to, 'backward', name, ofCells, stride);
      const whole = to.bordered(`${name} gradient`, input.shape);
      to.copy('backward', `${name} padded`, within(pixels, padding), within(whole, 0));
      return whole;
    },
  };
}
