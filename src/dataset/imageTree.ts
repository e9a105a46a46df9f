import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';
import { dangling } from '../files/dangling.js';
import { isHidden, visibleIn } from '../files/visible.js';
import type { Split } from './batch.js';
import { SPLITS } from './store.js';

/** The image files of every batch, by split and kind. */
export type ImageTree = Readonly<Record<Split, Readonly<Record<string, readonly (readonly string[])[]>>>>;

/** One folder of images. */
interface Leaf {
  readonly kind: string;
  readonly name: string;
  readonly images: readonly string[];
}

const IMAGE = /\.(png|jpe?g|webp|tiff?|gif|avif|pgm)$/i;
/** Pictures, too, but not to be read here: to leave them out in silence would change counts and splits. */
const OTHER_IMAGE = /\.(bmp|dib|hei[cf]|jp2|jxl|ico|psd|tga|p[bnp]m|svg|raw|dng|cr[23]|nef|arw)$/i;
/** Of this many batches, one is for validation and one for testing. */
const SPLIT_EVERY = 10;

/**
 * Lists a folder of images grouped by kind and batch, `kind/batch/*.png`: in one batch only the factors in the
 * kind's name vary. The kinds may lie in folders `train`, `validation` and `test`. Otherwise the batches are
 * split by name: in the natural order of all names (`face_2` before `face_10`), the ninth of every ten goes to
 * validation and the tenth to test, whatever the kind, so that a person who has a batch of the same name in
 * several kinds is in one split only. With fewer than ten names the last two are set apart, with fewer than
 * three none.
 *
 * @throws UserError where the layout is another one
 */
export async function listImageTree(root: string): Promise<ImageTree> {
  const folders = await subfolders(root);
  const splits = folders.filter((name) => (SPLITS as readonly string[]).includes(name));
  if (splits.length > 0 && splits.length < folders.length)
    throw new UserError(
      `${root} has folders for splits (${splits.join(', ')}) and others beside them ` +
        `(${folders.filter((name) => !splits.includes(name)).join(', ')}). Move the others into ${splits[0]}, or away.`,
    );
  if (splits.length > 0) {
    const found = SPLITS.map(async (split) => [
      split,
      byKind(splits.includes(split) ? await listKinds(join(root, split)) : []),
    ]);
    return Object.fromEntries(await Promise.all(found));
  }
  const leaves = await listKinds(root);
  const names = [...new Set(leaves.map((leaf) => leaf.name))].sort(natural);
  const every = Math.min(SPLIT_EVERY, names.length);
  const places = new Map(names.map((name, i) => [name, every < 3 ? 0 : (i % every) - every]));
  return {
    train: byKind(leaves.filter(({ name }) => ![-1, -2].includes(places.get(name)!))),
    validation: byKind(leaves.filter(({ name }) => places.get(name) === -2)),
    test: byKind(leaves.filter(({ name }) => places.get(name) === -1)),
  };
}

async function listKinds(folder: string): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  for (const kind of await subfolders(folder)) {
    const batches = await subfolders(join(folder, kind));
    if (batches.length === 0) throw unexpected(join(folder, kind), 'holds no folders of batches');
    for (const name of batches) {
      const batch = join(folder, kind, name);
      const files = await visibleIn(batch);
      const other = files.find((file) => OTHER_IMAGE.test(file));
      if (other !== undefined)
        throw new UserError(
          `${join(batch, other)} is of a form that is not read here. Convert it, for example to PNG, or take it away; ` +
            'PNG, JPEG, WebP, TIFF, GIF, AVIF and PGM are read.',
        );
      const images = files.filter((file) => IMAGE.test(file)).sort(natural);
      if (images.length === 0) throw unexpected(batch, 'holds no images');
      leaves.push({ kind, name, images: images.map((file) => join(batch, file)) });
    }
  }
  if (leaves.length === 0) throw unexpected(folder, 'holds no folders of images');
  return leaves;
}

function byKind(leaves: readonly Leaf[]): Record<string, (readonly string[])[]> {
  const kinds: Record<string, (readonly string[])[]> = {};
  for (const { kind, images } of leaves) {
    kinds[kind] ??= [];
    kinds[kind].push(images);
  }
  return kinds;
}

/** Names of the folders in a folder, links to folders among them, in natural order; hidden ones left out. */
async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    if (isHidden(entry.name)) continue;
    const path = join(folder, entry.name);
    const linked = entry.isSymbolicLink() && (await follow(path)).isDirectory();
    if (linked || entry.isDirectory()) names.push(entry.name);
  }
  return names.sort(natural);
}

function follow(path: string): Promise<Stats> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? dangling(path) : error;
  });
}

function unexpected(path: string, what: string): UserError {
  return new UserError(
    `${path} ${what}. Expected is a data set rendered by dcign, or images in folders kind/batch/*.png, ` +
      'where the kind says what varies within a batch: azimuth/face_1/*.png, intrinsic/face_2/*.png.',
  );
}

/** `face_2` before `face_10`; of names that sort alike (`face_1`, `face_01`) one order on every machine. */
function natural(a: string, b: string): number {
  return compare(a, b) || (a < b ? -1 : Number(a > b));
}

const { compare } = new Intl.Collator('en', { numeric: true });
