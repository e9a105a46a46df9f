import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { withLock, withLockWhenFree } from '../files/lock.js';
import { makeFolder } from '../files/makeFolder.js';
import type { DatasetInfo } from './batch.js';
import { claimFolder } from './claimFolder.js';
import { openPortions } from './joinedSource.js';
import { infoOfPortion, type Portion, portionFolder, portionOf, portionsIn } from './portion.js';
import { infoOf, type RenderProgress, type RenderRequest, writeDataset } from './renderDataset.js';
import { formatInfo, INFO_FILE } from './store.js';
import { streamScene } from './streamSource.js';

/** What has become of a data set that is rendered in parts. */
export interface RenderedPortion {
  readonly info: DatasetInfo;
  /** Which parts are not there yet, counted from 1; with none the data set is complete. */
  readonly missing: readonly number[];
}

/** Milliseconds to wait for others that claim the folder: they take a few. */
const CLAIM_PATIENCE = 60_000;

/**
 * Renders one part of a data set, for schedulers that start many processes, on whatever hosts. Each part is written into
 * a folder of its own within the request's (one writer to a file: that is safe on network disks too), and who finds
 * all of them complete joins them to the data set that `renderDataset` would have written, byte for byte.
 *
 * Killed at any moment, it goes on where it stopped when called again; called again for a part that is there, it joins
 * if that is still to be done.
 *
 * @param onJoin batches joined, of how many
 * @throws UserError as `renderDataset` does; and where the folder holds parts of another division
 */
export async function renderPortion(
  request: RenderRequest,
  portion: Portion,
  onProgress: RenderProgress = () => {},
  onJoin: RenderProgress = () => {},
): Promise<RenderedPortion> {
  const { scene, out, size, seed, workers = availableParallelism() } = request;
  const info = infoOf(request);
  const own = infoOfPortion(info, portion);
  const folder = portionFolder(out, portion);
  await makeFolder(out);
  if (await isComplete(out, info)) return { info, missing: [] };
  await withLockWhenFree(
    out,
    async () => {
      await refuseOtherDivision(out, portion);
      await claimFolder(out, formatInfo(info));
      await makeFolder(folder);
    },
    CLAIM_PATIENCE,
  );
  if (!existsSync(join(folder, INFO_FILE)))
    await withLock(folder, async () => {
      const source = streamScene(scene, { size, seed, workers, batchSize: info.batchSize });
      await writeDataset(folder, own, portionOf(source, info, portion), 2 * workers + 1, onProgress);
    });
  // Not held already by one that has looked before this part was there.
  const missing = await withLockWhenFree(out, () => joinIfComplete(out, info, portion.of, onJoin));
  return { info, missing };
}

async function joinIfComplete(
  out: string,
  info: DatasetInfo,
  of: number,
  onJoin: RenderProgress,
): Promise<readonly number[]> {
  if (await isComplete(out, info)) return [];
  const portions = Array.from({ length: of }, (_, i) => ({ index: i + 1, of }));
  const missing = portions.filter((one) => !existsSync(join(portionFolder(out, one), INFO_FILE)));
  if (missing.length > 0) return missing.map(({ index }) => index);
  await writeDataset(out, info, await openPortions(out, info, of), 3, onJoin);
  for (const one of portions) await rm(portionFolder(out, one), { recursive: true });
  return [];
}

async function isComplete(out: string, info: DatasetInfo): Promise<boolean> {
  const text = await readFile(join(out, INFO_FILE), 'utf8').catch(() => undefined);
  return text === formatInfo(info);
}

async function refuseOtherDivision(out: string, { of }: Portion): Promise<void> {
  const other = (await portionsIn(out)).find((one) => one.of !== of);
  if (other === undefined) return;
  throw new UserError(
    `${out} holds parts of a rendering in ${other.of} (${portionFolder('', other)}), and this is one in ${of}. Go on with ` +
      `--part 1/${other.of} to ${other.of}/${other.of}, choose another folder, or delete those parts.`,
  );
}
