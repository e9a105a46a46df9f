import type { BatchSource } from '../../../dataset/batch.js';
import type { Engine } from '../../../engine/engine.js';
import { createTurns } from '../../../engine/inTurn.js';
import { preparePair } from '../../../engine/preparePair.js';
import { architectureOf } from '../../../training/architectureOf.js';
import { drawParameters, loadRunners, newLearning } from '../../../training/learning.js';
import { modelOf } from '../../../training/modelOf.js';
import { noPhotographs } from '../../../training/noPhotographs.js';
import { setsOf } from '../../../training/plan.js';
import type { TrainingOptions } from '../../../training/presets.js';
import { trainingSteps } from '../../../training/steps.js';
import { validate, validationBatches } from '../../../training/validation.js';
import { modelBytes } from './bytes.js';
import { type FaceSeen, type HeldOut, takeLook, type UnitSeen } from './look.js';

/** What is told of a training while it goes on. */
export type News =
  /** Of the steps since the last time; `seconds` of training so far, without pauses. */
  | { readonly kind: 'steps'; readonly step: number; readonly losses: Float32Array; readonly seconds: number }
  /** What a look has found, piece by piece. */
  | { readonly kind: 'unit'; readonly place: number; readonly unit: UnitSeen }
  | { readonly kind: 'face'; readonly place: number; readonly face: FaceSeen };

/** A training that can be watched, halted and saved. */
export interface Lesson {
  /** Goes on until all steps are taken. */
  run(): Promise<void>;
  /** After the step under way, until `goOn`. */
  pause(): void;
  goOn(): void;
  /** The model as it is now, as the bytes of a file. It is looked at first, so that what is shown is what is saved. */
  save(): Promise<{ readonly step: number; readonly file: Uint8Array<ArrayBuffer> }>;
}

interface Given {
  readonly options: TrainingOptions;
  readonly source: BatchSource;
  readonly engine: Engine;
  readonly heldOut: HeldOut;
  readonly tell: (news: News) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Milliseconds between two tellings of the loss. */
const TELL_EVERY = 500;

/** And between two looks, at least; they take one part in so many of the time. */
const LOOK_EVERY = 1000;
const LOOK_SHARE = 10;

/** Sets a training up at its start, and looks at it before it has learnt anything. */
export async function openLesson({ options, source, engine, heldOut, tell, now }: Given): Promise<Lesson> {
  const { sets, images } = setsOf(options, source.info);
  const architecture = architectureOf(options, source.info.size);
  const learning = newLearning({
    options,
    source,
    runners: await preparePair(engine, architecture, { batch: sets * images, training: true }),
    photographs: noPhotographs,
    remedy: 'Start again with another seed.',
  });
  drawParameters(learning);
  await loadRunners(learning);
  const { state, runners, code } = learning;
  const inTurn = createTurns();

  let nextLook = 0;
  /** Runs in turn with the steps. */
  const look = async (): Promise<void> => {
    const began = now();
    const { units, faces } = await takeLook(learning, heldOut);
    // In pieces: drawn in one go they would keep the page from answering for as long.
    for (const [place, unit] of units.entries()) tell({ kind: 'unit', place, unit });
    for (const [place, face] of faces.entries()) tell({ kind: 'face', place, face });
    nextLook = now() + Math.max(LOOK_EVERY, LOOK_SHARE * (now() - began));
  };

  let seconds = 0;
  let losses: number[] = [];
  let lastTold = 0;
  const tellSteps = (): void => {
    if (losses.length === 0) return;
    tell({ kind: 'steps', step: state.step, losses: Float32Array.from(losses), seconds });
    losses = [];
    lastTold = now();
  };

  await look();
  let halted: Halt | undefined;
  return {
    async run() {
      const steps = trainingSteps(learning);
      for (;;) {
        if (halted !== undefined) {
          tellSteps();
          await inTurn(look);
          await halted?.over;
        }
        const { done, value } = await inTurn(async () => {
          const began = now();
          const taken = await steps.next();
          seconds += (now() - began) / 1000;
          return taken;
        });
        if (done) break;
        losses.push(value.loss.loss);
        if (now() - lastTold >= TELL_EVERY) tellSteps();
        if (now() >= nextLook) await inTurn(look);
      }
      tellSteps();
      await inTurn(look);
    },
    pause() {
      halted ??= newHalt();
    },
    goOn() {
      halted?.end();
      halted = undefined;
    },
    save() {
      return inTurn(async () => {
        await look();
        const requests = validationBatches(source.info, options.validationBatches);
        const validation = await validate(runners, code, source, requests, options.seed);
        return { step: state.step, file: await modelBytes(modelOf(learning, validation)) };
      });
    },
  };
}

/** A promise, and what fulfils it. */
interface Halt {
  readonly over: Promise<void>;
  readonly end: () => void;
}

function newHalt(): Halt {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end: () => end() };
}
