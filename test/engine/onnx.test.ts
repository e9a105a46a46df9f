import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { buildGraphs } from '../../src/engine/onnx/build.js';
import { CannotUse, howToGet } from '../../src/engine/onnx/cannotUse.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { ProtobufWriter } from '../../src/engine/onnx/protobuf.js';
import { RUNTIME_NAMES } from '../../src/engine/onnx/provider.js';
import { residentNames } from '../../src/engine/onnx/residents.js';
import { rulesFor } from '../../src/engine/onnx/rules.js';
import { loadRuntime } from '../../src/engine/onnx/runtime.js';
import { buildEncoder, paperArchitecture } from '../../src/network/architecture.js';
import { engineSuite } from './suite.js';

const { ort, kind } = await loadRuntime();

engineSuite('onnx', () => createOnnxEngine(), 1e-5);
engineSuite('onnx, not folded', () => createOnnxEngine({ folded: false }), 1e-5);

describe('the graphs', () => {
  const encoder = buildEncoder(paperArchitecture);

  it('compute nothing but the output for a network that is not trained', () => {
    const graphs = buildGraphs(encoder, rulesFor(true), { batch: 20, training: false, inputGradient: false });
    expect(graphs.forward.outputs).toEqual([graphs.output]);
    expect(graphs.forward.pairs).toEqual([]);
    expect(graphs.backward).toBeUndefined();
  });

  it('carry over what the backward pass needs, and not the largest maps', () => {
    const options = { batch: 20, training: true, inputGradient: false };
    const { forward, backward } = buildGraphs(encoder, rulesFor(true), options);
    const carried = forward.outputs.slice(1).map(({ type, shape }) => `${type} ${shape.join('x')}`);
    expect(carried.sort()).toEqual([
      'float32 20x24x15x15',
      'float32 20x48x34x34',
      'float32 20x96x73x73',
      'int64 20x24x15x15',
      'int64 20x48x34x34',
      'int64 20x96x73x73',
    ]);
    expect(backward?.inputGradient).toBeUndefined();
  });

  it('leave to the host pixels, gradients and the places of maxima, where the rest can stay on an accelerator', () => {
    const residual = { size: 30, encoder: [6, 5], decoder: [7, 6], code: 5 };
    const networks = [
      encoder,
      buildEncoder({ ...residual, residual: { encoderBlocks: [1, 2], decoderBlocks: [1, 0], patch: 4 } }),
    ];
    const onHost = networks.map((network) => {
      const options = { batch: 20, training: true, inputGradient: false };
      const graphs = buildGraphs(network, rulesFor(true), options);
      const { forward, backward, feeds } = graphs;
      const residents = residentNames(graphs);
      for (const { name } of feeds) expect(residents).toContain(name);
      const crossing = [forward.inputs, forward.outputs, backward!.graph.inputs].map((values) =>
        values
          .filter(({ name }) => !residents.has(name))
          .map(({ type, shape }) => `${type} ${shape.join('x')}`),
      );
      return crossing.map((values) => values.sort());
    });
    const places = ['int64 20x24x15x15', 'int64 20x48x34x34', 'int64 20x96x73x73'];
    expect(onHost).toEqual([
      [
        ['float32 20x1x150x150'],
        ['float32 20x400', ...places],
        ['float32 20x1x150x150', 'float32 20x400', ...places],
      ],
      [['float32 20x1x30x30'], ['float32 20x10'], ['float32 20x10', 'float32 20x1x30x30']],
    ]);
  });
});

/** The examples of https://protobuf.dev/programming-guides/encoding and what follows from its rules. */
describe('protocol buffers', () => {
  const hex = (writer: ProtobufWriter): string => Buffer.from(writer.finish()).toString('hex');

  it.each([
    [150, '089601'],
    [0, '0800'],
    [127, '087f'],
    [128, '088001'],
    [2 ** 53 - 1, '08ffffffffffffff0f'],
    [-1, '08ffffffffffffffffff01'],
    [-2, '08feffffffffffffffff01'],
  ])('write %d as a varint', (value, bytes) => {
    expect(hex(new ProtobufWriter().varint(1, value))).toBe(bytes);
  });

  it('write words and messages with their length', () => {
    expect(hex(new ProtobufWriter().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new ProtobufWriter().message(3, (inner) => inner.varint(1, 150)))).toBe('1a03089601');
    expect(hex(new ProtobufWriter().string(16, 'é'))).toBe('820102c3a9');
  });
});

describe('a provider that cannot be used', () => {
  it('is named, with what it needs', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'directml';
    const attempt = createOnnxEngine({ provider: foreign });
    await expect(attempt).rejects.toThrow(CannotUse);
    await expect(attempt).rejects.toThrow(new RegExp(`provider ${foreign} on.*alone.*--provider cpu`));
  });

  it.skipIf(kind === 'wasm')(
    'is none of those that this ONNX Runtime has: every one can be asked for',
    () => {
      const known = ort.listSupportedBackends().map(({ name }) => name);
      expect(known).toContain(RUNTIME_NAMES.cpu);
      const names: readonly string[] = Object.values(RUNTIME_NAMES);
      // TensorRT and QNN are for networks that are trained already.
      expect(known.filter((name) => !names.includes(name) && !/tensorrt|qnn/.test(name))).toEqual([]);
    },
  );

  it('comes by a command that the installer of onnxruntime-node knows', () => {
    const { requirements } = createRequire(import.meta.url)(
      'onnxruntime-node/script/install-metadata.js',
    ) as {
      requirements: Record<string, readonly string[]>;
    };
    const platforms = Object.entries(requirements).filter(([, parts]) => parts.includes('cuda12'));
    expect(platforms.map(([name]) => name)).toEqual(['linux/x64']);
    expect(howToGet('cuda', 'linux', 'x64')).toContain(
      'ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node',
    );
    expect(howToGet('cuda', 'win32', 'x64')).not.toContain('cuda12');
  });
});
