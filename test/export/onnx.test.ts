import fc from 'fast-check';
import type { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calibrateCircle } from '../../src/code/calibrateCircle.js';
import { type Calibration, toValue } from '../../src/code/calibration.js';
import { toDirection } from '../../src/code/circle.js';
import { ANY, Graph } from '../../src/engine/onnx/graph.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { loadRuntime } from '../../src/engine/onnx/runtime.js';
import { addCalibration, addDirection } from '../../src/export/calibrated.js';
import { type ExportedFile, exportOnnx } from '../../src/export/onnx.js';
import { type Model, prepareModel } from '../../src/model/model.js';
import type { ModelFile } from '../../src/model/modelFile.js';
import { namedTensors } from '../../src/model/tensors.js';
import { writeSafetensors } from '../../src/network/safetensors.js';
import { Random } from '../../src/numeric/random.js';
import { controlsOf, findControl } from '../../src/rerender/controls.js';
import { version } from '../../src/version.js';
import { CODE, noisePictures, SIZE, tinyModel } from '../studio/tinyModel.js';
import { readFields } from './protobuf.js';

const { ort } = await loadRuntime();

interface Tiny {
  readonly file: ModelFile;
  readonly model: Model;
}
let file: ModelFile;
let model: Model;
let tiny: Readonly<Record<'paper' | 'residual', Tiny>>;
beforeAll(async () => {
  const engine = await createOnnxEngine({ threads: 1, folded: false });
  const make = async (network: 'paper' | 'residual'): Promise<Tiny> => {
    const made = await tinyModel(network);
    return { file: made, model: await prepareModel(made, engine) };
  };
  tiny = { paper: await make('paper'), residual: await make('residual') };
  ({ file, model } = tiny.paper);
});
afterAll(async () => {
  for (const one of Object.values(tiny)) await one.model.dispose();
});

const bytesOf = (files: readonly ExportedFile[], name: string): Uint8Array =>
  files.find((one) => one.name === name)!.bytes;

async function open(
  precision: 'fp32' | 'fp16',
  name: string,
  network: 'paper' | 'residual' = 'paper',
): Promise<InferenceSession> {
  return ort.InferenceSession.create(
    bytesOf(exportOnnx(tiny[network].file, 'tiny', precision), `${name}.onnx`),
  );
}

async function run(
  session: InferenceSession,
  inputs: Readonly<Record<string, readonly [Float32Array, readonly number[]]>>,
): Promise<Record<string, Float32Array>> {
  const feeds = Object.entries(inputs).map(([name, [data, dims]]) => [
    name,
    new ort.Tensor('float32', data, dims),
  ]);
  const outputs = await session.run(Object.fromEntries(feeds));
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0);
}

/** A step of a picture is 1/255. */
const tolerance = { fp32: 2e-5, fp16: 2 / 255 } as const;

describe.each(['fp32', 'fp16'] as const)('in %s', (precision) => {
  test.each([1, 3])('a residual network reads and draws %i pictures as the model does', async (n) => {
    const images = noisePictures(n);
    const { mu, logVar } = await tiny.residual.model.encode(images);
    const read = await run(await open(precision, 'encoder', 'residual'), {
      image: [images, [n, 1, SIZE, SIZE]],
    });
    expect(largestDifference(read.mu!, mu)).toBeLessThan(tolerance[precision]);
    expect(largestDifference(read.logVar!, logVar)).toBeLessThan(tolerance[precision]);
    const { image } = await run(await open(precision, 'decoder', 'residual'), { code: [mu, [n, CODE]] });
    expect(largestDifference(image!, await tiny.residual.model.decode(mu))).toBeLessThan(
      tolerance[precision],
    );
    expect(largestDifference(image!, await model.decode(mu))).toBeGreaterThan(0.01);
  });

  test.each([1, 3])('the encoder reads %i pictures as the model does', async (n) => {
    const images = noisePictures(n);
    const expected = await model.encode(images);
    const { mu, logVar } = await run(await open(precision, 'encoder'), {
      image: [images, [n, 1, SIZE, SIZE]],
    });
    expect(largestDifference(mu!, expected.mu)).toBeLessThan(tolerance[precision]);
    expect(largestDifference(logVar!, expected.logVar)).toBeLessThan(tolerance[precision]);
    expect(Math.max(...mu!) - Math.min(...mu!)).toBeGreaterThan(0.5);
  });

  test.each([1, 5])('the decoder draws %i codes as the model does', async (n) => {
    const { mu } = await model.encode(noisePictures(n));
    const expected = await model.decode(mu);
    const { image } = await run(await open(precision, 'decoder'), { code: [mu, [n, CODE]] });
    expect(largestDifference(image!, expected)).toBeLessThan(tolerance[precision]);
    expect(Math.max(...image!) - Math.min(...image!)).toBeGreaterThan(0.1);
  });

  test('the re-render graph turns what is given, and keeps what is not', async () => {
    const settings = [
      { azimuth: 30, light: -20 },
      { azimuth: Number.NaN, light: 70 },
      { azimuth: -500, light: Number.NaN },
      { azimuth: Number.NaN, light: Number.NaN },
    ];
    const n = settings.length;
    const images = noisePictures(n);
    const { mu } = await model.encode(images);
    const controls = controlsOf(file.description);
    const codes = settings.flatMap((setting, row) => {
      const given = Object.entries(setting).filter(([, value]) => !Number.isNaN(value));
      return [
        ...given.reduce<Float32Array>(
          (code, [name, value]) => findControl(controls, name).turn(code, value),
          mu.slice(row * CODE, (row + 1) * CODE),
        ),
      ];
    });
    const expected = await model.decode(Float32Array.from(codes));
    const { rerendered } = await run(await open(precision, 'rerender'), {
      image: [images, [n, 1, SIZE, SIZE]],
      azimuth: [Float32Array.from(settings, ({ azimuth }) => azimuth), [n]],
      light: [Float32Array.from(settings, ({ light }) => light), [n]],
    });
    expect(largestDifference(rerendered!, expected)).toBeLessThan(tolerance[precision]);
    expect(largestDifference(expected, await model.decode(mu))).toBeGreaterThan(0.1);
  });
});

