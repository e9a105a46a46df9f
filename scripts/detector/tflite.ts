import { Table } from './flatbuffer.js';

export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Weights, in half precision; undefined for what is computed. */
  readonly halves: Uint16Array | undefined;
  /** Paddings and shapes. */
  readonly integers: Int32Array | undefined;
}

export interface Operator {
  readonly kind: Kind;
  /** Numbers of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table;
}

export interface TfLite {
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** Types of a tensor's numbers. */
const FLOAT16 = 1;
const INT32 = 2;

/** The operators that face detectors are made of, by their number in the schema. */
const KINDS = {
  0: 'add',
  2: 'concatenation',
  3: 'convolution',
  4: 'depthwise',
  6: 'dequantise',
  17: 'maxPool',
  19: 'relu',
  22: 'reshape',
  23: 'resize',
  34: 'pad',
} as const;
export type Kind = (typeof KINDS)[keyof typeof KINDS];

/**
 * Reads a TensorFlow Lite model, as much of it as BlazeFace needs.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
 */
export function readTfLite(bytes: Uint8Array): TfLite {
  const model = Table.root(bytes);
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.int(3)));
  const [graph] = model.tables(2);
  const buffers = model.tables(4);
  return {
    tensors: graph!.tables(0).map((tensor): Tensor => {
      const raw = buffers[tensor.int(2)]!.bytes(0);
      const numbers = raw.length === 0 ? undefined : raw.slice().buffer;
      const type = tensor.byte(1);
      return {
        name: tensor.text(3),
        shape: tensor.ints(0),
        halves: numbers && type === FLOAT16 ? new Uint16Array(numbers) : undefined,
        integers: numbers && type === INT32 ? new Int32Array(numbers) : undefined,
      };
    }),
    operators: graph!.tables(3).map((operator) => {
      const code = codes[operator.int(0)]!;
      const kind = KINDS[code as keyof typeof KINDS];
      if (kind === undefined) throw new Error(`operator ${code} is not known`);
      return { kind, inputs: operator.ints(1), outputs: operator.ints(2), options: operator.table(4) };
    }),
    inputs: graph!.ints(1),
    outputs: graph!.ints(2),
  };
}
