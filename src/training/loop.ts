import { readFile } from 'node:fs/promises';
import { noise } from '../code/reparameterise.js';
import { exchangeShifts } from '../code/sets.js';
import type { Batch, BatchSource } from '../dataset/batch.js';
import { toPixels } from '../dataset/pixels.js';
import { type BatchRequest, readBatch, startAhead } from '../dataset/readAhead.js';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { ModelDescription } from '../model/description.js';
import { readModel } from '../model/modelFile.js';
import { keepBest } from './best.js';
import { writeCheckpoint } from './checkpoint.js';
import { Diverged, diverged } from './diverged.js';
import { trainingStep } from './objective.js';
import { type KindWeights, kindWeights, plannedStep, type SetLayout } from './plan.js';
import { fingerprint } from './run.js';
import { learningRateAt } from './schedule.js';
import type { Session } from './session.js';

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

/** Steps whose images are read or drawn while the engine works on one. */
const STEPS_AHEAD = 4;

/** How much a step counts in the mean time of a step. */
const NEWEST = 0.1;

/** Trains to the last step, or until it is aborted. */
export async function trainingLoop(
  session: Session,
  { signal, onProgress, onNotice }: Observers,
): Promise<TrainingResult> {
  const { folder, config, source, layout, code, state, runners, photographs } = session;
  const { options } = config;
  const { steps, seed } = options;
  const { batch } = runners.encoder;
  const weights = kindWeights(options.kinds, code.groups, source.info);
  const gradients = state.parameters.zeros();
  /** Steps that end a span of that many, and the last. */
  const isDue = (every: number): boolean => state.step % every === 0 || state.step === steps;

  let saved = state.step;
  const save = async (): Promise<void> => {
    if (!state.parameters.data.every(Number.isFinite)) throw diverged(state.step, 'a parameter', folder);
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
    const plan = planned(state.step + 1, steps, seed, weights, source.info, layout);
    const read = async ({ step, requests }: Planned): Promise<Prepared> => {
      const batches = await Promise.all(requests.map((one) => readBatch(source, one)));
      const images = new Uint8Array(Buffer.concat(batches.map((one) => one.images)));
      return { step, batches, images, seen: await photographs.see(step, batches, images) };
    };
    for await (const { step, batches, images: drawn, seen } of startAhead(plan, read, STEPS_AHEAD)) {
      const sets = batches.map(({ active, count }) => ({ active, images: count }));
      const draw = {
        sets,
        shifts: exchangeShifts(seed, step, sets),
        epsilon: noise(seed, step, batch * options.code),
      };
      const images = toPixels(drawn);
      const given = { images, seen: seen === drawn ? images : toPixels(seen), draw };
      const loss = await trainingStep(runners, code, given, gradients);
      if (!Number.isFinite(loss.loss)) throw diverged(step, 'the loss', folder);
      const learningRate = learningRateAt(step, options);
      state.optimiser.update(state.parameters, gradients, learningRate, step);
      state.step = step;
      // At once: what fails from here on is followed by a checkpoint of this step.
      state.validationDue = isDue(options.validateEvery);
      await runners.encoder.load(state.parameters);
      // What is frozen has been loaded once and for all.
      if (options.frozen !== 'decoder') await runners.decoder.load(state.parameters);

      const elapsed = performance.now() - began;
      millisecondsPerStep = elapsed + (1 - NEWEST) * ((millisecondsPerStep ?? elapsed) - elapsed);
      const imagesPerSecond = (1000 * batch) / millisecondsPerStep;
      if (isDue(options.metricsEvery))
        await folder.record({ step, images: step * batch, ...loss, learningRate, imagesPerSecond });
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

interface Planned {
  readonly step: number;
  readonly requests: readonly BatchRequest[];
}

interface Prepared {
  readonly step: number;
  readonly batches: readonly Batch[];
  /** Theirs, one after the other. */
  readonly images: Uint8Array;
  /** What the encoder sees of them. */
  readonly seen: Uint8Array;
}

function* planned(
  from: number,
  to: number,
  seed: number,
  weights: KindWeights,
  info: BatchSource['info'],
  layout: SetLayout,
): Iterable<Planned> {
  for (let step = from; step <= to; step++)
    yield { step, requests: plannedStep(seed, step, weights, info, layout) };
}
