import type { Layer, LayerKind, LayerOf, Network, Shape } from '../../src/network/network.js';
import { asImage, shapesOf, sizeOf } from '../../src/network/shapes.js';
import { layerTensors } from '../../src/network/tensors.js';

/**
 * What engines are measured by: the layers' definitions in plain loops, in double precision, one image at a
 * time. The gradients here are themselves checked against finite differences (reference.test.ts).
 */

export type Numbers = Float64Array;
export type Tensors = ReadonlyMap<string, Numbers>;

interface Rule<K extends LayerKind> {
  /** `tensors` are the layer's own: weight, bias. */
  forward(layer: LayerOf<K>, shape: Shape, input: Numbers, tensors: Numbers[]): Numbers;
  /** Gives dL/d(input) and adds dL/d(tensor) to `gradients`. */
  backward(
    layer: LayerOf<K>,
    shape: Shape,
    input: Numbers,
    outputGradient: Numbers,
    tensors: Numbers[],
    gradients: Numbers[],
  ): Numbers;
}

/** Rows or columns of a convolution's output. */
function sideAfter(side: number, { kernel, stride = 1, padding = 0 }: LayerOf<'conv'>): number {
  return Math.floor((side + 2 * padding - kernel) / stride) + 1;
}

/** Visits (output pixel, input pixel, tap) of a convolution; what lies in the padding is left out. */
function forEachProduct(
  layer: LayerOf<'conv'>,
  [, height, width]: readonly [number, number, number],
  visit: (output: number, input: number, tap: number, map: number) => void,
): void {
  const { inputs, outputs, kernel, stride = 1, padding = 0 } = layer;
  const h = sideAfter(height, layer);
  const w = sideAfter(width, layer);
  for (let o = 0; o < outputs; o++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let i = 0; i < inputs; i++)
          for (let k = 0; k < kernel; k++)
            for (let l = 0; l < kernel; l++) {
              const row = y * stride + k - padding;
              const column = x * stride + l - padding;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              visit(
                (o * h + y) * w + x,
                (i * height + row) * width + column,
                ((o * inputs + i) * kernel + k) * kernel + l,
                o,
              );
            }
}

const conv: Rule<'conv'> = {
  forward(layer, shape, input, [weight, bias]) {
    const image = asImage(shape);
    const pixels = sideAfter(image[1], layer) * sideAfter(image[2], layer);
    const output = new Float64Array(layer.outputs * pixels).map((_, j) => bias![Math.floor(j / pixels)]!);
    forEachProduct(layer, image, (y, x, tap) => {
      output[y]! += weight![tap]! * input[x]!;
    });
    return output;
  },
  backward(layer, shape, input, outputGradient, [weight], [weightGradient, biasGradient]) {
    const image = asImage(shape);
    const pixels = outputGradient.length / layer.outputs;
    const inputGradient = new Float64Array(input.length);
    forEachProduct(layer, image, (y, x, tap) => {
      inputGradient[x]! += weight![tap]! * outputGradient[y]!;
      weightGradient![tap]! += input[x]! * outputGradient[y]!;
    });
    outputGradient.forEach((g, j) => {
      biasGradient![Math.floor(j / pixels)]! += g;
    });
    return inputGradient;
  },
};

/** For each pixel of the image upsampled x2, the pixel it comes from. */
function upsampling(shape: Shape): number[] {
  const [channels, height, width] = asImage(shape);
  const sources: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < 2 * height; y++)
      for (let x = 0; x < 2 * width; x++) sources.push((c * height + (y >> 1)) * width + (x >> 1));
  return sources;
}

function upsampled(shape: Shape): Shape {
  const [channels, height, width] = asImage(shape);
  return [channels, 2 * height, 2 * width];
}

/** A layer that moves numbers: each of the output's comes from one of the input's. */
function moved<K extends LayerKind>(
  sourcesOf: (layer: LayerOf<K>, shape: Shape) => readonly number[],
): Rule<K> {
  return {
    forward: (layer, shape, input) => Float64Array.from(sourcesOf(layer, shape), (source) => input[source]!),
    backward(layer, shape, input, outputGradient) {
      const inputGradient = new Float64Array(input.length);
      for (const [j, source] of sourcesOf(layer, shape).entries()) inputGradient[source] = outputGradient[j]!;
      return inputGradient;
    },
  };
}

/** The input and what each layer makes of it. */
function runStack(layers: readonly Layer[], shape: Shape, input: Numbers, tensors: Numbers[]): Numbers[] {
  const values = [input];
  const shapes = shapesOf({ input: shape, layers });
  let start = 0;
  for (const [i, layer] of layers.entries()) {
    const end = start + layerTensors(layer).length;
    values.push(ruleOf(layer).forward(layer, shapes[i]!, values[i]!, tensors.slice(start, end)));
    start = end;
  }
  return values;
}

