import type { Shape } from '../../network/network.js';
import { ProtobufWriter } from './protobuf.js';

/** Element types of ONNX's TensorProto. */
const TYPES = { float32: 1, int64: 7, bool: 9, float16: 10 } as const;
type ElementType = keyof typeof TYPES;

/** A length that may differ from call to call: that of the batch, or the sides of a picture. */
export const ANY = -1;
/** Axes whose lengths may differ, by their place. */
const NAMES = ['n', 'maps', 'height', 'width'];

/** A tensor in a graph. */
export interface Value {
  readonly name: string;
  /** Lengths, or `ANY`. */
  readonly shape: Shape;
  readonly type: ElementType;
}

/** A whole number, a list of whole numbers, or a word. (No operator used here takes a float.) */
type Attribute = number | readonly number[] | string;
type Attributes = Readonly<Record<string, Attribute>>;

/** The first opset in which every operator used here has the form used here, and the IR version of its time. */
const OPSET = 18;
const IR_VERSION = 8;

/** What a model file says about itself. */
export interface About {
  readonly version: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Builds an ONNX model: operators in the order in which they run, each with one output unless said otherwise. */
export class Graph {
  readonly #body = new ProtobufWriter();
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #name: string;
  readonly #pairs: string[] = [];
  readonly #descriptions = new Map<Value, string>();
  #count = 0;
  #scope: string;

  /** @param name of the model; its tensors' names start with it, so that those of two models never meet */
  constructor(name: string) {
    this.#name = name;
    this.#scope = name;
  }

  /** Names what is added from now on after a part of the model, such as a layer. */
  enter(scope: string): void {
    this.#scope = scope;
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

  input(name: string, shape: Shape, type: ElementType = 'float32', description = ''): Value {
    const value = { name, shape, type };
    this.#inputs.push(value);
    this.#descriptions.set(value, description);
    return value;
  }

  /** Makes `value` an output of the model. Doing so twice is doing so once. */
  output(value: Value, description = ''): void {
    if (this.#outputs.includes(value)) return;
    this.#outputs.push(value);
    this.#descriptions.set(value, description);
  }

  /** Whole numbers: axes, shapes, starts and ends. */
  integers(...numbers: readonly number[]): Value {
    const name = this.#newName('integers');
    return this.constant(
      { name, shape: [numbers.length], type: 'int64' },
      BigInt64Array.from(numbers, BigInt),
    );
  }

  /** Numbers that an operator needs. */
  floats(stem: string, shape: Shape, ...numbers: readonly number[]): Value {
    return this.constant({ name: this.#newName(stem), shape, type: 'float32' }, Float32Array.from(numbers));
  }

  /** Numbers that the file holds. */
  constant(value: Value, data: BigInt64Array | Float32Array | Uint16Array): Value {
    this.#body.message(5, (tensor) => {
      for (const n of value.shape) tensor.varint(1, n);
      tensor
        .varint(2, TYPES[value.type])
        .string(8, value.name)
        .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    });
    return value;
  }

  /**
   * Adds an operator; the caller says what its output is.
   *
   * @param given the output's name and type, where they matter
   */
  add(
    operator: string,
    inputs: readonly Value[],
    shape: Shape,
    attributes: Attributes = {},
    given: Partial<Pick<Value, 'name' | 'type'>> = {},
  ): Value {
    const output: Value = { name: this.#newName(operator), type: 'float32', ...given, shape };
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
  finish(about?: About): Uint8Array {
    const describe = (value: Value) => (info: ProtobufWriter) =>
      writeValueInfo(info, value, this.#descriptions.get(value) ?? '');
    const model = new ProtobufWriter()
      .varint(1, IR_VERSION)
      .string(2, 'dcign')
      .message(7, (graph) => {
        graph.append(this.#body).string(2, this.#name);
        for (const value of this.#inputs) graph.message(11, describe(value));
        for (const value of this.#outputs) graph.message(12, describe(value));
      })
      .message(8, (opset) => opset.string(1, '').varint(2, OPSET));
    if (about !== undefined) {
      model.string(3, about.version).string(6, about.description);
      for (const [key, value] of Object.entries(about.metadata))
        model.message(14, (entry) => entry.string(1, key).string(2, value));
    }
    return model.finish();
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
    return `${this.#scope}/${stem}_${this.#count++}`;
  }
}

function writeValueInfo(info: ProtobufWriter, { name, shape, type }: Value, description: string): void {
  info.string(1, name).string(3, description);
  info.message(2, (typeProto) =>
    typeProto.message(1, (tensor) =>
      tensor.varint(1, TYPES[type]).message(2, (dimensions) => {
        for (const [axis, n] of shape.entries())
          dimensions.message(1, (dimension) =>
            n === ANY ? dimension.string(2, NAMES[axis]!) : dimension.varint(1, n),
          );
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
