import { FACE } from '../framing/framing.js';
import { type Estimate, estimateShare } from '../statistics/estimate.js';
import { listPeople, readFaces } from './faceFiles.js';
import type { Features } from './features.js';
import { identify } from './gallery.js';
import type { PeopleImages } from './people.js';
import { embed, type Projection } from './projection.js';

/** How well people on photographs are told apart by what was learnt from drawn people. */
export interface PhotographScore {
  /** Photographs of each person in the gallery, the first ones; all others are probes. */
  readonly enrolled: number;
  /**
   * What features are taken relative to: the mean of drawn people, as `dcign recognise` does, or that of the
   * gallery, which takes out what all photographs have in common and no drawn face has.
   */
  readonly centre: 'drawn' | 'gallery';
  readonly rank1: Estimate;
}

/**
 * Every photograph below the folders of a folder, one folder a person, as a model of that size sees it, framed by
 * its face as `dcign recognise` frames it.
 *
 * @throws UserError where there are none, or one is no image
 */
export async function readPhotographs(folder: string, size: number): Promise<PeopleImages> {
  const found = await listPeople(folder);
  const names = [...new Set(found.map(({ name }) => name))];
  const paths = found.map(({ path }) => path);
  return {
    images: await readFaces(paths, size, FACE),
    people: Int32Array.from(found, ({ name }) => names.indexOf(name)),
  };
}

/**
 * Rank-1 identification of photographs by one method, for each number of enrolled ones that leaves a probe, and each
 * centre.
 */
export async function scorePhotographs(
  features: Features,
  projection: Projection,
  { images, people }: PeopleImages,
  enrolled: readonly number[],
): Promise<readonly PhotographScore[]> {
  const seen = await features(images);
  const width = seen.length / people.length;
  const row = (i: number): Float32Array => seen.subarray(i * width, (i + 1) * width);
  const place = Array.from(people, (person, i) => i - people.indexOf(person));
  return enrolled.flatMap((count) => {
    const rows = Array.from(people, (_, i) => i);
    const gallery = rows.filter((i) => place[i]! < count);
    const probes = rows.filter((i) => place[i]! >= count);
    if (probes.length === 0) return [];
    return (['drawn', 'gallery'] as const).map((centre) => {
      const mean = centre === 'drawn' ? projection.mean : meanOf(gallery.map(row));
      const centred = { ...projection, mean };
      const names = gallery.map((i) => String(people[i]));
      const vectors = Float32Array.from(gallery.flatMap((i) => [...embed(centred, row(i))]));
      const right = probes.map((i) => {
        const [first] = identify({ names, vectors }, embed(centred, row(i)));
        return first!.name === String(people[i]) ? 1 : 0;
      });
      const rank1 = estimateShare(
        right,
        probes.map((i) => people[i]!),
      );
      return { enrolled: count, centre, rank1 };
    });
  });
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  return rows[0]!.map((_, c) => rows.reduce((sum, row) => sum + row[c]!, 0) / rows.length);
}
