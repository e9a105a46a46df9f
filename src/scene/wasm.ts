/**
 * As much of an assembler for WebAssembly as the kernels beside it need: they are a few dozen instructions each,
 * and a compiler for them would be a build step and a binary in the repository.
 * https://webassembly.github.io/spec/core/binary
 */
export type Code = number | readonly Code[];

/** One exported function that returns nothing. */
interface Kernel {
  readonly name: string;
  readonly parameters: readonly number[];
  /** Numbered on from the parameters. */
  readonly locals: readonly number[];
  readonly body: Code;
}

/** WebAssembly's memory; its types come with the browser's library only, not with Node's. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

interface WebAssemblyApi {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly scene: { readonly memory: Memory } },
  ) => { readonly exports: unknown };
}
const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

const PAGE = 65536;

/** Zeros, `bytes` of them at least. */
export function createMemory(bytes: number): Memory {
  return new api.Memory({ initial: Math.ceil(bytes / PAGE) });
}

/**
 * Assembles a kernel at its first use; what the engine has learnt to run fast stays so for all memories.
 *
 * @returns makes the function that works in a memory
 */
export function assemble<F>(kernel: Kernel): (memory: Memory) => F {
  let module: object | undefined;
  return (memory) => {
    module ??= new api.Module(moduleOf(kernel));
    const { exports } = new api.Instance(module, { scene: { memory } });
    return (exports as Record<string, F>)[kernel.name]!;
  };
}

export const I32 = 0x7f;
export const F64 = 0x7c;
export const V128 = 0x7b;

export const get = (local: number): Code => [0x20, local];
/** As many types as a kernel has parameters or locals of one kind in a row. */
export const of = (count: number, type: number): number[] => Array.from({ length: count }, () => type);

export const set = (local: number, ...value: Code[]): Code => [value, 0x21, local];
export const i32 = (value: number): Code => [0x41, signedLeb(value)];
export const f64 = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];
/** Adds to a local of the type i32. */
export const advance = (local: number, step: Code): Code => set(local, get(local), step, I32_ADD);

/** Repeats the body until the condition, an i32, is 0. */
export const repeatWhile = (condition: Code, ...body: Code[]): Code => [
  ...[0x03, 0x40, body, condition, BRANCH_IF, 0, END],
];
/** Runs the body, of which `LEAVE_IF` leaves the rest out. */
export const block = (...body: Code[]): Code => [0x02, 0x40, body, END];
/** Runs one body where the condition is not 0, the other where it is. */
export const choose = (condition: Code, yes: Code, no: Code): Code => [
  ...[condition, 0x04, 0x40, yes, 0x05, no, END],
];
const BRANCH_IF = 0x0d;
const END = 0x0b;
export const LEAVE_IF: Code = [BRANCH_IF, 0];

export const I32_ADD = 0x6a;
export const I32_SUBTRACT = 0x6b;
export const I32_MULTIPLY = 0x6c;
export const I32_OR = 0x72;
export const I32_BELOW = 0x49;
export const I32_UP_TO = 0x4d;
export const F64_ADD = 0xa0;
export const F64_SUBTRACT = 0xa1;
export const F64_MULTIPLY = 0xa2;
export const F64_DIVIDE = 0xa3;
export const F64_MIN = 0xa4;
export const F64_MAX = 0xa5;
export const F64_EQUAL = 0x61;
export const F64_BELOW = 0x63;
export const F64_UP_TO = 0x65;
export const F64_FROM_I32 = 0xb7;
/** Towards zero. */
export const I32_FROM_F64: Code = [0xfc, 0x02];

/** Reads what lies at an address and an offset, in bytes. */
type Load = (address: Code, offset?: number) => Code;
const at =
  (operation: Code, alignment: number): Load =>
  (address, offset = 0) => [address, operation, alignment, leb(offset)];
export const loadF64: Load = at(0x2b, 3);
/** A float, as a double. */
export const loadF32 = (address: Code, offset = 0): Code => [address, 0x2a, 2, leb(offset), 0xbb];
/** A double, rounded to a float. */
export const storeF32 = (address: Code, value: Code): Code => [address, value, 0xb6, 0x38, 2, 0];
export const storeByte = (address: Code, value: Code): Code => [address, value, 0x3a, 0, 0];

/** Vectors of 16 bytes: four floats or two doubles. */
export const loadVector: Load = at([0xfd, 0x00], 2);
export const storeVector = (address: Code, value: Code, offset = 0): Code => [
  ...[address, value, 0xfd, 0x0b, 2, leb(offset)],
];
/** Two floats, and two zeros. */
export const loadPair: Load = at([0xfd, 0x5d], 2);
export const loadF32Everywhere: Load = at([0xfd, 0x09], 2);
export const F32X4_ADD: Code = [0xfd, 0xe4, 0x01];
export const F32X4_MULTIPLY: Code = [0xfd, 0xe6, 0x01];
export const F64X2_ADD: Code = [0xfd, 0xf0, 0x01];
export const F64X2_SUBTRACT: Code = [0xfd, 0xf1, 0x01];
export const F64X2_MULTIPLY: Code = [0xfd, 0xf2, 0x01];
export const F64X2_DIVIDE: Code = [0xfd, 0xf3, 0x01];
export const F64X2_BELOW: Code = [0xfd, 0x49];
export const ANY_TRUE: Code = [0xfd, 0x53];
/** Both lanes from one double. */
export const F64X2_EVERYWHERE: Code = [0xfd, 0x14];
/** One of the two doubles. */
export const lane = (k: 0 | 1): Code => [0xfd, 0x21, k];
/** Two doubles from the first two floats, and back. */
export const F64X2_FROM_F32: Code = [0xfd, 0x5f];
export const F32_FROM_F64X2: Code = [0xfd, 0x5e];
/** Picks four of eight words of 4 bytes: 0 to 3 from the first vector, 4 to 7 from the second. */
export const pick = (...words: readonly [number, number, number, number]): Code => [
  ...[0xfd, 0x0d, words.flatMap((word) => [0, 1, 2, 3].map((byte) => 4 * word + byte))],
];

function moduleOf({ name, parameters, locals, body }: Kernel): Uint8Array {
  const vector = (items: readonly Code[]): Code => [leb(items.length), items];
  const text = (value: string): Code => vector([...new TextEncoder().encode(value)]);
  const sized = (content: Code): Code => vector(flat(content));
  const section = (id: number, content: Code): Code => [id, sized(content)];
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, 0x60, vector(parameters), 0]),
      section(2, [1, text('scene'), text('memory'), 0x02, 0x00, 1]),
      section(3, [1, 0]),
      section(7, [1, text(name), 0x00, 0]),
      section(10, [1, sized([vector(locals.map((type) => [1, type])), body, END])]),
    ]),
  );
}

function flat(code: Code): readonly number[] {
  return typeof code === 'number' ? [code] : code.flatMap(flat);
}

/** Unsigned LEB128. */
function leb(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)];
}

function signedLeb(value: number): readonly number[] {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, ...signedLeb(value >> 7)];
}
