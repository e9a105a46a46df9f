import { sampleBatch } from '../../src/dataset/sample.js';
import type { Model } from '../../src/model/model.js';
import { BASES } from '../../src/scene/chairs/style.js';
import { openScene } from '../../src/scene/openScene.js';
import { parametersOf } from '../../src/scene/scene.js';
import { type AzimuthScore, readAzimuth, scoreAzimuth } from './azimuth.js';
import { type ChairRows, turnRound, type ViewScores } from './views.js';

const CHAIRS = 100;
const READ = 3000;

/** What is measured of the scene's own chairs. */
export interface DrawnChairs {
  readonly views: ViewScores;
  /** Of all chairs, each of them in one view; of those with a back, which alone tells front from rear. */
  readonly azimuth: { readonly all: AzimuthScore; readonly withBack: AzimuthScore };
  /** By what the chair stands on. */
  readonly azimuthByBase: Readonly<Record<string, AzimuthScore>>;
}

export async function drawnChairs(
  model: Model,
): Promise<{ readonly result: DrawnChairs; readonly rows: ChairRows }> {
  const scene = await openScene('chairs#elevation=20,30');
  const parameters = parametersOf(scene);
  const test = { seed: 7, split: 'test', kind: 'all' } as const;
  const { scores, rows } = await turnRound(model, scene, sampleBatch(scene, { ...test, index: 0 }, CHAIRS));
  const values = sampleBatch(scene, { ...test, index: 1 }, READ);
  const reading = await readAzimuth(model, scene, values);
  const place = parameters.findIndex(({ name }) => name === 'base');
  const baseOf = (view: number) => BASES[values[view * parameters.length + place]!]!;
  return {
    rows,
    result: {
      views: scores,
      azimuth: {
        all: scoreAzimuth(reading),
        withBack: scoreAzimuth(reading, (view) => baseOf(view) !== 'stool'),
      },
      azimuthByBase: Object.fromEntries(
        BASES.map((base) => [base, scoreAzimuth(reading, (view) => baseOf(view) === base)]),
      ),
    },
  };
}
