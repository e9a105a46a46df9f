/** Element types that data sets use, by their NPY names; numbers are little-endian, as on all our platforms. */
const BYTES = { '|u1': 1, '<f4': 4 } as const;

export interface NpyLayout {
  readonly dtype: keyof typeof BYTES;
  readonly shape: readonly number[];
}

/** Bytes of one entry along the first axis. */
export function rowBytes({ dtype, shape }: NpyLayout): number {
  return shape.slice(1).reduce((product, n) => product * n, BYTES[dtype]);
}

/** Bytes of the whole file. */
export function fileBytes(layout: NpyLayout): number {
  return npyHeader(layout).length + layout.shape[0]! * rowBytes(layout);
}

/**
 * The head of an NPY file, format version 1.0, which NumPy and its many kin open; the array follows in C order.
 *
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader({ dtype, shape }: NpyLayout): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefix = 10;
  // Spaces and a newline fill up to a multiple of 64, so that the array is aligned when mapped into memory.
  const length = Math.ceil((prefix + text.length + 1) / 64) * 64 - prefix;
  const header = Buffer.alloc(prefix + length, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(text, prefix, 'latin1');
  header.write('\n', header.length - 1, 'latin1');
  return header;
}
