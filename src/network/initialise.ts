import type { Random } from '../numeric/random.js';
import type { Layer, LayerKind, LayerOf, Network } from './network.js';
import type { Parameters } from './parameters.js';
import { layerTensors } from './tensors.js';

type Draw = () => number;

/**
 * Torch7's own start, which the authors left as it was: weights and biases uniform within 1 / sqrt(fan-in),
 * where the fan-in is that of the kernel on the upsampled image.
 */
const likeTorch = ({ inputs, kernel }: LayerOf<'conv' | 'upsampleConv'>, random: Random): Draw => {
  const limit = 1 / Math.sqrt(inputs * kernel * kernel);
  return () => random.uniform(-limit, limit);
};

const rules: {
  readonly [K in LayerKind]: ((layer: LayerOf<K>, random: Random) => Draw) | undefined;
} = {
  conv: likeTorch,
  upsampleConv: likeTorch,
  /** The authors' LinearCR: weights and biases N(0, 0.01), the 0.01 being the standard deviation. */
  linear: (_, random) => () => 0.01 * random.normal(),
  maxPool: undefined,
  relu: undefined,
  reshape: undefined,
};

/** Sets a network's tensors in `parameters` to the random values that training starts from. */
export function initialise(network: Network, parameters: Parameters, random: Random): void {
  for (const layer of network.layers) {
    const rule = rules[layer.kind] as ((layer: Layer, random: Random) => Draw) | undefined;
    if (rule === undefined) continue;
    const draw = rule(layer, random);
    for (const tensor of layerTensors(layer)) {
      const values = parameters.get(tensor.name);
      for (let i = 0; i < values.length; i++) values[i] = draw();
    }
  }
}
