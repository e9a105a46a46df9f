import type { Rule, Rules } from './rule.js';
import { stackBackward, stackFeeds, stackForward } from './stack.js';

/** @param rules of the layers within: asked for when they are needed, since this rule is one of them */
export function residualRule(rules: () => Rules): Rule<'residual'> {
  return {
    feeds: ({ layers }) => stackFeeds(rules(), layers),
    forward(graph, { layers }, input, feeds, training) {
      const inner = stackForward(rules(), graph, layers, input, feeds, training);
      const output = graph.add('Add', [input, inner.at(-1)!.output], input.shape);
      return { input, output, inner };
    },
    backward(context, { layers }, { inner }, outputGradient) {
      const { input, feeds } = stackBackward(rules(), context, layers, inner!, outputGradient);
      const both = input && context.graph.add('Add', [outputGradient, input], input.shape);
      return { input: both, feeds };
    },
  };
}
