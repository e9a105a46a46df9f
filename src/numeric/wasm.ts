/**
 * An assembler for kernels: as much of WebAssembly with SIMD as loops over floats need. An expression is a function
 * of expressions and gives their instructions, so that a kernel reads like the formula that it computes.
 *
 * https://webassembly.github.io/spec/core/binary/
 */
export type Code = readonly number[];

/** Types of parameters and locals. */
export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;

export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signedLeb(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
} as const;

export const v128 = {
  /** @param offset in bytes, added to the address */
  load: (address: Code, offset = 0): Code => [...vector(0x00, address), 4, ...leb(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...vector(0x0b, address, value),
    4,
    ...leb(offset),
  ],
  or: (a: Code, b: Code): Code => vector(0x50, a, b),
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
  constant: (value: number): Code => splatConstant(Float64Array.of(value, value)),
  /** The first two floats as doubles. */
  fromLow: (value: Code): Code => vector(0x5f, value),
  /** The last two floats as doubles; evaluates `value` twice. */
  fromHigh: (value: Code): Code => f64x2.fromLow([...vector(0x0d, value, value), ...HIGH_HALF]),
  add: (a: Code, b: Code): Code => vector(0xf0, a, b),
  subtract: (a: Code, b: Code): Code => vector(0xf1, a, b),
  multiply: (a: Code, b: Code): Code => vector(0xf2, a, b),
  pmax: (a: Code, b: Code): Code => vector(0xf7, a, b),
} as const;

/** Runs the body, and again while local `a` is below local `b`, both unsigned. */
export const repeatWhileBelow = (a: number, b: number, ...body: readonly Code[]): Code => [
  ...[0x03, 0x40, ...body.flat()],
  ...[...get(a), ...get(b), 0x49, 0x0d, 0, END],
];

export interface KernelSource {
  /** Types. */
  readonly parameters: readonly number[];
  /** Types; their numbers follow those of the parameters. */
  readonly locals: readonly number[];
  readonly body: Code;
}

/**
 * A function that works in a memory of its own, of `bytes` at least, all 0. The memory never grows, so views of it
 * stay valid.
 */
export function instantiate<Run>(
  source: KernelSource,
  bytes: number,
): { readonly run: Run; readonly memory: ArrayBuffer } {
  const memory = new Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new Instance(new Module(moduleBytes(source)), { own: { memory } });
  return { run: (exports as { readonly run: Run }).run, memory: memory.buffer };
}

/** As much of WebAssembly as is used here; its types come with the browser's library only, not with Node's. */
interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly own: { readonly memory: object } },
  ) => { readonly exports: unknown };
}
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const PAGE = 65536;
const END = 0x0b;
/** Indices of bytes, for a shuffle. */
const HIGH_HALF: Code = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

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
