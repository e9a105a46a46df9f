import type { Layer, LayerOf } from '../../network/network.js';
import { layerTensors } from '../../network/tensors.js';
import { foldBias, foldedKernel, foldWeight, unfoldBiasGradient, unfoldWeightGradient } from '../fold.js';
import type { Feed } from './rule.js';

/** The layer's tensors as they are. */
export function plainFeeds(layer: Layer): readonly Feed[] {
  return layerTensors(layer).map((tensor) => ({
    ...tensor,
    load: (parameter, feed) => feed.set(parameter),
    collect: (feedGradient, gradient) => gradient.set(feedGradient),
  }));
}

/** Kernels and biases for the small image: see fold.ts. */
export function foldedFeeds(layer: LayerOf<'upsampleConv'>): readonly Feed[] {
  const { name, inputs, outputs, kernel } = layer;
  const side = foldedKernel(kernel);
  return [
    {
      name: `${name}.weight`,
      shape: [4 * outputs, inputs, side, side],
      load: (parameter, feed) => foldWeight(layer, parameter, feed),
      collect: (feedGradient, gradient) => unfoldWeightGradient(layer, feedGradient, gradient),
    },
    { name: `${name}.bias`, shape: [4 * outputs], load: foldBias, collect: unfoldBiasGradient },
  ];
}
