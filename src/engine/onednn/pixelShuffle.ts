import type { LayerOf } from '../../network/network.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Descriptor } from './oneDnn.js';

/** A pixel shuffle is a reorder between two views with the same six indices. */
export function pixelShuffle(to: Lowering, { factor }: LayerOf<'pixelShuffle'>, input: Value): Lowered {
  return {
    output: shuffled(to, 'pixels', input, factor),
    backward: (gradient) => unshuffled(to, 'pixels', gradient, input.shape, factor),
  };
}

/** Maps dealt out to the pixels of cells of `factor` x `factor`. */
export function shuffled(to: Lowering, name: string, cells: Value, factor: number): Value {
  const [batch, channels, height, width] = cells.shape as [number, number, number, number];
  const shape = [batch, channels / factor ** 2, factor * height, factor * width];
  const output = to.make(shape, cells.type, to.type);
  to.copy(
    'forward',
    `${name} shuffle`,
    { ...cells.tensor, descriptor: cellView(to, cells, factor) },
    { ...output.tensor, descriptor: pixelView(to, output, factor) },
  );
  return output;
}

/** The way back, for a gradient of the pixels. */
export function unshuffled(
  to: Lowering,
  name: string,
  gradient: Value,
  shape: readonly number[],
  factor: number,
): Value {
  const cells = to.make(shape, to.type, undefined);
  to.copy(
    'backward',
    `${name} shuffle`,
    { ...gradient.tensor, descriptor: pixelView(to, gradient, factor) },
    { ...cells.tensor, descriptor: cellView(to, cells, factor) },
  );
  return cells;
}

/** Cells as [batch, row, column, map, height, width], row and column in the cell. */
function cellView(to: Lowering, { shape, type }: Value, factor: number): Descriptor {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const maps = channels / factor ** 2;
  const strides = [height * width * channels, factor * maps, maps, 1, width * channels, channels];
  return to.library.descriptor(to.scope, [batch, factor, factor, maps, height, width], type, strides);
}

/** The same indices over the picture. */
function pixelView(to: Lowering, { shape, type }: Value, factor: number): Descriptor {
  const [batch, maps, height, width] = shape as [number, number, number, number];
  const strides = [height * width * maps, width * maps, maps, 1, factor * width * maps, factor * maps];
  const dims = [batch, factor, factor, maps, height / factor, width / factor];
  return to.library.descriptor(to.scope, dims, type, strides);
}
