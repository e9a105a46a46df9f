/**
 * An assembler for kernels: as much of WebAssembly with SIMD as loops over numbers need. An expression is a function
 * of expressions and gives their instructions, so that a kernel reads like the formula that it computes.
 *
 * https://webassembly.github.io/spec/core/binary/
 */
export type Code = readonly number[];

/** Types of parameters and locals. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
/** As many of one type in a row. */
export const of = (count: number, type: number): readonly number[] =>
  Array.from({ length: count }, () => type);

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];
/** What each of several locals holds, by name. */
export const getAll = <Name extends string>(locals: Readonly<Record<Name, number>>): Record<Name, Code> =>
  Object.fromEntries(Object.entries<number>(locals).map(([name, local]) => [name, get(local)])) as Record<
    Name,
    Code
  >;
/** Moves a local on, an i32. */
export const advance = (local: number, by: number): Code => set(local, i32.add(get(local), i32.constant(by)));

// Each `load` and `store` takes an offset in bytes that is added to the address.

export const i32 = {
  constant: (value: number): Code => [0x41, ...signedLeb(value)],
  storeByte: (address: Code, value: Code, offset: number = 0): Code => [
    ...address,
    ...value,
    0x3a,
    0,
    ...leb(offset),
  ],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0x6c],
  or: (a: Code, b: Code): Code => [...a, ...b, 0x72],
  /** Towards zero; what is out of range becomes the nearest that is not, NaN 0. */
  fromF64: (value: Code): Code => [...value, 0xfc, 0x02],
} as const;

export const f32 = {
  load: (address: Code, offset: number = 0): Code => [...address, 0x2a, 2, ...leb(offset)],
  store: (address: Code, value: Code, offset: number = 0): Code => [
    ...address,
    ...value,
    0x38,
    2,
    ...leb(offset),
  ],
  fromF64: (value: Code): Code => [...value, 0xb6],
} as const;

/** Comparisons give an i32, 1 or 0. */
export const f64 = {
  constant: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  load: (address: Code, offset: number = 0): Code => [...address, 0x2b, 3, ...leb(offset)],
  equal: (a: Code, b: Code): Code => [...a, ...b, 0x61],
  below: (a: Code, b: Code): Code => [...a, ...b, 0x63],
  upTo: (a: Code, b: Code): Code => [...a, ...b, 0x65],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xa0],
  subtract: (a: Code, b: Code): Code => [...a, ...b, 0xa1],
  multiply: (a: Code, b: Code): Code => [...a, ...b, 0xa2],
  divide: (a: Code, b: Code): Code => [...a, ...b, 0xa3],
  min: (a: Code, b: Code): Code => [...a, ...b, 0xa4],
  max: (a: Code, b: Code): Code => [...a, ...b, 0xa5],
  fromI32: (value: Code): Code => [...value, 0xb7],
  fromF32: (value: Code): Code => [...value, 0xbb],
} as const;

export const v128 = {
  load: (address: Code, offset: number = 0): Code => [...vector(0x00, address), 4, ...leb(offset)],
  store: (address: Code, value: Code, offset: number = 0): Code => [
    ...vector(0x0b, address, value),
    4,
    ...leb(offset),
  ],
  /** Eight bytes, and zeros. */
  loadHalf: (address: Code, offset: number = 0): Code => [...vector(0x5d, address), 3, ...leb(offset)],
  or: (a: Code, b: Code): Code => vector(0x50, a, b),
  /** An i32: 1 if any bit is one. */
  any: (value: Code): Code => vector(0x53, value),
  /** Four of eight words of 4 bytes: 0 to 3 are those of the first vector, 4 to 7 of the second. */
  pick: (a: Code, b: Code, words: readonly [number, number, number, number]): Code => [
    ...vector(0x0d, a, b),
    ...words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte)),
  ],
  /** Bits of the first where the mask has ones, else of the second. */
  select: (ones: Code, zeros: Code, mask: Code): Code => vector(0x52, ones, zeros, mask),
} as const;

/** `pmax` is (a, b) => a < b ? b : a, one instruction of the processor; a NaN goes through if it is the first. */
export const f32x4 = {
  loadSplat: (address: Code): Code => [...vector(0x09, address), 2, 0],
  splat: (value: Code): Code => vector(0x13, value),
  constant: (value: number): Code => splatConstant(Float32Array.of(value, value, value, value)),
  below: (a: Code, b: Code): Code => vector(0x43, a, b),
  sqrt: (value: Code): Code => vector(0xe3, value),
  add: (a: Code, b: Code): Code => vector(0xe4, a, b),
  subtract: (a: Code, b: Code): Code => vector(0xe5, a, b),
  multiply: (a: Code, b: Code): Code => vector(0xe6, a, b),
  divide: (a: Code, b: Code): Code => vector(0xe7, a, b),
  pmax: (a: Code, b: Code): Code => vector(0xeb, a, b),
  /** Shifts the bits of each float to the left. */
  shiftBits: (value: Code, bits: number): Code => vector(0xab, value, i32.constant(bits)),
} as const;

