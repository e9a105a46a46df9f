import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { parametersOf } from '../scene/scene.js';
import { version } from '../version.js';
import type { DatasetInfo, Split } from './batch.js';
import type { NpyLayout } from './npy.js';

/**
 * A data set on disk:
 *
 *     dataset.json                    what this is; there only when everything else is
 *     preview.png                     ten images of the first batch of each kind, one kind a row
 *     train/azimuth/images.npy        uint8   [batch, 20, size, size]
 *     train/azimuth/factors.npy       float32 [batch, 20, parameter]
 *     train/azimuth/sha256.npy        uint8   [batch, 32], of the batch's bytes in the two files above
 *     train/all-but-light/...
 *     validation/...
 *     test/...
 *
 * While it is being rendered, dataset.json is called unfinished.json and the arrays end in .npy.part.
 */
export const INFO_FILE = 'dataset.json';
export const UNFINISHED_FILE = 'unfinished.json';
export const PREVIEW_FILE = 'preview.png';
export const SPLITS: readonly Split[] = ['train', 'validation', 'test'];

const FORMAT = 'dcign data set 1';

/** The content of dataset.json. */
export interface StoredInfo extends DatasetInfo {
  readonly format: typeof FORMAT;
  /** The dcign that rendered it. */
  readonly version: string;
}

/** One kind of one split: a folder with three arrays. */
export interface Part {
  readonly split: Split;
  readonly kind: string;
  /** Number of batches. */
  readonly count: number;
  readonly folder: string;
  readonly layouts: Readonly<Record<ArrayName, NpyLayout>>;
}

/** A part and how many of its batches are on the disk. */
export interface Job {
  readonly part: Part;
  readonly done: number;
}

export const ARRAYS = ['images', 'factors', 'sha256'] as const;
export type ArrayName = (typeof ARRAYS)[number];

export function partsOf(info: DatasetInfo, root: string): Part[] {
  return SPLITS.flatMap((split) =>
    Object.entries(info.splits[split]).map(([kind, count]) => ({
      split,
      kind,
      count,
      folder: join(root, split, kind),
      layouts: {
        images: { dtype: '|u1', shape: [count, info.batchSize, info.size, info.size] },
        factors: { dtype: '<f4', shape: [count, info.batchSize, parametersOf(info).length] },
        sha256: { dtype: '|u1', shape: [count, 32] },
      },
    })),
  );
}

/** What sha256.npy holds for one batch. */
export function digest(images: Uint8Array, factors: Uint8Array): Buffer {
  return createHash('sha256').update(images).update(factors).digest();
}

const positive = z.int().positive();
const span = z.tuple([z.int(), z.int()]);
const batches = z.record(z.string(), positive);
const infoSchema: z.ZodType<StoredInfo> = z.strictObject({
  format: z.literal(FORMAT),
  version: z.string(),
  scene: z.string(),
  size: positive,
  batchSize: positive,
  factors: z.array(
    z.strictObject({
      name: z.string(),
      parameters: z.array(
        z.strictObject({
          name: z.string(),
          unit: z.enum(['degree', 'sigma', 'level', 'class']),
          prior: z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('uniform'), min: z.number(), max: z.number() }),
            z.strictObject({ kind: z.literal('normal') }),
            z.strictObject({
              kind: z.literal('level'),
              count: positive,
              parts: z.strictObject({ train: span, validation: span, test: span }).optional(),
            }),
            z.strictObject({ kind: z.literal('choice'), values: z.array(z.number()) }),
          ]),
          circular: z.literal(true).optional(),
          names: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
  aliases: z.record(z.string(), z.array(z.string())),
  seed: z.number(),
  splits: z.strictObject({ train: batches, validation: batches, test: batches }),
});

export function formatInfo(info: DatasetInfo): string {
  return `${JSON.stringify({ format: FORMAT, version, ...info }, undefined, 2)}\n`;
}

/** @throws UserError where `text` is not what `formatInfo` writes */
export function parseInfo(text: string, path: string): StoredInfo {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError(`${path} is not JSON: it is damaged or not from dcign. Render the data set again.`);
  }
  const { success, data, error } = infoSchema.safeParse(json);
  if (success) return data;
  const { path: where, message } = error.issues[0]!;
  const at = where.length === 0 ? '' : ` at ${where.join('.')}`;
  throw new UserError(
    `${path} does not describe a data set that this dcign reads${at}: ${message}. ` +
      'It was changed, or written by another version; render the data set again.',
  );
}
