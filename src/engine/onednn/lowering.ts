import type { Layer } from '../../network/network.js';
import type { PrepareOptions } from '../engine.js';
import type { DataType } from './abi.js';
import { propagation } from './abi.js';
import type { Descriptor, OneDnn } from './oneDnn.js';
import type { Phase, ProgramBuilder, Tensor } from './program.js';
import type { Scope } from './scope.js';

/** What flows between layers: [batch, channels, height, width], channels last in memory, or [batch, features]. */
export interface Value {
  readonly tensor: Tensor;
  readonly shape: readonly number[];
  readonly type: DataType;
  /** The type in which whoever made the value wants its gradient; undefined if nobody wants it. */
  readonly gradientType: DataType | undefined;
}

/** A layer that has been lowered. */
export interface Lowered {
  readonly output: Value;
  /**
   * Appends the backward primitives.
   *
   * @param gradient dL/d(output), of `output`'s shape
   * @returns dL/d(input); called for, and undefined unless, the input's `gradientType` is defined
   */
  backward(gradient: Value): Value | undefined;
}

/** What a layer's surroundings ask of it. */
export interface Fusion {
  /** For a product: whether it applies the ReLU that follows. For a ReLU: whether that was done before it. */
  readonly relu: boolean;
  readonly outputType: DataType;
  /** For a convolution: what its output is added to, in place. */
  readonly addTo?: Value | undefined;
  /** For a residual: whether its input has to stay what it is, since the layer before reads it on the way back. */
  readonly keepInput?: boolean | undefined;
}

/** Appends a layer's forward primitives: the table of rules, handed to the layers that hold layers. */
export type Lower = (to: Lowering, layer: Layer, input: Value, fusion: Fusion) => Lowered;

/** JavaScript's share of loading parameters and of giving gradients. */
export interface Hook {
  /** Names of parameters that it reads or of gradients that it writes. */
  readonly run: (tensor: (name: string) => Float32Array) => void;
}

/** What the layers' rules build with. */
export class Lowering {
  readonly library: OneDnn;
  readonly scope: Scope;
  readonly builder: ProgramBuilder;
  readonly training: boolean;
  /** Whether the way back gives the parameters' gradients. */
  readonly parameterGradients: boolean;
  /** Of activations and packed weights. */
  readonly type: DataType;
  /** Arrays of the engine's own that primitives read or write, by name. */
  readonly arrays: Record<string, Float32Array> = {};
  readonly beforeLoad: Hook['run'][] = [];
  readonly afterBackward: Hook['run'][] = [];

  constructor(
    library: OneDnn,
    scope: Scope,
    builder: ProgramBuilder,
    { training, parameterGradients = true }: Pick<PrepareOptions, 'training' | 'parameterGradients'>,
    type: DataType,
  ) {
    this.library = library;
    this.scope = scope;
    this.builder = builder;
    this.training = training;
    this.parameterGradients = parameterGradients;
    this.type = type;
  }

  get propagation(): number {
    return this.training ? propagation.training : propagation.inference;
  }

  /** A descriptor whose layout is oneDNN's choice. */
  any(shape: readonly number[], type: DataType): Descriptor {
    return this.library.descriptor(this.scope, shape, type);
  }

  /** Row by row, as in JavaScript. */
  plain(shape: readonly number[], type: DataType): Descriptor {
    return this.library.descriptor(this.scope, shape, type, rowMajor(shape));
  }

  /**
   * The layout of values: channels last for images. Measured against the blocked layouts that oneDNN prefers
   * before AMX: the same speed within 10 %, and half the pixel shuffle of the folded decoder is free.
   */
  value(shape: readonly number[], type: DataType): Descriptor {
    const [, channels, height, width] = shape;
    if (shape.length !== 4) return this.plain(shape, type);
    const strides = [channels! * height! * width!, 1, channels! * width!, channels!];
    return this.library.descriptor(this.scope, shape, type, strides);
  }

  /** A new tensor in the program's own memory. */
  tensor(descriptor: Descriptor): Tensor {
    return { descriptor, storage: { bytes: descriptor.bytes } };
  }

  /** A new tensor in a JavaScript array. */
  array(name: string, descriptor: Descriptor): Tensor {
    return { descriptor, storage: { bytes: descriptor.bytes, array: name } };
  }

  /** A new value in the program's own memory. */
  make(shape: readonly number[], type: DataType, gradientType: DataType | undefined): Value {
    return { tensor: this.tensor(this.value(shape, type)), shape, type, gradientType };
  }

  /** A value that is zero where nobody writes: in an array of its own, since the program's memory has many uses. */
  bordered(name: string, shape: readonly number[]): Value {
    const descriptor = this.value(shape, this.type);
    const own = `${name} ${Object.keys(this.arrays).length}`;
    this.own(own, Math.ceil(descriptor.bytes / Float32Array.BYTES_PER_ELEMENT));
    return { tensor: this.array(own, descriptor), shape, type: this.type, gradientType: this.type };
  }

  /** The stretch of a tensor that begins at `offsets`. */
  part(whole: Tensor, shape: readonly number[], offsets: readonly number[]): Tensor {
    return { ...whole, descriptor: this.library.part(this.scope, whole.descriptor, shape, offsets) };
  }

  /** The same numbers in another layout or type: itself where nothing changes. */
  reordered(phase: Phase, label: string, from: Tensor, to: Descriptor): Tensor {
    // Equal descriptors may still differ in the strides of sides of one, by which oneDNN finds its kernels.
    if (this.library.same(from.descriptor, to)) return { ...from, descriptor: to };
    const tensor = this.tensor(to);
    this.copy(phase, label, from, tensor);
    return tensor;
  }

  copy(phase: Phase, label: string, source: Tensor, destination: Tensor): void {
    const primitive = this.library.reorder(this.scope, source.descriptor, destination.descriptor);
    this.builder.call(phase, label, primitive, { source, destination });
  }

  /** A value in another type. */
  converted(phase: Phase, label: string, value: Value, type: DataType): Value {
    if (value.type === type) return value;
    const tensor = this.reordered(phase, label, value.tensor, this.value(value.shape, type));
    return { ...value, tensor, type };
  }

  /** Takes a parameter in at each load, in the layout and type that a primitive has chosen. */
  parameter(name: string, from: Descriptor, to: Descriptor): Tensor {
    const tensor = this.tensor(to);
    this.copy('load', name, this.array(name, from), tensor);
    return tensor;
  }

  /** Gives a gradient out in JavaScript's layout; where the layouts agree it is written there at once. */
  gradientOut(name: string, from: Descriptor, to: Descriptor): { tensor: Tensor; finish: () => void } {
    const out = this.array(name, to);
    if (this.library.same(from, to)) return { tensor: out, finish: () => {} };
    const tensor = this.tensor(from);
    return { tensor, finish: () => this.copy('backward', name, tensor, out) };
  }

  /** An array of the engine's own. */
  own(name: string, length: number): Float32Array {
    const array = new Float32Array(length);
    this.arrays[name] = array;
    return array;
  }
}

export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1]! * shape[i + 1]!;
  return strides;
}
