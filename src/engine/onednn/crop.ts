import type { LayerOf } from '../../network/network.js';
import { sizeOf } from '../../network/shapes.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Tensor } from './program.js';

/** A square cut out of the picture: a reorder from a part of its memory. */
export function crop(to: Lowering, { start, size }: LayerOf<'crop'>, input: Value): Lowered {
  const [batch, maps] = input.shape as [number, number];
  const shape = [batch, maps, size, size];
  const part = (whole: Tensor): Tensor => ({
    ...whole,
    descriptor: to.library.part(to.scope, whole.descriptor, shape, [0, 0, start, start]),
  });
  const output = to.make(shape, input.type, to.type);
  to.copy('forward', 'crop', part(input.tensor), output.tensor);
  return {
    output,
    backward(gradient) {
      // In an array of its own, whose border is zero from the start: the program's memory is used for other things.
      const name = `crop gradient ${Object.keys(to.arrays).length}`;
      to.own(name, sizeOf(input.shape));
      const whole = to.array(name, to.value(input.shape, 'f32'));
      to.copy('backward', 'crop', gradient.tensor, part(whole));
      return { tensor: whole, shape: input.shape, type: 'f32', gradientType: undefined };
    },
  };
}
