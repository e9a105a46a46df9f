import fc from 'fast-check';
import { expect, test } from 'vitest';
import { f32x4, get, I32, i32, instantiate, v128 } from '../../src/numeric/wasm.js';

test('constants, addresses and offsets of any size are encoded as they are', () => {
  const part = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 40_000 }));
  fc.assert(
    fc.property(part, part, part, (constant, offset, parameter) => {
      const address = i32.add(i32.constant(constant), get(0));
      const body = v128.store(address, f32x4.constant(2.5), offset);
      const bytes = constant + offset + parameter + 16;
      const { run, memory } = instantiate<(parameter: number) => void>(
        { parameters: [I32], locals: [], body },
        bytes,
      );
      run(parameter);
      const [begin, end] = [bytes - 16, bytes];
      expect([...new Float32Array(memory.slice(begin, end))]).toEqual([2.5, 2.5, 2.5, 2.5]);
      expect(new Uint8Array(memory).filter((byte) => byte !== 0)).toHaveLength(8);
    }),
    { numRuns: 50 },
  );
});

test('a negative constant goes back', () => {
  for (const back of [-1, -64, -65, -8192, -8193]) {
    const body = v128.store(i32.add(get(0), i32.constant(back)), f32x4.constant(1));
    const { run, memory } = instantiate<(from: number) => void>({ parameters: [I32], locals: [], body }, 100);
    run(10_000);
    expect(new Float32Array(memory.slice(10_000 + back, 10_016 + back))[3]).toBe(1);
  }
});
