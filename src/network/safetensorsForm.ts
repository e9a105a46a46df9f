import { toHalf } from './half.js';
import type { FilePrecision, NamedTensor } from './safetensors.js';

/** Of a number. */
export const BYTES: Readonly<Record<FilePrecision, number>> = { F32: 4, F16: 2 };

/** The metadata entry that seals the data section: its SHA-256, in hexadecimal. */
export const SEAL = 'sha256';

/** The numbers of a safetensors file, little-endian, one tensor after the other. */
export function dataSection(
  tensors: readonly NamedTensor[],
  precision: FilePrecision,
): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(
    tensors.reduce((sum, tensor) => sum + BYTES[precision] * tensor.data.length, 0),
  );
  let offset = 0;
  for (const { name, shape, data: values } of tensors) {
    if (values.length !== shape.reduce((product, n) => product * n, 1))
      throw new RangeError(`${values.length} numbers for ${name} [${shape.join(', ')}]`);
    const numbers = precision === 'F16' ? toHalf(values) : values;
    data.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), offset);
    offset += numbers.byteLength;
  }
  return data;
}

/**
 * A whole safetensors file: a header length (8 bytes, little-endian), a JSON header, the numbers.
 *
 * @param metadata all of it, the seal included
 * @param data as `dataSection` gives it for the same tensors
 */
export function safetensorsFile(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
  precision: FilePrecision,
  data: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = {};
  let offset = 0;
  for (const { name, shape, data: values } of tensors) {
    const end = offset + BYTES[precision] * values.length;
    entries[name] = { dtype: precision, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify({ __metadata__: metadata, ...entries });
  const text = new TextEncoder().encode(json);
  // Spaces at the end, so that the numbers start at a multiple of eight bytes, as the format's own writer does.
  const headerLength = 8 * Math.ceil(text.length / 8);
  const file = new Uint8Array(8 + headerLength + data.length).fill(0x20, 8, 8 + headerLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(text, 8);
  file.set(data, 8 + headerLength);
  return file;
}