test('half the numbers take half the room', () => {
  const [full, half] = (['fp32', 'fp16'] as const).map((precision) =>
    bytesOf(exportOnnx(file, 'tiny', precision), 'decoder.onnx'),
  );
  const weights = 4 * file.parameters.specs.filter(({ name }) => name.startsWith('decoder')).length;
  expect(half!.length).toBeLessThan(0.75 * full!.length);
  expect(half!.length).toBeGreaterThan(weights / 2);
});

/** Rising truth, and values that all rise or all fall with it. */
const calibrations = fc
  .record({
    steps: fc.array(
      fc.record({
        value: fc.double({ min: 0.01, max: 1, noNaN: true }),
        truth: fc.double({ min: 1, max: 40, noNaN: true }),
      }),
      {
        minLength: 1,
        maxLength: 24,
      },
    ),
    sign: fc.constantFrom(1, -1),
  })
  .map(({ steps, sign }): Calibration => {
    let value = -sign;
    let truth = -90;
    const knots = steps.map((step) => {
      value += sign * step.value;
      truth += step.truth;
      return { value, truth };
    });
    const [min, max] = [knots[0]!.truth - 3, truth + 5];
    return {
      parameter: 'x',
      unit: 'degree',
      min,
      max,
      knots,
      meanAbsoluteError: 0,
      spearman: sign,
      etaSquared: 1,
    };
  });

test('a calibration as a graph is the calibration', async () => {
  await fc.assert(
    fc.asyncProperty(calibrations, async (calibration) => {
      const graph = new Graph('calibration');
      graph.output(addCalibration(graph, calibration, graph.input('truth', [ANY, 1])));
      const session = await ort.InferenceSession.create(graph.finish());
      const { min, max, knots } = calibration;
      const truths = [min - 10, min, ...knots.map(({ truth }) => truth), (min + max) / 2, max, max + 1000];
      const { [session.outputNames[0]!]: values } = await run(session, {
        truth: [Float32Array.from(truths), [truths.length, 1]],
      });
      const expected = Float32Array.from(truths, (truth) => toValue(calibration, truth));
      // Knots a degree apart may be a whole unit apart, and float32 holds an angle to 2^-16 degrees.
      expect(largestDifference(values!, expected)).toBeLessThan(1e-3);
      await session.release();
    }),
    { numRuns: 25 },
  );
});

test('a model without calibration has no re-render graph', () => {
  const plain = { ...file, description: { ...file.description, calibrations: {} } };
  const names = exportOnnx(plain, 'plain', 'fp16').map(({ name }) => name);
  expect(names.sort()).toEqual(['decoder.onnx', 'encoder.onnx', 'model.json']);
});

test('model.json is the description, with the checksum of the model file', () => {
  const text = new TextDecoder().decode(bytesOf(exportOnnx(file, 'tiny', 'fp16'), 'model.json'));
  const { name, checksum, ...description } = JSON.parse(text);
  expect(name).toBe('tiny');
  expect(description).toEqual(JSON.parse(JSON.stringify(file.description)));
  const saved = new TextDecoder().decode(writeSafetensors(namedTensors(file.parameters)));
  expect(saved).toContain(`"sha256":"${checksum}"`);
});

