import { describe, expect, it } from 'vitest';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import type { Network } from '../../src/network/network.js';
import { sizeOf } from '../../src/network/shapes.js';
import { layerTensors } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { singleLayers } from './layers.js';
import { type Numbers, referenceBackward, referenceForward } from './reference.js';

const tiny = { size: 16, encoder: [3, 2], decoder: [2, 3, 2], code: 2 };
const networks: readonly (readonly [string, Network])[] = [
  ...singleLayers.filter(([, network]) => sizeOf(network.input) < 500),
  ['a whole encoder', buildEncoder(tiny)],
  ['a whole decoder', buildDecoder(tiny)],
];

const BATCH = 2;
const STEP = 1e-5;

describe.each(networks)('the reference: %s', (title, network) => {
  const random = new Random(title);
  const draw = (length: number): Numbers => Float64Array.from({ length }, () => random.normal());
  const tensors = new Map(
    network.layers.flatMap(layerTensors).map(({ name, shape }) => [name, draw(sizeOf(shape))]),
  );
  const input = draw(BATCH * sizeOf(network.input));
  const slope = draw(referenceForward(network, tensors, input, BATCH).length);
  const loss = (): number =>
    referenceForward(network, tensors, input, BATCH).reduce((sum, y, j) => sum + y * slope[j]!, 0);

  it('has the gradient that finite differences give', () => {
    const { inputGradient, gradients } = referenceBackward(network, tensors, input, slope, BATCH);
    const pairs: [Numbers, Numbers][] = [[input, inputGradient]];
    for (const [name, values] of tensors) pairs.push([values, gradients.get(name)!]);
    for (const [values, gradient] of pairs) {
      // A few places of each tensor: every product is computed by the same loop.
      for (let trial = 0; trial < 12; trial++) {
        const at = random.integer(values.length);
        const value = values[at]!;
        values[at] = value + STEP;
        const above = loss();
        values[at] = value - STEP;
        const below = loss();
        values[at] = value;
        expect((above - below) / (2 * STEP)).toBeCloseTo(gradient[at]!, 5);
      }
    }
  });
});

/** Worked out on paper: an independent word on what each layer means. */
describe('the reference by hand', () => {
  const run = (network: Network, tensors: Record<string, number[]>, input: number[]): number[] => [
    ...referenceForward(
      network,
      new Map(Object.entries(tensors).map(([name, values]) => [name, Float64Array.from(values)])),
      Float64Array.from(input),
      1,
    ),
  ];

  it('correlates, it does not convolve', () => {
    const network: Network = {
      name: 'encoder',
      input: [1, 2, 3],
      layers: [{ kind: 'conv', name: 'c', inputs: 1, outputs: 1, kernel: 2 }],
    };
    const output = run(network, { 'c.weight': [1, 10, 100, 1000], 'c.bias': [0.5] }, [1, 2, 3, 4, 5, 6]);
    expect(output).toEqual([5421.5, 6532.5]);
  });

  it('doubles each pixel before it convolves', () => {
    const network: Network = {
      name: 'decoder',
      input: [1, 2, 2],
      layers: [{ kind: 'upsampleConv', name: 'c', inputs: 1, outputs: 1, kernel: 3 }],
    };
    const sum = run(network, { 'c.weight': Array(9).fill(1), 'c.bias': [0] }, [1, 2, 3, 4]);
    // Rows 0 to 2 of 1 1 2 2 / 1 1 2 2 / 3 3 4 4 / 3 3 4 4, and so on.
    expect(sum).toEqual([18, 21, 24, 27]);
  });

  it('pools cells of four and drops an odd row and column', () => {
    const network: Network = { name: 'encoder', input: [1, 3, 5], layers: [{ kind: 'maxPool' }] };
    expect(run(network, {}, [1, 5, 2, 2, 9, 4, 3, 2, 8, 9, 9, 9, 9, 9, 9])).toEqual([5, 8]);
  });
});
