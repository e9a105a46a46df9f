import { toPixels } from '../../src/dataset/pixels.js';
import { renderImages } from '../../src/dataset/renderImages.js';
import { encodeImages } from '../../src/evaluation/encodeImages.js';
import {
  type ImageScore,
  type PeopleScore,
  scoreImage,
  scorePeople,
  toBytes,
} from '../../src/evaluation/imageScore.js';
import { setCode, settableFactors } from '../../src/evaluation/targets.js';
import type { Model } from '../../src/model/model.js';
import { type Cell, layOut } from '../../src/picture/layout.js';
import { toSharp, view } from '../../src/picture/picture.js';
import { parametersOf, type Scene } from '../../src/scene/scene.js';

const STEP = 30;
const VIEWS = 360 / STEP;

/** How near what is drawn from one view of each chair comes to the true pictures. */
export interface ViewScores {
  readonly chairs: number;
  /** Of the one view. */
  readonly reconstruction: PeopleScore;
  /** Of the twelve others. */
  readonly otherViews: PeopleScore;
  /** The same, the one view left as it is. */
  readonly unchanged: PeopleScore;
  /** Of the others by how far they are turned, rounded to 30 degrees: 0, which is near the one view, to 180. */
  readonly byAngle: Readonly<Record<string, PeopleScore>>;
}

/** Each chair, as it is and as it is drawn: pictures of [size, size], the one view first. */
export type ChairRows = readonly (readonly {
  readonly truth: Float32Array;
  readonly drawn: Float32Array;
}[])[];

/**
 * From one view of each chair draws the twelve others, 30 degrees apart.
 *
 * @param sources [chairs, parameters of the scene], the one view of each
 */
export async function turnRound(
  model: Model,
  scene: Scene,
  sources: Float32Array,
): Promise<{ readonly scores: ViewScores; readonly rows: ChairRows }> {
  const { size } = model.description.architecture;
  const width = parametersOf(scene).length;
  const azimuth = settableFactors(model, scene).find(({ name }) => name === 'azimuth');
  if (azimuth === undefined) throw new Error('No units of the model stand for azimuth.');
  const reconstructions: ImageScore[] = [];
  const turned = new Map<number, { readonly scores: ImageScore[]; readonly chairs: number[] }>();
  const all = { ours: [] as ImageScore[], unchanged: [] as ImageScore[], chairs: [] as number[] };
  const rows: ChairRows[number][] = [];
  const chairs = sources.length / width;
  for (let chair = 0; chair < chairs; chair++) {
    const source = sources.slice(chair * width, (chair + 1) * width);
    const views = Array.from({ length: VIEWS + 1 }, (_, k) => {
      const values = source.slice();
      if (k > 0) values[azimuth.place] = angleOf(k);
      return values;
    });
    const images = renderImages(scene, Float32Array.from(views.flatMap((one) => [...one])), size);
    const truth = views.map((_, k) => toPixels(images.subarray(k * size * size, (k + 1) * size * size)));
    const { mu } = await encodeImages(model, images.subarray(0, size * size));
    const codes = views.map((values, k) => {
      const code = mu.slice();
      if (k > 0) setCode([azimuth], values, code);
      return code;
    });
    const pictures = await model.decode(Float32Array.from(codes.flatMap((one) => [...one])));
    const drawn = views.map((_, k) => pictures.slice(k * size * size, (k + 1) * size * size));
    rows.push(views.map((_, k) => ({ truth: truth[k]!, drawn: drawn[k]! })));
    reconstructions.push(scoreImage(drawn[0]!, truth[0]!, size));
    for (let k = 1; k <= VIEWS; k++) {
      const apart = Math.abs(((angleOf(k) - source[azimuth.place]! + 540) % 360) - 180);
      const bin = STEP * Math.round(apart / STEP);
      const known = turned.get(bin) ?? { scores: [], chairs: [] };
      const score = scoreImage(drawn[k]!, truth[k]!, size);
      known.scores.push(score);
      known.chairs.push(chair);
      turned.set(bin, known);
      all.ours.push(score);
      all.unchanged.push(scoreImage(truth[0]!, truth[k]!, size));
      all.chairs.push(chair);
    }
  }
  return {
    rows,
    scores: {
      chairs,
      reconstruction: scorePeople(reconstructions, [...reconstructions.keys()]),
      otherViews: scorePeople(all.ours, all.chairs),
      unchanged: scorePeople(all.unchanged, all.chairs),
      byAngle: Object.fromEntries(
        [...turned]
          .sort(([a], [b]) => a - b)
          .map(([degrees, { scores, chairs: whose }]) => [degrees, scorePeople(scores, whose)]),
      ),
    },
  };
}

/** PNG: of each chair a row as it is, and one as it is drawn from its view at the left. */
export async function viewSheet(rows: ChairRows): Promise<Buffer> {
  const cells: Cell[][] = [];
  for (const row of rows)
    for (const which of ['truth', 'drawn'] as const)
      cells.push(
        await Promise.all(
          row.map(async (pictures, k) => ({
            label: k > 0 ? `${which} ${angleOf(k)}°` : which === 'truth' ? 'the one view' : 'reconstruction',
            picture: await view(toBytes(pictures[which])),
          })),
        ),
      );
  return toSharp(await layOut(cells))
    .png()
    .toBuffer();
}

/** The first view is the one that is given, the others go round from back to back. */
function angleOf(k: number): number {
  return -180 + STEP * k;
}
