import { appendFile, readFile } from 'node:fs/promises';
import { GraphicsCode } from '../code/graphicsCode.js';
import { noise } from '../code/reparameterise.js';
import type { BatchSource } from '../dataset/batch.js';
import { type BatchRequest, readAhead } from '../dataset/readAhead.js';
import type { Engine } from '../engine/engine.js';
import { UserError } from '../errors.js';
import { writeAtomically } from '../files/writeAtomically.js';
import type { ModelDescription } from '../model/description.js';
import { readModel, writeModel } from '../model/modelFile.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { Adam } from './adam.js';
import { restoreCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint.js';
import { layoutOf } from './layout.js';
import { type Runners, toPixels, trainingStep } from './objective.js';
import { type KindWeights, kindWeights, plannedBatch } from './plan.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { writeSampleSheet } from './sampleSheet.js';
import { learningRateAt } from './schedule.js';
import { validate, validationBatches } from './validation.js';

/** After each step. */
export interface TrainingProgress {
  /** Steps done, of how many. */
  readonly step: number;
  readonly steps: number;
  readonly kind: string;
  /** In nats an image. */
  readonly loss: number;
  /** Mean of the last steps. */
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

interface Surroundings {
  readonly source: BatchSource;
  readonly engine: Engine;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/** Batches that are read while the engine works on one. */
const BATCHES_AHEAD = 4;

/** Trains from the newest checkpoint of the folder, or from the start, to the end or until it is aborted. */
export async function trainingLoop(
  folder: RunFolder,
  config: RunConfig,
  { source, engine, signal, onProgress }: Surroundings,
): Promise<TrainingResult> {
  const { options } = config;
  const { info } = source;
  const { batchSize: batch } = info;
  const { steps, seed, encoder, decoder } = options;
  const architecture = { size: info.size, encoder, decoder, code: options.code };
  const networks = { encoder: buildEncoder(architecture), decoder: buildDecoder(architecture) };
  const groups = layoutOf(options.groups, options.code, info);
  const code = new GraphicsCode(groups, options);

  const parameters = parametersOf(networks.encoder, networks.decoder);
  for (const network of Object.values(networks))
    initialise(network, parameters, new Random(seed, 'initialise', network.name));
  const state: TrainingState = {
    step: 0,
    parameters,
    optimiser: new Adam(parameters, options),
    best: undefined,
  };
  await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
  await folder.truncateMetrics(state.step);

  const runners: Runners = {
    encoder: await engine.prepare(networks.encoder, { batch, training: true, inputGradient: false }),
    decoder: await engine.prepare(networks.decoder, { batch, training: true, inputGradient: true }),
  };
  const load = async (): Promise<void> => {
    await runners.encoder.load(parameters);
    await runners.decoder.load(parameters);
  };
  const record = (line: object): Promise<void> => appendFile(folder.metrics, `${JSON.stringify(line)}\n`);

  let writing: Promise<void> = Promise.resolve();
  /** Writes while the training goes on, one checkpoint at a time. */
  const checkpoint = async (): Promise<void> => {
    if (!parameters.data.every(Number.isFinite)) throw diverged(state.step, 'a parameter', folder);
    await writing;
    writing = writeCheckpoint(folder.checkpoints, state, fingerprint(config));
    writing.catch(() => {}); // Reported when it is awaited, not as an unhandled rejection before.
  };

  const requests = validationBatches(info, options.validationBatches);
  const check = async (): Promise<void> => {
    const { loss, description, samples } = await validate(runners, code, source, requests, seed);
    const units = Object.entries(description.calibrations).map(
      ([group, { spearman, etaSquared, meanAbsoluteError }]) => [
        group,
        { spearman, etaSquared, meanAbsoluteError },
      ],
    );
    await record({ step: state.step, validation: { ...loss, units: Object.fromEntries(units) } });
    await writeSampleSheet(folder.sampleSheet(state.step), samples, info.size);
    if (state.best !== undefined && loss.loss >= state.best.loss) return;
    state.best = { step: state.step, loss: loss.loss };
    const { scene, factors, aliases } = info;
    const training = { step: state.step, batchSize: batch, validationLoss: loss.loss };
    await writeModel(folder.best, {
      description: { architecture, groups, data: { scene, factors, aliases }, training, ...description },
      parameters,
    });
  };

  const gradients = parameters.zeros();
  const weights = kindWeights(options.kinds, groups, info);
  let millisecondsPerStep = 0;
  let stepStart = performance.now();
  try {
    await load();
    for await (const { kind, active, images } of readAhead(
      source,
      planned(state.step + 1, steps, seed, weights, info),
      BATCHES_AHEAD,
    )) {
      const step = state.step + 1;
      const epsilon = noise(seed, step, batch * options.code);
      const loss = await trainingStep(
        runners,
        code,
        { images: toPixels(images), active, epsilon },
        gradients,
      );
      if (!Number.isFinite(loss.loss)) throw diverged(step, 'the loss', folder);
      const learningRate = learningRateAt(step, options);
      state.optimiser.update(parameters, gradients, learningRate, step);
      state.step = step;
      await load();

      const elapsed = performance.now() - stepStart;
      millisecondsPerStep = millisecondsPerStep === 0 ? elapsed : 0.9 * millisecondsPerStep + 0.1 * elapsed;
      const imagesPerSecond = (1000 * batch) / millisecondsPerStep;
      if (step % options.metricsEvery === 0 || step === steps)
        await record({ step, kind, ...loss, learningRate, imagesPerSecond });
      onProgress?.({ step, steps, kind, loss: loss.loss, millisecondsPerStep, imagesPerSecond });
      if (step % options.validateEvery === 0 || step === steps) await check();
      const stopped = signal?.aborted === true;
      if (step % options.checkpointEvery === 0 || step === steps || stopped) await checkpoint();
      if (stopped) break;
      stepStart = performance.now();
    }
  } finally {
    await writing.finally(() => Promise.all([runners.encoder.dispose(), runners.decoder.dispose()]));
  }

  const interrupted = state.step < steps;
  if (!interrupted) await writeAtomically(folder.model, await readFile(folder.best));
  const best = state.best === undefined ? undefined : (await readModel(folder.best)).description;
  return { step: state.step, interrupted, best };
}

function* planned(
  from: number,
  to: number,
  seed: number,
  weights: KindWeights,
  info: BatchSource['info'],
): Iterable<BatchRequest> {
  for (let step = from; step <= to; step++) yield plannedBatch(seed, step, weights, info);
}

function diverged(step: number, what: string, folder: RunFolder): UserError {
  return new UserError(
    `The training has diverged: at step ${step}, ${what} is no finite number any more. The last good checkpoint ` +
      `is kept in ${folder.checkpoints}. Start a new run with a smaller --learning-rate (try a third) or a longer ` +
      '--warm-up.',
  );
}
