import type { Network } from '../../network/network.js';
import type { PrepareOptions } from '../engine.js';
import { Graph, type Value } from './graph.js';
import type { Feed, Rules } from './rule.js';
import { firstWanted, stackBackward, stackFeeds, stackForward } from './stack.js';

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
  /** In the order of `Graphs.feeds`; none if nobody wants them. */
  readonly feedGradients: readonly Value[];
}

export function buildGraphs(
  network: Network,
  rules: Rules,
  { batch, training, inputGradient, parameterGradients = true }: PrepareOptions,
): Graphs {
  const graph = new Graph('forward');
  const input = graph.input('input', [batch, ...network.input]);
  const feeds = stackFeeds(rules, network.layers);
  const values = feeds.map(({ name, shape }) => graph.input(name, shape));
  const steps = stackForward(rules, graph, network.layers, input, values, training);
  const output = steps.at(-1)?.output ?? input;
  graph.output(output);
  const graphs = { feeds, forward: graph, input, output };
  const nothingWanted = !inputGradient && (!parameterGradients || firstWanted(network.layers, false) === -1);
  if (!training || nothingWanted) return { ...graphs, backward: undefined };

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
  const feed = (index: number): Value => importValue(values[index]!);
  const context = { graph: back, recall, feed, wantInput: inputGradient, wantFeeds: parameterGradients };
  const gradients = stackBackward(rules, context, network.layers, steps, outputGradient);
  for (const value of gradients.feeds) back.output(value);
  if (gradients.input !== undefined) back.output(gradients.input);
  return {
    ...graphs,
    backward: {
      graph: back,
      outputGradient,
      inputGradient: gradients.input,
      feedGradients: gradients.feeds,
    },
  };
}
