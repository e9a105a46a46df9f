import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Group } from '../code/groups.js';
import { type BatchSource, PICTURES } from '../dataset/batch.js';
import type { Engine } from '../engine/engine.js';
import type { Provider } from '../engine/provider.js';
import { UserError } from '../errors.js';
import { type Architecture, buildDecoder, buildEncoder } from '../network/architecture.js';
import { refuseUnlike } from '../ranks/alike.js';
import { alone, type Ranks } from '../ranks/ranks.js';
import { together } from '../ranks/together.js';
import { version } from '../version.js';
import { architectureOf } from './architectureOf.js';
import { layoutOf } from './layout.js';
import { type Observers, type TrainingResult, trainingLoop } from './loop.js';
import type { GivenOptions } from './options.js';
import { refuseUnphotographed } from './photographs.js';
import { kindWeights, setsOf } from './plan.js';
import type { TrainingOptions } from './presets.js';
import { type RunConfig, RunFolder } from './run.js';
import { readTogether, withFolder } from './runTogether.js';
import { openSession, prepareRunners } from './session.js';
import { shareOf } from './share.js';
import { digestOf, startFrom } from './startFrom.js';
import { validationNotice } from './validation.js';

export interface TrainingRequest extends Observers {
  /** The run folder. */
  readonly run: string;
  readonly source: BatchSource;
  /** Where the source lies, for config.json; undefined where it is drawn on the fly. */
  readonly dataPath?: string | undefined;
  readonly engine: Engine;
  /**
   * The processes that share each step; `alone` if not given. All make the same request, and rank 0 alone writes into
   * the run folder and calls the observers. What any of them cannot do, all throw.
   */
  readonly ranks?: Ranks | undefined;
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
  const { run, source, dataPath, engine, options, from, ranks = alone } = request;
  const { name, precision, provider, description, threads } = engine;
  const folder = new RunFolder(run);
  const config = await together(ranks, async (): Promise<RunConfig> => {
    const { architecture, groups } = refuseImpossible(options, source, ranks);
    if (ranks.rank === 0) await folder.refuseOccupied();
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
    return {
      versions: { dcign: version, node: process.version },
      engine: { name, precision, provider, description, threads },
      options,
      from,
      fromDigest: from && digestOf(await startFrom(from, { architecture, groups })),
      data: { path: dataPath, digest: await source.digest?.(), info: asJson(source.info) },
    };
  });
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
  const { run, source, engine, given, ranks = alone } = request;
  const folder = new RunFolder(run);
  const before = await readTogether(ranks, folder);
  const config = await together(ranks, async (): Promise<RunConfig> => {
    const digest = await source.digest?.();
    refuseDifferences(before, given, source, digest, engine, request.provider);
    const { provider, description } = engine;
    const moved = provider !== before.engine.provider;
    const changed: RunConfig = {
      ...before,
      engine: moved ? { ...before.engine, provider, description } : before.engine,
      options: { ...before.options, steps: given.steps ?? before.options.steps },
      data: { ...before.data, path: request.dataPath ?? before.data.path, digest },
    };
    refuseImpossible(changed.options, source, ranks);
    return changed;
  });
  return work(folder, config, request, () => folder.writeConfig(config));
}

async function work(
  folder: RunFolder,
  config: RunConfig,
  { source, engine, ranks = alone, ...request }: TrainingRequest,
  claim: () => Promise<void>,
): Promise<TrainingResult> {
  const observers: Observers = ranks.rank === 0 ? request : { signal: request.signal };
  await refuseUnlike(ranks, {
    version: `dcign ${version}`,
    engine: `${engine.name} with ${engine.precision}`,
    provider: engine.provider,
    data: `${source.info.scene} of ${source.info.size} x ${source.info.size} (${short([config.data.digest, config.data.info])})`,
    options: short(config.options),
  });
  // First of all what may fail and leaves nothing behind.
  const runners = await together(ranks, () => prepareRunners(config, source, engine, ranks));
  try {
    return await withFolder(folder, ranks, config, source, async (lock) => {
      await together(ranks, async () => {
        if (ranks.rank === 0) await claim();
      });
      const { info } = source;
      const notice = validationNotice(info, config.options.validationBatches);
      if (notice !== undefined) observers.onNotice?.(notice);
      // As every later resumption reads it: fingerprints are of that.
      const written = await readTogether(ranks, folder);
      const session = await openSession(folder, written, source, runners, lock, ranks);
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

/** Finds out what cannot work before anything is written. */
function refuseImpossible(
  options: TrainingOptions,
  { info }: BatchSource,
  ranks: Ranks,
): { readonly architecture: Architecture; readonly groups: readonly Group[] } {
  const groups = layoutOf(options.groups, options.code, info);
  refuseUnphotographed(options.photographs, info.scene);
  kindWeights(options.kinds, groups, info);
  const layout = setsOf(options, info);
  const { images } = layout;
  shareOf(layout, ranks);
  if (options.objective === 'beta-tcvae' && ranks.size > 1)
    throw new UserError(
      'The total correlation of beta-tcvae is of all the images of a step at once, which ranks cannot share. Train it ' +
        'in one process, or choose another --objective.',
    );
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
  const { info, path, digest: was = digest } = config.data;
  const remedies = differences.length > 0 ? ['leave such options out (only --steps may grow)'] : [];
  const isOther = !isDeepStrictEqual(asJson(source.info), info);
  if (isOther || digest !== was) {
    differences.push(
      isOther ? 'the data is not what it was' : 'the images of the data are not what they were',
    );
    if (path !== undefined) remedies.push('put the images back, or say with --data where they are now');
  }
  if (differences.length === 0) return;
  const remedy = [...remedies, 'start a new run'].join(', or ');
  throw new UserError(
    `A resumed training must be the same training, but ${differences.join('; ')}. ${remedy[0]!.toUpperCase()}${remedy.slice(1)}.`,
  );
}

/** A word that is another one for other values. */
function short(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}

/** `DatasetInfo` as config.json has it. */
function asJson(info: BatchSource['info']): RunConfig['data']['info'] {
  return JSON.parse(JSON.stringify(info)) as RunConfig['data']['info'];
}
