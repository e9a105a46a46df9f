import type { Bottleneck } from '../code/bottleneck.js';
import { createBottleneck } from '../code/objectives/objectives.js';
import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { preparePair } from '../engine/preparePair.js';
import { UserError } from '../errors.js';
import type { Lock } from '../files/lock.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { initialise } from '../network/initialise.js';
import { parametersOf } from '../network/tensors.js';
import { Random } from '../numeric/random.js';
import { Adam } from './adam.js';
import { architectureOf } from './architectureOf.js';
import { restoreCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint.js';
import { codeOptions } from './codeOptions.js';
import { drawingThreads } from './drawingThreads.js';
import { layoutOf } from './layout.js';
import { narrowPosterior } from './narrowPosterior.js';
import type { Runners } from './objective.js';
import { openPhotographs, type Photographs } from './photographs.js';
import { type SetLayout, setsOf } from './plan.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { digestOf, startFrom } from './startFrom.js';

/** What a training holds in memory, and where it writes. */
export interface Session {
  readonly folder: RunFolder;
  readonly lock: Lock;
  readonly config: RunConfig;
  readonly source: BatchSource;
  readonly architecture: Architecture;
  /** What a step's images are. */
  readonly layout: SetLayout;
  readonly code: Bottleneck;
  readonly state: TrainingState;
  readonly runners: Runners;
  readonly photographs: Photographs;
}

/** Prepares a training's networks, which says whether the engine can run them. The caller disposes of them. */
export async function prepareRunners(
  { options }: RunConfig,
  { info }: BatchSource,
  engine: Engine,
): Promise<Runners> {
  const architecture = architectureOf(options, info.size);
  const layout = setsOf(options, info);
  return preparePair(engine, architecture, { batch: layout.sets * layout.images, training: true }, options);
}

/**
 * Sets a training up as its newest checkpoint left it, or at its start. The caller closes the photographs.
 *
 * @param lock held on the run's folder
 * @throws UserError where the checkpoint cannot be used
 */
export async function openSession(
  folder: RunFolder,
  config: RunConfig,
  source: BatchSource,
  runners: Runners,
  lock: Lock,
): Promise<Session> {
  const { options } = config;
  const { info } = source;
  const { seed, code } = options;
  const architecture = architectureOf(options, info.size);
  const networks = [buildEncoder(architecture), buildDecoder(architecture)] as const;
  const groups = layoutOf(options.groups, code, info);
  const parameters = parametersOf(...networks);
  const state: TrainingState = {
    step: 0,
    parameters,
    optimiser: new Adam(parameters, options),
    best: undefined,
    validationDue: false,
  };
  const restored = await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
  await folder.rewind(state, options.steps);
  if (!restored) {
    for (const network of networks)
      initialise(network, parameters, new Random(seed, 'initialise', network.name), options.initialisation);
    narrowPosterior(parameters, options.startLogVar);
    if (config.from !== undefined) {
      const start = await startFrom(config.from, { architecture, groups });
      if (config.fromDigest !== undefined && digestOf(start) !== config.fromDigest)
        throw new UserError(
          `The training was to start from ${config.from}, but that model has changed since. Restore it, or start a new run.`,
        );
      for (const { name } of start.specs) parameters.get(name).set(start.get(name));
      // From now on it does not matter what becomes of that model.
      await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
    }
  }

  await runners.encoder.load(parameters);
  await runners.decoder.load(parameters);
  const photographs = await openPhotographs(source, options, drawingThreads(config.engine.provider));
  const bottleneck = createBottleneck(groups, codeOptions(options));
  const layout = setsOf(options, info);
  return {
    folder,
    lock,
    config,
    source,
    architecture,
    layout,
    code: bottleneck,
    state,
    runners,
    photographs,
  };
}
