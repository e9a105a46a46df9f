import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.js';
import { exportOnnx } from '../export/onnx.js';
import { slopeGraph } from '../export/slope.js';
import { DETECTOR_FILES } from '../framing/openDetector.js';
import type { ModelFile } from '../model/modelFile.js';
import { knowsPeople } from '../model/people.js';
import { isScene, openScene } from '../scene/openScene.js';
import { showsObjects } from '../scene/sceneName.js';
import { drawGallery, type Gallery } from './gallery.js';

/** The content of a file of the studio, or the path of the file that has it. */
export type Asset = Uint8Array | string;

/** All that the page fetches, by address relative to the page: `model/decoder.onnx`. */
export type Assets = ReadonlyMap<string, Asset>;

// src and dist are siblings, so these hold from either.
const PAGE = fileURLToPath(new URL('../../dist/studio/page', import.meta.url));
const RUNTIME = fileURLToPath(new URL('../../dist/studio/runtime', import.meta.url));
const FACES = fileURLToPath(new URL('../../assets/faces/faces.bin', import.meta.url));

/**
 * The studio with a model as a set of files: what `dcign studio` serves and `dcign studio build` writes.
 *
 * @param name what the model is called
 * @param words by which a command gets it, as `commandModel` says
 * @throws UserError if the page was not built
 */
export async function studioAssets(
  file: ModelFile,
  name: string,
  words: readonly string[] | undefined,
): Promise<Assets> {
  const assets = new Map<string, Asset>([
    ...(await filesIn(PAGE, '')),
    ...(await filesIn(RUNTIME, 'runtime/')),
  ]);
  for (const { name: path, bytes } of exportOnnx(file, name, 'fp16')) assets.set(`model/${path}`, bytes);
  assets.set('model/command.json', new TextEncoder().encode(JSON.stringify({ words })));
  // Fetched by who refines: the decoder again, and the way back through it.
  assets.set('model/slope.onnx', slopeGraph(file, 'fp16').finish());
  const { data, architecture } = file.description;
  const gallery = await galleryOf(data.scene, architecture.size);
  assets.set('gallery/index.json', new TextEncoder().encode(JSON.stringify(gallery.entries)));
  for (const [i, { image }] of gallery.entries.entries()) assets.set(image, gallery.pictures[i]!);
  if (knowsPeople(file.description))
    for (const [name, path] of Object.entries(DETECTOR_FILES)) assets.set(`detector/${name}.onnx`, path);
  if (data.scene === 'faces') assets.set('scene/faces.bin', FACES);
  assets.set('sizes.json', await sizesOf(assets));
  return assets;
}

/** Of a folder of photographs nobody knows how they would be drawn; objects may lie on another machine. */
async function galleryOf(scene: string, size: number): Promise<Gallery> {
  const none = { entries: [], pictures: [] };
  if (!isScene(scene)) return none;
  try {
    return await drawGallery(await openScene(scene), size);
  } catch (error) {
    if (error instanceof UserError && showsObjects(scene)) return none;
    throw error;
  }
}

/** Bytes of each file, for a bar that knows how much is to come however it is sent. */
async function sizesOf(assets: Assets): Promise<Uint8Array> {
  const sizes: Record<string, number> = {};
  for (const [path, asset] of assets)
    sizes[path] = typeof asset === 'string' ? (await stat(asset)).size : asset.length;
  return new TextEncoder().encode(JSON.stringify(sizes));
}

async function filesIn(folder: string, prefix: string): Promise<readonly (readonly [string, Asset])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new UserError(
      `The studio's page is not there: ${folder} is missing. Build it with npm run build, or install the package again.`,
    );
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [prefix + relative(folder, path).split(sep).join('/'), path] as const);
}
