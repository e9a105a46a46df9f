import type { Layer, Network, Shape } from '../../src/network/network.js';

const conv = (kind: 'conv' | 'upsampleConv', inputs: number, outputs: number, kernel: number): Layer => ({
  kind,
  name: 'layer',
  inputs,
  outputs,
  kernel,
});

const one = (title: string, input: Shape, layer: Layer): readonly [string, Network] => [
  title,
  { name: 'decoder', input, layers: [layer] },
];

/** A network for each kind of layer and each turn it can take. Maps are few or no multiple of a vector's width. */
export const singleLayers: readonly (readonly [title: string, network: Network])[] = [
  one('conv 5x5', [3, 9, 8], conv('conv', 3, 4, 5)),
  one('conv 5x5 of one map', [1, 12, 12], conv('conv', 1, 6, 5)),
  one('conv 5x5 with more maps than a vector holds', [18, 7, 7], conv('conv', 18, 35, 5)),
  one('conv 3x3', [2, 6, 7], conv('conv', 2, 3, 3)),
  one('conv 4x4 down to one pixel', [2, 4, 4], conv('conv', 2, 3, 4)),
  one('conv 1x1', [5, 3, 4], conv('conv', 5, 2, 1)),
  one('upsampleConv 7x7, odd side', [3, 5, 5], conv('upsampleConv', 3, 4, 7)),
  one('upsampleConv 7x7, even side', [2, 6, 6], conv('upsampleConv', 2, 3, 7)),
  one('upsampleConv 7x7 to one map', [5, 6, 7], conv('upsampleConv', 5, 1, 7)),
  one('upsampleConv 7x7 down to one cell', [2, 4, 4], conv('upsampleConv', 2, 3, 7)),
  one('upsampleConv 5x5, odd side', [3, 5, 5], conv('upsampleConv', 3, 2, 5)),
  one('upsampleConv 5x5, even side', [3, 4, 6], conv('upsampleConv', 3, 2, 5)),
  one('upsampleConv 7x7 with more maps than a vector holds', [17, 5, 5], conv('upsampleConv', 17, 20, 7)),
  one('upsampleConv 1x1', [2, 3, 3], conv('upsampleConv', 2, 3, 1)),
  one('linear', [7], { kind: 'linear', name: 'layer', inputs: 7, outputs: 5 }),
  one('linear of an image', [2, 3, 4], { kind: 'linear', name: 'layer', inputs: 24, outputs: 3 }),
  one('maxPool, even sides', [3, 6, 4], { kind: 'maxPool' }),
  one('maxPool, odd sides', [3, 7, 5], { kind: 'maxPool' }),
  one('maxPool, odd height', [2, 5, 6], { kind: 'maxPool' }),
  one('relu of features', [9], { kind: 'relu' }),
  one('relu of an image', [17, 3, 3], { kind: 'relu' }),
  one('reshape', [12], { kind: 'reshape', shape: [3, 2, 2] }),
];
