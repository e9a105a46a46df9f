import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

/**
 * Chairs, armchairs and sofas of BlendSwap-CC-0.sh3f that have a back, by their folders, chosen and looked at by eye:
 * of each the front is +z, as Sweet Home 3D has it, and so azimuth 0 here. Left out are stools and benches without a
 * back, and those whose own licence is not there (`thonet`, `stool2`) or is not CC0 (`winchester...`, CC BY).
 */
const CHAIRS = [
  'antiqueChair',
  'armchair',
  'armchair2',
  'chair',
  'chair2',
  'chairWithCushion',
  'couch',
  'couch2',
  'deckChair',
  'designChair',
  'L_shaped_sofa',
  'modernArmchair',
  'oakChair',
  'osakaChair',
  'plasticChair',
  'relaxChair',
  'silla2',
  'sillaBlanca',
  'sofa',
  'sofa2',
  'stool',
] as const;

const ROOT = 'blendswap-cc-0';

/**
 * Writes those chairs, with their materials and pictures, into a folder of each.
 *
 * @param library an .sh3f file, which is a ZIP archive
 * @returns their names
 * @throws Error where one is not there, or its own licence is not CC0
 */
export async function extractChairs(library: string, folder: string): Promise<readonly string[]> {
  const chair = new RegExp(`^${ROOT}/(?:${CHAIRS.join('|')})/[^/]+$`);
  const files = unzipSync(await readFile(library), { filter: ({ name }) => chair.test(name) });
  for (const name of CHAIRS) {
    const own = Object.keys(files).filter((path) => path.startsWith(`${ROOT}/${name}/`));
    const licence = own.find((path) => /licen[cs]e/i.test(path));
    if (licence === undefined || !/Creative Commons Zero/i.test(strFromU8(files[licence]!)))
      throw new Error(`${name} in ${library} has no licence of its own that says Creative Commons Zero.`);
  }
  for (const [path, bytes] of Object.entries(files)) {
    const place = join(folder, path.slice(ROOT.length + 1));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  }
  return CHAIRS;
}
