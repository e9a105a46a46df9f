import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../src/network/half.js';
import { readSafetensors, writeSafetensors } from '../../src/network/safetensors.js';

const codes = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
const values = fromHalf(codes);
/** Every finite half that is not negative, rising. */
const rising = Array.from(values.subarray(0, 0x7c00));

test('every half comes back as itself', () => {
  const again = toHalf(values);
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) expect(again[i]! & 0x7fff).toBeGreaterThan(0x7c00);
    else expect(again[i]).toBe(i);
  }
});

test('values of the standard', () => {
  const half = (code: number) => fromHalf(Uint16Array.of(code))[0];
  expect(half(0x3c00)).toBe(1);
  expect(half(0xc000)).toBe(-2);
  expect(half(0x7bff)).toBe(65504);
  expect(half(0x0001)).toBe(2 ** -24);
  expect(half(0x03ff)).toBe((1023 / 1024) * 2 ** -14);
  expect(half(0x0400)).toBe(2 ** -14);
  expect(half(0x3555)).toBe(0.333251953125);
  expect(half(0x7c00)).toBe(Number.POSITIVE_INFINITY);
  expect(half(0x8000)).toBe(-0);
});

test('numbers go to the nearest half, ties to the even one', () => {
  const nearest = (x: number): number => {
    let low = 0;
    let high = rising.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (rising[middle]! <= x) low = middle;
      else high = middle;
    }
    const [below, above] = [x - rising[low]!, rising[high]! - x];
    return below < above || (below === above && low % 2 === 0) ? low : high;
  };
  const check = (x: number) => {
    expect(toHalf(Float32Array.of(x))[0]).toBe(nearest(x));
    expect(toHalf(Float32Array.of(-x))[0]).toBe(nearest(x) | 0x8000);
  };
  // Ties between all neighbours, which float32 holds exactly, and numbers just beside them.
  for (let i = 1; i < rising.length; i += 7) {
    const tie = (rising[i - 1]! + rising[i]!) / 2;
    for (const x of [tie, tie * (1 + 2 ** -22), tie * (1 - 2 ** -22)]) check(Math.fround(x));
  }
  fc.assert(fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), (x) => check(Math.abs(x))));
});

test('beyond the largest half lies infinity', () => {
  expect([...toHalf(Float32Array.of(65519, 65520, -1e30, Number.NEGATIVE_INFINITY))]).toEqual([
    0x7bff, 0x7c00, 0xfc00, 0xfc00,
  ]);
});

test('a file in half precision has half the bytes, the type F16, and comes back as float32', () => {
  const data = Float32Array.of(1, -2, 0.1, 1e-7, 3);
  const tensors = [
    { name: 'odd', shape: [3], data: data.slice(0, 3) },
    { name: 'rest', shape: [2], data: data.slice(3) },
  ];
  const file = writeSafetensors(tensors, { note: 'x' }, 'F16');
  const header = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(file.length - header).toBe(10);
  expect(Buffer.from(file.subarray(8, header)).toString()).toContain('"dtype":"F16","shape":[3]');
  // 1 is 0x3c00, -2 is 0xc000: little-endian.
  expect([...file.subarray(header, header + 4)]).toEqual([0x00, 0x3c, 0x00, 0xc0]);
  const read = readSafetensors(file, 'half').tensors;
  expect(read.get('odd')!.data).toEqual(Float32Array.of(1, -2, 0.0999755859375));
  expect(read.get('rest')!.data).toEqual(Float32Array.of(2 ** -23, 3));
  file[file.length - 1]! ^= 1;
  expect(() => readSafetensors(file, 'half')).toThrow(/checksum/);
});
