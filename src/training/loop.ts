import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { ModelDescription } from '../model/description.js';
import { readModel } from '../model/modelFile.js';
import { keepBest } from './best.js';
import { writeCheckpoint } from './checkpoint.js';
import { Diverged } from './diverged.js';
import { fingerprint } from './run.js';
import type { Session } from './session.js';
import { trainingSteps } from './steps.js';

/** After each step. */
export interface TrainingProgress {
  /** Steps done, of how many. */
  readonly step: number;
  readonly steps: number;
  /** In nats an image. */
  readonly loss: number;
  /** Mean of the last steps, without validations. */
  readonly millisecondsPerStep: number;
  readonly imagesPerSecond: number;
}

export interface TrainingResult {
  /** Steps done. */
  readonly step: number;
  /** Whether it was stopped before its end: then there is no finished model yet. */
  readonly interrupted: boolean;
  /** The best model by validation, once there is one. */
  readonly best: ModelDescription | undefined;
}

export interface Observers {
  /** Aborting it finishes the step, writes a checkpoint and returns. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** What went wrong without ending the training, in a sentence. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** How much a step counts in the mean time of a step. */
const NEWEST = 0.1;

/** Trains to the last step, or until it is aborted. */
export async function trainingLoop(
  session: Session,
  { signal, onProgress, onNotice }: Observers,
): Promise<TrainingResult> {
  const { folder, config, options, state, runners } = session;
  const { steps } = options;
  const { batch } = runners.encoder;
  /** Steps that end a span of that many, and the last. */
  const isDue = (every: number): boolean => state.step % every === 0 || state.step === steps;

  let saved = state.step;
  const save = async (): Promise<void> => {
    if (!state.parameters.data.every(Number.isFinite))
      throw new Diverged(state.step, 'a parameter', session.remedy);
    await session.lock.check();
    await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
    saved = state.step;
  };
  let notice: string | undefined;
  const validateNow = async (): Promise<void> => {
    await keepBest(session, (text) => {
      notice = text;
      onNotice?.(text);
    });
    state.validationDue = false;
  };
  let millisecondsPerStep: number | undefined;
  let began = performance.now();
  try {
    if (state.validationDue) await validateNow();
    for await (const { loss, learningRate } of trainingSteps(session)) {
      const { step } = state;
      const elapsed = performance.now() - began;
      millisecondsPerStep = elapsed + (1 - NEWEST) * ((millisecondsPerStep ?? elapsed) - elapsed);
      const imagesPerSecond = (1000 * batch) / millisecondsPerStep;
      if (isDue(options.metricsEvery)) {
        // Whoever has taken the run while this machine slept shall not find our lines among its own.
        await session.lock.check();
        await folder.record({ step, images: step * batch, ...loss, learningRate, imagesPerSecond });
      }
      onProgress?.({ step, steps, loss: loss.loss, millisecondsPerStep, imagesPerSecond });
      const stopped = signal?.aborted === true;
      if (isDue(options.checkpointEvery) || state.validationDue || stopped) await save();
      if (stopped) break;
      if (state.validationDue) await validateNow();
      began = performance.now();
    }
  } catch (error) {
    // Whatever it was, the steps before it are good. What is thrown is the first failure, not that of saving.
    if (saved !== state.step && !(error instanceof Diverged)) await save().catch(() => {});
    throw error;
  }

  const interrupted = state.step < steps || state.validationDue;
  if (!interrupted && state.best === undefined)
    throw new UserError(
      `The training has its ${steps} steps, but no validation could be made, so that there is no best model. ` +
        `${notice ?? ''} Mend that, then go on with --resume.`,
    );
  if (!interrupted) await writeAtomically(folder.model, await readFile(folder.best));
  const best = state.best === undefined ? undefined : (await readModel(folder.best)).description;
  return { step: state.step, interrupted, best };
}
