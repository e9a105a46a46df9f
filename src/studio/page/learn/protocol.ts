import type { EngineName } from '../model/protocol.js';
import type { Choices } from './choices.js';
import type { News } from './lesson.js';

export type LearnRequest =
  | {
      readonly kind: 'start';
      readonly id: number;
      /** Where the page lies; the worker knows only its own address. */
      readonly base: string;
      /** Undefined: WebGPU where it works, else WebAssembly. */
      readonly engine: EngineName | undefined;
      readonly choices: Choices;
    }
  | { readonly kind: 'pause' | 'goOn' | 'save'; readonly id: number };

export type LearnReply =
  | {
      readonly kind: 'started';
      readonly id: number;
      readonly engine: EngineName;
      /** Why it is not WebGPU, where that was tried and failed. */
      readonly passedOver: string | undefined;
    }
  | { readonly kind: 'heard'; readonly id: number }
  | {
      readonly kind: 'saved';
      readonly id: number;
      readonly step: number;
      readonly file: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** These of its own accord. */
  | News
  | { readonly kind: 'ended' }
  | { readonly kind: 'broken'; readonly message: string };