test('a file says what it is, what goes in and what comes out', () => {
  const files = exportOnnx(file, 'tiny', 'fp16');
  const model = readFields(bytesOf(files, 'rerender.onnx'));
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  expect(text(model.get(3)![0]!)).toBe(version);
  expect(text(model.get(6)![0]!)).toContain('NaN keeps');
  const metadata = Object.fromEntries(
    model.get(14)!.map((entry) => {
      const [key, value] = [1, 2].map((field) => text(readFields(entry).get(field)![0]!));
      return [key!, value!];
    }),
  );
  expect(JSON.parse(metadata.description!)).toEqual(JSON.parse(JSON.stringify(file.description)));
  expect(metadata).toMatchObject({ name: 'tiny', paper: expect.stringContaining('1503.03167') });
  expect(metadata.units).toBe(
    'image: 0 black to 1 white; azimuth: degree, -80.0 to 80.0; light: degree, -70.0 to 75.0',
  );

  const graph = readFields(model.get(7)![0]!);
  const [inputs, outputs] = [11, 12].map((field) =>
    graph.get(field)!.map((info) => [1, 3].map((part) => text(readFields(info).get(part)![0]!))),
  );
  expect(inputs!.map(([name]) => name)).toEqual(['image', 'azimuth', 'light']);
  expect(inputs![1]![1]).toContain('-80.0 to 80.0 degrees');
  expect(outputs!.map(([name]) => name)).toEqual(['rerendered']);
  const initialisers = graph.get(5)!.map((tensor) => text(readFields(tensor).get(8)![0]!));
  for (const { name } of file.parameters.specs) expect(initialisers).toContain(name);
  const names = graph.get(1)!.map((node) => text(readFields(node).get(3)![0]!));
  expect(new Set(names).size).toBe(names.length);
  expect(names.some((name) => name.startsWith('decoder.conv1/'))).toBe(true);
});

test('a direction in the graph is that of the code, all the way round, and its own where nothing is set', async () => {
  const random = new Random('onnx', 'circle');
  const truth = Float32Array.from({ length: 600 }, () => random.uniform(-180, 180));
  const values = Float32Array.from({ length: 1200 }, (_, i) => {
    const angle = (truth[i >> 1]! * Math.PI) / 180;
    return i % 2 === 0 ? 0.3 + Math.cos(angle + 1) : 2 * Math.sin(angle + 1);
  });
  const calibration = calibrateCircle('azimuth', values, truth);
  const graph = new Graph('direction');
  const input = graph.input('truth', [ANY, 1], 'float32', '');
  const output = addDirection(graph, calibration, input);
  graph.output(graph.add('Identity', [output], output.shape, {}, { name: 'units' }), '');
  const session = await ort.InferenceSession.create(graph.finish({ version, description: '', metadata: {} }));
  const angles = Float32Array.from({ length: 145 }, (_, i) => -180 + 2.5 * i);
  const { units } = await run(session, { truth: [angles, [angles.length, 1]] });
  for (const [i, angle] of angles.entries()) {
    const [first, second] = toDirection(calibration, angle);
    expect(units![2 * i]).toBeCloseTo(first!, 4);
    expect(units![2 * i + 1]).toBeCloseTo(second!, 4);
  }
  await session.release();

  const circular: ModelFile = {
    ...file,
    description: {
      ...file.description,
      groups: [
        { name: 'azimuth', units: 2, factors: ['azimuth'], circular: true },
        { name: 'rest', units: CODE - 2, factors: ['shape'] },
      ],
      calibrations: { azimuth: calibration },
      directions: {},
    },
  };
  const made = await ort.InferenceSession.create(
    bytesOf(exportOnnx(circular, 'round', 'fp32'), 'rerender.onnx'),
  );
  const images = noisePictures(2);
  const { mu } = await model.encode(images);
  const { rerendered } = await run(made, {
    image: [images, [2, 1, SIZE, SIZE]],
    azimuth: [Float32Array.of(-170, Number.NaN), [2]],
  });
  mu.set(toDirection(calibration, -170), 0);
  expect(largestDifference(rerendered!, await model.decode(mu))).toBeLessThan(2e-5);
  await made.release();
});

test('what is exported does not say in which folder the objects of a training lie', async () => {
  const { description } = file;
  const own: ModelFile = {
    ...file,
    description: {
      ...description,
      data: { ...description.data, scene: 'meshes:/home/somebody/secret#up=z' },
    },
  };
  for (const { name, bytes } of exportOnnx(own, 'own', 'fp16'))
    expect(Buffer.from(bytes).includes('secret'), name).toBe(false);
  expect(
    JSON.parse(Buffer.from(bytesOf(exportOnnx(own, 'own', 'fp16'), 'model.json')).toString()).data.scene,
  ).toBe('meshes#up=z');
});
