/**
 * A table of a FlatBuffers file, read by field number.
 *
 * @see https://flatbuffers.dev/internals
 */
export class Table {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** The table that a file is. */
  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(view, view.getUint32(0, true));
  }

  byte(field: number): number {
    const at = this.#place(field);
    return at === undefined ? 0 : this.#view.getInt8(at);
  }

  int(field: number): number {
    const at = this.#place(field);
    return at === undefined ? 0 : this.#view.getInt32(at, true);
  }

  table(field: number): Table {
    return new Table(this.#view, this.#target(field)!);
  }

  ints(field: number): readonly number[] {
    const [at, length] = this.#vector(field);
    return Array.from({ length }, (_, i) => this.#view.getInt32(at + 4 * i, true));
  }

  tables(field: number): readonly Table[] {
    const [at, length] = this.#vector(field);
    return Array.from({ length }, (_, i) => {
      const entry = at + 4 * i;
      return new Table(this.#view, entry + this.#view.getUint32(entry, true));
    });
  }

  bytes(field: number): Uint8Array {
    const [at, length] = this.#vector(field);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length);
  }

  text(field: number): string {
    return new TextDecoder().decode(this.bytes(field));
  }

  /** Where a field lies; undefined where it has its default. */
  #place(field: number): number | undefined {
    const fields = this.#at - this.#view.getInt32(this.#at, true);
    const slot = 4 + 2 * field;
    if (slot >= this.#view.getUint16(fields, true)) return undefined;
    const offset = this.#view.getUint16(fields + slot, true);
    return offset === 0 ? undefined : this.#at + offset;
  }

  #target(field: number): number | undefined {
    const at = this.#place(field);
    return at === undefined ? undefined : at + this.#view.getUint32(at, true);
  }

  #vector(field: number): readonly [at: number, length: number] {
    const at = this.#target(field);
    return at === undefined ? [0, 0] : [at + 4, this.#view.getUint32(at, true)];
  }
}
