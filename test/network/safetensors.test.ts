import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { readSafetensors, writeSafetensors } from '../../src/network/safetensors.js';

/** A file made by hand: length, header, numbers. */
function byHand(header: string, numbers: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, Buffer.from(header), numbers]);
}

const tensors = [
  { name: 'a.weight', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, -0, Number.NaN) },
  { name: 'a.bias', shape: [2], data: Float32Array.of(Number.POSITIVE_INFINITY, 1e-40) },
  { name: 'scalar', shape: [], data: Float32Array.of(7) },
  { name: 'none', shape: [0, 4], data: new Float32Array(0) },
];

describe('safetensors', () => {
  it('reads a file made by hand', () => {
    // 1.0f is 00 00 80 3f, -2.0f is 00 00 00 c0: little-endian IEEE 754.
    const header = '{"b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{"format":"pt"}}';
    const file = byHand(header, Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0));
    const { metadata, tensors: read } = readSafetensors(file, 'by-hand');
    expect(metadata).toEqual({ format: 'pt' });
    expect([...read.values()]).toEqual([{ name: 'b', shape: [1, 2], data: Float32Array.of(1, -2) }]);
  });

  it('writes a length, a header padded to eight bytes and little-endian numbers', () => {
    const file = writeSafetensors([{ name: 'w', shape: [2], data: Float32Array.of(1, -2) }], { step: '3' });
    const view = new DataView(file.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(Buffer.from(file.subarray(8, 8 + length)).toString());
    expect(header.w).toEqual({ dtype: 'F32', shape: [2], data_offsets: [0, 8] });
    // sha256sum of the eight bytes 00 00 80 3f 00 00 00 c0.
    expect(header.__metadata__).toEqual({
      step: '3',
      sha256: 'ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b',
    });
    expect([...file.subarray(8 + length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('gives back what was written, to the bit and in order', () => {
    const { metadata, tensors: read } = readSafetensors(writeSafetensors(tensors, { note: 'é 🙂' }), 'x');
    expect(metadata.note).toBe('é 🙂');
    expect([...read.keys()]).toEqual(tensors.map((tensor) => tensor.name));
    for (const tensor of tensors) {
      const { shape, data } = read.get(tensor.name)!;
      expect(shape).toEqual(tensor.shape);
      expect(Buffer.from(data.buffer)).toEqual(Buffer.from(tensor.data.buffer));
    }
  });

  it('accepts bytes that lie anywhere in a larger buffer', () => {
    const file = writeSafetensors(tensors);
    const larger = new Uint8Array(file.length + 3);
    larger.set(file, 3);
    expect(readSafetensors(larger.subarray(3), 'x').tensors.get('scalar')?.data[0]).toBe(7);
  });

  it('refuses a file cut anywhere', () => {
    const file = writeSafetensors(tensors);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 1 }), (length) => {
        expect(() => readSafetensors(file.subarray(0, length), 'cut.safetensors')).toThrow(
          /^cut\.safetensors is damaged/,
        );
      }),
    );
  });

  it('refuses any changed bit of the numbers', () => {
    const file = writeSafetensors(tensors);
    const dataStart = file.length - 4 * 9;
    fc.assert(
      fc.property(
        fc.integer({ min: dataStart, max: file.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        (at, bit) => {
          const changed = file.slice();
          changed[at]! ^= 1 << bit;
          expect(() => readSafetensors(changed, 'x')).toThrow(/checksum/);
        },
      ),
    );
  });

  it.each([
    ['text', Buffer.from('step,loss\n1,2\n3,4\n'), /does not start with the length/],
    ['no JSON', byHand('{"a":', new Uint8Array(0)), /header is not that/],
    ['no object', byHand('[1, 2]', new Uint8Array(0)), /header is not that/],
    [
      'odd entry',
      byHand('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /header/,
    ],
    [
      'other type',
      byHand('{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /BF16/,
    ],
    [
      'wrong shape',
      byHand('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', new Uint8Array(4)),
      /shape \[2\]/,
    ],
    [
      'gap',
      byHand('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', new Uint8Array(8)),
      /4 to 8 of a/,
    ],
    [
      'rest',
      byHand('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', new Uint8Array(8)),
      /no tensor/,
    ],
  ])('refuses %s with a message that names the file', (_, file, message) => {
    const attempt = (): unknown => readSafetensors(file, 'model.safetensors');
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(/^model\.safetensors/);
    expect(attempt).toThrow(message);
  });
});
