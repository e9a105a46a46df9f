import type { Random } from '../numeric/random.js';
import type { Layer, LayerKind, LayerOf, Network } from './network.js';
import type { Parameters } from './parameters.js';
import { layerTensors } from './tensors.js';

/** How convolutions start; see the rules. */
export type Initialisation = 'torch' | 'he';

interface Draws {
  readonly weight: () => number;
  readonly bias: () => number;
}

type Convolution = LayerOf<'conv' | 'upsampleConv'>;
type Rule<L> = (layer: L, random: Random) => Draws;

/** The fan-in is that of the kernel, which an upsampling layer applies to the upsampled image. */
const fanIn = ({ inputs, kernel }: Convolution): number => inputs * kernel * kernel;

const convolution: { readonly [K in Initialisation]: Rule<Convolution> } = {
  /** Torch7's own start, which the authors left as it was: weights and biases uniform within 1 / sqrt(fan-in). */
  torch: (layer, random) => {
    const limit = 1 / Math.sqrt(fanIn(layer));
    const draw = (): number => random.uniform(-limit, limit);
    return { weight: draw, bias: draw };
  },
  /**
   * Keeps the variance of a signal through a convolution and its ReLU (He et al. 2015): uniform within
   * sqrt(6 / fan-in), biases 0. With Torch7's start a stage passes on a sixth of it, below its own biases.
   */
  he: (layer, random) => {
    const limit = Math.sqrt(6 / fanIn(layer));
    return { weight: () => random.uniform(-limit, limit), bias: () => 0 };
  },
};

const rules = (
  initialisation: Initialisation,
): { readonly [K in LayerKind]: Rule<LayerOf<K>> | undefined } => ({
  conv: convolution[initialisation],
  upsampleConv: convolution[initialisation],
  /** The authors' LinearCR: weights and biases N(0, 0.01), the 0.01 being the standard deviation. */
  linear: (_, random) => {
    const draw = (): number => 0.01 * random.normal();
    return { weight: draw, bias: draw };
  },
  maxPool: undefined,
  relu: undefined,
  reshape: undefined,
  pixelShuffle: undefined,
  crop: undefined,
  residual: undefined,
});

/** Sets a network's tensors in `parameters` to the random values that training starts from. */
export function initialise(
  { layers }: Pick<Network, 'layers'>,
  parameters: Parameters,
  random: Random,
  initialisation: Initialisation = 'torch',
): void {
  const table = rules(initialisation);
  for (const layer of layers) {
    if (layer.kind === 'residual') initialiseResidual(layer, parameters, random, initialisation);
    const draws = (table[layer.kind] as Rule<Layer> | undefined)?.(layer, random);
    if (draws === undefined) continue;
    for (const tensor of layerTensors(layer)) {
      const draw = tensor.name.endsWith('.bias') ? draws.bias : draws.weight;
      const values = parameters.get(tensor.name);
      for (let i = 0; i < values.length; i++) values[i] = draw();
    }
  }
}

/** A block starts as the identity: its last convolution is zero (Goyal et al. 2017, section 5.1). */
function initialiseResidual(
  block: LayerOf<'residual'>,
  parameters: Parameters,
  random: Random,
  initialisation: Initialisation,
): void {
  initialise(block, parameters, random, initialisation);
  for (const { name } of layerTensors(block.layers.at(-1)!)) parameters.get(name).fill(0);
}
