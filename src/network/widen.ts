import type { Layer, Network } from './network.js';
import type { ParameterSpec, Parameters } from './parameters.js';
import { layerTensors } from './tensors.js';

/**
 * Puts a network's parameters into those of one with more maps or blocks, which then computes the same: what is read of
 * new maps counts nothing, and what goes into them stays as it was drawn. (Chen, Goodfellow, Shlens 2016 copy maps
 * instead, which then have to be told apart.)
 *
 * @param network the larger one
 * @param larger its parameters, already drawn; overwritten
 * @param smaller parameters of the other
 */
export function widen({ layers }: Network, larger: Parameters, smaller: Parameters): void {
  const [wide, narrow] = [larger, smaller].map((one) => new Map(one.specs.map((spec) => [spec.name, spec])));
  for (const [i, layer] of layers.entries())
    for (const { name } of layerTensors(layer)) {
      const [to, from] = [wide!.get(name)!, narrow!.get(name)];
      if (from === undefined) continue; // A block that the other does not have.
      const row = rowInto(layers[i + 1], to, from);
      const [, wideMaps = 1] = to.shape;
      const [outputs, maps = 1] = from.shape as [number, number?];
      const kernel = from.length / (outputs * maps);
      const [width, wideWidth] = [maps * kernel, wideMaps * kernel];
      for (let output = 0; output < outputs; output++) {
        const at = row(output) * wideWidth;
        larger.get(name).fill(0, at, at + wideWidth);
        larger.get(name).set(smaller.get(name).subarray(output * width, (output + 1) * width), at);
      }
    }
}

/** Which of the larger layer's outputs is one of the smaller's: the first ones, of each pixel of a cell that is dealt out. */
function rowInto(
  next: Layer | undefined,
  { shape: [wide] }: ParameterSpec,
  { shape: [outputs] }: ParameterSpec,
): (output: number) => number {
  const pixels = next?.kind === 'pixelShuffle' ? next.factor ** 2 : 1;
  const [maps, wideMaps] = [outputs! / pixels, wide! / pixels];
  return (output) => Math.floor(output / maps) * wideMaps + (output % maps);
}
