import type { Graph, Value } from './graph.js';
import { dimensions, sumOver, transpose } from './operators.js';

/*
 * A valid cross-correlation and its gradients. `input` is [batch, inputs, height, width], `weight`
 * [outputs, inputs, kernel, kernel], `output` [batch, outputs, height - kernel + 1, width - kernel + 1].
 * ONNX has no operators for the gradients, but they are convolutions themselves.
 */

export function convolve(graph: Graph, input: Value, weight: Value, bias: Value): Value {
  const [batch, , height, width] = dimensions(input);
  const [outputs, , kernel] = dimensions(weight);
  return graph.add('Conv', [input, weight, bias], [batch, outputs, height - kernel + 1, width - kernel + 1]);
}

/**
 * dL/d(input): each output pixel's gradient goes back along its kernel.
 *
 * Two equal forms, of which ONNX Runtime runs one faster: a transposed convolution (one matrix product, then
 * its rows are added up where they belong) while many maps narrow to few, otherwise a convolution of the padded
 * gradient with flipped kernels. Batch 20 on two cores: 384 maps to 96 in 225 against 305 ms, 48 to 96
 * in 300 against 173 ms.
 */
export function inputGradient(graph: Graph, weight: Value, outputGradient: Value): Value {
  const [batch, , height, width] = dimensions(outputGradient);
  const [outputs, inputs, kernel] = dimensions(weight);
  const pad = kernel - 1;
  const shape = [batch, inputs, height + pad, width + pad];
  if (outputs > inputs) return graph.add('ConvTranspose', [outputGradient, weight], shape);
  const flipped = transpose(graph, flip(graph, weight), [1, 0, 2, 3]);
  return graph.add('Conv', [outputGradient, flipped], shape, { pads: [pad, pad, pad, pad] });
}

/** dL/d(bias): the sum over batch and pixels, pixels first, which ONNX Runtime does five times as fast. */
export function biasGradient(graph: Graph, outputGradient: Value): Value {
  return sumOver(graph, sumOver(graph, outputGradient, [2, 3]), [0]);
}

/** Turns each kernel by 180 degrees. */
function flip(graph: Graph, kernels: Value): Value {
  const last = graph.integers(-1, -1);
  const beforeFirst = graph.integers(-(2 ** 31), -(2 ** 31));
  const range = [last, beforeFirst, graph.integers(2, 3), graph.integers(-1, -1)];
  return graph.add('Slice', [kernels, ...range], kernels.shape);
}
