/**
 * The binary interface of oneDNN's C API, 2.6 and later: the only file that knows symbols and numbers.
 *
 * Version 2 describes an operation in a struct (`dnnl_*_desc_init`), which is passed on as an opaque buffer;
 * version 3 makes the primitive descriptor in one call (`dnnl_*_primitive_desc_create`). Both take the same
 * arguments in the same order, but for one memory descriptor of the element-wise operations.
 */

/** C prototypes of what versions 2 and 3 have in common. Handles cross as BigInt or as typed arrays. */
export const commonPrototypes: readonly string[] = [
  'void *dnnl_version()',
  'int dnnl_engine_create(void *engine, int kind, size_t index)',
  'int dnnl_stream_create(void *stream, void *engine, uint flags)',
  'int dnnl_memory_create(void *memory, void *descriptor, void *engine, void *handle)',
  'int dnnl_memory_get_data_handle(void *memory, void *handle)',
  'int dnnl_memory_set_data_handle(void *memory, void *handle)',
  'int dnnl_memory_destroy(void *memory)',
  'size_t dnnl_memory_desc_get_size(void *descriptor)',
  'int dnnl_memory_desc_equal(void *a, void *b)',
  'int dnnl_primitive_attr_create(void *attributes)',
  'int dnnl_primitive_attr_destroy(void *attributes)',
  'int dnnl_primitive_attr_set_scratchpad_mode(void *attributes, int mode)',
  'int dnnl_primitive_attr_set_post_ops(void *attributes, void *post_ops)',
  'int dnnl_post_ops_create(void *post_ops)',
  'int dnnl_post_ops_destroy(void *post_ops)',
  'int dnnl_reorder_primitive_desc_create(void *pd, void *from, void *from_engine, void *to, void *to_engine, void *attributes)',
  'void *dnnl_primitive_desc_query_md(void *pd, int what, int index)',
  'int dnnl_primitive_desc_query(void *pd, int what, int index, void *result)',
  'int dnnl_primitive_desc_destroy(void *pd)',
  'int dnnl_primitive_create(void *primitive, void *pd)',
  'int dnnl_primitive_destroy(void *primitive)',
];

export const versionPrototypes: Readonly<Record<2 | 3, readonly string[]>> = {
  2: [
    'int dnnl_memory_desc_init_by_tag(void *descriptor, int rank, void *dims, int type, int tag)',
    'int dnnl_memory_desc_init_by_strides(void *descriptor, int rank, void *dims, int type, void *strides)',
    'int dnnl_post_ops_append_eltwise(void *post_ops, float scale, int algorithm, float alpha, float beta)',
    'int dnnl_memory_desc_init_submemory(void *descriptor, void *parent, void *dims, void *offsets)',
    'int dnnl_post_ops_append_sum(void *post_ops, float scale)',
    'int dnnl_primitive_desc_create(void *pd, void *operation, void *attributes, void *engine, void *hint)',
  ],
  3: [
    'int dnnl_memory_desc_create_with_tag(void *descriptor, int rank, void *dims, int type, int tag)',
    'int dnnl_memory_desc_create_with_strides(void *descriptor, int rank, void *dims, int type, void *strides)',
    'int dnnl_memory_desc_create_submemory(void *descriptor, void *parent, void *dims, void *offsets)',
    'int dnnl_memory_desc_destroy(void *descriptor)',
    'int dnnl_post_ops_append_sum(void *post_ops, float scale, int zero_point, int type)',
    'int dnnl_post_ops_append_eltwise(void *post_ops, int algorithm, float alpha, float beta)',
  ],
};

/** What the worker calls, in both versions. */
export const executePrototype =
  'int dnnl_primitive_execute(void *primitive, void *stream, int count, void *arguments)';
export const waitPrototype = 'int dnnl_stream_wait(void *stream)';

export type Operation =
  | `${'convolution' | 'innerProduct'}${'Forward' | 'BackwardData' | 'BackwardWeights'}`
  | `${'pooling' | 'eltwise'}${'Forward' | 'Backward'}`
  | 'binaryForward';

interface OperationSignature {
  /** The symbol of version 3 is `dnnl_${name}_primitive_desc_create`. */
  readonly name: string;
  /** The symbol of version 2 is `dnnl_${name2}_desc_init`. */
  readonly name2: string;
  /** Version 3's arguments between the engine and the hint. */
  readonly parameters: readonly string[];
  /** The argument that version 2 does not take. */
  readonly omitted2?: number;
}

const DESCRIPTOR = 'void *';
/** Strides, dilations, left and right padding: DIMS each. */
const WINDOW = ['void *', 'void *', 'void *', 'void *'];
/** Strides, kernel, dilations, left and right padding. */
const POOL_WINDOW = ['void *', ...WINDOW];

