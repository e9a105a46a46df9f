import type { Parameters } from '../network/parameters.js';

/** The stretches of the flat buffer that belong to either network: the encoder's first, as `parametersOf` lays them. */
export function gradientParts({ specs, data }: Parameters): {
  readonly encoder: Float32Array;
  readonly decoder: Float32Array;
} {
  const border = specs.find(({ name }) => name.startsWith('decoder.'))?.offset ?? data.length;
  return { encoder: data.subarray(0, border), decoder: data.subarray(border) };
}
