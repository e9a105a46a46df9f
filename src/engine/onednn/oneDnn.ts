import koffi, { type LibraryHandle } from 'koffi';
import {
  ALLOCATE,
  type Argument,
  argument,
  commonPrototypes,
  cpuRuntimes,
  type DataType,
  dataType,
  ENGINE_CPU,
  EXEC_ARG_BYTES,
  FORMAT_ANY,
  type Operation,
  operationPrototype,
  operations,
  QUERY_IMPLEMENTATION,
  type Query,
  query,
  relu,
  SCRATCHPAD_USER,
  STREAM_IN_ORDER,
  STRUCT_BYTES,
  statusNames,
  takesHint,
  versionPrototypes,
  versionStruct,
} from './abi.js';
import type { Scope } from './scope.js';

/** A memory descriptor: shape, type and layout. Lives as long as the scope that made it. */
export interface Descriptor {
  readonly pointer: bigint;
  readonly bytes: number;
}

/** A compiled operation with the layouts it has chosen. */
export interface Primitive {
  readonly pointer: bigint;
  /** Its primitive descriptor: the hint that a backward operation takes. */
  readonly description: bigint;
  /** oneDNN's name of the kernel, `jit:avx512_core`. */
  readonly implementation: string;
  /** The descriptor that the operation has chosen; of no bytes where it has none. */
  chosen(what: Query): Descriptor;
}

export interface PrimitiveOptions {
  /** The forward operation, for a backward one. */
  readonly hint?: Primitive;
  /** Whether the output is added to what its memory holds. */
  readonly sum?: boolean;
  /** Whether the output goes through a ReLU before it is written. */
  readonly relu?: boolean;
}

/** What a value of an operation's arguments may be: see the comments in `operations`. */
export type OperationArgument = Descriptor | BigInt64Array | number | undefined;

type Native = (...values: unknown[]) => unknown;

/**
 * oneDNN's vocabulary: memory descriptors, memories, primitives. Every handle belongs to a scope.
 *
 * The same for versions 2 and 3 of the library; see abi.ts for how they differ.
 */
export class OneDnn {
  readonly path: string;
  /** 3.6.2 */
  readonly version: string;
  /** OpenMP, TBB, ... */
  readonly runtime: string;
  readonly stream: bigint;
  readonly #generation: 2 | 3;
  readonly #engine: bigint;
  readonly #library: LibraryHandle;
  readonly #functions = new Map<string, Native>();

