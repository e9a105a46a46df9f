import { describe, expect, it } from 'vitest';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import type { Parameters } from '../../src/network/parameters.js';
import { layerTensors, parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { referenceForward } from '../engine/reference.js';

const architecture = { size: 40, encoder: [16, 8], decoder: [16, 24], code: 20 };
const encoder = buildEncoder(architecture);
const decoder = buildDecoder(architecture);

function start(seed: number): Parameters {
  const parameters = parametersOf(encoder, decoder);
  initialise(encoder, parameters, new Random(seed, 'encoder'));
  initialise(decoder, parameters, new Random(seed, 'decoder'));
  return parameters;
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    largest: values.reduce((max, x) => Math.max(max, Math.abs(x)), 0),
  };
}

describe('initialise', () => {
  const parameters = start(1);

  it.each([
    ['encoder.conv2', 16 * 25],
    ['decoder.conv1', 16 * 49],
  ])('draws %s uniformly within 1 / sqrt(%i)', (name, fanIn) => {
    const limit = 1 / Math.sqrt(fanIn);
    const { mean, deviation, largest } = moments(parameters.get(`${name}.weight`));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.99 * limit);
    expect(deviation).toBeCloseTo(limit / Math.sqrt(3), 2);
    expect(Math.abs(mean)).toBeLessThan(0.1 * limit);
    const bias = moments(parameters.get(`${name}.bias`));
    expect(bias.largest).toBeLessThanOrEqual(limit);
    expect(bias.deviation).toBeGreaterThan(0.2 * limit);
  });

  it.each(['encoder.posterior', 'decoder.linear'])('draws %s from N(0, 0.01)', (name) => {
    const { mean, deviation, largest } = moments(parameters.get(`${name}.weight`));
    expect(Math.abs(mean)).toBeLessThan(5e-4);
    expect(Math.abs(deviation - 0.01)).toBeLessThan(5e-4);
    expect(largest).toBeGreaterThan(0.03);
    expect(moments(parameters.get(`${name}.bias`)).deviation).toBeGreaterThan(0.005);
  });

  it("keeps the variance of a convolution's input through its ReLU, as He's rule promises", () => {
    const layer = { kind: 'conv', name: 'one', inputs: 6, outputs: 40, kernel: 5 } as const;
    const network = { name: 'encoder', input: [6, 12, 12], layers: [layer] } as const;
    const he = parametersOf(network);
    initialise(network, he, new Random(4), 'he');
    const random = new Random(5);
    const input = Float64Array.from({ length: 6 * 12 * 12 }, () => random.normal());
    const tensors = new Map(
      layerTensors(layer).map(({ name }) => [name, Float64Array.from(he.get(name))] as const),
    );
    const output = referenceForward(network, tensors, input, 1);
    const meanSquareAfterRelu = output.reduce((sum, x) => sum + Math.max(0, x) ** 2, 0) / output.length;
    expect(meanSquareAfterRelu).toBeGreaterThan(0.7);
    expect(meanSquareAfterRelu).toBeLessThan(1.4);
    expect(moments(he.get('one.bias')).largest).toBe(0);
  });

  it('is decided by the seed', () => {
    expect(start(1).data).toEqual(parameters.data);
    expect(start(2).data).not.toEqual(parameters.data);
  });

  it('touches its own network alone', () => {
    const both = parametersOf(encoder, decoder);
    initialise(decoder, both, new Random(3));
    expect(both.get('encoder.conv1.weight').every((x) => x === 0)).toBe(true);
    expect(both.get('decoder.conv1.weight').some((x) => x !== 0)).toBe(true);
  });
});

it('starts a residual block as the identity', () => {
  const network = buildDecoder({
    ...{ size: 16, encoder: [4], decoder: [4], code: 3 },
    residual: { encoderBlocks: [0], decoderBlocks: [2], patch: 4 },
  });
  const parameters = parametersOf(network);
  initialise(network, parameters, new Random(5), 'he');
  for (const block of [1, 2]) {
    expect(parameters.get(`decoder.stage1.block${block}.conv1.weight`).some((x) => x !== 0)).toBe(true);
    expect(parameters.get(`decoder.stage1.block${block}.conv2.weight`).every((x) => x === 0)).toBe(true);
  }
});