const rules: { readonly [K in LayerKind]: Rule<K> } = {
  conv,
  upsampleConv: {
    forward(layer, shape, input, tensors) {
      const large = Float64Array.from(upsampling(shape), (source) => input[source]!);
      return conv.forward({ ...layer, kind: 'conv' }, upsampled(shape), large, tensors);
    },
    backward(layer, shape, input, outputGradient, tensors, gradients) {
      const sources = upsampling(shape);
      const large = Float64Array.from(sources, (source) => input[source]!);
      const plain = { ...layer, kind: 'conv' } as const;
      const largeGradient = conv.backward(plain, upsampled(shape), large, outputGradient, tensors, gradients);
      const inputGradient = new Float64Array(input.length);
      for (const [j, source] of sources.entries()) inputGradient[source]! += largeGradient[j]!;
      return inputGradient;
    },
  },
  linear: {
    forward({ inputs, outputs }, _, input, [weight, bias]) {
      return Float64Array.from({ length: outputs }, (_, o) =>
        input.reduce((sum, x, i) => sum + weight![o * inputs + i]! * x, bias![o]!),
      );
    },
    backward({ inputs }, _, input, outputGradient, [weight], [weightGradient, biasGradient]) {
      const inputGradient = new Float64Array(inputs);
      outputGradient.forEach((g, o) => {
        biasGradient![o]! += g;
        for (let i = 0; i < inputs; i++) {
          weightGradient![o * inputs + i]! += g * input[i]!;
          inputGradient[i]! += g * weight![o * inputs + i]!;
        }
      });
      return inputGradient;
    },
  },
  maxPool: {
    forward: (_, shape, input) => Float64Array.from(largestOfCells(shape, input), (winner) => input[winner]!),
    backward(_, shape, input, outputGradient) {
      const inputGradient = new Float64Array(input.length);
      for (const [j, winner] of largestOfCells(shape, input).entries())
        inputGradient[winner] = outputGradient[j]!;
      return inputGradient;
    },
  },
  relu: {
    forward: (_, __, input) => input.map((x) => Math.max(0, x)),
    backward: (_, __, input, outputGradient) => outputGradient.map((g, j) => (input[j]! > 0 ? g : 0)),
  },
  reshape: {
    forward: (_, __, input) => input,
    backward: (_, __, ___, outputGradient) => outputGradient,
  },
  pixelShuffle: moved((layer, shape) => {
    const [channels, height, width] = asImage(shape);
    const { factor } = layer;
    const maps = channels / factor ** 2;
    const sources: number[] = [];
    for (let m = 0; m < maps; m++)
      for (let y = 0; y < factor * height; y++)
        for (let x = 0; x < factor * width; x++) {
          const channel = ((y % factor) * factor + (x % factor)) * maps + m;
          sources.push((channel * height + Math.floor(y / factor)) * width + Math.floor(x / factor));
        }
    return sources;
  }),
  crop: moved(({ start, size }, shape) => {
    const [channels, height, width] = asImage(shape);
    const sources: number[] = [];
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) sources.push((c * height + start + y) * width + start + x);
    return sources;
  }),
  residual: {
    forward({ layers }, shape, input, tensors) {
      const inner = runStack(layers, shape, input, tensors).at(-1)!;
      return input.map((x, i) => x + inner[i]!);
    },
    backward({ layers }, shape, input, outputGradient, tensors, gradients) {
      const values = runStack(layers, shape, input, tensors);
      const shapes = shapesOf({ input: shape, layers });
      let gradient = outputGradient;
      let end = tensors.length;
      for (let i = layers.length - 1; i >= 0; i--) {
        const start = end - layerTensors(layers[i]!).length;
        gradient = ruleOf(layers[i]!).backward(
          layers[i]!,
          shapes[i]!,
          values[i]!,
          gradient,
          tensors.slice(start, end),
          gradients.slice(start, end),
        );
        end = start;
      }
      return gradient.map((g, i) => g + outputGradient[i]!);
    },
  },
};

/** For each 2 x 2 cell, the place of the first of its largest values, row by row. */
function largestOfCells(shape: Shape, input: Numbers): number[] {
  const [channels, height, width] = asImage(shape);
  const winners: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y + 1 < height; y += 2)
      for (let x = 0; x + 1 < width; x += 2) {
        const corner = (c * height + y) * width + x;
        const cell = [corner, corner + 1, corner + width, corner + width + 1];
        winners.push(cell.reduce((best, j) => (input[j]! > input[best]! ? j : best)));
      }
  return winners;
}

function ruleOf(layer: Layer): Rule<LayerKind> {
  return rules[layer.kind] as Rule<LayerKind>;
}

function ownTensors(layer: Layer, tensors: Tensors): Numbers[] {
  return layerTensors(layer).map(({ name }) => tensors.get(name)!);
}

/** The output for a batch, [batch, ...output shape]. */
export function referenceForward(network: Network, tensors: Tensors, input: Numbers, batch: number): Numbers {
  const shapes = shapesOf(network);
  return concatenate(
    images(input, batch).map((image) =>
      network.layers.reduce(
        (x, layer, j) => ruleOf(layer).forward(layer, shapes[j]!, x, ownTensors(layer, tensors)),
        image,
      ),
    ),
  );
}

/** Gradients for a batch, the parameters' summed over it. */
export function referenceBackward(
  network: Network,
  tensors: Tensors,
  input: Numbers,
  outputGradient: Numbers,
  batch: number,
): { inputGradient: Numbers; gradients: Tensors } {
  const shapes = shapesOf(network);
  const specs = network.layers.flatMap(layerTensors);
  const gradients = new Map(specs.map(({ name, shape }) => [name, new Float64Array(sizeOf(shape))]));
  const outputGradients = images(outputGradient, batch);
  const inputGradients = images(input, batch).map((image, n) => {
    const values = [image];
    for (const [j, layer] of network.layers.entries())
      values.push(ruleOf(layer).forward(layer, shapes[j]!, values[j]!, ownTensors(layer, tensors)));
    return network.layers.reduceRight(
      (gradient, layer, j) =>
        ruleOf(layer).backward(
          layer,
          shapes[j]!,
          values[j]!,
          gradient,
          ownTensors(layer, tensors),
          ownTensors(layer, gradients),
        ),
      outputGradients[n]!,
    );
  });
  return { inputGradient: concatenate(inputGradients), gradients };
}

function images(numbers: Numbers, batch: number): Numbers[] {
  const length = numbers.length / batch;
  return Array.from({ length: batch }, (_, n) => numbers.subarray(n * length, (n + 1) * length));
}

function concatenate(parts: readonly Numbers[]): Numbers {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