export const f64x2 = {
  splat: (value: Code): Code => vector(0x14, value),
  constant: (value: number): Code => splatConstant(Float64Array.of(value, value)),
  /** One of the two, an f64. */
  lane: (value: Code, k: 0 | 1): Code => [...vector(0x21, value), k],
  below: (a: Code, b: Code): Code => vector(0x49, a, b),
  /** As two floats, and zeros. */
  toLow: (value: Code): Code => vector(0x5e, value),
  /** The first two floats as doubles. */
  fromLow: (value: Code): Code => vector(0x5f, value),
  /** The last two floats as doubles; evaluates `value` twice. */
  fromHigh: (value: Code): Code => f64x2.fromLow(v128.pick(value, value, [2, 3, 2, 3])),
  add: (a: Code, b: Code): Code => vector(0xf0, a, b),
  subtract: (a: Code, b: Code): Code => vector(0xf1, a, b),
  multiply: (a: Code, b: Code): Code => vector(0xf2, a, b),
  divide: (a: Code, b: Code): Code => vector(0xf3, a, b),
  pmax: (a: Code, b: Code): Code => vector(0xf7, a, b),
} as const;

/** Runs the body, and again while local `a` is below local `b`, both unsigned. */
export const repeatWhileBelow = (a: number, b: number, ...body: readonly Code[]): Code => [
  ...[0x03, 0x40, ...body.flat()],
  ...[...get(a), ...get(b), 0x49, 0x0d, 0, END],
];
/** Runs the body, of which `leaveIf` leaves the rest out. */
export const block = (...body: readonly Code[]): Code => [0x02, 0x40, ...body.flat(), END];
/** Only in a `block`, and in nothing else within it. */
export const leaveIf = (condition: Code): Code => [...condition, 0x0d, 0];
/** Runs one body where the condition, an i32, is not 0, the other where it is. */
export const choose = (condition: Code, yes: Code, no: Code): Code => [
  ...[...condition, 0x04, 0x40, ...yes, 0x05, ...no, END],
];

export interface KernelSource {
  /** Types. */
  readonly parameters: readonly number[];
  /** Types; their numbers follow those of the parameters. */
  readonly locals: readonly number[];
  readonly body: Code;
}

/** What kernels work in. It never grows, so views of it stay valid. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** Zeros, `bytes` of them at least. */
export function createMemory(bytes: number): Memory {
  return new api.Memory({ initial: Math.ceil(bytes / PAGE) });
}

/**
 * The function that works in a memory. A source is compiled at its first use, and what the engine has learnt to run
 * fast stays so for all memories.
 */
export function instantiate<Run>(source: KernelSource, memory: Memory): Run {
  let module = modules.get(source);
  if (module === undefined) {
    module = new api.Module(moduleBytes(source));
    modules.set(source, module);
  }
  const { exports } = new api.Instance(module, { own: { memory } });
  return (exports as { readonly run: Run }).run;
}

const modules = new WeakMap<KernelSource, object>();

/** As much of WebAssembly as is used here; its types come with the browser's library only, not with Node's. */
interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly own: { readonly memory: Memory } },
  ) => { readonly exports: unknown };
}
const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const PAGE = 65536;
const END = 0x0b;

function vector(opcode: number, ...operands: readonly Code[]): Code {
  return [...operands.flat(), 0xfd, ...leb(opcode)];
}

function splatConstant(lanes: Float32Array | Float64Array): Code {
  return [...vector(0x0c), ...new Uint8Array(lanes.buffer)];
}

function moduleBytes({ parameters, locals, body }: KernelSource): Uint8Array<ArrayBuffer> {
  const name = (text: string): Code => [text.length, ...new TextEncoder().encode(text)];
  const section = (id: number, content: Code): Code => [id, ...leb(content.length), ...content];
  const code = [...leb(locals.length), ...locals.flatMap((type) => [1, type]), ...body, END];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters.length, ...parameters, 0]),
    ...section(2, [1, ...name('own'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
}

/** Unsigned LEB128. */
function leb(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}

/** Signed LEB128, in which 64 takes two bytes. */
function signedLeb(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signedLeb(value >> 7)];
}
