import { expect, it } from 'vitest';
import { sigmoid } from '../../src/code/likelihood.js';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { loadRuntime } from '../../src/engine/onnx/runtime.js';
import { slopeGraph } from '../../src/export/slope.js';
import { buildDecoder } from '../../src/network/architecture.js';
import { Parameters } from '../../src/network/parameters.js';
import { Random } from '../../src/numeric/random.js';
import { robustGradient } from '../../src/refinement/robust.js';
import { CODE, SIZE, tinyModel } from '../studio/tinyModel.js';

const { ort } = await loadRuntime();

it.each(['paper', 'residual'] as const)('is the way back through the decoder: %s', async (network) => {
  const model = await tinyModel(network);
  const { size } = model.description.architecture;
  expect(size).toBe(SIZE);
  const random = new Random('slope', network);
  const code = Float32Array.from({ length: CODE }, () => random.normal());
  const [picture, seen] = [0, 1].map(() =>
    Float32Array.from({ length: size * size }, () => random.uniform()),
  ) as [Float32Array, Float32Array];

  const session = await ort.InferenceSession.create(slopeGraph(model, 'fp32').finish());
  expect(session.inputNames).toEqual(['code', 'picture', 'seen']);
  const shape = [1, 1, size, size];
  const { image, gradient } = await session.run({
    code: new ort.Tensor(code, [1, CODE]),
    picture: new ort.Tensor(picture, shape),
    seen: new ort.Tensor(seen, shape),
  });
  await session.release();

  const runner = await (await createOnnxEngine()).prepare(buildDecoder(model.description.architecture), {
    batch: 1,
    training: true,
    inputGradient: true,
    parameterGradients: false,
  });
  await runner.load(model.parameters);
  const drawn = sigmoid(await runner.forward(code));
  const expected = await runner.backward(robustGradient(drawn, picture, seen), Parameters.layOut([]));
  const close = (actual: unknown, numbers: Float32Array): void => {
    const largest = Math.max(...numbers.map(Math.abs));
    numbers.forEach(
      (x, i) => void expect(Math.abs((actual as Float32Array)[i]! - x)).toBeLessThan(1e-4 * largest),
    );
  };
  close(image!.data, drawn);
  close(gradient!.data, expected);
  await runner.dispose();
});
