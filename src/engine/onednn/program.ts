import koffi from 'koffi';
import type { Argument } from './abi.js';
import { type Block, placeBlocks } from './arena.js';
import type { Executor } from './executor.js';
import { type Descriptor, OneDnn, type Primitive } from './oneDnn.js';
import type { Scope } from './scope.js';

/** What a runner does: take parameters, forward, backward. Tensors are planned over these in this order. */
export const phases = ['load', 'forward', 'backward'] as const;
export type Phase = (typeof phases)[number];

/** Memory of a program, assigned when the program is finished. */
export interface Storage {
  readonly bytes: number;
  /** Name of the JavaScript array that holds it, given anew for each run; without, the program's own memory. */
  readonly array?: string;
}

/** What a primitive reads or writes: a storage seen through a descriptor. */
export interface Tensor {
  readonly descriptor: Descriptor;
  readonly storage: Storage;
}

interface Call {
  readonly label: string;
  readonly primitive: Primitive;
  readonly tensors: Readonly<Partial<Record<Argument, Tensor>>>;
}

/** How long one primitive took. */
export interface Timing {
  readonly label: string;
  readonly implementation: string;
  readonly seconds: number;
}

/** Collects the primitives of the three phases in the order in which they shall run. */
export class ProgramBuilder {
  readonly #library: OneDnn;
  readonly #scope: Scope;
  readonly #calls: Record<Phase, Call[]> = { load: [], forward: [], backward: [] };

  constructor(library: OneDnn, scope: Scope) {
    this.#library = library;
    this.#scope = scope;
  }

  call(
    phase: Phase,
    label: string,
    primitive: Primitive,
    tensors: Readonly<Partial<Record<Argument, Tensor>>>,
  ): void {
    this.#calls[phase].push({ label: `${phase} ${label}`, primitive, tensors });
  }

  /** Assigns memory to every tensor. */
  finish(): Program {
    const calls = phases.flatMap((phase) => this.#calls[phase]);
    const scratch = calls.map(({ primitive }) => primitive.chosen('scratchpad').bytes);
    const lives = this.#lives();
    const storages = [...lives.keys()];
    const { offsets, bytes } = placeBlocks([
      ...lives.values(),
      // One scratchpad for all primitives: they run one after the other.
      { bytes: Math.max(0, ...scratch), first: 0, last: calls.length },
    ]);
    const arena = this.#library.allocate(this.#scope, bytes);
    const addresses = new Map(storages.map((storage, i) => [storage, arena + BigInt(offsets[i]!)]));
    const memories = new Map<Tensor, bigint>();
    for (const tensor of calls.flatMap((call) => Object.values(call.tensors))) {
      if (memories.has(tensor)) continue;
      const address = addresses.get(tensor.storage) ?? 0n;
      memories.set(tensor, this.#library.memory(this.#scope, tensor.descriptor, address));
    }
    const encoded = this.#encode(memories, arena + BigInt(offsets.at(-1)!));
    return new Program(this.#library, bytes, encoded, memories);
  }

  /** From the first to the last use; what a later phase reads stays for good, so that a phase can be repeated. */
  #lives(): Map<Storage, Block> {
    const lives = new Map<Storage, Block>();
    const end = phases.reduce((sum, phase) => sum + this.#calls[phase].length, 0);
    let step = 0;
    for (const phase of phases) {
      const start = step;
      for (const call of this.#calls[phase]) {
        for (const storage of Object.values(call.tensors).map((tensor) => tensor.storage)) {
          if (storage.array !== undefined) continue;
          const first = lives.get(storage)?.first ?? step;
          lives.set(storage, { bytes: storage.bytes, first, last: first < start ? end : step });
        }
        step++;
      }
    }
    return lives;
  }

  #encode(memories: ReadonlyMap<Tensor, bigint>, scratchpad: bigint): Record<Phase, EncodedPhase> {
    const encode = (phase: Phase): EncodedPhase => {
      const calls = this.#calls[phase];
      const words = new BigUint64Array(3 * calls.length);
      calls.forEach(({ primitive, tensors }, i) => {
        const handles: Partial<Record<Argument, bigint>> = {};
        for (const [name, tensor] of Object.entries(tensors)) {
          handles[name as Argument] = memories.get(tensor)!;
        }
        const pad = primitive.chosen('scratchpad');
        if (pad.bytes > 0) handles.scratchpad = this.#library.memory(this.#scope, pad, scratchpad);
        const bytes = OneDnn.executionArguments(handles);
        this.#scope.keep(bytes);
        words.set(
          [primitive.pointer, BigInt(Object.keys(handles).length), koffi.address(bytes.buffer)],
          3 * i,
        );
      });
      return { words, calls };
    };
    return { load: encode('load'), forward: encode('forward'), backward: encode('backward') };
  }
}

interface EncodedPhase {
  readonly words: BigUint64Array;
  readonly calls: readonly Call[];
}

/** Primitives with their memory, ready to run. */
export class Program {
  /** Memory for weights, activations, gradients and scratch. */
  readonly bytes: number;
  readonly #library: OneDnn;
  readonly #phases: Readonly<Record<Phase, EncodedPhase>>;
  readonly #externals: readonly (readonly [array: string, memory: bigint])[];
  /** What native code has the addresses of: a later phase may read an array that JavaScript has done with. */
  readonly #bound = new Map<string, { readonly values: Float32Array; readonly address: bigint }>();

  constructor(
    library: OneDnn,
    bytes: number,
    encoded: Readonly<Record<Phase, EncodedPhase>>,
    memories: ReadonlyMap<Tensor, bigint>,
  ) {
    this.bytes = bytes;
    this.#library = library;
    this.#phases = encoded;
    this.#externals = [...memories].flatMap(([{ storage }, memory]) =>
      storage.array === undefined ? [] : [[storage.array, memory] as const],
    );
  }

  /** @param arrays JavaScript's arrays by name; those that are the same as before need not be given */
  async run(
    executor: Executor,
    phase: Phase,
    arrays: Readonly<Record<string, Float32Array>>,
  ): Promise<readonly Timing[]> {
    for (const [name, array] of Object.entries(arrays)) this.#bind(name, array);
    const { words, calls } = this.#phases[phase];
    const seconds = await executor.run(words);
    return calls.map(({ label, primitive }, i) => ({
      label,
      implementation: primitive.implementation,
      seconds: seconds[i]!,
    }));
  }

  #bind(name: string, values: Float32Array): void {
    // Asking for `buffer` moves a small array out of the collector's reach, where its address is fixed.
    const address = koffi.address(values.buffer) + BigInt(values.byteOffset);
    const before = this.#bound.get(name)?.address;
    this.#bound.set(name, { values, address });
    if (before === address) return;
    for (const [array, memory] of this.#externals) if (array === name) this.#library.point(memory, address);
  }
}
