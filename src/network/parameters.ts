/** Where one tensor lies in the flat buffer. */
export interface ParameterSpec {
  /** As in the safetensors file: `encoder.conv1.weight`. */
  readonly name: string;
  /** PyTorch's layout. */
  readonly shape: readonly number[];
  /** In floats. */
  readonly offset: number;
  readonly length: number;
}

/**
 * All trained numbers of a model in one flat buffer, so that the optimiser is one loop and a checkpoint one
 * write, with a view for each named tensor. Gradients and optimiser moments have the same form.
 */
export class Parameters {
  readonly specs: readonly ParameterSpec[];
  readonly data: Float32Array;
  readonly #views: ReadonlyMap<string, Float32Array>;

  constructor(specs: readonly ParameterSpec[], data?: Float32Array) {
    const length = specs.reduce((sum, spec) => sum + spec.length, 0);
    this.specs = specs;
    this.data = data ?? new Float32Array(length);
    if (this.data.length !== length)
      throw new RangeError(`${this.data.length} numbers for ${length} parameters`);
    this.#views = new Map(
      specs.map((spec) => [spec.name, this.data.subarray(spec.offset, spec.offset + spec.length)]),
    );
  }

  /** Lays tensors out one after the other. */
  static layOut(tensors: Iterable<{ readonly name: string; readonly shape: readonly number[] }>): Parameters {
    const specs: ParameterSpec[] = [];
    let offset = 0;
    for (const { name, shape } of tensors) {
      const length = shape.reduce((product, n) => product * n, 1);
      specs.push({ name, shape, offset, length });
      offset += length;
    }
    return new Parameters(specs);
  }

  /** The numbers of one tensor: a view, not a copy. */
  get(name: string): Float32Array {
    const view = this.#views.get(name);
    if (view === undefined) throw new RangeError(`no parameter ${name}`);
    return view;
  }

  /** A new buffer of zeros with the same tensors. */
  zeros(): Parameters {
    return new Parameters(this.specs);
  }
}
