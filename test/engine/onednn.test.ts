import { afterEach, describe, expect, it } from 'vitest';
import type { OneDnnRunner } from '../../src/engine/onednn/runner.js';
import { buildDecoder, buildEncoder, paperArchitecture } from '../../src/network/architecture.js';
import { initialise } from '../../src/network/initialise.js';
import type { Network } from '../../src/network/network.js';
import type { Parameters } from '../../src/network/parameters.js';
import { sizeOf } from '../../src/network/shapes.js';
import { parametersOf } from '../../src/network/tensors.js';
import { Random } from '../../src/numeric/random.js';
import { singleLayers } from './layers.js';
import { oneDnn, whyNoKoffi, whyNoOneDnn } from './onednnLibrary.js';
import { referenceBackward, referenceForward } from './reference.js';
import { engineSuite, randomParameters } from './suite.js';

const { createOneDnnEngine, liveHandles, loadOneDnn } = oneDnn;

/** Runs with the library that is installed, or that DCIGN_ONEDNN names. */
const missing = whyNoOneDnn();
if (missing === undefined) {
  engineSuite(`oneDNN ${loadOneDnn().version} fp32`, () => createOneDnnEngine({ precision: 'fp32' }), 2e-5);
}

describe.skipIf(missing !== undefined)(`oneDNN ${missing ?? ''}`, () => {
  // bf16 has 8 bits of mantissa: a rounding is 2^-9 relative. Sums of products of numbers rounded so stay
  // within a few of these of the largest value; where maxima and ReLUs switch, single values do not, but the
  // direction of a whole network's gradient does (measured: 0.17 at most, of the encoder's input).
  describe('bf16', () => {
    it.each(singleLayers)('is near the reference in %s', async (title, network) => {
      const { actual, expected } = await runBoth(network, 3, title);
      for (const [i, { name, values }] of expected.entries()) {
        expect(relativeError(actual[i]!.values, values, Infinity), name).toBeLessThan(2e-2);
      }
    });

    const small = { size: 46, encoder: [18, 5, 6], decoder: [6, 5, 17], code: 7 };
    it.each([buildEncoder(small), buildDecoder(small)])(
      'keeps the direction in a whole $name',
      async (network) => {
        const { actual, expected } = await runBoth(network, 8, network.name);
        for (const [i, { name, values }] of expected.entries()) {
          expect(relativeError(actual[i]!.values, values, 2), name).toBeLessThan(0.25);
        }
      },
    );
  });

  const useRunner = async (runner: OneDnnRunner): Promise<void> => {
    const parameters = parametersOf(runner.network);
    initialise(runner.network, parameters, new Random(1));
    await runner.load(parameters);
    const output = await runner.forward(new Float32Array(runner.batch * sizeOf(runner.network.input)));
    await runner.backward(Float32Array.from(output), parameters.zeros());
  };

  it.each(['fp32', 'bf16'] as const)(
    "has an own kernel for each layer of the paper's network and of a residual one in %s",
    async (precision) => {
      const engine = await createOneDnnEngine({ precision });
      const architectures = [
        { ...paperArchitecture, size: 46 },
        {
          ...{ size: 30, encoder: [32, 64], decoder: [64, 32], code: 10 },
          residual: { encoderBlocks: [1, 1], decoderBlocks: [1, 1], patch: 4 },
        },
      ];
      for (const network of architectures.flatMap((one) => [buildEncoder(one), buildDecoder(one)])) {
        const runner = await engine.prepare(network, {
          batch: 2,
          training: true,
          inputGradient: network.name === 'decoder',
        });
        await useRunner(runner as OneDnnRunner);
        // oneDNN falls back to loops that are a thousand times slower, called `ref:any`.
        const slow = (runner as OneDnnRunner).timings.filter(({ implementation }) =>
          implementation.startsWith('ref'),
        );
        expect(slow).toEqual([]);
        await runner.dispose();
      }
    },
  );

  it('gives every native handle back, also of runners that live side by side', async () => {
    const engine = await createOneDnnEngine();
    const before = liveHandles();
    const network = singleLayers.find(([title]) => title.startsWith('upsampleConv'))![1];
    for (let i = 0; i < 20; i++) {
      const runners = await Promise.all(
        [1, 2, 3].map((batch) => engine.prepare(network, { batch, training: true, inputGradient: true })),
      );
      expect(liveHandles()).toBeGreaterThan(before);
      await Promise.all(runners.map((runner) => useRunner(runner as OneDnnRunner)));
      await Promise.all(runners.map((runner) => runner.dispose()));
      expect(liveHandles()).toBe(before);
    }
  });

  it('gives handles back when a network cannot be prepared', async () => {
    const engine = await createOneDnnEngine();
    const before = liveHandles();
    const impossible: Network = {
      name: 'encoder',
      input: [1, 3, 3],
      layers: [{ kind: 'conv', name: 'c', inputs: 1, outputs: 2, kernel: 5 }],
    };
    const options = { batch: 1, training: true, inputGradient: false };
    await expect(engine.prepare(impossible, options)).rejects.toThrow('oneDNN');
    expect(liveHandles()).toBe(before);
  });
});

