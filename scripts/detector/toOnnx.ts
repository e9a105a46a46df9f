import { type About, ANY, Graph, type Value } from '../../src/engine/onnx/graph.js';
import type { Table } from './flatbuffer.js';
import type { Kind, Operator, Tensor, TfLite } from './tflite.js';

/**
 * The detector as an ONNX model that takes pictures of any sides that are multiples of its coarsest stride: all of
 * it is convolutions, so a larger picture only gives more anchors. Channels come first, as ONNX wants them. The
 * last steps, which only put the anchors of all maps in one row, are left out.
 *
 * @param outputs names of what the maps of a detector say, in its order
 */
export function toOnnx(model: TfLite, name: string, outputs: readonly string[], about: About): Uint8Array {
  const graph = new Graph(name);
  const values = new Map<number, Value>();
  const [input] = model.inputs;
  values.set(input!, graph.input('picture', [ANY, 3, ANY, ANY], 'float32', 'RGB, -1 to 1'));
  const weights = new Map<number, Tensor>();
  model.tensors.forEach((tensor, i) => {
    if (tensor.halves !== undefined) weights.set(i, tensor);
  });
  const rows: number[] = [];
  for (const { kind, inputs, outputs: made, options } of model.operators) {
    const [out] = made;
    const value = (i: number): Value => values.get(inputs[i]!)!;
    const tensor = (i: number): Tensor => weights.get(inputs[i]!)!;
    if (kind === 'dequantise') weights.set(out!, weights.get(inputs[0]!)!);
    else if (kind === 'reshape') rows.push(inputs[0]!);
    else if (kind !== 'concatenation') {
      const scope = `${kind}${out}`;
      graph.enter(scope);
      const shape = [ANY, model.tensors[out!]!.shape[3]!, ANY, ANY];
      values.set(out!, RULES[kind]({ graph, scope, value, tensor, options, shape, model, inputs }));
    }
  }
  if (rows.length !== outputs.length)
    throw new Error(`${rows.length} maps are put out, but ${outputs.length} names are given`);
  for (const [i, map] of rows.entries()) {
    const { shape } = values.get(map)!;
    graph.output(graph.add('Identity', [values.get(map)!], shape, {}, { name: outputs[i]! }));
  }
  return graph.finish(about);
}

interface Context {
  readonly graph: Graph;
  /** Names the weights. */
  readonly scope: string;
  readonly value: (input: number) => Value;
  readonly tensor: (input: number) => Tensor;
  readonly options: Table;
  readonly shape: readonly number[];
  readonly model: TfLite;
  readonly inputs: Operator['inputs'];
}

type Rule = (context: Context) => Value;

const RULES: Readonly<Record<Exclude<Kind, 'dequantise' | 'reshape' | 'concatenation'>, Rule>> = {
  convolution: (context) => convolve(context, false),
  depthwise: (context) => convolve(context, true),
  add: ({ graph, value, shape }) => graph.add('Add', [value(0), value(1)], shape),
  relu: ({ graph, value, shape }) => graph.add('Relu', [value(0)], shape),
  maxPool: ({ graph, value, shape }) =>
    graph.add('MaxPool', [value(0)], shape, { kernel_shape: [2, 2], strides: [2, 2] }),
  pad({ graph, value, shape, model, inputs }) {
    const maps = model.tensors[inputs[1]!]!.integers!.at(-1)!;
    return graph.add('Pad', [value(0), graph.integers(0, 0, 0, 0, 0, maps, 0, 0)], shape);
  },
  resize({ graph, value, shape, options }) {
    const centres = options.byte(3) === 1 ? 'half_pixel' : 'asymmetric';
    const none = { name: '', shape: [], type: 'float32' } as const;
    return graph.add('Resize', [value(0), none, graph.floats('scales', [4], 1, 1, 2, 2)], shape, {
      mode: 'linear',
      coordinate_transformation_mode: centres,
    });
  },
};

/** TensorFlow's padding `SAME`, on sides that the stride divides. */
function convolve({ graph, scope, value, tensor, options, shape }: Context, depthwise: boolean): Value {
  const [first, height, width, last] = tensor(1).shape as [number, number, number, number];
  const stride = options.int(1);
  const isSame = options.byte(0) === 0;
  const beside = isSame ? height - stride : 0;
  const before = Math.floor(beside / 2);
  // Kernels are [out, height, width, in], depthwise ones [1, height, width, maps].
  const kernel = depthwise ? [last, 1, height, width] : [first, last, height, width];
  const order = depthwise ? transposed(tensor(1), [3, 0, 1, 2]) : transposed(tensor(1), [0, 3, 1, 2]);
  const output = graph.add(
    'Conv',
    [
      value(0),
      weight(graph, `${scope}/kernel`, kernel, order),
      weight(graph, `${scope}/bias`, [kernel[0]!], tensor(2).halves!),
    ],
    shape,
    {
      kernel_shape: [height, width],
      strides: [stride, stride],
      pads: [before, before, beside - before, beside - before],
      group: depthwise ? last : 1,
    },
  );
  return options.byte(depthwise ? 4 : 3) === 1 ? graph.add('Relu', [output], shape) : output;
}

/** Kept in half precision, as it came: half the bytes, and ONNX Runtime widens it once. */
function weight(graph: Graph, name: string, shape: readonly number[], halves: Uint16Array): Value {
  const stored = graph.constant({ name, shape, type: 'float16' }, halves);
  return graph.add('Cast', [stored], shape, { to: 1 });
}

function transposed({ shape, halves }: Tensor, order: readonly number[]): Uint16Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [a, b, c, d] = order.map((axis) => [shape[axis]!, strides[axis]!] as const);
  const result = new Uint16Array(halves!.length);
  let at = 0;
  for (let i = 0; i < a![0]; i++)
    for (let j = 0; j < b![0]; j++)
      for (let k = 0; k < c![0]; k++)
        for (let l = 0; l < d![0]; l++)
          result[at++] = halves![i * a![1] + j * b![1] + k * c![1] + l * d![1]]!;
  return result;
}
