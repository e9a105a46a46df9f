import { noise } from '../code/reparameterise.js';
import { exchangeShifts } from '../code/sets.js';
import type { Batch, BatchSource } from '../dataset/batch.js';
import { toPixels } from '../dataset/pixels.js';
import { type BatchRequest, readBatch, startAhead } from '../dataset/readAhead.js';
import { concatenate } from '../numeric/concatenate.js';
import { thrownByAll, together } from '../ranks/together.js';
import { Diverged } from './diverged.js';
import type { Learning } from './learning.js';
import { type Loss, trainingStep } from './objective.js';
import { type KindWeights, kindWeights, plannedStep, type SetLayout } from './plan.js';
import { learningRateAt } from './schedule.js';

export interface StepTaken {
  readonly loss: Loss;
  readonly learningRate: number;
}

/** Steps whose images are read or drawn while the engine works on one. */
const STEPS_AHEAD = 4;

/**
 * Takes the steps of a training from where its state is to its end, and yields after each: whoever reads it may stop
 * there, wait there, or validate.
 *
 * @throws Diverged where the loss is no finite number
 */
export async function* trainingSteps(learning: Learning): AsyncGenerator<StepTaken, void, undefined> {
  const { options, source, ranks, layout, share, code, state, runners, photographs, remedy } = learning;
  const { steps, seed, validateEvery } = options;
  const weights = kindWeights(options.kinds, code.groups, source.info);
  const allSets = Array.from({ length: layout.sets }, () => layout);
  const plan = planned(state.step + 1, steps, seed, weights, source.info, layout);
  const read = async ({ step, requests }: Planned): Promise<Prepared> => {
    const own = requests.slice(share.firstSet, share.firstSet + share.sets);
    const batches = await Promise.all(own.map((one) => readBatch(source, one)));
    const images = concatenate(
      Uint8Array,
      batches.map((one) => one.images),
    );
    return { batches, images, seen: await photographs.see(step, batches, images, share.firstImage) };
  };
  const learn = async (step: number, { batches, images: drawn, seen }: Prepared): Promise<StepTaken> => {
    // Of the whole step, as one process would draw them.
    const shifts = exchangeShifts(seed, step, allSets);
    const draw = {
      sets: batches.map(({ active, count }) => ({ active, images: count })),
      shifts: shifts.slice(share.firstSet, share.firstSet + share.sets),
      epsilon: noise(seed, step, share.images * options.code, share.firstImage * options.code),
    };
    const images = toPixels(drawn);
    const given = { images, seen: seen === drawn ? images : toPixels(seen), draw };
    const loss = await trainingStep(runners, code, given, state.optimiser.gradients, ranks);
    if (!Number.isFinite(loss.loss)) throw thrownByAll(new Diverged(step, 'the loss', remedy));
    const learningRate = learningRateAt(step, options);
    state.optimiser.update(learningRate, step);
    state.step = step;
    // At once: what fails from here on is followed by a checkpoint of this step.
    state.validationDue = step % validateEvery === 0 || step === steps;
    // What is frozen has been loaded once and for all.
    if (options.frozen !== 'encoder') await runners.encoder.load(state.parameters);
    if (options.frozen !== 'decoder') await runners.decoder.load(state.parameters);
    return { loss, learningRate };
  };
  const ahead = startAhead(plan, read, STEPS_AHEAD);
  try {
    for (let step = state.step + 1; step <= steps; step++)
      yield await learn(step, await together(ranks, async () => (await ahead.next()).value!));
  } finally {
    await ahead.return();
  }
}

interface Planned {
  readonly step: number;
  readonly requests: readonly BatchRequest[];
}

/** This rank's share of a step. */
interface Prepared {
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
