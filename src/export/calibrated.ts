import type { Calibration } from '../code/calibration.js';
import { type CircularCalibration, toDirection } from '../code/circle.js';
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
export function addCalibration(
  graph: Graph,
  { knots, min, max }: Pick<Calibration, 'knots' | 'min' | 'max'>,
  truth: Value,
): Value {
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

/**
 * `toDirection` of code/circle.ts as a graph: along the truth, each unit is a line with bends, from one end of the
 * circle's numbers to the other.
 *
 * @param truth [n, 1] in degrees, clipped to -180 to 180
 * @returns [n, units]
 */
export function addDirection(graph: Graph, calibration: CircularCalibration, truth: Value): Value {
  const { corners, min, max, spread } = calibration;
  const seam = toDirection(calibration, min);
  const inside = corners.filter((corner) => corner.truth > min);
  const units = spread.map((_, unit) => {
    const knots = [
      { truth: min, value: seam[unit]! },
      ...inside.map((corner) => ({ truth: corner.truth, value: corner.values[unit]! })),
      { truth: max, value: seam[unit]! },
    ];
    graph.enter(`unit${unit + 1}`);
    return addCalibration(graph, { knots, min, max }, truth);
  });
  return graph.add('Concat', units, rows(units.length), { axis: 1 });
}
