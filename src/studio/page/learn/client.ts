import type { EngineName } from '../model/protocol.js';
import { createCaller } from '../state/caller.js';
import type { Choices } from './choices.js';
import type { LearnReply, LearnRequest } from './protocol.js';

/** What a training says of its own accord. */
export type Spoken = Exclude<LearnReply, { readonly id: number }>;

/** A training in a worker of its own, so that the page stays smooth while it learns. */
export interface Learner {
  /** Once it has begun. */
  readonly started: Promise<{ readonly engine: EngineName; readonly passedOver: string | undefined }>;
  pause(): Promise<unknown>;
  goOn(): Promise<unknown>;
  save(): Promise<{ readonly step: number; readonly file: Uint8Array<ArrayBuffer> }>;
  /** Ends it, and frees all that it holds. */
  close(): void;
}

export function startLearner(
  choices: Choices,
  engine: EngineName | undefined,
  onSpoken: (spoken: Spoken) => void,
): Learner {
  const worker = new Worker(new URL('../model/worker.ts', import.meta.url), { type: 'module' });
  const ask = createCaller<LearnRequest, LearnReply>(worker, (reply) => onSpoken(reply as Spoken));
  return {
    started: ask<'started'>({ kind: 'start', base: document.baseURI, engine, choices }),
    pause: () => ask<'heard'>({ kind: 'pause' }),
    goOn: () => ask<'heard'>({ kind: 'goOn' }),
    save: () => ask<'saved'>({ kind: 'save' }),
    close: () => worker.terminate(),
  };
}
