import type { LayerOf } from '../../network/network.js';
import type { Lowered, Lowering, Value } from './lowering.js';
import type { Descriptor } from './oneDnn.js';
import type { Phase } from './program.js';

/** A pixel shuffle is a reorder between two views with the same six indices. */
export function pixelShuffle(to: Lowering, { factor }: LayerOf<'pixelShuffle'>, input: Value): Lowered {
  return {
    output: shuffled(to, 'forward', 'pixels', input, factor),
    backward: (gradient) => unshuffled(to, 'backward', 'pixels', gradient, factor),
  };
}

/** Maps dealt out to the pixels of cells of `factor` x `factor`. */
export function shuffled(to: Lowering, phase: Phase, name: string, cells: Value, factor: number): Value {
  const [batch, channels, height, width] = cells.shape as [number, number, number, number];
  const shape = [batch, channels / factor ** 2, factor * height, factor * width];
  const output = to.make(shape, cells.type, to.type);
  to.copy(
    phase,
    `${name} shuffle`,
    { ...cells.tensor, descriptor: cellView(to, cells, factor) },
    { ...output.tensor, descriptor: pixelView(to, output, factor) },
  );
  return output;
}

/** The way back: pixels gathered in the maps of cells. */
export function unshuffled(to: Lowering, phase: Phase, name: string, pixels: Value, factor: number): Value {
  const [batch, maps, height, width] = pixels.shape as [number, number, number, number];
  const cells = to.make([batch, maps * factor ** 2, height / factor, width / factor], to.type, to.type);
  to.copy(
    phase,
    `${name} shuffle`,
    { ...pixels.tensor, descriptor: pixelView(to, pixels, factor) },
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
