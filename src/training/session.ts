import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { preparePair } from '../engine/preparePair.js';
import { UserError } from '../errors.js';
import type { Lock } from '../files/lock.js';
import { architectureOf } from './architectureOf.js';
import { restoreCheckpoint, writeCheckpoint } from './checkpoint.js';
import { drawingThreads } from './drawingThreads.js';
import { drawParameters, type Learning, loadRunners, newLearning } from './learning.js';
import type { Runners } from './objective.js';
import { openPhotographs } from './photographs.js';
import { setsOf } from './plan.js';
import { fingerprint, type RunConfig, type RunFolder } from './run.js';
import { digestOf, startFrom } from './startFrom.js';

/** A training, and where it writes. */
export interface Session extends Learning {
  readonly folder: RunFolder;
  readonly lock: Lock;
  readonly config: RunConfig;
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
  const photographs = await openPhotographs(source, options, drawingThreads(config.engine.provider));
  try {
    const learning = newLearning({ options, source, runners, photographs, remedy: remedyOf(folder) });
    const { state, architecture, code } = learning;
    const { parameters } = state;
    const restored = await restoreCheckpoint(folder.checkpoints, state, fingerprint(config));
    if (state.best !== undefined && !(await folder.holdsModel())) {
      // Deleted meanwhile. The next validation, or one more of the last step, makes another.
      state.best = undefined;
      state.validationDue ||= state.step === options.steps;
    }
    await folder.rewind(state, options.steps);
    if (!restored) {
      drawParameters(learning);
      if (config.from !== undefined) {
        const start = await startFrom(config.from, { architecture, groups: code.groups });
        if (config.fromDigest !== undefined && digestOf(start) !== config.fromDigest)
          throw new UserError(
            `The training was to start from ${config.from}, but that model has changed since. Restore it, or start a new run.`,
          );
        for (const { name } of start.specs) parameters.get(name).set(start.get(name));
        // From now on it does not matter what becomes of that model.
        await writeCheckpoint(folder.checkpoints, state, fingerprint(config));
      }
    }
    await loadRunners(learning);
    return { ...learning, folder, lock, config };
  } catch (error) {
    await photographs.close();
    throw error;
  }
}

function remedyOf({ checkpoints }: RunFolder): string {
  return (
    `The last good checkpoint is kept in ${checkpoints}. Start a new run with a smaller --learning-rate (try a third) ` +
    'or a longer --warm-up.'
  );
}
