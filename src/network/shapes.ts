import type { Layer, LayerKind, LayerOf, Network, Shape } from './network.js';

/** The number of values in a tensor. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** [channels, height, width] of an image; a layer that needs one and gets something else is our own mistake. */
export function asImage(shape: Shape): readonly [channels: number, height: number, width: number] {
  const [channels, height, width] = shape;
  if (shape.length !== 3) throw new RangeError(`[${shape.join(', ')}] is not [channels, height, width]`);
  return [channels!, height!, width!];
}

const rules: { readonly [K in LayerKind]: (layer: LayerOf<K>, input: Shape) => Shape } = {
  conv(layer, input) {
    const [channels, height, width] = asImage(input);
    const window = windowOf(layer);
    const { kernel, stride, padding } = window;
    demand(channels === layer.inputs && padding < kernel && (stride === 1 || kernel % stride === 0));
    const sides = [height, width].map((side) => convolvedSide(side, window));
    demand(sides.every((side) => side >= 1));
    return [layer.outputs, ...sides];
  },
  upsampleConv({ inputs, outputs, kernel }, input) {
    const [channels, height, width] = asImage(input);
    demand(channels === inputs && kernel % 2 === 1 && 2 * Math.min(height, width) >= kernel);
    return [outputs, 2 * height - kernel + 1, 2 * width - kernel + 1];
  },
  linear({ inputs, outputs }, input) {
    demand(sizeOf(input) === inputs);
    return [outputs];
  },
  maxPool(_, input) {
    const [channels, height, width] = asImage(input);
    demand(height >= 2 && width >= 2);
    return [channels, Math.floor(height / 2), Math.floor(width / 2)];
  },
  relu: (_, input) => input,
  reshape({ shape }, input) {
    demand(sizeOf(shape) === sizeOf(input));
    return shape;
  },
  pixelShuffle({ factor }, input) {
    const [channels, height, width] = asImage(input);
    demand(channels % factor ** 2 === 0);
    return [channels / factor ** 2, factor * height, factor * width];
  },
  crop({ start, size }, input) {
    const [channels, height, width] = asImage(input);
    demand(start >= 0 && size >= 1 && start + size <= Math.min(height, width));
    return [channels, size, size];
  },
  residual({ layers }, input) {
    demand(layers.at(-1)?.kind === 'conv');
    demand(outputShape({ input, layers }).join() === input.join());
    return input;
  },
};

/** How a convolution's kernel moves. */
export interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Of a layer, defaults filled in. */
export function windowOf({ kernel, stride = 1, padding = 0 }: LayerOf<'conv'>): Window {
  return { kernel, stride, padding };
}

/** Rows that a convolution makes of `side` rows, or columns of columns. */
export function convolvedSide(side: number, { kernel, stride, padding }: Window): number {
  return Math.floor((side + 2 * padding - kernel) / stride) + 1;
}

function demand(fits: boolean): void {
  if (!fits) throw new RangeError('does not fit');
}

/** The shape of what `layer` makes of one `input`, without the batch. Throws a RangeError if they do not fit. */
export function layerShape(layer: Layer, input: Shape): Shape {
  const rule = rules[layer.kind] as (layer: Layer, input: Shape) => Shape;
  try {
    return rule(layer, input);
  } catch {
    throw new RangeError(`${JSON.stringify(layer)} cannot take an input of [${input.join(', ')}]`);
  }
}

/** The shapes between the layers: the network's input first, its output last. */
export function shapesOf(network: Pick<Network, 'input' | 'layers'>): readonly Shape[] {
  const shapes = [network.input];
  for (const layer of network.layers) shapes.push(layerShape(layer, shapes.at(-1)!));
  return shapes;
}

/** The shape of the network's output for one input, without the batch. */
export function outputShape(network: Pick<Network, 'input' | 'layers'>): Shape {
  return shapesOf(network).at(-1)!;
}
