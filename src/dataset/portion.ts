import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import type { BatchSource, DatasetInfo, Split } from './batch.js';
import { SPLITS } from './store.js';

/** One of several parts in which a data set is rendered: of each kind a stretch of batches. */
export interface Portion {
  /** 1 ... of */
  readonly index: number;
  readonly of: number;
}

/** @throws UserError where it is not written as `3/8` */
export function parsePortion(text: string): Portion {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const portion = { index: Number(index), of: Number(of) };
  if (!(portion.index >= 1 && portion.index <= portion.of))
    throw new UserError(
      `The part is given as "${text}". Write which one of how many, counted from 1: 3/8 is the third of eight.`,
    );
  return portion;
}

/** A data set of its own, until all of them are joined. */
export function portionFolder(root: string, { index, of }: Portion): string {
  return join(root, `part-${index}-of-${of}`);
}

/** The portions that have a folder, whatever is in it. */
export async function portionsIn(root: string): Promise<readonly Portion[]> {
  const names = await readdir(root).catch((): string[] => []);
  return names.flatMap((name) => {
    const match = /^part-(\d+)-of-(\d+)$/.exec(name);
    return match === null ? [] : [{ index: Number(match[1]), of: Number(match[2]) }];
  });
}

/** The first batch of a portion, among `count` of a kind; that of the next one is where it ends. */
export function firstBatch(count: number, { index, of }: Portion): number {
  return Math.floor((count * (index - 1)) / of);
}

/** @throws UserError where there are more portions than batches of any kind */
export function infoOfPortion(info: DatasetInfo, portion: Portion): DatasetInfo {
  const share = (split: Split): Record<string, number> =>
    Object.fromEntries(
      Object.entries(info.splits[split]).flatMap(([kind, count]) => {
        const next = firstBatch(count, { ...portion, index: portion.index + 1 });
        const own = next - firstBatch(count, portion);
        return own === 0 ? [] : [[kind, own]];
      }),
    );
  const most = Math.max(...SPLITS.flatMap((split) => Object.values(info.splits[split])));
  if (portion.of > most)
    throw new UserError(
      `The data set has ${most} batches of a kind, which ${portion.of} parts cannot share. Ask for at most ${most} parts.`,
    );
  return {
    ...info,
    splits: { train: share('train'), validation: share('validation'), test: share('test') },
  };
}

/** The batches of one portion, counted from 0, of a source that has them all. */
export function portionOf(source: BatchSource, whole: DatasetInfo, portion: Portion): BatchSource {
  return {
    ...source,
    info: infoOfPortion(whole, portion),
    read: (split, kind, index, part) =>
      source.read(split, kind, firstBatch(whole.splits[split][kind]!, portion) + index, part),
  };
}
