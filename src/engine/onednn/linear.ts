import type { LayerOf } from '../../network/network.js';
import type { DataType } from './abi.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Primitive } from './oneDnn.js';

/**
 * An inner product; bias and ReLU are fused into it. The weights lie as in JavaScript: packing them for each step, and
 * turning their gradients back, takes longer than a packed product saves.
 */
export function linear(
  to: Lowering,
  layer: LayerOf<'linear'>,
  input: Value,
  relu: boolean,
  outputType: DataType,
): Lowered {
  const { name, inputs, outputs } = layer;
  const [batch] = input.shape as [number];
  const weightShape = [outputs, inputs];
  const plainWeight = to.plain(weightShape, 'f32');
  const weight = to.plain(weightShape, to.type);
  const bias = to.plain([outputs], 'f32');
  const rows = to.plain([batch, inputs], to.type);
  const plainInput = to.plain(input.shape, to.type);
  const source = { ...to.reordered('forward', `${name} input`, input.tensor, plainInput), descriptor: rows };
  const output = to.make([batch, outputs], outputType, to.type);
  const describe = (output: Value, relu: boolean): Primitive =>
    to.library.primitive(
      to.scope,
      'innerProductForward',
      [to.propagation, rows, weight, bias, output.tensor.descriptor],
      { relu },
    );
  const forward = describe(output, relu);
  const weights = to.parameter(`${name}.weight`, plainWeight, weight);
  to.builder.call('forward', name, forward, {
    source,
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
          [rows, plainWeight, bias, given.tensor.descriptor],
          { hint },
        );
        to.builder.call('backward', `${name} weights`, backwardWeights, {
          source,
          destinationGradient: given.tensor,
          weightsGradient: to.array(`gradient of ${name}.weight`, plainWeight),
          biasGradient: to.array(`gradient of ${name}.bias`, bias),
        });
      }
      if (input.gradientType === undefined) return undefined;

      const result = to.tensor(rows);
      const backwardData = to.library.primitive(
        to.scope,
        'innerProductBackwardData',
        [rows, weight, given.tensor.descriptor],
        { hint },
      );
      to.builder.call('backward', `${name} data`, backwardData, {
        destinationGradient: given.tensor,
        weights,
        sourceGradient: result,
      });
      const { shape } = input;
      const plain = { ...result, descriptor: plainInput };
      const tensor = to.reordered('backward', `${name} input`, plain, to.value(shape, to.type));
      return { tensor, shape, type: to.type, gradientType: undefined };
    },
  };
}