describe.skipIf(whyNoKoffi !== undefined)(`a library that cannot be used ${whyNoKoffi ?? ''}`, () => {
  const given = process.env.DCIGN_ONEDNN;
  afterEach(() => {
    if (given === undefined) delete process.env.DCIGN_ONEDNN;
    else process.env.DCIGN_ONEDNN = given;
  });

  it('is named, with the way to get one, if it is missing', async () => {
    process.env.DCIGN_ONEDNN = '/nowhere/libdnnl.so.3';
    await expect(createOneDnnEngine()).rejects.toThrow(/DCIGN_ONEDNN.*\/nowhere\/libdnnl\.so\.3.*To get it/s);
  });

  it.runIf(process.platform === 'linux')('is named, with the symbol, if it is another one', async () => {
    process.env.DCIGN_ONEDNN = 'libm.so.6';
    await expect(createOneDnnEngine()).rejects.toThrow(/libm\.so\.6.*dnnl_version/s);
  });
});

interface Named {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** Output, input gradient and the parameters' gradients, by the bf16 engine and by the reference. */
async function runBoth(
  network: Network,
  batch: number,
  seed: string,
): Promise<{ actual: Named[]; expected: Named[] }> {
  const random = new Random(seed);
  const parameters = randomParameters(network, random);
  // Off its ReLU's edge: there rounding turns it on or off, and a block's gradients jump by a twentieth.
  if (parameters.specs.some(({ name }) => name === 'layer.conv1.bias'))
    parameters.get('layer.conv1.bias').fill(3);
  const input = normals(random, batch * sizeOf(network.input));
  const tensors = new Map(
    parameters.specs.map(({ name }) => [name, Float64Array.from(parameters.get(name))]),
  );
  const output = referenceForward(network, tensors, Float64Array.from(input), batch);
  const slope = normals(random, output.length);
  const backward = referenceBackward(
    network,
    tensors,
    Float64Array.from(input),
    Float64Array.from(slope),
    batch,
  );

  const engine = await createOneDnnEngine({ precision: 'bf16' });
  const runner = await engine.prepare(network, { batch, training: true, inputGradient: true });
  await runner.load(parameters);
  const gradients: Parameters = parameters.zeros();
  const actual = [
    { name: 'output', values: Float32Array.from(await runner.forward(input)) },
    { name: 'input gradient', values: Float32Array.from(await runner.backward(slope, gradients)) },
    ...[...backward.gradients.keys()].map((name) => ({ name, values: gradients.get(name) })),
  ];
  await runner.dispose();
  return {
    actual,
    expected: [
      { name: 'output', values: output },
      { name: 'input gradient', values: backward.inputGradient },
      ...[...backward.gradients].map(([name, values]) => ({ name, values })),
    ],
  };
}

function normals(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}

/** Norm of the difference over the norm of what is expected: the largest value, or the Euclidean norm. */
function relativeError(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  norm: 2 | typeof Infinity,
): number {
  const size = (values: readonly number[]): number =>
    norm === 2 ? Math.hypot(...values) : Math.max(...values.map(Math.abs));
  const wanted = Array.from(expected);
  return size(wanted.map((x, i) => actual[i]! - x)) / (size(wanted) || 1);
}
