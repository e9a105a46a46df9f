import type { Refinement } from '../../../refinement/refine.js';

/** What runs the network: the graphics processor, or the processor. */
export type EngineName = 'webgpu' | 'wasm';

export interface OpenRequest {
  /** Where the page lies; the worker knows only its own address. */
  readonly base: string;
  readonly checksum: string;
  /** Undefined: WebGPU where it works, else WebAssembly. */
  readonly engine: EngineName | undefined;
  /** Bytes of the studio's files, by path. */
  readonly sizes: Readonly<Record<string, number>>;
}

export type Request =
  | ({ readonly kind: 'open'; readonly id: number } & OpenRequest)
  | {
      readonly kind: 'encode' | 'decode';
      readonly id: number;
      readonly rows: Float32Array;
      readonly n: number;
    }
  /** `code`: the first guess; `picture`: [size, size]. */
  | {
      readonly kind: 'refine';
      readonly id: number;
      readonly code: Float32Array;
      readonly picture: Float32Array;
      readonly whole: boolean;
      readonly pose: readonly number[];
    };

export type Reply =
  | { readonly kind: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly kind: 'opened'; readonly id: number; readonly engine: EngineName; readonly threads: number }
  /** `milliseconds`: how long the network took, without the way to the worker and back. */
  | {
      readonly kind: 'encoded';
      readonly id: number;
      readonly mu: Float32Array;
      readonly logVar: Float32Array;
    }
  | {
      readonly kind: 'decoded';
      readonly id: number;
      readonly images: Float32Array;
      readonly milliseconds: number;
    }
  | { readonly kind: 'refined'; readonly id: number; readonly refinement: Refinement }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
