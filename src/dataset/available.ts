import type { DatasetInfo, Split } from './batch.js';

/** The kinds that a split has batches of. */
export function kindsOf(info: Pick<DatasetInfo, 'splits'>, split: Split): readonly string[] {
  return Object.keys(info.splits[split]).filter((kind) => batchesOf(info, split, kind) > 0);
}

/** Batches of a kind; a scene drawn on the fly has endlessly many, also of kinds that it does not list. */
export function batchesOf(info: Pick<DatasetInfo, 'splits'>, split: Split, kind: string): number {
  const counts = info.splits[split];
  const endless = Object.values(counts).includes(Number.POSITIVE_INFINITY);
  return endless ? Number.POSITIVE_INFINITY : (counts[kind] ?? 0);
}
