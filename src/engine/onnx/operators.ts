import type { Shape } from '../../network/network.js';
import type { Graph, Value } from './graph.js';

/** The same numbers in another shape. */
export function reshape(graph: Graph, value: Value, shape: Shape): Value {
  return graph.add('Reshape', [value, graph.integers(...shape)], shape);
}

/** Sums over some axes, which vanish. */
export function sumOver(graph: Graph, value: Value, axes: readonly number[]): Value {
  const shape = value.shape.filter((_, axis) => !axes.includes(axis));
  return graph.add('ReduceSum', [value, graph.integers(...axes)], shape, { keepdims: 0 });
}

/** Tensors of the same shape, one after the other along an axis. */
export function concatenate(graph: Graph, values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (values.length === 1) return first!;
  return graph.add('Concat', values, first!.shape.with(axis, values.length * first!.shape[axis]!), { axis });
}

/** Axis i of the result is axis order[i] of `value`. */
export function transpose(graph: Graph, value: Value, order: readonly number[]): Value {
  return graph.add(
    'Transpose',
    [value],
    order.map((axis) => value.shape[axis]!),
    { perm: order },
  );
}

/** The shape of a batch of images, or of kernels. */
export function dimensions({ shape }: Value): readonly [number, number, number, number] {
  const [a, b, c, d] = shape;
  if (shape.length !== 4) throw new RangeError(`[${shape.join(', ')}] has not four axes`);
  return [a!, b!, c!, d!];
}

export type Pair = readonly [row: number, column: number];

/** `size` pixels of each image from `start` on. */
export function crop(graph: Graph, image: Value, start: Pair, size: Pair): Value {
  const [batch, maps, height, width] = dimensions(image);
  if (height === size[0] && width === size[1]) return image;
  const end = [start[0] + size[0], start[1] + size[1]];
  const range = [graph.integers(...start), graph.integers(...end), graph.integers(2, 3)];
  return graph.add('Slice', [image, ...range], [batch, maps, ...size]);
}

/** Each image at `start` within `size` pixels that are zero elsewhere. */
export function pad(graph: Graph, image: Value, start: Pair, size: Pair): Value {
  const [batch, maps, height, width] = dimensions(image);
  if (height === size[0] && width === size[1]) return image;
  const after = [size[0] - height - start[0], size[1] - width - start[1]];
  return graph.add('Pad', [image, graph.integers(0, 0, ...start, 0, 0, ...after)], [batch, maps, ...size]);
}
