import { isAbsolute, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Group } from '../code/groups.js';
import { type BatchSource, PICTURES } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Provider } from '../engine/provider.js';
import { UserError } from '../errors.js';
import { withLock } from '../files/lock.js';
import { makeFolder } from '../files/makeFolder.js';
import { readableBytes, roomFor } from '../files/room.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { parametersOf } from '../network/tensors.js';
import { version } from '../version.js';
import { architectureOf } from './architectureOf.js';
import { checkpointRoom } from './checkpoint.js';
import { layoutOf } from './layout.js';
import { type Observers, type TrainingResult, trainingLoop } from './loop.js';
import type { GivenOptions } from './options.js';
import { refuseUnphotographed } from './photographs.js';
import { kindWeights, setsOf } from './plan.js';
import type { TrainingOptions } from './presets.js';
import { type RunConfig, RunFolder } from './run.js';
import { openSession, prepareRunners } from './session.js';
import { digestOf, startFrom } from './startFrom.js';
import { validationNotice } from './validation.js';

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
 * @throws UserError where the run folder is in use, its disk is too small, an image is damaged, an option does not fit
 *   the data, or the loss diverges
 */
export async function train(
  request: TrainingRequest & {
    readonly options: TrainingOptions;
    /** A run folder or model file whose parameters to start from; undefined draws them. */
    readonly from?: string | undefined;
  },
): Promise<TrainingResult> {
  const { run, source, dataPath, engine, options, from } = request;
  const { name, precision, provider, description, threads } = engine;
  const { architecture, groups } = refuseImpossible(options, source);
  const folder = new RunFolder(run);
  await folder.refuseOccupied();
  if (dataPath !== undefined && source.info.scene === PICTURES && isWithin(run, dataPath))
    throw new UserError(
      `The run folder ${run} would lie among the images of ${dataPath} and be taken for a kind of them. Give a --run ` +
        'elsewhere.',
    );
  if (options.frozen !== 'none' && from === undefined)
    throw new UserError(
      `The ${options.frozen} is to stay as it is, but it has learnt nothing yet. Give the trained model with --from, or leave out --frozen.`,
    );
  // Once: a resumed training asks for the same images by their digest.
  await source.verify?.();
  const config: RunConfig = {
    versions: { dcign: version, node: process.version },
    engine: { name, precision, provider, description, threads },
    options,
    from,
    fromDigest: from && digestOf(await startFrom(from, { architecture, groups })),
    data: { path: dataPath, digest: await source.digest?.(), info: asJson(source.info) },
  };
  return work(folder, config, request, () => folder.create(config));
}

function isWithin(path: string, folder: string): boolean {
  const [first] = relative(folder, resolve(path)).split(sep);
  return first !== '..' && !isAbsolute(relative(folder, resolve(path)));
}

/**
 * Goes on with a training from its last checkpoint, exactly as if it had never stopped. On another provider, where sums
 * round otherwise, it goes on from the same place.
 *
 * @param request `given`: options to repeat; only `steps` may differ, and only grow. `provider`: the engine's, where
 *   it may be another one than before, which is then remembered
 * @throws UserError where there is no such training, another process is at it, its checkpoint is damaged, or anything else differs
 */
export async function resumeTraining(
  request: TrainingRequest & { readonly given: GivenOptions; readonly provider?: Provider | undefined },
): Promise<TrainingResult> {
  const { run, source, engine, given } = request;
  const folder = new RunFolder(run);
  const before = await folder.readConfig();
  const digest = await source.digest?.();
  refuseDifferences(before, given, source, digest, engine, request.provider);
  const { provider, description } = engine;
  const moved = provider !== before.engine.provider;
  const config: RunConfig = {
    ...before,
    engine: moved ? { ...before.engine, provider, description } : before.engine,
    options: { ...before.options, steps: given.steps ?? before.options.steps },
    data: { ...before.data, path: request.dataPath ?? before.data.path, digest },
  };
  refuseImpossible(config.options, source);
  return work(folder, config, request, () => folder.writeConfig(config));
}

async function work(
  folder: RunFolder,
  config: RunConfig,
  { source, engine, ...observers }: TrainingRequest,
  claim: () => Promise<void>,
): Promise<TrainingResult> {
  // First of all what may fail and leaves nothing behind.
  const runners = await prepareRunners(config, source, engine);
  try {
    await refuseWithoutRoom(folder, config, source);
    await makeFolder(folder.path);
    return await withLock(folder.path, async (lock) => {
      await claim();
      const { info } = source;
      const notice = validationNotice(info, config.options.validationBatches);
      if (notice !== undefined) observers.onNotice?.(notice);
      // As every later resumption reads it: fingerprints are of that.
      const written = await folder.readConfig();
      const session = await openSession(folder, written, source, runners, lock);
      try {
        return await trainingLoop(session, observers);
      } finally {
        await session.photographs.close();
      }
    });
  } finally {
    await runners.encoder.dispose();
    await runners.decoder.dispose();
  }
}

/** A disk that is full already shall not be found out after a thousand steps. */
async function refuseWithoutRoom(
  folder: RunFolder,
  { options }: RunConfig,
  { info }: BatchSource,
): Promise<void> {
  const architecture = architectureOf(options, info.size);
  const needed = checkpointRoom(parametersOf(buildEncoder(architecture), buildDecoder(architecture)));
  const room = (await roomFor(folder.path)) + (await folder.checkpointBytes());
  if (needed > room)
    throw new UserError(
      `The checkpoints of this training take ${readableBytes(needed)}, but the disk of ${folder.path} has ` +
        `${readableBytes(room)} for them. Free some space, or give a --run on another disk.`,
    );
}

/** Finds out what cannot work before anything is written. */
function refuseImpossible(
  options: TrainingOptions,
  { info }: BatchSource,
): { readonly architecture: Architecture; readonly groups: readonly Group[] } {
  const groups = layoutOf(options.groups, options.code, info);
  refuseUnphotographed(options.photographs, info.scene);
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
  digest: string | undefined,
  engine: Engine,
  provider: Provider | undefined,
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
  if (engine.threads !== config.engine.threads) {
    const [was, is] = [config.engine, engine].map(({ threads = 'one a core' }) => threads);
    differences.push(`the engine's threads were ${was} and are now ${is}`);
  }
  if (engine.provider !== config.engine.provider && engine.provider !== provider)
    differences.push(
      `the engine's provider was ${config.engine.provider} and is now ${engine.provider}, which was not asked for`,
    );
  const { info, digest: was = digest } = config.data;
  if (!isDeepStrictEqual(asJson(source.info), info)) differences.push('the data is not what it was');
  else if (digest !== was) differences.push('the images of the data are not what they were');
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
