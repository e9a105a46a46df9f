import type { Layer, LayerKind } from '../../network/network.js';
import { layerTensors } from '../../network/tensors.js';
import type { Graph, Value } from './graph.js';
import type { Backward, BackwardContext, Feed, Forward, Rule, Rules } from './rule.js';

/** What a stack of layers is fed with, in their order. */
export function stackFeeds(rules: Rules, layers: readonly Layer[]): readonly Feed[] {
  return layers.flatMap((layer) => ruleOf(rules, layer).feeds(layer));
}

/**
 * Layers one after the other.
 *
 * @param feeds in the order of `stackFeeds`
 * @returns one for each layer
 */
export function stackForward(
  rules: Rules,
  graph: Graph,
  layers: readonly Layer[],
  input: Value,
  feeds: readonly Value[],
  training: boolean,
): readonly Forward[] {
  const steps: Forward[] = [];
  let start = 0;
  for (const layer of layers) {
    const rule = ruleOf(rules, layer);
    const end = start + rule.feeds(layer).length;
    const from = steps.at(-1)?.output ?? input;
    steps.push(rule.forward(graph, layer, from, feeds.slice(start, end), training));
    start = end;
  }
  return steps;
}

/** No gradient need go back beyond the first trained layer, unless somebody wants the input's. */
export function firstWanted(layers: readonly Layer[], wantInput: boolean): number {
  return wantInput ? 0 : layers.findIndex((layer) => layerTensors(layer).length > 0);
}

/** The adjoint of `stackForward`, whose steps it is given; `context.feed` counts as `stackFeeds` does. */
export function stackBackward(
  rules: Rules,
  context: BackwardContext,
  layers: readonly Layer[],
  steps: readonly Forward[],
  outputGradient: Value,
): Backward {
  const first = firstWanted(layers, context.wantInput);
  let start = stackFeeds(rules, layers).length;
  let gradient: Value | undefined = outputGradient;
  const feeds: Value[] = [];
  for (let i = layers.length - 1; i >= first; i--) {
    const layer = layers[i]!;
    const rule = ruleOf(rules, layer);
    start -= rule.feeds(layer).length;
    const before = start;
    const own: BackwardContext = {
      ...context,
      feed: (index) => context.feed(before + index),
      wantInput: context.wantInput || i > first,
    };
    const backward: Backward = rule.backward(own, layer, steps[i]!, gradient!);
    feeds.unshift(...backward.feeds);
    gradient = backward.input;
  }
  return { input: gradient, feeds };
}

function ruleOf(rules: Rules, layer: Layer): Rule<LayerKind> {
  return rules[layer.kind] as Rule<LayerKind>;
}
