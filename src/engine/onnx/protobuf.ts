import { concatenate } from '../../numeric/concatenate.js';

/**
 * Writes protocol buffers, as much of the wire format as an ONNX model takes: varints, and bytes with their
 * length, which strings and messages are too.
 *
 * @see https://protobuf.dev/programming-guides/encoding
 */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  /** A whole number, -2^53 to 2^53: int32, int64, bool and enum fields. */
  varint(field: number, value: number): this {
    return this.#raw([...encodeVarint(field * 8), ...encodeVarint(value)]);
  }

  bytes(field: number, value: Uint8Array): this {
    this.#raw([...encodeVarint(field * 8 + 2), ...encodeVarint(value.length)]);
    this.#chunks.push(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, write: (writer: ProtobufWriter) => unknown): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** Fields that another writer holds. */
  append(other: ProtobufWriter): this {
    this.#chunks.push(...other.#chunks);
    return this;
  }

  finish(): Uint8Array {
    return concatenate(Uint8Array, this.#chunks);
  }

  #raw(bytes: readonly number[]): this {
    this.#chunks.push(Uint8Array.from(bytes));
    return this;
  }
}

/** Seven bits a byte, lowest first; a negative number as its 64-bit two's complement. */
function encodeVarint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}
