import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemory, f32x4, get, I32, i32, instantiate, v128 } from '../../src/numeric/wasm.js';

test('constants, addresses and offsets of any size are encoded as they are', () => {
  const part = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40_000 }));
  fc.assert(
    fc.property(part, part, part, (constant, offset, parameter) => {
      const address = i32.add(i32.constant(constant), get(0));
      const body = v128.store(address, f32x4.constant(2.5), offset);
      const bytes = constant + offset + parameter + 16;
      const memory = createMemory(bytes);
      instantiate<(parameter: number) => void>({ parameters: [I32], locals: [], body }, memory)(parameter);
      const [begin, end] = [bytes - 16, bytes];
      expect([...new Float32Array(memory.buffer.slice(begin, end))]).toEqual([2.5, 2.5, 2.5, 2.5]);
      expect(new Uint8Array(memory.buffer).filter((byte) => byte !== 0)).toHaveLength(8);
    }),
    { numRuns: 50 },
  );
});

test('a negative constant goes back', () => {
  for (const back of [-1, -64, -65, -8192, -8193]) {
    const body = v128.store(i32.add(get(0), i32.constant(back)), f32x4.constant(1));
    const memory = createMemory(100);
    instantiate<(from: number) => void>({ parameters: [I32], locals: [], body }, memory)(10_000);
    expect(new Float32Array(memory.buffer.slice(10_000 + back, 10_016 + back))[3]).toBe(1);
  }
});

test('one source works in several memories, and several in one', () => {
  const one = f32x4.constant(1);
  const count = {
    parameters: [],
    locals: [],
    body: v128.store(i32.constant(0), f32x4.add(v128.load(i32.constant(0)), one)),
  };
  const double = {
    parameters: [],
    locals: [],
    body: v128.store(i32.constant(0), f32x4.add(v128.load(i32.constant(0)), v128.load(i32.constant(0)))),
  };
  const memories = [createMemory(16), createMemory(16)] as const;
  const counts = memories.map((memory) => instantiate<() => void>(count, memory));
  const doubles = memories.map((memory) => instantiate<() => void>(double, memory));
  for (const run of [counts[0], counts[0], doubles[0], counts[1], doubles[0], counts[0]]) run!();
  expect(memories.map(({ buffer }) => new Float32Array(buffer)[0])).toEqual([9, 1]);
});
