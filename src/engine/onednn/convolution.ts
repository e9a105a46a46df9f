import type { LayerOf } from '../../network/network.js';
import { convolvedSide, type Window, windowOf } from '../../network/shapes.js';
import { algorithm, type DataType } from './abi.js';
import type { Fusion, Lowered, Lowering, Value } from './lowering.js';
import { int64s, type Primitive } from './oneDnn.js';

/** A convolution as oneDNN sees it. */
export interface Convolution extends Window {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Names of the arrays with the parameters and with their gradients, in PyTorch's layout. */
  readonly weight: string;
  readonly bias: string;
  readonly weightGradient: string;
  readonly biasGradient: string;
  readonly relu: boolean;
  readonly outputType: DataType;
  /** What the output is added to, in place. */
  readonly addTo?: Value | undefined;
}

/** oneDNN's strides, dilations, left and right padding. */
export function windowFor({ stride, padding }: Window): BigInt64Array[] {
  return [
    [stride, stride],
    [0, 0],
    [padding, padding],
    [padding, padding],
  ].map(int64s);
}

/** A convolution; bias, sum and ReLU are fused into it. */
export function convolution(
  to: Lowering,
  layer: LayerOf<'conv'>,
  input: Value,
  { relu, outputType, addTo }: Fusion,
): Lowered {
  const { name } = layer;
  const step = convolutionForward(to, input, {
    ...layer,
    ...windowOf(layer),
    addTo,
    weight: `${name}.weight`,
    bias: `${name}.bias`,
    weightGradient: `gradient of ${name}.weight`,
    biasGradient: `gradient of ${name}.bias`,
    relu,
    outputType,
  });
  return {
    output: step.output,
    backward(gradient) {
      step.backwardWeights(gradient);
      return step.backwardData(gradient);
    },
  };
}

export interface ConvolutionStep {
  readonly output: Value;
  backwardWeights(gradient: Value): void;
  backwardData(gradient: Value): Value | undefined;
}

export function convolutionForward(to: Lowering, input: Value, conv: Convolution): ConvolutionStep {
  const { name, inputs, outputs, kernel, outputType, addTo } = conv;
  const [batch, , ...sides] = input.shape as [number, number, number, number];
  const shape = [batch, outputs, ...sides.map((side) => convolvedSide(side, conv))];
  const window = windowFor(conv);
  const weightShape = [outputs, inputs, kernel, kernel];
  const plainWeight = to.plain(weightShape, 'f32');
  const bias = to.plain([outputs], 'f32');
  // With a single input map there is nothing to gain from bf16 in the weights' gradient, and oneDNN's bf16
  // kernel for it is slow where there is AMX: 105 ms against 7 ms for the paper's first layer.
  const weightType = inputs === 1 ? 'f32' : to.type;
  const gradientType = inputs === 1 && input.gradientType === undefined ? 'f32' : to.type;

  const source = to.converted('forward', `${name} input`, input, to.type);
  const output = addTo ?? to.make(shape, outputType, gradientType);
  const forward = to.library.primitive(
    to.scope,
    'convolutionForward',
    [
      to.propagation,
      algorithm.convolutionDirect,
      source.tensor.descriptor,
      to.any(weightShape, to.type),
      bias,
      output.tensor.descriptor,
      ...window,
    ],
    { sum: addTo !== undefined, relu: conv.relu },
  );
  const inputGradient = to.value(input.shape, to.type);
  const backwardData =
    to.training && input.gradientType !== undefined
      ? to.library.primitive(
          to.scope,
          'convolutionBackwardData',
          [
            algorithm.convolutionDirect,
            inputGradient,
            to.any(weightShape, to.type),
            to.value(shape, to.type),
            ...window,
          ],
          { hint: forward },
        )
      : undefined;
  // Packed in one layout, they are packed in the other in half the time that it takes from JavaScript's.
  const first = backwardData ?? forward;
  const packed = to.parameter(conv.weight, plainWeight, first.chosen('weights'));
  const weights = to.reordered('load', `${name}.weight packed`, packed, forward.chosen('weights'));
  to.builder.call('forward', name, forward, {
    source: source.tensor,
    weights,
    bias: to.parameter(conv.bias, bias, bias),
    destination: output.tensor,
  });

  return {
    output,
    backwardWeights(gradient) {
      if (!to.parameterGradients) return;
      const source = to.converted('backward', `${name} input`, input, weightType);
      const given = to.converted('backward', `${name} gradient`, gradient, weightType);
      const backward = to.library.primitive(
        to.scope,
        'convolutionBackwardWeights',
        [
          algorithm.convolutionDirect,
          source.tensor.descriptor,
          to.any(weightShape, 'f32'),
          bias,
          given.tensor.descriptor,
          ...window,
        ],
        { hint: hintFor(to, forward, source, weightShape, given, window) },
      );
      const out = to.gradientOut(conv.weightGradient, backward.chosen('weightsGradient'), plainWeight);
      to.builder.call('backward', `${name} weights`, backward, {
        source: source.tensor,
        destinationGradient: given.tensor,
        weightsGradient: out.tensor,
        biasGradient: to.array(conv.biasGradient, bias),
      });
      out.finish();
    },
    backwardData(gradient) {
      if (backwardData === undefined) return undefined;
      const given = to.converted('backward', `${name} gradient`, gradient, to.type);
      const tensor = to.tensor(inputGradient);
      to.builder.call('backward', `${name} data`, backwardData, {
        destinationGradient: given.tensor,
        weights: packed,
        sourceGradient: tensor,
      });
      return { tensor, shape: input.shape, type: to.type, gradientType: undefined };
    },
  };
}

/** Backward operations want a forward one of their own types as a hint. */
function hintFor(
  to: Lowering,
  forward: Primitive,
  source: Value,
  weightShape: readonly number[],
  destination: Value,
  window: readonly BigInt64Array[],
): Primitive {
  if (source.type === to.type && destination.type === to.type) return forward;
  return to.library.primitive(to.scope, 'convolutionForward', [
    to.propagation,
    algorithm.convolutionDirect,
    source.tensor.descriptor,
    to.any(weightShape, source.type),
    undefined,
    destination.tensor.descriptor,
    ...window,
  ]);
}
