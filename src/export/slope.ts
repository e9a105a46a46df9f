import { Graph, type Value } from '../engine/onnx/graph.js';
import { rulesFor } from '../engine/onnx/rules.js';
import { stackBackward, stackFeeds, stackForward } from '../engine/onnx/stack.js';
import type { ModelFile } from '../model/modelFile.js';
import { buildDecoder } from '../network/architecture.js';
import { CURVATURE, WIDTH } from '../refinement/robust.js';
import { addFeed, type Precision } from './network.js';

/**
 * The `Slope` of refinement/climb.ts as a graph, for one picture: what refines codes where there is no engine but ONNX
 * Runtime. `code` [1, units], `picture` and `seen` [1, 1, size, size] to `image` and `gradient`, the derivative of
 * `robust` by the code.
 */
export function slopeGraph({ description, parameters }: ModelFile, precision: Precision): Graph {
  const graph = new Graph('slope');
  const { architecture } = description;
  const { layers } = buildDecoder(architecture);
  const rules = rulesFor(true);
  const image = [1, 1, architecture.size, architecture.size];
  const code = graph.input('code', [1, architecture.code]);
  const picture = graph.input('picture', image);
  const seen = graph.input('seen', image);
  const feeds = stackFeeds(rules, layers).map((feed) => addFeed(graph, feed, parameters, precision));
  const steps = stackForward(rules, graph, layers, code, feeds, true);
  const logits = steps.at(-1)!.output;
  const drawn = graph.add('Sigmoid', [logits], image, {}, { name: 'image' });
  graph.output(drawn);
  const context = {
    graph,
    recall: (value: Value) => value,
    feed: (index: number) => feeds[index]!,
    wantInput: true,
    wantFeeds: false,
  };
  const { input } = stackBackward(rules, context, layers, steps, addRobust(graph, drawn, picture, seen));
  graph.output(graph.add('Identity', [input!], code.shape, {}, { name: 'gradient' }));
  return graph;
}

/** `robustGradient` of refinement/robust.ts. */
function addRobust(graph: Graph, image: Value, picture: Value, seen: Value): Value {
  const { shape } = image;
  const binary = (operator: string, a: Value, b: Value): Value => graph.add(operator, [a, b], shape);
  const one = graph.floats('one', [], 1);
  const error = binary('Sub', image, picture);
  const share = binary('Div', error, graph.floats('width', [], WIDTH));
  const root = graph.add('Sqrt', [binary('Add', binary('Mul', share, share), one)], shape);
  const moves = binary('Mul', image, binary('Sub', one, image));
  const pull = binary('Mul', binary('Mul', seen, graph.floats('curvature', [], CURVATURE)), error);
  return binary('Div', binary('Mul', pull, moves), root);
}