  /** @throws Error if a symbol is missing or the library has no engine for this processor */
  constructor(path: string) {
    this.path = path;
    this.#library = koffi.load(path);
    pin(path);
    for (const prototype of commonPrototypes) this.#bind(prototype);
    const { major, minor, patch, cpuRuntime } = koffi.decode(
      this.#functions.get('dnnl_version')!(),
      koffi.struct({ ...versionStruct }),
    ) as Record<string, number>;
    this.version = `${major}.${minor}.${patch}`;
    this.runtime = cpuRuntimes[cpuRuntime!] ?? 'unknown';
    if ((major !== 2 || minor! < 6) && major !== 3)
      throw new Error(`it is version ${this.version}; 2.6 to 3.x are known`);
    this.#generation = major === 2 ? 2 : 3;
    for (const prototype of versionPrototypes[this.#generation]) this.#bind(prototype);
    for (const operation of Object.keys(operations) as Operation[]) {
      this.#bind(operationPrototype(operation, this.#generation));
    }
    this.#engine = this.#create('dnnl_engine_create', ENGINE_CPU, 0);
    this.stream = this.#create('dnnl_stream_create', this.#engine, STREAM_IN_ORDER);
  }

  /** The ReLU's number in this version. */
  get relu(): number {
    return relu[this.#generation];
  }

  /** A descriptor with the given strides, in elements; without, oneDNN chooses the layout. */
  descriptor(
    scope: Scope,
    shape: readonly number[],
    type: DataType,
    strides?: readonly number[],
  ): Descriptor {
    const dims = int64s(shape);
    const layout = strides === undefined ? FORMAT_ANY : int64s(strides);
    const suffix = strides === undefined ? 'tag' : 'strides';
    if (this.#generation === 2) {
      const struct = new Uint8Array(STRUCT_BYTES);
      this.#call(`dnnl_memory_desc_init_by_${suffix}`, struct, shape.length, dims, dataType[type], layout);
      scope.keep(struct);
      return this.#described(koffi.address(struct));
    }
    const pointer = this.#create(
      `dnnl_memory_desc_create_with_${suffix}`,
      shape.length,
      dims,
      dataType[type],
      layout,
    );
    scope.own(() => this.#call('dnnl_memory_desc_destroy', pointer));
    return this.#described(pointer);
  }

  /** The stretch of another descriptor's tensor that begins at `offsets`: it lies in the same memory. */
  part(scope: Scope, whole: Descriptor, shape: readonly number[], offsets: readonly number[]): Descriptor {
    const [dims, starts] = [int64s(shape), int64s(offsets)];
    if (this.#generation === 2) {
      const struct = new Uint8Array(STRUCT_BYTES);
      this.#call('dnnl_memory_desc_init_submemory', struct, whole.pointer, dims, starts);
      scope.keep(struct);
      return this.#described(koffi.address(struct));
    }
    const pointer = this.#create('dnnl_memory_desc_create_submemory', whole.pointer, dims, starts);
    scope.own(() => this.#call('dnnl_memory_desc_destroy', pointer));
    return this.#described(pointer);
  }

  /** Whether two descriptors say the same, so that no reorder is needed. */
  same(a: Descriptor, b: Descriptor): boolean {
    return this.#functions.get('dnnl_memory_desc_equal')!(a.pointer, b.pointer) !== 0;
  }

  /** @throws Error if oneDNN has no such operation here */
  primitive(
    scope: Scope,
    operation: Operation,
    parameters: readonly OperationArgument[],
    options: PrimitiveOptions = {},
  ): Primitive {
    const native = parameters.map((value) =>
      typeof value === 'object' && 'pointer' in value ? value.pointer : (value ?? null),
    );
    const hint = options.hint?.description ?? null;
    const attributes = this.#attributes(options);
    const signature = operations[operation];
    let description: bigint;
    try {
      if (this.#generation === 2) {
        if (signature.omitted2 !== undefined) native.splice(signature.omitted2, 1);
        const struct = new Uint8Array(STRUCT_BYTES);
        this.#call(`dnnl_${signature.name2}_desc_init`, struct, ...native);
        description = this.#create('dnnl_primitive_desc_create', struct, attributes, this.#engine, hint);
      } else {
        description = this.#create(
          `dnnl_${signature.name}_primitive_desc_create`,
          this.#engine,
          ...native,
          ...(takesHint(operation) ? [hint] : []),
          attributes,
        );
      }
    } finally {
      this.#call('dnnl_primitive_attr_destroy', attributes);
    }
    return this.#compile(scope, description);
  }

  /** Copies between layouts and types. */
  reorder(scope: Scope, from: Descriptor, to: Descriptor): Primitive {
    const attributes = this.#attributes({});
    try {
      const engine = this.#engine;
      return this.#compile(
        scope,
        this.#create(
          'dnnl_reorder_primitive_desc_create',
          from.pointer,
          engine,
          to.pointer,
          engine,
          attributes,
        ),
      );
    } finally {
      this.#call('dnnl_primitive_attr_destroy', attributes);
    }
  }

  /** A tensor at an address; without one, `point` must give it before it is used. */
  memory(scope: Scope, descriptor: Descriptor, address = 0n): bigint {
    const pointer = this.#create('dnnl_memory_create', descriptor.pointer, this.#engine, address);
    scope.own(() => this.#call('dnnl_memory_destroy', pointer));
    return pointer;
  }

  /** Moves a memory to another address. */
  point(memory: bigint, address: bigint): void {
    this.#call('dnnl_memory_set_data_handle', memory, address);
  }

  /** `bytes` of aligned memory of the library's own, freed with the scope. */
  allocate(scope: Scope, bytes: number): bigint {
    const memory = this.memory(scope, this.descriptor(scope, [Math.max(bytes, 1)], 'u8', [1]), ALLOCATE);
    return this.#create2('dnnl_memory_get_data_handle', memory);
  }

  /** The array of `dnnl_exec_arg_t` that a call of a primitive takes. */
  static executionArguments(memories: Readonly<Partial<Record<Argument, bigint>>>): Uint8Array {
    const entries = Object.entries(memories) as [Argument, bigint][];
    const bytes = new Uint8Array(entries.length * EXEC_ARG_BYTES);
    const view = new DataView(bytes.buffer);
    entries.forEach(([name, memory], i) => {
      view.setInt32(i * EXEC_ARG_BYTES, argument[name], true);
      view.setBigUint64(i * EXEC_ARG_BYTES + 8, memory, true);
    });
    return bytes;
  }

  #compile(scope: Scope, description: bigint): Primitive {
    scope.own(() => this.#call('dnnl_primitive_desc_destroy', description));
    const pointer = this.#create('dnnl_primitive_create', description);
    scope.own(() => this.#call('dnnl_primitive_destroy', pointer));
    const name = new BigUint64Array(1);
    this.#call('dnnl_primitive_desc_query', description, QUERY_IMPLEMENTATION, 0, name);
    return {
      pointer,
      description,
      implementation: koffi.decode.string(name[0]!),
      chosen: (what) =>
        this.#described(
          this.#functions.get('dnnl_primitive_desc_query_md')!(description, query[what], 0) as bigint,
        ),
    };
  }

  #attributes({ sum = false, relu = false }: PrimitiveOptions): bigint {
    const attributes = this.#create('dnnl_primitive_attr_create');
    this.#call('dnnl_primitive_attr_set_scratchpad_mode', attributes, SCRATCHPAD_USER);
    if (sum || relu) {
      const postOps = this.#create('dnnl_post_ops_create');
      const scale = this.#generation === 2 ? [1] : [];
      const asStored = this.#generation === 2 ? [] : [0, 0];
      if (sum) this.#call('dnnl_post_ops_append_sum', postOps, 1, ...asStored);
      if (relu) this.#call('dnnl_post_ops_append_eltwise', postOps, ...scale, this.relu, 0, 0);
      this.#call('dnnl_primitive_attr_set_post_ops', attributes, postOps);
      this.#call('dnnl_post_ops_destroy', postOps);
    }
    return attributes;
  }

  #described(pointer: bigint | null): Descriptor {
    if (pointer === null) return { pointer: 0n, bytes: 0 };
    return { pointer, bytes: Number(this.#functions.get('dnnl_memory_desc_get_size')!(pointer)) };
  }

  #bind(prototype: string): void {
    this.#functions.set(/dnnl_\w+/.exec(prototype)![0], this.#library.func(prototype));
  }

  /** Calls a function whose first parameter receives a handle. */
  #create(symbol: string, ...values: unknown[]): bigint {
    const handle = new BigUint64Array(1);
    this.#call(symbol, handle, ...values);
    return handle[0]!;
  }

  #create2(symbol: string, ...values: unknown[]): bigint {
    const handle = new BigUint64Array(1);
    this.#call(symbol, ...values, handle);
    return handle[0]!;
  }

  #call(symbol: string, ...values: unknown[]): void {
    checkStatus(symbol, this.#functions.get(symbol)!(...values) as number);
  }
}

/**
 * Keeps the library loaded until the process ends: koffi unloads it before, when threads of OpenMP may still
 * be running in it. Crashes at the exit of two processes, with oneDNN 3.6, led here; none was seen since.
 */
function pin(path: string): void {
  if (process.platform === 'win32') return;
  const RTLD_NOW = 2;
  koffi.load(null).func('void *dlopen(const char *path, int flags)')(path, RTLD_NOW);
}

/** The one place where a status becomes an error. */
export function checkStatus(what: string, status: number): void {
  if (status !== 0) throw new Error(`oneDNN: ${what}: ${statusNames[status] ?? `status ${status}`}`);
}

export function int64s(values: readonly number[]): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}
