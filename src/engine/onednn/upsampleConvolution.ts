import type { LayerOf } from '../../network/network.js';
import { foldBias, foldedKernel, foldWeight, unfoldBiasGradient, unfoldWeightGradient } from '../fold.js';
import type { DataType } from './abi.js';
import { convolutionForward } from './convolution.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import { shuffled, unshuffled } from './pixelShuffle.js';

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
    stride: 1,
    padding: 0,
    weight: `${name}.weight folded`,
    bias: `${name}.bias folded`,
    weightGradient: `gradient of ${name}.weight folded`,
    biasGradient: `gradient of ${name}.bias folded`,
    relu,
    outputType,
  });

  const cells = step.output;
  const output = shuffled(to, 'forward', name, cells, 2);

  return {
    output,
    backward(gradient) {
      if (to.parameterGradients) {
        const weightGradient = to.own(`gradient of ${name}.weight folded`, length);
        const biasGradient = to.own(`gradient of ${name}.bias folded`, 4 * outputs);
        to.afterBackward.push((parameter) => {
          unfoldWeightGradient(layer, weightGradient, parameter(`${name}.weight`));
          unfoldBiasGradient(biasGradient, parameter(`${name}.bias`));
        });
      }
      const given = unshuffled(to, 'backward', name, gradient, 2);
      step.backwardWeights(given);
      return step.backwardData(given);
    },
  };
}
