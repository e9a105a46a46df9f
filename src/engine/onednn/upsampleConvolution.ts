import type { LayerOf } from '../../network/network.js';
import { foldBias, foldedKernel, foldWeight, unfoldBiasGradient, unfoldWeightGradient } from '../fold.js';
import type { DataType } from './abi.js';
import { convolutionForward } from './convolution.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Descriptor } from './oneDnn.js';

/** The folded convolution of fold.ts and a pixel shuffle, which is a reorder between two views. */
export function upsampleConvolution(
  to: Lowering,
  layer: LayerOf<'upsampleConv'>,
  input: Value,
  relu: boolean,
  outputType: DataType,
): Lowered {
  const { name, inputs, outputs, kernel } = layer;
  const side = foldedKernel(kernel);
  const length = 4 * outputs * inputs * side * side;
  const weight = to.own(`${name}.weight folded`, length);
  const bias = to.own(`${name}.bias folded`, 4 * outputs);
  to.beforeLoad.push((parameter) => {
    foldWeight(layer, parameter(`${name}.weight`), weight);
    foldBias(parameter(`${name}.bias`), bias);
  });
  const step = convolutionForward(to, input, {
    name,
    inputs,
    outputs: 4 * outputs,
    kernel: side,
    weight: `${name}.weight folded`,
    bias: `${name}.bias folded`,
    weightGradient: `gradient of ${name}.weight folded`,
    biasGradient: `gradient of ${name}.bias folded`,
    relu,
    outputType,
  });

  const cells = step.output;
  const [batch, , height, width] = cells.shape as [number, number, number, number];
  const output = to.make([batch, outputs, 2 * height, 2 * width], outputType, to.type);
  const from = { ...cells.tensor, descriptor: cellView(to, cells, outputs) };
  const into = { ...output.tensor, descriptor: pixelView(to, output) };
  to.copy('forward', `${name} shuffle`, from, into);

  return {
    output,
    backward(gradient) {
      const weightGradient = to.own(`gradient of ${name}.weight folded`, length);
      const biasGradient = to.own(`gradient of ${name}.bias folded`, 4 * outputs);
      to.afterBackward.push((parameter) => {
        unfoldWeightGradient(layer, weightGradient, parameter(`${name}.weight`));
        unfoldBiasGradient(biasGradient, parameter(`${name}.bias`));
      });
      const shuffled = to.make(cells.shape, to.type, undefined);
      to.copy(
        'backward',
        `${name} shuffle`,
        { ...gradient.tensor, descriptor: pixelView(to, gradient) },
        { ...shuffled.tensor, descriptor: cellView(to, shuffled, outputs) },
      );
      step.backwardWeights(shuffled);
      return step.backwardData(shuffled);
    },
  };
}

/** The maps of the folded convolution as [batch, row, column, map, height, width], row and column in the cell. */
function cellView(to: Lowering, { shape, type }: Value, maps: number): Descriptor {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const strides = [height * width * channels, 2 * maps, maps, 1, width * channels, channels];
  return to.library.descriptor(to.scope, [batch, 2, 2, maps, height, width], type, strides);
}

/** The same indices over the image of 2 x 2 cells. */
function pixelView(to: Lowering, { shape, type }: Value): Descriptor {
  const [batch, maps, height, width] = shape as [number, number, number, number];
  const strides = [height * width * maps, width * maps, maps, 1, 2 * width * maps, 2 * maps];
  return to.library.descriptor(to.scope, [batch, 2, 2, maps, height / 2, width / 2], type, strides);
}
