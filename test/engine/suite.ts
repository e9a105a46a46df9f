import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, PrepareOptions, Runner } from '../../src/engine/engine.js';
import { buildDecoder, buildEncoder } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import type { Network } from '../../src/network/network.js';
import type { Parameters } from '../../src/network/parameters.js';
import { sizeOf } from '../../src/network/shapes.js';
import { parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { singleLayers } from './layers.js';
import { referenceBackward, referenceForward } from './reference.js';

/**
 * What every engine must do.
 *
 * @param tolerance largest error of a tensor, relative to its largest value: 2e-5 or so for fp32
 * @param runners how many are opened and freed to see that none holds on to its memory
 */
export function engineSuite(
  name: string,
  makeEngine: () => Promise<Engine>,
  tolerance: number,
  { runners = 100 }: { readonly runners?: number } = {},
): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await makeEngine();
    });

    const prepared = async <T>(
      network: Network,
      options: Partial<PrepareOptions>,
      use: (runner: Runner) => Promise<T>,
    ): Promise<T> => {
      const defaults = { batch: 3, training: true, inputGradient: true };
      const runner = await engine.prepare(network, { ...defaults, ...options });
      try {
        return await use(runner);
      } finally {
        await runner.dispose();
      }
    };

    /** Runs forward and backward on random numbers and compares all that comes out with the reference. */
    const compare = async (title: string, network: Network, batch: number): Promise<void> => {
      const random = new Random(title);
      const parameters = randomParameters(network, random);
      await prepared(network, { batch }, async (runner) => {
        await runner.load(parameters);
        await compareOnce(runner, parameters, random, tolerance);
      });
    };

    describe('each layer equals the reference, forward and backward', () => {
      it.each(singleLayers)('%s', (title, network) => compare(title, network, 3));
      it('and for a batch of one image', () =>
        compare('one', singleLayers.find(([title]) => title.startsWith('upsampleConv'))![1], 1));
    });

    const small = { size: 46, encoder: [18, 5, 6], decoder: [6, 5, 17], code: 7 };
    /** No multiple of its patches, so that borders are cut off. */
    const residual = {
      ...{ size: 30, encoder: [6, 5], decoder: [7, 6], code: 5 },
      residual: { encoderBlocks: [1, 2], decoderBlocks: [1, 0], patch: 4 },
    };
    const encoder = buildEncoder(small);
    const decoder = buildDecoder(small);

    describe('whole networks equal the reference, forward and backward', () => {
      it('the encoder', () => compare('encoder', encoder, 2));
      it('the decoder', () => compare('decoder', decoder, 2));
      it('a residual encoder', () => compare('residual encoder', buildEncoder(residual), 2));
      it('a residual decoder', () => compare('residual decoder', buildDecoder(residual), 2));
    });

    it("sends a max-pool's gradient to the first of equal values", async () => {
      const network: Network = { name: 'encoder', input: [1, 4, 6], layers: [{ kind: 'maxPool' }] };
      // biome-ignore format: an image
      const input = Float32Array.of(
        5, 5,  0, 0,  1, 2,
        5, 5,  0, 7,  2, 1,
        3, 0, -1,-1,  4, 4,
        3, 3, -1,-1,  0, 4,
      );
      // biome-ignore format: an image
      const expected = [
        1, 0,  0, 0,  0, 3,
        0, 0,  0, 2,  0, 0,
        4, 0,  5, 0,  6, 0,
        0, 0,  0, 0,  0, 0,
      ];
      await prepared(network, { batch: 1 }, async (runner) => {
        await runner.load(parametersOf(network));
        expect([...(await runner.forward(input))]).toEqual([5, 7, 2, 3, -1, 4]);
        const gradient = await runner.backward(Float32Array.of(1, 2, 3, 4, 5, 6), parametersOf(network));
        expect([...gradient]).toEqual(expected);
      });
    });

    it("sends a max-pool's gradient to the first of equal values behind a convolution", async () => {
      // Flat background: every cell of the pool ties, so that only the upper left of each 2 x 2 sees its input.
      const network: Network = {
        name: 'encoder',
        input: [1, 6, 6],
        layers: [
          { kind: 'conv', name: 'c', inputs: 1, outputs: 1, kernel: 3 },
          { kind: 'maxPool' },
          { kind: 'relu' },
        ],
      };
      const parameters = parametersOf(network);
      parameters.get('c.weight').fill(1);
      const input = new Float32Array(36).fill(1);
      await prepared(network, { batch: 1 }, async (runner) => {
        await runner.load(parameters);
        expect([...(await runner.forward(input))]).toEqual([9, 9, 9, 9]);
        const inputGradient = await runner.backward(Float32Array.of(1, 10, 100, 1000), parameters.zeros());
        // Kernels of ones at rows and columns 0 to 2 and 2 to 4.
        const line = [1, 1, 11, 10, 10, 0];
        expect([...inputGradient]).toEqual([
          ...[line, line].flat(),
          ...line.map((x) => 101 * x),
          ...[line, line].flat().map((x) => 100 * x),
          ...Array(6).fill(0),
        ]);
      });
    });

    it('lets nothing back through a relu at zero or below', async () => {
      const network: Network = { name: 'encoder', input: [4], layers: [{ kind: 'relu' }] };
      await prepared(network, { batch: 1 }, async (runner) => {
        await runner.load(parametersOf(network));
        expect([...(await runner.forward(Float32Array.of(-1, 0, 1e-30, 2)))].map(Math.abs)).toEqual([
          0,
          0,
          expect.closeTo(1e-30, 35),
          2,
        ]);
        const gradient = await runner.backward(Float32Array.of(1, 2, 3, 4), parametersOf(network));
        expect([...gradient].map(Math.abs)).toEqual([0, 0, 3, 4]);
      });
    });

    describe('a runner', () => {
      let runner: Runner;
      const random = new Random('runner');
      const parameters = parametersOf(encoder, decoder);
      const input = normals(random, 2 * sizeOf(decoder.input));
      const slope = normals(random, 2 * small.size ** 2);
      beforeAll(async () => {
        initialise(encoder, parameters, random);
        initialise(decoder, parameters, random);
        runner = await engine.prepare(decoder, { batch: 2, training: true, inputGradient: true });
        await runner.load(parameters);
      });
      afterAll(() => runner.dispose());

      it('says what it was prepared for', () => {
        expect(runner.network).toBe(decoder);
        expect(runner.batch).toBe(2);
      });

      it('overwrites the gradients of its own tensors and leaves the others', async () => {
        await runner.forward(input);
        const gradients = parameters.zeros();
        gradients.data.fill(7);
        await runner.backward(slope, gradients);
        const first = gradients.data.slice();
        await runner.backward(slope, gradients);
        expect(gradients.data).toEqual(first);
        const decoderStart = gradients.specs.find(({ name }) => name.startsWith('decoder'))!.offset;
        expect(first.subarray(0, decoderStart).every((g) => g === 7)).toBe(true);
        expect(first.subarray(decoderStart).every((g) => g !== 7)).toBe(true);
      });

      it('gives the same bits for the same numbers', async () => {
        const results = [];
        for (let i = 0; i < 3; i++) {
          const gradients = parameters.zeros();
          const output = Float32Array.from(await runner.forward(input));
          const inputGradient = Float32Array.from(await runner.backward(slope, gradients));
          results.push({ output, inputGradient, gradients: gradients.data });
        }
        expect(results[1]).toEqual(results[0]);
        expect(results[2]).toEqual(results[0]);
      });

      it('uses new parameters once they are loaded, in both directions', async () => {
        const changed = parameters.zeros();
        changed.data.set(parameters.data.map((x) => 1.5 * x + 0.01));
        await runner.load(changed);
        await compareOnce(runner, changed, new Random('changed'), tolerance);
        await runner.load(parameters);
        await compareOnce(runner, parameters, new Random('back'), tolerance);
      });

      it('keeps no state from one input to the next', async () => {
        const before = Float32Array.from(await runner.forward(input));
        await runner.forward(input.map((x) => -x));
        expect(Float32Array.from(await runner.forward(input))).toEqual(before);
      });
    });

    it('gives no input gradient unless asked', async () => {
      await prepared(encoder, { batch: 1, inputGradient: false }, async (runner) => {
        const random = new Random('no input gradient');
        const parameters = randomParameters(encoder, random);
        await runner.load(parameters);
        await runner.forward(normals(random, small.size ** 2));
        const gradients = parameters.zeros();
        expect(await runner.backward(normals(random, 2 * small.code), gradients)).toHaveLength(0);
        expect(gradients.get('encoder.conv1.weight').some((g) => g !== 0)).toBe(true);
      });
    });

    it('gives the input gradient alone where nobody wants those of the parameters', async () => {
      for (const network of [decoder, buildDecoder(residual)]) {
        const random = new Random('input gradient alone');
        const parameters = randomParameters(network, random);
        const input = normals(random, 3 * sizeOf(network.input));
        const slope = normals(random, 3 * (network === decoder ? small : residual).size ** 2);
        const run = async (runner: Runner): Promise<readonly [Float32Array, Float32Array]> => {
          await runner.load(parameters);
          await runner.forward(input);
          const gradients = parameters.zeros();
          const inputGradient = await runner.backward(slope, gradients);
          return [Float32Array.from(inputGradient), gradients.data];
        };
        const [expected] = await prepared(network, {}, run);
        const [alone, gradients] = await prepared(network, { parameterGradients: false }, run);
        expect(relativeError(alone, expected)).toBeLessThan(tolerance);
        expect(gradients.every((g) => g === 0)).toBe(true);
      }
    });

    it('has nothing to give backwards where nobody wants any gradient', async () => {
      const wanted = { inputGradient: false, parameterGradients: false };
      await prepared(decoder, wanted, async (runner) => {
        const parameters = randomParameters(decoder, new Random('no gradients'));
        await runner.load(parameters);
        await runner.forward(new Float32Array(3 * small.code));
        const gradients = parameters.zeros();
        expect(await runner.backward(new Float32Array(3 * small.size ** 2).fill(1), gradients)).toHaveLength(
          0,
        );
        expect(gradients.data.every((g) => g === 0)).toBe(true);
      });
    });

    it('runs a network that will not be trained, with the same result', async () => {
      const random = new Random('inference');
      const parameters = randomParameters(decoder, random);
      const input = normals(random, 3 * small.code);
      const run = async (runner: Runner): Promise<Float32Array> => {
        await runner.load(parameters);
        return Float32Array.from(await runner.forward(input));
      };
      const plain = await prepared(decoder, { training: false, inputGradient: false }, run);
      expect(relativeError(plain, await prepared(decoder, {}, run))).toBeLessThan(tolerance);
    });

    it('frees what a runner held', async () => {
      const network: Network = {
        name: 'decoder',
        input: [1000],
        layers: [{ kind: 'linear', name: 'l', inputs: 1000, outputs: 2000 }],
      };
      const parameters = parametersOf(network);
      const gradients = parameters.zeros();
      const useOne = (): Promise<void> =>
        prepared(network, { batch: 20 }, async (runner) => {
          await runner.load(parameters);
          await runner.forward(new Float32Array(20 * 1000));
          await runner.backward(new Float32Array(20 * 2000), gradients);
        });
      for (let i = 0; i < 4; i++) await useOne();
      const before = process.memoryUsage().rss;
      for (let i = 0; i < runners; i++) await useOne();
      // Each held 8 MB of weights and as much of gradients: of a hundred 1.6 GB if none were freed. The garbage collector
      // may let some hundreds pile up.
      expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100 + 7 * runners);
    });
  });
}

