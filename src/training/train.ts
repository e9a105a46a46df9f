import { isDeepStrictEqual } from 'node:util';
import type { Group } from '../code/groups.js';
import type { BatchSource } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import { UserError } from '../errors.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { version } from '../version.js';
import { architectureOf } from './architectureOf.js';
import { layoutOf } from './layout.js';
import { type Observers, type TrainingResult, trainingLoop } from './loop.js';
import type { GivenOptions } from './options.js';
import { kindWeights, setsOf } from './plan.js';
import type { TrainingOptions } from './presets.js';
import { type RunConfig, RunFolder } from './run.js';
import { openSession } from './session.js';
import { startFrom } from './startFrom.js';

export interface TrainingRequest extends Observers {
  /** The run folder. */
  readonly run: string;
  readonly source: BatchSource;
  /** Where the source lies, for config.json; undefined where it is drawn on the fly. */
  readonly dataPath?: string | undefined;
  readonly engine: Engine;
}

/**
 * Trains a new model (paper, section 3).
 *
 * @throws UserError where the run folder is in use, an option does not fit the data, or the loss diverges
 */
export async function train(
  request: TrainingRequest & {
    readonly options: TrainingOptions;
    /** A run folder or model file whose parameters to start from; undefined draws them. */
    readonly from?: string | undefined;
  },
): Promise<TrainingResult> {
  const { run, source, dataPath, engine, options, from } = request;
  const { name, precision, description } = engine;
  const config: RunConfig = {
    versions: { dcign: version, node: process.version },
    engine: { name, precision, description },
    options,
    from,
    data: { path: dataPath, info: asJson(source.info) },
  };
  const { architecture, groups } = refuseImpossible(options, source);
  if (from !== undefined) await startFrom(from, { architecture, groups });
  const folder = new RunFolder(run);
  await folder.create(config);
  return work(folder, await folder.readConfig(), request);
}

/**
 * Goes on with a training from its last checkpoint, exactly as if it had never stopped.
 *
 * @param request `given`: options to repeat; only `steps` may differ, and only grow
 * @throws UserError where there is no such training, its checkpoint is damaged, or anything else differs
 */
export async function resumeTraining(
  request: TrainingRequest & { readonly given: GivenOptions },
): Promise<TrainingResult> {
  const { run, source, engine, given } = request;
  const folder = new RunFolder(run);
  const before = await folder.readConfig();
  refuseDifferences(before, given, source, engine);
  const config = { ...before, options: { ...before.options, steps: given.steps ?? before.options.steps } };
  refuseImpossible(config.options, source);
  await folder.writeConfig(config);
  return work(folder, config, request);
}

async function work(
  folder: RunFolder,
  config: RunConfig,
  { source, engine, ...observers }: TrainingRequest,
): Promise<TrainingResult> {
  const session = await openSession(folder, config, source, engine);
  try {
    return await trainingLoop(session, observers);
  } finally {
    await session.runners.encoder.dispose();
    await session.runners.decoder.dispose();
    await session.photographs.close();
  }
}

/** Finds out what cannot work before anything is written. */
function refuseImpossible(
  options: TrainingOptions,
  { info }: BatchSource,
): { readonly architecture: Architecture; readonly groups: readonly Group[] } {
  const groups = layoutOf(options.groups, options.code, info);
  kindWeights(options.kinds, groups, info);
  const { images } = setsOf(options, info);
  if (options.objective === 'ada-gvae' && images % 2 !== 0)
    throw new UserError(
      `ada-gvae learns from pairs, but the sets have ${images} images, since the data's batches have ` +
        `${info.batchSize}. Give an even --set of no more than that.`,
    );
  const architecture = architectureOf(options, info.size);
  buildEncoder(architecture);
  buildDecoder(architecture);
  return { architecture, groups };
}

function refuseDifferences(
  config: RunConfig,
  given: GivenOptions,
  source: BatchSource,
  engine: Engine,
): void {
  const differences = Object.entries(given).flatMap(([name, value]) => {
    const before = config.options[name as keyof TrainingOptions];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(before)) return [];
    if (name === 'steps' && Number(value) > Number(before)) return [];
    return [`${name} was ${String(before)} and is now ${String(value)}`];
  });
  for (const name of ['name', 'precision'] as const)
    if (engine[name] !== config.engine[name])
      differences.push(`the engine's ${name} was ${config.engine[name]} and is now ${engine[name]}`);
  if (!isDeepStrictEqual(asJson(source.info), config.data.info))
    differences.push('the data is not what it was');
  if (differences.length === 0) return;
  throw new UserError(
    `A resumed training must be the same training, but ${differences.join('; ')}. Leave such options out (only ` +
      '--steps may grow), or start a new run.',
  );
}

/** `DatasetInfo` as config.json has it. */
function asJson(info: BatchSource['info']): RunConfig['data']['info'] {
  return JSON.parse(JSON.stringify(info)) as RunConfig['data']['info'];
}
