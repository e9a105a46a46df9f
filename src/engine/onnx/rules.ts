import { windowOf } from '../../network/shapes.js';
import { biasGradient, convolve, inputGradient, stridedWeightGradient, VALID } from './convolution.js';
import { foldedFeeds, plainFeeds } from './feeds.js';
import type { Graph, Value } from './graph.js';
import { crop, dimensions, pad, reshape, sumOver } from './operators.js';
import { residualRule } from './residual.js';
import type { Rule, Rules } from './rule.js';
import { weightGradient } from './weightGradient.js';

const conv: Rule<'conv'> = {
  feeds: plainFeeds,
  forward(graph, layer, input, [weight, bias]) {
    return { input, output: convolve(graph, input, weight!, bias!, windowOf(layer)) };
  },
  backward({ graph, recall, feed, wantInput, wantFeeds }, layer, { input }, outputGradient) {
    const window = windowOf(layer);
    const [, , height, width] = dimensions(input);
    return {
      input: wantInput ? inputGradient(graph, feed(0), outputGradient, window, [height, width]) : undefined,
      feeds: wantFeeds
        ? [
            stridedWeightGradient(graph, recall(input), outputGradient, window),
            biasGradient(graph, outputGradient),
          ]
        : [],
    };
  },
};

/** A convolution of the small image, whose maps are then dealt out to the pixels of 2 x 2 cells: see fold.ts. */
const foldedUpsampleConv: Rule<'upsampleConv'> = {
  feeds: foldedFeeds,
  forward(graph, _, input, [weight, bias]) {
    const cells = convolve(graph, input, weight!, bias!);
    const [batch, maps, height, width] = dimensions(cells);
    const shape = [batch, maps / 4, 2 * height, 2 * width];
    return { input, output: graph.add('DepthToSpace', [cells], shape, { blocksize: 2 }) };
  },
  backward({ graph, recall, feed, wantInput, wantFeeds }, _, { input }, outputGradient) {
    const [batch, maps, height, width] = dimensions(outputGradient);
    const shape = [batch, 4 * maps, height / 2, width / 2];
    const cells = graph.add('SpaceToDepth', [outputGradient], shape, { blocksize: 2 });
    const [, , rows, columns] = dimensions(input);
    const window = { ...VALID, kernel: feed(0).shape[2]! };
    return {
      input: wantInput ? inputGradient(graph, feed(0), cells, window, [rows, columns]) : undefined,
      feeds: wantFeeds
        ? [weightGradient(graph, recall(input), cells, window.kernel), biasGradient(graph, cells)]
        : [],
    };
  },
};

/** The definition, word for word: what the folded form is compared with. */
const plainUpsampleConv: Rule<'upsampleConv'> = {
  feeds: plainFeeds,
  forward(graph, _, input, [weight, bias]) {
    return { input, output: convolve(graph, upsample(graph, input), weight!, bias!) };
  },
  backward({ graph, recall, feed, wantInput, wantFeeds }, { kernel }, { input }, outputGradient) {
    const [, , rows, columns] = dimensions(input);
    const large = (): Value =>
      inputGradient(graph, feed(0), outputGradient, { ...VALID, kernel }, [2 * rows, 2 * columns]);
    return {
      input: wantInput ? sumOfCells(graph, large()) : undefined,
      feeds: wantFeeds
        ? [
            weightGradient(graph, upsample(graph, recall(input)), outputGradient, kernel),
            biasGradient(graph, outputGradient),
          ]
        : [],
    };
  },
};

/** Nearest neighbour, x2: every pixel becomes a 2 x 2 cell. */
function upsample(graph: Graph, input: Value): Value {
  const [batch, maps, height, width] = dimensions(input);
  const pixels = reshape(graph, input, [batch, maps, height, 1, width, 1]);
  const shape = [batch, maps, height, 2, width, 2];
  const cells = graph.add('Expand', [pixels, graph.integers(...shape)], shape);
  return reshape(graph, cells, [batch, maps, 2 * height, 2 * width]);
}

/** The adjoint of `upsample`. */
function sumOfCells(graph: Graph, gradient: Value): Value {
  const [batch, maps, height, width] = dimensions(gradient);
  const cells = reshape(graph, gradient, [batch, maps, height / 2, 2, width / 2, 2]);
  return sumOver(graph, cells, [3, 5]);
}

