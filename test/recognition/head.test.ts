import { describe, expect, it } from 'vitest';
import { createOnnxEngine } from '../../src/engine/onnx/onnxEngine.js';
import { Random } from '../../src/numeric/random.js';
import { contrast } from '../../src/recognition/contrast.js';
import { applyHead, buildHead, drawHead, EMBEDDING } from '../../src/recognition/head.js';

const normals = (count: number, ...name: (string | number)[]): Float32Array => {
  const random = new Random(...name);
  return Float32Array.from({ length: count }, () => random.normal());
};

describe('the contrast between people', () => {
  const width = 5;
  const n = 4;

  it('has the gradient that finite differences give', () => {
    const outputs = normals(2 * n * width, 'contrast');
    const gradient = new Float32Array(outputs.length);
    contrast(outputs, width, gradient);
    const step = 2 ** -8;
    for (let i = 0; i < outputs.length; i++) {
      const moved = (by: number): number =>
        contrast(
          outputs.map((x, j) => (j === i ? x + by : x)),
          width,
          new Float32Array(outputs.length),
        );
      expect(gradient[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 2);
    }
  });

  it('is nothing where everybody is found at once, and log n where all look alike', () => {
    const gradient = new Float32Array(2 * n * n);
    const apart = Float32Array.from({ length: 2 * n * n }, (_, i) =>
      Math.floor(i / n) % n === i % n ? 3 : 0,
    );
    expect(contrast(apart, n, gradient)).toBeLessThan(1e-6);
    expect(contrast(apart.fill(1), n, gradient)).toBeCloseTo(Math.log(n), 5);
    for (const slope of gradient) expect(slope).toBeCloseTo(0, 5);
  });

  it('does not depend on the length of an output, nor asks for another one', () => {
    const outputs = normals(2 * n * width, 'length');
    const gradient = new Float32Array(outputs.length);
    const loss = contrast(outputs, width, gradient);
    const longer = outputs.map((x, i) => (i < width ? 7 * x : x));
    expect(contrast(longer, width, new Float32Array(outputs.length))).toBeCloseTo(loss, 5);
    for (let start = 0; start < outputs.length; start += width) {
      let along = 0;
      for (let c = start; c < start + width; c++) along += outputs[c]! * gradient[c]!;
      expect(along).toBeCloseTo(0, 5);
    }
  });
});

describe('the head', () => {
  it('gives one face what the engine gives a batch', async () => {
    const inputs = 7;
    const network = buildHead(inputs);
    const parameters = drawHead(network, new Random('head', 1));
    const features = normals(3 * inputs, 'features');
    const engine = await createOnnxEngine();
    const runner = await engine.prepare(network, {
      batch: 3,
      training: false,
      inputGradient: false,
    });
    await runner.load(parameters);
    const batch = await runner.forward(features);
    const ours = applyHead(parameters, inputs, features);
    expect(ours).toHaveLength(3 * EMBEDDING);
    for (const [i, x] of ours.entries()) expect(x).toBeCloseTo(batch[i]!, 4);
    expect([...applyHead(parameters, inputs, features.subarray(inputs, 2 * inputs))]).toEqual([
      ...ours.subarray(EMBEDDING, 2 * EMBEDDING),
    ]);
    await runner.dispose();
  });

  it('starts at the variance of what comes in', () => {
    const inputs = 50;
    const parameters = drawHead(buildHead(inputs), new Random('head', 2));
    const outputs = applyHead(parameters, inputs, normals(100 * inputs, 'variance'));
    const variance = outputs.reduce((sum, x) => sum + x * x, 0) / outputs.length;
    expect(variance).toBeGreaterThan(1);
    expect(variance).toBeLessThan(4);
  });
});
