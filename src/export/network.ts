import { ANY, type Graph, type Value } from '../engine/onnx/graph.js';
import type { Feed, Rule } from '../engine/onnx/rule.js';
import { rulesFor } from '../engine/onnx/rules.js';
import { toHalf } from '../network/half.js';
import type { LayerKind, Network } from '../network/network.js';
import type { Parameters } from '../network/parameters.js';
import { sizeOf } from '../network/shapes.js';

/** How weights are stored. Arithmetic is in float32 either way. */
export type Precision = 'fp16' | 'fp32';

/**
 * Adds a network and its weights to a graph. Upsampled convolutions are folded (see engine/fold.ts), which is
 * exact, asks for nothing but Conv and DepthToSpace, and takes a third of the work of the unfolded form.
 *
 * @param input [ANY, ...network.input]
 * @returns [ANY, ...output shape]
 */
export function addNetwork(
  graph: Graph,
  network: Network,
  parameters: Parameters,
  input: Value,
  precision: Precision,
): Value {
  const rules = rulesFor(true);
  return network.layers.reduce((value, layer, i) => {
    graph.enter('name' in layer ? layer.name : `${network.name}.${layer.kind}${i + 1}`);
    const rule = rules[layer.kind] as Rule<LayerKind>;
    const weights = rule.feeds(layer).map((feed) => addFeed(graph, feed, parameters, precision));
    return rule.forward(graph, layer, value, weights, false).output;
  }, input);
}

/** What a layer is fed with, as numbers that the file holds. */
export function addFeed(
  graph: Graph,
  { name, shape, load }: Feed,
  parameters: Parameters,
  precision: Precision,
): Value {
  const data = new Float32Array(sizeOf(shape));
  load(parameters.get(name), data);
  return addWeights(graph, { name, shape, type: 'float32' }, data, precision);
}

/** FLOAT, the type that Cast is to make. */
const FLOAT = 1;

function addWeights(graph: Graph, value: Value, data: Float32Array, precision: Precision): Value {
  if (precision === 'fp32') return graph.constant(value, data);
  const stored = graph.constant({ ...value, type: 'float16' }, toHalf(data));
  return graph.add('Cast', [stored], value.shape, { to: FLOAT });
}

/** An input of any number of rows. */
export function rows(...shape: readonly number[]): readonly number[] {
  return [ANY, ...shape];
}