const linear: Rule<'linear'> = {
  feeds: plainFeeds,
  forward(graph, { inputs, outputs }, input, [weight, bias]) {
    const batch = input.shape[0]!;
    const features = reshape(graph, input, [batch, inputs]);
    const output = graph.add('Gemm', [features, weight!, bias!], [batch, outputs], { transB: 1 });
    return { input, output };
  },
  backward({ graph, recall, feed, wantInput, wantFeeds }, { inputs, outputs }, { input }, outputGradient) {
    const batch = input.shape[0]!;
    const features = (): Value => reshape(graph, recall(input), [batch, inputs]);
    return {
      input: wantInput
        ? reshape(graph, graph.add('MatMul', [outputGradient, feed(0)], [batch, inputs]), input.shape)
        : undefined,
      feeds: wantFeeds
        ? [
            graph.add('Gemm', [outputGradient, features()], [outputs, inputs], { transA: 1 }),
            sumOver(graph, outputGradient, [0]),
          ]
        : [],
    };
  },
};

const CELL = { kernel_shape: [2, 2], strides: [2, 2] } as const;

/**
 * ONNX Runtime notes the place of the first of equal values. Plain backgrounds do tie; comparing input and
 * output instead would send their gradient to all four.
 */
const maxPool: Rule<'maxPool'> = {
  feeds: () => [],
  forward(graph, _, input, __, training) {
    const [batch, maps, height, width] = dimensions(input);
    const shape = [batch, maps, Math.floor(height / 2), Math.floor(width / 2)];
    if (!training) return { input, output: graph.add('MaxPool', [input], shape, CELL) };
    const [output, winners] = graph.addPair('MaxPool', [input], shape, ['float32', 'int64'], CELL);
    return { input, output, note: winners };
  },
  backward({ graph, recall, wantInput }, _, { input, note }, outputGradient) {
    if (!wantInput) return { input: undefined, feeds: [] };
    const places = [outputGradient, recall(note!), graph.integers(...input.shape)];
    return { input: graph.add('MaxUnpool', places, input.shape, CELL), feeds: [] };
  },
};

const relu: Rule<'relu'> = {
  feeds: () => [],
  forward: (graph, _, input) => ({ input, output: graph.add('Relu', [input], input.shape) }),
  backward({ graph, recall, wantInput }, _, { output }, outputGradient) {
    if (!wantInput) return { input: undefined, feeds: [] };
    // The output is never below zero, so that its sign is the derivative.
    const derivative = graph.add('Sign', [recall(output)], output.shape);
    return { input: graph.add('Mul', [outputGradient, derivative], output.shape), feeds: [] };
  },
};

const reshapeRule: Rule<'reshape'> = {
  feeds: () => [],
  forward(graph, { shape }, input) {
    return { input, output: reshape(graph, input, [input.shape[0]!, ...shape]) };
  },
  backward({ graph, wantInput }, _, { input }, outputGradient) {
    return { input: wantInput ? reshape(graph, outputGradient, input.shape) : undefined, feeds: [] };
  },
};

/** DepthToSpace's own order is that of the layer. */
const pixelShuffle: Rule<'pixelShuffle'> = {
  feeds: () => [],
  forward(graph, { factor }, input) {
    const [batch, maps, height, width] = dimensions(input);
    const shape = [batch, maps / factor ** 2, factor * height, factor * width];
    return { input, output: graph.add('DepthToSpace', [input], shape, { blocksize: factor }) };
  },
  backward({ graph, wantInput }, { factor }, { input }, outputGradient) {
    if (!wantInput) return { input: undefined, feeds: [] };
    const cells = graph.add('SpaceToDepth', [outputGradient], input.shape, { blocksize: factor });
    return { input: cells, feeds: [] };
  },
};

const cropRule: Rule<'crop'> = {
  feeds: () => [],
  forward(graph, { start, size }, input) {
    return { input, output: crop(graph, input, [start, start], [size, size]) };
  },
  backward({ graph, wantInput }, { start }, { input }, outputGradient) {
    const [, , height, width] = dimensions(input);
    const whole = wantInput ? pad(graph, outputGradient, [start, start], [height, width]) : undefined;
    return { input: whole, feeds: [] };
  },
};

/** @param folded whether the upsampled convolution runs on the small image */
export function rulesFor(folded: boolean): Rules {
  const rules: Rules = {
    conv,
    upsampleConv: folded ? foldedUpsampleConv : plainUpsampleConv,
    linear,
    maxPool,
    relu,
    reshape: reshapeRule,
    pixelShuffle,
    crop: cropRule,
    residual: residualRule(() => rules),
  };
  return rules;
}
