import { expect, test } from 'vitest';
import { Graph } from '../../src/engine/onnx/graph.js';
import { loadRuntime } from '../../src/engine/onnx/runtime.js';
import { toHalf } from '../../src/network/half.js';

const { ort } = await loadRuntime();

/** The value of each half, by the standard's definition. */
function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const magnitude = exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15);
  return bits >> 15 === 1 ? -magnitude : magnitude;
}

const finite = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => ((bits >> 10) & 31) < 31);

test('what lies between two halves is rounded as ONNX Runtime rounds it', async () => {
  const between = finite
    .filter((bits) => (bits & 0x7fff) < 0x7bff)
    .flatMap((bits) => [0.25, 0.5, 0.75].map((t) => (1 - t) * halfValue(bits) + t * halfValue(bits + 1)));
  const beyond = [65519, 65520, 65521, -65519.99, -65520, 1e10, 1e-30, -1e-30, 2 ** -25, 1.0001 * 2 ** -25];
  const special = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const values = Float32Array.from([...between, ...beyond, ...special]);

  const graph = new Graph('cast');
  const input = graph.input('input', [values.length]);
  const FLOAT16 = 10;
  graph.output(
    graph.add('Cast', [input], [values.length], { to: FLOAT16 }, { name: 'half', type: 'float16' }),
  );
  const session = await ort.InferenceSession.create(graph.finish());
  const { half } = await session.run({ input: new ort.Tensor('float32', values, [values.length]) });
  const bits = new Uint16Array((half!.data as Uint16Array).buffer);
  const ours = toHalf(values);
  expect([...values].filter((_, i) => ours[i] !== bits[i])).toEqual([]);
});

test('what is no number stays none', () => {
  const [bits] = toHalf(Float32Array.of(Number.NaN));
  expect([(bits! >> 10) & 31, (bits! & 1023) > 0]).toEqual([31, true]);
});
