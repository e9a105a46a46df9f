import { readFile } from 'node:fs/promises';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { ModelDescription } from '../model/description.js';
import { readModel } from '../model/modelFile.js';
import { any, together } from '../ranks/together.js';
import { keepBest } from './best.js';
import { writeCheckpoint } from './checkpoint.js';
import { Diverged, Spoilt } from './diverged.js';
import { checkReplicas } from './replicas.js';
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
  const { folder, config, options, ranks, layout, state } = session;
  const { steps } = options;
  const batch = layout.sets * layout.images;
  const leads = ranks.rank === 0;
  /** Steps that end a span of that many, and the last. */
  const isDue = (every: number): boolean => state.step % every === 0 || state.step === steps;

  let saved = state.step;
  let saving: Promise<void> = Promise.resolve();
  const saveNow = async (): Promise<void> => {
    const { step } = state;
    if (!state.parameters.data.every(Number.isFinite))
      throw new Diverged(state.step, 'a parameter', session.remedy);
    await session.lock?.check();
    await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
    saved = step;
  };
  const save = async (): Promise<void> => {
    await saving;
    await saveNow();
  };
  // Where ranks are told to end because one of them is dead, the step under way never will: the last one is kept.
  const saveAtOnce = (): void => {
    if (saved !== state.step) saving = saveNow().catch(() => {});
  };
  if (leads && ranks.size > 1) signal?.addEventListener('abort', saveAtOnce, { once: true });
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
    await together(ranks, async () => {
      if (leads && state.validationDue) await validateNow();
      state.validationDue = false;
    });
    for await (const { loss, learningRate } of trainingSteps(session)) {
      const { step } = state;
      const elapsed = performance.now() - began;
      millisecondsPerStep = elapsed + (1 - NEWEST) * ((millisecondsPerStep ?? elapsed) - elapsed);
      const imagesPerSecond = (1000 * batch) / millisecondsPerStep;
      if (isDue(options.metricsEvery))
        await together(ranks, async () => {
          if (!leads) return;
          // Whoever has taken the run while this machine slept shall not find our lines among its own.
          await session.lock?.check();
          await folder.record({ step, images: step * batch, ...loss, learningRate, imagesPerSecond });
        });
      onProgress?.({ step, steps, loss: loss.loss, millisecondsPerStep, imagesPerSecond });
      const stopped = await any(ranks, signal?.aborted === true);
      const saves = isDue(options.checkpointEvery) || state.validationDue || stopped;
      if (saves) {
        await checkReplicas(ranks, state);
        await together(ranks, async () => {
          if (!leads) return;
          await save();
          if (state.validationDue && !stopped) await validateNow();
        });
      }
      if (stopped) break;
      state.validationDue = false;
      began = performance.now();
    }
  } catch (error) {
    // Whatever it was, the steps before it are good. What is thrown is the first failure, not that of saving.
    if (leads && saved !== state.step && !(error instanceof Spoilt)) await save().catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', saveAtOnce);
  }

  const interrupted = state.step < steps || state.validationDue;
  const best = await together(ranks, async () => {
    if (!leads) return undefined;
    if (!interrupted && state.best === undefined)
      throw new UserError(
        `The training has its ${steps} steps, but no validation could be made, so that there is no best model. ` +
          `${notice ?? ''} Mend that, then go on with --resume.`,
      );
    if (!interrupted) await writeAtomically(folder.model, await readFile(folder.best));
    return state.best === undefined ? undefined : (await readModel(folder.best)).description;
  });
  return { step: state.step, interrupted, best };
}
