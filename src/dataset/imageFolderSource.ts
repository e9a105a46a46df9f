import { dirname } from 'node:path';
import { UserError } from '../errors.js';
import { readImage } from '../picture/readImage.js';
import { type BatchSource, type DatasetInfo, PICTURES } from './batch.js';
import { commonSize, digestFiles, readAll } from './imageFiles.js';
import { type ImageTree, listImageTree } from './imageTree.js';
import { activeFactors, factorsIn } from './kind.js';
import { type NamedAngles, readNamedAngles } from './namedAngles.js';
import { placesOf } from './part.js';
import { SPLITS } from './store.js';

/** Bytes of scaled pictures that are kept: decoding a large photograph takes longer than a step with it. */
const MOST_KEPT = 2 ** 28;

/** The paper's word for shape and texture together; folders may go by it. */
const ALIASES = { intrinsic: ['shape', 'texture'] };

/**
 * Opens a folder of images grouped by kind and batch; for the layout see `listImageTree`. Pictures are read as a
 * photograph is (`readImage`), so that a model sees in use what it has learnt from. All batches must be equally large.
 * What the folders are called says which factors there are; their values nobody knows, unless the files are called by
 * them (`readNamedAngles`).
 *
 * @param size height and width in pixels to which pictures are cropped and scaled; without it all must be squares of
 *   one size
 * @throws UserError where layout or counts are wrong, or the header of an image is; `verify` and `read` throw one
 *   for an image that is damaged behind its header
 */
export async function openImageFolder(root: string, size?: number): Promise<BatchSource> {
  const tree = await listImageTree(root);
  const kinds = [...new Set(SPLITS.flatMap((split) => Object.keys(tree[split])))];
  const angles = readNamedAngles(filesOf(tree), factorsIn(kinds, ALIASES));
  const info = await describe(tree, kinds, angles, size);
  const read = kept((path) => readImage(path, info.size));
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
      await Promise.all(paths.map(async (path, i) => images.set(await read(path), i * info.size ** 2)));
      return {
        kind,
        active: activeFactors(kind, info),
        count: paths.length,
        images,
        factors: angles.truthOf(paths),
      };
    },
    verify: () => readAll(filesOf(tree), read),
    digest: () => digestFiles(root, filesOf(tree)),
    async close() {},
  };
}

async function describe(
  tree: ImageTree,
  kinds: readonly string[],
  { factors }: NamedAngles,
  given: number | undefined,
): Promise<DatasetInfo> {
  // Before they are counted: what is no image (a link to one that is gone) may be why there are too many.
  const size = await commonSize(filesOf(tree), given);
  const batches = SPLITS.flatMap((split) => Object.values(tree[split]).flat());
  const first = batches[0]!;
  const odd = batches.find((paths) => paths.length !== first.length);
  if (odd !== undefined)
    throw new UserError(
      `${dirname(odd[0]!)} holds ${odd.length} images, but ${dirname(first[0]!)} holds ${first.length}. ` +
        'Make all batches equally large (the paper has 20 images in each).',
    );
  const counts = SPLITS.map((split) => [
    split,
    Object.fromEntries(Object.entries(tree[split]).map(([kind, paths]) => [kind, paths.length])),
  ]);
  const splits = Object.fromEntries(counts) as DatasetInfo['splits'];
  const info = {
    scene: PICTURES,
    size,
    batchSize: first.length,
    factors,
    aliases: ALIASES,
    seed: 0,
    splits,
  };
  for (const kind of kinds) activeFactors(kind, info);
  return info;
}

/** Remembers what was read, as far as there is room. */
function kept(read: (path: string) => Promise<Uint8Array>): typeof read {
  const known = new Map<string, Uint8Array>();
  let room = MOST_KEPT;
  return async (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const pixels = await read(path);
    if (room < pixels.length) return pixels;
    room -= pixels.length;
    known.set(path, pixels);
    return pixels;
  };
}

function filesOf(tree: ImageTree): readonly string[] {
  return SPLITS.flatMap((split) => Object.values(tree[split]).flat(2));
}

function summary(kinds: Readonly<Record<string, number>>): string {
  const parts = Object.entries(kinds).map(([kind, count]) => `${count} of ${kind}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}
