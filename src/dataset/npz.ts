import { createReadStream } from 'node:fs';
import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import { UserError } from '../errors.js';
import { type NpyLayout, parseNpyHeader, rowBytes } from './npy.js';

/** Takes the bytes of one array, part after part, in the order of the file. */
export type Sink = (part: Uint8Array) => void;

/**
 * Reads arrays of an .npz, NumPy's zip of .npy files, while they are inflated: none has to fit into memory.
 *
 * @param open for each array that is wanted, what to do with it once its layout is known
 * @throws UserError where the file is no such zip, is cut short, or lacks an array
 */
export async function readNpz(
  path: string,
  open: Readonly<Record<string, (layout: NpyLayout) => Sink>>,
): Promise<void> {
  const readers = new Map(Object.entries(open).map(([name, opened]) => [`${name}.npy`, new Reader(opened)]));
  const unzip = new Unzip((file) => {
    const reader = readers.get(file.name);
    if (reader === undefined) return;
    file.ondata = (error, part) => {
      if (error !== null) throw error;
      reader.push(part);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  try {
    for await (const part of createReadStream(path)) unzip.push(part as Buffer);
    unzip.push(new Uint8Array(0), true);
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
  for (const [name, reader] of readers)
    if (reader.missing > 0) throw damaged(path, `${name} is missing or cut short`);
}

/** One array: its header, then its bytes. */
class Reader {
  readonly #open: (layout: NpyLayout) => Sink;
  #sink: Sink | undefined;
  #head: Uint8Array = new Uint8Array(0);
  /** Bytes that are still to come; not known before the header is complete. */
  missing = Number.POSITIVE_INFINITY;

  constructor(open: (layout: NpyLayout) => Sink) {
    this.#open = open;
  }

  push(part: Uint8Array): void {
    if (this.#sink !== undefined) {
      this.#take(this.#sink, part);
      return;
    }
    this.#head = Buffer.concat([this.#head, part]);
    const header = parseNpyHeader(this.#head);
    if (header === undefined) return;
    this.#sink = this.#open(header.layout);
    this.missing = header.layout.shape[0]! * rowBytes(header.layout);
    this.#take(this.#sink, this.#head.subarray(header.length));
  }

  #take(sink: Sink, part: Uint8Array): void {
    this.missing -= part.length;
    sink(part);
  }
}

function damaged(path: string, why: string): UserError {
  return new UserError(
    `${path} cannot be read as an .npz file: ${why}. Download it again, or name another file.`,
  );
}
