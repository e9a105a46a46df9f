import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { fromHalf } from './half.js';
import { BYTES, dataSection, SEAL, safetensorsFile } from './safetensorsForm.js';

/** How numbers lie in a file: 4 bytes each, or 2. In memory they are float32. */
export type FilePrecision = 'F32' | 'F16';

/** A named array of float32, row-major. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface Safetensors {
  /** Words for words: structured values are stored as JSON. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

/** No header of ours comes near; a larger one means that the file is something else. */
const MAX_HEADER_BYTES = 16 * 1024 * 1024;

const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).default({}) }).catchall(
  z.object({
    dtype: z.string(),
    shape: z.array(z.int().nonnegative()),
    data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
  }),
);

/**
 * The bytes of a safetensors file: a header length (8 bytes, little-endian), a JSON header, the numbers.
 * PyTorch, NumPy and JAX read it with the `safetensors` package. The metadata gets one entry more,
 * `sha256` of the numbers, by which `readSafetensors` knows a damaged file.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export function writeSafetensors(
  tensors: Iterable<NamedTensor>,
  metadata: Readonly<Record<string, string>> = {},
  precision: FilePrecision = 'F32',
): Uint8Array {
  const all = [...tensors];
  const data = dataSection(all, precision);
  return safetensorsFile(all, { ...metadata, [SEAL]: sha256(data) }, precision, data);
}

/**
 * @param file the whole file
 * @param source its name, for messages
 * @throws UserError if it is truncated, altered, no safetensors file or in another precision
 */
export function readSafetensors(file: Uint8Array, source: string): Safetensors {
  const { header, dataStart } = readHeader(file, source);
  const data = file.subarray(dataStart);
  const { __metadata__: metadata, ...entries } = header;
  const tensors = new Map<string, NamedTensor>();
  let covered = 0;
  const inOrder = Object.entries(entries).sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    if (dtype !== 'F32' && dtype !== 'F16') {
      throw new UserError(
        `${source}: the tensor ${name} is of type ${dtype}; dcign reads F32 and F16 alone. Convert it to float32.`,
      );
    }
    const [start, end] = data_offsets;
    const length = shape.reduce((product, n) => product * n, 1);
    if (start !== covered || end - start !== BYTES[dtype] * length) {
      throw damaged(
        source,
        `the bytes ${start} to ${end} of ${name} do not fit its shape [${shape.join(', ')}]`,
      );
    }
    if (end > data.length) throw damaged(source, `it ends within ${name}`);
    // A copy: aligned to four bytes, and free of the file's buffer. (A Buffer's own slice would be a view.)
    const bytes = Uint8Array.from(data.subarray(start, end));
    const numbers =
      dtype === 'F16' ? fromHalf(new Uint16Array(bytes.buffer)) : new Float32Array(bytes.buffer);
    tensors.set(name, { name, shape, data: numbers });
    covered = end;
  }
  if (covered !== data.length) throw damaged(source, `${data.length - covered} bytes belong to no tensor`);
  const seal = metadata[SEAL];
  if (seal !== undefined && seal !== sha256(data))
    throw damaged(source, 'its numbers do not match its checksum');
  return { metadata, tensors };
}

function readHeader(
  file: Uint8Array,
  source: string,
): { header: z.infer<typeof headerSchema>; dataStart: number } {
  if (file.length < 8)
    throw damaged(source, `it has ${file.length} bytes, fewer than the header's length takes`);
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES)
    throw damaged(source, `it does not start with the length of a safetensors header`);
  if (8 + length > file.length) throw damaged(source, 'it ends within its header');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length));
    return { header: headerSchema.parse(JSON.parse(text)), dataStart: 8 + length };
  } catch {
    throw damaged(source, 'its header is not that of a safetensors file');
  }
}

function damaged(source: string, what: string): UserError {
  return new UserError(`${source} is damaged or is no safetensors file: ${what}. Take an intact copy.`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
