import type { LayerOf } from '../../network/network.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Tensor } from './program.js';

/** A square cut out of the picture: a reorder from a part of its memory. */
export function crop(to: Lowering, { start, size }: LayerOf<'crop'>, input: Value): Lowered {
  const [batch, maps] = input.shape as [number, number];
  const shape = [batch, maps, size, size];
  const part = ({ tensor }: Value): Tensor => to.part(tensor, shape, [0, 0, start, start]);
  const output = to.make(shape, input.type, to.type);
  to.copy('forward', 'crop', part(input), output.tensor);
  return {
    output,
    backward(gradient) {
      const whole = to.bordered('crop gradient', input.shape);
      to.copy('backward', 'crop', gradient.tensor, part(whole));
      return whole;
    },
  };
}
