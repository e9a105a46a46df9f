import type { Shape } from '../../network/network.js';
import { ProtobufWriter } from './protobuf.js';

/** Element types of ONNX's TensorProto. */
const TYPES = { float32: 1, int64: 7 } as const;
type ElementType = keyof typeof TYPES;

/** A tensor in a graph. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
}

/** A whole number, a list of whole numbers, or a word. (No operator used here takes a float.) */
type Attribute = number | readonly number[] | string;
type Attributes = Readonly<Record<string, Attribute>>;

/** The first opset in which every operator used here has the form used here, and the IR version of its time. */
const OPSET = 18;
const IR_VERSION = 8;

/** Builds an ONNX model: operators in the order in which they run, each with one output unless said otherwise. */
export class Graph {
  readonly #body = new ProtobufWriter();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #name: string;
  readonly #pairs: string[] = [];
  #count = 0;

  /** @param name of the model; its tensors' names start with it, so that those of two models never meet */
  constructor(name: string) {
    this.#name = name;
  }

  get inputs(): readonly Value[] {
    return this.#inputs;
  }

  get outputs(): readonly Value[] {
    return this.#outputs;
  }

  /** Names of the operators with two outputs. */
  get pairs(): readonly string[] {
    return this.#pairs;
  }

  input(name: string, shape: Shape, type: ElementType = 'float32'): Value {
    const value = { name, shape, type };
    this.#inputs.push(value);
    return value;
  }

  /** Makes `value` an output of the model. Doing so twice is doing so once. */
  output(value: Value): void {
    if (!this.#outputs.includes(value)) this.#outputs.push(value);
  }

  /** Whole numbers: axes, shapes, starts and ends. */
  integers(...numbers: readonly number[]): Value {
    const data = BigInt64Array.from(numbers, BigInt);
    const value: Value = { name: this.#newName('integers'), shape: [numbers.length], type: 'int64' };
    this.#body.message(5, (tensor) =>
      tensor
        .varint(1, numbers.length)
        .varint(2, TYPES.int64)
        .string(8, value.name)
        .bytes(9, new Uint8Array(data.buffer)),
    );
    return value;
  }

  /** Adds an operator; the caller says what shape its output has. */
  add(operator: string, inputs: readonly Value[], shape: Shape, attributes: Attributes = {}): Value {
    const output: Value = { name: this.#newName(operator), shape, type: 'float32' };
    this.#addNode(operator, inputs, [output], attributes);
    return output;
  }

  /** Adds an operator with two outputs of the same shape. */
  addPair(
    operator: string,
    inputs: readonly Value[],
    shape: Shape,
    types: readonly [ElementType, ElementType],
    attributes: Attributes = {},
  ): readonly [Value, Value] {
    const [first, second] = types;
    const outputs = [
      { name: this.#newName(operator), shape, type: first },
      { name: this.#newName(operator), shape, type: second },
    ] as const;
    this.#addNode(operator, inputs, outputs, attributes);
    this.#pairs.push(outputs[0].name);
    return outputs;
  }

  /** The bytes of the ONNX file. */
  finish(): Uint8Array {
    return new ProtobufWriter()
      .varint(1, IR_VERSION)
      .string(2, 'dcign')
      .message(7, (graph) => {
        graph.append(this.#body).string(2, this.#name);
        for (const value of this.#inputs) graph.message(11, (info) => writeValueInfo(info, value));
        for (const value of this.#outputs) graph.message(12, (info) => writeValueInfo(info, value));
      })
      .message(8, (opset) => opset.string(1, '').varint(2, OPSET))
      .finish();
  }

  #addNode(
    operator: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Attributes,
  ): void {
    this.#body.message(1, (node) => {
      for (const { name } of inputs) node.string(1, name);
      for (const { name } of outputs) node.string(2, name);
      node.string(3, outputs[0]!.name).string(4, operator);
      for (const [name, value] of Object.entries(attributes)) {
        node.message(5, (attribute) => writeAttribute(attribute, name, value));
      }
    });
  }

  #newName(stem: string): string {
    return `${this.#name}/${stem}_${this.#count++}`;
  }
}

function writeValueInfo(info: ProtobufWriter, { name, shape, type }: Value): void {
  info.string(1, name).message(2, (typeProto) =>
    typeProto.message(1, (tensor) =>
      tensor.varint(1, TYPES[type]).message(2, (dimensions) => {
        for (const n of shape) dimensions.message(1, (dimension) => dimension.varint(1, n));
      }),
    ),
  );
}

function writeAttribute(attribute: ProtobufWriter, name: string, value: Attribute): void {
  attribute.string(1, name);
  if (typeof value === 'number') attribute.varint(3, value).varint(20, 2);
  else if (typeof value === 'string') attribute.string(4, value).varint(20, 3);
  else {
    for (const n of value) attribute.varint(8, n);
    attribute.varint(20, 7);
  }
}
