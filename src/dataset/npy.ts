/** Element types that data sets use, by their NPY names; numbers are little-endian, as on all our platforms. */
const BYTES = { '|u1': 1, '<f4': 4, '<i8': 8 } as const;

export interface NpyLayout {
  readonly dtype: keyof typeof BYTES;
  readonly shape: readonly number[];
}

/** Ours take 118 bytes, NumPy's least 54; a longer one is something else, and not to be waited for. */
const MOST_HEADER = 65_536;

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

/**
 * Reads the head of an NPY file of any version. Python 2 wrote lengths such as `737280L`.
 *
 * @param bytes the file's first ones
 * @returns the layout and the head's length, or undefined where there are too few bytes yet
 * @throws Error where they are no such head, or one of another element type or order
 */
export function parseNpyHeader(
  bytes: Uint8Array,
): { readonly layout: NpyLayout; readonly length: number } | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (head.length < 12) return undefined;
  if (head.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw new Error('an array does not begin as an NPY file');
  const [start, text] = head[6] === 1 ? [10, head.readUInt16LE(8)] : [12, head.readUInt32LE(8)];
  if (text > MOST_HEADER) throw new Error(`an array's head of ${text} bytes is none`);
  const length = start + text;
  if (head.length < length) return undefined;
  const header = head.toString('latin1', start, length);
  const dtype = /'descr': '([^']*)'/.exec(header)?.[1] ?? '';
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1];
  if (!Object.hasOwn(BYTES, dtype) || shape === undefined || !header.includes("'fortran_order': False"))
    throw new Error(`an array is not ${Object.keys(BYTES).join(' or ')} in C order: ${header.trim()}`);
  const lengths = (shape.match(/\d+/g) ?? []).map(Number);
  return { layout: { dtype: dtype as NpyLayout['dtype'], shape: lengths }, length };
}
