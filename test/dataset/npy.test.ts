import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileBytes, npyHeader, rowBytes } from '../../src/dataset/npy.js';
import { temporaryFolder } from './temporary.js';

describe('npyHeader', () => {
  it('is what numpy.save writes for this array, byte for byte', () => {
    const text = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 20, 8, 8), }";
    expect(npyHeader({ dtype: '|u1', shape: [3, 20, 8, 8] }).toString('latin1')).toBe(
      `\x93NUMPY\x01\x00\x76\x00${text}${' '.repeat(117 - text.length)}\n`,
    );
  });

  it('is aligned and says its own length, whatever the shape', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 6 }), (shape) => {
        const header = npyHeader({ dtype: '<f4', shape });
        expect(header.length % 64).toBe(0);
        expect(header.readUInt16LE(8)).toBe(header.length - 10);
        expect(header.at(-1)).toBe(10);
        expect(header.toString('latin1')).toContain(`(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`);
      }),
    );
  });
});

it('sizes follow from the layout', () => {
  const layout = { dtype: '<f4', shape: [7, 20, 3] } as const;
  expect(rowBytes(layout)).toBe(240);
  expect(fileBytes(layout)).toBe(128 + 7 * 240);
});

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

it.skipIf(!hasNumpy)(`NumPy opens it${hasNumpy ? '' : ' (skipped: no python3 with numpy here)'}`, () => {
  const path = join(temporaryFolder(), 'x.npy');
  const numbers = Float32Array.from({ length: 12 }, (_, i) => i / 4);
  writeFileSync(
    path,
    Buffer.concat([npyHeader({ dtype: '<f4', shape: [2, 2, 3] }), Buffer.from(numbers.buffer)]),
  );
  const script = 'import numpy, sys; x = numpy.load(sys.argv[1]); print(x.dtype, x.shape, x[1, 0, 2])';
  const { stdout } = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('float32 (2, 2, 3) 2.0');
});
