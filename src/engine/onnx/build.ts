import type { Layer, LayerKind, Network } from '../../network/network.js';
import { layerTensors } from '../../network/tensors.js';
import type { PrepareOptions } from '../engine.js';
import { Graph, type Value } from './graph.js';
import type { Feed, Forward, Rule, Rules } from './rule.js';

/** A network as ONNX graphs. Tensors that both name are the same: the runner carries them from one to the other. */
export interface Graphs {
  readonly feeds: readonly Feed[];
  /** Inputs: the network's input, the feeds. Outputs: the network's output, whatever `backward` recalls. */
  readonly forward: Graph;
  readonly input: Value;
  readonly output: Value;
  /** Inputs: the output's gradient, some feeds, recalled values. Undefined if there is nothing to compute. */
  readonly backward: BackwardGraph | undefined;
}

export interface BackwardGraph {
  readonly graph: Graph;
  readonly outputGradient: Value;
  readonly inputGradient: Value | undefined;
  /** In the order of `Graphs.feeds`. */
  readonly feedGradients: readonly Value[];
}

export function buildGraphs(
  network: Network,
  rules: Rules,
  { batch, training, inputGradient }: PrepareOptions,
): Graphs {
  const ruleOf = (layer: Layer): Rule<LayerKind> => rules[layer.kind] as Rule<LayerKind>;
  const graph = new Graph('forward');
  const input = graph.input('input', [batch, ...network.input]);
  const feeds: Feed[] = [];
  const steps: { layer: Layer; forward: Forward; feeds: readonly Value[] }[] = [];
  let output = input;
  for (const layer of network.layers) {
    const own = ruleOf(layer).feeds(layer);
    const values = own.map(({ name, shape }) => graph.input(name, shape));
    const forward = ruleOf(layer).forward(graph, layer, output, values, training);
    feeds.push(...own);
    steps.push({ layer, forward, feeds: values });
    output = forward.output;
  }
  graph.output(output);
  const graphs = { feeds, forward: graph, input, output };

  // No gradient need go back beyond the first trained layer, unless somebody wants the input's.
  const first = inputGradient ? 0 : network.layers.findIndex((layer) => layerTensors(layer).length > 0);
  if (!training || first === -1) return { ...graphs, backward: undefined };

  const back = new Graph('backward');
  const imported = new Map<Value, Value>();
  const importValue = (value: Value): Value => {
    const known = imported.get(value);
    if (known !== undefined) return known;
    const copy = back.input(value.name, value.shape, value.type);
    imported.set(value, copy);
    return copy;
  };
  const recall = (value: Value): Value => {
    if (value !== input) graph.output(value);
    return importValue(value);
  };
  const outputGradient = back.input('outputGradient', output.shape);
  const feedGradients: Value[] = [];
  let gradient: Value | undefined = outputGradient;
  for (const [index, { layer, forward, feeds: values }] of [...steps.entries()].slice(first).reverse()) {
    const feed = (i: number): Value => importValue(values[i]!);
    const wantInput = inputGradient || index > first;
    const { input: next, feeds: own }: { input: Value | undefined; feeds: readonly Value[] } = ruleOf(
      layer,
    ).backward({ graph: back, recall, feed, wantInput }, layer, forward, gradient!);
    feedGradients.unshift(...own);
    gradient = next;
  }
  for (const value of feedGradients) back.output(value);
  if (gradient !== undefined) back.output(gradient);
  return {
    ...graphs,
    backward: { graph: back, outputGradient, inputGradient: gradient, feedGradients },
  };
}
