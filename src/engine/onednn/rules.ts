import type { Layer, LayerKind, LayerOf } from '../../network/network.js';
import { windowOf } from '../../network/shapes.js';
import { algorithm } from './abi.js';
import { cellConvolution } from './cellConvolution.js';
import { convolution } from './convolution.js';
import { crop } from './crop.js';
import { linear } from './linear.js';
import type { Fusion, Lowered, Lowering, Value } from './lowering.js';
import { int64s } from './oneDnn.js';
import { pixelShuffle } from './pixelShuffle.js';
import type { Phase } from './program.js';
import { residual } from './residual.js';
import { upsampleConvolution } from './upsampleConvolution.js';

type Rule<K extends LayerKind> = (to: Lowering, layer: LayerOf<K>, input: Value, fusion: Fusion) => Lowered;

const rules: { readonly [K in LayerKind]: Rule<K> } = {
  conv: (to, layer, input, fusion) =>
    (overCells(to, layer) ? cellConvolution : convolution)(to, layer, input, fusion),
  upsampleConv: (to, layer, input, { relu, outputType }) =>
    upsampleConvolution(to, layer, input, relu, outputType),
  linear: (to, layer, input, { relu, outputType }) => linear(to, layer, input, relu, outputType),
  maxPool,
  relu,
  reshape,
  pixelShuffle,
  crop,
  residual: (to, layer, input, fusion) => residual(lower, to, layer, input, fusion),
};

/** Where the gradients of the weights are wanted and oneDNN's kernels for them are slow. */
const overCells = (to: Lowering, layer: LayerOf<'conv'>): boolean =>
  to.training && to.type === 'bf16' && windowOf(layer).stride > 1;

/** Appends a layer's forward primitives. */
export function lower(to: Lowering, layer: Layer, input: Value, fusion: Fusion): Lowered {
  return (rules[layer.kind] as Rule<LayerKind>)(to, layer, input, fusion);
}

const PAIR = int64s([2, 2]);
const NONE = int64s([0, 0]);
/** strides, kernel, dilations, left and right padding */
const poolWindow = [PAIR, PAIR, NONE, NONE, NONE];

function maxPool(to: Lowering, _: LayerOf<'maxPool'>, input: Value): Lowered {
  const [batch, channels, height, width] = input.shape as [number, number, number, number];
  const shape = [batch, channels, Math.floor(height / 2), Math.floor(width / 2)];
  const output = to.make(shape, input.type, input.gradientType);
  const forward = to.library.primitive(to.scope, 'poolingForward', [
    to.propagation,
    algorithm.poolingMax,
    input.tensor.descriptor,
    output.tensor.descriptor,
    ...poolWindow,
  ]);
  // Which of the four was largest.
  const workspace = to.training ? { workspace: to.tensor(forward.chosen('workspace')) } : {};
  to.builder.call('forward', 'maxPool', forward, {
    source: input.tensor,
    destination: output.tensor,
    ...workspace,
  });
  return {
    output,
    backward(gradient) {
      if (input.gradientType === undefined) return undefined;
      const given = to.converted('backward', 'maxPool gradient', gradient, input.gradientType);
      const result = to.make(input.shape, given.type, undefined);
      const types = [result.tensor.descriptor, given.tensor.descriptor];
      const hint =
        given.type === input.type
          ? forward
          : to.library.primitive(to.scope, 'poolingForward', [
              to.propagation,
              algorithm.poolingMax,
              ...types,
              ...poolWindow,
            ]);
      const backward = to.library.primitive(
        to.scope,
        'poolingBackward',
        [algorithm.poolingMax, ...types, ...poolWindow],
        { hint },
      );
      to.builder.call('backward', 'maxPool', backward, {
        destinationGradient: given.tensor,
        sourceGradient: result.tensor,
        ...workspace,
      });
      return result;
    },
  };
}

function relu(to: Lowering, _: LayerOf<'relu'>, input: Value, fusion: Fusion): Lowered {
  const output = fusion.relu ? input : to.make(input.shape, input.type, input.gradientType);
  const { descriptor } = output.tensor;
  const forward = to.library.primitive(to.scope, 'eltwiseForward', [
    to.propagation,
    to.library.relu,
    descriptor,
    descriptor,
    0,
    0,
  ]);
  if (!fusion.relu) {
    to.builder.call('forward', 'relu', forward, { source: input.tensor, destination: output.tensor });
  }
  return {
    output,
    backward(gradient) {
      if (input.gradientType === undefined) return undefined;
      const given = to.converted('backward', 'relu gradient', gradient, output.type);
      // In place, unless the gradient is the caller's.
      const result =
        given.tensor.storage.array === undefined ? given : to.make(given.shape, given.type, undefined);
      const backward = to.library.primitive(
        to.scope,
        'eltwiseBackward',
        [algorithm.reluFromOutput, descriptor, descriptor, descriptor, 0, 0],
        { hint: forward },
      );
      to.builder.call('backward', 'relu', backward, {
        destination: output.tensor,
        destinationGradient: given.tensor,
        sourceGradient: result.tensor,
      });
      return result;
    },
  };
}

function reshape(to: Lowering, layer: LayerOf<'reshape'>, input: Value): Lowered {
  const shape = [input.shape[0]!, ...layer.shape];
  return {
    output: reshaped(to, 'forward', input, shape),
    backward: (gradient) => reshaped(to, 'backward', gradient, input.shape),
  };
}

/** The same numbers in the order of JavaScript, channel first, under another shape. */
function reshaped(to: Lowering, phase: Phase, value: Value, shape: readonly number[]): Value {
  const { type } = value;
  const plain = to.reordered(phase, 'reshape', value.tensor, to.plain(value.shape, type));
  const renamed = { ...plain, descriptor: to.plain(shape, type) };
  return { ...value, tensor: to.reordered(phase, 'reshape', renamed, to.value(shape, type)), shape };
}
