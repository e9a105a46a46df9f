import type { LayerOf } from '../../network/network.js';
import { algorithm } from './abi.js';
import type { Fusion, Lower, Lowered, Lowering, Value } from './lowering.js';
import { lowerStack } from './stack.js';

/**
 * x + layers(x). The last convolution adds its output to x where x lies, unless x is still needed as it is: that saves
 * a pass over memory in each direction. On the way back the two gradients are added in place too.
 */
export function residual(
  lower: Lower,
  to: Lowering,
  { layers }: LayerOf<'residual'>,
  input: Value,
  { keepInput = true }: Fusion,
): Lowered {
  const typed = to.converted('forward', 'residual input', input, to.type);
  const sum =
    keepInput && typed === input
      ? to.make(input.shape, to.type, to.type)
      : { ...typed, gradientType: to.type };
  if (sum.tensor !== typed.tensor) to.copy('forward', 'residual input', typed.tensor, sum.tensor);
  const stack = lowerStack(lower, to, layers, { ...typed, gradientType: input.gradientType }, to.type, sum);
  return {
    output: stack.output,
    backward(gradient) {
      const given = to.converted('backward', 'residual gradient', gradient, to.type);
      const inner = stack.backward(given);
      if (inner === undefined) return undefined;
      const { descriptor } = inner.tensor;
      const add = to.library.primitive(to.scope, 'binaryForward', [
        algorithm.add,
        descriptor,
        given.tensor.descriptor,
        descriptor,
      ]);
      to.builder.call('backward', 'residual sum', add, {
        source: inner.tensor,
        secondSource: given.tensor,
        destination: inner.tensor,
      });
      return inner;
    },
  };
}
