import type { Layer, LayerOf, Network, Shape } from '../../src/network/network.js';

const conv = (kind: 'conv' | 'upsampleConv', inputs: number, outputs: number, kernel: number): Layer => ({
  kind,
  name: 'layer',
  inputs,
  outputs,
  kernel,
});

const moving = (
  inputs: number,
  outputs: number,
  kernel: number,
  stride: number,
  padding: number,
): LayerOf<'conv'> => ({ kind: 'conv', name: 'layer', inputs, outputs, kernel, stride, padding });

const block = (name: string, maps: number): Layer => ({
  kind: 'residual',
  layers: [
    { kind: 'relu' },
    { ...moving(maps, maps, 3, 1, 1), name: `${name}.conv1` },
    { kind: 'relu' },
    { ...moving(maps, maps, 3, 1, 1), name: `${name}.conv2` },
  ],
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
  one('conv 4x4 by steps of 2, odd and even sides', [3, 9, 8], moving(3, 5, 4, 2, 1)),
  one('conv 4x4 by steps of 2 without padding', [2, 7, 6], moving(2, 3, 4, 2, 0)),
  one('conv 8x8 by steps of 4 of one map', [1, 22, 18], moving(1, 6, 8, 4, 2)),
  one('conv 8x8 by steps of 4, columns left out', [1, 19, 17], moving(1, 3, 8, 4, 2)),
  one('conv 2x2 by steps of 2', [2, 6, 5], moving(2, 3, 2, 2, 0)),
  one('conv 3x3 padded', [4, 5, 6], moving(4, 3, 3, 1, 1)),
  one('conv 3x3 padded, to more maps', [3, 5, 4], moving(3, 18, 3, 1, 1)),
  one('conv 3x3 padded, of one map', [1, 6, 6], moving(1, 4, 3, 1, 1)),
  one('conv 5x5 padded by 1', [2, 7, 6], moving(2, 3, 5, 1, 1)),
  one('pixelShuffle 2', [12, 3, 4], { kind: 'pixelShuffle', factor: 2 }),
  one('pixelShuffle 4 to one map', [16, 3, 2], { kind: 'pixelShuffle', factor: 4 }),
  one('conv 4x4 by steps of 2, to fewer maps', [5, 8, 7], moving(5, 2, 4, 2, 1)),
  one('conv 3x3 padded, of one pixel', [3, 1, 1], moving(3, 2, 3, 1, 1)),
  one('pixelShuffle 4', [48, 2, 2], { kind: 'pixelShuffle', factor: 4 }),
  one('crop at the far corner', [2, 7, 7], { kind: 'crop', start: 2, size: 5 }),
  one('crop at the corner', [2, 7, 6], { kind: 'crop', start: 0, size: 5 }),
  one('crop within', [3, 9, 8], { kind: 'crop', start: 2, size: 5 }),
  one('residual', [5, 4, 5], block('layer', 5)),
  [
    'residual behind a relu, and another one',
    {
      name: 'decoder',
      input: [3, 5, 4],
      layers: [{ kind: 'relu' }, block('a', 3), block('b', 3), { kind: 'relu' }],
    },
  ],
  [
    'residual within a residual',
    {
      name: 'decoder',
      input: [3, 4, 4],
      layers: [{ kind: 'residual', layers: [block('a', 3), moving(3, 3, 3, 1, 1)] }],
    },
  ],
  [
    'a convolution, a block, a shuffle and a crop',
    {
      name: 'decoder',
      input: [2, 4, 4],
      layers: [
        moving(2, 4, 3, 1, 1),
        block('a', 4),
        { kind: 'relu' },
        { ...moving(4, 16, 3, 1, 1), name: 'last' },
        { kind: 'pixelShuffle', factor: 4 },
        { kind: 'crop', start: 4, size: 11 },
      ],
    },
  ],
  one('linear', [7], { kind: 'linear', name: 'layer', inputs: 7, outputs: 5 }),
  one('linear of an image', [2, 3, 4], { kind: 'linear', name: 'layer', inputs: 24, outputs: 3 }),
  one('maxPool, even sides', [3, 6, 4], { kind: 'maxPool' }),
  one('maxPool, odd sides', [3, 7, 5], { kind: 'maxPool' }),
  one('maxPool, odd height', [2, 5, 6], { kind: 'maxPool' }),
  one('relu of features', [9], { kind: 'relu' }),
  one('relu of an image', [17, 3, 3], { kind: 'relu' }),
  one('reshape', [12], { kind: 'reshape', shape: [3, 2, 2] }),
];