export const operations: Readonly<Record<Operation, OperationSignature>> = {
  /** propagation, algorithm, source, weights, bias, destination, window */
  convolutionForward: {
    name: 'convolution_forward',
    name2: 'dilated_convolution_forward',
    parameters: ['int', 'int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, ...WINDOW],
  },
  /** algorithm, source gradient, weights, destination gradient, window */
  convolutionBackwardData: {
    name: 'convolution_backward_data',
    name2: 'dilated_convolution_backward_data',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, ...WINDOW],
  },
  /** algorithm, source, weights gradient, bias gradient, destination gradient, window */
  convolutionBackwardWeights: {
    name: 'convolution_backward_weights',
    name2: 'dilated_convolution_backward_weights',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, ...WINDOW],
  },
  /** propagation, source, weights, bias, destination */
  innerProductForward: {
    name: 'inner_product_forward',
    name2: 'inner_product_forward',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, DESCRIPTOR],
  },
  /** source gradient, weights, destination gradient */
  innerProductBackwardData: {
    name: 'inner_product_backward_data',
    name2: 'inner_product_backward_data',
    parameters: [DESCRIPTOR, DESCRIPTOR, DESCRIPTOR],
  },
  /** source, weights gradient, bias gradient, destination gradient */
  innerProductBackwardWeights: {
    name: 'inner_product_backward_weights',
    name2: 'inner_product_backward_weights',
    parameters: [DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, DESCRIPTOR],
  },
  /** propagation, algorithm, source, destination, pool window */
  poolingForward: {
    name: 'pooling_forward',
    name2: 'pooling_v2_forward',
    parameters: ['int', 'int', DESCRIPTOR, DESCRIPTOR, ...POOL_WINDOW],
  },
  /** algorithm, source gradient, destination gradient, pool window */
  poolingBackward: {
    name: 'pooling_backward',
    name2: 'pooling_v2_backward',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, ...POOL_WINDOW],
  },
  /** algorithm, source, second source, destination */
  binaryForward: {
    name: 'binary',
    name2: 'binary',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR],
  },
  /** propagation, algorithm, source, destination, alpha, beta */
  eltwiseForward: {
    name: 'eltwise_forward',
    name2: 'eltwise_forward',
    parameters: ['int', 'int', DESCRIPTOR, DESCRIPTOR, 'float', 'float'],
    omitted2: 3,
  },
  /** algorithm, source gradient, destination gradient, data, alpha, beta */
  eltwiseBackward: {
    name: 'eltwise_backward',
    name2: 'eltwise_backward',
    parameters: ['int', DESCRIPTOR, DESCRIPTOR, DESCRIPTOR, 'float', 'float'],
    omitted2: 2,
  },
};

/** The prototype of the function that describes an operation. */
export function operationPrototype(operation: Operation, version: 2 | 3): string {
  const { name, name2, parameters, omitted2 } = operations[operation];
  const handle = 'void *';
  if (version === 2) {
    const kept = parameters.filter((_, i) => i !== omitted2);
    return `int dnnl_${name2}_desc_init(${[handle, ...kept].join(', ')})`;
  }
  const hint = takesHint(operation) ? [handle] : [];
  return `int dnnl_${name}_primitive_desc_create(${[handle, handle, ...parameters, ...hint, handle].join(', ')})`;
}

/** Whether version 3's function takes the forward primitive descriptor. */
export function takesHint(operation: Operation): boolean {
  return !operation.endsWith('Forward');
}

/** Large enough for any struct of version 2; its memory descriptor has 696 bytes, an operation a few of them. */
export const STRUCT_BYTES = 8192;

export const dataType = { bf16: 2, f32: 3, u8: 6 } as const;
export type DataType = keyof typeof dataType;

export const propagation = { training: 64, inference: 96 } as const;

export const algorithm = {
  convolutionDirect: 0x1,
  reluFromOutput: 0x100,
  poolingMax: 0x1ff,
  add: 0x1fff0,
} as const;
/** The only algorithm here whose number differs between versions 2 and 3. */
export const relu = { 2: 0x1f, 3: 0x20 } as const;

export const FORMAT_ANY = 1;
export const SCRATCHPAD_USER = 1;
export const ENGINE_CPU = 1;
export const STREAM_IN_ORDER = 1;
export const QUERY_IMPLEMENTATION = 8;
/** DNNL_MEMORY_ALLOCATE: the library allocates. */
export const ALLOCATE: bigint = 0xffff_ffff_ffff_ffffn;

/** dnnl_query_*_md: descriptors that a primitive has chosen. */
export const query = {
  source: 129,
  sourceGradient: 130,
  weights: 131,
  weightsGradient: 132,
  destination: 133,
  destinationGradient: 134,
  workspace: 135,
  scratchpad: 136,
} as const;
export type Query = keyof typeof query;

/** DNNL_ARG_*: what a memory is to a primitive. */
export const argument = {
  source: 1,
  secondSource: 2,
  destination: 17,
  weights: 33,
  bias: 41,
  workspace: 64,
  scratchpad: 80,
  sourceGradient: 129,
  destinationGradient: 145,
  weightsGradient: 161,
  biasGradient: 169,
} as const;
export type Argument = keyof typeof argument;

/** dnnl_exec_arg_t: int, padding, pointer. */
export const EXEC_ARG_BYTES = 16;

/** dnnl_version_t. */
export const versionStruct = {
  major: 'int',
  minor: 'int',
  patch: 'int',
  hash: 'str',
  cpuRuntime: 'uint',
  gpuRuntime: 'uint',
} as const;

export const cpuRuntimes: Readonly<Record<number, string>> = {
  1: 'sequential',
  2: 'OpenMP',
  4: 'TBB',
  8: 'thread pool',
  512: 'SYCL',
};

/** dnnl_status_t. */
export const statusNames: Readonly<Record<number, string>> = {
  1: 'out of memory',
  2: 'invalid arguments',
  3: 'unimplemented',
  4: 'no further implementation',
  5: 'runtime error',
  6: 'not required',
};
