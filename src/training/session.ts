import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { preparePair } from '../engine/preparePair.js';
import { UserError } from '../errors.js';
import type { Lock } from '../files/lock.js';
import { buildDecoder, buildEncoder } from '../network/architecture.js';
import { widen } from '../network/widen.js';
import { alone, type Ranks } from '../ranks/ranks.js';
import { together } from '../ranks/together.js';
import { architectureOf } from './architectureOf.js';
import { restoreCheckpoint, writeCheckpoint } from './checkpoint.js';
import { drawingThreads } from './drawingThreads.js';
import { drawParameters, type Learning, loadRunners, newLearning } from './learning.js';
import type { Runners } from './objective.js';
import { openPhotographs } from './photographs.js';
import { setsOf } from './plan.js';
import { shareState } from './replicas.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { shareOf } from './share.js';
import { digestOf, startFrom } from './startFrom.js';

/** A training, and where it writes. */
export interface Session extends Learning {
  readonly folder: RunFolder;
  /** Rank 0 holds it, and alone writes into the folder. */
  readonly lock: Lock | undefined;
  readonly config: RunConfig;
}

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
  const photographs = await together(ranks, () =>
    openPhotographs(source, options, drawingThreads(config.engine.provider)),
  );
  try {
    const learning = newLearning({ options, source, runners, photographs, remedy: remedyOf(folder), ranks });
    await together(ranks, async () => {
      if (ranks.rank === 0) await restoreOrBegin(folder, config, learning);
    });
    await shareState(ranks, learning.state);
    await loadRunners(learning);
    return { ...learning, folder, lock, config };
  } catch (error) {
    await photographs.close();
    throw error;
  }
}

async function restoreOrBegin(folder: RunFolder, config: RunConfig, learning: Learning): Promise<void> {
  const { options, state, architecture, code } = learning;
  const restored = await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
  if (state.best !== undefined && !(await folder.holdsModel())) {
    // Deleted meanwhile. The next validation, or one more of the last step, makes another.
    state.best = undefined;
    state.validationDue ||= state.step === options.steps;
  }
  await folder.rewind(state, options.steps);
  if (restored) return;
  drawParameters(learning);
  if (config.from === undefined) return;
  const start = await startFrom(config.from, { architecture, groups: code.groups });
  if (config.fromDigest !== undefined && digestOf(start) !== config.fromDigest)
    throw new UserError(
      `The training was to start from ${config.from}, but that model has changed since. Restore it, or start a new run.`,
    );
  for (const network of [buildEncoder(architecture), buildDecoder(architecture)])
    widen(network, state.parameters, start);
  // From now on it does not matter what becomes of that model.
  await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
}

function remedyOf({ checkpoints }: RunFolder): string {
  return (
    `The last good checkpoint is kept in ${checkpoints}. Start a new run with a smaller --learning-rate (try a third) ` +
    'or a longer --warm-up.'
  );
}
