import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { buildDecoder, buildEncoder, paperArchitecture } from '../../src/network/architecture.js';
import { layerShape, outputShape, shapesOf } from '../../src/network/shapes.js';
import { parametersOf } from '../../src/network/tensors.js';

const kernels = (size: number, decoder: number[]): number[] =>
  buildDecoder({ size, encoder: [4], decoder, code: 3 }).layers.flatMap((layer) =>
    layer.kind === 'upsampleConv' ? [layer.kernel] : [],
  );

describe("the paper's architecture", () => {
  const encoder = buildEncoder(paperArchitecture);
  const decoder = buildDecoder(paperArchitecture);

  it('has 4,131,137 parameters', () => {
    expect(parametersOf(encoder, decoder).data).toHaveLength(4_131_137);
  });

  it('has the sides of the released code', () => {
    const sides = (shapes: readonly (readonly number[])[]): unknown[] => shapes.map((shape) => shape[1]);
    expect(sides(shapesOf(encoder))).toEqual([150, 146, 73, 73, 69, 34, 34, 30, 15, 15, undefined]);
    expect(shapesOf(decoder).flatMap((shape) => (shape.length === 3 ? [shape.join('x')] : []))).toEqual([
      '24x15x15',
      '48x24x24',
      '48x24x24',
      '96x42x42',
      '96x42x42',
      '96x78x78',
      '96x78x78',
      '1x150x150',
    ]);
    expect(outputShape(encoder)).toEqual([400]);
    expect(kernels(150, [24, 48, 96, 96])).toEqual([7, 7, 7, 7]);
  });

  it('names its tensors plainly, in the order of the layers', () => {
    expect(
      parametersOf(encoder, decoder).specs.map(({ name, shape }) => `${name} ${shape.join('x')}`),
    ).toEqual([
      'encoder.conv1.weight 96x1x5x5',
      'encoder.conv1.bias 96',
      'encoder.conv2.weight 48x96x5x5',
      'encoder.conv2.bias 48',
      'encoder.conv3.weight 24x48x5x5',
      'encoder.conv3.bias 24',
      'encoder.posterior.weight 400x5400',
      'encoder.posterior.bias 400',
      'decoder.linear.weight 5400x200',
      'decoder.linear.bias 5400',
      'decoder.conv1.weight 48x24x7x7',
      'decoder.conv1.bias 48',
      'decoder.conv2.weight 96x48x7x7',
      'decoder.conv2.bias 96',
      'decoder.conv3.weight 96x96x7x7',
      'decoder.conv3.bias 96',
      'decoder.conv4.weight 1x96x7x7',
      'decoder.conv4.bias 1',
    ]);
  });
});

describe('other architectures', () => {
  it('takes a kernel of 5 where 7 would need an odd side before', () => {
    expect(kernels(64, [8, 8, 8])).toEqual([7, 7, 5]);
    expect(shapesOf(buildDecoder({ size: 64, encoder: [4], decoder: [8, 8, 8], code: 3 }))[3]).toEqual([
      8, 13, 13,
    ]);
  });

  it('gives an image of the size asked for, whatever the size and the depth', () => {
    const maps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
    const architectures = fc.record({
      size: fc.integer({ min: 38, max: 200 }).map((n) => 2 * n),
      encoder: maps,
      decoder: maps,
      code: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(architectures, (architecture) => {
        expect(outputShape(buildDecoder(architecture))).toEqual([1, architecture.size, architecture.size]);
        expect(outputShape(buildEncoder(architecture))).toEqual([2 * architecture.code]);
      }),
    );
  });

  it('works at the smallest size it names, and not below', () => {
    const architecture = { ...paperArchitecture, size: 36 };
    expect(shapesOf(buildEncoder(architecture)).at(-2)).toEqual([24, 1, 1]);
    expect(() => buildEncoder({ ...architecture, size: 34 })).toThrow(/36 or a larger even size/);
  });

  it.each([
    [{ size: 151 }, /150 and 152/],
    [{ size: 63.5 }, /62 and 64/],
    [{ size: Number.NaN }, /36 or a larger/],
    [{ size: -3 }, /36 or a larger/],
    [{ encoder: [] }, /encoder's maps/],
    [{ decoder: [8, 0] }, /decoder's maps are given as \[8, 0\]/],
    [{ code: 0 }, /code is given 0 units/],
  ])('refuses %o', (change, message) => {
    for (const build of [buildEncoder, buildDecoder]) {
      const attempt = (): unknown => build({ ...paperArchitecture, ...change });
      expect(attempt).toThrow(UserError);
      expect(attempt).toThrow(message);
    }
  });
});

it('refuses a layer that does not fit what comes before', () => {
  expect(() => layerShape({ kind: 'linear', name: 'l', inputs: 5, outputs: 2 }, [2, 3])).toThrow(RangeError);
  expect(() => layerShape({ kind: 'conv', name: 'c', inputs: 1, outputs: 2, kernel: 5 }, [1, 4, 9])).toThrow(
    RangeError,
  );
  expect(() => layerShape({ kind: 'maxPool' }, [7])).toThrow(RangeError);
});

describe('residual networks', () => {
  const residual = {
    ...{ size: 150, encoder: [32, 64, 96], decoder: [96, 64, 32], code: 100 },
    residual: { encoderBlocks: [2, 2, 1], decoderBlocks: [2, 2, 1], patch: 4 },
  };

  it.each([150, 149, 64, 48, 16])('go from %i pixels to the code and back', (size) => {
    expect(outputShape(buildEncoder({ ...residual, size }))).toEqual([200]);
    expect(outputShape(buildDecoder({ ...residual, size }))).toEqual([1, size, size]);
  });

  it('names its tensors by stage and block', () => {
    const names = parametersOf(buildEncoder(residual)).specs.map(({ name }) => name);
    expect(names.slice(0, 6)).toEqual([
      'encoder.conv1.weight',
      'encoder.conv1.bias',
      'encoder.stage1.block1.conv1.weight',
      'encoder.stage1.block1.conv1.bias',
      'encoder.stage1.block1.conv2.weight',
      'encoder.stage1.block1.conv2.bias',
    ]);
    expect(names.slice(-2)).toEqual(['encoder.posterior.weight', 'encoder.posterior.bias']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every convolution on maps a quarter of the picture wide at most', () => {
    for (const network of [buildEncoder(residual), buildDecoder(residual)])
      network.layers.forEach((layer, i) => {
        if (layer.kind === 'residual') expect(shapesOf(network)[i]![1]).toBeLessThanOrEqual(40);
      });
  });

  it.each([
    [{ size: 14 }, /size of 14 is impossible.*16 at least/],
    [{ residual: { ...residual.residual, patch: 3 } }, /patch of 3.*even/],
    [{ residual: { ...residual.residual, decoderBlocks: [1] } }, /decoder has 3 stages.*\[1\]/],
  ])('refuse %o', (change, message) => {
    expect(() => buildDecoder({ ...residual, ...change })).toThrow(message);
  });
});