async function compareOnce(
  runner: Runner,
  parameters: Parameters,
  random: Random,
  tolerance: number,
): Promise<void> {
  const { network, batch } = runner;
  const tensors = new Map(
    parameters.specs.map(({ name }) => [name, Float64Array.from(parameters.get(name))]),
  );
  const input = normals(random, batch * sizeOf(network.input));
  const expectedOutput = referenceForward(network, tensors, Float64Array.from(input), batch);
  expect(relativeError(await runner.forward(input), expectedOutput)).toBeLessThan(tolerance);

  // Not around 0: where the terms of a bias's gradient cancel, what is left is rounding in any engine.
  const slope = normals(random, expectedOutput.length).map((x) => x + 1);
  const gradients = parameters.zeros();
  const inputGradient = await runner.backward(slope, gradients);
  const expected = referenceBackward(
    network,
    tensors,
    Float64Array.from(input),
    Float64Array.from(slope),
    batch,
  );
  expect(relativeError(inputGradient, expected.inputGradient)).toBeLessThan(tolerance);
  for (const [name, gradient] of expected.gradients)
    expect(relativeError(gradients.get(name), gradient), name).toBeLessThan(tolerance);
}

export function randomParameters(network: Network, random: Random): Parameters {
  const parameters = parametersOf(network);
  initialise(network, parameters, random);
  // Not as a training starts: there a block's last convolution is zero, and hides what lies before it.
  for (const { name, length } of parameters.specs)
    if (parameters.get(name).every((x) => x === 0))
      parameters.get(name).set(normals(random, length).map((x) => 0.2 * x));
  return parameters;
}

function normals(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

/** The largest difference between two tensors, relative to the largest value. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual).toHaveLength(expected.length);
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    const error = Math.abs(actual[i]! - expected[i]!);
    if (Number.isNaN(error)) return Number.NaN;
    difference = Math.max(difference, error);
  }
  return difference / (largest || 1);
}
