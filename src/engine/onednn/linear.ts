import type { LayerOf } from '../../network/network.js';
import type { DataType } from './abi.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Primitive } from './oneDnn.js';

/** An inner product; bias and ReLU are fused into it. It takes images in their own layout: the weights move. */
export function linear(
  to: Lowering,
  layer: LayerOf<'linear'>,
  input: Value,
  relu: boolean,
  outputType: DataType,
): Lowered {
  const { name, outputs } = layer;
  const [batch, ...features] = input.shape as [number, ...number[]];
  const weightShape = [outputs, ...features];
  const plainWeight = to.plain(weightShape, 'f32');
  const bias = to.plain([outputs], 'f32');
  const source = to.converted('forward', `${name} input`, input, to.type);
  const output = to.make([batch, outputs], outputType, to.type);
  const describe = (output: Value, relu: boolean): Primitive =>
    to.library.primitive(
      to.scope,
      'innerProductForward',
      [
        to.propagation,
        source.tensor.descriptor,
        to.any(weightShape, to.type),
        bias,
        output.tensor.descriptor,
      ],
      { relu },
    );
  const forward = describe(output, relu);
  const weights = to.parameter(`${name}.weight`, plainWeight, forward.chosen('weights'));
  to.builder.call('forward', name, forward, {
    source: source.tensor,
    weights,
    bias: to.parameter(`${name}.bias`, bias, bias),
    destination: output.tensor,
  });
  return {
    output,
    backward(gradient) {
      const given = to.converted('backward', `${name} gradient`, gradient, to.type);
      const hint = given.type === outputType ? forward : describe(given, false);
      if (to.parameterGradients) {
        const backwardWeights = to.library.primitive(
          to.scope,
          'innerProductBackwardWeights',
          [source.tensor.descriptor, to.any(weightShape, 'f32'), bias, given.tensor.descriptor],
          { hint },
        );
        const out = to.gradientOut(
          `gradient of ${name}.weight`,
          backwardWeights.chosen('weightsGradient'),
          plainWeight,
        );
        to.builder.call('backward', `${name} weights`, backwardWeights, {
          source: source.tensor,
          destinationGradient: given.tensor,
          weightsGradient: out.tensor,
          biasGradient: to.array(`gradient of ${name}.bias`, bias),
        });
        out.finish();
      }
      if (input.gradientType === undefined) return undefined;

      const result = to.make(input.shape, to.type, undefined);
      const backwardData = to.library.primitive(
        to.scope,
        'innerProductBackwardData',
        [result.tensor.descriptor, to.any(weightShape, to.type), given.tensor.descriptor],
        { hint },
      );
      const packed = backwardData.chosen('weights');
      const same = to.library.same(packed, weights.descriptor);
      to.builder.call('backward', `${name} data`, backwardData, {
        destinationGradient: given.tensor,
        weights: same ? weights : to.parameter(`${name}.weight`, plainWeight, packed),
        sourceGradient: result.tensor,
      });
      return result;
    },
  };
}
