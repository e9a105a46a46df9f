import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../../src/model/model.js';
import { Random } from '../../src/numeric/random.js';
import { openScene } from '../../src/scene/openScene.js';
import type { Scene } from '../../src/scene/scene.js';
import { type AzimuthScore, readAzimuth, scoreAzimuth } from './azimuth.js';
import { extractChairs } from './furniture.js';
import { type ChairRows, turnRound, type ViewScores } from './views.js';

const VIEWS = 48;
const HEIGHTS = [20, 30] as const;
const LIGHT = 80;

/** What is measured of chairs that nobody here made. */
export interface RealChairs {
  readonly views: ViewScores;
  readonly azimuth: AzimuthScore;
  readonly azimuthByChair: Readonly<Record<string, AzimuthScore>>;
}

/**
 * Chairs from a library of furniture, each seen in 48 views: 7.5 degrees apart, by turns from both heights, under any
 * light.
 */
export async function realChairs(
  model: Model,
  library: string,
): Promise<{ readonly result: RealChairs; readonly rows: ChairRows }> {
  const { scene, names } = await openLibrary(library);
  const known = scene.factors.at(-1)!.parameters[0]!.names!;
  const views = names.flatMap((name) => {
    const random = new Random('real chairs', name);
    const object = known.findIndex((path) => path.startsWith(`${name}/`));
    return Array.from({ length: VIEWS }, (_, k): readonly number[] => [
      -180 + (360 / VIEWS) * k,
      HEIGHTS[k % 2]!,
      random.uniform(-LIGHT, LIGHT),
      object,
    ]);
  });
  // The one view that each is drawn from, another one of the round for each.
  const sources = names.map((name, i) => views[i * VIEWS + new Random('source', name).integer(VIEWS)]!);
  const { scores, rows } = await turnRound(model, scene, Float32Array.from(sources.flat()));
  const reading = await readAzimuth(model, scene, Float32Array.from(views.flat()));
  return {
    rows,
    result: {
      views: scores,
      azimuth: scoreAzimuth(reading),
      azimuthByChair: Object.fromEntries(
        names.map((name, i) => [name, scoreAzimuth(reading, (view) => Math.floor(view / VIEWS) === i)]),
      ),
    },
  };
}

/** Its chairs as a scene, and what they are called. */
async function openLibrary(
  library: string,
): Promise<{ readonly scene: Scene; readonly names: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-furniture-'));
  try {
    const names = await extractChairs(library, folder);
    return { names, scene: await openScene(`meshes:${folder}`) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
