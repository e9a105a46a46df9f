import { batchesOf } from '../dataset/available.js';
import type { BatchSource } from '../dataset/batch.js';
import { kindName } from '../dataset/kind.js';
import { readAhead } from '../dataset/readAhead.js';
import type { Model } from '../model/model.js';
import { encodeImages } from './encodeImages.js';
import { heldOutSplit } from './testImages.js';

/** Codes of batches in which only certain factors vary. */
export interface Movement {
  /** `azimuth`, `intrinsic`. */
  readonly kind: string;
  readonly active: readonly string[];
  readonly batches: readonly {
    /** [images, units] */
    readonly mu: Float32Array;
    readonly truth: Float32Array | undefined;
  }[];
}

/** 120 images a kind with the paper's batches of 20. */
const BATCHES = 6;

/** Encodes a few held-out batches of every factor alone and of every group's factors, as far as there are any. */
export async function readMovements(
  model: Model,
  source: BatchSource,
  onImages?: (count: number) => void,
): Promise<Movement[]> {
  const { info } = source;
  const split = heldOutSplit(info);
  const sets = [
    ...info.factors.map(({ name }) => [name]),
    ...model.description.groups.map((group) => group.factors),
  ];
  const kinds = [...new Set(sets.map((factors) => kindName(factors, info)))];
  const movements: Movement[] = [];
  for (const kind of kinds) {
    const count = Math.min(BATCHES, batchesOf(info, split, kind));
    const requests = Array.from({ length: count }, (_, index) => ({ split, kind, index }));
    const batches: Movement['batches'][number][] = [];
    let active: readonly string[] = [];
    for await (const batch of readAhead(source, requests, 2)) {
      active = batch.active;
      const { mu } = await encodeImages(model, batch.images, onImages);
      batches.push({ mu, truth: batch.factors });
    }
    if (batches.length > 0) movements.push({ kind, active, batches });
  }
  return movements;
}

/** How many images `readMovements` encodes. */
export function movementImages(model: Model, { info }: BatchSource): number {
  const split = heldOutSplit(info);
  const sets = [
    ...info.factors.map(({ name }) => [name]),
    ...model.description.groups.map((group) => group.factors),
  ];
  const kinds = [...new Set(sets.map((factors) => kindName(factors, info)))];
  return kinds.reduce(
    (sum, kind) => sum + info.batchSize * Math.min(BATCHES, batchesOf(info, split, kind)),
    0,
  );
}
