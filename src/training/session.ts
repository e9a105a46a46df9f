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
import { alone, type Ranks } from '../ranks/ranks.js';
import { together } from '../ranks/together.js';
import { Adam } from './adam.js';
import { architectureOf } from './architectureOf.js';
import { restoreCheckpoint, type TrainingState, writeCheckpoint } from './checkpoint.js';
import { codeOptions } from './codeOptions.js';
import { layoutOf } from './layout.js';
import { narrowPosterior } from './narrowPosterior.js';
import type { Runners } from './objective.js';
import { openPhotographs, type Photographs } from './photographs.js';
import { type SetLayout, setsOf } from './plan.js';
import { shareState } from './replicas.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { type Share, shareOf } from './share.js';
import { digestOf, startFrom } from './startFrom.js';

/** What a training holds in memory, and where it writes. */
export interface Session {
  readonly folder: RunFolder;
  /** Rank 0 holds it, and alone writes into the folder. */
  readonly lock: Lock | undefined;
  readonly ranks: Ranks;
  readonly config: RunConfig;
  readonly source: BatchSource;
  readonly architecture: Architecture;
  /** What a step's images are. */
  readonly layout: SetLayout;
  /** Which of them are this rank's. */
  readonly share: Share;
  readonly code: Bottleneck;
  readonly state: TrainingState;
  readonly runners: Runners;
  readonly photographs: Photographs;
}

/** Threads: half of a step's images in a third of its time, beside the engine. */
const PHOTOGRAPHERS = 1;

/** Prepares a training's networks, which says whether the engine can run them. The caller disposes of them. */
export async function prepareRunners(
  { options }: RunConfig,
  { info }: BatchSource,
  engine: Engine,
  ranks: Ranks = alone,
): Promise<Runners> {
  const architecture = architectureOf(options, info.size);
  const { images } = shareOf(setsOf(options, info), ranks);
  return preparePair(engine, architecture, { batch: images, training: true }, options);
}

/**
 * Sets a training up as its newest checkpoint left it, or at its start: rank 0 reads or draws it, and shares it. The
 * caller closes the photographs.
 *
 * @param lock held on the run's folder, by rank 0
 * @throws UserError where the checkpoint cannot be used
 */
export async function openSession(
  folder: RunFolder,
  config: RunConfig,
  source: BatchSource,
  runners: Runners,
  lock: Lock | undefined,
  ranks: Ranks = alone,
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
  const restoreOrBegin = async (): Promise<void> => {
    const restored = await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
    await folder.rewind(state, options.steps);
    if (restored) return;
    for (const network of networks)
      initialise(network, parameters, new Random(seed, 'initialise', network.name), options.initialisation);
    narrowPosterior(parameters, options.startLogVar);
    if (config.from === undefined) return;
    const start = await startFrom(config.from, { architecture, groups });
    if (config.fromDigest !== undefined && digestOf(start) !== config.fromDigest)
      throw new UserError(
        `The training was to start from ${config.from}, but that model has changed since. Restore it, or start a new run.`,
      );
    for (const { name } of start.specs) parameters.get(name).set(start.get(name));
    // From now on it does not matter what becomes of that model.
    await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
  };
  const photographs = await together(ranks, async () => {
    if (ranks.rank === 0) await restoreOrBegin();
    return openPhotographs(source, options, PHOTOGRAPHERS);
  });
  await shareState(ranks, state);
  await runners.encoder.load(parameters);
  await runners.decoder.load(parameters);
  const bottleneck = createBottleneck(groups, codeOptions(options));
  const layout = setsOf(options, info);
  return {
    folder,
    lock,
    ranks,
    config,
    source,
    architecture,
    layout,
    share: shareOf(layout, ranks),
    code: bottleneck,
    state,
    runners,
    photographs,
  };
}
