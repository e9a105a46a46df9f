import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { UserError } from '../errors.js';
import { readPgm } from '../rerender/pgm.js';
import type { BatchSource, DatasetInfo } from './batch.js';
import { checkHeaders, digestFiles, why } from './imageFiles.js';
import { type ImageTree, listImageTree } from './imageTree.js';
import { activeFactors, factorsIn } from './kind.js';
import { placesOf } from './part.js';
import { SPLITS } from './store.js';

/** The paper's word for shape and texture together; folders may go by it. */
const ALIASES = { intrinsic: ['shape', 'texture'] };

/**
 * Opens a folder of images grouped by kind and batch; for the layout see `listImageTree`. Pictures are made grey;
 * all must be squares of one size, and all batches equally large. What the folders are called says which factors
 * there are; their values nobody knows.
 *
 * @throws UserError where layout or counts are wrong, or the header of an image is; `read` throws one for an image
 *   that is damaged behind its header
 */
export async function openImageFolder(root: string): Promise<BatchSource> {
  const tree = await listImageTree(root);
  const info = await describe(root, tree);
  return {
    info,
    async read(split, kind, index, part) {
      const all = tree[split][kind]?.[index];
      if (all === undefined)
        throw new UserError(
          `${root} has no ${split} batch ${index} of the kind ${kind}. It has ` +
            `${summary(info.splits[split])} for ${split}.`,
        );
      const paths = part === undefined ? all : placesOf(part, all.length).map((place) => all[place]!);
      const images = new Uint8Array(paths.length * info.size ** 2);
      await Promise.all(
        paths.map(async (path, i) => {
          const { width, height, pixels } = await readGrey(path);
          if (width !== info.size || height !== info.size)
            throw new UserError(
              `${path} has ${width} x ${height} pixels, but the first image of ${root} has ${info.size} x ${info.size}. ` +
                'Scale all images to one size.',
            );
          images.set(pixels, i * info.size ** 2);
        }),
      );
      return { kind, active: activeFactors(kind, info), count: paths.length, images, factors: undefined };
    },
    digest: () => digestFiles(root, filesOf(tree)),
    async close() {},
  };
}

async function describe(root: string, tree: ImageTree): Promise<DatasetInfo> {
  const batches = SPLITS.flatMap((split) => Object.values(tree[split]).flat());
  const first = batches[0]!;
  const odd = batches.find((paths) => paths.length !== first.length);
  if (odd !== undefined)
    throw new UserError(
      `${dirname(odd[0]!)} holds ${odd.length} images, but ${dirname(first[0]!)} holds ${first.length}. ` +
        'Make all batches equally large (the paper has 20 images in each).',
    );
  const { width, height } = await readGrey(first[0]!);
  if (width !== height)
    throw new UserError(
      `${first[0]} has ${width} x ${height} pixels, but squares are needed. Crop and scale all images of ${root} to ` +
        `one square size, for example ${Math.min(width, height)} x ${Math.min(width, height)}.`,
    );
  await checkHeaders(filesOf(tree), width, `the first image of ${root}`);
  const counts = SPLITS.map((split) => [
    split,
    Object.fromEntries(Object.entries(tree[split]).map(([kind, paths]) => [kind, paths.length])),
  ]);
  const splits = Object.fromEntries(counts) as DatasetInfo['splits'];
  const kinds = [...new Set(SPLITS.flatMap((split) => Object.keys(splits[split])))];
  const factors = factorsIn(kinds, ALIASES).map((name) => ({ name, parameters: [] }));
  const info = {
    scene: 'images',
    size: width,
    batchSize: first.length,
    factors,
    aliases: ALIASES,
    seed: 0,
    splits,
  };
  for (const kind of kinds) activeFactors(kind, info);
  return info;
}

function filesOf(tree: ImageTree): readonly string[] {
  return SPLITS.flatMap((split) => Object.values(tree[split]).flat(2));
}

async function readGrey(path: string): Promise<{ width: number; height: number; pixels: Uint8Array }> {
  try {
    const bytes = await readFile(path);
    const pgm = readPgm(bytes);
    if (pgm !== undefined) return pgm;
    const { data, info } = await sharp(bytes, { failOn: 'truncated' })
      .flatten({ background: 'black' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  } catch (error) {
    throw await why(path, error as Error);
  }
}

function summary(kinds: Readonly<Record<string, number>>): string {
  const parts = Object.entries(kinds).map(([kind, count]) => `${count} of ${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
