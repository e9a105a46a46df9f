import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { withLock } from '../files/lock.js';
import { makeFolder } from '../files/makeFolder.js';
import { removeUnfinished, syncFolder } from '../files/writeAtomically.js';
import type { Scene } from '../scene/scene.js';
import type { Batch, BatchSource, DatasetInfo, Split } from './batch.js';
import { claimFolder } from './claimFolder.js';
import { checkSpace, explainWriteError } from './diskSpace.js';
import { BATCH_SIZE } from './drawnSource.js';
import { canonicalKind, defaultKinds } from './kind.js';
import { batchesWritten, PartWriter } from './partWriter.js';
import { portionFolder, portionsIn } from './portion.js';
import { writePreview } from './preview.js';
import { type BatchRequest, readAhead } from './readAhead.js';
import { formatInfo, INFO_FILE, type Job, PREVIEW_FILE, partsOf, SPLITS, UNFINISHED_FILE } from './store.js';
import { streamScene } from './streamSource.js';

export interface RenderRequest {
  readonly scene: Scene;
  /** Folder to write: new, empty, or left unfinished by the same request. */
  readonly out: string;
  /** Height and width in pixels. */
  readonly size: number;
  readonly seed: number;
  /** Images a batch, 20 if not given. */
  readonly batchSize?: number | undefined;
  /** Batches of each kind, by split; 0 for none. */
  readonly batches: Readonly<Record<Split, number>>;
  /** See `kind.ts`; the scene's default kinds if not given. */
  readonly kinds?: readonly string[] | undefined;
  /** Threads; one a core if not given, 0 for this thread. The data set is the same, to the bit, for any number. */
  readonly workers?: number | undefined;
}

/** Batches on the disk so far. Called first with what an interrupted rendering had left. */
export type RenderProgress = (done: number, total: number) => void;

/**
 * Renders a data set to disk (layout: `store.ts`) in worker threads.
 *
 * Killed at any moment, it goes on where it stopped when called again with the same request; until dataset.json
 * is there, nobody can mistake it for complete.
 *
 * @throws UserError where the folder holds something else or another process renders into it, the half-written data set is of another request, or
 *   the disk is too small
 */
export async function renderDataset(
  request: RenderRequest,
  onProgress: RenderProgress = () => {},
): Promise<DatasetInfo> {
  const { scene, out, size, seed, workers = availableParallelism() } = request;
  const info = infoOf(request);
  await makeFolder(out);
  await withLock(out, async () => {
    await refusePortions(out);
    const source = streamScene(scene, { size, seed, workers, batchSize: info.batchSize });
    await writeDataset(out, info, source, 2 * workers + 1, onProgress);
  });
  return info;
}

/**
 * Writes the data set that a source holds, or goes on with it. The source is closed.
 *
 * @param out exists, and nobody else writes into it
 * @param depth batches that are read at once
 */
export async function writeDataset(
  out: string,
  info: DatasetInfo,
  source: BatchSource,
  depth: number,
  onProgress: RenderProgress,
): Promise<void> {
  try {
    await claimFolder(out, formatInfo(info));
    const jobs = await Promise.all(
      partsOf(info, out).map(async (part) => ({ part, done: await batchesWritten(part) })),
    );
    await checkSpace(out, jobs);
    await writeParts(jobs, readAhead(source, missing(jobs), depth), onProgress);
    const { split } = jobs[0]!.part;
    await writePreview(source, split, Object.keys(info.splits[split]), join(out, PREVIEW_FILE));
    await removeUnfinished(out);
    await rename(join(out, UNFINISHED_FILE), join(out, INFO_FILE));
    await syncFolder(out);
  } catch (error) {
    throw explainWriteError(error, out);
  } finally {
    await source.close();
  }
}

/** @throws UserError where the folder holds parts, which this rendering would leave unused */
async function refusePortions(out: string): Promise<void> {
  const [first] = await portionsIn(out);
  if (first === undefined || existsSync(join(out, INFO_FILE))) return;
  throw new UserError(
    `${out} holds parts of this data set (${portionFolder('', first)}). Render the others with --part 1/${first.of} to ` +
      `${first.of}/${first.of}, the last of which joins them, or delete them.`,
  );
}

/**
 * What dataset.json says of a request.
 *
 * @throws UserError where it asks for no batches, or for kinds that the scene has not
 */
export function infoOf({
  scene,
  size,
  seed,
  batchSize = BATCH_SIZE,
  batches,
  kinds,
}: RenderRequest): DatasetInfo {
  if (SPLITS.every((split) => batches[split] === 0) || kinds?.length === 0)
    throw new UserError(
      'A data set without any batches was asked for. Ask for at least one, of at least one kind.',
    );
  const names = kinds?.map((kind) => canonicalKind(kind, scene)) ?? defaultKinds(scene);
  const counts = (split: Split): Record<string, number> =>
    batches[split] === 0 ? {} : Object.fromEntries(names.map((kind) => [kind, batches[split]]));
  return {
    scene: scene.name,
    size,
    batchSize,
    factors: scene.factors,
    aliases: scene.aliases,
    seed,
    splits: { train: counts('train'), validation: counts('validation'), test: counts('test') },
  };
}

function* missing(jobs: readonly Job[]): Generator<BatchRequest> {
  for (const { part, done } of jobs)
    for (let index = done; index < part.count; index++) yield { split: part.split, kind: part.kind, index };
}

/** @param batches the missing ones, in the order of the jobs */
async function writeParts(
  jobs: readonly Job[],
  batches: AsyncGenerator<Batch>,
  onProgress: RenderProgress,
): Promise<void> {
  const total = jobs.reduce((sum, { part }) => sum + part.count, 0);
  let written = jobs.reduce((sum, { done }) => sum + done, 0);
  onProgress(written, total);
  try {
    for (const { part, done } of jobs) {
      const writer = await PartWriter.open(part);
      try {
        for (let index = done; index < part.count; index++) {
          const { images, factors } = (await batches.next()).value as Required<Batch>;
          await writer.write(index, images, factors!);
          onProgress(++written, total);
        }
        await writer.finish();
      } finally {
        await writer.close();
      }
    }
  } finally {
    await batches.return(undefined);
  }
}
