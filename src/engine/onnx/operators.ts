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
