import { UserError } from '../errors.js';
import type { Layer, LayerKind, LayerOf, Network, Shape } from './network.js';
import { Parameters } from './parameters.js';

/** One trained tensor of a layer. */
export interface Tensor {
  /** The layer's name and the tensor's role: `encoder.conv1.weight`. */
  readonly name: string;
  /** PyTorch's layout. */
  readonly shape: Shape;
}

type ConvLayer = LayerOf<'conv' | 'upsampleConv'>;

const convTensors = ({ name, inputs, outputs, kernel }: ConvLayer): Tensor[] => [
  { name: `${name}.weight`, shape: [outputs, inputs, kernel, kernel] },
  { name: `${name}.bias`, shape: [outputs] },
];

const rules: { readonly [K in LayerKind]: (layer: LayerOf<K>) => readonly Tensor[] } = {
  conv: convTensors,
  upsampleConv: convTensors,
  linear: ({ name, inputs, outputs }) => [
    { name: `${name}.weight`, shape: [outputs, inputs] },
    { name: `${name}.bias`, shape: [outputs] },
  ],
  maxPool: () => [],
  relu: () => [],
  reshape: () => [],
  pixelShuffle: () => [],
  crop: () => [],
  residual: ({ layers }) => layers.flatMap(layerTensors),
};

/** What a layer trains: weight, then bias, or nothing. */
export function layerTensors(layer: Layer): readonly Tensor[] {
  return (rules[layer.kind] as (layer: Layer) => readonly Tensor[])(layer);
}

/** A gigabyte, sixty times the paper's: whatever asks for more is a slip of the hand, or a file that is damaged. */
const MOST_PARAMETERS = 2 ** 28;

/**
 * Zeros for all that these networks train, in the order of the layers.
 *
 * @throws UserError where they are too many to be held
 */
export function parametersOf(...networks: readonly Network[]): Parameters {
  const tensors = networks.flatMap((network) => network.layers.flatMap(layerTensors));
  const count = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
  if (count > MOST_PARAMETERS)
    throw new UserError(
      `The network would have ${count} parameters, but ${MOST_PARAMETERS} are the most. Give it fewer maps or units.`,
    );
  return Parameters.layOut(tensors);
}
