import type { Calibration } from '../code/calibration.js';
import type { Graph, Value } from '../engine/onnx/graph.js';
import { rows } from './network.js';

/**
 * `toValue` of code/calibration.ts as a graph: the unit's value at a truth, which is clipped to the range that
 * was fitted.
 *
 * A line with bends is its first piece and, from each bend on, the change of slope there:
 *
 *     value = v0 + s0 (t - t0) + sum_i (s_i - s_(i-1)) max(0, t - t_i)
 *
 * @param truth [n, 1] in the factor's unit
 * @returns [n, 1]
 */
export function addCalibration(graph: Graph, { knots, min, max }: Calibration, truth: Value): Value {
  const column = rows(1);
  const limits = [graph.floats('min', [], min), graph.floats('max', [], max)];
  const clipped = graph.add('Clip', [truth, ...limits], column);

  const first = knots[0]!;
  const slopes = knots
    .slice(1)
    .map((knot, i) => (knot.value - knots[i]!.value) / (knot.truth - knots[i]!.truth));
  const distance = graph.add('Sub', [clipped, graph.floats('start', [1], first.truth)], column);
  const rise = graph.add('Mul', [distance, graph.floats('slope', [1], slopes[0] ?? 0)], column);
  const line = graph.add('Add', [rise, graph.floats('value', [1], first.value)], column);
  if (knots.length < 3) return line;

  const bends = graph.floats('bends', [knots.length - 2], ...knots.slice(1, -1).map((knot) => knot.truth));
  const beyond = graph.add(
    'Relu',
    [graph.add('Sub', [clipped, bends], rows(knots.length - 2))],
    rows(knots.length - 2),
  );
  const changes = slopes.slice(1).map((slope, i) => slope - slopes[i]!);
  const bent = graph.add(
    'MatMul',
    [beyond, graph.floats('changes', [changes.length, 1], ...changes)],
    column,
  );
  return graph.add('Add', [line, bent], column);
}
